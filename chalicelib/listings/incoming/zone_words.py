"""Time zones in words: "Eastern Time (US & Canada)", "Pacific", "CET/CEST", "New York"."""

import re
import zoneinfo
from collections.abc import Iterator
from functools import cache

from chalicelib.gazetteer.folding import fold

# What the words mean where no place tells it; those of Windows and of Rails are among them.
_ZONES = {
    "America/New_York": "eastern; east; est edt; et; hora del este; heure de l'est; ostkuste",
    "America/Chicago": "central; cst cdt; ct; hora central; hora del centro; heure du centre",
    "America/Denver": "mountain; mst mdt; mt; hora de la montana; heure des rocheuses",
    "America/Phoenix": "arizona; us mountain; mountain no dst",
    "America/Los_Angeles": "pacific; pst pdt; pt; hora del pacifico; heure du pacifique",
    "America/Anchorage": "alaska; alaskan; akst akdt; akt",
    "Pacific/Honolulu": "hawaii; hawaiian; hawaii aleutian",
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
    "Australia/Sydney": "australian eastern; aus eastern; australia eastern; aest aedt; aet",
    "Australia/Brisbane": "queensland; e australia",
    "Australia/Adelaide": "australian central; cen australia; south australia; acst acdt",
    "Australia/Perth": "australian western; w australia; western australia",
    "Pacific/Auckland": "new zealand; nzst nzdt",
}
_MEANINGS = {fold(phrase): zone for zone, text in _ZONES.items() for phrase in text.split(";")}
_SAID_OF_ANY = frozenset("daylight local saving savings standard summer time timezone zone".split())
_COUNTRIES = frozenset("us usa canada and the".split())
_BRACKETS = re.compile(r"\(([^()]*)\)")
_OFFSET_BEFORE = re.compile(r"^(?:utc|gmt)\s*[+\-−]\s*\d{1,2}(?::?\d\d)?\s+", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"\s+[-–—/|]\s+|[,;]")
_CITY_AREAS = frozenset("Africa America Asia Atlantic Australia Europe Indian Pacific".split())
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
