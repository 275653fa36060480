"""Searches, near and online, for meetings that are not simply weekly."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule import recurrence
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import series
from chalicelib.meetings.search.near import search_near
from chalicelib.meetings.search.online import search_online
from chalicelib.meetings.search.query import Day, NearQuery, OnlineQuery
from chalicelib.meetings.storage.buckets import buckets
from tests.unit.meetings.factories import (
    NEW_YORK,
    NOW,
    TUESDAY,
    every_second_tuesday,
    meeting,
)
from tests.unit.meetings.memory_reader import MemoryReader

NEW_YORK_ZONE = ZoneInfo("America/New_York")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK_ZONE)


def near(meetings: list[Meeting], day: Day | None, now: datetime) -> list[str]:
    found = search_near(NearQuery(NEW_YORK, 10.0, day), MemoryReader(meetings, now), now).found
    return [f"{result.occurrence.start:%m-%d %H:%M}" for result in found]


def online(meetings: list[Meeting], day: Day | None, now: datetime) -> list[str]:
    query = OnlineQuery(day, "America/New_York")
    found = search_online(query, MemoryReader(meetings, now), now).found
    return [f"{result.occurrence.start:%m-%d %H:%M}" for result in found]


def test_a_fortnightly_meeting_is_found_on_its_weeks_only() -> None:
    meetings = [meeting(schedule=every_second_tuesday(), attendance=AttendanceOption.HYBRID)]
    for search in (near, online):
        for morning in ("2026-11-24 08:00", "2026-12-08 08:00"):
            now = local(morning)
            assert search(meetings, "today", now) == [f"{now:%m-%d} 19:00"]
            assert search(meetings, "tomorrow", now - timedelta(days=1)) == [f"{now:%m-%d} 19:00"]
            assert search(meetings, frozenset({2}), now) == [f"{now:%m-%d} 19:00"]
        between = local("2026-12-01 08:00")
        assert search(meetings, "today", between) == []
        assert search(meetings, "tomorrow", between - timedelta(days=1)) == []
        assert search(meetings, frozenset({2}), local("2026-11-29 08:00")) == []
        assert search(meetings, None, between) == ["12-08 19:00"]


def test_a_monthly_meeting_comes_after_the_week_with_its_date() -> None:
    rule = "FREQ=MONTHLY;BYDAY=1WE"
    monthly = meeting("monthly", schedule=every_second_tuesday(rule=rule, first=date(2026, 1, 7)))
    weekly = meeting("weekly", weekdays=(1,))
    both = [replace(listed, attendance=AttendanceOption.HYBRID) for listed in (monthly, weekly)]
    for search in (near, online):
        assert search(both, None, local("2026-12-05 12:00")) == ["12-07 19:00", "01-06 19:00"]


def test_a_moved_time_is_found_on_its_new_day_and_a_cancelled_one_nowhere() -> None:
    moved = Override(TUESDAY, date(2026, 11, 25), 23 * 60)
    cancelled = Override(date(2026, 12, 8))
    meetings = [
        meeting(schedule=every_second_tuesday(moved, cancelled), attendance=AttendanceOption.HYBRID)
    ]
    for search in (near, online):
        assert search(meetings, "today", local("2026-11-24 12:00")) == []
        assert search(meetings, "tomorrow", local("2026-11-24 12:00")) == ["11-25 23:00"]
        assert search(meetings, frozenset({3}), local("2026-11-23 12:00")) == ["11-25 23:00"]
        in_progress = local("2026-11-26 00:20")
        assert search(meetings, "today", in_progress) == ["11-25 23:00"]
        assert search(meetings, "today", local("2026-12-08 12:00")) == []
        assert search(meetings, None, local("2026-11-26 12:00")) == ["12-22 19:00"]


def test_a_series_that_has_ended_is_filed_and_found_nowhere() -> None:
    once = series((), 1140, 60, "UTC", rule=recurrence.ONCE, first=TUESDAY)
    listed = meeting(schedule=once, attendance=AttendanceOption.HYBRID)
    assert {bucket.key for bucket in buckets(listed, NOW)} == {"G#dr5r#2", "O#67"}
    after = local("2026-11-25 12:00")
    assert not buckets(listed, after)
    filed_before = MemoryReader([listed], NOW)
    assert search_near(NearQuery(NEW_YORK, 10.0), filed_before, after).found == ()
    assert search_online(OnlineQuery(), filed_before, after).found == ()
