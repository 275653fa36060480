"""Seasons: where a meeting is in each half of the year, in every year."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from chalicelib.meetings.schedule.occurrences import starting_from
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.meetings.storage.buckets import begin_of, hour_bucket, hour_of_week
from chalicelib.meetings.storage.seasons import Season, online_spans, season_of
from tests.unit.meetings.factories import NOW, schedules


@pytest.mark.parametrize(
    ("day", "season"),
    [
        ("2026-03-07", Season.WINTER),
        ("2026-03-08", Season.ANY),
        ("2027-03-31", Season.ANY),
        ("2027-04-01", Season.SUMMER),
        ("2030-10-24", Season.SUMMER),
        ("2030-10-25", Season.ANY),
        ("2030-11-07", Season.ANY),
        ("2030-11-08", Season.WINTER),
        ("2031-01-01", Season.WINTER),
    ],
)
def test_near_the_changes_of_clocks_it_may_be_either_season(day: str, season: Season) -> None:
    assert season_of(datetime.fromisoformat(day).replace(hour=23, tzinfo=UTC)) is season


def test_a_meeting_in_new_york_is_in_one_hour_in_winter_and_in_another_in_summer() -> None:
    spans = online_spans(Schedule((3,), 19 * 60 + 30, 60, "America/New_York"))
    assert spans == {
        hour_bucket(95): (30, 90, Season.SUMMER),
        hour_bucket(96): (30, 90, Season.WINTER),
    }


@pytest.mark.slow
@given(schedules)
def test_every_occurrence_is_within_what_is_said_of_its_hour(schedule: Schedule) -> None:
    spans = online_spans(schedule)
    for occurrence in starting_from(schedule, NOW):
        if occurrence.start > NOW + timedelta(days=800):
            break
        bucket = hour_bucket(hour_of_week(occurrence.start))
        begin = begin_of(bucket, occurrence.start.astimezone(UTC))
        span = spans[bucket]
        assert begin + timedelta(minutes=span.start_min) <= occurrence.start
        assert begin + timedelta(minutes=span.end_min) >= occurrence.end
        assert season_of(occurrence.start.astimezone(UTC)) & span.season
