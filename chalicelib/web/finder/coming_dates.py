"""The coming times of a meeting in words, as a device keeps them with a saved meeting."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TypedDict

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.occurrences import unfinished
from chalicelib.meetings.schedule.rescheduling import ListedTime, changed_times
from chalicelib.web.i18n import formatting, recurrence_words
from chalicelib.web.i18n.catalogue import Translator

MAX_DATES = 12
AHEAD = timedelta(days=90)  # of those that are cancelled or moved


class ComingDate(TypedDict):
    """A time in words, with its zone, and its end in epoch seconds.

    `change`: what became of it, or "". `off`: whether nobody meets then.
    """

    end: int
    when: str
    change: str
    off: bool


def coming_dates(t: Translator, meeting: Meeting, now: datetime) -> Iterator[ComingDate]:
    """Yields the coming times, and those listed ones that are cancelled or moved away, in order."""
    schedule = meeting.schedule
    if schedule is None or meeting.attendance is AttendanceOption.INACTIVE:
        return
    coming = set(islice(unfinished(schedule, now), MAX_DATES))
    changed = [time for time in changed_times(schedule, now) if time.first_start < now + AHEAD]
    moved = {time.taking_place: time for time in changed}
    left = {time.listed: time for time in changed if _leaves_its_day(time)}
    for occurrence in sorted(coming | left.keys(), key=lambda one: one.start.timestamp()):
        start, end = occurrence.start, occurrence.end
        day = formatting.short_date(t, start.date(), formatting.today(now, start))
        when = t("given.when", day=day, time=formatting.time_range(t, start, end))
        change = ""
        if occurrence in left:
            change = recurrence_words.change(t, left[occurrence], now)
        elif occurrence in moved:
            change = recurrence_words.short_change(t, moved[occurrence], now)
        yield {
            "end": round(end.timestamp()),
            "when": f"{when} {formatting.zone_name(start)}",
            "change": change,
            "off": occurrence in left,
        }


def _leaves_its_day(time: ListedTime) -> bool:
    return time.taking_place is None or time.taking_place.start.date() != time.day
