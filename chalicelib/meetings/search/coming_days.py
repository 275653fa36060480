"""On which of the coming days a search would find a meeting: what is counted beside them.

Days are "today", "tomorrow" and the weekdays, Sunday "0": near a place by the clock of each
meeting, online by the visitor's. The week runs up to this weekday's return, as in a search.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from chalicelib.meetings.schedule.occurrences import unfinished, weekday_of
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.storage.rows import Row, ScheduleKey

_LAST = timedelta(days=7)
_DAY = timedelta(days=1)
_BEFORE, _AFTER = timedelta(days=3), timedelta(days=9)  # what of the clocks a week depends on


class ComingDays:
    """The coming days of meetings as of one moment, at starts that `matches_time` matches.

    `visitors_zone` is that of a search online. Meetings that share zone, days and hours share the
    answer.
    """

    def __init__(
        self, as_of: datetime, matches_time: Callable[[datetime], bool], visitors_zone: str = ""
    ) -> None:
        self._as_of = as_of
        self._matches_time = matches_time
        self._visitors_zone = visitors_zone
        self._by_schedule: dict[ScheduleKey, list[str]] = {}
        self._today: dict[str, date] = {}
        self._steady: dict[str, bool] = {}

    def of(self, row: Row, start: datetime) -> list[str]:
        """Returns the days on which a meeting would be found.

        `start` is its next start, in the zone of those days.
        """
        key = row.schedule_key
        if key not in self._by_schedule:
            starts = self._starts(row, start)
            self._by_schedule[key] = [day for day in starts if self._matches_time(starts[day])]
        return self._by_schedule[key]

    def _starts(self, row: Row, start: datetime) -> Mapping[str, datetime]:
        """Returns each day with the start that the meeting would be found at."""
        name = self._visitors_zone or row.timezone
        if name not in self._today:
            self._today[name] = self._as_of.astimezone(zone(name)).date()
        today = self._today[name]
        if row.series or not (self._is_steady(row.timezone) and self._is_steady(name)):
            return self._by_occurrence(row, today, name)
        return self._weekly(row, start, today)

    def _weekly(self, row: Row, start: datetime, today: date) -> Mapping[str, datetime]:
        """Returns them by arithmetic: the same time each week, maybe on another weekday there."""
        shift = (start.date() - start.astimezone(zone(row.timezone)).date()).days
        weekdays = {(day + shift) % 7 for day in row.weekdays}
        found = {weekday_of(self._day(start, today)), *weekdays}
        names = {str(day) for day in found}
        if weekday_of(today + _DAY) in weekdays:
            names.add("tomorrow")
        if self._is_today(start, today):
            names.add("today")
        return dict.fromkeys(names, start)

    def _by_occurrence(self, row: Row, today: date, name: str) -> Mapping[str, datetime]:
        """Returns them one by one: some are cancelled or moved, or clocks change."""
        found: dict[str, datetime] = {}
        for occurrence in unfinished(row.schedule, self._as_of):
            start = occurrence.start.astimezone(zone(name))
            day = self._day(start, today)
            if day - today > _LAST:
                break
            found.setdefault(str(weekday_of(day)), start)
            if day == today + _DAY:
                found.setdefault("tomorrow", start)
            if self._is_today(start, today):
                found.setdefault("today", start)
        return found

    def _day(self, start: datetime, today: date) -> date:
        """Returns the day it is looked for on: online, what goes on since yesterday is today's."""
        return max(start.date(), today) if self._visitors_zone else start.date()

    def _is_today(self, start: datetime, today: date) -> bool:
        return start <= self._as_of or start.date() == today

    def _is_steady(self, name: str) -> bool:
        """Returns whether no clock that the search compares changes there in these days."""
        if not self._visitors_zone:
            return True
        if name not in self._steady:
            moments = self._as_of - _BEFORE, self._as_of + _AFTER
            offsets = {moment.astimezone(zone(name)).utcoffset() for moment in moments}
            self._steady[name] = len(offsets) == 1
        return self._steady[name]
