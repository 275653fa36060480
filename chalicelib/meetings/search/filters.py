"""What narrows a search besides place and day, and how many results each choice would leave."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from chalicelib.meetings.meeting import AttendanceOption
from chalicelib.meetings.storage.rows import Row

if TYPE_CHECKING:
    from chalicelib.meetings.search.text import Words

_DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """Starts from `after` up to, not including, `before`: local minutes after midnight. Where
    `after` is the later of the two, the span passes midnight.
    """

    after: int = 0
    before: int = _DAY_MIN

    def hold(self, start: datetime) -> bool:
        minute = start.hour * 60 + start.minute
        if self.after <= self.before:
            return self.after <= minute < self.before
        return minute >= self.after or minute < self.before


class PartOfDay(StrEnum):
    """The times of day that a visitor chooses from."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"

    @property
    def hours(self) -> Hours:
        return _PARTS[self]


_PARTS = {
    PartOfDay.MORNING: Hours(5 * 60, 12 * 60),
    PartOfDay.AFTERNOON: Hours(12 * 60, 17 * 60),
    PartOfDay.EVENING: Hours(17 * 60, 21 * 60),
    PartOfDay.NIGHT: Hours(21 * 60, 5 * 60),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a result has to be; the default takes everything. Types narrow: all have to be there."""

    types: frozenset[str] = frozenset()
    hours: Hours | None = None
    part: PartOfDay | None = None
    entity: str = ""
    offered: bool = False
    hybrid: bool = False
    words: "Words | None" = None

    def missed(self, row: Row, start: datetime) -> list[str]:
        """The parts of the filter that a meeting, found at that start, does not meet."""
        missed = [code for code in self.types if code not in row.types] if self.types else []
        if self.hours is not None and not self.hours.hold(start):
            missed.append("hours")
        if self.part is not None and not self.part.hours.hold(start):
            missed.append("part")
        if self.entity and row.entity != self.entity:
            missed.append("entity")
        if self.offered and not row.offered:
            missed.append("offered")
        if self.hybrid and row.attendance is not AttendanceOption.HYBRID:
            missed.append("hybrid")
        if self.words is not None and not self.words.match(row):
            missed.append("words")
        return missed

    def times_hold(self, start: datetime) -> bool:
        """Whether the filter would take that start."""
        hours = (self.hours, self.part.hours if self.part else None)
        return all(one.hold(start) for one in hours if one is not None)

    def takes(self, row: Row, start: datetime) -> bool:
        """Whether a meeting, found at that start, is a result."""
        return not self.missed(row, start)


EVERYTHING = Filter()
_OF_TIME = frozenset({"hours", "part"})
DaysOf = Callable[[Row, datetime], Iterable[str]]  # as ComingDays.of


@dataclass(frozen=True, slots=True)
class Counts:
    """How many results a search has, and how many it would have: with one type more, with a time
    of day, a listing's owner, a day (see `ComingDays`) in place of what is chosen, with only those
    that offer verifications or also have a link; and without each part of its filter.
    """

    results: int = 0
    types: Counter[str] = field(default_factory=Counter)
    parts: Counter[PartOfDay] = field(default_factory=Counter)
    entities: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    offered: int = 0
    hybrid: int = 0
    without: Counter[str] = field(default_factory=Counter)


def count(
    candidates: Iterable[tuple[Row, datetime]], chosen: Filter, days_of: DaysOf | None = None
) -> Counts:
    """The counts over everything that the place and the days of a search hold; days are counted
    where `days_of` is given.
    """
    results = offered = hybrid = 0
    counts = Counts()
    for row, start in candidates:
        missed = chosen.missed(row, start)
        if days_of is not None and _OF_TIME.issuperset(missed):
            counts.days.update(days_of(row, start))
        if len(missed) > 1:
            continue
        only = missed[0] if missed else ""
        if only:
            counts.without[only] += 1
        else:
            results += 1
            counts.types.update(row.types)
            offered += row.offered
            hybrid += row.attendance is AttendanceOption.HYBRID
        if only in ("", "part"):
            counts.parts.update(part for part in PartOfDay if part.hours.hold(start))
        if only in ("", "entity") and row.entity:
            counts.entities[row.entity] += 1
    return Counts(
        results,
        counts.types,
        counts.parts,
        counts.entities,
        counts.days,
        offered,
        hybrid,
        counts.without,
    )
