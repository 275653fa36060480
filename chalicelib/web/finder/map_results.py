"""`/results.geojson?…`: everything that a search for rooms finds, for the map of its results.

It has what a pin says and no more; the feeds have the rest.
"""

import json
from datetime import datetime, tzinfo
from typing import Any

from chalice.app import Response

from chalicelib.listings.outgoing import geojson
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.search.query import Found
from chalicelib.web.finder import search_request
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.request import Request
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.catalogue import Translator, translator

MAX_PINS = 1_000
_APPROXIMATE_DIGITS, _DIGITS = 2, 5  # of degrees: an area of a kilometre, a door


def map_results(request: Request) -> Response:
    """Returns the results of a search as points with words, the soonest first.

    Raises InvalidField, also for a search that is for nothing near or by name, and PlaceNotFound.
    """
    search = search_request.parse(request, request.country)
    if search.online or (search.point is None and not search.by_name):
        raise InvalidField("near", "a map needs near or place, and meetings with a room")
    search = search._replace(limit=MAX_PINS, cursor=None)
    results = search_request.find(search, request)
    t = translator(request.language)
    unit = formatting.unit_for(search.place.country) if search.place else "km"
    local_zone = zone(search.timezone)
    features = [
        _feature(t, result, request.now, unit, local_zone, request.base)
        for result in results.found
        if result.row.point
    ]
    collection = {"type": "FeatureCollection", "features": features}
    headers: dict[str, str | list[str]] = {
        "Content-Type": geojson.CONTENT_TYPE,
        "X-Content-Type-Options": "nosniff",
    }
    return Response(json.dumps(collection, ensure_ascii=False, separators=(",", ":")), headers)


def _feature(
    t: Translator, result: Found, now: datetime, unit: str, local_zone: tzinfo, base: str
) -> dict[str, Any]:
    row, start = result.row, result.occurrence.start
    assert row.point is not None  # the caller has looked
    digits = _APPROXIMATE_DIGITS if row.approximate else _DIGITS
    when = t(
        "given.when",
        day=formatting.day_word(t, start, now),
        time=formatting.time_of_day(t, start),
    )
    if start.utcoffset() != start.astimezone(local_zone).utcoffset():
        when = f"{when} {formatting.zone_name(start)}"
    parts = [when]
    if result.distance_km is not None and not row.placed_by_town:
        parts.append(formatting.distance(t, result.distance_km, unit))
    return {
        "type": "Feature",
        "geometry": {
            "type": "Point",
            "coordinates": [round(row.point.lon, digits), round(row.point.lat, digits)],
        },
        "properties": {
            "name": row.name,
            "href": f"{base}/meetings/{row.id}",
            "says": " · ".join(parts),
            "approximate": row.approximate,
        },
    }
