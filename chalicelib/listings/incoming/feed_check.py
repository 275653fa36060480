"""The report on a feed without importing it: what would be listed, and what visitors would lose."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from chalicelib.listings.incoming import meeting_guide, time_zones
from chalicelib.listings.incoming.feed import Affiliation, Feed
from chalicelib.listings.incoming.losses import AffectedRow, Loss, corrections, losses
from chalicelib.meetings.attendance import AttendanceOption

_SOURCE = "check"  # of ids that nobody sees


class UnknownTimeZone(ValueError):
    """What was given as the feed's time zone is none; the message is one line."""


@dataclass(frozen=True, slots=True)
class FeedReport:
    """What a feed would become.

    `rows`: how many it has; `checked`: how many of them were read, from the first on. `listed`: how
    many meetings came of them, by the way to attend. `corrected`: what was changed or left out in
    their rows.
    """

    rows: int
    checked: int
    listed: dict[AttendanceOption, int]
    losses: tuple[Loss, ...]
    corrected: tuple[AffectedRow, ...]

    @property
    def meetings(self) -> int:
        """Returns how many meetings would be listed, those that no search finds among them."""
        return sum(self.listed.values())


def check_rows(
    rows: Sequence[object],
    *,
    timezone: str,
    may_go_on: Callable[[], bool] = lambda: True,
    max_rows: int | None = None,
) -> FeedReport:
    """Returns the report on a feed's rows; nothing is stored, and no address is fetched.

    `timezone` is for rows without one, "" where there is none. `may_go_on` is asked before each
    row: where it says no, the report is on the rows before. Raises UnknownTimeZone.
    """
    zone = time_zones.lasting_zone(timezone) if timezone else None
    if timezone and zone is None:
        raise UnknownTimeZone("an IANA time zone of a place, such as America/New_York")
    feed = meeting_guide.read_values(
        _while(may_go_on, rows[:max_rows]),
        source=_SOURCE,
        affiliation=Affiliation.OTHER,
        timezone=zone,
    )
    return report_on(feed, len(rows))


def report_on(feed: Feed, rows: int) -> FeedReport:
    """Returns the report on a feed that was read; `rows` is how many its file has."""
    listed = dict.fromkeys(AttendanceOption, 0)
    for meeting in feed.meetings:
        listed[meeting.attendance] += 1
    return FeedReport(rows, len(feed.rows), listed, losses(feed), corrections(feed))


def _while(may_go_on: Callable[[], bool], values: Iterable[object]) -> Iterator[object]:
    for value in values:
        if not may_go_on():
            return
        yield value
