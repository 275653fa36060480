"""What is known of the whole listing without reading it: one small item, written with each change.

It has two attributes for each region: under its name and `m` a mark, another one after each change
of anything there; under its name and `n` how many public meetings it has. They are set without a
condition, so that two writers don't stand in each other's way for longer than a write takes.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.dynamodb import Item
from chalicelib.meetings.storage import keys
from chalicelib.meetings.storage.buckets import REGION_PRECISION
from chalicelib.meetings.storage.listing_order import is_listing_region, region_of

_MARK_BYTES = 6
_NAME_LENGTH = REGION_PRECISION + 1  # "rev" ends otherwise


@dataclass(frozen=True, slots=True)
class ListingState:
    """The regions that were ever listed, each with its mark and its number of meetings."""

    marks: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    def regions_from(self, key: str) -> list[str]:
        """Returns the listing's regions from that of a key on, in order."""
        own = filter(is_listing_region, self.marks)
        return sorted(region for region in own if region >= region_of(key))

    def marks_of_page(self, after: str, meetings: int) -> list[str]:
        """Returns the marks of all that a page of so many meetings behind a key can depend on."""
        return list(self._marks_until(after, meetings))

    def _marks_until(self, after: str, meetings: int) -> Iterator[str]:
        """Yields marks until the regions behind that of the key hold more than the page."""
        for region in self.regions_from(after):
            yield f"{region} {self.marks[region]}"
            if region != region_of(after):
                meetings -= self.counts.get(region, 0)
            if meetings < 0:
                return


def read(item: Item | None) -> ListingState:
    """Returns the state of an item, or of an empty listing."""
    own = {name: value for name, value in (item or {}).items() if len(name) == _NAME_LENGTH}
    marks = {name[:-1]: value["S"] for name, value in own.items() if name.endswith("m")}
    counts = {name[:-1]: int(value["N"]) for name, value in own.items() if name.endswith("n")}
    return ListingState(marks, counts)


def attributes(state: ListingState, region: str, count: int) -> dict[str, Any]:
    """Returns what the item holds of a state in which that region changes, to so many meetings."""
    marks = {**state.marks, region: _new_mark()}
    counts = {**state.counts, region: count}
    return {
        **{f"{name}m": {"S": mark} for name, mark in marks.items()},
        **{f"{name}n": {"N": str(number)} for name, number in counts.items()},
    }


def update_action(added: Mapping[str, int]) -> dict[str, Any]:
    """Returns the action of a transaction that changes these regions.

    `added` has how many meetings more (or less) each then has.
    """
    names: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {":one": {"N": "1"}}
    marks, counts = [], ["rev :one"]
    for place, (region, count) in enumerate(sorted(added.items())):
        names |= {f"#m{place}": f"{region}m", f"#n{place}": f"{region}n"}
        values |= {
            f":m{place}": {"S": _new_mark()},
            f":n{place}": {"N": str(count)},
        }
        marks.append(f"#m{place} = :m{place}")
        counts.append(f"#n{place} :n{place}")
    return {
        "Update": {
            "Key": {"pk": {"S": keys.LISTING}},
            "UpdateExpression": f"SET {', '.join(marks)} ADD {', '.join(counts)}",
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        }
    }


def _new_mark() -> str:
    return secrets.token_urlsafe(_MARK_BYTES)
