"""The name of a place without what its address says already.

Listings often have the street in both: "Town Hall, 5 Main St" at "5 Main Street, Springfield".
"""

import re
from functools import lru_cache
from itertools import accumulate

_SHORT_WORDS = {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "boulevard": "blvd", "drive": "dr",
    "lane": "ln", "place": "pl", "court": "ct", "square": "sq", "highway": "hwy", "parkway": "pkwy",
    "north": "n", "south": "s", "east": "e", "west": "w", "saint": "st", "suite": "ste",
    "strasse": "str", "straße": "str",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_COMMA = re.compile("[,،、;]")
_POSTAL_CODE = re.compile(r"\d{5,6}", re.ASCII)
_LAST_PART = re.compile("(.+)[,،、;](.*)", re.DOTALL)


@lru_cache(maxsize=4096)  # the same places are shown again and again
def venue_name(location: str, address: str) -> str:
    """Returns the location as far as the address does not say it; "" where it says all of it.

    "Town Hall, 5 Main St" at "5 Main Street, Springfield" is "Town Hall". Parts between commas are
    compared without case and punctuation, with "St" as "Street", and without a postal code, which
    may be another.
    """
    if not location or not address:
        return location
    spoken = _words(address)
    if _is_beginning(_words(location), address):
        return ""
    name = location
    while (parts := _LAST_PART.fullmatch(name)) and _within(spoken, _without_code(parts[2])):
        name = parts[1]
    return "" if _is_beginning(_words(name), address) else name.strip()


def _is_beginning(words: list[str], address: str) -> bool:
    """Returns whether these are a house or whole parts of an address, not a "Library Street"."""
    wholes = list(accumulate(_words(part) for part in _COMMA.split(address)))
    has_house = any(word[0].isdigit() for word in words)
    return words in wholes or (has_house and _begins(_words(address), words))


def _words(text: str) -> list[str]:
    return [_SHORT_WORDS.get(word, word) for word in _WORD.findall(text.casefold())]


def _without_code(part: str) -> list[str]:
    words = _words(part)
    return words[:-1] if words and _POSTAL_CODE.fullmatch(words[-1]) else words


def _begins(words: list[str], part: list[str]) -> bool:
    return words[: len(part)] == part


def _within(words: list[str], part: list[str]) -> bool:
    """Returns whether these words stand in a row somewhere, or are none."""
    return any(_begins(words[start:], part) for start in range(len(words) - len(part) + 1))
