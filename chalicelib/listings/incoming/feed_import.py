"""An import from beginning to end: read the feed, compare it with the listing, write the change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.listings.incoming import feed_file, sync, time_zones
from chalicelib.listings.incoming.feed import Affiliation, Remark
from chalicelib.listings.incoming.feed_check import FeedReport, report_on
from chalicelib.listings.incoming.losses import AffectedRow
from chalicelib.listings.incoming.meeting_guide import read_feed
from chalicelib.meetings.errors import CannotBeListed
from chalicelib.meetings.meeting import SOURCE_PATTERN
from chalicelib.meetings.storage.changes import ImportedMeeting


class InvalidImport(ValueError):
    """A source or time zone that cannot be; the message is one line."""


class ListingStorage(Protocol):
    """The part of `chalicelib.meetings.storage.table.MeetingsTable` that an import uses."""

    def manifest(self, source: str) -> Mapping[str, str]:
        """Returns slug to digest, as of the last import."""
        ...

    def apply_import(
        self,
        source: str,
        put: Sequence[ImportedMeeting],
        remove: Sequence[str],
        now: datetime,
        progress: Callable[[int], None],
    ) -> Mapping[str, CannotBeListed]:
        """Writes meetings with their documents and digests, and removes those with these slugs.

        Returns, by slug, those that can't be written.
        """
        ...

    def note_import(self, source: str, now: datetime) -> None:
        """Notes that an import of the source came to its end."""
        ...

    def forget_import(self, source: str) -> None:
        """Notes that an import left nothing of the source, and so no more are expected."""
        ...


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, in numbers of meetings, with its report on the feed's rows."""

    source: str
    added: int
    changed: int
    unchanged: int
    removed: int
    set_aside: tuple[Remark, ...]
    report: FeedReport

    @property
    def corrected(self) -> tuple[AffectedRow, ...]:
        """Returns what was changed or left out in rows that were read."""
        return self.report.corrected


def run_import(
    path_or_url: str,
    *,
    source: str,
    timezone: str | None,
    affiliation: Affiliation,
    storage: ListingStorage,
    now: datetime,
    accept_removals: bool = False,
    starting: Callable[[int], None] = lambda writes: None,
    progress: Callable[[int], None] = lambda done: None,
) -> ImportResult:
    """Makes the source's listing what the feed says; run again, it changes nothing.

    `timezone` is for rows without one. `starting` is called with how many meetings will be written
    or removed, `progress` with how many each step did. Raises InvalidImport, UnreadableFeed,
    BrokenFeed or SuspiciousFeed where nothing was written.
    """
    if not SOURCE_PATTERN.fullmatch(source):
        raise InvalidImport(f"a source is 1 to 40 of a-z 0-9 -, not {source!r}: give --source")
    zone = time_zones.lasting_zone(timezone) if timezone else None
    if timezone and zone is None:
        raise InvalidImport(
            f"{timezone!r} is not an IANA time zone of a place, such as Europe/London"
        )
    data = feed_file.read(path_or_url)
    feed = read_feed(data, source=source, affiliation=affiliation, timezone=zone)
    plan = sync.plan(feed, storage.manifest(source), accept_removals=accept_removals)
    starting(len(plan.put) + len(plan.removed))
    refused: Mapping[str, CannotBeListed] = {}
    if plan.put or plan.removed:
        refused = storage.apply_import(source, plan.put, plan.removed, now, progress)
    if feed.meetings or feed.set_aside:
        storage.note_import(source, now)
    else:
        storage.forget_import(source)
    feed = feed.without({slug: error.reason for slug, error in refused.items()})
    return ImportResult(
        source=source,
        added=sum(meeting.slug not in refused for meeting in plan.added),
        changed=sum(meeting.slug not in refused for meeting in plan.changed),
        unchanged=len(plan.unchanged),
        removed=len(plan.removed),
        set_aside=feed.set_aside,
        report=report_on(feed, len(feed.rows)),
    )
