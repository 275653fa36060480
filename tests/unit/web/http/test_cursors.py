"""A cursor comes back as it was, within a day; any other text is none."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.meetings.search.query import Cursor, Position
from chalicelib.web.http import cursors
from chalicelib.web.http.exceptions import MAX_TEXT, InvalidField
from tests.unit.web.site import NOW

START = Position(0.0, False, 0.0, "a")


@given(
    st.integers(int(NOW.timestamp()) - 86_000, int(NOW.timestamp())),
    st.floats(0, NOW.timestamp() + 100 * 366 * 86_400) | st.integers(0, int(NOW.timestamp())),
    st.booleans(),
    st.floats(0, 20_020),
    st.from_regex(r"[0-9a-z]{1,12}", fullmatch=True),
    st.none() | st.floats(0.01, 100),
)
def test_a_cursor_comes_back_as_it_was(
    as_of: int,
    time: float,
    by_town: bool,
    distance_km: float,
    meeting_id: str,
    radius_km: float | None,
) -> None:
    cursor = Cursor(as_of, Position(time, by_town, distance_km, meeting_id), radius_km)
    text = cursors.cursor_text(cursor)
    assert len(text) <= MAX_TEXT
    assert cursors.read_cursor(text, NOW) == cursor


@given(st.text() | st.text("ABCDEFabcdef0123456789-_", max_size=200))
def test_any_other_text_is_no_cursor(text: str) -> None:
    with pytest.raises(InvalidField) as refused:
        cursors.read_cursor(text, NOW)
    assert refused.value.field == "cursor"


@pytest.mark.parametrize("age", [timedelta(days=1, seconds=1), timedelta(minutes=-2)])
def test_a_cursor_of_another_day_is_refused(age: timedelta) -> None:
    text = cursors.cursor_text(Cursor(int((NOW - age).timestamp()), START))
    with pytest.raises(InvalidField):
        cursors.read_cursor(text, NOW)


@given(st.floats() | st.integers())
def test_a_cursor_points_to_a_time_and_a_distance_that_there_are(number: float) -> None:
    for position in (Position(number, False, 0.0, "a"), Position(0.0, False, number, "a")):
        text = cursors.cursor_text(Cursor(int(NOW.timestamp()), position))
        try:
            found = cursors.read_cursor(text, NOW).position
        except InvalidField:
            continue
        assert datetime.fromtimestamp(found.time, UTC).year >= 1970
        assert 0 <= found.distance_km < 21_000


def test_a_cursor_of_before_results_were_ordered_by_distance_is_refused() -> None:
    old = json.dumps([int(NOW.timestamp()), NOW.timestamp(), "a", 25.0])
    with pytest.raises(InvalidField):
        cursors.read_cursor(base64.urlsafe_b64encode(old.encode()).decode().rstrip("="), NOW)
