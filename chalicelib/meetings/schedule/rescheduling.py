"""Cancelling, moving and restoring single times of a series: what may be set, what is refused.

Pure: the table keeps what is set (`override`). A time is named by the local date that it is listed
for, whatever became of it since; dates and times are those of the meeting's own zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from heapq import merge
from itertools import islice

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


@dataclass(frozen=True, slots=True)
class ListedTime:
    """A time of the series as it is listed, and what takes place of it: the same, at another time,
    or nothing.
    """

    day: date
    listed: Occurrence
    taking_place: Occurrence | None

    @property
    def changed(self) -> bool:
        """Whether it is cancelled or moved."""
        return self.taking_place != self.listed

    @property
    def first_start(self) -> datetime:
        """When the first people come, who may not have heard of a change."""
        return min(self.listed, self.taking_place or self.listed, key=_moment).start

    def is_over(self, now: datetime) -> bool:
        """Whether nobody waits for it any more: its last end, as listed or moved, has passed."""
        return max(self.listed, self.taking_place or self.listed, key=_moment).end <= now


def _moment(occurrence: Occurrence) -> float:
    return occurrence.start.timestamp()


def listed_time(schedule: Schedule, day: date) -> ListedTime:
    """The time that is listed for that date. CannotChange where none is."""
    if not is_listed(schedule, day):
        raise CannotChange(Refusal.NOT_LISTED)
    listed = on_date(schedule, day)
    change = next((one for one in schedule.exceptions if one.day == day), None)
    if change is None:
        return ListedTime(day, listed, listed)
    if change.to is None or change.start_min is None:
        return ListedTime(day, listed, None if change.cancelled else listed)
    return ListedTime(day, listed, occurrence_at(schedule, change.to, change.start_min))


def coming_times(schedule: Schedule, now: datetime, count: int) -> tuple[ListedTime, ...]:
    """The next times of the series that take place and are not over, the soonest first."""
    taking_place = (
        (one.taking_place.start, one)
        for one in _listed_since(schedule, _since(now))
        if one.taking_place is not None and one.taking_place.end > now
    )
    soonest = sorted(islice(taking_place, count), key=lambda pair: pair[0].timestamp())
    return tuple(one for _, one in soonest)


def changed_times(schedule: Schedule, now: datetime) -> tuple[ListedTime, ...]:
    """Those that are cancelled or moved and not over."""
    told = [listed_time(schedule, one.day) for one in changes(schedule, _since(now))]
    return tuple(one for one in told if one.changed and not one.is_over(now))


def _listed_since(schedule: Schedule, since: date) -> Iterator[ListedTime]:
    """The times listed for that date and later, and earlier ones moved to then."""
    earlier = [one.day for one in changes(schedule, since) if one.day < since]
    return (listed_time(schedule, day) for day in merge(earlier, listed_days(schedule, since)))


def _since(now: datetime) -> date:
    """A date before that of any meeting that is not over, in whatever zone."""
    return now.date() - timedelta(days=2)


def listed_day_of_occurrence(schedule: Schedule, asked: date) -> date:
    """The date that the time which takes place on that date is listed for. CannotChange where there
    is none.
    """
    moved_here = [one.day for one in changes(schedule, asked) if one.to == asked]
    return moved_here[0] if moved_here else listed_time(schedule, asked).day


def listed_day_of_change(schedule: Schedule, asked: date) -> date:
    """The date that a cancelled or moved time is listed for, by that date or by the new one."""
    told = changes(schedule, asked)
    here = [one.day for one in told if one.day == asked] or [
        one.day for one in told if one.to == asked
    ]
    return here[0] if here else listed_time(schedule, asked).day


def cancel(schedule: Schedule, day: date, now: datetime) -> Override:
    """Takes out the time listed for that date."""
    one = _changeable(schedule, day, now)
    if one.taking_place is not None and one.taking_place.end <= now:
        raise CannotChange(Refusal.OVER)
    return Override(day)


def move(schedule: Schedule, day: date, to: date, start_min: int, now: datetime) -> Override:
    """Lets the time listed for that date begin `start_min` minutes after midnight of another, or
    of the same. One that was cancelled may be made up for; one that has begun stays, for it may
    have given verifications.
    """
    one = _changeable(schedule, day, now)
    if one.taking_place is not None and one.taking_place.start <= now:
        raise CannotChange(Refusal.OVER if one.taking_place.end <= now else Refusal.BEGUN)
    if to < _since(now):
        raise CannotChange(Refusal.PASSED)
    if abs((to - day).days) > MAX_MOVED_DAYS:
        raise CannotChange(Refusal.TOO_FAR)
    if occurrence_at(schedule, to, start_min).start <= now:
        raise CannotChange(Refusal.PASSED)
    _require_free(schedule, to, one)
    as_listed = (to, start_min) == (day, schedule.start_min)
    return Override(day, to, None if as_listed else start_min)


def restore(schedule: Schedule, day: date, now: datetime) -> Override:
    """Has the time listed for that date take place as listed, if that is not over, nor what it was
    moved to has begun.
    """
    one = listed_time(schedule, day)
    if not one.changed:
        raise CannotChange(Refusal.UNCHANGED)
    if one.listed.end <= now or (one.taking_place and one.taking_place.start <= now):
        raise CannotChange(Refusal.OVER)
    _require_free(schedule, day, one)
    return Override(day, day)


def _changeable(schedule: Schedule, day: date, now: datetime) -> ListedTime:
    if (day - now.date()).days > MAX_AHEAD_DAYS:
        raise CannotChange(Refusal.AHEAD)
    return listed_time(schedule, day)


def _require_free(schedule: Schedule, day: date, one: ListedTime) -> None:
    """One time a date: by its date people name it, and facilitators give for it."""
    other = first_on(schedule, day)
    if other is not None and other != one.taking_place:
        raise CannotChange(Refusal.TAKEN, other)
