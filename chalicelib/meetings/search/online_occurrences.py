"""Occurrences that a search online finds, and the buckets that have them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from chalicelib.meetings.schedule.occurrences import (
    Occurrence,
    next_occurrence,
    starting_from,
    weekday_of,
)
from chalicelib.meetings.schedule.schedule import Schedule, zone
from chalicelib.meetings.search.query import OnlineQuery
from chalicelib.meetings.storage.buckets import (
    BLOCK_HOURS,
    HOURS,
    Bucket,
    block_bucket,
    hour_bucket,
    hour_of_week,
    third_hour_bucket,
)
from chalicelib.meetings.storage.rows import Row, ScheduleKey

_WEEK_DAYS = range(8)  # days ahead, up to this weekday's return
_WITHOUT_END = timedelta(days=20_000)  # what is monthly comes after the week, with its date
_HOUR = timedelta(hours=1)


class OnlineOccurrences:
    """Occurrences that start in one of some spans, in order.

    What is in progress counts to a span that has begun. Meetings that share zone, days and hours
    share their occurrence.
    """

    def __init__(self, spans: Sequence[tuple[datetime, datetime]], as_of: datetime) -> None:
        self._spans = spans
        self._as_of = as_of
        self._by_schedule: dict[ScheduleKey, Occurrence | None] = {}

    def buckets(self, begin: datetime) -> Iterator[tuple[Bucket, datetime]]:
        """Yields the buckets of what starts at that moment or later, each with its hour."""
        for first, last in self._spans:
            since = max(first, begin)
            if since >= last:
                continue
            if since <= self._as_of:  # in progress: begun an hour ago, two, or before that
                yield block_bucket(hour_of_week(since) // BLOCK_HOURS), since
                yield third_hour_bucket(hour_of_week(since)), since
                since -= _HOUR
            for hour in _hours(since, min(last, since + timedelta(hours=HOURS))):
                yield hour_bucket(hour_of_week(hour)), hour

    def next(self, row: Row) -> Occurrence | None:
        """Returns the first occurrence of a meeting in one of the spans."""
        key = row.schedule_key
        if key not in self._by_schedule:
            self._by_schedule[key] = self.find(row.schedule)
        return self._by_schedule[key]

    def find(self, schedule: Schedule) -> Occurrence | None:
        """Returns the first occurrence of a schedule in one of the spans."""
        for first, last in self._spans:
            if first <= self._as_of:
                found = next_occurrence(schedule, first)
            else:
                found = next(starting_from(schedule, first), None)
            if found is None or found.start < last:
                return found
        return None


def began_before(this_hour: datetime, bucket: Bucket, hour: datetime) -> bool:
    """Returns whether a bucket is there for what has been in progress since before this hour."""
    return hour < this_hour or bucket.slot >= HOURS


def start_spans(query: OnlineQuery, as_of: datetime) -> list[tuple[datetime, datetime]]:
    """Returns from when until when results start. Today's weekday comes round again in a week."""
    if query.day is None:
        return [(as_of, as_of + _WITHOUT_END)]
    local_zone = zone(query.timezone)
    today = as_of.astimezone(local_zone).date()
    ahead = [0] if query.day == "today" else [1]
    if isinstance(query.day, frozenset):
        ahead = [
            days for days in _WEEK_DAYS if weekday_of(today + timedelta(days=days)) in query.day
        ]
    midnights = [
        tuple(
            datetime(day.year, day.month, day.day, tzinfo=local_zone).astimezone(UTC)
            for day in (today + timedelta(days=days), today + timedelta(days=days + 1))
        )
        for days in ahead
    ]
    return [(max(begin, as_of), end) for begin, end in midnights]


def _hours(first: datetime, last: datetime) -> list[datetime]:
    moment = first.replace(minute=0, second=0, microsecond=0)
    hours = []
    while moment < last:
        hours.append(moment)
        moment += _HOUR
    return hours
