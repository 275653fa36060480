"""The issuing window: when codes of an occurrence are given, and their tickets redeemed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib.meetings.meeting import AttendanceOption, Meeting
from chalicelib.meetings.schedule.occurrences import Occurrence, latest_started, next_occurrence
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.settings import Settings


class NoSchedule(Exception):
    """The meeting has no listed start that a code could name: by appointment, or it has ended."""


class OutsideIssuingWindow(Exception):
    """No occurrence of the meeting is in its issuing window, or another one than was meant; carries
    the next window, or the open one of that other.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.window = window


@dataclass(frozen=True, slots=True)
class Window:
    """When codes of an occurrence are given (from its start until `give_until`) and its tickets
    redeemed (until `redeem_until`).
    """

    occurrence: Occurrence
    give_until: datetime
    redeem_until: datetime

    @property
    def opens_at(self) -> datetime:
        return self.occurrence.start


def window_of(occurrence: Occurrence, current: Settings) -> Window:
    """The issuing window of an occurrence; its hours are elapsed ones, whatever clocks do."""
    end = occurrence.end.astimezone(UTC)
    give_until, redeem_until = (
        (end + timedelta(hours=hours)).astimezone(occurrence.end.tzinfo)
        for hours in (current.give_hours, current.redeem_hours)
    )
    return Window(occurrence, give_until, redeem_until)


def open_window(meeting: Meeting, now: datetime, current: Settings) -> Window:
    """The window that is open now, or OutsideIssuingWindow with the next one. An occurrence that
    was cancelled opens none; one that was moved opens its own at its new start.
    """
    if meeting.schedule is None or meeting.attendance is AttendanceOption.INACTIVE:
        raise NoSchedule
    latest = latest_started(meeting.schedule, now)
    if latest is not None:
        window = window_of(latest, current)
        if now < window.give_until:
            return window
    coming = next_occurrence(meeting.schedule, now)
    if coming is None:
        raise NoSchedule
    raise OutsideIssuingWindow(window_of(coming, current))


def is_meant(occurrence: Occurrence, start: datetime, schedule: Schedule) -> bool:
    """Whether what was to start then is this occurrence. It still is where the listed time of its
    day was corrected meanwhile; but not where another occurrence starts at that very time.
    """
    if start.astimezone(occurrence.start.tzinfo).date() != occurrence.start.date():
        return False
    named = latest_started(schedule, start)
    if named is None or named.start.timestamp() != start.timestamp():
        return True  # nothing is listed for that time any more
    return named == occurrence
