"""A map of results, offered where it can be had.

The page says whose pictures it would show, and its policy lets in those and nobody else's. Nothing
of them is asked for before a tap.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from chalicelib import settings
from chalicelib.geo.point import Point
from chalicelib.meetings.search.query import Found
from chalicelib.web.http.static_files import FILES
from chalicelib.web.i18n import formatting

SCRIPT = "vendor/map.js"  # from npm by `make build`; without it no map is offered


@dataclass(frozen=True, slots=True)
class MapOffer:
    """A map, and whose pictures it would show.

    `tiles` is the address of a picture with {z}, {x} and {y}; `script` the name of the library's
    file. `here`: where the visitor is, as "lat/lon", where the page was asked for a point; else "".
    """

    tiles: str
    credit: str
    credit_url: str
    here: str
    script: str = SCRIPT

    @property
    def host(self) -> str:
        """Who would see the area shown, as a host name."""
        return urlsplit(self.tiles).netloc

    @property
    def images(self) -> str:
        """That host's pictures, as a page's policy lets them in."""
        return f"https://{self.host}"


def map_offer(results: Iterable[Found], here: Point | None) -> MapOffer | None:
    """Returns the map for these results; `here` is the point that was asked for, if one was.

    None where no server of pictures is set, the script was not built, or nothing was searched for
    by its distance.
    """
    current = settings.current()
    if not current.map_tiles or SCRIPT not in FILES:
        return None
    if all(result.distance_km is None for result in results):
        return None
    return MapOffer(
        current.map_tiles,
        current.map_credit,
        current.map_credit_url,
        formatting.at(here, approximate=True) if here else "",
    )
