"""Reads the parameters of a search; what may not be so raises InvalidField.

SEARCH is the table of the parameters that a search takes: requests are read by it, and the OpenAPI
document is made from it. So the pattern that is documented is the one that a value has to match.
"""

import math
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from chalicelib.geo.distance import KM_PER_MILE
from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.search.filters import PartOfDay
from chalicelib.meetings.search.ladder import MAX_RADIUS_KM
from chalicelib.meetings.search.query import Day, Sort
from chalicelib.web.http.exceptions import MAX_TEXT, InvalidField
from chalicelib.web.http.fields import CLOCK
from chalicelib.web.http.request import Request

if TYPE_CHECKING:
    from chalicelib.meetings.search.text import Words

MAX_TYPES = 10
MAX_WORDS_TEXT = 100
WEEKEND = frozenset({6, 0})
# Texts, not patterns: each is compiled when it is first needed.
_NUMBER = r"[+-]?\d{1,3}(?:\.\d{1,20})?"
_NEAR = rf"^({_NUMBER})\s*,\s*({_NUMBER})$"
_RADIUS = r"^(\d{1,3}(?:\.\d{1,3})?)(mi|km)$"
_TYPE = r"^[A-Za-z0-9][A-Za-z0-9+-]{0,7}$"
_DAYS = ("today", "tomorrow", "weekend", *"0123456")
_ATTENDANCE = ("in_person", "online", "hybrid")
_VERIFICATION = ("offered",)
_MAX_LIMIT = 100
_CODES_IN_CAPITALS = {"12X12": "12x12"}  # the one code that is not in capitals
_TIMEZONE = r"[A-Z][A-Za-z0-9]*(?:[/_+-][A-Za-z0-9]+)*"


Schema = Mapping[str, Any]
T = TypeVar("T")


class QueryParameter(NamedTuple, Generic[T]):
    """A parameter of a query: what it means, the JSON Schema of its text, and how that is read."""

    name: str
    description: str
    schema: Schema
    read: Callable[[str], T]
    example: str | None = None

    def of(self, request: Request) -> T | None:
        """Reads it from a request; None where it is absent or blank. Raises InvalidField."""
        text = request.query(self.name)
        return self.read(text) if text.strip() else None


class RepeatableParameter(NamedTuple, Generic[T]):
    """One that may have several values: repeated, as checkboxes are sent, or joined by commas.

    `schema` is that of one value.
    """

    name: str
    description: str
    schema: Schema
    read: Callable[[list[str]], T]
    example: tuple[str, ...]

    def of(self, request: Request) -> T:
        """Reads it from a request, where it may be absent. Raises InvalidField."""
        return self.read(request.queries(self.name))


def near(text: str) -> Point:
    """Reads `LAT,LON` in degrees."""
    match = re.fullmatch(_NEAR, text.strip(), re.ASCII)
    lat, lon = (float(part) for part in match.groups()) if match else (math.nan, math.nan)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise InvalidField("near", "LAT,LON in degrees, such as 41.88,-87.63")
    return Point(lat, lon)


def radius_km(text: str) -> float:
    """Reads `10mi` or `16km`; in kilometres."""
    match = re.fullmatch(_RADIUS, text.strip(), re.ASCII)
    km = float(match[1]) * (KM_PER_MILE if match[2] == "mi" else 1) if match else 0.0
    if not 0 < km <= MAX_RADIUS_KM:
        raise InvalidField("radius", "a distance up to 100km or 62mi, such as 10mi or 16km")
    return km


def day(texts: list[str], today: int) -> Day | None:
    """Reads `today`, `tomorrow`, `weekend`, or weekdays from 0 (Sunday) to 6, one or several.

    `today` is the weekday where the visitor is. Returns None for no day.
    """
    parts = {part.strip() for text in texts for part in text.split(",")} - {""}
    if not parts:
        return None
    if parts == {"today"}:
        return "today"
    if parts == {"tomorrow"}:
        return "tomorrow"
    if not parts <= {*_DAYS}:
        raise InvalidField(
            "day", "today, tomorrow, weekend, or weekdays from 0 (Sunday) to 6, such as 1,3"
        )
    weekdays = {str(day): frozenset({day}) for day in range(7)} | {
        "today": frozenset({today}),
        "tomorrow": frozenset({(today + 1) % 7}),
        "weekend": WEEKEND,
    }
    return frozenset().union(*(weekdays[part] for part in parts))


def timezone(text: str) -> str:
    """Reads the IANA name of a time zone."""
    try:
        if re.fullmatch(_TIMEZONE, text, re.ASCII):
            return zone(text).key
    except InvalidMeeting:
        pass
    raise InvalidField("timezone", "an IANA time zone, such as America/New_York")


def types(texts: list[str]) -> frozenset[str]:
    """Reads type codes of the Meeting Guide format; a meeting has to have all of them."""
    codes = {part.strip().upper() for text in texts for part in text.split(",")} - {""}
    codes = {_CODES_IN_CAPITALS.get(code, code) for code in codes}
    if len(codes) > MAX_TYPES or not all(re.fullmatch(_TYPE, code, re.ASCII) for code in codes):
        raise InvalidField("type", f"at most {MAX_TYPES} type codes, such as W,EN")
    return frozenset(codes)


def clock_min(name: str, text: str) -> int:
    """Reads `HH:MM`, in minutes after midnight; 24:00 is the end of the day."""
    match = re.fullmatch(CLOCK, text.strip(), re.ASCII)
    minutes = int(match[1]) * 60 + int(match[2]) if match else -1
    if not 0 <= minutes <= 24 * 60 or (match and int(match[2]) > 59):
        raise InvalidField(name, "a time from 00:00 to 24:00, such as 18:30")
    return minutes


def part_of_day(text: str) -> PartOfDay:
    """Reads the name of a time of day."""
    if text in tuple(PartOfDay):
        return PartOfDay(text)
    raise InvalidField("time", "morning, afternoon, evening or night")


def verification(text: str) -> bool:
    """Reads `offered`: only meetings that offer verifications."""
    if text in _VERIFICATION:
        return True
    raise InvalidField("verification", "offered")


def words(text: str) -> "Words | None":
    """Reads words to find: all of them, "a phrase", one OR another; None for no word."""
    from chalicelib.meetings.search.text import MAX_WORDS, TooManyWords, parse

    if len(text) > MAX_WORDS_TEXT:
        raise InvalidField("words", f"at most {MAX_WORDS_TEXT} characters")
    try:
        return parse(text)
    except TooManyWords:
        raise InvalidField("words", f"at most {MAX_WORDS} words") from None


def attendance(text: str) -> AttendanceOption:
    """Reads one of the three ways to take part."""
    if text in _ATTENDANCE:
        return AttendanceOption(text)
    raise InvalidField("attendance", "in_person, online or hybrid")


def limit(text: str) -> int:
    """Reads how many meetings a page holds."""
    if text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= _MAX_LIMIT:
        return int(text)
    raise InvalidField("limit", f"1 to {_MAX_LIMIT}")


def sort(text: str) -> Sort:
    """Reads the order of results."""
    if text in tuple(Sort):
        return Sort(text)
    raise InvalidField("sort", "start or distance")


# The table of what a search takes, in the order in which a page of results carries it on.

_TEXT: Schema = {"type": "string"}
_SHORT_TEXT: Schema = {"type": "string", "maxLength": MAX_TEXT}


def _pattern_schema(pattern: str) -> Schema:
    return {"type": "string", "pattern": pattern}


PLACE = QueryParameter(
    "place",
    "A town, district, county, state or airport anywhere, or a postal code of many countries. "
    "Not together with `near`.",
    _SHORT_TEXT,
    str.strip,
    "Springfield, IL",
)
NEAR = QueryParameter(
    "near",
    "A point: latitude and longitude in degrees.",
    _pattern_schema(_NEAR),
    near,
    "41.88,-87.63",
)
TIMEZONE = QueryParameter(
    "timezone",
    "Where days and hours are meant of a search for online meetings without a place, an IANA "
    "name; UTC unless said. With a place it is the place's.",
    _SHORT_TEXT,
    timezone,
    "America/New_York",
)
DAY = RepeatableParameter(
    "day",
    "`today`, `tomorrow`, `weekend`, or weekdays from 0 (Sunday) to 6; several widen.",
    {"enum": [*_DAYS]},
    list,  # what they mean depends on where the search is: see `day`
    ("1", "3"),
)
TIME = QueryParameter(
    "time",
    "The part of the day in which it starts.",
    {"enum": [part.value for part in PartOfDay]},
    part_of_day,
)
AFTER = QueryParameter(
    "after", "Starts from then on.", _pattern_schema(CLOCK), partial(clock_min, "after"), "18:30"
)
BEFORE = QueryParameter(
    "before", "Starts before then.", _pattern_schema(CLOCK), partial(clock_min, "before"), "18:30"
)
ATTENDANCE = QueryParameter(
    "attendance",
    "`in_person` needs `near` or `place`. Hybrid meetings are both.",
    {"enum": [*_ATTENDANCE]},
    attendance,
)
TYPE = RepeatableParameter(
    "type",
    f"Meeting Guide type codes, at most {MAX_TYPES}; several narrow.",
    _pattern_schema(_TYPE),
    types,
    ("W", "EN"),
)
WORDS = QueryParameter(
    "words",
    'All words, "a phrase", one OR another. Without `near`, `place` or `attendance=online`, in the '
    "names, groups, venues, streets and towns of meetings anywhere.",
    {"type": "string", "maxLength": MAX_WORDS_TEXT},
    words,
)
VERIFICATION = QueryParameter(
    "verification",
    "Only where verifications are offered.",
    {"enum": [*_VERIFICATION]},
    verification,
)
ENTITY = QueryParameter("entity", "Whose meeting, as listed.", _SHORT_TEXT, str.strip)
RADIUS = QueryParameter(
    "radius",
    "At most 100km. Absent: the smallest of 2, 5, 10, 25, 50, 100 km that holds ten, of 2, 5, 10, "
    "25, 50 miles where roads are signed in miles; or the widest that is not too much to read.",
    _pattern_schema(_RADIUS),
    radius_km,
    "10mi",
)
SORT = QueryParameter(
    "sort",
    "`start` unless said; `distance` needs a place, and meetings with a room.",
    {"enum": [order.value for order in Sort]},
    sort,
)
LIMIT = QueryParameter(
    "limit",
    "How many on a page.",
    {"type": "integer", "minimum": 1, "maximum": _MAX_LIMIT},
    limit,
)
CURSOR = QueryParameter(
    "cursor",
    "The `next` of the page before, at most a day old.",
    _TEXT,
    str,  # what it may be depends on the hour: see `cursors`
)
SEARCH: tuple[QueryParameter[Any] | RepeatableParameter[Any], ...] = (
    PLACE,
    NEAR,
    TIMEZONE,
    DAY,
    TIME,
    AFTER,
    BEFORE,
    ATTENDANCE,
    TYPE,
    WORDS,
    VERIFICATION,
    ENTITY,
    RADIUS,
    SORT,
    LIMIT,
    CURSOR,
)
