"""How postal codes are written: what a visitor types -> keys of the table, and a key -> its label.

A key is a code without spaces, hyphens and the country before it: "SW1A", "1000001", "4968". The
US ZIP code is not among them: it has a table of its own.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# What stands for each digit that codes kept together do not share.
ANY_DIGIT = "*"
MAX_WORDS = 3  # "SE-111 22" is two words, "CZ 100 00" three
SHORTEST = 3  # digits; of fewer nobody can tell a code from a house number

# Signs of countries before a code, besides ISO 3166-1: those on cars.
SIGNS = {
    "A": "AT", "B": "BE", "D": "DE", "E": "ES", "EST": "EE", "F": "FR", "FIN": "FI", "FL": "LI",
    "H": "HU", "I": "IT", "L": "LU", "N": "NO", "P": "PT", "S": "SE",
}  # fmt: skip
# A sign of one letter needs the hyphen: C1043 is in Buenos Aires, and S1 in Sheffield.
SIGNED = re.compile(r"(?:([A-Z])\s?-|([A-Z]{2,3})[\s-]?)\s?(\d[\d\s-]+)", re.ASCII)
POLISH = re.compile(r"\d\d-\d{3}", re.ASCII)  # nobody else writes them so
# Whole codes of which only the first part is known, and where: one of the letters and digits after
# it says the street or the building.
BEGINNINGS = (
    (re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\d[A-Z]{2}", re.ASCII), ("GB", "GG", "IM", "JE")),
    (re.compile(r"([A-Z]\d[A-Z])\d[A-Z]\d", re.ASCII), ("CA",)),
    (re.compile(r"([A-Z]\d[\dW])[A-Z\d]{4}", re.ASCII), ("IE",)),
    (re.compile(r"(\d{4})[A-Z]{2}", re.ASCII), ("NL",)),
    (re.compile(r"([A-Z]{3})\d{2,4}", re.ASCII), ("MT",)),
    (re.compile(r"[A-Z](\d{4})(?:[A-Z]{3})?", re.ASCII), ("AR",)),
)
# Countries whose table has only the first code of each town, the others following it: characters
# of a code, and how many of them two of the same town surely share.
FIRST_OF_TOWN = {"BR": (8, 1), "CL": (7, 2), "CN": (6, 3)}
# Written before the digits, and where a code is broken: after so many characters, by what.
BEFORE = {"AZ": "AZ", "HT": "HT", "LU": "L-", "LV": "LV-", "MD": "MD-"}
BREAKS = {
    ("AI", 6): (2, "-"), ("BM", 4): (2, " "), ("BR", 8): (5, "-"), ("CA", 6): (3, " "),
    ("CZ", 5): (3, " "), ("FK", 7): (4, " "), ("GI", 7): (4, " "), ("GS", 7): (4, " "),
    ("JP", 7): (3, "-"), ("PL", 5): (2, "-"), ("PN", 7): (4, " "), ("PT", 7): (4, "-"),
    ("SE", 5): (3, " "), ("SK", 5): (3, " "), ("TC", 7): (4, " "),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a code may be: its key, and the countries it narrows to; empty where it may be any."""

    key: str
    countries: tuple[str, ...] = ()

    def allows(self, country: str) -> bool:
        return not self.countries or country in self.countries


@dataclass(frozen=True, slots=True)
class Found:
    """Where a text may hold a code: `readings` of it, in the piece of this number, and the words of
    that piece that are not of the code.
    """

    readings: tuple[Reading, ...]
    piece: int
    rest: str


def squeezed(text: str) -> str:
    """The text in capitals and ASCII digits without spaces, hyphens and the postal mark 〒."""
    plain = text.upper() if text.isascii() else _plain(text)
    return "".join(plain.replace("-", "").replace("〒", "").split())


def _plain(text: str) -> str:
    """In capitals, with ASCII digits and hyphens."""
    shown = unicodedata.normalize("NFKC", text).upper()
    shown = re.sub(r"[\u2010-\u2015\u2212\u30fc]", "-", shown)
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in shown
    )


def readings(text: str) -> tuple[Reading, ...]:
    """What a text can be that is nothing but a code; empty where it is none.

    Only with a digit; three letters alone are a code where the country is named, in Malta.
    """
    key = squeezed(text)
    if not re.fullmatch(r"[A-Z0-9]{2,10}", key, re.ASCII):
        return ()
    if key.isalpha():
        return (Reading(key, ("MT",)),) if len(key) == 3 else ()
    if not key.strip("0"):  # no country has it
        return ()
    if key.isdigit():
        marked = ("JP",) if "〒" in text else ("PL",) if POLISH.fullmatch(text.strip()) else ()
        return (Reading(key, marked),) if len(key) >= SHORTEST else ()
    found = [Reading(key)]
    signed = SIGNED.fullmatch(_plain(text).strip())
    if signed:
        sign, digits = signed[1] or signed[2], squeezed(signed[3])
        if len(digits) >= SHORTEST and (sign in SIGNS or len(sign) == 2):
            found.append(Reading(digits, (SIGNS.get(sign, sign),)))
    for whole, countries in BEGINNINGS:
        beginning = whole.fullmatch(key)
        if beginning:
            found.append(Reading(beginning[1], countries))
    return tuple(found)


def keys(reading: Reading) -> Iterator[str]:
    """The keys under which a code may be kept: its own, then those it shares with ever more."""
    yield reading.key
    if reading.key.isdigit():
        for kept in range(len(reading.key) - 1, 1, -1):
            yield reading.key[:kept] + ANY_DIGIT * (len(reading.key) - kept)


def is_written_so(text: str, code: str) -> bool:
    """Whether a text has a country's own way of breaking its codes: "100-0001" is Japan's."""
    return not code.isalnum() and " ".join(_plain(text).split()) == code


def is_between(key: str, ends: str) -> bool:
    """Whether a key is one of codes kept together, of which these are the ends of the first and of
    the last; there are none where the code is kept by itself.
    """
    size = len(ends) // 2
    return not ends or ends[:size] <= key[-size:] <= ends[size:]


def search(pieces: list[str]) -> Iterator[Found]:
    """Codes at either end of the pieces of an address, the last piece first, the longest first."""
    for number in range(len(pieces) - 1, -1, -1):
        words = pieces[number].split()
        for length in range(min(MAX_WORDS, len(words)), 0, -1):
            ends = [(words[:length], words[length:])]
            if length < len(words):
                ends.append((words[-length:], words[:-length]))
            for code, rest in ends:
                read = readings(" ".join(code))
                if read:
                    yield Found(read, number, " ".join(rest))


def written(key: str, country: str) -> str:
    """The code as it is written in its country."""
    at, mark = BREAKS.get((country, len(key)), (len(key), ""))
    return BEFORE.get(country, "") + key[:at] + mark + key[at:]
