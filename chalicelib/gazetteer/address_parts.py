"""An address as people write it -> its parts: postal codes, regions and countries, other words.

The comma cannot be relied upon: "64 Example Street, Port Deposit MD 21904 USA".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chalicelib.gazetteer import postal_codes
from chalicelib.gazetteer.address_areas import surrounds_towns
from chalicelib.gazetteer.city_names import cities_named_in
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import TERRITORIES, City, Entry, Meanings
from chalicelib.gazetteer.postal_code_table import OWN_TOWN_KM, codes_in_table
from chalicelib.gazetteer.postal_rows import PostalCode
from chalicelib.gazetteer.qualifiers import MEXICAN_STATES_WITH_DOT, countries_of, narrow
from chalicelib.gazetteer.region_signs import is_british_county, may_be_sign, meanings_of_sign
from chalicelib.gazetteer.tables import find_zip_code, last_words_of_qualifiers, meanings_of
from chalicelib.gazetteer.zip_codes import DIGIT, ZIP, agrees
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point

# "Recife/PE": Brazil writes a state's sign so.
SEPARATOR = re.compile(
    r"[,;،、，\n\r()|•]|(?:^|\s)[-–—/]+(?:\s|$)|(?<=[a-zà-ÿ]{3})\s?/\s?(?=[A-Z]{2}(?:\W|$))"
)
MAX_PIECES = 12  # that are read, from the last, and as many words of each
MAX_WORDS = 30
MAX_AREA_WORDS = 4  # "United States of America"
MAX_TOWN_WORDS = 6
LETTERS_OF_ISO3 = 3
UNITED_STATES = TERRITORIES | {"US"}
# Countries that write the postal code after the town: a number before it is that of a house.
CODE_AFTER_TOWN = UNITED_STATES | set(
    "AI AU BD BM BR CA CO FK GB GG GI GS HK IE IM IN JE KE KR LK MO MT MW NU NZ PH PK PN SG TC TH"
    " ZA".split()
)
# A ZIP code that has lost its zeros: 2134 in Massachusetts, 501 in New York
SHORT_ZIP = re.compile(r"(\d{3,4})(?:-\d{4})?", re.ASCII)
# Codes of a form that nothing else has in an address, and the countries that write them so.
UNMISTAKABLE = (
    (re.compile(r"[A-Z]\d[A-Z] ?\d[A-Z]\d", re.ASCII), frozenset({"CA"})),
    (re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.ASCII), frozenset({"GB"})),
    (re.compile(r"[A-Z]\d[\dW] ?(?=\d*[A-Z])[A-Z\d]{4}", re.ASCII), frozenset({"IE"})),
)
OF_ISLANDS = ("GY", "IM", "JE")  # written as British ones
COUNTRY_NAMES = {"CA": "Canada", "GB": "United Kingdom", "IE": "Ireland"}
LETTERED = frozenset({"CA", "GB", "GG", "IE", "IM", "JE", "MT"})
CODE_IN_TWO = re.compile(r"\d{3} \d{2}", re.ASCII)
# Countries whose codes the table has not.
WITHOUT_TABLE = frozenset(
    "AM BA BT CU EG ET GE GR IL IQ IR JO KG KH KW KZ LA LB ME MM MN NG NI NP OM PY SA SD SN SV TJ"
    " TM TN TW UZ VE VN XK".split()
)
MIN_DIGITS_WITHOUT_TABLE = 5  # a house has fewer
LEADING_CODE = re.compile(r"\d{4,7}|\d{3} \d{2}", re.ASCII)
PROVINCE = re.compile(r"[A-Z]{2}")
ITALY = frozenset({"IT"})
DENMARK = frozenset({"DK"})
DANISH_DISTRICT = re.compile("[A-ZØ]{1,2}")  # "København K", "Aarhus C"
# "00184 Roma RM", "20121 Milano (MI)", which would be a state elsewhere
ITALIAN_END = re.compile(
    r"(?:^|[\s,])(?P<code>\d{5}) (?P<town>[^\d,()]{2,40}?),? \(?[A-Z]{2}\)?\s*$", re.ASCII
)
DUTCH_END = re.compile(r"[A-Z]{2}")  # 1012 AB


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an address: a postal code, a region or country, or other words.

    `name` is the text folded. `meanings` are empty unless it is a region or country. `after_code`
    says that a postal code stands right before it.
    """

    text: str
    name: str
    meanings: Meanings = ()
    is_code: bool = False
    after_code: bool = False

    @property
    def is_words(self) -> bool:
        """Returns whether it is neither a postal code nor a region or country."""
        return not self.is_code and not self.meanings

    @property
    def has_digit(self) -> bool:
        """Returns whether a digit is in it, as in a street with its house."""
        return bool(DIGIT.search(self.text))


def read_parts(address: str, areas: Meanings | None) -> tuple[list[Part], Meanings | None]:
    """Returns the parts of an address in their order, and all that is known of where they are.

    `areas` is what is known of its region and country besides; None is nothing. A region or country
    that contradicts what stands further right is only words.
    """
    if areas is None:
        areas = _italy_by_form(address)
    several = [words[-MAX_WORDS:] for text in SEPARATOR.split(address) if (words := text.split())]
    pieces = several[-MAX_PIECES:]
    parts: list[Part] = []  # from the right
    for number in range(len(pieces) - 1, -1, -1):
        words_follow = any(
            part.is_words and not surrounds_towns(part.name, areas) for part in parts
        )
        before = pieces[number - 1] if number else []
        reader = _Piece(pieces[number], before, areas, words_follow)
        parts += reader.parts_from_right()
        areas = reader.areas
    parts.reverse()
    return parts, areas


class _Piece:
    """The words between two commas, read from the right; `areas` narrow as it goes.

    `words_follow`: others than regions, countries and postal codes stand further right.
    """

    def __init__(
        self, words: list[str], before: list[str], areas: Meanings | None, words_follow: bool
    ) -> None:
        self.words = words
        self.before = before
        self.areas = areas
        self.words_follow = words_follow

    def parts_from_right(self) -> list[Part]:
        """Returns the parts, the last first."""
        parts: list[Part] = []
        while self.words:
            if code := self._code_at_end():
                self.areas = self.areas or _country_of_form(code)
                parts.append(Part(code, "", is_code=True))
                continue
            beside_code = bool(parts) and parts[-1].is_code
            size = _area_size(self.words, self.areas, beside_code)
            if size and self._is_street_named_as_county(self.words[-size:]):
                break
            if size:
                meant = _meant(self.words[-size:], self.areas)
                self.areas = narrow(self.areas, meant)
            elif self._ends_in_province():
                size = 1
            else:
                break
            text = " ".join(self.words[-size:])
            parts.append(Part(text, _folded(text), self.areas or ()))
            del self.words[-size:]
        if found := self._code_before_town():
            at, size = found
            text, code = (
                " ".join(self.words[at:][part]) for part in (slice(size, None), slice(size))
            )
            parts.append(Part(text, _folded(text), after_code=True))
            parts.append(Part(code, "", is_code=True))
            del self.words[at:]
        if self.words:
            text = " ".join(self.words)
            parts.append(Part(text, _folded(text)))
        return parts

    def _is_street_named_as_county(self, phrase: list[str]) -> bool:
        """Returns whether a county's sign stands before a town: "Suite 5, Hampshire, Boston"."""
        return (
            self.words_follow
            and self.areas is None
            and is_british_county(_folded(" ".join(phrase)))
        )

    def _ends_in_province(self) -> bool:
        """Returns whether a sign of an Italian province follows a town: "Roma RM", "Roma (RM)"."""
        if countries_of(self.areas) != ITALY or not PROVINCE.fullmatch(self.words[-1]):
            return False
        return bool(towns_at_end(self.words[:-1] or self.before, self.areas))

    def _code_at_end(self) -> str:
        """Takes a postal code from the end of the words, and returns it; "" where there is none."""
        if not _may_end_code(self.words, self.areas):
            return ""
        countries = countries_of(self.areas)
        is_american = countries is not None and countries <= UNITED_STATES
        longest = 1 if is_american else min(postal_codes.MAX_WORDS, len(self.words))
        for size in range(longest, 0, -1):
            text, rest = " ".join(self.words[-size:]), self.words[:-size]
            if code := _code_after(
                text, rest, self.before, self.areas, words_follow=self.words_follow
            ):
                self.words = rest
                return code
        return ""

    def _code_before_town(self) -> tuple[int, int] | None:
        """Returns where a postal code begins that stands before the town, and its size in words.

        The town's name is what follows it; a street may come before. None where there is none, and
        where the country does not write it so.
        """
        countries = countries_of(self.areas)
        if (countries is not None and countries <= CODE_AFTER_TOWN) or len(self.words) < 2:
            return None
        for at in range(len(self.words) - 2, -1, -1):
            if not any(DIGIT.search(word) for word in self.words[at : at + 2]):
                continue
            for size in range(min(postal_codes.MAX_WORDS, len(self.words) - 1 - at), 0, -1):
                text = " ".join(self.words[at : at + size])
                if _is_code_before_town(text, self.words[at + size :], self.areas):
                    return at, size
        return None


def _italy_by_form(address: str) -> Meanings | None:
    """Returns Italy where an address ends in one of its codes, its town and a province's sign."""
    end = ITALIAN_END.search(address)
    if not end:
        return None
    italy = meanings_of(_folded("Italy"))
    towns = _towns(end["town"].split(), italy)
    codes = _codes(postal_codes.readings(end["code"]), ITALY)
    return italy if any(is_near_any(code.point, towns) for code in codes) else None


def _country_of_form(code: str) -> Meanings | None:
    """Returns the one country that writes its codes like this; None where it may be another's.

    Of another code with letters, or of half of one, such as SW1A, it is the one country that has it
    in the table, if that writes its codes with letters.
    """
    for form, countries in UNMISTAKABLE:
        if form.fullmatch(code) and not code.startswith(OF_ISLANDS):
            return meanings_of(_folded(COUNTRY_NAMES[min(countries)]))
    if code.isdecimal() or "-" in code:
        return None
    return _country_of(_codes(postal_codes.readings(code), None))


def _may_end_code(words: list[str], areas: Meanings | None) -> bool:
    """Returns whether the last word can be of a code: has a digit, or is Dutch or Maltese."""
    last = words[-1]
    if DIGIT.search(last):
        return True
    if len(last) == 3 and countries_of(areas) == frozenset({"MT"}):
        return last.isupper()
    return bool(len(words) > 1 and DUTCH_END.fullmatch(last) and DIGIT.search(words[-2]))


def _area_size(words: list[str], areas: Meanings | None, beside_code: bool) -> int:
    """Returns how many words at the end are a region or country; 0 where none are.

    Either they are all of the words, or a postal code, a town or another such follows from them:
    "Devon PA 19333", "Devon PA", "PA United States". `beside_code`: a postal code stands after.
    """
    last = words[-1]
    last_word = _folded(last).rpartition(" ")[2]
    if (
        last[-1] != "."
        and last_word not in last_words_of_qualifiers()
        and not may_be_sign(last_word)
    ):
        return 0
    for size in range(min(MAX_AREA_WORDS, len(words)), 0, -1):
        phrase, rest = words[-size:], words[:-size]
        narrowed = narrow(areas, _meant(phrase, areas))
        if not narrowed:
            continue
        if not rest or beside_code or _ends_in_town(rest, narrowed):
            return size
        if _ends_in_code(rest, narrowed) or _area_size(rest, narrowed, beside_code=False):
            return size
    return 0


def _ends_in_town(words: list[str], areas: Meanings) -> bool:
    """Returns whether a town is at the end of words, or before the sign of a part: "Roma RM"."""
    if towns_at_end(words, areas):
        return True
    countries = countries_of(areas)
    return (
        len(words) > 1
        and bool(
            (countries == ITALY and PROVINCE.fullmatch(words[-1]))
            or (countries == DENMARK and DANISH_DISTRICT.fullmatch(words[-1]))
        )
        and bool(towns_at_end(words[:-1], areas))
    )


def _is_code_before_town(text: str, rest: list[str], areas: Meanings | None) -> bool:
    """Returns whether the first words of a piece are a postal code, and no house number.

    Either the code is near the town that begins or ends the other words, or it is of a form that
    only the town's country has, or that country is stated and nothing but the town follows.
    """
    readings = postal_codes.readings(text)
    towns = towns_beside(rest, areas) if readings else []
    towns = [town for town in towns if town.country not in CODE_AFTER_TOWN]
    if not towns:
        return False
    countries = countries_of(areas)
    if any(is_near_any(code.point, towns) for code in _codes(readings, countries)):
        return True
    if any(town.country in reading.countries for reading in readings for town in towns):
        return True
    is_stated = countries is not None and countries.isdisjoint(CODE_AFTER_TOWN)
    return is_stated and bool(LEADING_CODE.fullmatch(text) and _towns(rest, areas))


def _ends_in_code(words: list[str], areas: Meanings) -> bool:
    return _may_end_code(words, areas) and any(
        _code_after(" ".join(words[-size:]), words[:-size], [], areas)
        for size in range(min(postal_codes.MAX_WORDS, len(words)), 0, -1)
    )


def _code_after(
    text: str,
    rest: list[str],
    before: list[str],
    areas: Meanings | None,
    *,
    words_follow: bool = False,
) -> str:
    """Returns the postal code that a text at the end of a piece is, or "" where it is none.

    `rest` are the words before it in its piece, and `before` those of the piece before. A number is
    a code only where what stands there is known to have it: elsewhere it is that of a house, surely
    so where `words_follow` further right.
    """
    if not rest and before and (size := _area_size(before, areas, beside_code=True)):
        areas = narrow(areas, _meant(before[-size:], areas))  # "NY, 10001"
    elif rest and areas is None and (size := _area_size(rest, areas, beside_code=True)):
        regions = [area for area in _meant(rest[-size:]) if area.region]
        areas = tuple(regions) or None  # "ON M5H", "NSW 2000"
    countries = countries_of(areas)
    capitals = text.upper()
    if any(
        form.fullmatch(capitals) and (countries is None or whose & countries)
        for form, whose in UNMISTAKABLE
    ):
        return capitals
    if (countries is None or countries & UNITED_STATES) and (
        code := _zip_code_after(text, rest, before, areas)
    ):
        return code
    if countries is not None and countries <= UNITED_STATES:
        return ""
    readings = postal_codes.readings(text)
    if not readings:
        return ""
    codes = _codes(readings, countries)
    is_around = bool(codes) and surrounds_towns(
        _folded(" ".join(rest or before)), areas or _country_of(codes)
    )
    if countries is None:
        if is_around and not rest:
            return text  # "Kent, ME14"
        stated = countries_of(_meant(rest)) if rest else None
        if stated and not words_follow and _is_code_without_table(text, stated):
            return text  # "Israel 8800000"
        towns = towns_at_end(before if is_around else rest or before, None)
        return text if any(is_near_any(code.point, towns) for code in codes) else ""
    if not rest or is_around or _area_size(rest, areas, beside_code=False) == len(rest):
        return text if codes or (before and _looks_like_code(text, countries)) else ""
    towns = towns_at_end(rest, areas)
    if codes and any(is_near_any(code.point, towns) for code in codes):
        return text
    is_likely = not words_follow and _is_code_without_table(text, countries)
    if (is_likely or CODE_IN_TWO.fullmatch(text)) and _towns(rest, areas):
        return text  # "Athens 105 57", "Cairo 11511": of such the table has none
    # "NSW 2000" after other words
    return text if codes and _area_size(rest, areas, beside_code=True) else ""


def _country_of(codes: list[PostalCode]) -> Meanings | None:
    """Returns the country of codes with letters; None where it may be several."""
    countries = {code.country for code in codes}
    name = COUNTRY_NAMES.get(min(countries), "") if len(countries) == 1 else ""
    return meanings_of(_folded(name)) or None


def _looks_like_code(text: str, countries: frozenset[str]) -> bool:
    """Returns whether a number alone after other parts is a code, though the table has none such.

    Not where all codes have letters.
    """
    is_number = text.isascii() and text.isdecimal() and len(text) > postal_codes.MIN_DIGITS
    return is_number and not countries <= LETTERED


def _is_code_without_table(text: str, countries: frozenset[str]) -> bool:
    """Returns whether a number is as long as a code in these countries, of which no table tells."""
    is_number = text.isascii() and text.isdecimal()
    return is_number and len(text) >= MIN_DIGITS_WITHOUT_TABLE and countries <= WITHOUT_TABLE


def _zip_code_after(text: str, rest: list[str], before: list[str], areas: Meanings | None) -> str:
    whole, short = ZIP.fullmatch(text), SHORT_ZIP.fullmatch(text)
    if not whole and not short:
        return ""
    region_size = _area_size(rest, areas, beside_code=True) if rest else 0
    region = _meant(rest[-region_size:]) if region_size else ()
    known = narrow(areas, region) if region else areas
    if whole:
        if known and all(area.country in UNITED_STATES for area in known):
            return text
        found = find_zip_code(text[:5])
        if found and known:
            return text if agrees(known, found) else ""
        if found and not rest and not before:  # a house's number has its street
            return text
        towns = towns_at_end(rest or before, known) if found else []
        return text if found and is_near_any(found.point, towns) else ""
    if known and short and (region or not rest):
        code = short[1].zfill(5)
        found = find_zip_code(code)
        if found and any(area.region for area in known) and agrees(known, found):
            return code
    return ""


def _codes(
    readings: tuple[postal_codes.Reading, ...], countries: frozenset[str] | None
) -> list[PostalCode]:
    return [
        code
        for code in codes_in_table(readings, confirmed=True)
        if countries is None or code.country in countries
    ]


def towns_at_end(words: list[str], areas: Meanings | None) -> list[City]:
    """Returns the cities of the longest name that the words end in, in these areas."""
    return towns_and_size_at_end(words, areas)[0]


def towns_and_size_at_end(words: list[str], areas: Meanings | None) -> tuple[list[City], int]:
    """Returns the cities of the longest name that the words end in, and its number of words."""
    for size in range(min(MAX_TOWN_WORDS, len(words)), 0, -1):
        if towns := _towns(words[-size:], areas):
            return towns, size
    return [], 0


def towns_beside(words: list[str], areas: Meanings | None) -> list[City]:
    """Returns the cities of the longest name that the words begin or end with."""
    for size in range(min(MAX_TOWN_WORDS, len(words)), 0, -1):
        if towns := _towns(words[:size], areas) or _towns(words[-size:], areas):
            return towns
    return []


def is_near_any(point: Point, towns: Sequence[Entry]) -> bool:
    """Returns whether a point may be in one of the towns."""
    return any(distance_km(point, town.point) <= OWN_TOWN_KM for town in towns)


def _towns(words: list[str], areas: Meanings | None) -> list[City]:
    text = " ".join(words)
    if DIGIT.search(text) or not (name := _folded(text)):
        return []
    return cities_named_in(name, [] if areas is None else [areas])


def _meant(words: list[str], areas: Meanings | None = None) -> Meanings:
    """Returns the regions and countries that words mean; "Ala." is not the code of Åland.

    `areas` is what is known of where they are: "UP" is a state in India alone.
    """
    name = _folded(" ".join(words))
    meanings = meanings_of(name)
    if not meanings or areas:
        meanings = (*meanings, *meanings_of_sign(name, countries_of(areas)))
    if words[-1][-1] != ".":
        return meanings
    if len(name) == LETTERS_OF_ISO3:
        meanings = tuple(area for area in meanings if area.region) or meanings
    return (*meanings, *meanings_of(MEXICAN_STATES_WITH_DOT.get(name, "")))


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    """Returns `fold` of words that come again in many addresses: of states, towns and streets."""
    return fold(text)
