"""What a visitor can choose next: the finder's controls, and what each choice would leave.

A control is there only where it would change something: a type that some of the results have and
some have not, more than one listing's owner, and so on; what is chosen already always is.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.meetings.search.facets import Counts
from chalicelib.meetings.search.filters import PartOfDay
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.catalogue import Say

if TYPE_CHECKING:
    from chalicelib.web.finder.search_request import Asked

MOST_TYPES = 14
ACCESS = frozenset({"X", "XB", "ASL", "QSL", "RSL", "BV-I", "D-HOH"})
LANGUAGES = frozenset(
    "AF AM AR BG DA DE EL EN FA FI FR HE HI HR HU IS ITA JA KA KOR LT ML MT NE NL NO POL POR PUN "
    "RUS S SK SL SV TH TL TUR UK".split()
)
_UNSAID = frozenset({"TC", "ONL"})  # said by the attendance
_WEEK = (1, 2, 3, 4, 5, 6, 0)
Query = Mapping[str, str]
Left = Callable[[int], int | None]


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a control; `left` is how many results it would leave, None where not counted."""

    value: str
    text: str
    left: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Control:
    """A question with its options: `one` of them (a list to choose from) or any number. With
    `needs_zone`, it means nothing until a script has said the visitor's time zone.
    """

    name: str
    label: str
    one: bool
    options: tuple[Option, ...]
    needs_zone: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """A part of the filter in words, and the search without it: its query, and how many results
    that has (None where not counted).
    """

    text: str
    query: dict[str, str]
    left: int | None


def controls(say: Say, asked: "Asked", query: Query, counts: Counts, all: bool) -> list[Control]:
    """The controls for a search with these counts; `all`: they are of everything it could find."""

    def left(count: int) -> int | None:
        return count if all else None

    chosen = asked.filter
    made = [_day(say, asked, query, counts, left), *_time(say, asked, counts, left)]
    for name, codes in (
        ("language", LANGUAGES),
        ("access", ACCESS),
        ("type", (counts.types.keys() | chosen.types) - LANGUAGES - ACCESS - _UNSAID),
    ):
        options = _types(say, codes, chosen.types, counts, left)
        if options:
            made.append(Control("type", say(f"finder.{name}"), False, tuple(options)))
    offers = []
    if not asked.online and (chosen.hybrid or 0 < counts.hybrid < counts.results):
        offers.append(
            Control(
                "attendance",
                say("finder.attendance"),
                False,
                (Option("hybrid", say("finder.hybrid"), left(counts.hybrid), chosen.hybrid),),
            )
        )
    if chosen.offered or 0 < counts.offered < counts.results:
        offers.append(
            Control(
                "verification",
                say("finder.verification"),
                False,
                (Option("offered", say("finder.offered"), left(counts.offered), chosen.offered),),
            )
        )
    made += offers
    entities = {*counts.entities, chosen.entity} - {""}
    if len(entities) > 1 or chosen.entity:
        made.append(
            _one(
                say,
                "entity",
                [
                    Option(one, one, left(counts.entities[one]), one == chosen.entity)
                    for one in sorted(entities, key=str.casefold)
                ],
            )
        )
    return made


def chosen(
    say: Say, asked: "Asked", query: Query, counts: Counts | None, any_day: int | None
) -> list[Chosen]:
    """What narrows a search, each part with the search without it; `any_day`: how many results it
    has without its day.
    """

    def without(part: str) -> int | None:
        return None if counts is None else counts.results + counts.without[part]

    found = []
    if query["day"]:
        names = dict(_days(say)) | {"weekend": say("finder.day.weekend")}
        text = formatting.listed(say, (names.get(day, day) for day in query["day"].split(",")))
        found.append(Chosen(formatting.capital(text), _less(query, "day"), any_day))
    narrowed = asked.filter
    if narrowed.part:
        text = say(f"finder.time.{narrowed.part}")
        found.append(Chosen(text, _less(query, "time"), without("part")))
    if narrowed.hours:
        since, until = query["after"] or "00:00", query["before"] or "24:00"
        text = say("finder.hours", since=since, until=until)
        found.append(Chosen(text, _less(query, "after", "before"), without("hours")))
    for code in sorted(narrowed.types):
        rest = ",".join(sorted(narrowed.types - {code}))
        found.append(Chosen(type_text(say, code), {**query, "type": rest}, without(code)))
    for name, is_chosen, text in (
        ("hybrid", narrowed.hybrid, say("finder.hybrid")),
        ("offered", narrowed.offered, say("finder.offered")),
        ("entity", bool(narrowed.entity), narrowed.entity),
        ("words", narrowed.words is not None, say("finder.words_chosen", words=query["words"])),
    ):
        if is_chosen:
            field = {"hybrid": "attendance", "offered": "verification"}.get(name, name)
            found.append(Chosen(text, _less(query, field), without(name)))
    return found


def type_text(say: Say, code: str) -> str:
    """A type in words, as a label begins."""
    (text,) = formatting.type_words(say, [code])
    return text[:1].upper() + text[1:]


def _days(say: Say) -> list[tuple[str, str]]:
    return [
        ("today", say("finder.day.today")),
        ("tomorrow", say("finder.day.tomorrow")),
        *((str(day), say(f"weekday.{day}")) for day in _WEEK),
    ]


def _day(say: Say, asked: "Asked", query: Query, counts: Counts, left: Left) -> Control:
    days = set(query["day"].split(","))
    counted = asked.zoned and asked.day is None
    options = [
        Option(
            value,
            formatting.capital(text),
            left(counts.days[value]) if counted else None,
            value in days or (value in ("6", "0") and "weekend" in days),
        )
        for value, text in _days(say)
    ]
    unsaid = not asked.zoned and asked.day is None
    return Control("day", say("finder.day"), False, tuple(options), unsaid)


def _time(say: Say, asked: "Asked", counts: Counts, left: Left) -> list[Control]:
    chosen = asked.filter.part
    parts = [p for p in PartOfDay if counts.parts[p] or p is chosen or not asked.zoned]
    if len(parts) < 2 and not chosen:
        return []
    options = [
        Option(
            part.value,
            say(f"finder.time.{part}"),
            left(counts.parts[part]) if asked.zoned else None,
            part is chosen,
        )
        for part in parts
    ]
    return [_one(say, "time", options, not asked.zoned and not chosen)]


def _one(say: Say, name: str, options: Iterable[Option], needs_zone: bool = False) -> Control:
    return Control(name, say(f"finder.{name}"), True, tuple(options), needs_zone)


def _types(
    say: Say,
    codes: Set[str],
    chosen: frozenset[str],
    counts: Counts,
    left: Left,
) -> list[Option]:
    useful = [code for code in codes if code in chosen or 0 < counts.types[code] < counts.results]
    useful.sort(key=lambda code: (code not in chosen, -counts.types[code], code))
    options = [
        Option(code, type_text(say, code), left(counts.types[code]), code in chosen)
        for code in useful[:MOST_TYPES]
    ]
    return sorted(options, key=lambda option: option.text.casefold())


def _less(query: Query, *names: str) -> dict[str, str]:
    return {name: "" if name in names else value for name, value in query.items()}
