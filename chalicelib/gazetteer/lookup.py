"""What a visitor types -> places, and a point -> the nearest one."""

import math
import re
import unicodedata

from chalicelib.gazetteer.city_names import (
    MAX_TEXT,
    cities_named,
    cities_named_in,
    cities_spelled_like,
    cities_without_comma,
    folded_parts,
)
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import City, Meanings, Place, ZipCode
from chalicelib.gazetteer.tables import (
    cities_in_box,
    find_zip_code,
    largest_cities,
    meanings_of,
    read_cities,
)
from chalicelib.gazetteer.zip_codes import DIGIT, ZIP, agrees
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point

# People in a place that has the name of a region or country, to be meant by the bare name.
CITY_BEFORE_REGION = 15_000
SEARCH_KM = (60.0, 250.0, 600.0, 1200.0, 2400.0, 4800.0, 21000.0)  # the last is all of the Earth
ZIP_FIRST = re.compile(r"(\d{5})(?:-\d{4})?[\s,]+(.+)", re.ASCII)
# What people write before a postal code.
CODE_WORDS = (
    "zip code", "zipcode", "zip", "postal code", "postcode", "post code", "code postal",
    "código postal", "codigo postal", "cp", "c.p.", "cep", "plz", "postleitzahl", "الرمز البريدي",
)  # fmt: skip


class PlaceNotFound(LookupError):
    """No place goes by this text.

    `suggestions` are at most three labels of likely places, best first; each of them is known.
    """

    def __init__(self, text: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__("no place goes by that name")
        self.text = text
        self.suggestions = suggestions


def not_found(text: str) -> PlaceNotFound:
    """Returns what to raise for a text without candidates, with what it may have meant."""
    return PlaceNotFound(text, _suggestions(text))


def candidates(text: str, country: str = "") -> tuple[Place, ...]:
    """Returns every place that the text may mean, the likeliest first; empty where there is none.

    Understands a US ZIP code (ZIP+4 too), the postal codes of other countries, alone or with a town
    or country that confirms them, a city in any script, "city, region", "city, country", the same
    without the comma, a label of `Place`, and an address that `locate` is certain of.
    Of several places the most populous comes first.
    A two-letter word that is a US state and also a country is read as the state first. A postal
    code alone is read as that of `country` first, then as a US ZIP code; a city's name alone as of
    a place there, if it is not too small beside another. `country` (ISO 3166-1 alpha-2; empty where
    it is not known) is where the visitor is, and hides none.
    """
    if len(text) > MAX_TEXT:
        return ()
    text = _without_code_word(_with_plain_digits(text))
    if ZIP.fullmatch(text.strip()):
        return _with_postal_code(text, country)
    leading = _leading_zip_code(text)
    if leading:
        return (leading.place(),)
    parts = folded_parts(text)
    if not parts:
        return ()
    if len(parts) == 1:
        cities = cities_named(parts[0], country) or cities_without_comma(parts[0].split())
        meanings = meanings_of(parts[0])
        if meanings:
            cities = [city for city in cities if _means_city(city, meanings)]
    else:
        cities = cities_named_in(parts[0], [meanings_of(part) for part in parts[1:]])
        cities = cities or cities_without_comma(" ".join(parts).split())
    if cities:
        return _exact_labels_first([city.place() for city in cities], text)
    if len(parts) == 1 and not DIGIT.search(text):
        return ()
    found = _with_postal_code(text, country)
    if found:
        return found
    from chalicelib.gazetteer.addresses import locate  # fewer still

    place = locate(text)
    return (place,) if place else ()


def _with_postal_code(text: str, country: str) -> tuple[Place, ...]:
    from chalicelib.gazetteer.postal_code_lookup import places_of  # few searches need it

    return places_of(text, country)


def _exact_labels_first(places: list[Place], text: str) -> tuple[Place, ...]:
    """Returns the places, but first those whose label is the text, with its accents or without.

    Another place may have it too, as a second name.
    """
    folded = fold(text)
    as_typed = " ".join(text.split())
    places.sort(key=lambda place: fold(place.label) != folded)
    places.sort(key=lambda place: place.label != as_typed)
    return tuple(places)


def _with_plain_digits(text: str) -> str:
    """Returns the text with the digits of any script as 0 to 9.

    The marks of direction that come along when something is copied are left out.
    """
    return "".join(
        str(unicodedata.decimal(character, character))
        for character in text
        if unicodedata.category(character) != "Cf"
    )


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


def _means_city(city: City, meanings: Meanings) -> bool:
    """Returns whether a word that also names a region or a country means the city.

    "Usa" is not the town in Japan, and "Alberta" not the village in Virginia.
    """
    countries = [area for area in meanings if not area.region and not area.abbreviation]
    if countries and not any(area.region for area in meanings):
        return any(area.holds(city) for area in countries)
    return city.population >= CITY_BEFORE_REGION


def nearest(point: Point) -> Place:
    """Returns the nearest city of 5,000 people or more, or a small capital, anywhere on Earth."""
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
    """Returns labels of places that are spelled nearly so, or of what a misread region leaves."""
    parts = folded_parts(text) if len(text) <= MAX_TEXT else []
    if not parts or ZIP.fullmatch(text.strip()) or _is_postal_code(text):
        return ()
    known = cities_named(parts[0]) if len(parts) > 1 else []
    meanings = meanings_of(parts[-1])
    if known:
        found = known
    elif meanings and len(parts) == 1:
        found = [city for area in meanings for city in largest_cities(area)]
    else:
        qualifiers = [areas for part in parts[1:] if (areas := meanings_of(part))]
        found = cities_spelled_like(parts[0], qualifiers)
        if not found and len(parts) == 1:
            *words, last = parts[0].split()
            areas = meanings_of(last)
            found = cities_spelled_like(" ".join(words), [areas]) if words and areas else []
    return tuple(dict.fromkeys(city.place().label for city in found))[:3]


def _is_postal_code(text: str) -> bool:
    """Returns whether a text is a postal code and nothing else: no name is spelled nearly so."""
    from chalicelib.gazetteer import postal_codes

    return bool(DIGIT.search(text) and postal_codes.readings(text))
