"""The texts of the site: one flat catalogue per language, `key -> text with {placeholders}`.

A language is a folder below `languages/`; its files are one per subject and are merged. cldr.json
is generated (tools/build_cldr.py). A key that another language lacks is said in English; a key
that English lacks is a mistake of ours.

Keys have the form of i18next's JSON version 4, which translation tools read. A text that depends on
a number has a key per plural category of CLDR, `mine.print_one` and `mine.print_other`:
`t("mine.print", count=3)` finds the right one. A text that has to agree with a feminine word may
have a form for it beside it, i18next's context: `series.nth.1_feminine`, said where `gender` asks.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from chalicelib.web.files import LANGUAGES
from chalicelib.web.i18n.plurals import CATEGORIES, OTHER, category_of

FALLBACK = "en"
# Each in its own words, in the order in which visitors are offered them.
OWN_NAMES = {
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "de": "Deutsch",
    "pt": "Português",
    "ar": "العربية",
}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur", "yi"})


class UnknownText(KeyError):
    """No text has that key, not even in English."""


class DuplicateText(ValueError):
    """Two files of one language both hold a key; names the key and the second file."""


class Translator:
    """The texts of one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, /, **values: object) -> str:
        """Returns the text of a key with the values in it.

        Raises UnknownText, or KeyError for a missing value.
        """
        text = self._text(key)
        if text is None and isinstance(count := values.get("count"), int):
            forms = self.forms(key)
            text = forms.get(category_of(self.language, count), forms.get(OTHER))
        if gender := values.get("gender"):
            text = _texts(self.language).get(f"{key}_{gender}", text)
        if text is None:
            raise UnknownText(key)
        return text.format(**values) if values else text

    def forms(self, key: str) -> Mapping[str, str]:
        """Returns the texts of a key that depends on `count`, by plural category.

        For scripts, which choose with Intl.PluralRules. Raises UnknownText where there are none.
        """
        for texts in (_texts(self.language), _texts(FALLBACK)):
            if f"{key}_{OTHER}" in texts:
                keys = {category: f"{key}_{category}" for category in CATEGORIES}
                return {category: texts[form] for category, form in keys.items() if form in texts}
        raise UnknownText(key)

    def _text(self, key: str) -> str | None:
        return _texts(self.language).get(key) or _texts(FALLBACK).get(key)


def read_folder(folder: Path) -> dict[str, str]:
    """Returns all texts of a language's folder; raises DuplicateText where a key comes twice."""
    texts: dict[str, str] = {}
    for file in sorted(folder.glob("*.json")):
        pairs = json.loads(file.read_text("utf-8"), object_pairs_hook=list)
        for key, text in pairs:
            if key in texts:
                raise DuplicateText(f"{key!r} appears again in {file.name}")
            texts[key] = text
    return texts


@lru_cache(maxsize=16)
def _texts(language: str) -> Mapping[str, str]:
    return read_folder(LANGUAGES / language)


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Returns the language tags that have a folder, in alphabetical order."""
    return tuple(sorted(entry.name for entry in LANGUAGES.iterdir() if entry.is_dir()))


def direction(language: str) -> str:
    """Returns `ltr` or `rtl`, the writing direction of that language tag."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=32)
def translator(language: str = FALLBACK) -> Translator:
    """Returns the texts of that language; the English ones where it has no folder."""
    return Translator(language if language in languages() else FALLBACK)
