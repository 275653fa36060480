"""Areas that an address names besides its region and country: counties, and parts of towns."""

from functools import lru_cache

from chalicelib.gazetteer.areas import Kind
from chalicelib.gazetteer.city_names import cities_named_in
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import Area, Meanings
from chalicelib.gazetteer.tables import areas_with_key, meanings_of

AROUND_TOWNS = frozenset({Kind.COUNTY, Kind.REGION})
NAMED_AFTER_TOWNS = frozenset({"GB", "IE"})  # countries with a County Dublin and the like
OWN_NAME = 60  # of a hundred people that an area's name stands for: "Kent" is a county in England

# What stands around a name that is meant as a whole: "City of Chicago", "Chicago area" (folded).
_BEFORE_NAME = tuple(
    map(
        fold,
        (
            "city of", "the city of", "town of", "village of", "township of", "municipality of",
            "borough of", "greater", "the greater", "metro", "metropolitan",
            "area metropolitana de", "ciudad de", "municipio de", "ville de", "stadt", "großraum",
            "raum", "cidade de", "município de", "grande", "مدينة",
        ),
    )
)  # fmt: skip
_BEFORE_AREA = tuple(
    map(
        fold,
        (
            "county of", "state of", "commonwealth of", "province of", "provincia de", "estado de",
            "comunidad de", "région de", "province de", "land", "região de", "محافظة", "ولاية",
            "provincie", "provincia di", "città metropolitana di", "kanton", "canton de",
            "governorate of", "prefecture of", "woj", "województwo", "departamento de",
        ),
    )
)  # fmt: skip
# Regions that are named after their town, where that stands beside: "Alexandria Governorate".
_AFTER_REGION = ("governorate", "prefecture", "province", "oblast", "voivodeship", "borough")
_OF_CAPITALS = frozenset(map(fold, ("Región Metropolitana", "Distrito Capital", "D.C.")))
_AFTER_NAME = tuple(
    map(
        fold,
        (
            "area", "metro area", "metropolitan area", "metro", "region", "vicinity",
            "and vicinity", "and surrounding area", "and surrounding areas", "surrounding area",
            "surrounding areas", "und umgebung", "y alrededores", "et environs", "e arredores",
        ),
    )
)  # fmt: skip


def bare_name(name: str, areas: Meanings | None) -> str:
    """Returns the folded name of a town or area without "City of" or "area" around it.

    "" where nothing of the kind stands there, or where it is of the name: "City of Industry".
    """
    found = ""
    for words in _BEFORE_NAME:
        if name.startswith(f"{words} "):
            found = min(found or name, name.removeprefix(words).strip(), key=len)
    rest = found or name
    for words in _AFTER_NAME:
        if rest.endswith(f" {words}"):
            found = min(found or rest, rest.removesuffix(words).strip(), key=len)
    if not found or cities_named_in(name, [areas] if areas else []):
        return ""
    cities = cities_named_in(found, [areas] if areas else [])
    is_known = bool(cities and cities[0].population) or bool(meanings_of(found))
    return found if is_known or surrounds_towns(found, areas) else ""


def surrounds_towns(name: str, areas: Meanings | None) -> bool:
    """Returns whether a folded name is that of a county or the like, and not of a town.

    `areas` is what is known of where it is.
    """
    words = name.split()
    if any(_names_area(name, before, areas) for before in _BEFORE_AREA):
        return True
    if areas and name in _OF_CAPITALS:
        return True
    if len(words) >= 2 and words[-1] in _AFTER_REGION:
        rest = " ".join(words[:-1])
        return bool(_named(rest, areas) or cities_named_in(rest, [areas] if areas else []))
    if cities_named_in(name, [areas] if areas else []):
        return False
    if 2 <= len(words) <= 4 and words[-1] == "county":
        return True
    if len(words) >= 2 and words[0] in ("county", "co"):
        return _is_county(" ".join(words[1:]).removeprefix("of "), areas)
    return any(area.kind in AROUND_TOWNS for area in _named(name, areas))


def _is_county(name: str, areas: Meanings | None) -> bool:
    """Returns whether a name behind "County" is that of one: Cork, and not a hall or a hospital."""
    named = (*_areas_with_key(f"county {name}"), *_areas_with_key(name))
    cities = cities_named_in(name, [areas] if areas else [])
    return any(area.kind in AROUND_TOWNS for area in named) or any(
        city.country in NAMED_AFTER_TOWNS for city in cities
    )


def _names_area(name: str, before: str, areas: Meanings | None) -> bool:
    """Returns whether a name is that of a region behind such as "Province of"."""
    if not name.startswith(f"{before} "):
        return False
    rest = name.removeprefix(before).strip()
    if meanings_of(rest) or _named(rest, areas):
        return True
    return bool(areas) and bool(cities_named_in(rest, [areas] if areas else []))


def parts_of_towns(name: str, areas: Meanings | None) -> list[Area]:
    """Returns the parts of towns that have a folded name, the most populous first.

    None where it is not known in which country they are.
    """
    found = _named(name, areas) if areas else []
    return [area for area in found if area.kind is Kind.DISTRICT and area.population]


def _named(name: str, areas: Meanings | None) -> list[Area]:
    return [
        area
        for area in _areas_with_key(name)
        if area.weight >= OWN_NAME and (not areas or any(known.holds(area) for known in areas))
    ]


@lru_cache(maxsize=4096)
def _areas_with_key(name: str) -> tuple[Area, ...]:
    return tuple(areas_with_key(name))
