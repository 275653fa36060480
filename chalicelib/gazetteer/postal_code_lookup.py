"""Postal codes -> places: alone, or with a town or country that confirms them."""

from chalicelib.gazetteer import postal_codes
from chalicelib.gazetteer.city_names import SEPARATOR, cities_named, cities_without_comma
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import Place
from chalicelib.gazetteer.postal_code_table import OWN_TOWN_KM, codes_in_table
from chalicelib.gazetteer.postal_rows import PostalCode
from chalicelib.gazetteer.tables import find_zip_code, meanings_of
from chalicelib.gazetteer.zip_codes import DIGIT, ZIP, confirmed_zip_code
from chalicelib.geo.distance import distance_km

MAX_PIECES = 6  # of an address that are looked at for a postal code, from the last


def places_of(text: str, country: str) -> tuple[Place, ...]:
    """Returns the places of a postal code that is the text, or that the rest of it confirms.

    Those of `country` come first, then the United States', then the most populous.
    """
    whole = text.strip()
    pieces = [piece.strip() for piece in SEPARATOR.split(text) if piece.strip()]
    if ZIP.fullmatch(whole):
        zip_code = find_zip_code(whole[:5])
    else:
        zip_code = confirmed_zip_code(pieces, "", [], "")
        if zip_code:
            return (zip_code.place(),)
    found: list[PostalCode] = []
    alone = postal_codes.readings(whole)
    if alone and DIGIT.search(whole):
        found = codes_in_table(alone, confirmed=False)
    if not found:
        found = _confirmed_codes(pieces[-MAX_PIECES:])
    found.sort(key=lambda code: code.rank)
    found.sort(
        key=lambda code: (not postal_codes.has_national_form(whole, code.code), not code.listed)
    )
    ordered = sorted(found, key=lambda code: code.country != country)
    places = [code.place() for code in ordered]
    if zip_code:
        place = zip_code.place()
        abroad = bool(ordered) and ordered[0].country == country != place.country
        places.insert(1 if abroad else 0, place)
    return tuple(places)


def _confirmed_codes(pieces: list[str]) -> list[PostalCode]:
    """Returns the postal codes at an end of a piece of the text that its other pieces confirm."""
    for found in postal_codes.codes_in(pieces):
        before, after = pieces[: found.piece], pieces[found.piece + 1 :]
        codes = [
            code
            for code in codes_in_table(found.readings, confirmed=True)
            if _is_confirmed(code, before, found.other_words, after)
        ]
        if codes:
            return codes
    return []


def _is_confirmed(code: PostalCode, before: list[str], beside: str, after: list[str]) -> bool:
    """Returns whether words around a code are its town or country, and none of them another's.

    They are those `beside` it, or else the pieces after it or the one before.
    """
    if beside and not _agrees(code, beside):
        return False
    others = [_agrees(code, piece) for piece in (*before[-1:], *after)]
    return False not in others and (bool(beside) or True in others)


def _agrees(code: PostalCode, words: str) -> bool | None:
    """Returns whether words are of a postal code's town, region or country, or of another's.

    None where they are of none that is known, as a street.
    """
    name = fold(words)
    if name and name in (fold(code.name), fold(code.country_name)):
        return True
    meanings = meanings_of(name)
    if any(area.country == code.country for area in meanings):
        return True
    cities = cities_named(name) or cities_without_comma(name.split())
    same_country = [city for city in cities if city.country == code.country]
    if any(distance_km(city.point, code.point) <= OWN_TOWN_KM for city in same_country):
        return True
    return False if meanings or same_country else None
