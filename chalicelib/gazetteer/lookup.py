"""What a visitor types -> places."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum
from typing import NamedTuple

from chalicelib.gazetteer import typed_text
from chalicelib.gazetteer.areas import Kind
from chalicelib.gazetteer.city_names import MAX_TEXT, SEPARATOR, folded_parts
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.named import (
    Qualification,
    airports,
    likelihood,
    named,
    named_in,
    named_without_comma,
    part_of_town,
    with_airport_code,
)
from chalicelib.gazetteer.places import City, Entry, Place, ZipCode
from chalicelib.gazetteer.tables import country_spellings, find_zip_code, meanings_of, spellings
from chalicelib.gazetteer.zip_codes import DIGIT, ZIP, agrees

ZIP_FIRST = re.compile(r"(\d{5})(?:-\d{4})?[\s,]+(.+)", re.ASCII)
ZIP_PLUS_4 = re.compile(r"(\d{5})[ -]?\d{4}", re.ASCII)
MAX_PREPOSITIONS = 2  # "NA meetings in Denver"
WITH_NUMBERS = 100_000  # people of a city whose districts have numbers
KNOWN_EVERYWHERE = 1_000_000  # people of a city that has names of its own in other languages
# Of a town that an address without commas ends in: of its name, and people.
LEAST_WEIGHT, LEAST_PEOPLE = 60, 5_000
MAX_TOWN_WORDS = 4  # of the town at the end of an address without commas
LEAST_ABROAD = 5_000  # people of a place in another country that a name alone leads to
# What people write before a postal code.
CODE_WORDS = (
    "zip code", "zipcode", "zip", "postal code", "postcode", "post code", "code postal",
    "código postal", "codigo postal", "cp", "c.p.", "cep", "plz", "postleitzahl", "الرمز البريدي",
)  # fmt: skip


class PlaceNotFound(LookupError):
    """No place goes by this text.

    `suggestions` are at most three labels of likely places, best first; each of them is known.
    `here`: the text means where the visitor is, which only a device can say.
    """

    def __init__(self, text: str, suggestions: tuple[str, ...] = (), *, here: bool = False) -> None:
        super().__init__("no place goes by that name")
        self.text = text
        self.suggestions = suggestions
        self.here = here


class Reading(Enum):
    """How a text was understood."""

    AS_TYPED = "as_typed"
    TOWN_OF_STREET = "town_of_street"
    """The street, or the part of a town, is not known; the places are its town."""
    CORRECTED = "corrected"
    """It is nobody's name; the first place is spelled nearly so, and surely meant."""
    SMALL_ABROAD = "small_abroad"
    """At home nothing is known by that name, only small places abroad: it may well be neither."""


class Answer(NamedTuple):
    """The places that a text may mean, the likeliest first, and how it was read."""

    places: tuple[Place, ...]
    reading: Reading = Reading.AS_TYPED


def find(text: str, country: str = "", language: str = "") -> Answer:
    """Returns the places that a text means; where it names none, what it surely was to name.

    `country` (ISO 3166-1 alpha-2; "" where it is not known) is where the visitor is. `language`:
    labels are in it, where the gazetteer knows how cities and countries are called there; "" for
    the names of the data. Raises PlaceNotFound, with what the text may have meant.
    """
    if typed_text.is_here(text):
        raise PlaceNotFound(text, here=True)
    places = candidates(text, country, language)
    if places:
        abroad = _is_small_abroad(text, places, country)
        return Answer(places, Reading.SMALL_ABROAD if abroad else Reading.AS_TYPED)
    answer = _town_of_address(text, country, language)
    if answer:
        return answer
    certain, offered = _nearly(text, country)
    if certain:
        return Answer(as_places(certain, "", language), Reading.CORRECTED)
    around = _town_around(text, country)
    if around:
        return Answer(as_places(around, "", language, country), Reading.TOWN_OF_STREET)
    offered = offered or _great_towns_beside(text, country)
    raise not_found(text, as_places(offered, "", language))


def not_found(text: str, places: Iterable[Place]) -> PlaceNotFound:
    """Returns the error that says that a text names no place, and offers the first of `places`."""
    return PlaceNotFound(text, tuple(dict.fromkeys(place.label for place in places))[:3])


def _is_small_abroad(text: str, places: Sequence[Place], country: str) -> bool:
    """Returns whether a bare name is nobody's but small places' in other countries.

    It is surely something at home that is not known, rather than a hamlet abroad.
    """
    parts = folded_parts(text)
    return (
        bool(country)
        and len(parts) == 1
        and max(place.likelihood for place in places) < LEAST_ABROAD
        and not any(place.country == country for place in places)
        and bool(named(parts[0]))
    )


def candidates(text: str, country: str = "", language: str = "") -> tuple[Place, ...]:
    """Returns every place that the text may mean, the likeliest first; empty where there is none.

    Understands a US ZIP code (ZIP+4 too), the postal codes of other countries, alone or with a town
    or country that confirms them; a town, district, county, state or country in any script, with
    or without what it is in; airports by their names, and by their codes in capitals or with the
    word; a label of `Place`; and each of these after "near" or "in".
    Of several places that one comes first that most people mean: the most populous, those of
    `country` before, a town before the area around it that has its name.
    A two-letter word that is a US state and also a country is read as the state first. A postal
    code alone is read as that of `country` first, then as a US ZIP code.
    """
    if len(text) > MAX_TEXT:
        return ()
    text = _without_code_word(typed_text.with_plain_digits(text))
    if plus_4 := ZIP_PLUS_4.fullmatch(text.strip()):
        text = plus_4[1]
    found = _candidates(text, country, language)
    for _ in range(MAX_PREPOSITIONS):
        text = "" if found else typed_text.without_preposition(text)
        found = _candidates(_without_code_word(text), country, language) if text else found
    return found


def _candidates(text: str, country: str, language: str) -> tuple[Place, ...]:
    if ZIP.fullmatch(text.strip()):
        return _with_postal_code(text, country)
    leading = _leading_zip_code(text)
    if leading:
        return (leading.place(),)
    parts = folded_parts(text)
    if not parts:
        return ()
    entries = _airports(text, parts, country)
    if entries:  # a part of a city may be called after its airport
        labelled = [
            entry for entry in _entries(parts, country) if entry.place().label == text.strip()
        ]
        entries = [*labelled, *entries]
    else:
        entries = _entries(parts, country)
    if typed_text.AIRPORT_CODE.fullmatch(text.strip()):
        entries = with_airport_code(parts[0], entries, country)
    if entries:
        return as_places(entries, text, language, country)
    if not DIGIT.search(text):
        return ()
    city, code = typed_text.numbered_district(text)
    towns = [
        town
        for town in (named(city, country) if city else ())
        if isinstance(town, City) and town.population >= WITH_NUMBERS
    ]
    if code:
        found = [
            place
            for place in _with_postal_code(code, towns[0].country if towns else country)
            if towns and place.country == towns[0].country
        ]
        if found:
            return tuple(found[:1])
    return _with_postal_code(text, country) or as_places(towns, "", language, country)


def _entries(parts: list[str], country: str) -> list[Entry]:
    """Returns what folded parts of a text mean, that stood between its commas."""
    if len(parts) == 1:
        words = parts[0].split()
        found = named(parts[0], country)
        return found or named_without_comma(words, country) or part_of_town(words, country)
    qualifiers = [Qualification.read(part) for part in parts[1:]]
    if all(qualifier.means_something for qualifier in qualifiers):
        found = named_in(parts[0], qualifiers, country)
        if found:
            return found
    return named_without_comma(" ".join(parts).split(), country)


def _airports(text: str, parts: list[str], country: str) -> list[Entry]:
    """Returns the airports that a text with the word for one names."""
    bare = typed_text.without_airport(parts[0])
    if not bare:
        return []
    found = airports(bare, country)
    for part in parts[1:]:
        qualifier = meanings_of(part)
        if qualifier:
            found = [entry for entry in found if any(area.holds(entry) for area in qualifier)]
    if found or named(parts[0]):
        return found
    towns = _entries([bare, *parts[1:]], country)
    for town in towns[:1]:  # "Flughafen München" is the airport of Munich
        found = airports(fold(town.name), country)
    return found or towns


def as_places(
    entries: Iterable[Entry], text: str, language: str, country: str = ""
) -> tuple[Place, ...]:
    """Returns them as places, but first those whose label is the text, accents or not.

    Another place may have it too, as a second name.
    """
    found = list(entries)
    towns: dict[int, str] = {}
    countries: dict[str, str] = {}
    if language and found:
        ids = tuple(entry.id for entry in found if isinstance(entry, City))
        towns, countries = spellings(ids, language), country_spellings(language)
    places = [
        replace(
            entry.place(
                towns.get(entry.id, "") if isinstance(entry, City) else "",
                countries.get(entry.country, ""),
            ),
            likelihood=likelihood(entry, country),
        )
        for entry in found
    ]
    if text:
        folded, as_typed = fold(text), " ".join(text.split())
        places.sort(key=lambda place: fold(place.label) != folded)
        places.sort(key=lambda place: place.label != as_typed)
    return tuple(places)


def _with_postal_code(text: str, country: str) -> tuple[Place, ...]:
    from chalicelib.gazetteer.postal_code_lookup import places_of  # few searches need it

    return places_of(text, country)


def _town_of_address(text: str, country: str, language: str) -> Answer | None:
    """Returns the town that an address ends in, whose street is not known; None for no address."""
    if len(text) > MAX_TEXT:
        return None
    words = fold(text).split()
    has_street = any(word.isalpha() and typed_text.looks_like_street(word) for word in words) or (
        len(words) > 2 and typed_text.looks_like_street(" ".join(words[:-1]))
    )
    reading = Reading.TOWN_OF_STREET if has_street else Reading.AS_TYPED
    pieces = [piece.strip() for piece in SEPARATOR.split(text) if piece.strip()]
    if DIGIT.search(text):
        from chalicelib.gazetteer.addresses import locate  # fewer still

        place = locate(text)
        if place:
            return Answer((place,), reading)
    if len(pieces) > 1 and typed_text.looks_like_street(fold(pieces[0])):
        for number in range(1, len(pieces)):
            found = candidates(", ".join(pieces[number:]), country, language)
            if found and found[0].kind not in (Kind.REGION, Kind.COUNTRY):
                return Answer(found, Reading.TOWN_OF_STREET)
    for length in range(min(MAX_TOWN_WORDS, len(words) - 2), 0, -1):
        if not typed_text.looks_like_street(" ".join(words[:-length])):
            continue
        entries = named(" ".join(words[-length:]), country)
        entries = entries or named_without_comma(words[-length:], country)
        entries = [
            entry
            for entry in entries
            if entry.weight >= LEAST_WEIGHT and entry.population >= LEAST_PEOPLE
        ]
        if entries:
            return Answer(as_places(entries, "", language, country), Reading.TOWN_OF_STREET)
    return None


def _town_around(text: str, country: str) -> list[Entry]:
    """Returns the town of "Ballard, Seattle", whose part of that name is not known."""
    parts = folded_parts(text) if len(text) <= MAX_TEXT else []
    if len(parts) < 2:
        return []
    found = _entries(parts[1:], country)
    is_great = bool(found) and found[0].kind is Kind.TOWN and found[0].population >= WITH_NUMBERS
    return found if is_great else []


def _great_towns_beside(text: str, country: str) -> list[Entry]:
    """Returns the cities at home that a text ends or begins with, whose other words are unknown.

    They are offered only: "Rusholme Manchester" is a part of a city, or a group that meets there.
    """
    words = fold(text).split() if len(text) <= MAX_TEXT else []
    for length in range(min(MAX_TOWN_WORDS, len(words) - 1), 0, -1):
        for part in (words[-length:], words[:length]):
            towns = [
                entry
                for entry in named(" ".join(part), country)
                if entry.kind is Kind.TOWN
                and (entry.weight >= LEAST_WEIGHT or entry.population >= KNOWN_EVERYWHERE)
                and entry.population >= WITH_NUMBERS
                and country in ("", entry.country)
            ]
            if towns:
                return towns[:1]
    return []


def _without_code_word(text: str) -> str:
    """Returns the code alone of "zip 90210" and "Postcode: 2000"."""
    if not DIGIT.search(text):
        return text
    lower = text.strip().casefold()
    word = next(filter(lower.startswith, CODE_WORDS), "")
    rest = text.strip()[len(word) :]
    return text if not word or rest[0].isalnum() else rest.lstrip(" .:#")


def _leading_zip_code(text: str) -> ZipCode | None:
    """Returns the ZIP code of "62701 Springfield" or "62701 IL": its town or state confirms it."""
    match = ZIP_FIRST.fullmatch(text.strip())
    found = find_zip_code(match[1]) if match else None
    if match is None or found is None:
        return None
    for part in folded_parts(match[2]):
        if part != fold(found.town) and not agrees(meanings_of(part), found):
            return None
    return found


def _nearly(text: str, country: str) -> tuple[list[Entry], Sequence[Entry]]:
    """Returns what a misspelled text surely means, and all that it may mean."""
    from chalicelib.gazetteer.misspellings import corrected  # few searches need it

    parts = folded_parts(text) if len(text) <= MAX_TEXT else []
    if not parts or DIGIT.search(text):
        return [], ()
    if len(parts) > 1:
        known = named(parts[0], country)
        if known:  # its region is what is misspelled, or another's
            return [], known[:3]
        qualifiers = [Qualification.read(part) for part in parts[1:]]
        return corrected(
            parts[0], [found for found in qualifiers if found.means_something], country
        )
    certain, offered = corrected(parts[0], [], country)
    if certain or offered:
        return certain, offered
    *words, last = parts[0].split()
    meanings = meanings_of(last)
    if words and meanings:
        return corrected(" ".join(words), [Qualification(meanings)], country)
    bare = typed_text.without_preposition(parts[0])
    return corrected(bare, [], country) if bare else ([], ())
