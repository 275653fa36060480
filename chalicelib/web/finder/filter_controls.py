"""What a visitor can choose next: the finder's controls, and how many results each choice has.

A control is there only where it would change something: a type that some of the results have and
some have not, more than one listing's owner, and so on; what is selected already always is.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from typing import NamedTuple

from chalicelib.gazetteer.folding import fold
from chalicelib.meetings.search.facets import Counts
from chalicelib.meetings.search.filters import PartOfDay
from chalicelib.meetings.search.query import Wider
from chalicelib.web.finder.search_request import SearchRequest
from chalicelib.web.http import params
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.catalogue import Translator

MAX_TYPE_OPTIONS = 14
ACCESS = frozenset({"X", "XB", "ASL", "QSL", "RSL", "BV-I", "D-HOH"})
LANGUAGES = frozenset(
    "AF AM AR BG DA DE EL EN FA FI FR HE HI HR HU IS ITA JA KA KOR LT ML MT NE NL NO POL POR PUN "
    "RUS S SK SL SV TH TL TUR UK".split()
)
_SAME_AS_ATTENDANCE = frozenset({"TC", "ONL"})
_WEEK = (1, 2, 3, 4, 5, 6, 0)
Query = Mapping[str, str]
ExactCount = Callable[[int], int | None]


class Option(NamedTuple):
    """One value of a control.

    `result_count` is how many results the search would have with it, None where not counted.
    """

    value: str
    text: str
    result_count: int | None
    is_selected: bool


class Control(NamedTuple):
    """A question with its options; a visitor selects one or any number of them.

    With `single_choice`, it is a list to choose one from. With `needs_zone`, it means nothing until
    a script has said the visitor's time zone.
    """

    name: str
    label: str
    single_choice: bool
    options: tuple[Option, ...]
    needs_zone: bool = False


class ActiveFilter(NamedTuple):
    """A part of the filter in words, and the search without it.

    That is its query, and how many results it has (None where not counted).
    """

    text: str
    query_without: dict[str, str]
    count_without: int | None


class WiderSearch(NamedTuple):
    """The same search within a wider radius, where few results are within this one.

    `distance`: that radius in words. `result_count`: how many results it has, None where not
    counted.
    """

    distance: str
    query: dict[str, str]
    result_count: int | None


def controls(
    t: Translator, search: SearchRequest, query: Query, counts: Counts, counts_complete: bool
) -> list[Control]:
    """Returns the controls for a search with these counts.

    With `counts_complete`, the counts are of everything that the search could find.
    """

    def exact(count: int) -> int | None:
        return count if counts_complete else None

    selected = search.filter
    result = [_day(t, search, query, counts, exact), *_time(t, search, counts, exact)]
    for name, codes in (
        ("language", LANGUAGES),
        ("access", ACCESS),
        (
            "type",
            (counts.types.keys() | selected.types) - LANGUAGES - ACCESS - _SAME_AS_ATTENDANCE,
        ),
    ):
        options = _types(t, codes, selected.types, counts, exact)
        if options:
            result.append(Control("type", t(f"finder.{name}"), False, tuple(options)))
    if not search.online and (selected.hybrid or 0 < counts.hybrid < counts.results):
        hybrid = Option("hybrid", t("finder.hybrid"), exact(counts.hybrid), selected.hybrid)
        result.append(Control("attendance", t("finder.attendance"), False, (hybrid,)))
    if selected.offered or 0 < counts.offered < counts.results:
        offered = Option("offered", t("finder.offered"), exact(counts.offered), selected.offered)
        result.append(Control("verification", t("finder.verification"), False, (offered,)))
    entities = {*counts.entities, selected.entity} - {""}
    if len(entities) > 1 or selected.entity:
        options = [
            Option(entity, entity, exact(counts.entities[entity]), entity == selected.entity)
            for entity in sorted(entities, key=str.casefold)
        ]
        result.append(_single_choice(t, "entity", options))
    return result


def active_filters(
    t: Translator, search: SearchRequest, query: Query, counts: Counts | None, any_day: int | None
) -> list[ActiveFilter]:
    """Returns what narrows a search, each part with the search without it.

    `counts` are of everything that the search could find, None where they are not known; `any_day`
    is how many results it has without its day.
    """

    def without(part: str) -> int | None:
        return None if counts is None else counts.results + counts.without[part]

    active = []
    if query["day"]:
        names = dict(_days(t)) | {"weekend": t("finder.day.weekend")}
        text = formatting.comma_list(t, (names.get(day, day) for day in query["day"].split(",")))
        active.append(ActiveFilter(formatting.capital(text), _query_less(query, "day"), any_day))
    selected = search.filter
    narrows_words = selected.words is not None and not search.by_name
    if selected.part:
        text = t(f"finder.time.{selected.part}")
        active.append(ActiveFilter(text, _query_less(query, "time"), without("part")))
    if selected.hours:
        since, until = query["after"] or "00:00", query["before"] or "24:00"
        text = t("finder.hours", since=since, until=until)
        active.append(ActiveFilter(text, _query_less(query, "after", "before"), without("hours")))
    for code in sorted(selected.types):
        remaining = ",".join(sorted(selected.types - {code}))
        active.append(ActiveFilter(type_text(t, code), {**query, "type": remaining}, without(code)))
    for name, is_active, text in (
        ("hybrid", selected.hybrid, t("finder.hybrid")),
        ("offered", selected.offered, t("finder.offered")),
        ("entity", bool(selected.entity), selected.entity),
        ("words", narrows_words, t("finder.words_chosen", words=query["words"])),
    ):
        if is_active:
            field = {"hybrid": "attendance", "offered": "verification"}.get(name, name)
            active.append(ActiveFilter(text, _query_less(query, field), without(name)))
    return active


def radius_options(t: Translator, search: SearchRequest, radius: str) -> list[Option]:
    """Returns the radii to choose from, and the one in use, `radius` as a query has it."""
    texts = {search.ladder.text(rung): rung for rung in search.ladder.rungs_km}
    in_use = params.radius_km(radius)
    if radius not in texts and search.ladder.text(in_use) in texts:
        radius = search.ladder.text(in_use)
    texts.setdefault(radius, in_use)
    return [
        Option(text, radius_words(t, text), None, text == radius)
        for text in sorted(texts, key=texts.__getitem__)
    ]


def radius_words(t: Translator, radius: str) -> str:
    """Returns a radius in words, in the unit in which a query has it: "10 mi"."""
    number, unit = radius[:-2], radius[-2:]
    said = f"{float(number):.1f}".removesuffix(".0") if float(number) < 10 else number
    return t(f"finder.radius.{unit}", radius=said.replace(".", t("number.decimal")))


def wider_search(
    t: Translator, search: SearchRequest, query: Query, wider: Wider | None
) -> WiderSearch | None:
    """Returns the search within the next radius that holds more; None where none may."""
    if wider is None or wider.radius_km is None:
        return None
    radius = search.ladder.text(wider.radius_km)
    return WiderSearch(radius_words(t, radius), {**query, "radius": radius}, wider.results)


def type_text(t: Translator, code: str) -> str:
    """Returns a type in words, as a label begins."""
    (text,) = formatting.type_words(t, [code])
    return text[:1].upper() + text[1:]


def _days(t: Translator) -> list[tuple[str, str]]:
    return [
        ("today", t("finder.day.today")),
        ("tomorrow", t("finder.day.tomorrow")),
        *((str(day), t(f"weekday.{day}")) for day in _WEEK),
    ]


def _day(
    t: Translator, search: SearchRequest, query: Query, counts: Counts, exact: ExactCount
) -> Control:
    days = set(query["day"].split(","))
    is_counted = search.knows_zone and search.day is None
    options = [
        Option(
            value,
            formatting.capital(text),
            exact(counts.days[value]) if is_counted else None,
            value in days or (value in ("6", "0") and "weekend" in days),
        )
        for value, text in _days(t)
    ]
    needs_zone = not search.knows_zone and search.day is None
    return Control("day", t("finder.day"), False, tuple(options), needs_zone)


def _time(t: Translator, search: SearchRequest, counts: Counts, exact: ExactCount) -> list[Control]:
    selected = search.filter.part
    parts = [
        part
        for part in PartOfDay
        if counts.parts[part] or part is selected or not search.knows_zone
    ]
    if len(parts) < 2 and not selected:
        return []
    options = [
        Option(
            part.value,
            t(f"finder.time.{part}"),
            exact(counts.parts[part]) if search.knows_zone else None,
            part is selected,
        )
        for part in parts
    ]
    return [_single_choice(t, "time", options, not search.knows_zone and not selected)]


def _single_choice(
    t: Translator, name: str, options: Iterable[Option], needs_zone: bool = False
) -> Control:
    return Control(name, t(f"finder.{name}"), True, tuple(options), needs_zone)


def _types(
    t: Translator, codes: Set[str], selected: frozenset[str], counts: Counts, exact: ExactCount
) -> list[Option]:
    useful = [code for code in codes if code in selected or 0 < counts.types[code] < counts.results]
    useful.sort(key=lambda code: (code not in selected, -counts.types[code], code))
    options = [
        Option(code, type_text(t, code), exact(counts.types[code]), code in selected)
        for code in useful[:MAX_TYPE_OPTIONS]
    ]
    return sorted(options, key=lambda option: fold(option.text))


def _query_less(query: Query, *names: str) -> dict[str, str]:
    return {name: "" if name in names else value for name, value in query.items()}
