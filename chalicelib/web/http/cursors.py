"""Cursors: where a search goes on, as the text that a URL carries."""

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any

from chalicelib.meetings.search.ladder import MAX_RADIUS_KM
from chalicelib.meetings.search.query import Cursor, Position
from chalicelib.web.http.exceptions import InvalidField

MAX_CURSOR_AGE_S = 24 * 3600
MAX_TIME = datetime(9999, 12, 31, tzinfo=UTC).timestamp()  # what may start years ahead, too
MAX_DISTANCE_KM = 20_100  # half way round the Earth


def cursor_text(cursor: Cursor) -> str:
    """Returns a cursor as a URL carries it."""
    time, placed_by_town, distance_km, meeting = cursor.position
    values = [cursor.as_of, time, int(placed_by_town), distance_km, meeting, cursor.radius_km]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_cursor(text: str, now: datetime) -> Cursor:
    """Reads the cursor of a page that was answered within a day."""
    wrong = InvalidField("cursor", "the `next` of an answer that is at most a day old")
    try:
        values = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True))
        as_of, time, placed_by_town, distance_km, meeting, radius = values
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise wrong from None
    if type(as_of) is not int or type(meeting) is not str or placed_by_town not in (0, 1):
        raise wrong
    if not (_is_number(time, MAX_TIME) and _is_number(distance_km, MAX_DISTANCE_KM)):
        raise wrong
    if not (radius is None or (radius != 0 and _is_number(radius, MAX_RADIUS_KM))):
        raise wrong
    if not -60 <= now.timestamp() - as_of <= MAX_CURSOR_AGE_S:
        raise wrong
    return Cursor(as_of, Position(time, bool(placed_by_town), distance_km, meeting), radius)


def _is_number(value: Any, upper_limit: float) -> bool:
    """Tells whether a JSON value is a number from 0 to a limit, and not NaN."""
    return type(value) in (int, float) and 0 <= value <= upper_limit
