"""What `make load` calls wrong."""

from collections import Counter

import pytest

from benchmarks.load.__main__ import problems_of
from benchmarks.load.memory import Memory
from benchmarks.load.visitors import Told

GIVEN = Counter({("meeting", "AAAA"): 1, ("meeting", "BBBB"): 1})


def told() -> Told:
    """Two tickets were given."""
    return Told(
        references={"one": "AAAA", "two": "BBBB"}, meetings={"one": "meeting", "two": "meeting"}
    )


def test_each_ticket_once_is_right() -> None:
    assert problems_of(told(), GIVEN, 2) == []


@pytest.mark.parametrize(
    ("listed", "stored", "problem"),
    [
        (Counter({("meeting", "AAAA"): 1}), 2, "1 tickets were given and are not listed"),
        (GIVEN + GIVEN, 2, "2 tickets are listed that nobody was told of, or twice"),
        (GIVEN, 3, "3 tickets are stored, and 2 were given"),
    ],
)
def test_lost_and_double_tickets_are_wrong(
    listed: Counter[tuple[str, str]], stored: int, problem: str
) -> None:
    assert problems_of(told(), listed, stored) == [problem]


def test_an_answer_that_was_no_success_is_wrong() -> None:
    asked = told()
    asked.errors["give: status 503"] += 3
    assert problems_of(asked, GIVEN, 2) == ["3 times give: status 503"]


def test_memory_is_flat_where_it_has_settled() -> None:
    assert Memory([(0, 90.0), (9, 180.0), (60, 190.0)]).flat
    assert not Memory([(0, 90.0), (9, 180.0), (60, 230.0)]).flat
