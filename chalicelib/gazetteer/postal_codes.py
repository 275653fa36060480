"""How postal codes are written: what a visitor types -> keys of the table, and a key -> its code.

A key is a code without spaces, hyphens and the country before it: "SW1A", "1000001", "4968". The
US ZIP code is not among them: it has a table of its own.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# What stands for each digit that codes stored together do not share.
ANY_DIGIT = "*"
MAX_WORDS = 3  # "SE-111 22" is two words, "CZ 100 00" three
MIN_DIGITS = 3  # with fewer nobody can tell a code from a house number

# Signs of countries before a code, besides ISO 3166-1: those on cars.
CAR_SIGNS = {
    "A": "AT", "B": "BE", "D": "DE", "E": "ES", "EST": "EE", "F": "FR", "FIN": "FI", "FL": "LI",
    "H": "HU", "I": "IT", "L": "LU", "N": "NO", "P": "PT", "S": "SE",
}  # fmt: skip
# A sign of one letter needs the hyphen: C1043 is in Buenos Aires, and S1 in Sheffield.
SIGNED = re.compile(r"(?:([A-Z])\s?-|([A-Z]{2,3})[\s-]?)\s?(\d[\d\s-]+)", re.ASCII)
POLISH = re.compile(r"\d\d-\d{3}", re.ASCII)  # nobody else writes them so
# Whole codes whose first part alone is in the table, and the countries that have them: the letters
# and digits after it say the street or the building.
FIRST_PARTS = (
    (re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\d[A-Z]{2}", re.ASCII), ("GB", "GG", "IM", "JE")),
    (re.compile(r"([A-Z]\d[A-Z])\d[A-Z]\d", re.ASCII), ("CA",)),
    (re.compile(r"([A-Z]\d[\dW])[A-Z\d]{4}", re.ASCII), ("IE",)),
    (re.compile(r"(\d{4})[A-Z]{2}", re.ASCII), ("NL",)),
    (re.compile(r"([A-Z]{3})\d{2,4}", re.ASCII), ("MT",)),
    (re.compile(r"[A-Z](\d{4})(?:[A-Z]{3})?", re.ASCII), ("AR",)),
)
# Countries whose first code of each town alone is in the table, the others following it: how
# many characters a code has, and how many of them two codes of one town surely share.
FIRST_OF_TOWN = {"BR": (8, 1), "CL": (7, 2), "CN": (6, 3)}
# What is written before the digits.
PREFIXES = {"AZ": "AZ", "HT": "HT", "LU": "L-", "LV": "LV-", "MD": "MD-"}
# Where a code of that country and length is broken: after how many characters, and by what.
BREAKS = {
    ("AI", 6): (2, "-"), ("BM", 4): (2, " "), ("BR", 8): (5, "-"), ("CA", 6): (3, " "),
    ("CZ", 5): (3, " "), ("FK", 7): (4, " "), ("GI", 7): (4, " "), ("GS", 7): (4, " "),
    ("JP", 7): (3, "-"), ("PL", 5): (2, "-"), ("PN", 7): (4, " "), ("PT", 7): (4, "-"),
    ("SE", 5): (3, " "), ("SK", 5): (3, " "), ("TC", 7): (4, " "),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a code may be: its key, and the countries whose it can be; empty means any."""

    key: str
    countries: tuple[str, ...] = ()

    def allows(self, country: str) -> bool:
        """Returns whether the code can be that country's."""
        return not self.countries or country in self.countries


@dataclass(frozen=True, slots=True)
class CodeInAddress:
    """Where an address may hold a code: its readings, and the number of the piece that it is in.

    `other_words` are those of the piece that are not the code's.
    """

    readings: tuple[Reading, ...]
    piece: int
    other_words: str


def key_of(text: str) -> str:
    """Returns the text in capitals and ASCII digits without spaces, hyphens and the mark 〒."""
    plain = text.upper() if text.isascii() else _plain(text)
    return "".join(plain.replace("-", "").replace("〒", "").split())


def _plain(text: str) -> str:
    """Returns the text in capitals, with ASCII digits and hyphens."""
    capitals = unicodedata.normalize("NFKC", text).upper()
    capitals = re.sub(r"[\u2010-\u2015\u2212\u30fc]", "-", capitals)
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in capitals
    )


def readings(text: str) -> tuple[Reading, ...]:
    """Returns what a text can be that is nothing but a code; empty where it is none.

    A code has a digit; three letters alone are one where the country is named, in Malta.
    """
    key = key_of(text)
    if not re.fullmatch(r"[A-Z0-9]{2,10}", key, re.ASCII):
        return ()
    if key.isalpha():
        return (Reading(key, ("MT",)),) if len(key) == 3 else ()
    if not key.strip("0"):  # no country has it
        return ()
    if key.isdigit():
        marked = ("JP",) if "〒" in text else ("PL",) if POLISH.fullmatch(text.strip()) else ()
        return (Reading(key, marked),) if len(key) >= MIN_DIGITS else ()
    found = [Reading(key)]
    signed = SIGNED.fullmatch(_plain(text).strip())
    if signed:
        sign, digits = signed[1] or signed[2], key_of(signed[3])
        if len(digits) >= MIN_DIGITS and (sign in CAR_SIGNS or len(sign) == 2):
            found.append(Reading(digits, (CAR_SIGNS.get(sign, sign),)))
    for whole, countries in FIRST_PARTS:
        match = whole.fullmatch(key)
        if match:
            found.append(Reading(match[1], countries))
    return tuple(found)


def table_keys(reading: Reading) -> Iterator[str]:
    """Yields the keys under which a code may be stored: its own, then those shared with more."""
    yield reading.key
    if reading.key.isdigit():
        for shared in range(len(reading.key) - 1, 1, -1):
            yield reading.key[:shared] + ANY_DIGIT * (len(reading.key) - shared)


def has_national_form(text: str, code: str) -> bool:
    """Returns whether a text is broken as its country breaks codes: "100-0001" as Japan does."""
    return not code.isalnum() and " ".join(_plain(text).split()) == code


def is_within(key: str, ends: str) -> bool:
    """Returns whether a key is among codes stored together.

    `ends` are what the first and the last of them have that their common key does not say, one
    after the other; it is empty where a code is stored by itself.
    """
    size = len(ends) // 2
    return not ends or ends[:size] <= key[-size:] <= ends[size:]


def codes_in(pieces: list[str]) -> Iterator[CodeInAddress]:
    """Yields codes at either end of an address's pieces, the last piece and the longest first."""
    for number in range(len(pieces) - 1, -1, -1):
        words = pieces[number].split()
        for length in range(min(MAX_WORDS, len(words)), 0, -1):
            ends = [(words[:length], words[length:])]
            if length < len(words):
                ends.append((words[-length:], words[:-length]))
            for code, rest in ends:
                found = readings(" ".join(code))
                if found:
                    yield CodeInAddress(found, number, " ".join(rest))


def format_code(key: str, country: str) -> str:
    """Returns the code as it is written in its country."""
    at, mark = BREAKS.get((country, len(key)), (len(key), ""))
    return PREFIXES.get(country, "") + key[:at] + mark + key[at:]
