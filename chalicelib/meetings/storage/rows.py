"""Result rows: what a list of search results shows of a meeting, packed small.

A bucket of rows is one zlib-compressed JSON array of arrays, a row's values in the order of `Row`'s
fields. Of notes on the meeting and on its place it has the beginnings, for the search by words; the
rest stays with the meeting itself.
"""

import json
import zlib
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import TEMPORARILY_CLOSED, AttendanceOption, VerificationPolicy
from chalicelib.meetings.schedule import overrides
from chalicelib.meetings.schedule.schedule import Schedule

if TYPE_CHECKING:
    from chalicelib.meetings.meeting import Meeting, Venue

_ATTENDANCE = {
    "p": AttendanceOption.IN_PERSON,
    "o": AttendanceOption.ONLINE,
    "h": AttendanceOption.HYBRID,
}
_ATTENDANCE_CODE = {value: code for code, value in _ATTENDANCE.items()}
_EXACT, _APPROXIMATE, _BY_TOWN = 0, 1, 2  # how a row's point was found
_DEGREES = 100_000  # stored to 1e-5 degrees: about a metre
NOTES_LENGTH = 200  # of the notes on a meeting, and of those on its place


ScheduleKey = tuple[str, int, int, str, str]


class Row(NamedTuple):
    """One meeting in a list; the values are JSON's own types so that reading thousands is cheap."""

    id: str
    slug: str
    name: str
    days: str  # weekdays as digits, Sunday "0"
    start_min: int
    length_min: int
    timezone: str
    attendance_code: str
    offered: int
    lat5: int | None
    lon5: int | None
    approximate_flag: int  # exact, approximate, or by its town
    location: str
    formatted_address: str
    region: str
    conference_url: str
    conference_phone: str
    type_codes: str
    entity: str
    series: str = ""  # "rule|first|exceptions"; empty for what is simply weekly
    notes: str = ""  # the beginnings, on one line
    wider_regions: str = ""  # those that the region is in, for the search by words
    town: str = ""
    group: str = ""  # for the search by words

    @property
    def weekdays(self) -> tuple[int, ...]:
        """Returns the weekdays of the series, Sunday 0."""
        return tuple(int(day) for day in self.days)

    @property
    def schedule(self) -> Schedule:
        """Returns the schedule of the meeting."""
        return _schedule(*self.schedule_key)

    @property
    def schedule_key(self) -> ScheduleKey:
        """Returns what the schedule is made of: rows with the same key have the same schedule."""
        return (self.days, self.start_min, self.length_min, self.timezone, self.series)

    @property
    def has_changes(self) -> bool:
        """Returns whether any time of the series was cancelled or moved."""
        return bool(self.series) and not self.series.endswith("|")

    @property
    def attendance(self) -> AttendanceOption:
        """Returns how to take part."""
        return _ATTENDANCE[self.attendance_code]

    @property
    def verification(self) -> VerificationPolicy:
        """Returns whether verifications are offered."""
        return VerificationPolicy.OFFERED if self.offered else VerificationPolicy.NOT_OFFERED

    @property
    def point(self) -> Point | None:
        """Returns where the meeting is, to 1e-5 degrees; None where unknown."""
        if self.lat5 is None or self.lon5 is None:
            return None
        return Point(self.lat5 / _DEGREES, self.lon5 / _DEGREES)

    @property
    def approximate(self) -> bool:
        """Returns whether the point stands for a town or an area, not for a door."""
        return self.approximate_flag != _EXACT

    @property
    def placed_by_town(self) -> bool:
        """Returns whether nothing nearer than its town is known: a distance would mislead."""
        return self.approximate_flag == _BY_TOWN

    @property
    def room_is_closed(self) -> bool:
        """Returns whether nobody meets at its address for now."""
        return TEMPORARILY_CLOSED in self.types and not self.attendance.has_room

    @property
    def types(self) -> tuple[str, ...]:
        """Returns the type codes."""
        return tuple(self.type_codes.split(",")) if self.type_codes else ()


@lru_cache(maxsize=4096)  # many meetings share theirs, and a list has many meetings
def _schedule(
    days: str, start_min: int, length_min: int, timezone: str, series_text: str
) -> Schedule:
    rule, first, exceptions = series_text.split("|") if series_text else ("", "", "")
    return Schedule(
        tuple(map(int, days)),
        start_min,
        length_min,
        timezone,
        rule,
        date.fromisoformat(first) if first else None,
        overrides.read(exceptions),
    )


def row(meeting: "Meeting") -> Row:
    """Returns the row of a meeting that a search may find: not an inactive one.

    Raises ValueError where it has no schedule.
    """
    schedule, venue = meeting.schedule, meeting.venue
    if schedule is None:
        raise ValueError("a meeting by appointment is in no list")
    point = venue.point
    return Row(
        meeting.id,
        meeting.slug,
        meeting.name,
        "".join(map(str, schedule.weekdays)),
        schedule.start_min,
        schedule.length_min,
        schedule.timezone,
        _ATTENDANCE_CODE[meeting.attendance],
        int(meeting.verification is VerificationPolicy.OFFERED),
        round(point.lat * _DEGREES) if point else None,
        round(point.lon * _DEGREES) if point else None,
        _placing(venue),
        venue.location,
        venue.formatted_address,
        venue.regions[-1] if venue.regions else "",
        meeting.conference.url,
        meeting.conference.phone,
        ",".join(meeting.types),
        meeting.entity,
        _series(schedule),
        " ".join(filter(None, map(_beginning, (meeting.notes, venue.location_notes)))),
        " ".join(venue.regions[:-1]),
        venue.town,
        meeting.group,
    )


def rounded(point: Point) -> Point:
    """Returns a point as a row has it."""
    return Point(round(point.lat * _DEGREES) / _DEGREES, round(point.lon * _DEGREES) / _DEGREES)


def _placing(venue: "Venue") -> int:
    if not venue.approximate:
        return _EXACT
    return _BY_TOWN if venue.placed_by_town else _APPROXIMATE


def _series(schedule: Schedule) -> str:
    if not (schedule.rule or schedule.first or schedule.exceptions):
        return ""
    first = f"{schedule.first:%Y%m%d}" if schedule.first else ""
    return f"{schedule.rule}|{first}|{overrides.write(schedule.exceptions)}"


def _beginning(text: str) -> str:
    """Returns the beginning of a text, on one line with single spaces."""
    return " ".join(text.split())[:NOTES_LENGTH].rstrip()


def pack(rows: Iterable[Row]) -> bytes:
    """Returns the rows as one compressed blob, the same bytes for the same rows in any order."""
    ordered = sorted(rows)
    text = json.dumps(ordered, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), 6)


def unpack(blob: bytes) -> list[Row]:
    """Returns the rows of a blob."""
    return [Row(*values) for values in json.loads(zlib.decompress(blob))]
