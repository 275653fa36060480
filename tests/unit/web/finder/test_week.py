"""Meetings by the days of the week, with what is different soon."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import series
from chalicelib.meetings.search.near import search_near
from chalicelib.meetings.search.online import search_online
from chalicelib.meetings.search.query import NearQuery, OnlineQuery
from chalicelib.web.finder.week import WeekDay, week
from chalicelib.web.i18n.catalogue import translator
from tests.unit.meetings.factories import NEW_YORK, NOW, meeting
from tests.unit.meetings.memory_reader import MemoryReader

T = translator("en")


def week_of(*meetings: Meeting) -> list[WeekDay]:
    found = search_near(NearQuery(NEW_YORK, 5.0), MemoryReader(list(meetings), NOW), NOW).found
    return week(T, found, NOW)


def said(days: list[WeekDay]) -> list[tuple[str, str, int]]:
    return [(day.name, line.row.slug, line.start.hour) for day in days for line in day.lines]


def test_a_meeting_stands_under_each_of_its_days_from_monday_on() -> None:
    days = week_of(
        meeting("three", weekdays=(0, 1, 3)),
        meeting("early", weekdays=(1,), start_min=8 * 60),
    )
    assert said(days) == [
        ("Monday", "early", 8),
        ("Monday", "three", 19),
        ("Wednesday", "three", 19),
        ("Sunday", "three", 19),
    ]


def test_what_is_not_weekly_says_when_it_is() -> None:
    monthly = series((), 1140, 60, "America/New_York", rule="FREQ=MONTHLY;BYDAY=2TU")
    [day] = week_of(meeting("monthly", schedule=monthly))
    assert (day.name, day.lines[0].regularly) == ("Tuesday", "Second Tuesday of the month")
    [day] = week_of(meeting("weekly"))
    assert day.lines[0].regularly == ""


def test_what_is_cancelled_soon_stays_under_its_day_and_says_so() -> None:
    exceptions = (Override(date(2026, 3, 11)), Override(date(2026, 4, 8)))
    [day] = week_of(meeting("one", weekdays=(3,), exceptions=exceptions))
    assert [text.replace("\u00a0", " ") for text in day.lines[0].changes] == [
        "Cancelled: Wed 11 Mar, 7:00 pm"
    ]


def test_a_change_stands_on_its_own_weekday_only() -> None:
    both = meeting("both", weekdays=(3, 4), exceptions=(Override(date(2026, 3, 5)),))
    wednesday, thursday = week_of(both)
    assert wednesday.lines[0].changes == ()
    assert len(thursday.lines[0].changes) == 1


def test_online_meetings_are_on_the_days_of_whoever_reads() -> None:
    late = replace(
        meeting("late", weekdays=(3,), start_min=23 * 60), attendance=AttendanceOption.ONLINE
    )
    found = search_online(OnlineQuery(), MemoryReader([late], NOW), NOW).found
    assert said(week(T, found, NOW, ZoneInfo("Europe/London"))) == [("Thursday", "late", 4)]
    assert said(week(T, found, NOW)) == [("Wednesday", "late", 23)]
