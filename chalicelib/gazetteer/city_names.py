"""Folded words -> cities: a name alone, or with its region and country, as people write them."""

import math
import re
from collections.abc import Sequence

from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import City, Meanings
from chalicelib.gazetteer.tables import cities_with_key, meanings_of, names_beginning

SEPARATOR = re.compile(r"[,;，、،\n\r]")
CJK_UNITS = "市区區縣県都府"
ARABIC_ARTICLE = "ال"
MAX_QUALIFIERS = 3  # after a city's name: its region, that one's country, and one said twice
MAX_SPELLINGS = 1500
LIKENESS = 0.75  # difflib's ratio, from 0 to 1


def folded_parts(text: str) -> list[str]:
    """Returns what stands between the commas of a text, folded, without what is empty."""
    return [part for piece in SEPARATOR.split(text) if (part := fold(piece))]


def cities_without_comma(words: list[str], after: Sequence[Meanings] = ()) -> list[City]:
    """Returns the cities of "city region", "city country" or "city region country".

    The longest city's name is tried first. `after` are the qualifiers already read, further right.
    """
    for at in range(len(words) - 1, max(len(words) - 5, 0), -1):
        meanings = meanings_of(" ".join(words[at:]))
        if meanings:
            found = cities_named_in(" ".join(words[:at]), [meanings, *after])
            if not found and len(after) + 1 < MAX_QUALIFIERS:
                found = cities_without_comma(words[:at], [meanings, *after])
            if found:
                return found
    return []


def cities_named_in(name: str, qualifiers: Sequence[Meanings]) -> list[City]:
    """Returns the cities of a folded name that agree with all qualifiers, most populous first.

    Those of a state come before those of the country with the same two letters. A qualifier that
    means nothing holds no city.
    """
    found = agreeing(cities_named(name), qualifiers)
    short = [area for meanings in qualifiers for area in meanings if area.abbreviation]
    states = [state for state in short if state.country == "US" and state.region]
    if states and len(short) > len(states):
        found.sort(key=lambda city: not any(state.holds(city) for state in states))
    return found


def agreeing(cities: list[City], qualifiers: Sequence[Meanings]) -> list[City]:
    """Returns those cities that are in a region or country that each qualifier can mean."""
    return [
        city
        for city in cities
        if all(any(area.holds(city) for area in meanings) for meanings in qualifiers)
    ]


def cities_named(name: str, country: str = "") -> list[City]:
    """Returns the cities of a folded name, most populous first, those of `country` before."""
    return cities_with_key(name, country) or cities_with_key(_variant(name), country)


def _variant(name: str) -> str:
    """Returns a folded name without the unit after it (京都府), or with or without "ال" before."""
    if name[1:] and name[-1] in CJK_UNITS:
        return name[:-1]
    if name.startswith(ARABIC_ARTICLE):
        return name.removeprefix(ARABIC_ARTICLE)
    return ARABIC_ARTICLE + name if "\u0621" <= name[:1] <= "\u064a" else ""


def cities_spelled_like(name: str, qualifiers: Sequence[Meanings]) -> list[City]:
    """Returns the most populous cities of the names most like this one, the likeliest first.

    They agree with the qualifiers, if any city does. The work is bounded: only names with the same
    first letter and about the same length are compared, the most populous first. Among names
    equally alike the greater city comes first.
    """
    from difflib import SequenceMatcher

    if len(name) < 3:
        return []
    keys = names_beginning(name[0], range(len(name) - 2, len(name) + 3), MAX_SPELLINGS)
    matcher = SequenceMatcher(b=name, autojunk=False)
    alike = []
    for key, first in keys:
        matcher.set_seq1(key)
        if matcher.real_quick_ratio() >= LIKENESS and matcher.quick_ratio() >= LIKENESS:
            ratio = matcher.ratio()
            if ratio >= LIKENESS:
                alike.append((-ratio, first, key))
    scored = []
    for ratio, _, key in sorted(alike)[:20]:
        for city in cities_named_in(key, qualifiers)[:1]:
            scored.append((-ratio + 0.02 * math.log10(city.population + 1), -city.id, city))
    scored.sort(reverse=True)
    near = [city for score, _, city in scored if score > scored[0][0] - 0.1]
    return near or (cities_spelled_like(name, ()) if qualifiers else [])
