"""Postal code or place name -> point, and point -> nearest place; no network.

Reads `places.sqlite`, which `tools/build_places.py` writes from GeoNames (cities of 5,000 people
or more, all scripts, and postal codes; geonames.org, CC BY 4.0) and the United States ZIP codes
with their towns.
"""

import math
import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.meetings.area import EARTH_RADIUS_KM, distance_km
from chalicelib.meetings.meeting import Point

if TYPE_CHECKING:
    import sqlite3

    from chalicelib.meetings import postal_codes

DATABASE = Path(__file__).with_name("places.sqlite")
MAX_TEXT = 200  # characters; nobody's town is longer
# United States territories with an ISO 3166-1 code of their own, which is their postal one too.
TERRITORIES = frozenset({"AS", "FM", "GU", "MH", "MP", "PR", "PW", "VI"})
# Where the country is the city, its name alone in an address says enough.
CITY_STATES = frozenset({"GI", "HK", "MC", "MO", "SG", "VA"})
# So many times its people a place counts for a visitor of the same country: to someone in Spain
# Valencia is not in Venezuela, and Paris is nowhere in Texas.
HOME_WEIGHT = 20
# People in a place that has the name of a region or country, to be meant by the bare name.
CITY_BEFORE_AREA = 15_000
# A postal code's town, as a known city, is not farther from it than the largest city's edge.
OWN_TOWN_KM = 60.0
MAX_PIECES = 6  # of an address that are looked at for a postal code, from the last
SEARCH_KM = (60.0, 250.0, 600.0, 1200.0, 2400.0, 4800.0, 21000.0)  # the last is all of the Earth
MAX_SPELLINGS = 1500
LIKENESS = 0.75  # difflib's ratio, from 0 to 1

ZIP = re.compile(r"\d{5}(?:-\d{4})?", re.ASCII)
ZIP_FIRST = re.compile(r"(\d{5})(?:-\d{4})?[\s,]+(.+)", re.ASCII)
ZIP_AT_END = re.compile(r"(?:^|\s)(\d{5})(?:-\d{4})?$", re.ASCII)
SEPARATOR = re.compile(r"[,;，、،\n\r]")
# "T6E 4E8", "BS31 1DS", "01310-100": with a digit somewhere, of any country
POSTAL_CODE = re.compile(r"〒?[A-Z0-9]{2,6}(?:[ -][A-Z0-9]{2,5})?")
# The kinds that come before the city: "75003 Paris", "L-1111 Luxembourg", "C1043 Buenos Aires"
LEADING_CODE = re.compile(r"(?:[A-Z]{1,2}-)?[A-Z]?\d{4,6}[A-Z]{0,3}|〒?\d{3}-\d{4}|\d\d-\d{3}")
DIGIT = re.compile(r"\d")
SHORTER = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
# What NFKD does not take apart.
LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i",
        "ə": "e", "ħ": "h", "ی": "ي", "ى": "ي", "ک": "ك", "ة": "ه", "ـ": "", "'": "", "’": "",
        "‘": "", "ʻ": "", "ʼ": "", "ʿ": "", "ʾ": "", "`": "", "´": "", ".": "",
    }
)  # fmt: skip
LAST_CHARACTER = chr(0x10FFFF)
CJK_UNITS = "市区區縣県都府"
ARABIC_ARTICLE = "ال"
MAX_AREAS = 3  # after a city's name: its region, that one's country, and one said twice
# What people write before a postal code.
CODE_WORDS = (
    "zip code", "zipcode", "zip", "postal code", "postcode", "post code", "code postal",
    "código postal", "codigo postal", "cp", "c.p.", "cep", "plz", "postleitzahl", "الرمز البريدي",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map with the name to show, its ISO 3166-1 alpha-2 country and IANA zone."""

    label: str
    point: Point
    country: str
    timezone: str


class PlaceNotFound(LookupError):
    """No place goes by this text. `suggestions`: at most three labels of likely ones, best first,
    each of which `find` knows."""

    def __init__(self, text: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__("no place goes by that name")
        self.text = text
        self.suggestions = suggestions


@dataclass(frozen=True, slots=True)
class _City:
    """A row of the table of places, with the names of its region and country. `near`: a greater
    city that tells it from others of its name, or ""."""

    id: int
    name: str
    near: str
    region: str
    country: str
    population: int
    point: Point
    timezone: str
    region_name: str
    country_name: str

    def place(self) -> Place:
        name = f"{self.name} ({self.near})" if self.near else self.name
        if self.region_name and fold(self.region_name) != fold(self.name):
            label = f"{name}, {self.region_name}, {self.country}"
        elif self.region_name:
            label = f"{name}, {self.country}"
        elif fold(self.country_name) != fold(self.name):
            label = f"{name}, {self.country_name}"
        else:
            label = name
        return Place(label, self.point, self.country, self.timezone)


@dataclass(frozen=True, slots=True)
class _Zip:
    code: str
    town: str
    state: str
    point: Point
    timezone: str

    def place(self) -> Place:
        if self.state in TERRITORIES:
            label = f"{self.town}, {self.state} {self.code}"
            return Place(label, self.point, self.state, self.timezone)
        label = f"{self.town}, {self.state} {self.code}, US"
        return Place(label, self.point, "US", self.timezone)


@dataclass(frozen=True, slots=True)
class _Area:
    """One reading of a word after a city's name: a country, or a region of one."""

    country: str
    region: str
    abbreviation: bool

    def holds(self, city: _City) -> bool:
        return self.country == city.country and self.region in ("", city.region)


@dataclass(frozen=True, slots=True)
class _PostalCode:
    """A row of the table of postal codes, as it was asked for. `rank`: the number of the known city
    that it is called after or that is nearest, the least for the most populous; a ZIP code has
    none. `listed`: not only inferred from the first code of its town."""

    code: str
    country: str
    name: str
    country_name: str
    point: Point
    timezone: str
    rank: int
    listed: bool

    def place(self) -> Place:
        label = f"{self.code} {self.name}"
        if fold(self.country_name) != fold(self.name):
            label = f"{label}, {self.country_name}"
        return Place(label, self.point, self.country, self.timezone)


_local = threading.local()


def _database() -> "sqlite3.Connection":
    """This thread's connection; the file is never written while the program runs."""
    import sqlite3

    connection: sqlite3.Connection | None = getattr(_local, "connection", None)
    if connection is None:
        if not DATABASE.exists():
            raise FileNotFoundError(f"{DATABASE.name} is missing: run python -m tools.build_places")
        address = DATABASE.absolute().as_uri() + "?mode=ro&immutable=1"
        connection = _local.connection = sqlite3.connect(address, uri=True)
    return connection


def fold(text: str) -> str:
    """The key under which a name is kept: without case, accents, punctuation and extra space.

    Vowel signs that are marks in Indic and other scripts stay: there they are letters.
    """
    kept = []
    for character in unicodedata.normalize("NFKD", text).casefold().translate(LETTERS):
        if _is_accent(character):
            continue
        kept.append(character if unicodedata.category(character)[0] in "LMN" else " ")
    words = unicodedata.normalize("NFC", "".join(kept)).split()
    return " ".join(SHORTER.get(word, word) for word in words)


def _is_accent(character: str) -> bool:
    """Accents, Hebrew points, Arabic vowel marks and formatting characters that show nothing."""
    return (
        "\u0300" <= character <= "\u036f"
        or "\u0591" <= character <= "\u05c7"
        or "\u064b" <= character <= "\u065f"
        or character == "\u0670"
        or unicodedata.category(character) == "Cf"
    )


def cell(lat: float, lon: float) -> int:
    """The square degree that a point is in, counted eastwards, then northwards from the pole."""
    return min(int(lat + 90), 179) * 360 + int(lon + 180) % 360


def find(text: str, country: str = "") -> Place:
    """The place that a visitor means; the most populous of several. Raises PlaceNotFound.

    `country` (ISO 3166-1 alpha-2; empty where it is not known) is where the visitor is: of a postal
    code that several countries have, theirs comes first, and of a name rather theirs."""
    found = candidates(text, country)
    if not found:
        raise unknown(text)
    return found[0]


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
    a place there, if it is not too small beside another. `country` hides none.
    """
    if len(text) > MAX_TEXT:
        return ()
    text = _without_code_word(_typed(text))
    if ZIP.fullmatch(text.strip()):
        return _coded(text, country)
    leading = _leading_zip(text)
    if leading:
        return (leading.place(),)
    parts = _parts(text)
    if not parts:
        return ()
    if len(parts) == 1:
        cities = _named(parts[0], country) or _split(parts[0].split())
        areas = _areas(parts[0])
        if areas:
            cities = [city for city in cities if _is_meant(city, areas)]
    else:
        cities = _within(parts[0], [_areas(part) for part in parts[1:]])
        cities = cities or _split(" ".join(parts).split())
    if cities:
        return _labelled_so([city.place() for city in cities], text)
    if len(parts) == 1 and not DIGIT.search(text):
        return ()
    found = _coded(text, country)
    if found:
        return found
    place = locate(text)
    return (place,) if place else ()


def _labelled_so(places: list[Place], text: str) -> tuple[Place, ...]:
    """The places, but first those whose label is the text, with its accents or without: another may
    have it too, as a second name."""
    folded = fold(text)
    as_typed = " ".join(text.split())
    places.sort(key=lambda place: fold(place.label) != folded)
    places.sort(key=lambda place: place.label != as_typed)
    return tuple(places)


def _typed(text: str) -> str:
    """The text with the digits of any script as 0 to 9, and without the marks of direction that
    come along when something is copied."""
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


def _leading_zip(text: str) -> "_Zip | None":
    """The ZIP code of "62701 Springfield" or "62701 IL", which its town or state bears out."""
    match = ZIP_FIRST.fullmatch(text.strip())
    found = _zip(match[1]) if match else None
    if match is None or found is None:
        return None
    home = _Area("US", found.state, False), _Area("US", "", False)
    for part in _parts(match[2]):
        is_town = part == fold(found.town)
        if not is_town and not _agrees(_areas(part), home, found.state):
            return None
    return found


def _is_meant(city: _City, areas: tuple[_Area, ...]) -> bool:
    """Whether a city is meant by a word that also names a region or a country: "Usa" is not the
    town in Japan, and "Alberta" not the village in Virginia."""
    countries = [area for area in areas if not area.region and not area.abbreviation]
    if countries and not any(area.region for area in areas):
        return any(area.holds(city) for area in countries)
    return city.population >= CITY_BEFORE_AREA


def nearest(point: Point) -> Place:
    """The nearest city, anywhere on Earth; of 5,000 people or more, or a small capital."""
    for radius_km in SEARCH_KM:
        best_km, best_id = math.inf, 0
        for number, lat_e3, lon_e3 in _cities_in_box(point, radius_km):
            away_km = distance_km(point, Point(lat_e3 / 1e3, lon_e3 / 1e3))
            if away_km < best_km:
                best_km, best_id = away_km, number
        if best_km <= radius_km:
            return _cities("place.id = ?", (best_id,))[0].place()
    raise LookupError("the gazetteer holds no city")


def _cities_in_box(point: Point, radius_km: float) -> Iterator[tuple[int, int, int]]:
    """(id, lat, lon in 1e-3 degrees) of a set of cities that holds all within the radius."""
    angle = radius_km / EARTH_RADIUS_KM
    south = math.radians(point.lat) - angle
    north = math.radians(point.lat) + angle
    if south <= -math.pi / 2 or north >= math.pi / 2:
        half_lon = 180.0
    else:
        # the widest meridian that a circle on a sphere touches
        ratio = math.sin(angle) / math.cos(math.radians(point.lat))
        half_lon = math.degrees(math.asin(min(1.0, ratio)))
    first_row = max(int(math.degrees(south) + 90), 0) if south > -math.pi / 2 else 0
    last_row = min(int(math.degrees(north) + 90), 179) if north < math.pi / 2 else 179
    west = math.floor(point.lon + 180 - half_lon)
    east = math.floor(point.lon + 180 + half_lon)
    if east - west >= 359:
        spans = [(0, 359)]
    elif west < 0:
        spans = [(0, east), (west + 360, 359)]
    elif east > 359:
        spans = [(west, 359), (0, east - 360)]
    else:
        spans = [(west, east)]
    database = _database()
    for row in range(first_row, last_row + 1):
        for start, end in spans:
            yield from database.execute(
                "SELECT id, lat_e3, lon_e3 FROM place WHERE cell BETWEEN ? AND ?",
                (row * 360 + start, row * 360 + end),
            )


def locate(
    address: str, city: str = "", state: str = "", postal_code: str = "", country: str = ""
) -> Place | None:
    """The town of a listing without coordinates, or None where nothing certain is found.

    A US ZIP code wins where a state, a country or its post town bears it out; else the city, in its
    own field or among the address's comma-separated parts, that agrees with what follows it.
    """
    fields = [text[:MAX_TEXT] for text in (city, state, country)]
    given = [_areas(fold(text)) for text in fields[1:] if fold(text)]
    areas = [reading for reading in given if reading]
    pieces = [piece.strip() for piece in SEPARATOR.split(address[: 4 * MAX_TEXT]) if piece.strip()]
    found = _locate_zip(pieces, fields[0], areas, postal_code.strip())
    if found:
        return found.place()
    if fold(fields[0]):
        cities = _within(fold(fields[0]), areas)
        if cities:
            return cities[0].place()
    town = _town_of([_Part.read(piece) for piece in pieces], areas)
    return town.place() if town else None


def _locate_zip(
    pieces: list[str], city: str, areas: list[tuple[_Area, ...]], postal_code: str
) -> _Zip | None:
    """The last ZIP code that something else in the listing bears out and nothing contradicts."""
    last = len(pieces)
    texts = [(code.group()[:5], last) for code in [ZIP.fullmatch(postal_code)] if code]
    # a number that ends its part; one that begins it is a house or a postal code of elsewhere
    matches = [(ZIP_AT_END.search(piece), number) for number, piece in enumerate(pieces)]
    texts += [(match.group(1), number) for match, number in reversed(matches) if match]
    around = f" {fold(' '.join([*pieces, city]))} "
    for code, number in texts:
        found = _zip(code)
        if found is None:
            continue
        readings = [*areas, *_areas_around(pieces, number)]
        home = _Area("US", found.state, False), _Area("US", "", False)
        if not all(_agrees(reading, home, found.state) for reading in readings):
            continue
        if readings or f" {fold(found.town)} " in around:
            return found
        if number == last and not fold(city) and not pieces:
            return found
    return None


def _areas_around(pieces: list[str], number: int) -> list[tuple[_Area, ...]]:
    """What is said of region and country where a ZIP code stands: the word or else the part before
    it ("NY 10001", "NY, 10001"), and the parts after it. Further back are towns and streets."""
    readings = [_areas(fold(piece)) for piece in pieces[number + 1 :]]
    words = fold(pieces[number]).split()[:-1] if number < len(pieces) else []
    if words:
        readings.append(_areas(words[-1]) or _areas(" ".join(words[-2:])))
    elif number > 1:
        readings.append(_areas(fold(pieces[number - 1])))
    return [reading for reading in readings if reading]


def _agrees(reading: tuple[_Area, ...], home: tuple[_Area, ...], state: str) -> bool:
    """Whether a stated region or country can be that of a ZIP code in this state."""
    for area in reading:
        if (area.country, area.region) in ((place.country, place.region) for place in home):
            return True
        if area.country == state and state in TERRITORIES:
            return True
    return False


def _without_postal_code(piece: str) -> str:
    """The piece without the words at either end that hold a digit, if they look like a postal code
    ("75003 Paris", "Bristol BS31 1DS", "NY 10001") and not like a house number ("104 St")."""
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
    holds a digit, as a street and its house do. `coded`: a postal code stands before it."""

    name: str
    areas: tuple[_Area, ...]
    numbered: bool
    coded: bool

    @classmethod
    def read(cls, piece: str) -> "_Part":
        bare = _without_postal_code(piece)
        name = "" if DIGIT.search(bare) and POSTAL_CODE.fullmatch(bare) else fold(bare)
        coded = bool(bare) and not " ".join(piece.split()).startswith(bare)
        return cls(name, _areas(name), bool(DIGIT.search(piece)), coded)


def _town_of(parts: list[_Part], given: list[tuple[_Area, ...]]) -> _City | None:
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
        cities = _within(name, after) or _inside(_split(name.split()), after)
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
        for city in _within(part.name, later):
            in_own_region = any(area.region and area.holds(city) for area in part.areas)
            if in_own_region or city.country in CITY_STATES or (later and certain):
                return city
    return None


def _parts(text: str) -> list[str]:
    return [part for piece in SEPARATOR.split(text) if (part := fold(piece))]


def _split(words: list[str], after: Sequence[tuple[_Area, ...]] = ()) -> list[_City]:
    """Cities of "city region", "city country" or "city region country" without a comma; the longest
    city's name first. `after`: the areas already read, further right."""
    for at in range(len(words) - 1, max(len(words) - 5, 0), -1):
        areas = _areas(" ".join(words[at:]))
        if areas:
            found = _within(" ".join(words[:at]), [areas, *after])
            if not found and len(after) + 1 < MAX_AREAS:
                found = _split(words[:at], [areas, *after])
            if found:
                return found
    return []


def _within(name: str, areas: Sequence[tuple[_Area, ...]]) -> list[_City]:
    """Cities of that name in all of the areas, the most populous first, but those of a state before
    those of the country with the same two letters. An area that means nothing holds nothing."""
    found = _inside(_named(name), areas)
    short = [area for readings in areas for area in readings if area.abbreviation]
    states = [area for area in short if area.country == "US" and area.region]
    if states and len(short) > len(states):
        found.sort(key=lambda city: not any(area.holds(city) for area in states))
    return found


def _inside(cities: list[_City], areas: Sequence[tuple[_Area, ...]]) -> list[_City]:
    return [
        city
        for city in cities
        if all(any(area.holds(city) for area in readings) for readings in areas)
    ]


def _named(name: str, country: str = "") -> list[_City]:
    """Cities of that folded name, the most populous first, those of the country counting more."""
    return _called(name, country) or _called(_otherwise(name), country)


def _otherwise(name: str) -> str:
    """A folded name without the unit after it (京都府), or with or without the Arabic article."""
    if name[1:] and name[-1] in CJK_UNITS:
        return name[:-1]
    if name.startswith(ARABIC_ARTICLE):
        return name.removeprefix(ARABIC_ARTICLE)
    return ARABIC_ARTICLE + name if "\u0621" <= name[:1] <= "\u064a" else ""


def _called(name: str, country: str) -> list[_City]:
    return _cities(
        "name.key = ?1",
        (name, country, HOME_WEIGHT),
        source="name JOIN place ON place.id = name.place",
        order="population * weight * iif(place.country = ?2, ?3, 1) DESC, place.id",
    )


def _cities(
    where: str, values: tuple[object, ...], *, source: str = "place", order: str = "place.id"
) -> list[_City]:
    rows = _database().execute(
        "SELECT place.id, place.name, near, place.region, place.country, population, lat_e3,"
        f" lon_e3, zone.name, coalesce(region.name, ''), country.name FROM {source}"
        " JOIN zone ON zone.id = place.zone JOIN country ON country.code = place.country"
        " LEFT JOIN region ON region.country = place.country AND region.code = place.region"
        f" WHERE {where} ORDER BY {order}",
        values,
    )
    return [
        _City(number, name, near, region, country, people, Point(lat / 1e3, lon / 1e3), *names)
        for number, name, near, region, country, people, lat, lon, *names in rows
    ]


def _coded(text: str, country: str) -> tuple[Place, ...]:
    """The places of a postal code that is the text, or that the rest of the text bears out."""
    from chalicelib.meetings import postal_codes

    whole = text.strip()
    pieces = [piece.strip() for piece in SEPARATOR.split(text) if piece.strip()]
    if ZIP.fullmatch(whole):
        zip_code = _zip(whole[:5])
    else:
        zip_code = _locate_zip(pieces, "", [], "")
        if zip_code:
            return (zip_code.place(),)
    found: list[_PostalCode] = []
    alone = postal_codes.readings(whole)
    if alone and DIGIT.search(whole):
        found = _postal(alone, borne_out=False)
    if not found:
        found = _borne_out(pieces[-MAX_PIECES:])
    found.sort(key=lambda code: code.rank)
    found.sort(key=lambda code: (not postal_codes.is_written_so(whole, code.code), not code.listed))
    ordered = sorted(found, key=lambda code: code.country != country)
    places = [code.place() for code in ordered]
    if zip_code:
        home = zip_code.place()
        abroad = bool(ordered) and ordered[0].country == country != home.country
        places.insert(1 if abroad else 0, home)
    return tuple(places)


def _borne_out(pieces: list[str]) -> list[_PostalCode]:
    """Postal codes at an end of a piece of the text that its other pieces bear out."""
    from chalicelib.meetings import postal_codes

    for found in postal_codes.search(pieces):
        codes = [
            code
            for code in _postal(found.readings, borne_out=True)
            if _is_borne_out(code, pieces[: found.piece], found.rest, pieces[found.piece + 1 :])
        ]
        if codes:
            return codes
    return []


def _is_borne_out(code: _PostalCode, before: list[str], rest: str, after: list[str]) -> bool:
    """Whether the words beside a code are its town or country, or else the pieces after it or the
    one before; and none of them another's."""
    if rest and not _speaks_for(code, rest):
        return False
    said = [_speaks_for(code, piece) for piece in (*before[-1:], *after)]
    return False not in said and (bool(rest) or True in said)


def _speaks_for(code: _PostalCode, words: str) -> bool | None:
    """Whether words are of a postal code's town, region or country (True) or of another (False);
    None where they are of none that is known, as a street."""
    name = fold(words)
    if name and name in (fold(code.name), fold(code.country_name)):
        return True
    parts = name.split()
    readings = _areas(name)
    if any(area.country == code.country for area in readings):
        return True
    cities = _named(name) or _split(parts)
    at_home = [city for city in cities if city.country == code.country]
    if any(distance_km(city.point, code.point) <= OWN_TOWN_KM for city in at_home):
        return True
    return False if readings or at_home else None


def _postal(readings: Sequence["postal_codes.Reading"], *, borne_out: bool) -> list[_PostalCode]:
    """The codes of the table that a text can mean, one for each country. `borne_out`: by words, so
    that one which is not listed may count to those that begin like it."""
    from chalicelib.meetings import postal_codes

    by_key: dict[str, list[postal_codes.Reading]] = {}
    for reading in readings:
        for key in postal_codes.keys(reading):
            by_key.setdefault(key, []).append(reading)
    rows = _postal_rows(f"postal.key IN ({', '.join('?' * len(by_key))})", tuple(by_key))
    found: dict[str, _PostalCode] = {}
    # of codes kept together, those that share the most with the one asked for
    rows.sort(key=lambda row: row[0].count(postal_codes.ANY_DIGIT))
    for key, country, ends, *row in rows:
        for reading in by_key[key]:
            fits = borne_out or postal_codes.is_between(reading.key, ends)
            if fits and reading.allows(country) and country not in found:
                code = postal_codes.written(reading.key, country)
                found[country] = _postal_code(code, country, row, True)
    first_of_town = ", ".join(f"'{country}'" for country in postal_codes.FIRST_OF_TOWN)
    for reading in readings:
        for country, (size, shared) in postal_codes.FIRST_OF_TOWN.items():
            if not reading.key.isdigit() or len(reading.key) != size:
                continue
            if reading.allows(country) and country not in found:
                where = (
                    f"postal.country = '{country}' AND postal.key = (SELECT max(key) FROM postal"
                    f" WHERE country IN ({first_of_town}) AND country = '{country}'"
                    " AND key BETWEEN ? AND ?)"
                )
                first = reading.key[:shared].ljust(size, "0")
                for _, _, _, *row in _postal_rows(where, (first, reading.key)):
                    code = postal_codes.written(reading.key, country)
                    found[country] = _postal_code(code, country, row, False)
    return list(found.values())


def _postal_code(code: str, country: str, row: Sequence[Any], listed: bool) -> _PostalCode:
    name, country_name, lat_e3, lon_e3, timezone, rank = row
    point = Point(lat_e3 / 1e3, lon_e3 / 1e3)
    return _PostalCode(code, country, name, country_name, point, timezone, rank, listed)


def _postal_rows(where: str, values: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return (
        _database()
        .execute(
            "SELECT postal.key, postal.country, postal.ends,"
            " coalesce(nullif(postal.name, ''), place.name), country.name, postal.lat_e3,"
            " postal.lon_e3, zone.name, place.id FROM postal"
            " JOIN place ON place.id = postal.place JOIN zone ON zone.id = place.zone"
            f" JOIN country ON country.code = postal.country WHERE {where}",
            values,
        )
        .fetchall()
    )


def _zip(code: str) -> _Zip | None:
    row = (
        _database()
        .execute(
            "SELECT town, state, lat_e3, lon_e3, zone.name FROM zip JOIN zone ON zone.id = zip.zone"
            " WHERE code = ?",
            (int(code),),
        )
        .fetchone()
    )
    if row is None:
        return None
    town, state, lat_e3, lon_e3, zone = row
    return _Zip(code, town, state, Point(lat_e3 / 1e3, lon_e3 / 1e3), zone)


@lru_cache(maxsize=1024)
def _areas(name: str) -> tuple[_Area, ...]:
    """The regions and countries that a folded name can mean; empty where it means none."""
    rows = _database().execute(
        "SELECT country, region, abbreviation FROM qualifier WHERE key = ?", (name,)
    )
    return tuple(_Area(country, region, bool(short)) for country, region, short in rows)


def _suggestions(text: str) -> tuple[str, ...]:
    """Labels of places that are spelled nearly so, or of what a misread region leaves open."""
    parts = _parts(text) if len(text) <= MAX_TEXT else []
    if not parts or ZIP.fullmatch(text.strip()) or _is_code(text):
        return ()
    named = _named(parts[0]) if len(parts) > 1 else []
    area = _areas(parts[-1])
    if named:
        found = named
    elif area and len(parts) == 1:
        found = [city for reading in area for city in _largest(reading)]
    else:
        found = _spelled_nearly(parts[0], [reading for p in parts[1:] if (reading := _areas(p))])
        if not found and len(parts) == 1:
            *words, last = parts[0].split()
            reading = _areas(last)
            found = _spelled_nearly(" ".join(words), [reading]) if words and reading else []
    return tuple(dict.fromkeys(city.place().label for city in found))[:3]


def _is_code(text: str) -> bool:
    """Whether a text is a postal code and nothing else: no name is spelled nearly so."""
    from chalicelib.meetings import postal_codes

    return bool(DIGIT.search(text) and postal_codes.readings(text))


def _largest(area: _Area) -> list[_City]:
    """The three most populous cities of a region or a country."""
    return _cities(
        "place.id IN (SELECT id FROM place WHERE country = ?1 AND ?2 IN ('', region)"
        " ORDER BY id LIMIT 3)",
        (area.country, area.region),
    )


def _spelled_nearly(name: str, areas: Sequence[tuple[_Area, ...]]) -> list[_City]:
    """The most populous cities of the names most like this one; in the areas, if any is there.

    Bounded: only names with the same first letter and about the same length, the most populous
    first. Among names equally alike the greater city comes first.
    """
    from difflib import SequenceMatcher

    if len(name) < 3:
        return []
    keys = (
        _database()
        .execute(
            "SELECT key, min(place) AS first FROM name WHERE key >= ? AND key < ?"
            " AND length(key) BETWEEN ? AND ? GROUP BY key ORDER BY first LIMIT ?",
            (name[0], name[0] + LAST_CHARACTER, len(name) - 2, len(name) + 2, MAX_SPELLINGS),
        )
        .fetchall()
    )
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
        for city in _within(key, areas)[:1]:
            scored.append((-ratio + 0.02 * math.log10(city.population + 1), -city.id, city))
    scored.sort(reverse=True)
    near = [city for score, _, city in scored if score > scored[0][0] - 0.1]
    return near or (_spelled_nearly(name, ()) if areas else [])
