"""In which parts of a year an online meeting is in a bucket for good reason, and at which minutes.

Where clocks change, a meeting is stored under the hours that it takes in both halves of the year.
Nothing is written when they change: so what is said here holds in every year.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import IntFlag
from functools import lru_cache
from typing import NamedTuple

from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.meetings.storage.buckets import (
    Bucket,
    buckets_of_start,
    minute_of_week,
    moved_starts_utc,
    offset_min,
    utc_starts,
)

_YEARS = range(2025, 2040)  # whose changes of clocks are looked at
_SUMMER = (4, 1), (10, 24)  # days on which no clock is changed, in most of the world
_WINTER = (11, 8), (3, 7)


class Season(IntFlag):
    """A part of the year; both, where it may be either."""

    WINTER = 1
    SUMMER = 2
    ANY = 3


class Span(NamedTuple):
    """What a meeting is in a bucket for: its earliest start and latest end, and when in the year.

    In minutes after the bucket's hour or block begins.
    """

    start_min: int
    end_min: int
    season: Season


def season_of(moment: datetime) -> Season:
    """Returns the season of a moment; near the changes of clocks, it may be either."""
    day = moment.month, moment.day
    if _SUMMER[0] <= day <= _SUMMER[1]:
        return Season.SUMMER
    return Season.ANY if _WINTER[1] < day < _WINTER[0] else Season.WINTER


@lru_cache(maxsize=8192)  # a bucket is written several times in an import
def online_spans(schedule: Schedule) -> dict[Bucket, Span]:
    """Returns the spans of a meeting in its online buckets, those of every year."""
    found: dict[Bucket, Span] = {}

    def add(week_start: int, season: Season) -> None:
        for bucket, start in buckets_of_start(week_start, schedule):
            new = Span(start, start + schedule.length_min, season)
            known = found.get(bucket, new)
            found[bucket] = Span(
                min(new.start_min, known.start_min),
                max(new.end_min, known.end_min),
                new.season | known.season,
            )

    for offset, season in _seasons(schedule.timezone).items():
        for week_start in utc_starts(schedule, [offset]):
            add(week_start, season)
    for moved_start in moved_starts_utc(schedule, date.min):
        add(minute_of_week(moved_start), Season.ANY)
    return found


@lru_cache(maxsize=1024)
def _seasons(timezone: str) -> dict[int, Season]:
    """Returns the season of every UTC offset (minutes) of a zone.

    Between the seasons, when a search asks for any, each zone keeps one of these: or else the
    season of that is any, too.
    """
    found: dict[int, Season] = {}
    for moment in _moments():
        offset, season = offset_min(timezone, moment), season_of(moment)
        found[offset] = found.get(offset, Season(0)) | (
            Season(0) if season is Season.ANY else season
        )
    return {offset: season or Season.ANY for offset, season in found.items()}


def _moments() -> Iterator[datetime]:
    """Yields moments at most ten days apart, and the first and the last of each season."""
    for year in _YEARS:
        edges = [datetime(year, *day, tzinfo=UTC) for day in (*_SUMMER, *_WINTER)]
        for begin, end in (edges[:2], edges[2:]):
            yield from (begin, end + timedelta(hours=23, minutes=59))
        yield from (datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(0, 365, 10))
