"""The towns that words of an address name, and what else they mean."""

from collections.abc import Sequence
from functools import lru_cache

from chalicelib.gazetteer.city_names import cities_named_in
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import City, Entry, Meanings
from chalicelib.gazetteer.postal_code_table import OWN_TOWN_KM
from chalicelib.gazetteer.qualifiers import MEXICAN_STATES_WITH_DOT, countries_of
from chalicelib.gazetteer.region_signs import meanings_of_sign
from chalicelib.gazetteer.tables import meanings_of
from chalicelib.gazetteer.zip_codes import DIGIT
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point

MAX_TOWN_WORDS = 6
LETTERS_OF_ISO3 = 3


def towns_at_end(words: list[str], areas: Meanings | None) -> list[City]:
    """Returns the cities of the longest name that the words end in, in these areas."""
    return towns_and_size_at_end(words, areas)[0]


def towns_and_size_at_end(words: list[str], areas: Meanings | None) -> tuple[list[City], int]:
    """Returns the cities of the longest name that the words end in, and its number of words."""
    for size in range(min(MAX_TOWN_WORDS, len(words)), 0, -1):
        if towns := towns_named(words[-size:], areas):
            return towns, size
    return [], 0


def towns_beside(words: list[str], areas: Meanings | None) -> list[City]:
    """Returns the cities of the longest name that the words begin or end with."""
    for size in range(min(MAX_TOWN_WORDS, len(words)), 0, -1):
        if towns := towns_named(words[:size], areas) or towns_named(words[-size:], areas):
            return towns
    return []


def is_near_any(point: Point, towns: Sequence[Entry]) -> bool:
    """Returns whether a point may be in one of the towns."""
    return any(distance_km(point, town.point) <= OWN_TOWN_KM for town in towns)


def towns_named(words: list[str], areas: Meanings | None) -> list[City]:
    """Returns the towns of that name, in one of those areas where some are meant."""
    text = " ".join(words)
    if DIGIT.search(text) or not (name := folded_words(text)):
        return []
    return cities_named_in(name, [] if areas is None else [areas])


def meanings_of_words(words: list[str], areas: Meanings | None = None) -> Meanings:
    """Returns the regions and countries that words mean; "Ala." is not the code of Åland.

    `areas` is what is known of where they are: "UP" is a state in India alone.
    """
    name = folded_words(" ".join(words))
    meanings = meanings_of(name)
    if not meanings or areas:
        meanings = (*meanings, *meanings_of_sign(name, countries_of(areas)))
    if words[-1][-1] != ".":
        return meanings
    if len(name) == LETTERS_OF_ISO3:
        meanings = tuple(area for area in meanings if area.region) or meanings
    return (*meanings, *meanings_of(MEXICAN_STATES_WITH_DOT.get(name, "")))


@lru_cache(maxsize=8192)
def folded_words(text: str) -> str:
    """Returns `fold` of words that come again in many addresses: of states, towns and streets."""
    return fold(text)
