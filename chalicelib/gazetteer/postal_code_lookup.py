"""Postal codes -> places: alone, or with a town or country that bears them out."""

from collections.abc import Sequence

from chalicelib.gazetteer import postal_codes
from chalicelib.gazetteer.addresses import DIGIT, ZIP, located_zip
from chalicelib.gazetteer.city_names import SEPARATOR, named, split
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.tables import (
    Place,
    PostalCode,
    areas_of,
    postal_code,
    rows_of_keys,
    rows_of_town,
    zip_code,
)
from chalicelib.geo.distance import distance_km

# A postal code's town, as a known city, is not farther from it than the largest city's edge.
OWN_TOWN_KM = 60.0
MAX_PIECES = 6  # of an address that are looked at for a postal code, from the last


def coded(text: str, country: str) -> tuple[Place, ...]:
    """The places of a postal code that is the text, or that the rest of the text bears out."""
    whole = text.strip()
    pieces = [piece.strip() for piece in SEPARATOR.split(text) if piece.strip()]
    if ZIP.fullmatch(whole):
        at_home = zip_code(whole[:5])
    else:
        at_home = located_zip(pieces, "", [], "")
        if at_home:
            return (at_home.place(),)
    found: list[PostalCode] = []
    alone = postal_codes.readings(whole)
    if alone and DIGIT.search(whole):
        found = _postal(alone, borne_out=False)
    if not found:
        found = _borne_out(pieces[-MAX_PIECES:])
    found.sort(key=lambda code: code.rank)
    found.sort(key=lambda code: (not postal_codes.is_written_so(whole, code.code), not code.listed))
    ordered = sorted(found, key=lambda code: code.country != country)
    places = [code.place() for code in ordered]
    if at_home:
        home = at_home.place()
        abroad = bool(ordered) and ordered[0].country == country != home.country
        places.insert(1 if abroad else 0, home)
    return tuple(places)


def _borne_out(pieces: list[str]) -> list[PostalCode]:
    """Postal codes at an end of a piece of the text that its other pieces bear out."""
    for found in postal_codes.search(pieces):
        codes = [
            code
            for code in _postal(found.readings, borne_out=True)
            if _is_borne_out(code, pieces[: found.piece], found.rest, pieces[found.piece + 1 :])
        ]
        if codes:
            return codes
    return []


def _is_borne_out(code: PostalCode, before: list[str], rest: str, after: list[str]) -> bool:
    """Whether the words beside a code are its town or country, or else the pieces after it or the
    one before; and none of them another's.
    """
    if rest and not _speaks_for(code, rest):
        return False
    said = [_speaks_for(code, piece) for piece in (*before[-1:], *after)]
    return False not in said and (bool(rest) or True in said)


def _speaks_for(code: PostalCode, words: str) -> bool | None:
    """Whether words are of a postal code's town, region or country (True) or of another (False);
    None where they are of none that is known, as a street.
    """
    name = fold(words)
    if name and name in (fold(code.name), fold(code.country_name)):
        return True
    parts = name.split()
    readings = areas_of(name)
    if any(area.country == code.country for area in readings):
        return True
    cities = named(name) or split(parts)
    at_home = [city for city in cities if city.country == code.country]
    if any(distance_km(city.point, code.point) <= OWN_TOWN_KM for city in at_home):
        return True
    return False if readings or at_home else None


def _postal(readings: Sequence[postal_codes.Reading], *, borne_out: bool) -> list[PostalCode]:
    """The codes of the table that a text can mean, one for each country. `borne_out`: by words, so
    that one which is not listed may count to those that begin like it.
    """
    by_key: dict[str, list[postal_codes.Reading]] = {}
    for reading in readings:
        for key in postal_codes.keys(reading):
            by_key.setdefault(key, []).append(reading)
    rows = rows_of_keys(tuple(by_key))
    found: dict[str, PostalCode] = {}
    # of codes kept together, those that share the most with the one asked for
    rows.sort(key=lambda row: row[0].count(postal_codes.ANY_DIGIT))
    for key, country, ends, *row in rows:
        for reading in by_key[key]:
            fits = borne_out or postal_codes.is_between(reading.key, ends)
            if fits and reading.allows(country) and country not in found:
                code = postal_codes.written(reading.key, country)
                found[country] = postal_code(code, country, row, True)
    for reading in readings:
        for country, (size, shared) in postal_codes.FIRST_OF_TOWN.items():
            if not reading.key.isdigit() or len(reading.key) != size:
                continue
            if reading.allows(country) and country not in found:
                first = reading.key[:shared].ljust(size, "0")
                for _, _, _, *row in rows_of_town(country, first, reading.key):
                    code = postal_codes.written(reading.key, country)
                    found[country] = postal_code(code, country, row, False)
    return list(found.values())
