"""Words that a visitor looks for in a listing: all of them, "a phrase", one OR another.

Case, accents and punctuation don't count. A word is found where a word of the listing begins with
it ("lib" finds "Library", "men" does not find "women"); scripts that are written without spaces are
searched within. A type's own words are found too, whole or from their first five letters on.
"""

import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from chalicelib.gazetteer.folding import fold, may_hold
from chalicelib.meetings.storage.names import is_unspaced
from chalicelib.meetings.storage.rows import Row

MAX_WORDS = 12
_TOKEN = re.compile(r'"([^"]*)"?|(\S+)')
_OR = frozenset({"OR", "|"})
_BEGINNING = 5  # letters from which on they may be the beginning of a type's word: not "men"


class TooManyWords(ValueError):
    """More words than a search takes (MAX_WORDS)."""


class Words(NamedTuple):
    """Folded words: of each group at least one has to be found.

    `types` has for each group the codes of the types that go by one of its words; empty where types
    are not looked at.
    """

    groups: tuple[tuple[str, ...], ...]
    types: tuple[frozenset[str], ...] = ()

    def with_types(self, type_words: Mapping[str, str]) -> "Words":
        """Returns the same words, found by types as well; `type_words` has folded text by code."""
        spaced = {code: f" {text} " for code, text in type_words.items()}
        return self._replace(
            types=tuple(
                frozenset(
                    code
                    for code, text in spaced.items()
                    if any(_is_of_type(word, text) for word in group)
                )
                for group in self.groups
            ),
        )

    def matches(self, row: Row) -> bool:
        """Returns whether a listing has them.

        It is looked at by name, group, place, address, town, regions, whose it is, the beginnings
        of the notes on it and on its place, and its types.
        """
        written = _written(row)
        by_text = self._not_of_type(row.types)
        if not _may_hold_one_of_each(written, by_text):
            return False
        text = fold(written)
        spaced = f" {text}"
        return all(any(_within(word, text, spaced) for word in group) for group in by_text)

    def may_match_any(self, rows: Sequence[Row]) -> bool:
        """Returns whether any of the listings may have them: much quicker than one by one."""
        by_text = self._not_of_type({code for row in rows for code in row.types})
        written = list(map(_written, rows))
        ascii_only = "\n".join(filter(str.isascii, written))  # the quicker of the two, and longer
        others = "\n".join(itertools.filterfalse(str.isascii, written))
        return any(_may_hold_one_of_each(text, by_text) for text in (ascii_only, others))

    def _not_of_type(self, codes: Collection[str]) -> list[tuple[str, ...]]:
        """Returns the groups that none of these types goes by."""
        if not self.types:
            return list(self.groups)
        pairs = zip(self.groups, self.types, strict=True)
        return [group for group, of_group in pairs if of_group.isdisjoint(codes)]


def _written(row: Row) -> str:
    return " ".join(
        (
            row.name,
            row.group,
            row.location,
            row.formatted_address,
            row.town,
            row.region,
            row.wider_regions,
            row.entity,
            row.notes,
        )
    )


def _may_hold_one_of_each(written: str, groups: Iterable[tuple[str, ...]]) -> bool:
    return all(any(may_hold(written, word) for word in group) for group in groups)


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
    return word in text if is_unspaced(word) else f" {word}" in spaced


def _is_of_type(word: str, spaced: str) -> bool:
    if is_unspaced(word) or len(word.split()[-1]) >= _BEGINNING:
        return _within(word, spaced, spaced)
    forms = (word, f"{word}s", word.removesuffix("s"))  # "step", "steps"; "women's", "women"
    return any(f" {form} " in spaced for form in forms)
