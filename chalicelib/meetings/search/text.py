"""Words that a visitor looks for in a listing: all of them, "a phrase", one OR another.

Case, accents and punctuation don't count. A word is found where a word of the listing begins with
it ("lib" finds "Library", "men" does not find "women"); scripts that are written without spaces are
searched within.
"""

import re
from dataclasses import dataclass

from chalicelib.gazetteer.folding import fold
from chalicelib.meetings.storage.rows import Row

MAX_WORDS = 12
_TOKEN = re.compile(r'"([^"]*)"?|(\S+)')
_OR = frozenset({"OR", "|"})
# Thai, Lao, Burmese and Khmer; kana, bopomofo and the ideographs
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u312f\u3400-\u9fff]")


class TooManyWords(ValueError):
    """More words than a search takes (MAX_WORDS)."""


@dataclass(frozen=True, slots=True)
class Words:
    """Folded words: of each group at least one has to be found."""

    groups: tuple[tuple[str, ...], ...]

    def matches(self, row: Row) -> bool:
        """Returns whether a listing has them.

        It is looked at by name, place, address, regions, whose it is, and the beginnings of the
        notes on it and on its place.
        """
        text = fold(
            " ".join(
                (
                    row.name,
                    row.location,
                    row.formatted_address,
                    row.region,
                    row.wider_regions,
                    row.entity,
                    row.notes,
                )
            )
        )
        spaced = f" {text}"
        return all(any(_within(word, text, spaced) for word in group) for group in self.groups)


def parse(text: str) -> Words | None:
    """Returns the words of a query; None where it has none. Raises TooManyWords."""
    groups: list[tuple[str, ...]] = []
    joined = False
    for phrase, word in _TOKEN.findall(text):
        if word in _OR:
            joined = bool(groups)
            continue
        folded = fold(phrase or word)
        if not folded:
            continue
        if joined:
            groups[-1] += (folded,)
        else:
            groups.append((folded,))
        joined = False
    if sum(map(len, groups)) > MAX_WORDS:
        raise TooManyWords
    return Words(tuple(groups)) if groups else None


def _within(word: str, text: str, spaced: str) -> bool:
    return word in text if _UNSPACED.match(word) else f" {word}" in spaced
