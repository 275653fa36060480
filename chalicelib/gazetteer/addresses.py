"""An address -> its town and postal code, and what remains: for listings, and as a last resort."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.gazetteer import postal_codes
from chalicelib.gazetteer.address_areas import bare_name, surrounds_towns
from chalicelib.gazetteer.address_ends import SHORT_ZIP, UNITED_STATES
from chalicelib.gazetteer.address_parts import Part, read_parts
from chalicelib.gazetteer.address_towns import is_near_any
from chalicelib.gazetteer.city_names import MAX_TEXT, cities_named_in
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import Entry, Meanings, Place
from chalicelib.gazetteer.postal_code_table import codes_in_table
from chalicelib.gazetteer.qualifiers import countries_of, narrow
from chalicelib.gazetteer.tables import find_zip_code, meanings_of
from chalicelib.gazetteer.town_in_address import (
    NO_TOWN,
    AddressTown,
    in_its_county,
    town_of,
    town_with_district,
)
from chalicelib.gazetteer.typed_text import with_plain_digits
from chalicelib.gazetteer.zip_codes import ZIP, agrees
from chalicelib.geo.distance import distance_km

# "PLZ 10115", "Zip code: 60601"
_LABEL_OF_CODE = re.compile(
    r"\b(?:plz|c\.?p\.?|cap|cep|zip(?: ?code)?|post(?:al)? ?code|code postal|código postal"
    r"|pin(?: code)?)"
    r"\s?[:.]?\s?(?=[0-9]{4}|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CodePlace:
    """Where a postal code is, and the name of its town.

    `is_wide` says that it is a countryside's and not a town's: those of Canada whose digit is 0
    reach over a hundred kilometres.
    """

    place: Place
    town: str
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class AddressReading:
    """What an address says.

    `town` is its town as it is written there, "" where it names none. `rest` are the other names
    and numbers in it, folded, without postal codes, regions, countries and repeats: a street, a
    house, a church, or a second town. `by_code` is where its postal code is; `towns` are the cities
    or parts of cities that its town may be, the likeliest first. `areas` is what it says of region
    and country. `contradicted` is where a ZIP code is that is of another state.
    """

    town: str
    rest: tuple[str, ...]
    by_code: CodePlace | None
    towns: tuple[Entry, ...]
    areas: Meanings | None
    contradicted: CodePlace | None = None


def locate(
    address: str, city: str = "", state: str = "", postal_code: str = "", country: str = ""
) -> Place | None:
    """Returns the town of an address, or None where nothing certain is found.

    A US ZIP code wins where a state, a country or its post town confirms it; else the town, in its
    own field or in the address, that agrees with what follows it; else another country's code.
    """
    reading = read_address(address, city, state, postal_code, country)
    code = reading.by_code.place if reading.by_code else None
    if code and (code.country in UNITED_STATES or not reading.towns):
        return code
    return reading.towns[0].place() if reading.towns else None


def read_address(
    address: str, city: str = "", state: str = "", postal_code: str = "", country: str = ""
) -> AddressReading:
    """Returns what an address, and the fields beside it, say of where it is."""
    address, postal_code = map(with_plain_digits, (address[: 4 * MAX_TEXT], postal_code))
    address = _LABEL_OF_CODE.sub("", address)
    city, state, country = (text[:MAX_TEXT] for text in (city, state, country))
    parts, areas = read_parts(address, _stated_areas(state, country))
    parts = _without_areas(_without_code(parts, fold(postal_code[:MAX_TEXT])), areas)
    city_parts, areas = read_parts(city, areas)
    field = next((part for part in city_parts if part.is_words or part.meanings), None)
    if field:
        cities = cities_named_in(field.name, [areas] if areas else [])
        town = AddressTown(field.text, cities, field.name)  # "Paris 11e" is known by itself
        town = town if cities else town_with_district(field, areas) or town
    else:
        town = town_of(parts, areas)
    codes = [code for code in [postal_code.strip()[:MAX_TEXT]] if code]
    codes += [part.text for part in reversed(parts) if part.is_code]
    others = [part.name for part in parts if part.is_words and part.name]
    by_code = None
    for code in codes:
        alone = not others and not field
        by_code = _place_of_code(code, areas, town.cities, [town.name, *others], alone=alone)
        if by_code:
            break
    if by_code and not field:
        town = _with_post_town(town, parts, by_code)
    if not by_code:
        is_stated = bool(meanings_of(fold(state)) or meanings_of(fold(country)))
        all_parts = [*city_parts, *parts]
        town = in_its_county(town, all_parts, is_stated=is_stated, is_field=bool(field))
    towns = town.cities
    if by_code:
        point = by_code.place.point
        towns = sorted(towns, key=lambda city: distance_km(point, city.point))
    return AddressReading(
        town.text or (by_code.town if by_code else ""),
        _rest(parts, town, areas),
        by_code,
        tuple(towns),
        areas,
        None if by_code else _contradicted(codes, areas),
    )


def names_in(text: str, areas: Meanings | None) -> tuple[str, ...]:
    """Returns the folded names in a text besides one town, regions, countries and postal codes.

    `areas` is what is known of where it is: "Walnut" is a town in Kansas, and a street elsewhere.
    """
    parts, areas = read_parts(with_plain_digits(text[:MAX_TEXT]), areas)
    parts = _without_areas(parts, areas)
    return _rest(parts, town_of(parts, areas), areas)


def full_postal_code(code: str, state: str, country: str) -> str:
    """Returns a postal code with the zeros that a ZIP code has lost: 2134 in Massachusetts.

    Elsewhere, and where no ZIP code is so, it comes back as it is.
    """
    short = SHORT_ZIP.fullmatch(code)
    if not short:
        return code
    areas = _stated_areas(state, country)
    found = find_zip_code(short[1].zfill(5))
    if not found or areas is None or not any(area.country in UNITED_STATES for area in areas):
        return code
    return found.code + code[len(short[1]) :] if agrees(areas, found) else code


def _stated_areas(state: str, country: str) -> Meanings | None:
    """Returns what the fields of state and country say; the country where they contradict."""
    stated = meanings_of(fold(country)) or None
    if meanings := meanings_of(fold(state)):
        return narrow(stated, meanings) or stated
    return stated


def _without_code(parts: list[Part], code: str) -> list[Part]:
    """Returns the parts without the postal code (folded) that a field of its own says, too."""
    found: list[Part] = []
    for part in parts:
        if code and part.is_words and f" {part.name}".endswith(f" {code}"):
            text = " ".join(part.text.split()[: -len(code.split())])
            if text:
                found.append(replace(part, text=text, name=fold(text)))
        else:
            found.append(part)
    return found


def _without_areas(parts: list[Part], areas: Meanings | None) -> list[Part]:
    """Returns the parts without counties, which have many towns: "Leeds, West Yorkshire".

    Towns stand there without "City of" and "area" around them.
    """
    found: list[Part] = []
    for part in parts:
        if part.has_digit or not part.is_words or not part.name:
            found.append(part)
            continue
        bare = bare_name(part.name, areas)
        if bare:
            words = [word for word in part.text.split() if fold(word) in bare.split()]
            part = replace(part, text=" ".join(words), name=bare)
            if found and _is_beside(found[-1], part, areas):  # "Makati, Metro Manila"
                continue
        is_region = bool(bare) and not cities_named_in(bare, [areas] if areas else [])
        if not is_region and not surrounds_towns(part.name, areas):
            found.append(part)
    return found


def _is_beside(part: Part, other: Part, areas: Meanings | None) -> bool:
    """Returns whether a part is a town, and not the one that gave its name to the area around."""
    if not areas or part.has_digit or not part.is_words:
        return False
    cities = cities_named_in(other.name, [areas])
    return any(is_near_any(town.point, cities) for town in cities_named_in(part.name, [areas]))


def _with_post_town(town: AddressTown, parts: list[Part], by_code: CodePlace) -> AddressTown:
    """Returns the town of the postal code where the address's words end in its name."""
    name = fold(by_code.town)
    several = [part for part in parts if part.is_words and part.name]
    if town.cities or not name or not several:
        return town
    words = several[-1].text.split()
    for size in range(1, len(words) + 1):
        text = " ".join(words[-size:])
        if fold(text) == name:
            return AddressTown(text, [], name)
    return town if len(several) > 1 else NO_TOWN


def _place_of_code(
    code: str, areas: Meanings | None, towns: Sequence[Entry], names: list[str], *, alone: bool
) -> CodePlace | None:
    """Returns where a postal code is that its region, its country or its town confirms.

    Of several countries' codes that of the town counts, then that of the United States. `names` are
    the folded words beside it; `alone`: nothing else is known, and it is read as a ZIP code.
    """
    countries = countries_of(areas)
    found: list[tuple[bool, CodePlace]] = []  # whether its town is there, too
    zip_code = None
    if countries is None or countries & UNITED_STATES:
        short = SHORT_ZIP.fullmatch(code) if areas or towns else None
        digits = code[:5] if ZIP.fullmatch(code) else short[1].zfill(5) if short else ""
        zip_code = find_zip_code(digits) if digits else None
    if zip_code and (areas is None or agrees(areas, zip_code)):
        here = is_near_any(zip_code.point, towns) or fold(zip_code.town) in names
        if here or areas or alone:
            found.append((here, CodePlace(zip_code.place(), zip_code.town)))
    if countries is None or not countries <= UNITED_STATES:
        for other in codes_in_table(postal_codes.readings(code), confirmed=bool(areas)):
            here = is_near_any(other.point, towns) or fold(other.name) in names
            if (countries is None and here) or (
                countries and other.country in countries and (here or not towns)
            ):
                is_wide = other.country == "CA" and other.code[1] == "0"
                name = "" if is_wide else other.name
                found.append((here, CodePlace(other.place(), name, is_wide)))
    found.sort(key=lambda one: not one[0])
    return found[0][1] if found else None


def _contradicted(codes: list[str], areas: Meanings | None) -> CodePlace | None:
    """Returns where the first ZIP code is, though what is known of the state says another."""
    if areas is None or countries_of(areas) != frozenset({"US"}):
        return None
    for code in codes:
        if ZIP.fullmatch(code) and (found := find_zip_code(code[:5])) and not agrees(areas, found):
            return CodePlace(found.place(), found.town)
    return None


def _rest(parts: list[Part], town: AddressTown, areas: Meanings | None) -> tuple[str, ...]:
    """Returns the folded names of the parts that are neither the town nor a region or country."""
    names: list[str] = []
    for part in parts:
        if not part.is_words or not part.name:
            continue
        name = part.name
        if town.is_known:
            if name == town.name or _is_other_name(part, town, areas):
                continue
            if name.endswith(f" {town.name}"):
                name = name.removesuffix(f" {town.name}")
        names.append(name)
    return tuple(dict.fromkeys(names))


def _is_other_name(part: Part, town: AddressTown, areas: Meanings | None) -> bool:
    """Returns whether a part is the town in another language, or its county: "Munich, München"."""
    if part.has_digit or not town.cities or not areas:
        return False
    first = town.cities[0]
    same = (first.country, first.point)
    return any((city.country, city.point) == same for city in cities_named_in(part.name, [areas]))
