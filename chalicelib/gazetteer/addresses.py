"""An address -> its town, where that is certain: for listings without coordinates."""

import re
from dataclasses import dataclass

from chalicelib.gazetteer.city_names import (
    SEPARATOR,
    agreeing,
    cities_named_in,
    cities_without_comma,
)
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import TERRITORIES, City, Meanings, Place, ZipCode
from chalicelib.gazetteer.tables import find_zip_code, meanings_of

MAX_TEXT = 200  # characters; nobody's town is longer
# Where the country is the city, its name alone in an address says enough.
CITY_STATES = frozenset({"GI", "HK", "MC", "MO", "SG", "VA"})
ZIP = re.compile(r"\d{5}(?:-\d{4})?", re.ASCII)
ZIP_AT_END = re.compile(r"(?:^|\s)(\d{5})(?:-\d{4})?$", re.ASCII)
# "T6E 4E8", "BS31 1DS", "01310-100": with a digit somewhere, of any country
POSTAL_CODE = re.compile(r"〒?[A-Z0-9]{2,6}(?:[ -][A-Z0-9]{2,5})?")
# The kinds that come before the city: "75003 Paris", "L-1111 Luxembourg", "C1043 Buenos Aires"
LEADING_CODE = re.compile(r"(?:[A-Z]{1,2}-)?[A-Z]?\d{4,6}[A-Z]{0,3}|〒?\d{3}-\d{4}|\d\d-\d{3}")
DIGIT = re.compile(r"\d")


def locate(
    address: str, city: str = "", state: str = "", postal_code: str = "", country: str = ""
) -> Place | None:
    """Returns the town of a listing without coordinates, or None where nothing certain is found.

    A US ZIP code wins where a state, a country or its post town confirms it; else the city, in its
    own field or among the address's comma-separated parts, that agrees with what follows it.
    """
    city, state, country = (text[:MAX_TEXT] for text in (city, state, country))
    qualifiers = [meanings for text in (state, country) if (meanings := meanings_of(fold(text)))]
    pieces = [piece.strip() for piece in SEPARATOR.split(address[: 4 * MAX_TEXT]) if piece.strip()]
    zip_code = confirmed_zip_code(pieces, city, qualifiers, postal_code.strip())
    if zip_code:
        return zip_code.place()
    if fold(city):
        cities = cities_named_in(fold(city), qualifiers)
        if cities:
            return cities[0].place()
    town = _town_of([_Part.read(piece) for piece in pieces], qualifiers)
    return town.place() if town else None


def confirmed_zip_code(
    pieces: list[str], city: str, qualifiers: list[Meanings], postal_code: str
) -> ZipCode | None:
    """Returns the last ZIP code that something else in the listing confirms, or None.

    Nothing in the listing contradicts it. `pieces` are the parts of the address between commas.
    """
    last = len(pieces)
    texts = [(code.group()[:5], last) for code in [ZIP.fullmatch(postal_code)] if code]
    # a number that ends its part; one that begins it is a house or a postal code of elsewhere
    matches = [(ZIP_AT_END.search(piece), number) for number, piece in enumerate(pieces)]
    texts += [(match.group(1), number) for match, number in reversed(matches) if match]
    all_words = f" {fold(' '.join([*pieces, city]))} "
    for code, number in texts:
        found = find_zip_code(code)
        if found is None:
            continue
        around = [*qualifiers, *_qualifiers_around(pieces, number)]
        if not all(agrees(meanings, found) for meanings in around):
            continue
        if around or f" {fold(found.town)} " in all_words:
            return found
        if number == last and not fold(city) and not pieces:
            return found
    return None


def _qualifiers_around(pieces: list[str], number: int) -> list[Meanings]:
    """Returns what is said of region and country where a ZIP code stands.

    That is the word or else the part before it ("NY 10001", "NY, 10001"), and the parts after it.
    Further back are towns and streets.
    """
    found = [meanings_of(fold(piece)) for piece in pieces[number + 1 :]]
    words = fold(pieces[number]).split()[:-1] if number < len(pieces) else []
    if words:
        found.append(meanings_of(words[-1]) or meanings_of(" ".join(words[-2:])))
    elif number > 1:
        found.append(meanings_of(fold(pieces[number - 1])))
    return [meanings for meanings in found if meanings]


def agrees(meanings: Meanings, zip_code: ZipCode) -> bool:
    """Returns whether a stated region or country can be that of a ZIP code."""
    state = zip_code.state
    return any(
        (area.country == "US" and area.region in ("", state))
        or (area.country == state and state in TERRITORIES)
        for area in meanings
    )


def _without_postal_code(piece: str) -> str:
    """Returns the piece without the words at either end that look like a postal code.

    They hold a digit ("75003 Paris", "Bristol BS31 1DS", "NY 10001") and do not look like a house
    number ("104 St").
    """
    words = piece.split()
    while len(words) > 1 and DIGIT.search(words[-1]):
        words.pop()
    if len(words) > 1 and LEADING_CODE.fullmatch(words[0]):
        words.pop(0)
        if len(words) > 1 and re.fullmatch(r"[A-Z]{2}", words[0]):  # Dutch: 1012 AB Amsterdam
            words.pop(0)
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands between two commas of an address, folded, without its postal code.

    `has_digit`: as a street with its house has one. `after_code`: a postal code stands before it.
    """

    name: str
    meanings: Meanings
    has_digit: bool
    after_code: bool

    @classmethod
    def read(cls, piece: str) -> "_Part":
        bare = _without_postal_code(piece)
        name = "" if DIGIT.search(bare) and POSTAL_CODE.fullmatch(bare) else fold(bare)
        after_code = bool(bare) and not " ".join(piece.split()).startswith(bare)
        return cls(name, meanings_of(name), bool(DIGIT.search(piece)), after_code)


def _town_of(parts: list[_Part], stated: list[Meanings]) -> City | None:
    """Returns the rightmost part that is a city and agrees with what follows it and is stated."""
    first_qualifier = len(parts)
    while first_qualifier and _is_qualifier_or_empty(parts[first_qualifier - 1]):
        first_qualifier -= 1
    after = [part.meanings for part in parts[first_qualifier:] if part.meanings] + stated
    for number in range(first_qualifier - 1, -1, -1):
        between = parts[number + 1 : first_qualifier]
        if between and (not after or any(part.has_digit for part in between)):
            break
        name = parts[number].name
        cities = cities_named_in(name, after) or agreeing(cities_without_comma(name.split()), after)
        if cities and (cities[0].population or not between):
            return cities[0]
    return _town_named_as_its_region(parts, first_qualifier, stated)


def _is_qualifier_or_empty(part: _Part) -> bool:
    return bool(part.meanings) or not part.name


def _town_named_as_its_region(
    parts: list[_Part], first_qualifier: int, stated: list[Meanings]
) -> City | None:
    """Returns the city of a region that has its name: "5 Broadway, New York", "10115 Berlin".

    But in "Anytown, New York" the town is another, which is not known.
    """
    for number in range(first_qualifier, len(parts)):
        part = parts[number]
        later = [other.meanings for other in parts[number + 1 :] if other.meanings] + stated
        region_follows = any(area.region for meanings in later for area in meanings)
        if number and not (parts[number - 1].has_digit or part.after_code or region_follows):
            continue
        certain = part.after_code or region_follows or number == 0
        for city in cities_named_in(part.name, later):
            in_own_region = any(area.region and area.holds(city) for area in part.meanings)
            if in_own_region or city.country in CITY_STATES or (later and certain):
                return city
    return None
