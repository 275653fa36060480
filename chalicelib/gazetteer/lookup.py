"""What a visitor types -> places, and a point -> the nearest one."""

import math
import re
import unicodedata

from chalicelib.gazetteer.addresses import DIGIT, MAX_TEXT, ZIP, agrees, locate
from chalicelib.gazetteer.city_names import named, parts_of, spelled_nearly, split, within
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.tables import (
    Area,
    City,
    Place,
    Zip,
    areas_of,
    cities_in_box,
    largest,
    read_cities,
    zip_code,
)
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point

# People in a place that has the name of a region or country, to be meant by the bare name.
CITY_BEFORE_AREA = 15_000
SEARCH_KM = (60.0, 250.0, 600.0, 1200.0, 2400.0, 4800.0, 21000.0)  # the last is all of the Earth
ZIP_FIRST = re.compile(r"(\d{5})(?:-\d{4})?[\s,]+(.+)", re.ASCII)
# What people write before a postal code.
CODE_WORDS = (
    "zip code", "zipcode", "zip", "postal code", "postcode", "post code", "code postal",
    "código postal", "codigo postal", "cp", "c.p.", "cep", "plz", "postleitzahl", "الرمز البريدي",
)  # fmt: skip


class PlaceNotFound(LookupError):
    """No place goes by this text. `suggestions`: at most three labels of likely ones, best first,
    each of which is known.
    """

    def __init__(self, text: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__("no place goes by that name")
        self.text = text
        self.suggestions = suggestions


def unknown(text: str) -> PlaceNotFound:
    """What to raise for a text without candidates, with what it may have been meant to be."""
    return PlaceNotFound(text, _suggestions(text))


def candidates(text: str, country: str = "") -> tuple[Place, ...]:
    """Every place that the text may mean, the most populous first; empty where there is none.

    Understands a US ZIP code (ZIP+4 too), the postal codes of other countries, alone or with a town
    or country that bears them out, a city in any script, "city, region", "city, country", the same
    without the comma, a label of `Place`, and an address that `locate` is certain of.
    A two-letter word that is a US state and also a country is read as the state first. A postal
    code alone is read as that of `country` first, then as a US ZIP code; a city's name alone as of
    a place there, if it is not too small beside another. `country` (ISO 3166-1 alpha-2; empty where
    it is not known) is where the visitor is, and hides none.
    """
    if len(text) > MAX_TEXT:
        return ()
    text = _without_code_word(_typed(text))
    if ZIP.fullmatch(text.strip()):
        return _coded(text, country)
    leading = _leading_zip(text)
    if leading:
        return (leading.place(),)
    parts = parts_of(text)
    if not parts:
        return ()
    if len(parts) == 1:
        cities = named(parts[0], country) or split(parts[0].split())
        areas = areas_of(parts[0])
        if areas:
            cities = [city for city in cities if _is_meant(city, areas)]
    else:
        cities = within(parts[0], [areas_of(part) for part in parts[1:]])
        cities = cities or split(" ".join(parts).split())
    if cities:
        return _labelled_so([city.place() for city in cities], text)
    if len(parts) == 1 and not DIGIT.search(text):
        return ()
    found = _coded(text, country)
    if found:
        return found
    place = locate(text)
    return (place,) if place else ()


def _coded(text: str, country: str) -> tuple[Place, ...]:
    from chalicelib.gazetteer.postal_code_lookup import coded  # few searches need it

    return coded(text, country)


def _labelled_so(places: list[Place], text: str) -> tuple[Place, ...]:
    """The places, but first those whose label is the text, with its accents or without: another may
    have it too, as a second name.
    """
    folded = fold(text)
    as_typed = " ".join(text.split())
    places.sort(key=lambda place: fold(place.label) != folded)
    places.sort(key=lambda place: place.label != as_typed)
    return tuple(places)


def _typed(text: str) -> str:
    """The text with the digits of any script as 0 to 9, and without the marks of direction that
    come along when something is copied.
    """
    return "".join(
        str(unicodedata.decimal(character, character))
        for character in text
        if unicodedata.category(character) != "Cf"
    )


def _without_code_word(text: str) -> str:
    """ "zip 90210" and "Postcode: 2000" as the code alone."""
    if not DIGIT.search(text):
        return text
    lower = text.strip().casefold()
    word = next(filter(lower.startswith, CODE_WORDS), "")
    rest = text.strip()[len(word) :]
    return text if not word or rest[0].isalnum() else rest.lstrip(" .:#")


def _leading_zip(text: str) -> "Zip | None":
    """The ZIP code of "62701 Springfield" or "62701 IL", which its town or state bears out."""
    match = ZIP_FIRST.fullmatch(text.strip())
    found = zip_code(match[1]) if match else None
    if match is None or found is None:
        return None
    home = Area("US", found.state, False), Area("US", "", False)
    for part in parts_of(match[2]):
        is_town = part == fold(found.town)
        if not is_town and not agrees(areas_of(part), home, found.state):
            return None
    return found


def _is_meant(city: City, areas: tuple[Area, ...]) -> bool:
    """Whether a city is meant by a word that also names a region or a country: "Usa" is not the
    town in Japan, and "Alberta" not the village in Virginia.
    """
    countries = [area for area in areas if not area.region and not area.abbreviation]
    if countries and not any(area.region for area in areas):
        return any(area.holds(city) for area in countries)
    return city.population >= CITY_BEFORE_AREA


def nearest(point: Point) -> Place:
    """The nearest city, anywhere on Earth; of 5,000 people or more, or a small capital."""
    for radius_km in SEARCH_KM:
        best_km, best_id = math.inf, 0
        for number, lat_e3, lon_e3 in cities_in_box(point, radius_km):
            away_km = distance_km(point, Point(lat_e3 / 1e3, lon_e3 / 1e3))
            if away_km < best_km:
                best_km, best_id = away_km, number
        if best_km <= radius_km:
            return read_cities("place.id = ?", (best_id,))[0].place()
    raise LookupError("the gazetteer holds no city")


def _suggestions(text: str) -> tuple[str, ...]:
    """Labels of places that are spelled nearly so, or of what a misread region leaves open."""
    parts = parts_of(text) if len(text) <= MAX_TEXT else []
    if not parts or ZIP.fullmatch(text.strip()) or _is_code(text):
        return ()
    known = named(parts[0]) if len(parts) > 1 else []
    area = areas_of(parts[-1])
    if known:
        found = known
    elif area and len(parts) == 1:
        found = [city for reading in area for city in largest(reading)]
    else:
        found = spelled_nearly(parts[0], [reading for p in parts[1:] if (reading := areas_of(p))])
        if not found and len(parts) == 1:
            *words, last = parts[0].split()
            reading = areas_of(last)
            found = spelled_nearly(" ".join(words), [reading]) if words and reading else []
    return tuple(dict.fromkeys(city.place().label for city in found))[:3]


def _is_code(text: str) -> bool:
    """Whether a text is a postal code and nothing else: no name is spelled nearly so."""
    from chalicelib.gazetteer import postal_codes

    return bool(DIGIT.search(text) and postal_codes.readings(text))
