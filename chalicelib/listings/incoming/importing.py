"""An import from beginning to end: read the feed, compare it with the listing, write the change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from chalicelib.listings.incoming import feed_file, sync, time_zones
from chalicelib.listings.incoming.meeting_guide import Affiliation, Remark, read_feed
from chalicelib.meetings.meeting import SOURCE_PATTERN
from chalicelib.meetings.storage import table
from chalicelib.meetings.storage.changes import ImportedMeeting


class InvalidRequest(ValueError):
    """A source or time zone that cannot be; the message is one line."""


class Listing(Protocol):
    """The part of `chalicelib.meetings.storage.table.MeetingsTable` that an import uses."""

    def manifest(self, source: str) -> Mapping[str, str]: ...

    def apply_import(
        self,
        source: str,
        put: Sequence[ImportedMeeting],
        remove: Sequence[str],
        now: datetime,
        progress: Callable[[int], None],
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, in numbers of meetings, and what it could not read."""

    source: str
    added: int
    changed: int
    unchanged: int
    removed: int
    set_aside: tuple[Remark, ...]
    corrected: tuple[Remark, ...]


def run_import(
    path_or_url: str,
    *,
    source: str,
    timezone: str | None,
    affiliation: Affiliation,
    accept_removals: bool = False,
    listing: Listing | None = None,
    now: datetime | None = None,
    starting: Callable[[int], None] = lambda writes: None,
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Makes the source's listing what the feed says; run again, it changes nothing.

    `listing` defaults to the meetings table of the settings, `now` to the clock. `starting` is
    told how many meetings will be written or removed, `progress` how many each step did. Nothing is
    written where it raises InvalidRequest, UnreadableFeed, BrokenFeed or SuspiciousFeed.
    """
    if not SOURCE_PATTERN.fullmatch(source):
        raise InvalidRequest(f"a source is 1 to 40 of a-z 0-9 -, not {source!r}: give --source")
    zone = time_zones.zone_name(timezone) if timezone else None
    if timezone and zone is None:
        raise InvalidRequest(f"{timezone!r} is not an IANA time zone, such as Europe/London")
    listing = listing or table.open_table()
    data = feed_file.read(path_or_url)
    feed = read_feed(data, source=source, affiliation=affiliation, timezone=zone)
    plan = sync.plan(feed, listing.manifest(source), accept_removals=accept_removals)
    starting(len(plan.put) + len(plan.removed))
    if plan.put or plan.removed:
        listing.apply_import(source, plan.put, plan.removed, now or datetime.now(UTC), progress)
    return Report(
        source=source,
        added=len(plan.added),
        changed=len(plan.changed),
        unchanged=len(plan.unchanged),
        removed=len(plan.removed),
        set_aside=feed.set_aside,
        corrected=feed.corrected,
    )
