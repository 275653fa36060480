"""Meetings as CSV: whole rows, and no formula in any cell."""

import csv
import io

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chalicelib.listings.outgoing import spreadsheet
from chalicelib.meetings.meeting import Meeting
from tests.unit.meetings.factories import meeting, meetings

FEW = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, phases=[Phase.generate]
)


@pytest.mark.parametrize("text", ["=1+1", "+1 555", "-2", "@SUM(A1)", "\tx", "＝1", "=HYPERLINK()"])
def test_no_text_becomes_a_formula(text: str) -> None:
    (row,) = table([meeting("one", name=text, notes=text)])
    assert row["name"] == row["notes"] == f"'{text}"


def table(some: list[Meeting]) -> list[dict[str, str]]:
    data = spreadsheet.document([spreadsheet.text_of(each) for each in some]).encode()
    assert data.startswith(b"\xef\xbb\xbfid,slug,name,")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.slow
@FEW
@given(st.lists(meetings, max_size=3))
def test_every_cell_is_safe_and_every_row_is_whole(some: list[Meeting]) -> None:
    rows = table(some)
    assert [row["id"] for row in rows] == [each.id for each in some]
    for row, each in zip(rows, some, strict=True):
        assert row["name"].removeprefix("'") == each.name.removeprefix("'")
        assert set(row) == set(spreadsheet.COLUMNS)
        for column, cell in row.items():
            if column not in ("latitude", "longitude"):
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_a_row_is_in_words_that_a_reader_knows() -> None:
    (row,) = table([meeting("one", weekdays=(1, 4), regions=("NY", "Chelsea"))])
    assert row["day"] == "Monday, Thursday"
    assert (row["time"], row["end_time"]) == ("19:00", "20:00")
    assert row["regions"] == "NY > Chelsea"
    assert row["types"] == "O, D"
    assert (row["latitude"], row["longitude"]) == ("40.7128", "-74.006")
