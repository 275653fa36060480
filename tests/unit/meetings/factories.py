"""Meetings for tests: each by its differences from an ordinary one, and hypothesis strategies."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Conference, Meeting, Venue, meeting_id
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import Schedule, series
from chalicelib.meetings.storage import document
from chalicelib.meetings.storage.changes import ImportedMeeting
from tests.unit.meetings import brute_force

NEW_YORK = Point(40.7128, -74.006)
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # a Wednesday, four days before US clocks change
TODAY = NOW.date()
TUESDAY = date(2026, 11, 24)


def meeting(slug: str = "evening", **fields: Any) -> Meeting:
    """A meeting of `source` "test". Those fields that belong to its schedule, venue or conference
    may be given by their own names."""
    schedule = {
        "weekdays": (3,),
        "start_min": 19 * 60,
        "length_min": 60,
        "timezone": "America/New_York",
        **{name: fields.pop(name) for name in Schedule.__slots__ if name in fields},
    }
    venue = {
        "location": "Library",
        "formatted_address": "5 Elm St, New York, NY",
        "regions": ("New York", "Chelsea"),
        "point": NEW_YORK,
        **{name: fields.pop(name) for name in Venue.__slots__ if name in fields},
    }
    ordinary = {
        "id": meeting_id("test", slug),
        "source": "test",
        "slug": slug,
        "name": f"Meeting {slug}",
        "attendance": AttendanceOption.IN_PERSON,
        "verification": VerificationPolicy.OFFERED,
        "schedule": Schedule(**schedule),
        "venue": Venue(**venue),
        "types": ("O", "D"),
        "entity": "New York Intergroup",
    }
    return Meeting(**{**ordinary, **fields})


def every_second_tuesday(*exceptions: Override, first: date = TUESDAY, **fields: str) -> Schedule:
    """From Tuesday 24 November 2026, 7:00 to 8:30 pm in New York."""
    rule = fields.get("rule", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")
    return series((2,), 1140, 90, "America/New_York", rule=rule, first=first, exceptions=exceptions)


def to_import(meetings: Iterable[Meeting], digest: str = "a") -> list[ImportedMeeting]:
    """The meetings as an import writes them, all with that digest."""
    return [ImportedMeeting(listed, document.write(listed), digest) for listed in meetings]


def unusual(schedule: Schedule, today: date, chance: random.Random) -> Schedule:
    """The same hours every second week, monthly or once, or with times cancelled and moved."""
    weekday = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")[schedule.weekdays[0]]
    soon = (today + timedelta(days=chance.randint(-3, 20)) for _ in range(1000))
    first = next(day for day in soon if brute_force.in_series(schedule, day))
    rule = chance.choice(
        [
            "",
            f"FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday}",
            f"FREQ=WEEKLY;INTERVAL=3;BYDAY={weekday};COUNT=2",
            f"FREQ=MONTHLY;BYDAY=2{weekday},-1{weekday}",
            f"FREQ=MONTHLY;BYMONTHDAY={first.day}",
            "FREQ=DAILY;COUNT=1",
        ]
    )
    if "BYDAY" in rule:
        first -= timedelta(days=(first.isoweekday() - schedule.weekdays[0]) % 7)
    begins = None if "MONTHLY" in rule else first
    plain = series(
        schedule.weekdays,
        schedule.start_min,
        schedule.length_min,
        schedule.timezone,
        rule=rule,
        first=begins,
    )
    days = [today + timedelta(days=n) for n in range(-3, 20)]
    exceptions = []
    for day in days:
        if brute_force.in_series(plain, day) and chance.random() < 0.3:
            to = chance.choice([None, day + timedelta(days=chance.randint(-3, 3))])
            start_min = None if to is None else chance.choice([0, 1439, chance.randrange(1440)])
            exceptions.append(Override(day, to, start_min))
    return replace(plain, exceptions=tuple(exceptions))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
points = st.builds(
    Point,
    st.floats(-90, 90, allow_nan=False),
    st.floats(-180, 180, allow_nan=False),
)
zones = st.sampled_from(
    [
        "America/New_York",
        "America/Phoenix",
        "America/St_Johns",
        "America/Havana",
        "Europe/London",
        "Africa/Cairo",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "Pacific/Apia",
        "Pacific/Pago_Pago",
        "UTC",
    ]
)
minutes = st.integers(0, 24 * 60 - 1)
weekly_schedules = st.builds(
    Schedule,
    st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    minutes,
    st.integers(1, 24 * 60),
    zones,
)
weekday_names = st.sampled_from(["SU", "MO", "TU", "WE", "TH", "FR", "SA"])
places = st.sampled_from([1, 2, 3, 4, 5, -1, -2])


def _joined(values: st.SearchStrategy[Any], max_size: int) -> st.SearchStrategy[str]:
    several = st.lists(values, min_size=1, max_size=max_size, unique=True)
    return several.map(lambda some: ",".join(map(str, some)))


patterns = (
    _joined(weekday_names, 3).map("FREQ=WEEKLY;BYDAY={}".format)
    | _joined(st.builds("{}{}".format, places, weekday_names), 2).map(
        "FREQ=MONTHLY;BYDAY={}".format
    )
    | st.builds(
        "FREQ=MONTHLY;BYDAY={};BYSETPOS={}".format,
        _joined(weekday_names, 5),
        _joined(places, 2),
    )
    | _joined(st.integers(1, 31) | st.integers(-31, -1), 2).map("FREQ=MONTHLY;BYMONTHDAY={}".format)
)


@st.composite
def ruled_schedules(
    draw: st.DrawFn, zones: st.SearchStrategy[str] = zones, around: date = TODAY
) -> Schedule:
    """Every second week, monthly, once, with an end or not; some begin after `around`."""
    begin = around + timedelta(days=draw(st.integers(-400, 30)))
    rule, first = draw(patterns), None
    ending = draw(st.sampled_from(["", "", "UNTIL", "COUNT", "ONCE"]))
    if ending == "ONCE":
        rule, first = "FREQ=DAILY;COUNT=1", around + timedelta(days=draw(st.integers(-5, 60)))
    elif draw(st.booleans()) or ending == "COUNT":
        days = (begin + timedelta(days=n) for n in range(1000))
        first = next(day for day in days if brute_force.in_rule(rule, None, day))
        interval = draw(st.sampled_from([1, 2, 2, 3, 6]))
        rule += f";INTERVAL={interval}"
        if ending == "COUNT":
            rule += f";COUNT={draw(st.integers(1, 60))}"
    if ending == "UNTIL":
        until = (first or begin) + timedelta(days=draw(st.integers(0, 800)))
        rule += f";UNTIL={until:%Y%m%d}"
    length_min = draw(st.integers(1, 24 * 60))
    return series((), draw(minutes), length_min, draw(zones), rule=rule, first=first)


@st.composite
def with_exceptions(
    draw: st.DrawFn, schedules: st.SearchStrategy[Schedule], around: date = TODAY
) -> Schedule:
    """Some of its times cancelled, others moved, up to some days away and past midnight."""
    schedule = draw(schedules)
    days = [around + timedelta(days=n) for n in range(-30, 60)]
    listed = [day for day in days if brute_force.in_series(schedule, day)]
    if not listed:
        return schedule
    changed = draw(st.lists(st.sampled_from(listed), max_size=4, unique=True))
    exceptions = []
    for day in sorted(changed):
        if draw(st.booleans()):
            exceptions.append(Override(day))
            continue
        to = day + timedelta(days=draw(st.integers(-9, 9)))
        exceptions.append(Override(day, to, draw(minutes | st.sampled_from([0, 1439]))))
    return replace(schedule, exceptions=tuple(exceptions))


schedules = (
    weekly_schedules
    | ruled_schedules()
    | with_exceptions(weekly_schedules)
    | with_exceptions(ruled_schedules())
)
meetings = st.builds(
    Meeting,
    st.from_regex(r"[0-9a-z]{1,12}", fullmatch=True),
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,39}", fullmatch=True),
    st.from_regex(r"[^\s/?#\x00-\x1f\x7f\ud800-\udfff]{1,64}", fullmatch=True),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=255),
    st.sampled_from(AttendanceOption),
    st.sampled_from(VerificationPolicy),
    st.none() | schedules,
    st.builds(Venue, texts, texts, st.lists(texts, max_size=3).map(tuple), texts, points),
    st.builds(Conference, texts, texts, texts, texts),
    st.lists(st.from_regex(r"[A-Z0-9-]{1,4}", fullmatch=True), max_size=4).map(tuple),
    texts,
    texts,
    texts,
    texts,
    texts,
    texts,
    texts,
    st.none()
    | st.datetimes(
        datetime(1990, 1, 1),  # noqa: DTZ001
        datetime(2090, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC) | st.just(timezone(timedelta(hours=5, minutes=45))),
    ),
)
