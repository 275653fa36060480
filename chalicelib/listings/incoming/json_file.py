"""The bytes of a JSON feed -> its rows."""

import json

from chalicelib.listings.incoming.feed import MAX_FEED_BYTES, MAX_FEED_ROWS, BrokenFeed

_MAX_NUMBER_DIGITS = 20  # a longer number stays text


def parse_rows(data: bytes) -> list[object]:
    """Returns the rows of a JSON array, or of an object that holds one as `meetings`.

    An object whose names are numbers counts as an array: so PHP writes a list that has gaps. Raises
    BrokenFeed where the file is too large or has too many rows, or is not such JSON.
    """
    if len(data) > MAX_FEED_BYTES:
        raise BrokenFeed(f"the feed is larger than {MAX_FEED_BYTES // 1_000_000} MB")
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenFeed(f"the feed is not UTF-8 text (byte {error.start})") from None
    if not source.strip():
        raise BrokenFeed("the feed is empty")
    try:
        value = json.loads(source, parse_int=_integer, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BrokenFeed(
            f"the feed is not JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        ) from None
    except RecursionError:
        raise BrokenFeed("the feed is not a list of meetings: it is nested too deeply") from None
    if isinstance(value, dict) and "meetings" in value:
        value = value["meetings"]
    if isinstance(value, dict) and value and all(name.isdigit() for name in value):
        value = list(value.values())
    if not isinstance(value, list):
        raise BrokenFeed("the feed is not a list of meetings")
    if len(value) > MAX_FEED_ROWS:
        raise BrokenFeed(f"the feed has more than {MAX_FEED_ROWS:,} rows")
    return value


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MAX_NUMBER_DIGITS else digits


def _no_constant(name: str) -> object:
    raise BrokenFeed(f"the feed is not JSON: {name} is no JSON value")
