"""Ways to get there and to join: plain links, so that nobody else hears of it before the tap."""

from typing import NamedTuple
from urllib.parse import quote, urlsplit

from chalicelib.geo.point import Point
from chalicelib.listings.incoming import conference
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.web.i18n.formatting import map_link


class Way(NamedTuple):
    """A map that shows the way: its name, which no language changes, and the link."""

    name: str
    link: str


def ways(point: Point, name: str) -> tuple[Way, ...]:
    """The way to a door on each of the maps that phones have."""
    at = f"{point.lat:.6f},{point.lon:.6f}"
    return (
        Way("Apple Maps", f"https://maps.apple.com/?daddr={at}&q={quote(name, safe='')}"),
        Way("Google Maps", f"https://www.google.com/maps/dir/?api=1&destination={at}"),
        Way("OpenStreetMap", map_link(point)),
    )


class Call(NamedTuple):
    """A call that one tap joins: the link, and whose host it opens."""

    link: str
    host: str


def call(url: str) -> Call | None:
    """The call of a link, if it is https at a known provider: whatever is listed, no page leads
    anywhere else.
    """
    try:
        link = conference.join_link(url)
    except InvalidMeeting:
        return None
    return Call(link, urlsplit(link).hostname or "") if link == url else None
