"""What a meeting is: plain values that cannot hold anything invalid.

Field names follow the Meeting Guide format (code4recovery/spec) where it has one.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import TEMPORARILY_CLOSED, AttendanceOption, VerificationPolicy
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.schedule import overrides
from chalicelib.meetings.schedule.occurrences import Occurrence, next_occurrence
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import Schedule

PRIVATE = "PRIVATE"  # the type of a meeting in a correctional or treatment place, for those inside
ID_PATTERN = re.compile(r"[0-9a-z]{1,12}")
SLUG_PATTERN = re.compile(r"[^\s/?#\x00-\x1f\x7f]{1,64}")
SOURCE_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def meeting_id(source: str, slug: str) -> str:
    """Returns the id of a listing: ten characters (50 bits) of base32, the same at every import."""
    digest = hashlib.sha256(f"{source}\0{slug}".encode()).digest()
    return base64.b32encode(digest[:10])[:10].decode().lower()


@dataclass(frozen=True, slots=True)
class Venue:
    """Where a meeting is. `regions` go from general to specific.

    `town` is its town for people to read, "" where that is not known. `point` is None where
    unknown; `approximate` says that the point stands for a town or an area, not for a door, and
    `placed_by_town` that nothing nearer than the town was known: a distance to it would mislead.
    """

    location: str = ""
    formatted_address: str = ""
    regions: tuple[str, ...] = ()
    location_notes: str = ""
    point: Point | None = None
    approximate: bool = False
    placed_by_town: bool = False
    town: str = ""

    def __post_init__(self) -> None:
        """Raises InvalidMeeting where a place by the town alone is said to be exact."""
        if self.placed_by_town and not self.approximate:
            raise InvalidMeeting("approximate", "a place by the town alone is approximate")


class Conference(NamedTuple):
    """How to join from afar: a link, a phone number, and their notes.

    `chalicelib.meetings.join_link` tells what the link leads to: not always to a call.
    """

    url: str = ""
    url_notes: str = ""
    phone: str = ""
    phone_notes: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One listing.

    `source` and `slug` name it in its feed; `id` is derived from both and is what links, codes and
    facilitators' accounts have. `schedule` is None for a meeting by appointment. `entity` is whose
    meeting it is, in words (policy rule 10). `updated` is the feed's; `revised`, when anything
    about it last changed here, one of its times too, is the table's.
    """

    id: str
    source: str
    slug: str
    name: str
    attendance: AttendanceOption
    verification: VerificationPolicy
    schedule: Schedule | None
    venue: Venue = field(default_factory=Venue)
    conference: Conference = field(default_factory=Conference)
    types: tuple[str, ...] = ()
    notes: str = ""
    group: str = ""
    group_notes: str = ""
    group_url: str = ""
    url: str = ""
    entity: str = ""
    entity_url: str = ""
    updated: datetime | None = None
    revised: datetime | None = field(default=None, compare=False)

    @property
    def is_public(self) -> bool:
        """Returns whether it is shown to others than those who run it."""
        return PRIVATE not in self.types

    @property
    def room_is_closed(self) -> bool:
        """Returns whether nobody meets at its address for now."""
        return TEMPORARILY_CLOSED in self.types and not self.attendance.has_room

    def __post_init__(self) -> None:
        """Raises InvalidMeeting, with the field that is wrong."""
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


def upcoming(meeting: Meeting, now: datetime) -> Occurrence | None:
    """Returns the next occurrence of a meeting; None by appointment, inactive or ended."""
    if meeting.schedule is None or meeting.attendance is AttendanceOption.INACTIVE:
        return None
    return next_occurrence(meeting.schedule, now)


def with_overrides(meeting: Meeting, set_here: Iterable[Override]) -> Meeting:
    """Returns the meeting with the overrides that were set here merged into those of its feed."""
    set_here = tuple(set_here)
    if not set_here or meeting.schedule is None:
        return meeting
    return _with_exceptions(meeting, overrides.merge(meeting.schedule.exceptions, set_here))


def without_past_overrides(meeting: Meeting, now: datetime) -> Meeting:
    """Returns the meeting without those overrides that are long past; itself where it has none."""
    if meeting.schedule is None:
        return meeting
    remaining = overrides.without_past(meeting.schedule.exceptions, now)
    if remaining == meeting.schedule.exceptions:
        return meeting
    return _with_exceptions(meeting, remaining)


def _with_exceptions(meeting: Meeting, exceptions: tuple[Override, ...]) -> Meeting:
    assert meeting.schedule is not None  # both callers have looked
    return replace(meeting, schedule=replace(meeting.schedule, exceptions=exceptions))
