"""A meeting that a facilitator may give for: its open window, those to come, its next times."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from chalicelib import settings
from chalicelib.meetings.meeting import AttendanceOption, Meeting, VerificationPolicy, upcoming
from chalicelib.meetings.schedule.occurrences import Occurrence, from_date, latest_started
from chalicelib.meetings.schedule.rescheduling import ListedTime, changed_times, coming_times
from chalicelib.verification.issuing import (
    NoSchedule,
    OutsideIssuingWindow,
    Window,
    open_window,
    place,
    window_of,
)
from chalicelib.web.facilitator.times import anchor
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.catalogue import Say

TIMES_SHOWN = 6  # to be cancelled or moved
KEPT_AHEAD = timedelta(days=15)  # how long a kept page serves a weekly meeting, twice


@dataclass(frozen=True, slots=True)
class Held:
    """One of a facilitator's meetings, as the list shows it."""

    id: str
    name: str
    place: str
    offered: bool
    occurrence: Occurrence | None
    open: bool
    until: datetime | None
    windows: tuple[dict[str, Any], ...]
    times: tuple[ListedTime, ...] = ()
    changed: tuple[ListedTime, ...] = ()

    @property
    def anchor(self) -> str:
        return anchor(self.id)

    def to_cancel(self, now: datetime) -> ListedTime | None:
        """The next time, which one tap cancels; None for one that has begun."""
        coming = (one for one in self.times if one.taking_place and one.taking_place.start > now)
        return next(coming, None)


def _held(say: Say, meeting: Meeting, now: datetime) -> Held:
    offered = meeting.verification is VerificationPolicy.OFFERED
    occurrence, until = upcoming(meeting, now), None
    try:
        window = open_window(meeting, now, settings.current())
        occurrence, until = window.occurrence, window.give_until
    except (NoSchedule, OutsideIssuingWindow):
        pass  # then it opens with the next occurrence
    return Held(
        meeting.id,
        meeting.name,
        place(meeting),
        offered,
        occurrence,
        until is not None,
        until,
        tuple(_said(say, window, now) for window in _coming(meeting, now)) if offered else (),
        *_times(meeting, now),
    )


def _times(
    meeting: Meeting, now: datetime
) -> tuple[tuple[ListedTime, ...], tuple[ListedTime, ...]]:
    if meeting.schedule is None or meeting.attendance is AttendanceOption.INACTIVE:
        return (), ()
    times = coming_times(meeting.schedule, now, TIMES_SHOWN)
    return times, changed_times(meeting.schedule, now)


def _coming(meeting: Meeting, now: datetime) -> list[Window]:
    """The windows that are open or open within KEPT_AHEAD, in order."""
    if meeting.schedule is None or meeting.attendance is AttendanceOption.INACTIVE:
        return []
    latest = latest_started(meeting.schedule, now)
    first = latest.start.date() if latest else now.date() - timedelta(days=1)
    current, ahead = settings.current(), now + KEPT_AHEAD
    starting = takewhile(lambda o: o.start < ahead, from_date(meeting.schedule, first))
    windows = [window_of(occurrence, current) for occurrence in starting]
    return [window for window in windows if now < window.give_until]


def _said(say: Say, window: Window, now: datetime) -> dict[str, Any]:
    """A window for the scripts: epoch seconds, and words that stay true on later days."""
    start, end = window.occurrence.start, window.occurrence.end

    def dated(moment: datetime) -> str:
        return formatting.short_date(say, moment.date(), formatting.today(now, moment))

    def until(moment: datetime) -> str:
        return say("until.date", time=formatting.time_of_day(say, moment), day=dated(moment))

    times = f"{formatting.time_range(say, start, end)} {formatting.zone_name(start)}"
    return {
        "opens": int(start.timestamp()),
        "until": int(window.give_until.timestamp()),
        "when": say("given.when", day=dated(start), time=times),
        "until_says": until(window.give_until),
        "redeem_says": until(window.redeem_until),
    }
