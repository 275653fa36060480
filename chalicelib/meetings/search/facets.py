"""Facets: how many results each further choice of a filter would leave."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.search.filters import PartOfDay
from chalicelib.meetings.storage.rows import Row

_OF_TIME = frozenset({"hours", "part"})
DaysOf = Callable[[Row, datetime], Iterable[str]]  # as ComingDays.of
UnmetOf = Callable[[Row, datetime], list[str]]  # as Filter.unmet


class Counts(NamedTuple):
    """How many results a search has, and how many it would have with another filter.

    By type with that type as well; by part of the day, entity and day (see `ComingDays`) with that
    one instead of what is chosen; `offered` and `hybrid` with only those; `without`, by the names
    of `Filter.unmet`, how many more there would be without that condition.
    """

    results: int
    types: Counter[str]
    parts: Counter[PartOfDay]
    entities: Counter[str]
    days: Counter[str]
    offered: int
    hybrid: int
    without: Counter[str]


def count(
    candidates: Iterable[tuple[Row, datetime]], unmet_of: UnmetOf, days_of: DaysOf | None = None
) -> Counts:
    """Returns the counts of a search, of all candidates that its place and its days have.

    `unmet_of` is that of its filter. Days are counted where `days_of` is given.
    """
    results = offered = hybrid = 0
    types: Counter[str] = Counter()
    parts: Counter[PartOfDay] = Counter()
    entities: Counter[str] = Counter()
    days: Counter[str] = Counter()
    without: Counter[str] = Counter()
    for row, start in candidates:
        unmet = unmet_of(row, start)
        if days_of is not None and _OF_TIME.issuperset(unmet):
            days.update(days_of(row, start))
        if len(unmet) > 1:
            continue
        only = unmet[0] if unmet else ""
        if only:
            without[only] += 1
        else:
            results += 1
            types.update(row.types)
            offered += row.offered
            hybrid += row.attendance is AttendanceOption.HYBRID
        if only in ("", "part"):
            parts.update(part for part in PartOfDay if part.hours.contains(start))
        if only in ("", "entity") and row.entity:
            entities[row.entity] += 1
    return Counts(results, types, parts, entities, days, offered, hybrid, without)
