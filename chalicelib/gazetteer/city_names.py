"""Folded words -> cities: a name alone, or with its region and country, as people write them."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import City, Meanings
from chalicelib.gazetteer.tables import cities_with_key, meanings_of

SEPARATOR = re.compile(r"[,;，、،\n\r]")
CJK_UNITS = "市区區縣県都府"
ARABIC_ARTICLE = "ال"
MAX_TEXT = 200  # characters; nobody's town is longer
MAX_QUALIFIERS = 3  # after a city's name: its region, that one's country, and one said twice
# How people shorten the first and the last word of a name (folded): "N. Hollywood", "Palm Bch".
# "Saint", "Mount" and "Fort" are as their abbreviations already.
FIRST_WORDS = {
    "cd": ("ciudad",), "cdad": ("ciudad",), "co": ("county",), "e": ("east",),
    "gr": ("grand", "great"), "gt": ("great",), "lk": ("lake",), "lwr": ("lower",),
    "n": ("north",), "no": ("north",),
    "pt": ("point", "port"), "pto": ("puerto", "porto"), "s": ("south", "san", "sao"),
    "so": ("south",), "st": ("ste", "sankt"), "sta": ("santa",), "ste": ("st",),
    "sto": ("santo",), "upr": ("upper",), "w": ("west",),
}  # fmt: skip
LAST_WORDS = {
    "bch": "beach", "crk": "creek", "cty": "city", "ctr": "center", "fls": "falls",
    "gdns": "gardens", "hbr": "harbor", "hls": "hills", "hts": "heights", "is": "island",
    "isl": "island", "jct": "junction", "lk": "lake", "pk": "park", "pt": "point", "rvr": "river",
    "spg": "springs", "spgs": "springs", "spr": "springs", "vlg": "village", "vly": "valley",
}  # fmt: skip


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
    found: list[City] = []
    for spelling in name_spellings(name):
        found = within_all(_cities_with_key(spelling, ""), qualifiers)
        if found:
            break
    short = [area for meanings in qualifiers for area in meanings if area.abbreviation]
    states = [state for state in short if state.country == "US" and state.region]
    if states and len(short) > len(states):
        found.sort(key=lambda city: not any(state.holds(city) for state in states))
    return found


def within_all(cities: Sequence[City], qualifiers: Sequence[Meanings]) -> list[City]:
    """Returns those cities that are in a region or country that each qualifier can mean."""
    return [
        city
        for city in cities
        if all(any(area.holds(city) for area in meanings) for meanings in qualifiers)
    ]


def cities_named(name: str, country: str = "") -> list[City]:
    """Returns the cities of a folded name, most populous first, those of `country` before."""
    found = (_cities_with_key(spelling, country) for spelling in name_spellings(name))
    return list(next(filter(None, found), ()))


def expansions(name: str) -> Iterator[str]:
    """Yields a folded name with its abbreviated words in full: "n hollywood", "north hollywood".

    Nothing where none is abbreviated. An abbreviation may stand for several words.
    """
    first, *others = name.split(" ")
    if not others:
        return
    last = LAST_WORDS.get(others[-1], others[-1])
    for word in (*FIRST_WORDS.get(first, ()), first):
        spelling = " ".join((word, *others[:-1], last))
        if spelling != name:
            yield spelling


def name_spellings(name: str) -> Iterator[str]:
    """Yields a folded name as it is, then in the other ways that it may be listed."""
    yield name
    if variant := _variant(name):
        yield variant
    yield from expansions(name)


@lru_cache(maxsize=4096)
def _cities_with_key(name: str, country: str) -> tuple[City, ...]:
    return tuple(cities_with_key(name, country))


def _variant(name: str) -> str:
    """Returns a folded name without the unit after it (京都府), or with or without "ال" before."""
    if name[1:] and name[-1] in CJK_UNITS:
        return name[:-1]
    if name.startswith(ARABIC_ARTICLE):
        return name.removeprefix(ARABIC_ARTICLE)
    return ARABIC_ARTICLE + name if "\u0621" <= name[:1] <= "\u064a" else ""
