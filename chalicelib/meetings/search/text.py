"""Words that a visitor looks for in a listing: all of them, "a phrase", one OR another.

Case, accents and punctuation don't count. A word is found where a word of the listing begins with
it ("lib" finds "Library", "men" does not find "women"); scripts that are written without spaces are
searched within. A type's own words are found too, whole or from their first five letters on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from chalicelib.gazetteer.folding import fold, may_hold
from chalicelib.meetings.storage.names import is_unspaced
from chalicelib.meetings.storage.rows import Row

MAX_WORDS = 12
_TOKEN = re.compile(r'"([^"]*)"?|(\S+)')
_OR = frozenset({"OR", "|"})
_BEGINNING = 5  # letters from which on they may be the beginning of a type's word: not "men"


class TooManyWords(ValueError):
    """More words than a search takes (MAX_WORDS)."""


@dataclass(frozen=True, slots=True)
class Words:
    """Folded words: of each group at least one has to be found.

    `types` has for each group the codes of the types that go by one of its words; empty where types
    are not looked at.
    """

    groups: tuple[tuple[str, ...], ...]
    types: tuple[frozenset[str], ...] = ()

    def with_types(self, type_words: Mapping[str, str]) -> "Words":
        """Returns the same words, found by types as well; `type_words` has folded text by code."""
        spaced = {code: f" {text} " for code, text in type_words.items()}
        return replace(
            self,
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
        written = " ".join(
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
        types = self.types or (frozenset[str](),) * len(self.groups)
        by_text = [
            group
            for group, of_group in zip(self.groups, types, strict=True)
            if of_group.isdisjoint(row.types)
        ]
        if not all(any(may_hold(written, word) for word in group) for group in by_text):
            return False
        text = fold(written)
        spaced = f" {text}"
        return all(any(_within(word, text, spaced) for word in group) for group in by_text)


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
