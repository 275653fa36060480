"""Time zones in words: "Eastern Time (US & Canada)", "Pacific", "CET/CEST", "New York"."""

import re
import zoneinfo
from collections.abc import Iterator
from functools import cache

from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.tables import meanings_of
from chalicelib.listings.incoming.time_zones import has_offset, offset_min

# What the words mean where no place tells it; those of Windows and of Rails are among them.
_ZONES = {
    "America/New_York": "eastern; east; est edt; et; hora del este; heure de l'est; ostkuste",
    "America/Chicago": "central; cst cdt; ct; hora central; hora del centro; heure du centre",
    "America/Denver": "mountain; mst mdt; mt; hora de la montana; heure des rocheuses",
    "America/Phoenix": "arizona; us mountain; mountain no dst",
    "America/Los_Angeles": "pacific; pst pdt; pt; hora del pacifico; heure du pacifique",
    "America/Anchorage": "alaska; alaskan; akst akdt; akt",
    "Pacific/Honolulu": "hawaii; hawaiian; hawaii aleutian",
    "America/Mexico_City": "mexico; central mexico",
    "America/Cancun": "eastern mexico",
    "America/Mazatlan": "mountain mexico",
    "America/Tijuana": "pacific mexico",
    "America/Regina": "canada central; saskatchewan",
    "America/Halifax": "atlantic; ast adt; hora del atlantico; heure de l'atlantique",
    "America/St_Johns": "newfoundland; newfoundland and labrador; nst ndt",
    "America/Sao_Paulo": "brasilia; brazil; horario de brasilia; e south america",
    "America/Argentina/Buenos_Aires": "argentina",
    "America/Bogota": "colombia; sa pacific",
    "Europe/London": "uk; british; britain; england; gmt; greenwich mean; gmt bst; uk and ireland",
    "Europe/Dublin": "irish; ireland",
    "CET": (
        "central european; central europe; w europe; romance; cet cest; mez mesz;"
        " mitteleuropaische zeit; mitteleuropaische sommerzeit; hora central europea;"
        " hora de europa central; heure d'europe centrale; hora da europa central"
    ),
    "EET": "eastern european; eastern europe; e europe; fle; eet eest; osteuropaische zeit",
    "WET": "western european; western europe; wet west; westeuropaische zeit",
    "Europe/Moscow": "moscow; russian",
    "Europe/Istanbul": "turkey; turkish",
    "Asia/Jerusalem": "israel",
    "Asia/Dubai": "gulf; arabian; uae",
    "Asia/Kolkata": "india; indian",
    "Asia/Tokyo": "japan; japanese",
    "Asia/Seoul": "korea; korean; south korea",
    "Asia/Shanghai": "china; chinese; beijing",
    "Asia/Manila": "philippine; philippines",
    "Africa/Johannesburg": "south africa; south african",
    "Australia/Sydney": (
        "australian eastern; aus eastern; australia eastern; eastern australia; aest aedt; aet"
    ),
    "Australia/Brisbane": "queensland; e australia",
    "Australia/Adelaide": (
        "australian central; cen australia; central australia; south australia; acst acdt"
    ),
    "Australia/Perth": "australian western; w australia; western australia",
    "Pacific/Auckland": "new zealand; nzst nzdt",
}
_MEANINGS = {fold(phrase): zone for zone, text in _ZONES.items() for phrase in text.split(";")}
_SAID_OF_ANY = frozenset("daylight local saving savings standard summer time timezone zone".split())
_COUNTRIES = frozenset("us usa canada and the".split())
_BRACKETS = re.compile(r"\(([^()]*)\)")
_OFFSET_BEFORE = re.compile(r"^(?:utc|gmt)\s*[+\-−]\s*\d{1,2}(?::?\d\d)?\s+", re.IGNORECASE)
_OFFSET = re.compile(r"\b(?:utc|gmt)\s*[+\-−]\s*\d{1,2}(?::?\d\d)?", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"\s+[-–—/|]\s+|[,;]")
_CITY_AREAS = frozenset("Africa America Asia Atlantic Australia Europe Indian Pacific".split())
_NORTH_AMERICAN = frozenset(
    f"America/{city}" for city in ("New_York", "Chicago", "Denver", "Los_Angeles", "Halifax")
)
_LETTERS_OF_CODE = 3  # "EST" is a code of Estonia, too
_MAX_TEXT = 100


def readings(text: str) -> Iterator[str]:
    """Yields what a text may be read as, the likeliest first: it, and what of it says the zone.

    "(GMT-05:00) Eastern Time - New York" is "Eastern Time", too.
    """
    text = text[:_MAX_TEXT].replace("\\", "").strip()
    yield text
    bare = _OFFSET_BEFORE.sub("", _BRACKETS.sub(" ", text).strip()).strip()
    inside = [match.strip() for match in _BRACKETS.findall(text)]
    yield from filter(None, (bare, *_BETWEEN_NAMES.split(bare), *inside))


def is_contradicted(text: str, zone: str) -> bool:
    """Returns whether a text states an offset or a country that the zone of its words has not.

    "Eastern" alone is in North America; "Eastern Time (Jamaica)" and "(UTC+10:00) Eastern" are not.
    """
    stated = _OFFSET.search(text[:_MAX_TEXT])
    minutes = offset_min(stated[0]) if stated else None
    if minutes is not None and not has_offset(zone, minutes):
        return True
    return zone in _NORTH_AMERICAN and any(
        len(part) > _LETTERS_OF_CODE and _is_other_country(part) for part in readings(text)
    )


def _is_other_country(text: str) -> bool:
    """Returns whether a text can mean nothing but a country, and neither Canada nor the US."""
    meanings = meanings_of(fold(text))
    return bool(meanings) and not any(
        area.region or area.country in ("CA", "US") for area in meanings
    )


def zone_of_words(text: str) -> str | None:
    """Returns the IANA zone that words mean, a city's name too; None where they mean none."""
    words = [word for word in fold(text.replace("_", " ")).split() if word not in _SAID_OF_ANY]
    shorter = [word for word in words if word not in _COUNTRIES]
    for phrase in (" ".join(words), " ".join(shorter)):
        if zone := _MEANINGS.get(phrase) or _zones_of_cities().get(phrase):
            return zone
    return None


@cache
def _zones_of_cities() -> dict[str, str]:
    """Returns zones by the folded names of their cities, where one zone alone has the name."""
    found: dict[str, set[str]] = {}
    for name in zoneinfo.available_timezones():
        area, _, city = name.rpartition("/")
        if area.partition("/")[0] in _CITY_AREAS:
            found.setdefault(fold(city.replace("_", " ")), set()).add(name)
    return {city: min(names) for city, names in found.items() if len(names) == 1}
