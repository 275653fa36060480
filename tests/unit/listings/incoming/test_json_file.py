"""Files that are no feed, and those that are."""

import json

import pytest

from chalicelib.listings.incoming import json_file
from chalicelib.listings.incoming.feed import BrokenFeed
from tests.unit.listings.feeds import read_bytes, row


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"[{]", "line 1, column 3"),
        (b"invalid text", "not JSON"),
        (b"[{\"latitude\": NaN}]", "NaN"),
        (b"[\xff]", "not UTF-8 text (byte 1)"),
        (b"\xff\xfe[\x00]\x00", "not UTF-8"),
        (b"7", "not a list"),
        (b"null", "not a list"),
        (b"{\"rows\": []}", "not a list"),
        (b"[" * 200_000, "nested too deeply"),
        (b"[" * 200_000 + b"]" * 200_000, "nested too deeply"),
    ],
)  # fmt: skip
def test_a_broken_file_says_why_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(BrokenFeed) as broken:
        read_bytes(data)
    assert reason in str(broken.value)
    assert "\n" not in str(broken.value)


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_file, "MAX_FEED_BYTES", 10)
    with pytest.raises(BrokenFeed, match="larger than"):
        read_bytes(b"[          ]")


def test_a_file_that_has_too_many_rows_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_file, "MAX_FEED_ROWS", 2)
    assert json_file.parse_rows(b"[{},{}]") == [{}, {}]
    for data in (b"[{},{},{}]", b'{"0": {}, "1": {}, "2": {}}'):
        with pytest.raises(BrokenFeed, match="more than 2 rows"):
            json_file.parse_rows(data)


def test_a_byte_order_mark_and_an_object_around_the_list_are_read() -> None:
    assert len(read_bytes(b"\xef\xbb\xbf" + json.dumps([row()]).encode()).meetings) == 1
    assert len(read_bytes(json.dumps({"meetings": [row()]}).encode()).meetings) == 1
    assert read_bytes(b"[]").meetings == ()


def test_a_list_that_php_wrote_as_an_object_is_a_list() -> None:
    rows = {"0": row(slug="a"), "2": row(slug="b")}
    assert [m.slug for m in read_bytes(json.dumps(rows).encode()).meetings] == ["a", "b"]
    assert len(read_bytes(json.dumps({"meetings": rows}).encode()).meetings) == 2
