"""The words of the site: one flat catalogue per language, `key -> text with {placeholders}`.

A language is a folder below `languages/`; its files are one per subject and are merged. cldr.json
is generated (tools/build_dates.py). A key that another language lacks is said in English; a key
that English lacks is a mistake of ours.

A text that depends on a number has a key per plural category of CLDR: `mine.print.one`,
`mine.print.other`. `say("mine.print", count=3)` finds the right one. A text that has to agree with
a feminine word may have a form for it beside it: `series.nth.1.feminine`, said where `gender` asks.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from chalicelib.web.files import LANGUAGES
from chalicelib.web.i18n.plurals import CATEGORIES, OTHER, category

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


class Say:
    """The texts of one language. Called with a key, it says that text with the values in it;
    raises UnknownText, or KeyError for a missing value.
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, /, **values: object) -> str:
        text = self._text(key)
        if text is None and isinstance(count := values.get("count"), int):
            forms = self.forms(key)
            text = forms.get(category(self.language, count), forms.get(OTHER))
        if gender := values.get("gender"):
            text = _texts(self.language).get(f"{key}.{gender}", text)
        if text is None:
            raise UnknownText(key)
        return text.format(**values) if values else text

    def forms(self, key: str) -> Mapping[str, str]:
        """The texts of a key that depends on `count`, by plural category, for scripts (which choose
        with Intl.PluralRules); UnknownText where there are none.
        """
        for texts in (_texts(self.language), _texts(FALLBACK)):
            names = {one: f"{key}.{one}" for one in CATEGORIES}
            if f"{key}.{OTHER}" in texts:
                return {one: texts[name] for one, name in names.items() if name in texts}
        raise UnknownText(key)

    def _text(self, key: str) -> str | None:
        return _texts(self.language).get(key) or _texts(FALLBACK).get(key)


def read_folder(folder: Path) -> dict[str, str]:
    """All texts below a language's folder; DuplicateText where a key appears twice."""
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
    """The language tags that have a folder, in alphabetical order."""
    return tuple(sorted(entry.name for entry in LANGUAGES.iterdir() if entry.is_dir()))


def direction(language: str) -> str:
    """`ltr` or `rtl`, the writing direction of that language tag."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=32)
def speaker(language: str = FALLBACK) -> Say:
    """Who says texts in that language; in English for one that has no folder."""
    return Say(language if language in languages() else FALLBACK)
