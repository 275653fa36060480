"""When a meeting happens: occurrences of a series, true across clock changes.

A start is a local clock time in the meeting's zone; an end is the start plus its length in elapsed
minutes. A start that falls into the gap of a spring change happens when the clock of before the
change would have shown it (RFC 5545 section 3.3.5); one that exists twice is the first of the two.

Weekly series are counted by plain arithmetic, others by their rule. An occurrence that was moved
counts on its new day, at its new time and with its length; one that was cancelled does not exist.
"""

import heapq
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import NamedTuple

from chalicelib.meetings.schedule import recurrence
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import Schedule, zone

_LOOK_BACK_DAYS = (8, 70, 800, 15_000)  # a week holds every weekday; rules may leave years between


class Occurrence(NamedTuple):
    """One time that a meeting takes place; both ends aware, in the meeting's own zone."""

    start: datetime
    end: datetime

    @property
    def utc_offset_min(self) -> int:
        """Returns the minutes by which local time is ahead of UTC at the start."""
        offset = self.start.utcoffset()
        assert offset is not None
        return round(offset.total_seconds() / 60)

    @property
    def length_min(self) -> int:
        """Returns the elapsed minutes from start to end."""
        return round((self.end.timestamp() - self.start.timestamp()) / 60)


def on_date(schedule: Schedule, day: date) -> Occurrence:
    """Returns the occurrence that would start on that local date at the listed time.

    Whether the series takes place then is not looked at.
    """
    return occurrence_at(schedule, day, schedule.start_min)


def occurrence_at(schedule: Schedule, day: date, start_min: int) -> Occurrence:
    """Returns the occurrence that would start on that local date, minutes after midnight."""
    local_zone = zone(schedule.timezone)
    hour, minute = divmod(start_min, 60)
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=local_zone)
    start = local.astimezone(UTC)
    end = start + timedelta(minutes=schedule.length_min)
    return Occurrence(start.astimezone(local_zone), end.astimezone(local_zone))


def weekday_of(day: date) -> int:
    """Returns the weekday of a date: Sunday is 0, as in the Meeting Guide format."""
    return day.isoweekday() % 7


def listed_days(schedule: Schedule, first: date) -> Iterator[date]:
    """Yields the local dates of the series from one on, ignoring what is cancelled or moved."""
    if schedule.rule:
        yield from recurrence.days_from(schedule.rule, schedule.first, first)
        return
    if schedule.first is not None and first < schedule.first:
        first = schedule.first
    weekday = weekday_of(first)
    ahead = sorted((day - weekday) % 7 for day in schedule.weekdays)
    week = 0
    while True:
        for days in ahead:
            yield first + timedelta(days=week + days)
        week += 7


def is_listed(schedule: Schedule, day: date) -> bool:
    """Returns whether a local date is of the series, ignoring what is cancelled or moved."""
    if schedule.rule:
        return recurrence.is_day(schedule.rule, schedule.first, day)
    begun = schedule.first is None or day >= schedule.first
    return begun and weekday_of(day) in schedule.weekdays


def changes(schedule: Schedule, since: date) -> list[Override]:
    """Returns the overrides of times of the series that concern that local date or later ones."""
    return [
        override
        for override in schedule.exceptions
        if override.last_day >= since and is_listed(schedule, override.day)
    ]


def from_date(schedule: Schedule, first: date) -> Iterator[Occurrence]:
    """Returns the occurrences of that local date and later ones, in order.

    They are without end unless the series has one.
    """
    days = listed_days(schedule, first)
    if not schedule.exceptions:
        return (on_date(schedule, day) for day in days)
    changed = {override.day for override in schedule.exceptions}
    regular = (on_date(schedule, day) for day in days if day not in changed)
    moved = [
        _new_occurrence(schedule, override)
        for override in changes(schedule, first)
        if override.to is not None and override.to >= first
    ]
    return heapq.merge(regular, sorted(moved, key=_moment), key=_moment)


def _new_occurrence(schedule: Schedule, move: Override) -> Occurrence:
    assert move.to is not None and move.start_min is not None  # Schedule ensures this
    return occurrence_at(schedule, move.to, move.start_min)


def _moment(occurrence: Occurrence) -> float:
    return occurrence.start.timestamp()


def first_on(schedule: Schedule, day: date) -> Occurrence | None:
    """Returns the first occurrence of that local date, None where there is none."""
    if not schedule.exceptions:
        return on_date(schedule, day) if is_listed(schedule, day) else None
    found = [
        _new_occurrence(schedule, override)
        for override in changes(schedule, day)
        if override.to == day
    ]
    if is_listed(schedule, day) and all(override.day != day for override in schedule.exceptions):
        found.append(on_date(schedule, day))
    return min(found, key=_moment, default=None)


def starting_from(schedule: Schedule, first: datetime) -> Iterator[Occurrence]:
    """Yields the occurrences that start at that moment or later, in order."""
    first = first.astimezone(UTC)  # within one zone, comparisons ignore which 01:30 is meant
    day = first.astimezone(zone(schedule.timezone)).date() - timedelta(days=2)
    return (occurrence for occurrence in from_date(schedule, day) if occurrence.start >= first)


def starting_between(schedule: Schedule, first: datetime, end: datetime) -> Iterator[Occurrence]:
    """Yields the occurrences that start at `first` or later and before `end`, in order."""
    end = end.astimezone(UTC)
    return takewhile(lambda occurrence: occurrence.start < end, starting_from(schedule, first))


def unfinished(schedule: Schedule, now: datetime) -> Iterator[Occurrence]:
    """Yields the occurrences whose end is after `now`, in order; one in progress is the first."""
    now = now.astimezone(UTC)
    today = now.astimezone(zone(schedule.timezone)).date()
    occurrences = from_date(schedule, today - timedelta(days=2))
    return (occurrence for occurrence in occurrences if occurrence.end > now)


def next_occurrence(schedule: Schedule, now: datetime) -> Occurrence | None:
    """Returns the first occurrence whose end is after `now`; None where the series has ended.

    One in progress counts: people come late.
    """
    return next(unfinished(schedule, now), None)


def latest_started(schedule: Schedule, now: datetime) -> Occurrence | None:
    """Returns the last occurrence whose start is not after `now`; None before the first.

    The start of one that was moved is its new one.
    """
    now = now.astimezone(UTC)
    today = now.astimezone(zone(schedule.timezone)).date()
    for days in _LOOK_BACK_DAYS:
        started = None
        for occurrence in from_date(schedule, today - timedelta(days=days)):
            if occurrence.start > now:
                break
            started = occurrence
        if started is not None:
            return started
    return None
