"""Folded words -> cities: a name alone, or with its region and country, as people write them."""

import math
import re
from collections.abc import Sequence

from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.tables import Area, City, areas_of, called, names_like

SEPARATOR = re.compile(r"[,;，、،\n\r]")
CJK_UNITS = "市区區縣県都府"
ARABIC_ARTICLE = "ال"
MAX_AREAS = 3  # after a city's name: its region, that one's country, and one said twice
MAX_SPELLINGS = 1500
LIKENESS = 0.75  # difflib's ratio, from 0 to 1


def parts_of(text: str) -> list[str]:
    return [part for piece in SEPARATOR.split(text) if (part := fold(piece))]


def split(words: list[str], after: Sequence[tuple[Area, ...]] = ()) -> list[City]:
    """Cities of "city region", "city country" or "city region country" without a comma; the longest
    city's name first. `after`: the areas already read, further right.
    """
    for at in range(len(words) - 1, max(len(words) - 5, 0), -1):
        areas = areas_of(" ".join(words[at:]))
        if areas:
            found = within(" ".join(words[:at]), [areas, *after])
            if not found and len(after) + 1 < MAX_AREAS:
                found = split(words[:at], [areas, *after])
            if found:
                return found
    return []


def within(name: str, areas: Sequence[tuple[Area, ...]]) -> list[City]:
    """Cities of that name in all of the areas, the most populous first, but those of a state before
    those of the country with the same two letters. An area that means nothing holds nothing.
    """
    found = inside(named(name), areas)
    short = [area for readings in areas for area in readings if area.abbreviation]
    states = [area for area in short if area.country == "US" and area.region]
    if states and len(short) > len(states):
        found.sort(key=lambda city: not any(area.holds(city) for area in states))
    return found


def inside(cities: list[City], areas: Sequence[tuple[Area, ...]]) -> list[City]:
    return [
        city
        for city in cities
        if all(any(area.holds(city) for area in readings) for readings in areas)
    ]


def named(name: str, country: str = "") -> list[City]:
    """Cities of that folded name, the most populous first, those of the country counting more."""
    return called(name, country) or called(_otherwise(name), country)


def _otherwise(name: str) -> str:
    """A folded name without the unit after it (京都府), or with or without the Arabic article."""
    if name[1:] and name[-1] in CJK_UNITS:
        return name[:-1]
    if name.startswith(ARABIC_ARTICLE):
        return name.removeprefix(ARABIC_ARTICLE)
    return ARABIC_ARTICLE + name if "\u0621" <= name[:1] <= "\u064a" else ""


def spelled_nearly(name: str, areas: Sequence[tuple[Area, ...]]) -> list[City]:
    """The most populous cities of the names most like this one; in the areas, if any is there.

    Bounded: only names with the same first letter and about the same length, the most populous
    first. Among names equally alike the greater city comes first.
    """
    from difflib import SequenceMatcher

    if len(name) < 3:
        return []
    keys = names_like(name[0], range(len(name) - 2, len(name) + 3), MAX_SPELLINGS)
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
        for city in within(key, areas)[:1]:
            scored.append((-ratio + 0.02 * math.log10(city.population + 1), -city.id, city))
    scored.sort(reverse=True)
    near = [city for score, _, city in scored if score > scored[0][0] - 0.1]
    return near or (spelled_nearly(name, ()) if areas else [])
