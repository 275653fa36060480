"""Cancelling, moving and restoring single times of a series: what may be set, what is refused.

Pure: the table stores what they return. A time is named by the local date that it is listed
for, whatever became of it since; dates and times are those of the meeting's own zone.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from heapq import merge
from itertools import islice
from typing import NamedTuple

from chalicelib.meetings.schedule.occurrences import (
    Occurrence,
    changes,
    first_on,
    is_listed,
    listed_days,
    occurrence_at,
    on_date,
)
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import Schedule

MAX_MOVED_DAYS = 60
MAX_AHEAD_DAYS = 400


class Refusal(StrEnum):
    """Why a time cannot be changed."""

    NOT_LISTED = "not_listed"  # nothing is listed for that date
    AHEAD = "ahead"  # it is more than MAX_AHEAD_DAYS ahead
    BEGUN = "begun"  # so that it cannot be moved any more
    OVER = "over"
    PASSED = "passed"  # the new time has
    TAKEN = "taken"  # another time of the meeting is on the new date
    TOO_FAR = "too_far"  # the new date is more than MAX_MOVED_DAYS from the listed one
    UNCHANGED = "unchanged"  # there is nothing to restore


class CannotChange(ValueError):
    """Nothing was changed. `occurrence` is the one in the way, where there is one."""

    def __init__(self, reason: Refusal, occurrence: Occurrence | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.occurrence = occurrence


class ListedTime(NamedTuple):
    """A time of the series as it is listed, and what takes place of it.

    That is the same, the occurrence that it was moved to, or nothing (None).
    """

    day: date
    listed: Occurrence
    taking_place: Occurrence | None

    @property
    def changed(self) -> bool:
        """Returns whether it is cancelled or moved."""
        return self.taking_place != self.listed

    @property
    def first_start(self) -> datetime:
        """Returns when the first people come, who may not have heard of a change."""
        return min(self.listed, self.taking_place or self.listed, key=_moment).start

    def is_over(self, now: datetime) -> bool:
        """Returns whether nobody waits for it any more: its last end, listed or new, has passed."""
        return max(self.listed, self.taking_place or self.listed, key=_moment).end <= now


def _moment(occurrence: Occurrence) -> float:
    return occurrence.start.timestamp()


def listed_time(schedule: Schedule, day: date) -> ListedTime:
    """Returns the time that is listed for that date. Raises CannotChange where none is."""
    if not is_listed(schedule, day):
        raise CannotChange(Refusal.NOT_LISTED)
    listed = on_date(schedule, day)
    change = next((override for override in schedule.exceptions if override.day == day), None)
    if change is None:
        return ListedTime(day, listed, listed)
    if change.to is None or change.start_min is None:
        return ListedTime(day, listed, None if change.cancelled else listed)
    return ListedTime(day, listed, occurrence_at(schedule, change.to, change.start_min))


def coming_times(schedule: Schedule, now: datetime, count: int) -> tuple[ListedTime, ...]:
    """Returns the next times of the series that take place and are not over, the soonest first."""
    taking_place = (
        (time.taking_place.start, time)
        for time in _listed_since(schedule, _since(now))
        if time.taking_place is not None and time.taking_place.end > now
    )
    soonest = sorted(islice(taking_place, count), key=lambda pair: pair[0].timestamp())
    return tuple(time for _, time in soonest)


def changed_times(schedule: Schedule, now: datetime) -> tuple[ListedTime, ...]:
    """Returns the times that are cancelled or moved and not over."""
    times = [listed_time(schedule, override.day) for override in changes(schedule, _since(now))]
    return tuple(time for time in times if time.changed and not time.is_over(now))


def moved_time(schedule: Schedule, occurrence: Occurrence) -> ListedTime | None:
    """Returns the listed time that was moved to an occurrence; None for one that was not moved."""
    day = occurrence.start.date()
    for override in changes(schedule, day):
        if override.to == day:
            time = listed_time(schedule, override.day)
            if time.changed and time.taking_place == occurrence:
                return time
    return None


def _listed_since(schedule: Schedule, since: date) -> Iterator[ListedTime]:
    """Yields the times listed for that date and later, and earlier ones moved to then."""
    earlier = [override.day for override in changes(schedule, since) if override.day < since]
    return (listed_time(schedule, day) for day in merge(earlier, listed_days(schedule, since)))


def _since(now: datetime) -> date:
    """Returns a date before that of any meeting that is not over, in any zone."""
    return now.date() - timedelta(days=2)


def listed_day_of_occurrence(schedule: Schedule, day: date) -> date:
    """Returns the date for which the time that takes place on a date is listed.

    Raises CannotChange where none takes place then.
    """
    moved_here = [override.day for override in changes(schedule, day) if override.to == day]
    return moved_here[0] if moved_here else listed_time(schedule, day).day


def listed_day_of_change(schedule: Schedule, day: date) -> date:
    """Returns the date for which a cancelled or moved time is listed, by that date or the new one.

    Raises CannotChange where nothing is listed for that date, nor moved to it.
    """
    overrides = changes(schedule, day)
    if any(override.day == day for override in overrides):
        return day
    moved_here = [override.day for override in overrides if override.to == day]
    return moved_here[0] if moved_here else listed_time(schedule, day).day


def cancel(schedule: Schedule, day: date, now: datetime) -> Override:
    """Returns the override that takes out the time listed for that date.

    Raises CannotChange where none is listed, it is too far ahead, or is over.
    """
    time = _changeable_time(schedule, day, now)
    if time.taking_place is not None and time.taking_place.end <= now:
        raise CannotChange(Refusal.OVER)
    return Override(day)


def move(schedule: Schedule, day: date, to: date, start_min: int, now: datetime) -> Override:
    """Returns the override that moves the time listed for a date to another, or the same, date.

    It begins `start_min` minutes after midnight there. One that was cancelled may be made up for;
    one that has begun stays, because it may have given verifications. Raises CannotChange where
    none is listed, it is too far ahead, has begun, or the new time is past, too far away or taken.
    """
    time = _changeable_time(schedule, day, now)
    if time.taking_place is not None and time.taking_place.start <= now:
        raise CannotChange(Refusal.OVER if time.taking_place.end <= now else Refusal.BEGUN)
    if to < _since(now):
        raise CannotChange(Refusal.PASSED)
    if abs((to - day).days) > MAX_MOVED_DAYS:
        raise CannotChange(Refusal.TOO_FAR)
    if occurrence_at(schedule, to, start_min).start <= now:
        raise CannotChange(Refusal.PASSED)
    _require_free(schedule, to, time)
    unchanged = (to, start_min) == (day, schedule.start_min)
    return Override(day, to, None if unchanged else start_min)


def restore(schedule: Schedule, day: date, now: datetime) -> Override:
    """Returns the override that has the time listed for that date take place as listed.

    Raises CannotChange where none is listed, it was not changed, it is over, what it was moved to
    has begun, or another time is on that date.
    """
    time = listed_time(schedule, day)
    if not time.changed:
        raise CannotChange(Refusal.UNCHANGED)
    if time.listed.end <= now or (time.taking_place and time.taking_place.start <= now):
        raise CannotChange(Refusal.OVER)
    _require_free(schedule, day, time)
    return Override(day, day)


def _changeable_time(schedule: Schedule, day: date, now: datetime) -> ListedTime:
    if (day - now.date()).days > MAX_AHEAD_DAYS:
        raise CannotChange(Refusal.AHEAD)
    return listed_time(schedule, day)


def _require_free(schedule: Schedule, day: date, time: ListedTime) -> None:
    """Keeps it to one time a date: people name it, and facilitators give for it, by its date."""
    other = first_on(schedule, day)
    if other is not None and other != time.taking_place:
        raise CannotChange(Refusal.TAKEN, other)
