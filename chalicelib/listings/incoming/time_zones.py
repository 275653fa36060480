"""Names of time zones: as feeds write them, and the one in force at a point."""

import zoneinfo
from functools import cache

from chalicelib.geo.point import Point


@cache
def _names() -> dict[str, str]:
    return {name.lower(): name for name in zoneinfo.available_timezones() if name != "localtime"}


def zone_name(text: str) -> str | None:
    """Returns the IANA name meant by a text in any case, old names too; None where it is none."""
    return _names().get(text.strip().replace(" ", "_").lower())


def zone_at(point: Point) -> str | None:
    """Returns the IANA time zone at a point; None where the map of zones has none."""
    from tzfpy import get_tz  # with the first feed only: pages start without it

    return zone_name(get_tz(point.lon, point.lat))
