"""Areas that an address names besides its region and country: counties, and parts of towns."""

from functools import lru_cache

from chalicelib.gazetteer.areas import Kind
from chalicelib.gazetteer.city_names import cities_named_in
from chalicelib.gazetteer.places import Area, Meanings
from chalicelib.gazetteer.tables import areas_with_key

AROUND_TOWNS = frozenset({Kind.COUNTY, Kind.REGION})
OWN_NAME = 60  # of a hundred people that an area's name stands for: "Kent" is a county in England


def surrounds_towns(name: str, areas: Meanings | None) -> bool:
    """Returns whether a folded name is that of a county or the like, and not of a town.

    `areas` is what is known of where it is.
    """
    words = name.split()
    if cities_named_in(name, [areas] if areas else []):
        return False
    if 2 <= len(words) <= 4 and (words[-1] == "county" or words[0] in ("county", "co")):
        return True
    return any(area.kind in AROUND_TOWNS for area in _named(name, areas))


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
