"""When meetings near a place are found: at their next occurrence, or at that of the asked days."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from chalicelib.meetings.schedule.occurrences import (
    Occurrence,
    first_on,
    next_occurrence,
    weekday_of,
)
from chalicelib.meetings.schedule.schedule import Schedule, zone
from chalicelib.meetings.search.query import Day
from chalicelib.meetings.storage.rows import Row, ScheduleKey

# days ahead, up to this weekday's return: their buckets are all that exist
WEEK_DAYS = range(8)


class LocalOccurrences:
    """Occurrences by each meeting's own clock, as of one moment.

    Meetings that share zone, days and hours share the answer.
    """

    def __init__(self, as_of: datetime, day: Day | None) -> None:
        self.as_of = as_of
        self._day = day
        self._by_schedule: dict[ScheduleKey, Occurrence | None] = {}
        self._today: dict[str, date] = {}

    def today(self, timezone: str) -> date:
        """Returns the date there at the moment of the search."""
        if timezone not in self._today:
            self._today[timezone] = self.as_of.astimezone(zone(timezone)).date()
        return self._today[timezone]

    def weekdays(self, zones: Iterable[str], days_ahead: Iterable[int]) -> set[int]:
        """Returns the weekdays whose buckets have the occurrences of those days.

        Where the query has a day, of that one.
        """
        if isinstance(self._day, frozenset):
            return set(self._day)
        if self._day is not None:
            days_ahead = [1 if self._day == "tomorrow" else 0]
        return {
            weekday_of(self.today(timezone) + timedelta(days=ahead))
            for timezone in zones
            for ahead in days_ahead
        }

    def horizon(self, days: int, zones: Iterable[str]) -> datetime | None:
        """Returns when that many days from today have passed in the first of the zones.

        None where the buckets read have all there is: those of the query's day, or of all days.
        """
        if self._day is not None or days >= WEEK_DAYS.stop:
            return None
        midnights = [
            datetime.combine(self.today(name) + timedelta(days=days), time(), zone(name))
            for name in zones
        ]
        return min(midnights, default=self.as_of)

    def next(self, row: Row) -> Occurrence | None:
        """Returns the occurrence that the search finds the meeting at, if any."""
        key = row.schedule_key
        if key not in self._by_schedule:
            self._by_schedule[key] = self.find(row.schedule)
        return self._by_schedule[key]

    def find(self, schedule: Schedule) -> Occurrence | None:
        """Returns the occurrence that the search finds a meeting of that schedule at, if any."""
        today = self.today(schedule.timezone)
        if self._day is None:
            return next_occurrence(schedule, self.as_of)
        if self._day == "today":
            upcoming = next_occurrence(schedule, self.as_of)
            if upcoming is None or upcoming.start <= self.as_of:
                return upcoming
            return upcoming if upcoming.start.date() == today else None
        if self._day == "tomorrow":
            return first_on(schedule, today + timedelta(days=1))
        for ahead in range(-2, WEEK_DAYS.stop):
            day = today + timedelta(days=ahead)
            if weekday_of(day) in self._day:
                found = first_on(schedule, day)
                if found is not None and found.end > self.as_of:
                    return found
        return None
