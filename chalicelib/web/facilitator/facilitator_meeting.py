"""A meeting that a facilitator may give for: its open window, those to come, its next times."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from chalicelib import settings
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Meeting, upcoming
from chalicelib.meetings.schedule.occurrences import Occurrence, from_date, latest_started
from chalicelib.meetings.schedule.rescheduling import ListedTime, changed_times, coming_times
from chalicelib.verification.detail import place_name
from chalicelib.verification.window import (
    NoSchedule,
    OutsideIssuingWindow,
    Window,
    open_window,
    window_of,
)
from chalicelib.web.facilitator.times import anchor
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.catalogue import Translator

TIMES_SHOWN = 6  # to be cancelled or moved
WINDOWS_AHEAD = timedelta(days=15)  # how long a stored page serves a weekly meeting, twice


@dataclass(frozen=True, slots=True)
class FacilitatorMeeting:
    """A meeting as its facilitator's pages show it.

    `occurrence`: the one whose window is open, else the next one; None by appointment. `open`:
    whether a verification can be given now, and `until`: how long (in the meeting's zone; None
    where it is not open). `windows`: those open and to come, as `window_json` gives them.
    `times`: the next ones; `changed_times`: those that are cancelled or moved.
    """

    id: str
    name: str
    place: str
    offered: bool
    occurrence: Occurrence | None
    open: bool
    until: datetime | None
    windows: tuple[dict[str, Any], ...]
    times: tuple[ListedTime, ...] = ()
    changed_times: tuple[ListedTime, ...] = ()

    @property
    def anchor(self) -> str:
        """Where the meeting is in the list, as a fragment."""
        return anchor(self.id)

    def time_to_cancel(self, now: datetime) -> ListedTime | None:
        """Returns the next time, which one tap cancels; None where all have begun."""
        times = (time for time in self.times if time.taking_place and time.taking_place.start > now)
        return next(times, None)


def facilitator_meeting(t: Translator, meeting: Meeting, now: datetime) -> FacilitatorMeeting:
    """Returns a meeting as its facilitator's pages show it at a moment."""
    offered = meeting.verification is VerificationPolicy.OFFERED
    occurrence, until = upcoming(meeting, now), None
    try:
        window = open_window(meeting, now, settings.current())
        occurrence, until = window.occurrence, window.give_until
    except (NoSchedule, OutsideIssuingWindow):
        pass  # then it opens with the next occurrence
    windows = windows_ahead(meeting, now) if offered else []
    times: tuple[ListedTime, ...] = ()
    changed: tuple[ListedTime, ...] = ()
    if meeting.schedule is not None and meeting.attendance is not AttendanceOption.INACTIVE:
        times = coming_times(meeting.schedule, now, TIMES_SHOWN)
        changed = changed_times(meeting.schedule, now)
    return FacilitatorMeeting(
        id=meeting.id,
        name=meeting.name,
        place=place_name(meeting),
        offered=offered,
        occurrence=occurrence,
        open=until is not None,
        until=until,
        windows=tuple(window_json(t, window, now) for window in windows),
        times=times,
        changed_times=changed,
    )


def windows_ahead(meeting: Meeting, now: datetime) -> list[Window]:
    """Returns the windows that are open or open within WINDOWS_AHEAD, in order."""
    if meeting.schedule is None or meeting.attendance is AttendanceOption.INACTIVE:
        return []
    latest = latest_started(meeting.schedule, now)
    first = latest.start.date() if latest else now.date() - timedelta(days=1)
    current, end = settings.current(), now + WINDOWS_AHEAD
    occurrences = takewhile(lambda o: o.start < end, from_date(meeting.schedule, first))
    windows = [window_of(occurrence, current) for occurrence in occurrences]
    return [window for window in windows if now < window.give_until]


def window_json(t: Translator, window: Window, now: datetime) -> dict[str, Any]:
    """Returns a window for the scripts: epoch seconds, and words that stay true on later days."""
    start, end = window.occurrence.start, window.occurrence.end

    def day_of(moment: datetime) -> str:
        return formatting.short_date(t, moment.date(), formatting.today(now, moment))

    def until(moment: datetime) -> str:
        return t("until.date", time=formatting.time_of_day(t, moment), day=day_of(moment))

    # U+2060: no line ends between the two times
    times = formatting.time_range(t, start, end).replace("–", "–\u2060")
    times = f"{times} {formatting.zone_name(start)}"
    return {
        "opens": int(start.timestamp()),
        "until": int(window.give_until.timestamp()),
        "redeem_until": int(window.redeem_until.timestamp()),
        "starts": t("given.when", day=day_of(start), time=formatting.time_of_day(t, start)),
        "when": t("given.when", day=day_of(start), time=times),
        "until_says": until(window.give_until),
        "redeem_says": until(window.redeem_until),
    }
