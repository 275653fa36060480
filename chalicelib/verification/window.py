"""The issuing window: when codes of an occurrence are given, and their tickets redeemed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.occurrences import (
    Occurrence,
    latest_started,
    next_occurrence,
    starting_between,
)
from chalicelib.meetings.schedule.schedule import MAX_LENGTH_MIN, Schedule
from chalicelib.settings import Settings


class NoSchedule(Exception):
    """The meeting has no listed start that a code could name: by appointment, or it has ended."""


class OutsideIssuingWindow(Exception):
    """The meeting has no window open now, or an open one of another occurrence than was meant.

    Carries the next window, or the open one of that other occurrence.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.window = window


@dataclass(frozen=True, slots=True)
class Window:
    """When codes of an occurrence are given, and its tickets redeemed.

    Codes are given from its start until `give_until`, tickets redeemed until `redeem_until`.
    """

    occurrence: Occurrence
    give_until: datetime
    redeem_until: datetime

    @property
    def opens_at(self) -> datetime:
        """The start of its occurrence."""
        return self.occurrence.start

    def is_open(self, now: datetime) -> bool:
        """Tells whether codes are given now."""
        # As numbers: within one zone, datetimes compare by what clocks show.
        return self.opens_at.timestamp() <= now.timestamp() < self.give_until.timestamp()


def window_of(occurrence: Occurrence, settings: Settings) -> Window:
    """Returns the issuing window of an occurrence; its hours are elapsed, whatever clocks do."""
    end = occurrence.end.astimezone(UTC)
    give_until, redeem_until = (
        (end + timedelta(hours=hours)).astimezone(occurrence.end.tzinfo)
        for hours in (settings.give_hours, settings.redeem_hours)
    )
    return Window(occurrence, give_until, redeem_until)


def open_or_next_window(meeting: Meeting, now: datetime, settings: Settings) -> Window | None:
    """Returns the window that is open now, else the next one; None where none will open again.

    An occurrence that was cancelled opens none; one that was moved opens its own at its new start.
    """
    if meeting.schedule is None or meeting.attendance is AttendanceOption.INACTIVE:
        return None
    latest = latest_started(meeting.schedule, now)
    if latest is not None:
        window = window_of(latest, settings)
        if window.is_open(now):
            return window
    coming = next_occurrence(meeting.schedule, now)
    return None if coming is None else window_of(coming, settings)


def require_open(window: Window | None, now: datetime) -> Window:
    """Returns the window if it is open now.

    Raises NoSchedule where there is none, and OutsideIssuingWindow where it opens later.
    """
    if window is None:
        raise NoSchedule
    if not window.is_open(now):
        raise OutsideIssuingWindow(window)
    return window


def open_window(meeting: Meeting, now: datetime, settings: Settings) -> Window:
    """Returns the window that is open now.

    Raises OutsideIssuingWindow with the next one, and NoSchedule where none will open again.
    """
    return require_open(open_or_next_window(meeting, now, settings), now)


def window_starting(meeting: Meeting, start: datetime, now: datetime, settings: Settings) -> Window:
    """Returns the window of the occurrence that starts then, open or ahead by a week at most.

    Raises OutsideIssuingWindow where there is none with the one that is open or next, and
    NoSchedule where none will open again.
    """
    window = open_or_next_window(meeting, now, settings)
    if window is None or meeting.schedule is None:
        raise NoSchedule
    for coming in coming_windows(meeting, now, settings):
        if is_start_of(coming.occurrence, start, meeting.schedule):
            return coming
    raise OutsideIssuingWindow(window)


def coming_windows(meeting: Meeting, now: datetime, settings: Settings) -> list[Window]:
    """Returns the windows that are open, or open within eight days, in order."""
    if meeting.schedule is None or meeting.attendance is AttendanceOption.INACTIVE:
        return []
    longest = timedelta(hours=settings.give_hours, minutes=MAX_LENGTH_MIN)
    around = starting_between(meeting.schedule, now - longest, now + timedelta(days=8))
    windows = [window_of(occurrence, settings) for occurrence in around]
    return [window for window in windows if now < window.give_until]


def require_occurrence(window: Window, start: datetime, meeting: Meeting) -> None:
    """Raises OutsideIssuingWindow unless the window is that of the occurrence that starts then."""
    assert meeting.schedule is not None  # or it would have no window
    if not is_start_of(window.occurrence, start, meeting.schedule):
        raise OutsideIssuingWindow(window)


def is_start_of(occurrence: Occurrence, start: datetime, schedule: Schedule) -> bool:
    """Tells whether a start that was noted earlier is the one of this occurrence.

    It still is where the listed time of its day was corrected meanwhile; but not where another
    occurrence starts at that very time.
    """
    if start.timestamp() == occurrence.start.timestamp():
        return True
    if start.astimezone(occurrence.start.tzinfo).date() != occurrence.start.date():
        return False
    latest = latest_started(schedule, start)
    if latest is None or latest.start.timestamp() != start.timestamp():
        return True  # nothing is listed for that time any more
    return latest == occurrence
