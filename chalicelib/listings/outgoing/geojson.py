"""Meetings as GeoJSON (RFC 7946), for maps. One without a room has no geometry."""

import json
from collections.abc import Sequence
from typing import Any

from chalicelib.listings.outgoing import meeting_guide
from chalicelib.meetings.meeting import Meeting

CONTENT_TYPE = "application/geo+json"
_DIGITS = 6  # a tenth of a metre


def feature(meeting: Meeting) -> dict[str, Any]:
    """Returns a meeting as a Feature; its properties have the Meeting Guide's names."""
    point = meeting.venue.point if meeting.attendance.has_room else None
    geometry = None
    if point:
        position = [round(point.lon, _DIGITS), round(point.lat, _DIGITS)]
        geometry = {"type": "Point", "coordinates": position}
    properties = {
        name: value
        for name, value in meeting_guide.entry(meeting).items()
        if name not in ("latitude", "longitude", "attendance_option")
    }
    properties |= {
        "attendance": meeting.attendance.value,
        "verification": meeting.verification.value,
    }
    return {"type": "Feature", "id": meeting.id, "geometry": geometry, "properties": properties}


def text_of(meeting: Meeting) -> str:
    """Returns one meeting as it is sent."""
    return json.dumps(feature(meeting), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def document(features: Sequence[str]) -> str:
    """Returns the whole collection."""
    joined = ",\n".join(features)
    return f'{{"type":"FeatureCollection","features":[{joined}]}}\n'
