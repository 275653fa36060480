"""The listing for other software: `/v1/meetings`."""

from typing import Any

from chalice.app import Response

from chalicelib.gazetteer.areas import Kind
from chalicelib.gazetteer.lookup import Reading
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.api.meeting_json import meeting_json, result_json
from chalicelib.web.finder import search_request
from chalicelib.web.http import cursors, fields
from chalicelib.web.http.exceptions import InvalidField, NotFound
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import json_response


def meetings(request: Request) -> Response:
    """Returns meetings by next occurrence, near a place, online, or anywhere by name."""
    search = search_request.parse(request, request.country)
    if search.point is None and search.attendance is None and not search.by_name:
        raise InvalidField("near", "give near=LAT,LON, place=TEXT, words=TEXT or attendance=online")
    results = search_request.find(search, request)
    search_json: dict[str, Any] = {
        "as_of": results.as_of.isoformat(),
        "sort": search.sort.value,
        "limit": search.limit,
    }
    if search.attendance or not search.by_name:
        search_json["attendance"] = (search.attendance or AttendanceOption.IN_PERSON).value
    if search.day is not None:
        search_json["day"] = search.day if isinstance(search.day, str) else sorted(search.day)
    if search.online and (search.day is not None or search.visitor_timezone):
        search_json["timezone"] = search.timezone
    if search.filter.types:
        search_json["type"] = sorted(search.filter.types)
    for name in ("time", "after", "before", "words", "entity", "verification"):
        if text := request.query(name).strip():
            search_json[name] = text
    if search.point and not search.online:
        search_json["near"] = [search.point.lat, search.point.lon]
        search_json["radius_km"] = round(results.radius_km or 0, 3)
    if request.query("place") and search.place:
        search_json["place"] = search.place.label
        others = (*search.towns, *search.other_places)
        search_json["other_places"] = [place.label for place in others]
        if search.place.kind is not Kind.TOWN:
            search_json["place_kind"] = search.place.kind.value
        if search.reading is not Reading.AS_TYPED:
            search_json["reading"] = search.reading.value
    body = {
        "meetings": [result_json(result) for result in results.found],
        "changed": [result_json(time) for time in results.changed],
        "search": search_json,
        "next": cursors.cursor_text(results.next) if results.next else None,
    }
    return json_response(body)


def meeting(request: Request, meeting_id: str) -> Response:
    """Returns everything about one meeting."""
    from chalicelib.meetings.meeting import upcoming  # a search does without

    listing = open_table().get_public(fields.meeting_id(meeting_id))
    if listing is None:
        raise NotFound
    return json_response(meeting_json(listing, upcoming(listing, request.now)))
