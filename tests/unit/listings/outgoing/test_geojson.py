"""Meetings as GeoJSON."""

import json

import jsonschema
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chalicelib.geo.point import Point
from chalicelib.listings.outgoing import geojson
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from tests.unit.meetings.factories import meeting, meetings

FEW = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, phases=[Phase.generate]
)


# RFC 7946, as far as points go
GEOJSON = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "id", "geometry", "properties"],
                "properties": {
                    "type": {"const": "Feature"},
                    "id": {"type": "string"},
                    "properties": {"type": "object"},
                    "geometry": {
                        "oneOf": [
                            {"type": "null"},
                            {
                                "type": "object",
                                "required": ["type", "coordinates"],
                                "additionalProperties": False,
                                "properties": {
                                    "type": {"const": "Point"},
                                    "coordinates": {
                                        "type": "array",
                                        "minItems": 2,
                                        "maxItems": 2,
                                        "prefixItems": [
                                            {"type": "number", "minimum": -180, "maximum": 180},
                                            {"type": "number", "minimum": -90, "maximum": 90},
                                        ],
                                    },
                                },
                            },
                        ]
                    },
                },
            },
        },
    },
}


@pytest.mark.slow
@FEW
@given(st.lists(meetings, max_size=3))
def test_geojson_keeps_to_its_schema(some: list[Meeting]) -> None:
    made = json.loads(geojson.document([geojson.text_of(each) for each in some]))
    jsonschema.validate(made, GEOJSON)
    assert [each["id"] for each in made["features"]] == [each.id for each in some]


def test_geojson_puts_longitude_first_and_online_meetings_nowhere() -> None:
    here = geojson.feature(meeting("here", point=Point(40.5, -74.25)))
    assert here["geometry"] == {"type": "Point", "coordinates": [-74.25, 40.5]}
    assert here["properties"]["attendance"] == "in_person"
    assert geojson.feature(meeting("far", attendance=AttendanceOption.ONLINE))["geometry"] is None
