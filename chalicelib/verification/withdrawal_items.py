"""The withdrawn codes in lists, each of those that end in the same month (UTC).

`X#<month>` holds `references`, ten bytes each, and `expires`, the end of that month; `X#months`
holds `months`, those of which there is a list. Codes count for a year at most, so about fourteen
items are all that there is. Each grows by itself, without being read; the item `W#<reference>` of
a code is what says whether it is withdrawn.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.dynamodb import Item
from chalicelib.verification.core.claims import reference_bytes, reference_text

MONTHS_ITEM_KEY = "X#months"
FULL_BYTES, WARN_BYTES = 400_000, 200_000  # an item can have no more than that many
_PREFIX = "X#"
_BYTES_A_REFERENCE = 11


def list_item_key(month: str) -> str:
    """Returns the key of the list of a month, "2027-05"."""
    return _PREFIX + month


def month_of(moment: int) -> str:
    """Returns the month (UTC) of a moment in epoch seconds."""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m}"


def month_end(month: str) -> int:
    """Returns when a month is over, in epoch seconds."""
    year, number = map(int, month.split("-"))
    following = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    return int(following.timestamp())


def list_updates(month: str, references: Iterable[str]) -> list[dict[str, Any]]:
    """Returns the updates that list codes which end in a month, whatever is listed already."""
    listed = {
        "Key": {"pk": {"S": list_item_key(month)}},
        "UpdateExpression": "ADD #references :references SET expires = :expires",
        "ExpressionAttributeNames": {"#references": "references"},
        "ExpressionAttributeValues": {
            ":references": {"BS": [*map(reference_bytes, references)]},
            ":expires": {"N": str(month_end(month))},
        },
    }
    noted = {
        "Key": {"pk": {"S": MONTHS_ITEM_KEY}},
        "UpdateExpression": "ADD months :month",
        "ExpressionAttributeValues": {":month": {"SS": [month]}},
    }
    return [{"Update": listed}, {"Update": noted}]


def read_months(item: Item | None) -> list[str]:
    """Returns the months of which there is or was a list, sorted."""
    return sorted(item["months"]["SS"]) if item and "months" in item else []


def read_references(items: Iterable[Item]) -> list[str]:
    """Returns the references in some lists as people read them, sorted."""
    raw = (reference for item in items for reference in item["references"]["BS"])
    return sorted(map(reference_text, raw))


def list_bytes(items: Mapping[str, Item]) -> dict[str, int]:
    """Returns about how many bytes each list takes, by its month; from the items by their keys."""
    return {
        key.removeprefix(_PREFIX): _BYTES_A_REFERENCE * len(item["references"]["BS"])
        for key, item in sorted(items.items())
    }
