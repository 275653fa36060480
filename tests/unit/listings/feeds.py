"""Rows and feeds for the tests of listings."""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.geo.point import Point
from chalicelib.listings.incoming.feed import Affiliation, Feed
from chalicelib.listings.incoming.meeting_guide import read_feed
from chalicelib.meetings.meeting import Meeting

NOWHERE = "Nowhere"  # an address that no gazetteer has


def row(**fields: Any) -> dict[str, Any]:
    """A row that is right in everything, but for the fields given; None takes one out."""
    full = {
        "name": "Evening Circle",
        "slug": "evening-circle",
        "day": 1,
        "time": "19:00",
        "formatted_address": "1 Main St, Anytown, NY 10001, USA",
        "latitude": 40.75,
        "longitude": -73.99,
        **fields,
    }
    return {name: value for name, value in full.items() if value is not None}


def zone_at(point: Point) -> str | None:
    """One zone for the western half of the world; none for the eastern."""
    return "America/New_York" if point.lon < 0 else None


def read(*rows: object, **options: Any) -> Feed:
    """The feed that holds these rows."""
    return read_bytes(json.dumps(rows).encode(), **options)


def read_bytes(data: bytes, **options: Any) -> Feed:
    defaults: Mapping[str, Any] = {
        "source": "example",
        "affiliation": Affiliation.OTHER,
        "timezone": "America/New_York",
        "zone_at": zone_at,
    }
    return read_feed(data, **{**defaults, **options})


def meeting(**fields: Any) -> Meeting:
    """The meeting of one row that is right but for these fields."""
    feed = read(row(**fields))
    assert not feed.set_aside, feed.set_aside
    return feed.meetings[0]
