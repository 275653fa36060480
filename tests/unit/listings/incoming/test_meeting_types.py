"""Type codes as feeds write them."""

import pytest

from chalicelib.listings.incoming.feed import Remark
from tests.unit.listings.feeds import read, row


@pytest.mark.parametrize(
    ("written", "types"),
    [
        (["O", "W"], ("O", "W")),
        (["o", "W", "O"], ("O", "W")),
        ("Open, Discussion", ("O", "D")),
        ("O,D", ("O", "D")),
        (["Wheelchair Access", "12X12", 11], ("X", "12x12", "11")),
        (["ONL", "onl", "Online", "", None, "B"], ("B",)),
        (["ZZZ", "AL-AN"], ("ZZZ", "AL-AN")),
        (None, ()),
        ([], ()),
    ],
)
def test_types_are_read_as_feeds_write_them(written: object, types: tuple[str, ...]) -> None:
    feed = read(row(types=written))
    assert feed.meetings[0].types == types
    assert not feed.corrected


def test_types_that_are_none_are_named() -> None:
    feed = read(row(types=["O", "a long story", True, {"x": 1}]))
    assert feed.meetings[0].types == ("O",)
    assert feed.corrected == (
        Remark(1, "evening-circle", "types", "left out: 'a long story', true, an object"),
    )
