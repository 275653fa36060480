"""What a piece of an address ends in: postal codes, regions and countries, by where they stand."""

import re

from chalicelib.gazetteer import postal_codes
from chalicelib.gazetteer.address_areas import surrounds_towns
from chalicelib.gazetteer.address_towns import (
    folded_words,
    is_near_any,
    meanings_of_words,
    towns_at_end,
    towns_beside,
    towns_named,
)
from chalicelib.gazetteer.places import TERRITORIES, Meanings
from chalicelib.gazetteer.postal_code_table import codes_in_table
from chalicelib.gazetteer.postal_rows import PostalCode
from chalicelib.gazetteer.qualifiers import countries_of, narrow
from chalicelib.gazetteer.region_signs import may_be_sign
from chalicelib.gazetteer.tables import find_zip_code, last_words_of_qualifiers, meanings_of
from chalicelib.gazetteer.zip_codes import DIGIT, ZIP, agrees

UNITED_STATES = TERRITORIES | {"US"}
MAX_AREA_WORDS = 4  # "United States of America"
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
DUTCH_END = re.compile(r"[A-Z]{2}")  # 1012 AB


def country_of_form(code: str) -> Meanings | None:
    """Returns the one country that writes its codes like this; None where it may be another's.

    Of another code with letters, or of half of one, such as SW1A, it is the one country that has it
    in the table, if that writes its codes with letters.
    """
    for form, countries in UNMISTAKABLE:
        if form.fullmatch(code) and not code.startswith(OF_ISLANDS):
            return meanings_of(folded_words(COUNTRY_NAMES[min(countries)]))
    if code.isdecimal() or "-" in code:
        return None
    return _country_of(codes_of(postal_codes.readings(code), None))


def may_end_code(words: list[str], areas: Meanings | None) -> bool:
    """Returns whether the last word can be of a code: has a digit, or is Dutch or Maltese."""
    last = words[-1]
    if DIGIT.search(last):
        return True
    if len(last) == 3 and countries_of(areas) == frozenset({"MT"}):
        return last.isupper()
    return bool(len(words) > 1 and DUTCH_END.fullmatch(last) and DIGIT.search(words[-2]))


def area_size(words: list[str], areas: Meanings | None, beside_code: bool) -> int:
    """Returns how many words at the end are a region or country; 0 where none are.

    Either they are all of the words, or a postal code, a town or another such follows from them:
    "Devon PA 19333", "Devon PA", "PA United States". `beside_code`: a postal code stands after.
    """
    last = words[-1]
    last_word = folded_words(last).rpartition(" ")[2]
    if (
        last[-1] != "."
        and last_word not in last_words_of_qualifiers()
        and not may_be_sign(last_word)
    ):
        return 0
    for size in range(min(MAX_AREA_WORDS, len(words)), 0, -1):
        phrase, rest = words[-size:], words[:-size]
        narrowed = narrow(areas, meanings_of_words(phrase, areas))
        if not narrowed:
            continue
        if not rest or beside_code or _ends_in_town(rest, narrowed):
            return size
        if _ends_in_code(rest, narrowed) or area_size(rest, narrowed, beside_code=False):
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


def is_code_before_town(text: str, rest: list[str], areas: Meanings | None) -> bool:
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
    if any(is_near_any(code.point, towns) for code in codes_of(readings, countries)):
        return True
    if any(town.country in reading.countries for reading in readings for town in towns):
        return True
    is_stated = countries is not None and countries.isdisjoint(CODE_AFTER_TOWN)
    return is_stated and bool(LEADING_CODE.fullmatch(text) and towns_named(rest, areas))


def _ends_in_code(words: list[str], areas: Meanings) -> bool:
    return may_end_code(words, areas) and any(
        code_after(" ".join(words[-size:]), words[:-size], [], areas)
        for size in range(min(postal_codes.MAX_WORDS, len(words)), 0, -1)
    )


def code_after(
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
    if not rest and before and (size := area_size(before, areas, beside_code=True)):
        areas = narrow(areas, meanings_of_words(before[-size:], areas))  # "NY, 10001"
    elif rest and areas is None and (size := area_size(rest, areas, beside_code=True)):
        regions = [area for area in meanings_of_words(rest[-size:]) if area.region]
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
    codes = codes_of(readings, countries)
    is_around = bool(codes) and surrounds_towns(
        folded_words(" ".join(rest or before)), areas or _country_of(codes)
    )
    if countries is None:
        if is_around and not rest:
            return text  # "Kent, ME14"
        stated = countries_of(meanings_of_words(rest)) if rest else None
        if stated and not words_follow and _is_code_without_table(text, stated):
            return text  # "Israel 8800000"
        towns = towns_at_end(before if is_around else rest or before, None)
        return text if any(is_near_any(code.point, towns) for code in codes) else ""
    if not rest or is_around or area_size(rest, areas, beside_code=False) == len(rest):
        return text if codes or (before and _looks_like_code(text, countries)) else ""
    towns = towns_at_end(rest, areas)
    if codes and any(is_near_any(code.point, towns) for code in codes):
        return text
    is_likely = not words_follow and _is_code_without_table(text, countries)
    if (is_likely or CODE_IN_TWO.fullmatch(text)) and towns_named(rest, areas):
        return text  # "Athens 105 57", "Cairo 11511": of such the table has none
    # "NSW 2000" after other words
    return text if codes and area_size(rest, areas, beside_code=True) else ""


def _country_of(codes: list[PostalCode]) -> Meanings | None:
    """Returns the country of codes with letters; None where it may be several."""
    countries = {code.country for code in codes}
    name = COUNTRY_NAMES.get(min(countries), "") if len(countries) == 1 else ""
    return meanings_of(folded_words(name)) or None


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
    region_size = area_size(rest, areas, beside_code=True) if rest else 0
    region = meanings_of_words(rest[-region_size:]) if region_size else ()
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


def codes_of(
    readings: tuple[postal_codes.Reading, ...], countries: frozenset[str] | None
) -> list[PostalCode]:
    """Returns the postal codes of some readings, in one of those countries where some are meant."""
    return [
        code
        for code in codes_in_table(readings, confirmed=True)
        if countries is None or code.country in countries
    ]
