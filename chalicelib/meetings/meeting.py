"""What a meeting is: plain values that cannot hold anything invalid.

Field names follow the Meeting Guide format (code4recovery/spec) where it has one.
"""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from chalicelib.meetings import recurrence
from chalicelib.meetings.overrides import Override

PRIVATE = "PRIVATE"  # the type of a meeting in a correctional or treatment place, for those inside
MAX_LENGTH_MIN = 24 * 60
MAX_OVERRIDES = 100  # set by a feed, and as many again here
ID_PATTERN = re.compile(r"[0-9a-z]{1,12}")
SLUG_PATTERN = re.compile(r"[^\s/?#\x00-\x1f\x7f]{1,64}")
RECURRENCE = "x_recurrence"  # the feeds' field of what Meeting Guide has no name for
SOURCE_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class InvalidMeeting(ValueError):
    """A meeting's field holds something that it may not; carries the Meeting Guide field's name."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def meeting_id(source: str, slug: str) -> str:
    """The id of a listing: ten characters (50 bits) of base32, the same at every import."""
    digest = hashlib.sha256(f"{source}\0{slug}".encode()).digest()
    return base64.b32encode(digest)[:10].decode().lower()


class Attendance(StrEnum):
    """How one takes part. `INACTIVE` meetings are kept and never found by a search."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"
    INACTIVE = "inactive"

    @property
    def has_room(self) -> bool:
        return self in (Attendance.IN_PERSON, Attendance.HYBRID)

    @property
    def has_link(self) -> bool:
        return self in (Attendance.ONLINE, Attendance.HYBRID)


class VerificationPolicy(StrEnum):
    """The listing's own word on attendance verifications (policy rule 1)."""

    OFFERED = "offered"
    NOT_OFFERED = "not_offered"


@dataclass(frozen=True, slots=True)
class Point:
    """A place on Earth in WGS 84 degrees."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not -90 <= self.lat <= 90:
            raise InvalidMeeting("latitude", "must be between -90 and 90")
        if not -180 <= self.lon <= 180:
            raise InvalidMeeting("longitude", "must be between -180 and 180")


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The IANA time zone of that name; InvalidMeeting where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InvalidMeeting("timezone", f"{name!r} is not an IANA time zone") from None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A series in the meeting's own zone: weekly, unless a rule says otherwise.

    `weekdays`: Sunday is 0, ascending, at least one; with a rule, those on which its days can fall
    (`series` works them out). `start_min`: local minutes after midnight. `length_min`: 1 to 1440.
    `rule`: "", or an RFC 5545 recurrence rule as `chalicelib.meetings.recurrence` writes it.
    `first`: the local date of the first time, where that matters. `exceptions`: the times that are
    cancelled or moved, in order of the days for which they were listed.
    """

    weekdays: tuple[int, ...]
    start_min: int
    length_min: int
    timezone: str
    rule: str = ""
    first: date | None = None
    exceptions: tuple[Override, ...] = ()

    def __post_init__(self) -> None:
        if not self.weekdays or any(day not in range(7) for day in self.weekdays):
            raise InvalidMeeting("day", "must be 0 (Sunday) to 6")
        if list(self.weekdays) != sorted(set(self.weekdays)):
            raise InvalidMeeting("day", "must be ascending and without repeats")
        if not 0 <= self.start_min < 24 * 60:
            raise InvalidMeeting("time", "must be 00:00 to 23:59")
        if not 1 <= self.length_min <= MAX_LENGTH_MIN:
            raise InvalidMeeting("end_time", "a meeting lasts 1 minute to 24 hours")
        zone(self.timezone)
        if self.rule or self.first:
            self._check_rule()
        if self.exceptions:
            self._check_exceptions()

    def _check_rule(self) -> None:
        if not self.rule:
            assert self.first is not None
            _check_date(self.first)
            if self.first.isoweekday() % 7 not in self.weekdays:
                reason = f"first: {self.first.isoformat()} is not a day of the series"
                raise InvalidMeeting(RECURRENCE, reason)
            return
        if self.weekdays != rule_weekdays(self.rule, self.first):
            raise InvalidMeeting(RECURRENCE, f"{self.rule} is not of those weekdays")
        if self.rule != str(recurrence.read(self.rule)):
            raise InvalidMeeting(RECURRENCE, f"{self.rule!r} is not in its normal form")

    def _check_exceptions(self) -> None:
        days = [one.day for one in self.exceptions]
        if days != sorted(set(days)):
            raise InvalidMeeting(RECURRENCE, "each day may be cancelled or moved once")
        if len(days) > 2 * MAX_OVERRIDES:
            reason = f"at most {MAX_OVERRIDES} times can be cancelled or moved"
            raise InvalidMeeting(RECURRENCE, reason)
        for one in self.exceptions:
            _check_date(one.day)
            if one.to is not None:
                _check_date(one.to)
                if one.start_min is None or not 0 <= one.start_min < 24 * 60:
                    raise InvalidMeeting(RECURRENCE, "a moved time must be 00:00 to 23:59")
            elif one.start_min is not None:
                raise InvalidMeeting(RECURRENCE, "a moved time needs its date")

    @property
    def once(self) -> bool:
        """Whether it takes place a single time, on `first`."""
        return self.rule == recurrence.ONCE

    @property
    def time(self) -> str:
        """Start as HH:MM, 24 hours."""
        return clock(self.start_min)

    @property
    def end_time(self) -> str:
        """End as HH:MM, 24 hours, by the clock on an ordinary day."""
        return clock((self.start_min + self.length_min) % (24 * 60))


def series(
    weekdays: tuple[int, ...],
    start_min: int,
    length_min: int,
    timezone: str,
    *,
    rule: str = "",
    first: date | None = None,
    exceptions: tuple[Override, ...] = (),
) -> Schedule:
    """The schedule of a rule as anyone may write it, in its normal form; `weekdays` count only
    where there is no rule. InvalidMeeting ("x_recurrence") names what is wrong with it."""
    if rule:
        weekdays = rule_weekdays(rule, first)
        read = recurrence.read(rule)
        rule = "" if read.freq == "WEEKLY" and read.interval == 1 and not read.ends else str(read)
    return Schedule(weekdays, start_min, length_min, timezone, rule, first, exceptions)


def rule_weekdays(rule: str, first: date | None) -> tuple[int, ...]:
    """The weekdays that a rule, as anyone may write it, can fall on; InvalidMeeting."""
    try:
        return recurrence.weekdays(str(recurrence.read(rule)), first)
    except recurrence.InvalidRule as error:
        raise InvalidMeeting(RECURRENCE, str(error)) from None


def _check_date(day: date) -> None:
    if day.year not in recurrence.YEARS:
        raise InvalidMeeting(RECURRENCE, f"{day.isoformat()} is no likely date")


def clock(minutes: int) -> str:
    """Minutes after midnight as HH:MM."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


@dataclass(frozen=True, slots=True)
class Venue:
    """Where a meeting is. `regions` go from general to specific. `point` is None where unknown;
    `approximate` says that the point stands for a town or an area, not for a door."""

    location: str = ""
    formatted_address: str = ""
    regions: tuple[str, ...] = ()
    location_notes: str = ""
    point: Point | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Conference:
    """How to join from afar: an https link at a known provider, a phone number, and their notes."""

    url: str = ""
    url_notes: str = ""
    phone: str = ""
    phone_notes: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One listing. `source` and `slug` name it in its feed; `id` is derived from both and is what
    links, codes and facilitators hold. `schedule` is None for a meeting by appointment.
    `entity` is whose meeting it is, in words (policy rule 10). `updated` is the feed's; `revised`,
    when anything about it last changed here, one of its times too, is the table's."""

    id: str
    source: str
    slug: str
    name: str
    attendance: Attendance
    verification: VerificationPolicy
    schedule: Schedule | None
    venue: Venue = field(default_factory=Venue)
    conference: Conference = field(default_factory=Conference)
    types: tuple[str, ...] = ()
    notes: str = ""
    group: str = ""
    group_notes: str = ""
    url: str = ""
    entity: str = ""
    entity_url: str = ""
    updated: datetime | None = None
    revised: datetime | None = field(default=None, compare=False)

    @property
    def is_public(self) -> bool:
        """Whether anybody but those who run it is shown it."""
        return PRIVATE not in self.types

    def __post_init__(self) -> None:
        if not ID_PATTERN.fullmatch(self.id):
            raise InvalidMeeting("id", "must be 1 to 12 of 0-9 a-z")
        if not SOURCE_PATTERN.fullmatch(self.source):
            raise InvalidMeeting("source", "must be 1 to 40 of a-z 0-9 -")
        if not SLUG_PATTERN.fullmatch(self.slug):
            raise InvalidMeeting("slug", "must be 1 to 64 characters without spaces, / ? or #")
        if not 1 <= len(self.name) <= 255:
            raise InvalidMeeting("name", "must be 1 to 255 characters")
        if self.attendance.has_room and self.schedule and self.venue.point is None:
            raise InvalidMeeting("latitude", "an in-person meeting needs a place on the map")
        if self.updated is not None and self.updated.tzinfo is None:
            raise InvalidMeeting("updated", "must carry its zone")
