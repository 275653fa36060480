"""Values and lines of iCalendar (RFC 5545)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.listings.outgoing import ics


def test_text_is_escaped_and_holds_no_control_character() -> None:
    assert ics.text("a,b;c\\d\r\ne\x07f") == "a\\,b\\;c\\\\d\\ne f"


def test_a_uri_ends_no_line() -> None:
    assert ics.uri("https://a.example/\r\nX:1") == "https://a.example/X:1"


def test_moments_are_in_utc_or_by_a_local_clock() -> None:
    moment = datetime(2026, 11, 17, 19, 5, tzinfo=UTC)
    assert ics.utc(moment) == "20261117T190500Z"
    assert ics.local(moment) == "20261117T190500"


@pytest.mark.parametrize(
    ("minutes", "duration"), [(1, "PT1M"), (60, "PT1H"), (90, "PT1H30M"), (1440, "PT24H")]
)
def test_durations_are_in_hours_and_minutes(minutes: int, duration: str) -> None:
    assert ics.duration(minutes) == duration


@pytest.mark.parametrize(
    ("offset", "text"),
    [
        (timedelta(), "+0000"),
        (timedelta(hours=-3, minutes=-30), "-0330"),
        (timedelta(hours=5, minutes=45), "+0545"),
        (timedelta(seconds=-75), "-000115"),
    ],
)
def test_offsets_have_a_sign_and_seconds_where_there_are_some(offset: timedelta, text: str) -> None:
    assert ics.offset(offset) == text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=300))
def test_a_folded_line_is_short_and_unfolds_to_itself(line: str) -> None:
    folded = ics.fold_line(line)
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == line
