"""The listing for other software: `/v1/meetings`."""

from typing import Any

from chalice.app import Response

from chalicelib.meetings.meeting import Attendance
from chalicelib.meetings.occurrences import upcoming
from chalicelib.meetings.table import open_table
from chalicelib.web import asked, fields
from chalicelib.web.edge import Visit, answer
from chalicelib.web.refusals import InvalidField, NotFound
from chalicelib.web.shapes import found_json, meeting_json


def meetings(visit: Visit) -> Response:
    """Meetings by next occurrence, near a place or online."""
    wanted = asked.read(visit)
    if wanted.point is None and wanted.attendance is None:
        raise InvalidField("near", "give near=LAT,LON, place=TEXT or attendance=online")
    results = asked.search(wanted, visit)
    search: dict[str, Any] = {
        "as_of": results.as_of.isoformat(),
        "attendance": (wanted.attendance or Attendance.IN_PERSON).value,
        "sort": wanted.sort.value,
        "limit": wanted.limit,
    }
    if wanted.day is not None:
        search["day"] = wanted.day if isinstance(wanted.day, str) else sorted(wanted.day)
    if wanted.online and (wanted.day is not None or wanted.visitors_zone):
        search["timezone"] = wanted.timezone
    narrowed = wanted.filter
    if narrowed.types:
        search["type"] = sorted(narrowed.types)
    for name in ("time", "after", "before", "words", "entity", "verification"):
        if text := visit.query(name).strip():
            search[name] = text
    if wanted.point and not wanted.online:
        search["near"] = [wanted.point.lat, wanted.point.lon]
        search["radius_km"] = round(results.radius_km or 0, 3)
    if visit.query("place") and wanted.place:
        search["place"] = wanted.place.label
        search["other_places"] = [place.label for place in wanted.other_places]
    body = {
        "meetings": [found_json(found) for found in results.found],
        "search": search,
        "next": fields.cursor_text(results.next) if results.next else None,
    }
    return answer(body)


def meeting(visit: Visit, meeting_id: str) -> Response:
    """Everything about one meeting."""
    found = open_table().get_public(fields.meeting_id(meeting_id))
    if found is None:
        raise NotFound
    return answer(meeting_json(found, upcoming(found, visit.now)))
