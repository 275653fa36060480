"""Meeting Guide JSON (code4recovery/spec) to meetings, as real feeds write it.

One bad row never stops the others: it is set aside with its number, field and reason. What could be
read only in part is in the list, and `corrected` says what was left out or changed.
Contacts, e-mail addresses and payment fields are not read: they are people's own.
What is not simply weekly is in a field of ours, `x_recurrence`
(`chalicelib.listings.recurrence_field`).
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TypeGuard

from chalicelib.gazetteer import addresses
from chalicelib.gazetteer.tables import Place
from chalicelib.geo.point import InvalidPoint, Point
from chalicelib.listings import recurrence_field
from chalicelib.listings.incoming import conference, meeting_types, text, time_zones, times
from chalicelib.listings.incoming.times import shown
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.meeting import (
    SLUG_PATTERN,
    AttendanceOption,
    Conference,
    Meeting,
    Venue,
    VerificationPolicy,
    meeting_id,
)
from chalicelib.meetings.schedule.occurrences import first_on, is_listed
from chalicelib.meetings.schedule.overrides import Override, with_override
from chalicelib.meetings.schedule.schedule import RECURRENCE, Schedule, rule_weekdays, series

MAX_FEED_BYTES = 100_000_000
_MAX_NUMBER_DIGITS = 20  # a longer number is kept as text
_MAX_REGIONS = 8
_LIMITS = {
    "name": 255,
    "location": 255,
    "formatted_address": 500,
    "location_notes": 2000,
    "notes": 5000,
    "group": 255,
    "group_notes": 5000,
    "conference_url_notes": 1000,
    "conference_phone_notes": 1000,
    "entity": 255,
}
_US = frozenset({"us", "usa", "u.s.", "u.s.a.", "united states", "united states of america"})
_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0", ""})
_UNFIT_IN_SLUG = re.compile(r"[\s/?#\\\x00-\x1f\x7f]+")

Locate = Callable[..., "Place | None"]
"""`addresses.locate`: (address, city, state, postal_code, country) to a place."""
ZoneAt = Callable[[Point], str | None]


class BrokenFeed(ValueError):
    """The file as a whole cannot be read; the message is one line."""


class Affiliation(StrEnum):
    """Whose meetings a feed lists; decides whether they offer verifications (policy rule 1)."""

    OWN = "own"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Remark:
    """What was wrong with one field of one row. `row` counts from 1; `slug` may be empty."""

    row: int
    slug: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What was read: the meetings, the rows that could not be used, what was mended in others."""

    meetings: tuple[Meeting, ...]
    set_aside: tuple[Remark, ...]
    corrected: tuple[Remark, ...]


def fitting_slug(raw: object) -> str:
    """The slug as a meeting may hold it; "" where there is none.

    One that is too long or has characters that break a link gets an ending made from all of it, so
    that it stays the same at every import and differs from others that begin alike.
    """
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return ""
    written = text.visible(_number_text(raw) if not isinstance(raw, str) else raw).strip()
    if SLUG_PATTERN.fullmatch(written) and "\\" not in written and written.strip("."):
        return written
    if not written:
        return ""
    beginning = _UNFIT_IN_SLUG.sub("-", written[:200]).strip("-.")[:53]
    ending = meeting_id("", written)
    return f"{beginning}-{ending}" if beginning else ending


def read_feed(
    data: bytes,
    *,
    source: str,
    affiliation: Affiliation,
    timezone: str | None,
    locate: Locate | None = None,
    zone_at: ZoneAt | None = None,
) -> Feed:
    """The meetings of a feed file; BrokenFeed where it is not one at all.

    `timezone` is the feed's own, for rows without one. `locate` and `zone_at` default to the
    gazetteer and to the map of time zones.
    """
    reader = _Reader(
        source,
        affiliation,
        timezone,
        cache(locate or addresses.locate),
        cache(zone_at or time_zones.zone_at),
    )
    meetings: dict[str, Meeting] = {}
    set_aside: list[Remark] = []
    corrected: list[Remark] = []
    for number, value in enumerate(_rows(data), start=1):
        row = _Row(number, value if isinstance(value, dict) else {})
        try:
            if not isinstance(value, dict):
                raise InvalidMeeting("", f"the row is not an object: {shown(value)}")
            if row.slug in meetings:
                raise InvalidMeeting("slug", "an earlier row has the same slug")
            meetings[row.slug] = reader.meeting(row)
        except InvalidMeeting as error:
            set_aside.append(Remark(number, row.slug, error.field, error.reason))
        else:
            corrected += row.corrected
    return Feed(tuple(meetings.values()), tuple(set_aside), tuple(corrected))


def _rows(data: bytes) -> list[object]:
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
    if isinstance(value, dict):
        value = value.get("meetings")
    if not isinstance(value, list):
        raise BrokenFeed("the feed is not a list of meetings")
    return value


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MAX_NUMBER_DIGITS else digits


def _no_constant(name: str) -> object:
    raise BrokenFeed(f"the feed is not JSON: {name} is no JSON value")


def _number_text(value: float) -> str:
    """A number as it would be written in text: 7.0 is 7."""
    whole = isinstance(value, float) and math.isfinite(value) and value.is_integer()
    return str(int(value)) if whole else str(value)


class _Row:
    """One object of a feed, read field by field; keeps the remarks on what it had to change."""

    def __init__(self, number: int, values: Mapping[str, object]) -> None:
        self.number = number
        self.slug = fitting_slug(values.get("slug"))
        self.corrected: list[Remark] = []
        self._values = values

    def remark(self, field: str, reason: str) -> None:
        self.corrected.append(Remark(self.number, self.slug, field, reason))

    def value(self, field: str) -> object:
        """The value; None where it is absent, null or blank."""
        value = self._values.get(field)
        return None if isinstance(value, str) and not value.strip() else value

    def raw_text(self, field: str) -> str:
        """The value as text, markup and all; "" where there is none."""
        value = self.value(field)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.remark(field, f"left out: {shown(value)} is not text")
            return ""
        return value if isinstance(value, str) else _number_text(value)

    def line(self, field: str, limit: int = 255) -> str:
        """Plain text on one line."""
        return self._cut(field, text.one_line(self.raw_text(field)), _LIMITS.get(field, limit))

    def lines(self, field: str) -> str:
        """Plain text with its line breaks."""
        return self._cut(field, text.plain_text(self.raw_text(field)), _LIMITS[field])

    def _cut(self, field: str, value: str, limit: int) -> str:
        if len(value) > limit:
            self.remark(field, f"cut after {limit} characters")
        return text.cut(value, limit)

    def flag(self, field: str) -> bool:
        """Whether a yes-or-no field says yes."""
        value = self.value(field)
        word = "" if value is None else _number_text(value) if _is_number(value) else str(value)
        word = word.strip().lower() if not isinstance(value, list | dict) else "?"
        if word not in _YES | _NO:
            self.remark(field, f"left out: {shown(value)} is neither yes nor no")
        return word in _YES


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class _Address:
    """Where a row says it is; `street` is whether it names more than a city."""

    formatted: str
    street: bool
    city: str
    state: str
    postal_code: str
    country: str


@dataclass(frozen=True, slots=True)
class _Reader:
    source: str
    affiliation: Affiliation
    timezone: str | None
    locate: Locate
    zone_at: ZoneAt

    def meeting(self, row: _Row) -> Meeting:
        """The meeting of a row; InvalidMeeting where it cannot be one."""
        if not row.slug:
            raise InvalidMeeting("slug", "there is none, or it is not text or a number")
        if row.slug != row.raw_text("slug").strip():
            row.remark("slug", f"made fit for a link: {row.slug}")
        name = row.line("name")
        if not name:
            raise InvalidMeeting("name", "there is none")
        recurrence = recurrence_field.read(row.value(RECURRENCE))
        days, start, length = _when(row, recurrence)
        types, refused = meeting_types.read_types(row.value("types"))
        if refused:
            row.remark("types", f"left out: {', '.join(refused[:10])}")
        call = _conference(row)
        venue, street, place_zone = self._venue(row)
        attendance = _attendance(row, types, call, venue, street, scheduled=bool(days))
        schedule = None
        if days:
            assert start is not None  # _when gives both or neither
            timezone = self._timezone(row, venue, place_zone)
            schedule = _schedule(row, days, start, length, timezone, recurrence)
        offered = self.affiliation is Affiliation.OWN
        return Meeting(
            id=meeting_id(self.source, row.slug),
            source=self.source,
            slug=row.slug,
            name=name,
            attendance=attendance,
            verification=(
                VerificationPolicy.OFFERED if offered else VerificationPolicy.NOT_OFFERED
            ),
            schedule=schedule,
            venue=venue,
            conference=call,
            types=types,
            notes=row.lines("notes"),
            group=row.line("group"),
            group_notes=row.lines("group_notes"),
            url=_web_link(row, "url"),
            entity=row.line("entity"),
            entity_url=_web_link(row, "entity_url") or _web_link(row, "entity_website_url"),
            updated=_updated(row),
        )

    def _venue(self, row: _Row) -> tuple[Venue, bool, str | None]:
        """The venue, whether the row names more than a city, and the zone of the place found."""
        address = _address(row)
        location = row.line("location")
        flagged = row.flag("approximate")
        point = _coordinates(row)
        street = not flagged and (address.street or bool(location and point))
        approximate, place_zone = flagged and point is not None, None
        if point is None and address.formatted:
            place = self.locate(
                address.formatted,
                address.city,
                address.state,
                address.postal_code,
                address.country,
            )
            if place:
                point, approximate, place_zone = place.point, True, place.timezone
        venue = Venue(
            location=location,
            formatted_address=address.formatted,
            regions=_regions(row, address.city),
            location_notes=row.lines("location_notes"),
            point=point,
            approximate=approximate,
        )
        return venue, street, place_zone

    def _timezone(self, row: _Row, venue: Venue, place_zone: str | None) -> str:
        own = row.raw_text("timezone")
        if own:
            name = time_zones.zone_name(own)
            if name is None:
                raise InvalidMeeting("timezone", f"{shown(own)} is not an IANA time zone")
            return name
        if self.timezone:
            return self.timezone
        zone = place_zone or (self.zone_at(venue.point) if venue.point else None)
        if zone is None:
            raise InvalidMeeting(
                "timezone", "neither the row nor its place tells it; --timezone gives the feed's"
            )
        return zone


def _when(
    row: _Row, recurrence: recurrence_field.Recurrence
) -> tuple[tuple[int, ...], int | None, int]:
    """Weekdays, start and length; no weekdays and no start for a meeting by appointment. Where
    there is a rule, it tells the weekdays.
    """
    days = times.weekdays(row.value("day"))
    start = times.clock_time(row.value("time"))
    if recurrence.rule:
        ruled = rule_weekdays(recurrence.rule, recurrence.first)
        if not set(days) <= set(ruled):
            row.remark("day", f"left out: {RECURRENCE} says another")
        days = ruled
        if start == times.DAY_MIN:
            reason = f"24:00 with {RECURRENCE}: give 00:00, and the rule of the day that begins"
            raise InvalidMeeting("time", reason)
    if not days and start is None:
        return (), None, 0
    if not days:
        raise InvalidMeeting("day", "there is a time and no day")
    if start is None:
        raise InvalidMeeting("time", "there is a day and no time")
    if start == times.DAY_MIN:
        row.remark("time", "24:00 is taken as 00:00 of the next day")
        days, start = tuple(sorted((day + 1) % 7 for day in days)), 0
    try:
        end = times.clock_time(row.value("end_time"), "end_time")
    except InvalidMeeting as error:
        row.remark("end_time", f"{error.reason}: taken as 60 minutes")
        end = None
    length, problem = times.length(start, end)
    if problem:
        row.remark("end_time", f"{shown(row.value('end_time'))}: {problem}")
    return days, start, length


def _schedule(
    row: _Row,
    days: tuple[int, ...],
    start: int,
    length: int,
    timezone: str,
    recurrence: recurrence_field.Recurrence,
) -> Schedule:
    schedule = series(days, start, length, timezone, rule=recurrence.rule, first=recurrence.first)
    kept = tuple(one for one in recurrence.exceptions if is_listed(schedule, one.day))
    for one in recurrence.exceptions:
        if one not in kept:
            row.remark(RECURRENCE, f"left out: it does not take place on {one.day.isoformat()}")
    for one in kept:
        without = replace(schedule, exceptions=with_override(kept, Override(one.day)))
        if one.to is not None and first_on(without, one.to) is not None:
            row.remark(RECURRENCE, f"left out: it takes place on {one.to.isoformat()} already")
            kept = tuple(other for other in kept if other != one)
    return replace(schedule, exceptions=kept)


def _address(row: _Row) -> _Address:
    street, city, state = (row.line(name).strip(" ,") for name in ("address", "city", "state"))
    country, postal_code = row.line("country"), row.line("postal_code")
    if country.lower() in _US and postal_code.isdigit() and _is_number(row.value("postal_code")):
        postal_code = postal_code.zfill(5)  # a number has lost its leading zeros
    formatted = row.line("formatted_address").strip(" ,")
    named = bool(formatted or street)
    if not formatted:
        formatted = street
        for part in (city, f"{state} {postal_code}".strip(), country):
            known = {known.strip().lower() for known in formatted.split(",")}
            if part and part.lower() not in known:
                formatted = f"{formatted}, {part}" if formatted else part
        formatted = text.cut(formatted, _LIMITS["formatted_address"])
    return _Address(formatted, named, city, state, postal_code, country)


def _coordinates(row: _Row) -> Point | None:
    values: list[float] = []
    for name in ("latitude", "longitude"):
        value = row.value(name)
        try:
            number = float(value) if _is_number(value) or isinstance(value, str) else None
        except ValueError:
            number = None
        if value is not None and (number is None or not math.isfinite(number)):
            row.remark(name, f"left out: {shown(value)} is not a number of degrees")
            return None
        if number is not None:
            values.append(number)
    if len(values) == 1:
        row.remark("latitude", "left out: latitude and longitude go together")
    if len(values) < 2 or values == [0.0, 0.0]:
        return None
    try:
        return Point(values[0], values[1])
    except InvalidPoint as error:
        row.remark(error.field, f"left out: {error.reason}")
        return None


def _regions(row: _Row, city: str) -> tuple[str, ...]:
    value = row.value("regions")
    if isinstance(value, str):
        value = value.split(">")  # as in the format's spreadsheets
    elif value is not None and not isinstance(value, list):
        row.remark("regions", f"left out: {shown(value)} is not a list")
        value = []
    listed = [text.one_line(part) for part in value or () if isinstance(part, str)]
    named = [row.line("region"), row.line("sub_region")]
    for candidates in (listed, named, [city]):
        regions = tuple(dict.fromkeys(text.cut(region, 100) for region in candidates if region))
        if regions:
            return regions[:_MAX_REGIONS]
    return ()


def _conference(row: _Row) -> Conference:
    url, url_notes = "", row.lines("conference_url_notes")
    phone, phone_notes = "", row.lines("conference_phone_notes")
    written = row.raw_text("conference_url")
    if written:
        try:
            url, words = conference.join_link_among_words(written)
        except InvalidMeeting as error:
            row.remark("conference_url", f"left out: {error.reason}")
        else:
            url_notes = _with_words(row, "conference_url", url_notes, words)
    written = row.raw_text("conference_phone")
    if written:
        try:
            phone, whole = conference.dial_string(written)
        except InvalidMeeting as error:
            row.remark("conference_phone", f"left out: {error.reason}")
        else:
            words = "" if whole else text.one_line(written)
            phone_notes = _with_words(row, "conference_phone", phone_notes, words)
    return Conference(url, url_notes, phone, phone_notes)


def _with_words(row: _Row, field: str, notes: str, words: str) -> str:
    """The notes and what stood in the field besides what can be tapped."""
    if not words:
        return notes
    row.remark(field, f"the words in it are now in its notes: {shown(words)}")
    limit = _LIMITS[f"{field}_notes"]
    return text.cut("\n".join(filter(None, (notes, text.plain_text(words)))), limit)


def _attendance(
    row: _Row,
    types: tuple[str, ...],
    call: Conference,
    venue: Venue,
    street: bool,
    *,
    scheduled: bool,
) -> AttendanceOption:
    online = bool(call.url or call.phone)
    in_person = street and meeting_types.CLOSED_FOR_NOW not in types
    unplaced = scheduled and venue.point is None
    stated = row.raw_text("attendance_option")
    if stated:
        try:
            attendance = AttendanceOption(re.sub(r"[\s-]+", "_", stated.strip().lower()))
        except ValueError:
            row.remark("attendance_option", f"left out: {shown(stated)} is not an option")
        else:
            if attendance.has_room and unplaced:
                raise _not_on_the_map(venue)
            return attendance
    if in_person and unplaced:
        if not online:
            raise _not_on_the_map(venue)
        row.remark("formatted_address", "not found on the map: listed as online only")
        return AttendanceOption.ONLINE
    if in_person:
        return AttendanceOption.HYBRID if online else AttendanceOption.IN_PERSON
    return AttendanceOption.ONLINE if online else AttendanceOption.INACTIVE


def _not_on_the_map(venue: Venue) -> InvalidMeeting:
    return InvalidMeeting(
        "formatted_address",
        f"{shown(venue.formatted_address)} was not found on the map: give latitude and longitude",
    )


def _web_link(row: _Row, field: str) -> str:
    written = row.raw_text(field)
    if not written:
        return ""
    try:
        return conference.web_link(written, field)
    except InvalidMeeting as error:
        row.remark(field, f"left out: {error.reason}")
        return ""


def _updated(row: _Row) -> datetime | None:
    value = row.value("updated")
    moment = times.updated(value)
    if value is not None and moment is None:
        row.remark("updated", f"left out: {shown(value)} is not a date and time")
    return moment
