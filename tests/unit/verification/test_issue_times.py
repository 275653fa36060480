"""When a code says that it was issued, and until when it counts."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.verification.core.claims import DAY_S, MAX_LIFE_S
from chalicelib.verification.issue_times import end_of_life, issue_times

offsets = st.integers(-12 * 4, 14 * 4).map(lambda quarters: quarters * 15)
days = st.integers(1, 366)


@pytest.mark.parametrize("offset_min", [-720, -360, 0, 345, 840])
@pytest.mark.parametrize("days", [1, 180, 365, 366])
def test_a_code_lasts_through_its_last_day_there(days: int, offset_min: int) -> None:
    there = timezone(timedelta(minutes=offset_min))
    for hour in range(24):
        issued = datetime(2026, 11, 17, hour, 20, tzinfo=there)
        last = end_of_life(int(issued.timestamp()), days, offset_min)
        end = datetime.fromtimestamp(last, there)
        assert end.strftime("%H:%M:%S") == "23:59:59"
        whole = days - (days == 366)  # at most 366 days are allowed, and a day is not cut short
        assert end.date() == issued.date() + timedelta(days=whole)


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("now", "signs_from", "issued_at", "date_only"),
    [
        ("20:41:33", "2026-08-01T00:00", "20:00:00", "00:00:00"),
        ("20:41:33", "2026-11-17T12:00", "20:00:00", "12:05:00"),  # rotated at noon
        ("20:41:33", "2026-11-17T19:55", "20:00:00", "20:00:00"),
        ("20:41:33", "2026-11-17T20:30", "20:35:00", "20:35:00"),
        ("20:41:33", "2026-11-17T20:40", "20:41:33", "20:41:33"),  # the key has just begun
    ],
)
def test_the_time_of_issue_is_rounded_down_but_not_to_before_its_key(
    now: str, signs_from: str, issued_at: str, date_only: str
) -> None:
    day = "2026-11-17T{}-06:00"
    said = issue_times(
        moment(day.format(now)),
        moment(f"{signs_from}:00-06:00"),
        moment(day.format("19:00:00")),
        -360,
        180,
    )
    assert said.issued_at == moment(day.format(issued_at))
    assert said.issued_at_date_only == moment(day.format(date_only))
    assert said.expires_at == moment("2027-05-16T23:59:59-06:00")


@pytest.mark.parametrize("offset_min", [330, 345, 765, -210])
@pytest.mark.parametrize("days", [1, 180, 365, 366])
def test_just_after_a_midnight_that_is_within_an_hour(days: int, offset_min: int) -> None:
    """The full hour is still of the day before."""
    there = timezone(timedelta(minutes=offset_min))
    start = datetime(2026, 11, 17, 0, 5, tzinfo=there)
    for minutes in (0, 5, 9, 24 * 60, 24 * 60 + 9):
        now = int((start + timedelta(minutes=minutes)).timestamp())
        said = issue_times(now, 0, int(start.timestamp()), offset_min, days)
        assert said.issued_at % 3600 == 0
        assert said.expires_at > now
        assert said.expires_at - min(said.issued_at, said.issued_at_date_only) <= MAX_LIFE_S
        assert datetime.fromtimestamp(said.expires_at, there).strftime("%H:%M:%S") == "23:59:59"


@pytest.mark.parametrize("offset_min", [-360, 0, 345, 840])
@pytest.mark.parametrize("days", [1, 180, 365, 366])
def test_what_a_date_only_code_says_is_the_same_all_day(days: int, offset_min: int) -> None:
    midnight = int(
        datetime(2026, 11, 17, tzinfo=timezone(timedelta(minutes=offset_min))).timestamp()
    )
    starts = range(midnight, midnight + DAY_S, 900)
    said = [issue_times(start + 900, 0, start, offset_min, days) for start in starts]
    assert len({(times.issued_at_date_only, times.expires_at) for times in said}) == 1


@given(
    st.integers(1_700_000_000, 1_900_000_000),
    st.integers(0, 400 * DAY_S),
    st.integers(0, 2 * DAY_S),
    offsets,
    days,
)
def test_every_form_lies_in_the_time_of_its_key_and_lasts_at_most_366_days(
    now: int, signed_for: int, since_start: int, offset_min: int, life_days: int
) -> None:
    signs_from, start = now - signed_for, now - since_start
    said = issue_times(now, signs_from, start, offset_min, life_days)
    for issued_at in (said.issued_at, said.issued_at_date_only):
        assert signs_from <= issued_at <= now
        assert 0 < said.expires_at - issued_at <= MAX_LIFE_S
    assert said.issued_at_date_only <= said.issued_at or said.issued_at_date_only <= start
    assert (said.expires_at + 1 + offset_min * 60) % DAY_S == 0
    assert said.expires_at > now
    if signed_for >= DAY_S:  # the key had settled: nothing tells of the minute
        assert said.issued_at % 3600 == 0
        assert (said.issued_at_date_only + offset_min * 60) % DAY_S == 0 or since_start > DAY_S
