"""The six languages: complete, in plain words, chosen by the browser or by hand; dates as CLDR."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from string import Formatter

import babel.dates
import pytest
from babel import Locale

from chalicelib.listings.incoming import meeting_types
from chalicelib.meetings.meeting import AttendanceOption, VerificationPolicy
from chalicelib.verification.checking import Outcome
from chalicelib.web.files import LANGUAGES, PAGES
from chalicelib.web.finder import filter_controls
from chalicelib.web.http.language_choice import came_from
from chalicelib.web.http.negotiation import country_of, language_of, negotiated
from chalicelib.web.i18n import catalogue, formatting
from chalicelib.web.i18n.catalogue import FALLBACK, OWN_NAMES, Say, speaker
from chalicelib.web.i18n.genders import FEMININE
from chalicelib.web.i18n.plurals import CATEGORIES, category
from tests.unit.web.visiting import HOST, Site
from tools import build_dates, build_frontend, build_pages

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
COUNTED = frozenset(
    key.removesuffix(".one")
    for key in TEXTS[FALLBACK]
    if key.endswith(".one") and f"{key.removesuffix('.one')}.other" in TEXTS[FALLBACK]
)


def key_of(key: str) -> str:
    """A key without its plural category or its gender."""
    base, _, last = key.rpartition(".")
    return base if (base in COUNTED and last in CATEGORIES) or last == FEMININE else key


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
    needed = {category(tag, count) for count in range(200)}
    for key in COUNTED:
        assert {one for one in CATEGORIES if f"{key}.{one}" in TEXTS[tag]} == needed, key


@pytest.mark.parametrize("tag", OTHERS)
def test_every_language_fills_in_the_same_values(tag: str) -> None:
    for key, text in TEXTS[tag].items():
        base = key_of(key)
        texts = TEXTS[FALLBACK]
        english = texts.get(key, texts.get(f"{base}.other", texts.get(base, "")))
        asked, given = placeholders(english), placeholders(text)
        if base == key or key.endswith(".other"):
            assert given == asked | (given & {"count"} if base != key else set()), key
        else:
            assert given <= asked | {"count"}, key  # "in one day" says its number in words


@pytest.mark.parametrize("tag", TAGS)
def test_no_text_has_a_word_that_judges(tag: str) -> None:
    forbidden = re.compile(FORBIDDEN[tag], re.IGNORECASE)
    for key, text in TEXTS[tag].items():
        assert not forbidden.findall(text), (key, text)


@pytest.mark.parametrize("tag", TAGS)
def test_every_letter_of_a_ticket_is_spelled_with_a_word_that_begins_with_it(tag: str) -> None:
    spelling = dict(part.split("=") for part in TEXTS[tag]["give.spelling"].split())
    assert set(spelling) == {one for one in CHARACTERS if one.isalpha()}
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
    "bad_request", "conflict", "forbidden", "internal", "not_found", "outside_window", "sign_in",
    "too_many", "unavailable",
)  # fmt: skip
# Where a whole subject would do, what its keys are put together with.
PUT_TOGETHER = {
    "attendance.": {*AttendanceOption},
    "crisis.": {"call_or_text"},  # the settings' word for it
    "distance.": {"km", "mi"},
    "error.": {f"{page}.{part}" for page in ERROR_PAGES for part in ("title", "text")},
    "expect.": {
        f"{part}.{half}"
        for part in ("free", "goal", "coming", "name", "facilitators", "outside", "proof")
        for half in ("title", "text")
    },
    "finder.": {"language", "access", "type", "time", "time.any", "entity", "entity.any"},
    "give.": {"full", "full_says", "time", "time_says"},
    "nav.": {"meetings", "check", "facilitators"},
    "signin.": {"used", "invalid"},
    "ticket.": {"invalid", "unknown", "over", "withdrawn"},
    "type.": {
        *meeting_types.NAMES,
        *meeting_types.OWN_NAMES,
        meeting_types.ONLINE,
        *filter_controls.LANGUAGES,
        *filter_controls.ACCESS,
    },
    "v.": {
        *(f"{outcome}.{part}" for outcome in Outcome for part in ("word", "says")),
        "withdrawn.key",
        *(f"could_not_check.{reason}" for reason in ("keys", "withdrawals", "newer")),
    },
    "verification.": {*VerificationPolicy},
    "weekday.": {*"0123456"},
}
# Beginnings of something else, and of a script's words, which come without their page's name.
NO_SUBJECTS = {"chalicelib.web.", "change.", "count.", "csv.", "note.", "station.", "texts."}


def test_every_text_is_used() -> None:
    text = source(scripts=True)
    named = set(re.findall(r"""["']([\w.+-]+)["']""", text))
    # t("v." ~ outcome ~ ".word"), say(f"weekday.{day}"), `csv.${name}`
    parts = re.findall(r"""["']([\w.]+\.)["']\s*[~+]|f["']([\w.]+\.)\{|`([\w.]+\.)\$""", text)
    beginnings = {part for found in parts for part in found if part} - NO_SUBJECTS
    subjects = {one for one in beginnings if one.count(".") == 1}
    assert subjects == PUT_TOGETHER.keys()
    named |= {f"{subject}{rest}" for subject in subjects for rest in PUT_TOGETHER[subject]}
    narrow = (*(beginnings - subjects), "station.csv.")
    desk = "\n".join(file.read_text("utf-8") for file in SCRIPTS if file.parent.name == "verifier")
    desk_says = {f"station.{key}" for key in re.findall(r"""["']([\w.]+)["']""", desk)}
    unused = [
        key
        for key in map(key_of, TEXTS[FALLBACK])
        if not {key, key.removesuffix(".more")} & (named | desk_says) and not key.startswith(narrow)
    ]
    assert unused == []


# Numbers


@pytest.mark.parametrize("tag", TAGS)
def test_plurals_are_those_of_cldr(tag: str) -> None:
    rule = Locale.parse(tag).plural_form
    assert [category(tag, count) for count in range(2000)] == [rule(n) for n in range(2000)]


def test_a_number_takes_the_plural_of_its_language() -> None:
    assert [speaker("ar")("mine.print", count=n) for n in (1, 2, 3, 11, 100)] == [
        "طباعة رمز واحد",
        "طباعة رمزين",
        "طباعة 3 رموز",
        "طباعة 11 رمزًا",
        "طباعة 100 رمز",
    ]
    assert speaker("fr")("mine.print", count=0) == "Imprimer 0 code"
    assert speaker("en")("mine.print", count=0) == "Print 0 codes"
    assert speaker("es")("finder.counted", count=1) == "1 encontrada"
    assert speaker("fr")("finder.counted_some", count=12) == "12 trouvées jusqu’ici"


# Dates and times

DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 800, 3)]
MIDNIGHT = datetime(2026, 11, 17, tzinfo=UTC)
MOMENTS = [
    MIDNIGHT + timedelta(hours=hour, minutes=minute)
    for hour in range(24)
    for minute in (0, 5, 30, 59)
]


def plain(text: str) -> str:
    """Without the spaces that only keep a line together."""
    return re.sub(r"[\u00a0\u202f\u2009]", " ", text)


@pytest.mark.parametrize("tag", TAGS)
def test_the_generated_texts_are_those_of_this_cldr(tag: str) -> None:
    assert json.loads((LANGUAGES / tag / "cldr.json").read_text("utf-8")) == build_dates.texts(tag)


@pytest.mark.parametrize("tag", OTHERS)
def test_dates_are_said_as_babel_says_them(tag: str) -> None:
    say = speaker(tag)
    for day in DAYS:

        def babels(skeleton: str, day: date = day) -> str:
            return plain(babel.dates.format_skeleton(skeleton, day, locale=tag))

        assert plain(formatting.short_date(say, day, date(day.year, 1, 1))) == babels("MMMEd")
        assert plain(formatting.short_date(say, day)) == babels("yMMMEd")
        assert plain(formatting.plain_date(say, day)) == babels("yMMMd")
        weekday = say(f"weekday.{day.isoweekday() % 7}")
        assert weekday == babel.dates.format_date(day, "EEEE", locale=tag)


@pytest.mark.parametrize("tag", OTHERS)
def test_times_are_said_as_babel_says_them(tag: str) -> None:
    say = speaker(tag)
    for moment in MOMENTS:
        said = plain(formatting.time_of_day(say, moment))
        if say("time.clock") == "h" and moment.hour % 12 == 0 and moment.minute == 0:
            assert said == plain(say("time.noon" if moment.hour else "time.midnight"))
        else:
            assert said == plain(babel.dates.format_time(moment, "short", UTC, tag))


@pytest.mark.parametrize("tag", OTHERS)
def test_ranges_are_said_as_babel_says_them(tag: str) -> None:
    say = speaker(tag)
    skeleton = "hm" if say("time.clock") == "h" else "Hm"
    for start in MOMENTS:
        end = start + timedelta(minutes=85)
        if start.date() != end.date() or 0 in (start.hour % 12, end.hour % 12):
            continue
        if skeleton == "hm" and (start.hour < 12) != (end.hour < 12):
            continue  # CLDR then puts spaces around the dash
        babels = babel.dates.format_interval(start, end, skeleton, locale=tag)
        assert plain(formatting.time_range(say, start, end)) == plain(babels)


def test_english_reads_as_it_was_designed() -> None:
    say = speaker("en")
    moment = MIDNIGHT + timedelta(hours=19)
    assert formatting.short_date(say, moment.date(), moment.date()) == "Tue 17 Nov"
    assert (
        plain(formatting.time_range(say, moment, moment + timedelta(minutes=90))) == "7:00–8:30 pm"
    )


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("en", "Tue 17 Nov 2026, 7:00–8:30 pm (UTC-06:00)"),
        ("es", "mar, 17 nov 2026, 19:00–20:30 (UTC-06:00)"),
        ("fr", "mar. 17 nov. 2026, 19:00 – 20:30 (UTC-06:00)"),
        ("de", "Di., 17. Nov. 2026, 19:00–20:30 Uhr (UTC-06:00)"),
        ("pt", "ter., 17 de nov. de 2026, 19:00 – 20:30 (UTC-06:00)"),
        ("ar", "الثلاثاء، 17 نوفمبر 2026، 7:00–8:30 م (UTC-06:00)"),
    ],
)
def test_a_verification_states_its_time_in_each_language(tag: str, said: str) -> None:
    from chalicelib.meetings.schedule.occurrences import Occurrence

    start = datetime.fromisoformat("2026-11-17T19:00-06:00")
    occurrence = Occurrence(start, start + timedelta(minutes=90))
    assert plain(formatting.on_the_day(speaker(tag), occurrence)) == said


def test_a_language_without_a_folder_is_answered_in_english() -> None:
    assert isinstance(speaker("xx"), Say)
    assert speaker("xx").language == FALLBACK


# The browser's choice


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en-GB,fr;q=0.9", "en"),
        ("fr;q=0.5, de;q=0.7", "de"),
        ("da, en-gb;q=0.8, fr;q=0.7", "en"),
        ("zh-Hant-TW, pt-BR;q=0.4", "pt"),
        ("AR-eg", "ar"),
        ("*", "en"),
        ("nl, *;q=0.5, de;q=0.4", "en"),
        ("de;q=0, fr", "fr"),
        ("de;q=0", "en"),
        ("de;q=2, fr;q=x, es;q=0.1", "es"),
        ("de; q=0.2 ; x=1 , ar ; q = 0.3", "ar"),
        (",;,;q=1,,", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_the_best_language_for_a_header(accepted: str, language: str) -> None:
    assert negotiated(accepted, TAGS) == language


@pytest.mark.parametrize(
    ("accepted", "country"),
    [
        ("en-AU,en;q=0.9", "AU"),
        ("de-ch", "CH"),
        ("zh-Hant-TW,zh;q=0.8", "TW"),
        ("de,en-US;q=0.7,en;q=0.3", "DE"),
        ("fr", "FR"),
        ("es", ""),
        ("en", ""),
        ("ar", ""),
        ("es-419,es;q=0.9", ""),
        ("*", ""),
        ("", ""),
        ("-,;q=x", ""),
    ],
)
def test_the_country_is_that_of_the_first_language(accepted: str, country: str) -> None:
    assert country_of(accepted) == country


def test_what_is_chosen_by_hand_goes_before_what_the_browser_asks() -> None:
    assert language_of("fr", "de") == "fr"
    assert language_of("", "de") == "de"
    assert language_of("../../etc", "de") == "de"


@pytest.mark.parametrize("path", ["/", "/v", "/station", "/mine", "/t", "/sign-in", "/?near=x"])
def test_every_page_is_in_the_language_asked_for(site: Site, path: str) -> None:
    for tag, way in (("en", "ltr"), ("de", "ltr"), ("ar", "rtl")):
        answer = site.get(path, **{"Accept-Language": f"{tag}, en;q=0.1"})
        (html,) = answer.page.all("html")
        assert (html["lang"], html["dir"]) == (tag, way)
        assert answer.header("Content-Language") == tag
        assert answer.header("Vary") == "Accept-Language, Cookie"
        assert OWN_NAMES[tag] in answer.page.text
        assert speaker(tag)("nav.check") in answer.page.text


def test_software_is_answered_in_english(site: Site) -> None:
    answer = site.get("/v1/meetings?near=x", **{"Accept-Language": "ar"})
    assert answer.error["message"].isascii()
    assert not answer.header("Content-Language")


def test_an_error_page_says_what_is_wrong_in_the_language_asked_for(site: Site) -> None:
    answer = site.get("/?place=Chicago&radius=5000km", **{"Accept-Language": "es"})
    assert answer.status == 400
    assert speaker("es")("error.detail.field", field="radius") in answer.page.text
    refused = site.get("/facilitate", **{"Accept-Language": "es"})
    assert refused.status == 401
    assert speaker("es")("error.sign_in.title") in refused.page.text


def test_the_desks_worker_and_manifest_are_of_its_language(site: Site) -> None:
    for path in ("/station-worker.js", "/mine-worker.js"):
        english, german = site.get(path), site.get(path, **{"Accept-Language": "de"})
        assert english.text != german.text, path
    manifest = site.get("/station.webmanifest", **{"Accept-Language": "ar"}).json
    assert (manifest["lang"], manifest["dir"]) == ("ar", "rtl")


# The choice by hand


def test_a_language_chosen_by_hand_is_kept_in_a_cookie_that_says_nothing_else(site: Site) -> None:
    back = {"Referer": f"https://{HOST}/?place=Chicago"}
    answer = site.submit("/language", {"to": "fr"}, **back)
    assert answer.status == 303
    assert answer.header("Location") == "/?place=Chicago"
    cookie = answer.header("Set-Cookie")
    assert cookie.startswith("language=fr; ")
    assert {"Path=/", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    chosen = {"Cookie": cookie.partition(";")[0], "Accept-Language": "de"}
    assert site.get("/v", **chosen).page.all("html")[0]["lang"] == "fr"


def test_every_language_is_offered_in_its_own_name_without_a_script(site: Site) -> None:
    page = site.get("/").page
    (form,) = page.all("form", method="post")
    assert form["action"] == "/language"
    assert [button["value"] for button in page.all("button", name="to")] == list(OWN_NAMES)
    assert all(name in page.text for name in OWN_NAMES.values())


def test_choosing_leads_to_no_other_site(site: Site) -> None:
    for referer in (
        "https://evil.example/x",
        f"https://{HOST}.evil.example/",
        f"https://{HOST}@evil.example/",
        f"javascript:alert(1)//{HOST}/",
        f"https://{HOST}//evil.example/",
        f"https://{HOST}/\\evil.example/",
        "https://[",
    ):
        location = site.submit("/language", {"to": "es"}, Referer=referer).header("Location")
        assert re.fullmatch(r"/(?![/\\]).*|/", location), (referer, location)
    assert came_from(f"https://{HOST}/v#x", HOST) == "/v"


def test_another_site_cannot_choose(site: Site) -> None:
    answer = site.submit("/language", {"to": "es"}, Origin="https://evil.example")
    assert answer.status == 403
    assert not answer.header("Set-Cookie")


def test_a_language_that_is_not_there_is_refused(site: Site) -> None:
    answer = site.submit("/language", {"to": "tlh"})
    assert answer.status == 400
    assert not answer.header("Set-Cookie")


def test_a_page_that_a_worker_keeps_is_asked_for_anew(site: Site) -> None:
    back = {"Referer": f"https://{HOST}/mine"}
    answer = site.submit("/language", {"to": "es", "fresh": "yes"}, **back)
    assert answer.header("Location") == "/mine?fresh=es"
    assert site.get("/mine").page.all("input", name="fresh", type="hidden")


def test_a_finished_code_offers_no_way_to_lose_it() -> None:
    assert "{% block languages %}{% endblock %}" in (PAGES / "participant/code.html").read_text(
        "utf-8"
    )
