"""Query and body values -> domain values, or InvalidField with the name and what is allowed."""

import base64
import binascii
import json
import math
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from chalicelib.geo.point import Point
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.meeting import AttendanceOption
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.search.filters import PartOfDay
from chalicelib.meetings.search.near import MAX_RADIUS_KM
from chalicelib.meetings.search.query import Cursor, Day, Sort
from chalicelib.web.http.exceptions import InvalidField

if TYPE_CHECKING:
    from chalicelib.meetings.search.text import Words
    from chalicelib.verification.detail import Detail

KM_PER_MILE = 1.609344
MAX_CURSOR_AGE_S = 24 * 3600
MAX_TYPES = 10
MAX_WORDS_TEXT = 100
WEEKEND = frozenset({6, 0})
MAX_POSITION = datetime(9999, 12, 31, tzinfo=UTC).timestamp()  # what may start years ahead, too
_NUMBER = r"[+-]?\d{1,3}(?:\.\d{1,20})?"
_NEAR = re.compile(rf"({_NUMBER})\s*,\s*({_NUMBER})", re.ASCII)
_RADIUS = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)(mi|km)", re.ASCII)
_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9+-]{0,7}", re.ASCII)
_CODES_IN_CAPITALS = {"12X12": "12x12"}  # the one code that is not in capitals
_DATE = re.compile(r"2\d{3}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"(\d\d?):(\d\d)", re.ASCII)
_TIMEZONE = re.compile(r"[A-Z][A-Za-z0-9]*(?:[/_+-][A-Za-z0-9]+)*", re.ASCII)
_REFERENCE = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")
_MEETING_ID = re.compile(r"[A-Za-z0-9_-]{1,12}")
_MOMENT = re.compile(
    r"2\d{3}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)", re.ASCII
)


def near(text: str) -> Point:
    """`LAT,LON` in degrees."""
    match = _NEAR.fullmatch(text.strip())
    lat, lon = (float(part) for part in match.groups()) if match else (math.nan, math.nan)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise InvalidField("near", "LAT,LON in degrees, such as 41.88,-87.63")
    return Point(lat, lon)


def radius_km(text: str) -> float:
    """`10mi` or `16km`."""
    match = _RADIUS.fullmatch(text.strip())
    km = float(match[1]) * (KM_PER_MILE if match[2] == "mi" else 1) if match else 0.0
    if not 0 < km <= MAX_RADIUS_KM:
        raise InvalidField("radius", "a distance up to 100km or 62mi, such as 10mi or 16km")
    return km


def day(texts: list[str], today: int) -> Day | None:
    """`today`, `tomorrow`, `weekend`, or weekdays from 0 (Sunday) to 6, alone or together; None for
    no day. `today`: the weekday that it is where the visitor is.
    """
    parts = {part.strip() for text in texts for part in text.split(",")} - {""}
    if not parts:
        return None
    if parts == {"today"}:
        return "today"
    if parts == {"tomorrow"}:
        return "tomorrow"
    known = {str(day): frozenset({day}) for day in range(7)} | {
        "today": frozenset({today}),
        "tomorrow": frozenset({(today + 1) % 7}),
        "weekend": WEEKEND,
    }
    if not parts <= known.keys():
        raise InvalidField(
            "day", "today, tomorrow, weekend, or weekdays from 0 (Sunday) to 6, such as 1,3"
        )
    return frozenset().union(*(known[part] for part in parts))


def timezone(text: str) -> str:
    """The IANA name of a time zone."""
    try:
        if _TIMEZONE.fullmatch(text):
            return zone(text).key
    except InvalidMeeting:
        pass
    raise InvalidField("timezone", "an IANA time zone, such as America/New_York")


def types(texts: list[str]) -> frozenset[str]:
    """Type codes of the Meeting Guide format, all of which a meeting has to have."""
    codes = {part.strip().upper() for text in texts for part in text.split(",")} - {""}
    codes = {_CODES_IN_CAPITALS.get(code, code) for code in codes}
    if len(codes) > MAX_TYPES or not all(_TYPE.fullmatch(code) for code in codes):
        raise InvalidField("type", f"at most {MAX_TYPES} type codes, such as W,EN")
    return frozenset(codes)


def clock_min(name: str, text: str) -> int:
    """`HH:MM`, 24 hours, in minutes after midnight; 24:00 is the end of the day."""
    match = _CLOCK.fullmatch(text.strip())
    minutes = int(match[1]) * 60 + int(match[2]) if match else -1
    if not 0 <= minutes <= 24 * 60 or (match and int(match[2]) > 59):
        raise InvalidField(name, "a time from 00:00 to 24:00, such as 18:30")
    return minutes


def start_min(name: str, text: str, again: str) -> int:
    """`HH:MM` at which something starts, in minutes after midnight."""
    match = _CLOCK.fullmatch(text.strip())
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return int(match[1]) * 60 + int(match[2])
    raise InvalidField(name, "a time from 00:00 to 23:59, such as 18:30", again)


def local_date(name: str, text: str, again: str) -> date:
    """`YYYY-MM-DD`."""
    wrong = InvalidField(name, "a date such as 2026-11-24", again)
    if not _DATE.fullmatch(text):
        raise wrong
    try:
        return date.fromisoformat(text)
    except ValueError:  # such as 31 February
        raise wrong from None


def part_of_day(text: str) -> PartOfDay:
    """A time of day by its name."""
    if text in tuple(PartOfDay):
        return PartOfDay(text)
    raise InvalidField("time", "morning, afternoon, evening or night")


def offered(text: str) -> bool:
    """Only meetings that offer verifications."""
    if text == "offered":
        return True
    raise InvalidField("verification", "offered")


def words(text: str) -> "Words | None":
    """Words to find: all of them, "a phrase", one OR another."""
    from chalicelib.meetings.search.text import MAX_WORDS, TooManyWords, parse

    if len(text) > MAX_WORDS_TEXT:
        raise InvalidField("words", f"at most {MAX_WORDS_TEXT} characters")
    try:
        return parse(text)
    except TooManyWords:
        raise InvalidField("words", f"at most {MAX_WORDS} words") from None


def attendance(text: str) -> AttendanceOption:
    """One of the three ways to take part."""
    if text in ("in_person", "online", "hybrid"):
        return AttendanceOption(text)
    raise InvalidField("attendance", "in_person, online or hybrid")


def limit(text: str) -> int:
    """How many meetings a page holds."""
    if text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= 100:
        return int(text)
    raise InvalidField("limit", "1 to 100")


def sort(text: str) -> Sort:
    """The order of results."""
    if text in ("start", "distance"):
        return Sort(text)
    raise InvalidField("sort", "start or distance")


def cursor_text(cursor: Cursor) -> str:
    """A cursor as a URL carries it."""
    values = [cursor.as_of, cursor.position, cursor.id, cursor.radius_km]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def cursor(text: str, now: datetime) -> Cursor:
    """The cursor of a page that was answered within a day."""
    wrong = InvalidField("cursor", "the `next` of an answer that is at most a day old")
    try:
        values = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True))
        as_of, position, id, radius = values
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise wrong from None
    if type(as_of) is not int or type(id) is not str or type(position) not in (int, float):
        raise wrong
    if not (radius is None or (type(radius) in (int, float) and 0 < radius <= MAX_RADIUS_KM)):
        raise wrong
    age = now.timestamp() - as_of
    if not -60 <= age <= MAX_CURSOR_AGE_S or not 0 <= position <= MAX_POSITION:
        raise wrong
    return Cursor(as_of, position, id, radius)


def meeting_id(value: Any) -> str:
    """A listing's id."""
    if isinstance(value, str) and _MEETING_ID.fullmatch(value):
        return value
    raise InvalidField("meeting_id", "at most 12 of A-Z a-z 0-9 _ -")


def starts_at(value: Any) -> datetime:
    """When an occurrence starts: an aware datetime, in the offset that was sent."""
    wrong = InvalidField("starts_at", "ISO 8601 with an offset, such as 2026-11-24T19:00:00-06:00")
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise wrong
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise wrong from None


def detail(value: Any) -> "Detail":
    """What a code tells."""
    if value in ("full", "time") and isinstance(value, str):
        from chalicelib.verification.detail import Detail

        return Detail(value)
    raise InvalidField("detail", "full or time")


def reference(text: str) -> str:
    """A code's reference, XXXX-XXXX-XXXX-XXXX."""
    if _REFERENCE.fullmatch(text):
        return text
    raise InvalidField("reference", "XXXX-XXXX-XXXX-XXXX, of A-Z and 2-7")
