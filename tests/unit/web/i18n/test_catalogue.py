"""The six languages: complete, in plain words, chosen by the browser or by hand; dates as CLDR."""

import re
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale

from chalicelib.canary.visit import Subject
from chalicelib.listings.incoming import type_names
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.verification.core.checking import Outcome
from chalicelib.web.files import LANGUAGES, PAGES
from chalicelib.web.finder import filter_controls
from chalicelib.web.i18n import catalogue
from chalicelib.web.i18n.catalogue import FALLBACK, OWN_NAMES, Translator, translator
from chalicelib.web.i18n.crisis_table import ENTRIES
from chalicelib.web.i18n.genders import FEMININE
from chalicelib.web.i18n.plurals import CATEGORIES, category_of
from tools import build_frontend, build_pages

TAGS = tuple(OWN_NAMES)
OTHERS = tuple(tag for tag in TAGS if tag != FALLBACK)
CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # of a ticket
ISOLATED = ("reference", "number", "link", "host", "here")  # read from left to right
FORBIDDEN = {
    "en": r"\b(addict\w*|alcoholic\w*|clean\w*|dirty|sober|sobriety|abus\w+|relaps\w+|offender\w*"
    r"|complian\w+)\b",
    "es": r"\b(adict\w*|alcohólic\w*|limpi[oa]s?|suci[oa]s?|sobri\w*|abus\w*|recaíd\w*"
    r"|delincuent\w*|infractor\w*|cumplimiento|toxic[oó]man\w*|borrach\w*|drogadict\w*)\b",
    "fr": r"\b(toxicoman\w*|dépendant\w*|alcooli\w*|drogué\w*|propres?|sobr\w+|abus\w*|rechut\w*"
    r"|délinquant\w*|contrevenant\w*|conformité)\b",
    "de": r"\b(süchtig\w*|sucht\w*|alkoholi\w*|clean|sauber\w*|schmutzig\w*|trocken\w*|nüchtern\w*"
    r"|missbrauch\w*|rückfall\w*|rückfällig\w*|straftäter\w*|täter\w*|abhängig\w*|junkie\w*)\b",
    "pt": r"\b(viciad\w*|adict\w*|dependente\w*|alcoólic\w*|alcoólatra\w*|limp[oa]s?|suj[oa]s?"
    r"|sóbri\w*|sobriedade|abus\w*|recaíd\w*|infrator\w*|delinquente\w*|conformidade)\b",
    "ar": "مدمن|إدمان|سكير|كحولي|نظيف|قذر|صاحي|صاحٍ|رصين|تعاطي|انتكاس|مذنب|مجرم|امتثال",
}
# "courts, corrections or treatment" and the Twelve Steps' fellowships are names, not judgements.


def texts_of(language: str) -> dict[str, str]:
    return catalogue.read_folder(LANGUAGES / language)


TEXTS = {tag: texts_of(tag) for tag in TAGS}
COUNTED = frozenset(key.removesuffix("_other") for key in TEXTS[FALLBACK] if key.endswith("_other"))


def key_of(key: str) -> str:
    """A key without its plural category or its gender."""
    base, _, last = key.rpartition("_")
    return base if last in CATEGORIES or last == FEMININE else key


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


# The words


def test_every_language_with_a_name_has_its_words_and_the_other_way_round() -> None:
    assert set(catalogue.languages()) == set(OWN_NAMES)
    for tag, name in OWN_NAMES.items():
        assert name.casefold() == Locale.parse(tag).get_language_name(tag).casefold()


@pytest.mark.parametrize("tag", OTHERS)
def test_no_text_is_missing_or_left_over_in_a_language(tag: str) -> None:
    assert {key_of(key) for key in TEXTS[tag]} == {key_of(key) for key in TEXTS[FALLBACK]}


@pytest.mark.parametrize("tag", TAGS)
def test_a_text_that_counts_has_every_plural_of_its_language(tag: str) -> None:
    needed = {category_of(tag, count) for count in range(200)}
    for key in COUNTED:
        assert {
            category for category in CATEGORIES if f"{key}_{category}" in TEXTS[tag]
        } == needed, key


@pytest.mark.parametrize("tag", TAGS)
def test_no_other_key_looks_like_a_plural_to_translation_tools(tag: str) -> None:
    for key in TEXTS[tag]:
        base, _, last = key.rpartition("_")
        assert last not in CATEGORIES or base in COUNTED, key


@pytest.mark.parametrize("tag", OTHERS)
def test_every_language_fills_in_the_same_values(tag: str) -> None:
    for key, text in TEXTS[tag].items():
        base = key_of(key)
        texts = TEXTS[FALLBACK]
        english = texts.get(key, texts.get(f"{base}_other", texts.get(base, "")))
        asked, given = placeholders(english), placeholders(text)
        if base == key or key.endswith("_other"):
            assert given == asked | (given & {"count"} if base != key else set()), key
        else:
            assert given <= asked | {"count"}, key  # "in one day" says its number in words


@pytest.mark.parametrize("tag", TAGS)
def test_no_text_has_a_word_that_judges(tag: str) -> None:
    forbidden = re.compile(FORBIDDEN[tag], re.IGNORECASE)
    for key, text in TEXTS[tag].items():
        assert not forbidden.findall(text), (key, text)


@pytest.mark.parametrize("tag", TAGS)
def test_no_two_types_of_meetings_go_by_the_same_words(tag: str) -> None:
    """A chip finds meetings of one type; two that read the same would each find half."""
    types = [text.casefold() for key, text in TEXTS[tag].items() if key.startswith("type.")]
    assert sorted(types) == sorted(set(types))


@pytest.mark.parametrize("tag", TAGS)
def test_every_letter_of_a_ticket_is_spelled_with_a_word_that_begins_with_it(tag: str) -> None:
    spelling = dict(part.split("=") for part in TEXTS[tag]["give.spelling"].split())
    assert set(spelling) == {character for character in CHARACTERS if character.isalpha()}
    assert all(word.startswith(letter) for letter, word in spelling.items())
    assert not {"Nordpol", "Siegfried", "Zeppelin", "Julius", "Whiskey"} & set(spelling.values())


def test_codes_and_numbers_keep_their_direction_among_arabic() -> None:
    for key, text in TEXTS["ar"].items():
        for name in ISOLATED:
            if f"{{{name}}}" in text and key != "mine.sheet.number":
                assert f"\u2066{{{name}}}\u2069" in text, key


def test_digits_are_western_in_every_language() -> None:
    for tag in TAGS:
        for key, text in TEXTS[tag].items():
            assert not re.search("[٠-٩۰-۹]", text), (tag, key)


# Used and unused keys. Sources name a key whole, or its beginning where it is put together.

ROOT = PAGES.parent
SCRIPTS = sorted(
    file
    for folder in build_frontend.MODULES
    for file in (build_frontend.SOURCES / folder).glob("*.js")
)
SOURCES = [
    *sorted(PAGES.rglob("*.html")),
    *sorted(ROOT.rglob("*.py")),
    *sorted((ROOT.parent / "commands").glob("*.py")),
    *sorted((ROOT.parent / "phone").glob("*.py")),
    Path(build_pages.__file__),
]
NOT_WORDS = {"time.clock"}


def source(*, scripts: bool) -> str:
    files = [*SOURCES, *(SCRIPTS if scripts else ())]
    return "\n".join(file.read_text("utf-8") for file in files)


def test_every_text_that_is_asked_for_exists() -> None:
    text = source(scripts=False)
    said = set(re.findall(r"""\b(?:t|say)\(\s*["']([\w.+-]+)["']\s*[,)]""", text))
    counted = set(re.findall(r"""\.forms\(\s*["']([\w.+-]+)["']\s*\)""", text))
    assert len(said) > 100 and len(counted) > 5
    assert said - TEXTS[FALLBACK].keys() - COUNTED == set()
    assert counted - COUNTED == set()


ERROR_PAGES = (
    "bad_request", "bad_search", "conflict", "forbidden", "internal", "not_found",
    "outside_window", "sign_in", "too_many", "too_many_failures", "unavailable", "unknown_place",
)  # fmt: skip
# Where a whole subject would do, what its keys are put together with.
PUT_TOGETHER = {
    "attendance.": {*AttendanceOption},
    "crisis.": {
        *(f"country.{country}" for entry in ENTRIES for country in entry.countries),
        *(entry.note for entry in ENTRIES if entry.note),
    },
    "distance.": {"km", "mi"},
    "error.": {f"{page}.{part}" for page in ERROR_PAGES for part in ("title", "text")},
    "expect.": {
        f"{part}.{half}"
        for part in ("free", "goal", "coming", "name", "facilitators", "outside", "proof")
        for half in ("title", "text")
    },
    "finder.": {"language", "access", "type", "time", "time.any", "entity", "entity.any"},
    "give.": {f"{detail}{part}" for detail in ("full", "time", "date") for part in ("", "_says")},
    "nav.": {"meetings", "check", "facilitators"},
    "signin.": {"used", "invalid", "limited"},
    "status.": {*Subject},
    "ticket.": {"invalid", "unknown", "limited", "over", "withdrawn"},
    "type.": {
        *type_names.NAMES,
        *type_names.OWN_NAMES,
        type_names.ONLINE,
        *filter_controls.LANGUAGES,
        *filter_controls.ACCESS,
    },
    "v.": {
        *(f"{outcome}.{part}" for outcome in Outcome for part in ("word", "says")),
        "withdrawn.key",
        *(f"could_not_check.{reason}" for reason in ("keys", "others", "withdrawals", "newer")),
    },
    "verification.": {*VerificationPolicy},
    "weekday.": {*"0123456"},
}
# Beginnings of something else, and of a script's words, which come without their page's name.
NO_SUBJECTS = {
    "chalicelib.web.",
    "change.",
    "count.",
    "csv.",
    "note.",
    "sample.",
    "station.",
    "texts.",
}


def test_every_text_is_used() -> None:
    text = source(scripts=True)
    named = set(re.findall(r"""["']([\w.+-]+)["']""", text))
    # t("v." ~ outcome ~ ".word"), t(f"weekday.{day}"), `csv.${name}`
    parts = re.findall(r"""["']([\w.]+\.)["']\s*[~+]|f["']([\w.]+\.)\{|`([\w.]+\.)\$""", text)
    beginnings = {part for found in parts for part in found if part} - NO_SUBJECTS
    subjects = {subject for subject in beginnings if subject.count(".") == 1}
    assert subjects == PUT_TOGETHER.keys()
    named |= {f"{subject}{rest}" for subject in subjects for rest in PUT_TOGETHER[subject]}
    of_desk = (f"station.{group}." for group in ("csv", "note", "sample", "trust.refused"))
    narrow = (*(beginnings - subjects), *of_desk)
    desk = "\n".join(file.read_text("utf-8") for file in SCRIPTS if file.parent.name == "verifier")
    desk_says = {f"station.{key}" for key in re.findall(r"""["']([\w.]+)["']""", desk)}
    unused = [
        key
        for key in map(key_of, TEXTS[FALLBACK])
        if not {key, key.removesuffix(".more")} & (named | desk_says) and not key.startswith(narrow)
    ]
    assert unused == []


def test_a_language_without_a_folder_is_answered_in_english() -> None:
    assert isinstance(translator("xx"), Translator)
    assert translator("xx").language == FALLBACK
