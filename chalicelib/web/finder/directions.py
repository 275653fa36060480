"""Links that show the way to a room or join a call.

They are plain links, so that no map and no provider hears of a visitor before the tap.
"""

import re
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

from chalicelib.geo.point import Point
from chalicelib.meetings import join_link as join_links
from chalicelib.meetings.join_link import LinkKind
from chalicelib.meetings.meeting import Venue
from chalicelib.web.i18n.formatting import geo_link

_A_WORD = re.compile(r"[^\W\d_]{2}")
_STATE = re.compile(r"[A-Z]{2,3}")  # beside its postal code


class Device(StrEnum):
    """What a visitor holds, as far as it says which maps are there already."""

    APPLE = "apple"
    ANDROID = "android"
    OTHER = "other"


class MapLink(NamedTuple):
    """A map that shows the way: its name, which no language changes, and the address.

    The name is "" for whatever maps app the phone has.
    """

    name: str
    url: str


def device_of(user_agent: str) -> Device:
    """Returns the kind of device that a User-Agent names; nothing of it is kept."""
    if re.search(r"iPhone|iPad|iPod|Macintosh", user_agent):
        return Device.APPLE
    return Device.ANDROID if "Android" in user_agent else Device.OTHER


def map_links(venue: Venue, name: str, device: Device) -> tuple[MapLink, ...]:
    """Returns the ways to a door, that of the device's own maps first.

    Where the point stands for an area only, they go by the text of the address; there are none
    where that names no street either.
    """
    point = venue.point
    if point is not None and not venue.approximate:
        links = _to_point(point, venue.location or name)
    elif names_street(venue):
        links = _to_address(venue.formatted_address)
    else:
        return ()
    first = {Device.APPLE: 0, Device.ANDROID: 1, Device.OTHER: 2}[device]
    return (links[first], *links[:first], *links[first + 1 :])


def _to_point(point: Point, name: str) -> tuple[MapLink, ...]:
    at = f"{point.lat:.6f},{point.lon:.6f}"
    return (
        MapLink("Apple Maps", f"https://maps.apple.com/?daddr={at}&q={quote(name, safe='')}"),
        MapLink("Google Maps", f"https://www.google.com/maps/dir/?api=1&destination={at}"),
        MapLink("OpenStreetMap", f"https://www.openstreetmap.org/directions?to={at}"),
        MapLink("", geo_link(point, name)),
    )


def _to_address(address: str) -> tuple[MapLink, ...]:
    text = quote(address, safe="")
    return (
        MapLink("Apple Maps", f"https://maps.apple.com/?daddr={text}"),
        MapLink("Google Maps", f"https://www.google.com/maps/dir/?api=1&destination={text}"),
        MapLink("OpenStreetMap", f"https://www.openstreetmap.org/directions?to={text}"),
        MapLink("", f"geo:0,0?q={text}"),
    )


def names_street(venue: Venue) -> bool:
    """Returns whether the address leads to a door: a number beside a word that is no town."""
    towns = {venue.town, *venue.regions}
    for part in venue.formatted_address.split(","):
        words = part.split()
        named = " ".join(word for word in words if not _has_digit(word))
        if len(words) > len(named.split()) and _A_WORD.search(named):
            is_town = any(named.casefold() == town.casefold() for town in towns if town)
            if not is_town and not _STATE.fullmatch(named):
                return True
    return False


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


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
