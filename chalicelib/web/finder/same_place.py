"""What else meets where a meeting does: other times of its group, and other groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.search.near import search_near
from chalicelib.meetings.search.query import Found, NearQuery, Reader

SAME_PLACE_KM = 0.1  # listings of one building differ by that much
MAX_FOUND = 60
MAX_TIMES = 14  # of the group
MAX_OTHERS = 6  # other names


@dataclass(frozen=True, slots=True)
class NamedTimes:
    """Meetings of one name, each at its next time."""

    name: str
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class SamePlace:
    """Other times of the same group, or of the same name where no group is named; and others."""

    times: tuple[Found, ...] = ()
    others: tuple[NamedTimes, ...] = ()


def find_same_place(meeting: Meeting, reader: Reader, now: datetime) -> SamePlace:
    """Returns what else meets in the same place; read from the buckets of its cell alone."""
    point = meeting.venue.point
    if not meeting.attendance.has_room or point is None or meeting.venue.approximate:
        return SamePlace()
    query = NearQuery(point=point, radius_km=SAME_PLACE_KM, limit=MAX_FOUND)
    found = [
        result
        for result in search_near(query, reader, now).found
        if result.row.id != meeting.id and not result.row.approximate
    ]
    times = [result for result in found if _is_of_group(result, meeting)]
    others = [result for result in found if result not in times]
    return SamePlace(tuple(times[:MAX_TIMES]), tuple(_by_name(others)[:MAX_OTHERS]))


def _is_of_group(found: Found, meeting: Meeting) -> bool:
    if meeting.group and found.row.group:
        return found.row.group == meeting.group
    return found.row.name == meeting.name


def _by_name(found: Iterable[Found]) -> list[NamedTimes]:
    by_name: dict[str, list[Found]] = {}
    for result in found:
        by_name.setdefault(result.row.name, []).append(result)
    return [NamedTimes(name, tuple(results)) for name, results in by_name.items()]
