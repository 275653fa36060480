"""The coordinates of a row, in the fields and forms of sibling formats."""

from typing import Any

import pytest

from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point
from chalicelib.listings.incoming.losses import losses
from tests.unit.listings.feeds import read, row

ALBANY = {
    "latitude": None,
    "longitude": None,
    "formatted_address": "1 State St, Albany, NY 12207, USA",
}
POINT = Point(42.65, -73.75)


@pytest.mark.parametrize(
    "fields",
    [
        {"coordinates": {"lat": 42.65, "lng": -73.75}},
        {"coordinates": {"lat": "42.65", "lon": "-73.75"}},
        {"coordinates": {"latitude": 42.65, "longitude": -73.75}},
        {"coordinates": {"Latitude": 42.65, "Longitude": -73.75}},
        {"coordinates": [42.65, -73.75]},
        {"coordinates": '{"lat": 42.65, "lng": -73.75}'},
        {"coordinates": "geo:42.65,-73.75"},
        {"coordinates": "42,65; -73,75"},
        {"latitude": "42.65, -73.75"},
        {"latitude": "42.65,-73.75", "longitude": ""},
        {"latitude": "42,65;-73,75"},
        {"latitude": "42,65 -73,75"},
        {"latitude": "73.75 W, 42.65 N"},
        {"coordinates": "73.75 W, 42.65"},
        {"coordinates": ["73.75 W", "42.65 N"]},
        {"latitude": "42,65", "lng": "-73,75"},
        {"latitude": "42,65", "lon": "-73,75"},
        {"latitude": "42,65", "long": -73.75},
        {"coordinates": "42°39'00\"N 73°45'00\"W"},
        # of GeoJSON and of maps the longitude is first
        {"coordinates": {"type": "Point", "coordinates": [-73.75, 42.65]}},
        {"geometry": {"type": "Point", "coordinates": [-73.75, 42.65, 40]}},
        {"coordinates": "POINT(-73.75 42.65)"},
        {"geo": {"latitude": 42.65, "longitude": -73.75}},
        {"lat": 42.65, "lng": -73.75},
        {"lat": "42.65", "lon": "-73.75"},
        {"lat": 42.65, "long": -73.75},
        {"latitude": "-0", "longitude": "0", "lat": 1, "coordinates": [42.65, -73.75]},
        {"latitude": "42.65", "longitude": "-73.75 W", "lat": 1, "lng": 2},
    ],
)
def test_a_point_is_read_in_the_fields_and_forms_of_siblings(fields: dict[str, Any]) -> None:
    feed = read(row(**{**ALBANY, **fields}))
    (found,) = feed.meetings
    assert found.venue.point
    assert distance_km(found.venue.point, POINT) < 0.01
    assert not found.venue.approximate
    assert not feed.corrected
    assert not losses(feed)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("coordinates", {"lat": 42.65}),
        ("coordinates", {"lat": 95, "lng": 1}),
        ("coordinates", {"lat": {"lat": 1}, "lng": [1]}),
        ("coordinates", {"type": "Point", "coordinates": [1]}),
        ("coordinates", {"type": "Polygon", "coordinates": [[[1, 2]]]}),
        ("coordinates", [[42.65, -73.75]]),
        ("coordinates", "{" * 500),
        ("coordinates", "POINT(east west)"),
        ("geo", "here"),
        ("lat", "here"),
        ("latitude", "42,65"),
        ("latitude", "42"),
        ("coordinates", "42.65 N, 73.75 N"),
        ("coordinates", "42.65 W, 73.75 W"),
    ],
)
def test_what_is_no_point_is_left_out_with_a_remark(field: str, value: object) -> None:
    feed = read(row(**{**ALBANY, field: value}))
    assert feed.meetings[0].venue.approximate
    assert [remark.field for remark in feed.corrected] == [field]


def test_the_middle_of_named_bounds_is_approximate() -> None:
    bounds = {"north": 42.75, "south": 42.55, "east": -73.65, "west": -73.85}
    (found,) = read(row(**{**ALBANY, "coordinates": bounds})).meetings
    assert found.venue.point
    assert distance_km(found.venue.point, POINT) < 0.01
    assert found.venue.approximate
