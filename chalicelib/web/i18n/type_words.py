"""The words by which people look for a type of meeting: "spanish", "childcare", "step".

They are those of its label in every language of the site, of its name in the Meeting Guide format,
and the single words that feeds have for it, folded. What a search finds does not depend on the
language it is asked in.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from chalicelib.gazetteer.folding import fold
from chalicelib.listings.incoming.type_names import NAMES, OTHER_NAMES, OWN_NAMES
from chalicelib.meetings.storage.names import COMMON
from chalicelib.web.files import LANGUAGES
from chalicelib.web.i18n.catalogue import languages

_MAX_TYPES = 8  # of a language; a word that more of their labels have is "for" or "in"
_MIN_LENGTH = 3
_PREFIX = "type."


@lru_cache(maxsize=1)
def type_words() -> Mapping[str, str]:
    """Returns the words of each type by its code, in one folded text."""
    words: dict[str, list[str]] = {}
    for labels in (*map(_labels, languages()), NAMES, OWN_NAMES):
        texts = {code: fold(label).split() for code, label in labels.items()}
        empty = _empty_words(texts.values())
        for code, text in texts.items():
            telling = [word for word in text if len(word) >= _MIN_LENGTH and word not in empty]
            words.setdefault(code, []).extend(telling)
    for word, code in OTHER_NAMES.items():
        if " " not in word:
            words.setdefault(code, []).append(fold(word))
    return {code: " ".join(of_code) for code, of_code in words.items() if of_code}


def _labels(language: str) -> dict[str, str]:
    texts = json.loads((LANGUAGES / language / "types.json").read_text("utf-8"))
    return {key[len(_PREFIX) :]: text for key, text in texts.items() if key.startswith(_PREFIX)}


def _empty_words(texts: Iterable[list[str]]) -> set[str]:
    """Returns the words that say nothing of a type, because so many have them."""
    types = Counter(word for text in texts for word in set(text))
    return {word for word, count in types.items() if count > _MAX_TYPES or word in COMMON}
