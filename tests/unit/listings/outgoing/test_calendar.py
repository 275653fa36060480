"""The calendars that leave, as other software reads them: two independent parsers, and the hours at
which somebody who follows them comes to the door."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from dateutil.rrule import rrulestr
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chalicelib.listings.outgoing import calendar, ics
from chalicelib.listings.outgoing.calendar import Issue
from chalicelib.listings.outgoing.vtimezone import vtimezone
from chalicelib.meetings.meeting import AttendanceOption, Conference, Meeting
from chalicelib.meetings.schedule.occurrences import from_date
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import series
from tests.unit.meetings.factories import meeting, meetings, zones

SINCE = date(2026, 3, 2)  # a Monday
ISSUE = Issue("Open meetings; ours", "https://waypost.example", SINCE)
FEW = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, phases=[Phase.generate]
)
TRICKY = 'Tea, talk; "listen"\\ come & go\nsecond line \u202eend – 京都 ' + "ß" * 90


def parsed(text: str) -> tuple[icalendar.Calendar, Any]:
    """The calendar as each of the two libraries reads it."""
    return icalendar.Calendar.from_ical(text), vobject.readOne(text)


def event_of(one: Meeting) -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(calendar.one(one, ISSUE)).walk("VEVENT")
    return event


def test_what_a_meeting_is_comes_back_from_both_parsers() -> None:
    far = Conference("https://zoom.us/j/1", "Passcode 12", "+15551234567,,99#", "Press 1")
    one = meeting(
        "one", name=TRICKY, notes="Ring, then wait; come in.", conference=far,
        attendance=AttendanceOption.HYBRID, updated=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    )  # fmt: skip
    strict, lenient = parsed(calendar.one(one, ISSUE))
    (event,) = strict.walk("VEVENT")
    for said in (str(event["summary"]), lenient.vevent.summary.value):
        assert said == TRICKY
    assert event["uid"] == lenient.vevent.uid.value == f"{one.id}@waypost.example"
    assert event["dtstamp"].dt == one.updated
    assert event["dtstart"].dt == datetime(2026, 3, 4, 19, tzinfo=ZoneInfo("America/New_York"))
    assert lenient.vevent.dtstart.value.utcoffset() == timedelta(hours=-5)
    assert event["duration"].dt == timedelta(minutes=60)
    assert event["location"] == "Library, 5 Elm St, New York, NY"
    assert event["url"] == f"https://waypost.example/meetings/{one.id}"
    assert event["class"] == "PRIVATE"
    assert "https://zoom.us/j/1\nPasscode 12\n+15551234567,,99#" in str(event["description"])
    conferences = event["conference"]
    assert [str(value) for value in conferences] == [
        "https://zoom.us/j/1", "tel:+15551234567,,99%23",
    ]  # fmt: skip
    assert (strict["version"], strict["prodid"]) == ("2.0", calendar.PRODUCT)
    assert str(strict.calendar_name).replace("\\;", ";") == "Open meetings; ours"
    assert strict["refresh-interval"].dt == timedelta(hours=6)


@pytest.mark.slow
@FEW
@given(st.lists(meetings, max_size=3, unique_by=lambda one: one.id))
def test_any_meetings_make_a_calendar_that_both_read(some: list[Meeting]) -> None:
    text = calendar.document(some, [calendar.text_of(one, ISSUE) for one in some], ISSUE)
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    strict, lenient = parsed(text)
    names = {f"{m.id}@waypost.example": m for m in some if calendar.events(m, ISSUE)}
    events = strict.walk("VEVENT")
    assert {event["uid"] for event in events} == names.keys()
    assert all(not event.errors for event in events)
    assert len(lenient.contents.get("vevent", ())) == len(events)
    for event in events:
        one = names[event["uid"]]
        shown = "".join(" " if (ord(c) < 32 and c != "\n") or c == "\x7f" else c for c in one.name)
        assert str(event["summary"]) == shown


@pytest.mark.slow
@FEW
@given(meetings.filter(lambda one: calendar.events(one, ISSUE)))
def test_whoever_follows_any_series_comes_when_the_meeting_is(one: Meeting) -> None:
    require_followed(one)


@pytest.mark.parametrize(
    "name",
    ["America/New_York", "Europe/London", "Europe/Dublin", "Australia/Lord_Howe", "America/Havana",
     "Africa/Casablanca", "Asia/Jerusalem", "America/Santiago", "Asia/Kathmandu", "Africa/Cairo",
     "Pacific/Chatham", "America/Phoenix", "Pacific/Apia", "America/St_Johns", "Asia/Tehran"],
)  # fmt: skip
def test_the_zone_that_comes_along_has_the_offsets_of_the_real_one(name: str) -> None:
    require_true_offsets(name, 2026)


@pytest.mark.slow
@FEW
@given(zones, st.integers(1990, 2035))
def test_zones_are_true_in_any_year(name: str, year: int) -> None:
    require_true_offsets(name, year)


def require_true_offsets(name: str, year: int) -> None:
    text = ics.document(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:x",
            *vtimezone(name, year, year),
            "END:VCALENDAR",
        ]
    )
    (component,) = icalendar.Calendar.from_ical(text).walk("VTIMEZONE")
    rebuilt = component.to_tz(lookup_tzid=False)
    real = ZoneInfo(name)
    moment = datetime(year, 1, 1, 12, tzinfo=UTC)
    for _ in range(0, 9 * 365, 3):
        local = moment.astimezone(real).replace(tzinfo=None)
        assert local.replace(tzinfo=rebuilt).utcoffset() == moment.astimezone(real).utcoffset()
        moment += timedelta(days=3)


def test_yearly_changes_go_on_without_end_and_irregular_ones_are_listed() -> None:
    london = "\n".join(vtimezone("Europe/London", 2026, 2026))
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU" in london
    assert "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU" in london
    chicago = "\n".join(vtimezone("America/Chicago", 2026, 2026))
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU" in chicago
    casablanca = "\n".join(vtimezone("Africa/Casablanca", 2026, 2026))
    assert "RRULE" not in casablanca
    assert casablanca.count("RDATE:") >= 18


def test_a_uid_stays_whatever_changes_in_the_meeting() -> None:
    before, after = meeting("one"), meeting("one", name="Another", start_min=600)
    assert event_of(before)["uid"] == event_of(after)["uid"]


def test_a_calendar_is_the_same_until_the_week_is_over() -> None:
    one = meeting("one")
    monday = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    texts = {
        calendar.one(one, Issue("x", ISSUE.public_url, calendar.week_of(monday + hours)))
        for hours in (timedelta(), timedelta(hours=100), timedelta(hours=167))
    }
    assert len(texts) == 1


def test_what_has_no_time_is_in_no_calendar() -> None:
    for one in (meeting("a", schedule=None), meeting("b", attendance=AttendanceOption.INACTIVE)):
        assert calendar.text_of(one, ISSUE) == ""


def test_a_place_that_is_only_an_area_is_no_door_to_navigate_to() -> None:
    assert "geo" not in event_of(meeting("one", approximate=True))
    assert event_of(meeting("two"))["geo"].to_ical() == "40.7128;-74.006"


def test_an_online_meeting_is_where_its_link_is() -> None:
    one = meeting(
        "one",
        attendance=AttendanceOption.ONLINE,
        conference=Conference("https://zoom.us/j/1?a=b;c,d"),
    )
    assert event_of(one)["location"] == "https://zoom.us/j/1?a=b;c,d"
    assert str(event_of(one)["conference"]) == "https://zoom.us/j/1?a=b;c,d"


def ruled(rule: str, first: date | None = None, **fields: Any) -> Meeting:
    """A meeting at 19:00 in New York that keeps to a rule."""
    exceptions = fields.pop("exceptions", ())
    schedule = series(
        (2,), 19 * 60, 60, "America/New_York", rule=rule, first=first, exceptions=exceptions
    )
    return meeting("one", schedule=schedule, **fields)


RULED = [
    ruled("FREQ=MONTHLY;BYDAY=2TU"),
    ruled("FREQ=MONTHLY;BYDAY=-1FR"),
    ruled("FREQ=MONTHLY;BYMONTHDAY=15"),
    ruled("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1"),
    ruled("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", date(2025, 1, 7)),
    ruled("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU", date(2025, 1, 5)),
    ruled("FREQ=MONTHLY;INTERVAL=3;BYDAY=1SU", date(2025, 2, 2)),
    ruled("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260512"),
    ruled("FREQ=WEEKLY;BYDAY=TU;COUNT=70", date(2025, 1, 7)),
    ruled("FREQ=DAILY;COUNT=1", date(2026, 3, 8)),
    ruled("", date(2026, 3, 24)),
    ruled(
        "FREQ=MONTHLY;BYDAY=2TU",
        exceptions=(
            Override(date(2026, 4, 14)),
            Override(date(2026, 5, 12), date(2026, 5, 13), 600),
        ),
    ),
    ruled("", exceptions=(Override(date(2026, 2, 24), date(2026, 3, 3), 1200),)),
    ruled(
        "FREQ=DAILY;COUNT=1",
        date(2026, 3, 8),
        exceptions=(Override(date(2026, 3, 8), date(2026, 3, 9), 600),),
    ),
    ruled(
        "FREQ=DAILY;COUNT=1",
        date(2026, 4, 18),
        exceptions=(Override(date(2026, 4, 18), date(2026, 4, 10), 240),),
    ),
]


@pytest.mark.parametrize("one", RULED, ids=lambda one: one.schedule.rule or "weekly")
def test_every_rule_cancellation_and_move_is_followed(one: Meeting) -> None:
    require_followed(one)


def require_followed(one: Meeting) -> None:
    assert one.schedule
    horizon = datetime(2026, 12, 1, tzinfo=UTC)
    ours = [
        occurrence.start.astimezone(UTC)
        for occurrence in takewhile(lambda o: o.start < horizon, from_date(one.schedule, SINCE))
    ]
    found = starts(calendar.one(one, ISSUE), horizon)
    assert [start for start in found if ours and start >= ours[0]] == ours


def starts(text: str, horizon: datetime) -> list[datetime]:
    """When somebody who follows the calendar comes, in UTC, up to a moment."""
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert len({event["uid"] for event in events}) == 1
    found: set[datetime] = set()
    moved_from = {event["recurrence-id"].dt for event in events if "recurrence-id" in event}
    for event in events:
        start = event["dtstart"].dt
        if "rrule" not in event:
            found.add(start)
            continue
        rule = event["rrule"].to_ical().decode()
        recurring = rrulestr(rule, dtstart=start)
        cancelled = event.get("exdate", [])
        cancelled = cancelled if isinstance(cancelled, list) else [cancelled]
        gone = moved_from | {one.dt for dates in cancelled for one in dates.dts}
        found |= set(takewhile(lambda moment: moment < horizon, recurring)) - gone
    return sorted(moment.astimezone(UTC) for moment in found if moment < horizon)


@pytest.mark.parametrize("name", ["America/New_York", "Africa/Casablanca", "Australia/Lord_Howe"])
def test_a_count_begins_in_a_zone_whose_offset_is_known_then(name: str) -> None:
    """Its DTSTART is the first time, years before the calendar's week."""
    first = date(2015, 1, 6)
    schedule = series(
        (), 19 * 60, 60, name, rule="FREQ=WEEKLY;BYDAY=TU;COUNT=900", first=first
    )  # fmt: skip
    calendar_text = calendar.one(meeting("one", schedule=schedule), ISSUE)
    strict = icalendar.Calendar.from_ical(calendar_text)
    (component,) = strict.walk("VTIMEZONE")
    rebuilt = component.to_tz(lookup_tzid=False)
    onsets = [part["dtstart"].dt for part in component.walk() if part.name != "VTIMEZONE"]
    assert min(onsets) < datetime(2015, 1, 6)  # noqa: DTZ001  by the clock there
    for days in range(0, 20 * 365, 5):
        moment = datetime(2015, 1, 6, 12, tzinfo=UTC) + timedelta(days=days)
        local = moment.astimezone(ZoneInfo(name))
        assert local.replace(tzinfo=rebuilt).utcoffset() == local.utcoffset(), moment


def test_a_calendar_without_a_meeting_holds_something_that_is_no_entry() -> None:
    day = date(2026, 3, 8)
    once = series((), 600, 60, "UTC", rule="FREQ=DAILY;COUNT=1", first=day)
    cancelled = meeting("a", schedule=replace(once, exceptions=(Override(day),)))
    assert calendar.has_calendar(cancelled, ISSUE)
    for text in (
        calendar.document([], [], ISSUE),
        calendar.one(cancelled, ISSUE),
    ):
        strict, lenient = parsed(text)
        assert [part.name for part in strict.subcomponents] == ["VTIMEZONE"]
        assert "vtimezone" in lenient.contents


def test_a_series_that_is_over_is_in_no_calendar() -> None:
    assert calendar.text_of(ruled("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260224"), ISSUE) == ""
    assert calendar.text_of(ruled("FREQ=DAILY;COUNT=1", date(2026, 3, 1)), ISSUE) == ""
    cancelled = ruled(
        "FREQ=DAILY;COUNT=1", date(2026, 3, 8), exceptions=(Override(date(2026, 3, 8)),)
    )
    assert calendar.text_of(cancelled, ISSUE) == ""


def test_a_series_that_begins_in_a_clock_changes_gap_keeps_its_time() -> None:
    one = meeting("one", weekdays=(0,), start_min=150)
    issue = Issue("x", ISSUE.public_url, date(2026, 3, 8))  # 2:30 does not exist in New York
    assert "DTSTART;TZID=America/New_York:20260308T023000" in calendar.one(one, issue)
