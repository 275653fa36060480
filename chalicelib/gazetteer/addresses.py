"""An address -> its town, where that is certain: for listings without coordinates."""

import re
from dataclasses import dataclass

from chalicelib.gazetteer.city_names import SEPARATOR, inside, split, within
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.tables import TERRITORIES, Area, City, Place, Zip, areas_of, zip_code

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
    """The town of a listing without coordinates, or None where nothing certain is found.

    A US ZIP code wins where a state, a country or its post town bears it out; else the city, in its
    own field or among the address's comma-separated parts, that agrees with what follows it.
    """
    fields = [text[:MAX_TEXT] for text in (city, state, country)]
    given = [areas_of(fold(text)) for text in fields[1:] if fold(text)]
    areas = [reading for reading in given if reading]
    pieces = [piece.strip() for piece in SEPARATOR.split(address[: 4 * MAX_TEXT]) if piece.strip()]
    found = located_zip(pieces, fields[0], areas, postal_code.strip())
    if found:
        return found.place()
    if fold(fields[0]):
        cities = within(fold(fields[0]), areas)
        if cities:
            return cities[0].place()
    town = _town_of([_Part.read(piece) for piece in pieces], areas)
    return town.place() if town else None


def located_zip(
    pieces: list[str], city: str, areas: list[tuple[Area, ...]], postal_code: str
) -> Zip | None:
    """The last ZIP code that something else in the listing bears out and nothing contradicts."""
    last = len(pieces)
    texts = [(code.group()[:5], last) for code in [ZIP.fullmatch(postal_code)] if code]
    # a number that ends its part; one that begins it is a house or a postal code of elsewhere
    matches = [(ZIP_AT_END.search(piece), number) for number, piece in enumerate(pieces)]
    texts += [(match.group(1), number) for match, number in reversed(matches) if match]
    around = f" {fold(' '.join([*pieces, city]))} "
    for code, number in texts:
        found = zip_code(code)
        if found is None:
            continue
        readings = [*areas, *_areas_around(pieces, number)]
        home = Area("US", found.state, False), Area("US", "", False)
        if not all(agrees(reading, home, found.state) for reading in readings):
            continue
        if readings or f" {fold(found.town)} " in around:
            return found
        if number == last and not fold(city) and not pieces:
            return found
    return None


def _areas_around(pieces: list[str], number: int) -> list[tuple[Area, ...]]:
    """What is said of region and country where a ZIP code stands: the word or else the part before
    it ("NY 10001", "NY, 10001"), and the parts after it. Further back are towns and streets.
    """
    readings = [areas_of(fold(piece)) for piece in pieces[number + 1 :]]
    words = fold(pieces[number]).split()[:-1] if number < len(pieces) else []
    if words:
        readings.append(areas_of(words[-1]) or areas_of(" ".join(words[-2:])))
    elif number > 1:
        readings.append(areas_of(fold(pieces[number - 1])))
    return [reading for reading in readings if reading]


def agrees(reading: tuple[Area, ...], home: tuple[Area, ...], state: str) -> bool:
    """Whether a stated region or country can be that of a ZIP code in this state."""
    for area in reading:
        if (area.country, area.region) in ((place.country, place.region) for place in home):
            return True
        if area.country == state and state in TERRITORIES:
            return True
    return False


def _without_postal_code(piece: str) -> str:
    """The piece without the words at either end that hold a digit, if they look like a postal code
    ("75003 Paris", "Bristol BS31 1DS", "NY 10001") and not like a house number ("104 St").
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
    """What stands between two commas of an address, folded, without its postal code. `numbered`: it
    holds a digit, as a street and its house do. `coded`: a postal code stands before it.
    """

    name: str
    areas: tuple[Area, ...]
    numbered: bool
    coded: bool

    @classmethod
    def read(cls, piece: str) -> "_Part":
        bare = _without_postal_code(piece)
        name = "" if DIGIT.search(bare) and POSTAL_CODE.fullmatch(bare) else fold(bare)
        coded = bool(bare) and not " ".join(piece.split()).startswith(bare)
        return cls(name, areas_of(name), bool(DIGIT.search(piece)), coded)


def _town_of(parts: list[_Part], given: list[tuple[Area, ...]]) -> City | None:
    """The rightmost part that is a city and agrees with the regions and countries after it."""
    first_area = len(parts)
    while first_area and (parts[first_area - 1].areas or not parts[first_area - 1].name):
        first_area -= 1
    after = [part.areas for part in parts[first_area:] if part.areas] + given
    for number in range(first_area - 1, -1, -1):
        between = parts[number + 1 : first_area]
        if between and (not after or any(part.numbered for part in between)):
            break
        name = parts[number].name
        cities = within(name, after) or inside(split(name.split()), after)
        if cities and (cities[0].population or not between):
            return cities[0]
    # A region's name may be its city's too: "5 Broadway, New York", "10115 Berlin". But in
    # "Anytown, New York" the town is another, which is not known.
    for number in range(first_area, len(parts)):
        part = parts[number]
        later = [other.areas for other in parts[number + 1 :] if other.areas] + given
        region_follows = any(area.region for areas in later for area in areas)
        if number and not (parts[number - 1].numbered or part.coded or region_follows):
            continue
        certain = part.coded or region_follows or number == 0
        for city in within(part.name, later):
            in_own_region = any(area.region and area.holds(city) for area in part.areas)
            if in_own_region or city.country in CITY_STATES or (later and certain):
                return city
    return None
