"""The listing for other software: `/v1/meetings`."""

from typing import Any

from chalice.app import Response

from chalicelib.meetings.meeting import AttendanceOption, upcoming
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.api.meeting_json import found_json, meeting_json
from chalicelib.web.finder import search_request
from chalicelib.web.http import params
from chalicelib.web.http.exceptions import InvalidField, NotFound
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import json_response


def meetings(request: Request) -> Response:
    """Meetings by next occurrence, near a place or online."""
    wanted = search_request.read(request)
    if wanted.point is None and wanted.attendance is None:
        raise InvalidField("near", "give near=LAT,LON, place=TEXT or attendance=online")
    results = search_request.search(wanted, request)
    search: dict[str, Any] = {
        "as_of": results.as_of.isoformat(),
        "attendance": (wanted.attendance or AttendanceOption.IN_PERSON).value,
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
        if text := request.query(name).strip():
            search[name] = text
    if wanted.point and not wanted.online:
        search["near"] = [wanted.point.lat, wanted.point.lon]
        search["radius_km"] = round(results.radius_km or 0, 3)
    if request.query("place") and wanted.place:
        search["place"] = wanted.place.label
        search["other_places"] = [place.label for place in wanted.other_places]
    body = {
        "meetings": [found_json(found) for found in results.found],
        "search": search,
        "next": params.cursor_text(results.next) if results.next else None,
    }
    return json_response(body)


def meeting(request: Request, meeting_id: str) -> Response:
    """Everything about one meeting."""
    found = open_table().get_public(params.meeting_id(meeting_id))
    if found is None:
        raise NotFound
    return json_response(meeting_json(found, upcoming(found, request.now)))
