"""Links that show the way to a room or join a call.

They are plain links, so that no map and no provider hears of a visitor before the tap.
"""

from typing import NamedTuple
from urllib.parse import quote, urlsplit

from chalicelib.geo.point import Point
from chalicelib.listings.incoming import conference
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.web.i18n.formatting import map_link


class MapLink(NamedTuple):
    """A map that shows the way: its name, which no language changes, and the address."""

    name: str
    url: str


def map_links(point: Point, name: str) -> tuple[MapLink, ...]:
    """Returns the way to a door on each of the maps that phones have."""
    at = f"{point.lat:.6f},{point.lon:.6f}"
    return (
        MapLink("Apple Maps", f"https://maps.apple.com/?daddr={at}&q={quote(name, safe='')}"),
        MapLink("Google Maps", f"https://www.google.com/maps/dir/?api=1&destination={at}"),
        MapLink("OpenStreetMap", map_link(point)),
    )


class JoinLink(NamedTuple):
    """A link that joins a call with one tap, and the host that it opens."""

    url: str
    host: str


def join_link(url: str) -> JoinLink | None:
    """Returns the link if it is https at a known provider, else None.

    Whatever is listed, no page leads anywhere else.
    """
    try:
        link = conference.join_link(url)
    except InvalidMeeting:
        return None
    return JoinLink(link, urlsplit(link).hostname or "") if link == url else None
