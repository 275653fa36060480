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

from chalicelib.listings.outgoing import calendar
from chalicelib.listings.outgoing.calendar import CalendarInfo
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Conference, Meeting
from chalicelib.meetings.schedule.occurrences import from_date
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import series
from tests.unit.meetings.factories import meeting, meetings

SINCE = date(2026, 3, 2)  # a Monday
INFO = CalendarInfo("Open meetings; ours", "https://waypost.example", SINCE)
FEW = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, phases=[Phase.generate]
)
TRICKY = 'Tea, talk; "listen"\\ come & go\nsecond line \u202eend – 京都 ' + "ß" * 90


def strictly_parsed(text: str) -> Any:
    """The calendar as icalendar reads it; its types are many, and none of them is certain."""
    return icalendar.Calendar.from_ical(text)


def parsed(text: str) -> tuple[Any, Any]:
    """The calendar as each of the two libraries reads it."""
    return strictly_parsed(text), vobject.readOne(text)


def event_of(example: Meeting) -> Any:
    (event,) = strictly_parsed(calendar.meeting_calendar(example, INFO)).walk("VEVENT")
    return event


def test_what_a_meeting_is_comes_back_from_both_parsers() -> None:
    far = Conference("https://zoom.us/j/1", "Passcode 12", "+15551234567,,99#", "Press 1")
    example = meeting(
        "one", name=TRICKY, notes="Ring, then wait; come in.", conference=far,
        attendance=AttendanceOption.HYBRID, updated=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    )  # fmt: skip
    strict, lenient = parsed(calendar.meeting_calendar(example, INFO))
    (event,) = strict.walk("VEVENT")
    for said in (str(event["summary"]), lenient.vevent.summary.value):
        assert said == TRICKY
    assert event["uid"] == lenient.vevent.uid.value == f"{example.id}@waypost.example"
    assert event["dtstamp"].dt == example.updated
    assert event["dtstart"].dt == datetime(2026, 3, 4, 19, tzinfo=ZoneInfo("America/New_York"))
    assert lenient.vevent.dtstart.value.utcoffset() == timedelta(hours=-5)
    assert event["duration"].dt == timedelta(minutes=60)
    assert event["location"] == "Library, 5 Elm St, New York, NY"
    assert event["url"] == f"https://waypost.example/meetings/{example.id}"
    assert "class" not in event  # public: others see what it is, not "busy"
    assert "https://zoom.us/j/1\nPasscode 12\n+15551234567,,99#" in str(event["description"])
    conferences = event["conference"]
    assert [str(value) for value in conferences] == [
        "https://zoom.us/j/1", "tel:+15551234567,,99%23",
    ]  # fmt: skip
    assert (strict["version"], strict["prodid"]) == ("2.0", calendar.PRODUCT)
    assert str(strict.calendar_name).replace("\\;", ";") == "Open meetings; ours"
    assert strict["refresh-interval"].dt == timedelta(hours=6)


@pytest.mark.parametrize(
    "url",
    ["https://hilltop-group.org/zoom", "https://tinyurl.com/abc", "https://notzoom.us/j/1"],
)
def test_only_a_call_at_a_known_provider_is_a_place_to_join(url: str) -> None:
    far = Conference(url, "Ask at the door")
    event = event_of(meeting("one", attendance=AttendanceOption.ONLINE, conference=far))
    assert "location" not in event and "conference" not in event
    assert str(event["description"]) == "Ask at the door"
    assert url not in calendar.text_of(meeting("one", conference=far), INFO)


def test_no_calendar_calls_what_a_phone_takes_as_a_command() -> None:
    far = Conference(phone="**21*5550122#")
    event = event_of(meeting("one", attendance=AttendanceOption.ONLINE, conference=far))
    assert "conference" not in event


@pytest.mark.slow
@FEW
@given(st.lists(meetings, max_size=3, unique_by=lambda example: example.id))
def test_any_meetings_make_a_calendar_that_both_read(some: list[Meeting]) -> None:
    text = calendar.document(some, [calendar.text_of(example, INFO) for example in some], INFO)
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    strict, lenient = parsed(text)
    names = {f"{m.id}@waypost.example": m for m in some if calendar.events(m, INFO)}
    events = strict.walk("VEVENT")
    assert {event["uid"] for event in events} == names.keys()
    assert all(not event.errors for event in events)
    assert len(lenient.contents.get("vevent", ())) == len(events)
    for event in events:
        example = names[event["uid"]]
        shown = "".join(
            " " if (ord(c) < 32 and c != "\n") or c == "\x7f" else c for c in example.name
        )
        assert str(event["summary"]) == shown


@pytest.mark.slow
@FEW
@given(meetings.filter(lambda example: calendar.events(example, INFO)))
def test_a_person_who_follows_any_series_comes_when_the_meeting_is(example: Meeting) -> None:
    require_followed(example)


def test_a_uid_stays_whatever_changes_in_the_meeting() -> None:
    before, after = meeting("one"), meeting("one", name="Another", start_min=600)
    assert event_of(before)["uid"] == event_of(after)["uid"]


def test_a_calendar_is_the_same_until_the_week_is_over() -> None:
    example = meeting("one")
    monday = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    texts = {
        calendar.meeting_calendar(
            example, CalendarInfo("x", INFO.public_url, calendar.start_of_week(monday + hours))
        )
        for hours in (timedelta(), timedelta(hours=100), timedelta(hours=167))
    }
    assert len(texts) == 1


def test_what_has_no_time_is_in_no_calendar() -> None:
    for example in (
        meeting("a", schedule=None),
        meeting("b", attendance=AttendanceOption.INACTIVE),
    ):
        assert calendar.text_of(example, INFO) == ""


def test_a_place_that_is_only_an_area_is_no_door_to_navigate_to() -> None:
    assert "geo" not in event_of(meeting("one", approximate=True))
    assert event_of(meeting("two"))["geo"].to_ical() == "40.7128;-74.006"


def test_an_online_meeting_is_where_its_link_is() -> None:
    example = meeting(
        "one",
        attendance=AttendanceOption.ONLINE,
        conference=Conference("https://zoom.us/j/1?a=b;c,d"),
    )
    assert event_of(example)["location"] == "https://zoom.us/j/1?a=b;c,d"
    assert str(event_of(example)["conference"]) == "https://zoom.us/j/1?a=b;c,d"


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


@pytest.mark.parametrize("example", RULED, ids=lambda example: example.schedule.rule or "weekly")
def test_every_rule_cancellation_and_move_is_followed(example: Meeting) -> None:
    require_followed(example)


def require_followed(example: Meeting) -> None:
    assert example.schedule
    horizon = datetime(2026, 12, 1, tzinfo=UTC)
    ours = [
        occurrence.start.astimezone(UTC)
        for occurrence in takewhile(lambda o: o.start < horizon, from_date(example.schedule, SINCE))
    ]
    found = starts(calendar.meeting_calendar(example, INFO), horizon)
    assert [start for start in found if ours and start >= ours[0]] == ours


def starts(text: str, horizon: datetime) -> list[datetime]:
    """When somebody who follows the calendar comes, in UTC, up to a moment."""
    events = strictly_parsed(text).walk("VEVENT")
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
        gone = moved_from | {example.dt for dates in cancelled for example in dates.dts}
        found |= set(takewhile(lambda moment: moment < horizon, recurring)) - gone
    return sorted(moment.astimezone(UTC) for moment in found if moment < horizon)


@pytest.mark.parametrize("name", ["America/New_York", "Africa/Casablanca", "Australia/Lord_Howe"])
def test_a_count_begins_in_a_zone_whose_offset_is_known_then(name: str) -> None:
    """Its DTSTART is the first time, years before the calendar's week."""
    first = date(2015, 1, 6)
    schedule = series(
        (), 19 * 60, 60, name, rule="FREQ=WEEKLY;BYDAY=TU;COUNT=900", first=first
    )  # fmt: skip
    calendar_text = calendar.meeting_calendar(meeting("one", schedule=schedule), INFO)
    strict = strictly_parsed(calendar_text)
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
    assert calendar.has_calendar(cancelled, INFO)
    for text in (
        calendar.document([], [], INFO),
        calendar.meeting_calendar(cancelled, INFO),
    ):
        strict, lenient = parsed(text)
        assert [part.name for part in strict.subcomponents] == ["VTIMEZONE"]
        assert "vtimezone" in lenient.contents


def test_a_series_that_is_over_is_in_no_calendar() -> None:
    assert calendar.text_of(ruled("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260224"), INFO) == ""
    assert calendar.text_of(ruled("FREQ=DAILY;COUNT=1", date(2026, 3, 1)), INFO) == ""
    cancelled = ruled(
        "FREQ=DAILY;COUNT=1", date(2026, 3, 8), exceptions=(Override(date(2026, 3, 8)),)
    )
    assert calendar.text_of(cancelled, INFO) == ""


def test_a_series_that_begins_in_a_clock_changes_gap_keeps_its_time() -> None:
    example = meeting("one", weekdays=(0,), start_min=150)
    info = CalendarInfo("x", INFO.public_url, date(2026, 3, 8))  # 2:30 does not exist in New York
    assert "DTSTART;TZID=America/New_York:20260308T023000" in calendar.meeting_calendar(
        example, info
    )
