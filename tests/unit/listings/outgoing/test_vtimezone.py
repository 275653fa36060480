"""The clock changes that come along with a calendar, as another library reads them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chalicelib.listings.outgoing import ics
from chalicelib.listings.outgoing.vtimezone import vtimezone
from tests.unit.meetings.factories import zones

FEW = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, phases=[Phase.generate]
)


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


def require_true_offsets(name: str, year: int, years: int = 9) -> None:
    text = ics.document(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:x",
            *vtimezone(name, year, year),
            "END:VCALENDAR",
        ]
    )
    parsed: Any = icalendar.Calendar.from_ical(text)
    (component,) = parsed.walk("VTIMEZONE")
    rebuilt = component.to_tz(lookup_tzid=False)
    real = ZoneInfo(name)
    moment = datetime(year, 1, 1, 12, tzinfo=UTC)
    for _ in range(0, years * 365, 3):
        local = moment.astimezone(real).replace(tzinfo=None)
        assert local.replace(tzinfo=rebuilt).utcoffset() == moment.astimezone(real).utcoffset()
        moment += timedelta(days=3)


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("Asia/Jerusalem", ["BYMONTH=3;BYMONTHDAY=23,24,25,26,27,28,29;BYDAY=FR"]),
        (
            "America/Santiago",
            ["BYMONTH=4;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=SU", "BYMONTH=9;BYMONTHDAY=2,3,4,5,6,7,8"],
        ),
        ("America/Nuuk", ["BYMONTH=3;BYMONTHDAY=24,25,26,27,28,29,30;BYDAY=SA"]),
        ("Africa/Cairo", ["BYMONTH=4;BYDAY=-1FR", "BYMONTH=10;BYDAY=-1TH"]),
    ],
)
def test_a_weekday_within_seven_days_of_a_month_is_a_rule(name: str, rules: list[str]) -> None:
    text = "\n".join(vtimezone(name, 2026, 2026))
    assert all(f"RRULE:FREQ=YEARLY;{rule}" in text for rule in rules)
    assert "RDATE" not in text
    require_true_offsets(name, 2026, years=25)


def test_yearly_changes_go_on_without_end_and_irregular_ones_are_listed() -> None:
    london = "\n".join(vtimezone("Europe/London", 2026, 2026))
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU" in london
    assert "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU" in london
    chicago = "\n".join(vtimezone("America/Chicago", 2026, 2026))
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU" in chicago
    casablanca = "\n".join(vtimezone("Africa/Casablanca", 2026, 2026))
    assert "RRULE" not in casablanca
    assert casablanca.count("RDATE:") >= 18
