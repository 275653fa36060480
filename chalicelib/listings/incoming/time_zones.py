"""Names of time zones: as feeds write them, fixed offsets, and the zone in force at a point."""

import re
import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import cache

from chalicelib.geo.point import Point

# What people write for an offset that a zone has in one half of the year, in hours.
_ABBREVIATIONS = {
    "acdt": 10.5, "acst": 9.5, "adt": -3, "aedt": 11, "aest": 10, "akdt": -8, "akst": -9,
    "ast": -4, "awst": 8, "bst": 1, "cat": 2, "cdt": -5, "cest": 2, "cst": -6, "eat": 3, "edt": -4,
    "eest": 3, "est": -5, "gmt": 0, "hdt": -9, "hkt": 8, "hst": -10, "ist": 5.5, "jst": 9, "kst": 9,
    "mdt": -6, "mesz": 2, "mez": 1, "msk": 3, "mst": -7, "ndt": -2.5, "nst": -3.5, "nzdt": 13,
    "nzst": 12, "pdt": -7, "pht": 8, "pst": -8, "sast": 2, "sgt": 8, "wat": 1, "west": 1,
}  # fmt: skip
# Zones of rules and not of a place. Without a place they mean these.
_RULES = {
    "cet": "CET", "cst6cdt": "America/Chicago", "eet": "EET", "est5edt": "America/New_York",
    "met": "MET", "mst7mdt": "America/Denver", "pst8pdt": "America/Los_Angeles", "wet": "WET",
}  # fmt: skip
_UNIVERSAL = frozenset(
    "utc etc/utc etc/gmt etc/uct etc/zulu etc/universal etc/greenwich uct universal zulu z".split()
)
_OFFSET = re.compile(
    r"(?P<etc>etc/)?(?:gmt|utc|z)?\s*(?P<sign>[+\-−])\s*(?P<h>\d{1,2})(?::?(?P<min>\d\d))?"
    r"|gmt0|etc/gmt0"
)
# A day of winter and one of summer.
_WINTER_AND_SUMMER = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 7, 1, tzinfo=UTC))


@cache
def _names() -> dict[str, str]:
    return {name.lower(): name for name in zoneinfo.available_timezones() if name != "localtime"}


def zone_name(text: str) -> str | None:
    """Returns the IANA name meant by a text in any case, old names too; None where it is none."""
    return _names().get(_key(text))


def lasting_zone(text: str) -> str | None:
    """Returns the IANA name meant by a text, if it is no fixed offset but UTC; None else.

    An offset is an hour off for half of the year in most places.
    """
    return None if offset_min(text) is not None else zone_name(text)


def zone_of_place(text: str) -> str | None:
    """Returns the IANA name meant by a text, if it is that of a place, which has its own clocks."""
    key = _key(text)
    is_of_place = key not in _UNIVERSAL and key not in _RULES and _offset_min(key) is None
    return _names().get(key) if is_of_place else None


def is_universal(text: str) -> bool:
    """Returns whether a text is a name of UTC."""
    return _key(text) in _UNIVERSAL


def zone_of_rules(text: str) -> str | None:
    """Returns the zone that "EST5EDT" and the like mean without a place; None for other texts."""
    return _RULES.get(_key(text))


def offset_min(text: str) -> int | None:
    """Returns the minutes east of Greenwich that a text says: "EST", "GMT-5", "-05:00".

    None where it is no fixed offset. Of IANA's own names "Etc/GMT+5" is west.
    """
    return _offset_min(_key(text))


def _offset_min(key: str) -> int | None:
    key = key.replace("_", " ")
    if key in _ABBREVIATIONS:
        return round(_ABBREVIATIONS[key] * 60)
    match = _OFFSET.fullmatch(key)
    if not match:
        return None
    minutes = int(match["h"] or 0) * 60 + int(match["min"] or 0)
    return minutes if (match["sign"] == "+") != bool(match["etc"]) else -minutes


def have_same_clocks(zone: str, other: str) -> bool:
    """Returns whether clocks of two IANA zones show the same in winter and in summer."""
    return zone == other or all(
        moment.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()
        == moment.astimezone(zoneinfo.ZoneInfo(other)).utcoffset()
        for moment in _WINTER_AND_SUMMER
    )


def has_offset(zone: str, minutes: int) -> bool:
    """Returns whether clocks of an IANA zone are that far east of Greenwich in summer or winter."""
    offset = timedelta(minutes=minutes)
    return any(
        moment.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset() == offset
        for moment in _WINTER_AND_SUMMER
    )


def zone_at(point: Point) -> str | None:
    """Returns the IANA time zone at a point; None where the map of zones has none."""
    from tzfpy import get_tz  # with the first feed only: pages start without it

    return zone_name(get_tz(point.lon, point.lat))


def _key(text: str) -> str:
    return "_".join(text.lower().split())
