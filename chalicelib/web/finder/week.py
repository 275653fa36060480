"""A listing by the days of the week, as it hangs on a wall: each meeting on every day it meets.

Paper and other people's pages are read for weeks, so nothing is "tonight" here. What is not simply
weekly says when it is; what is cancelled or moved within two weeks is said with its date.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from itertools import islice

from chalicelib.meetings.schedule.occurrences import (
    Occurrence,
    starting_between,
    starting_from,
    weekday_of,
)
from chalicelib.meetings.schedule.rescheduling import changed_times
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.meetings.search.query import Found
from chalicelib.meetings.storage.rows import Row
from chalicelib.web.i18n import formatting, recurrence_words
from chalicelib.web.i18n.catalogue import Translator

CHANGES_AHEAD = timedelta(days=14)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A meeting on one day of the week; `start` and `end` in the zone to show.

    `zone`: its name where people join from elsewhere, else "". `regularly`: on which of those days,
    where that is not every week, else "". `changes`: what is cancelled or moved soon, in words.
    """

    row: Row
    start: datetime
    end: datetime
    zone: str
    regularly: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day of the week by its name, and its meetings in order of the clock."""

    name: str
    lines: tuple[WeekLine, ...]


def week(
    t: Translator, found: Iterable[Found], now: datetime, zone: tzinfo | None = None
) -> list[WeekDay]:
    """Returns the days that have meetings, from Monday on.

    `zone` is where online meetings are shown, where that is known; a room always in its own.
    """
    by_weekday: dict[int, list[WeekLine]] = {}
    for result in found:
        for line in _lines(t, result, now, zone):
            by_weekday.setdefault(weekday_of(line.start.date()), []).append(line)
    return [
        WeekDay(
            formatting.capital(t(f"weekday.{weekday}")),
            tuple(sorted(by_weekday[weekday], key=lambda line: (line.start.time(), line.row.name))),
        )
        for weekday in (1, 2, 3, 4, 5, 6, 0)
        if weekday in by_weekday
    ]


def _lines(t: Translator, result: Found, now: datetime, zone: tzinfo | None) -> Iterator[WeekLine]:
    row = result.row
    schedule = row.schedule
    today = formatting.today(now, result.occurrence.start)
    weekly = not schedule.rule and schedule.first is None
    regularly = "" if weekly else recurrence_words.words(t, schedule, today)
    changes: dict[int, list[str]] = {}
    for time in changed_times(schedule, now):
        if time.first_start < now + CHANGES_AHEAD:
            text = recurrence_words.change(t, time, now)
            changes.setdefault(weekday_of(time.day), []).append(text)
    for occurrence in _listed_week(schedule, now):
        start, end = occurrence.start, occurrence.end
        said = tuple(changes.get(weekday_of(start.date()), ()))
        in_room = row.attendance.has_room
        if zone is not None and not in_room:
            start, end = start.astimezone(zone), end.astimezone(zone)
        zone_name = "" if in_room else formatting.zone_name(start)
        yield WeekLine(row, start, end, zone_name, regularly, said)


def _listed_week(schedule: Schedule, now: datetime) -> list[Occurrence]:
    """The listed times of a week, or the next one where that week has none."""
    listed = replace(schedule, exceptions=())
    return list(starting_between(listed, now, now + _WEEK)) or list(
        islice(starting_from(listed, now), 1)
    )
