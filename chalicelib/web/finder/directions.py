"""Links that show the way to a room or join a call.

They are plain links, so that no map and no provider hears of a visitor before the tap.
"""

from typing import NamedTuple
from urllib.parse import quote

from chalicelib.geo.point import Point
from chalicelib.meetings import join_link as join_links
from chalicelib.meetings.join_link import LinkKind
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
    """Returns the link if it is https at a known provider, else None."""
    if not url.startswith("https://") or join_links.kind(url) is not LinkKind.PROVIDER:
        return None
    return JoinLink(url, join_links.host(url))


class OutsideLink(NamedTuple):
    """Where a listing says how to join, elsewhere than at a known provider.

    `host` is in ASCII. `url` is empty where nobody should be led there: then the host is shown as
    text, if at all.
    """

    url: str
    host: str
    kind: LinkKind


def outside_link(url: str) -> OutsideLink | None:
    """Returns what the link is if it is none for `join_link`; None where it names no host."""
    host, kind = join_links.host(url), join_links.kind(url)
    if not host or kind is LinkKind.PROVIDER:
        return None
    return OutsideLink(join_links.without_imitation(url), host, kind)
