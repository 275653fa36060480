"""Links that show the way to a room or join a call.

They are plain links, so that no map and no provider hears of a visitor before the tap.
"""

import re
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.typed_text import STREET_ENDS, STREET_WORDS
from chalicelib.geo.point import Point
from chalicelib.meetings import join_link as join_links
from chalicelib.meetings.join_link import LinkKind
from chalicelib.meetings.meeting import Venue
from chalicelib.web.i18n.formatting import geo_link

_A_WORD = re.compile(r"[^\W\d_]{2}")
_COMMA = re.compile("[,،、;]")
_STATE_AND_CODE = re.compile(r"[A-Z]{2,3} [0-9A-Z -]+")  # "IL 62701", "ON M5V 2T6"
_HOUSE_DIGITS = 4  # more are a postal code
# A saint, a state and a quarter, where they come first.
_ALSO_FIRST = frozenset({"st", "ct", "av", "close", "way"})
_STREETS_FIRST = frozenset("corso piazza ul ulica via viale".split())
# What is inside of a house, or where letters go.
_INSIDE = frozenset(
    "apartment apt floor piso postfach raum room sala salle ste suite unit zimmer".split()
)


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
    """Returns whether the address has a street: by its word, or by a house's number beside one."""
    town = fold(venue.town).split()
    known = {fold(name) for name in (venue.town, *venue.regions)}
    return any(
        _is_street(fold(part).split(), part, town)
        for part in _COMMA.split(venue.formatted_address)
        if fold(part) not in known
    )


def _is_street(words: list[str], part: str, town: list[str]) -> bool:
    """Returns whether a part of an address leads to a door; `words` are it folded."""
    rest = _without(words, town)
    if words[:1] and words[0] in _STREETS_FIRST and len(words) > 1:
        return True
    if not rest or rest[0] in _INSIDE or "box" in rest:
        return False
    if any(
        (word in STREET_WORDS and (at > 0 or word not in _ALSO_FIRST))
        or (len(word) > 6 and word.endswith(STREET_ENDS))
        for at, word in enumerate(rest)
    ):
        return len(rest) > 1 or len(rest[0]) > 6
    if not any(map(_has_digit, rest)) or _STATE_AND_CODE.fullmatch(part.strip()):
        return False
    if rest != words:  # beside the town: only a postal code, and signs such as "K" and "RM"
        signs = {fold(word) for word in part.split() if word.isupper()}
        return any(len(word) > 2 and not _has_digit(word) and word not in signs for word in rest)
    named = [word for word in rest if not _has_digit(word)]
    ends_in_code = len(rest[-1]) > _HOUSE_DIGITS and rest[-1].isdigit()
    return not ends_in_code and any(_A_WORD.search(word) for word in named)


def _without(words: list[str], others: list[str]) -> list[str]:
    """Returns the words without the others, where these stand in a row."""
    size = len(others)
    for at in range(len(words) - size + 1 if size else 0):
        if words[at : at + size] == others:
            return words[:at] + words[at + size :]
    return words


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
