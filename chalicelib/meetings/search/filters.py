"""What narrows a search besides place and day."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.storage.rows import Row

if TYPE_CHECKING:
    from chalicelib.meetings.search.text import Words

_DAY_MIN = 24 * 60


class Hours(NamedTuple):
    """Starts from `after` up to, not including, `before`: local minutes after midnight.

    Where `after` is the later of the two, the span passes midnight.
    """

    after: int = 0
    before: int = _DAY_MIN

    def contains(self, start: datetime) -> bool:
        """Returns whether a start is within these hours, by its own clock."""
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
        """Returns the hours of this part of the day."""
        return _PARTS[self]


_PARTS = {
    PartOfDay.MORNING: Hours(5 * 60, 12 * 60),
    PartOfDay.AFTERNOON: Hours(12 * 60, 17 * 60),
    PartOfDay.EVENING: Hours(17 * 60, 21 * 60),
    PartOfDay.NIGHT: Hours(21 * 60, 5 * 60),
}


class Filter(NamedTuple):
    """What a result has to be; the default matches everything. All of `types` have to be there."""

    types: frozenset[str] = frozenset()
    hours: Hours | None = None
    part: PartOfDay | None = None
    entity: str = ""
    offered: bool = False
    hybrid: bool = False
    words: "Words | None" = None

    def unmet(self, row: Row, start: datetime) -> list[str]:
        """Returns the names of the conditions that a meeting at that start does not meet."""
        return [*self.unmet_by_row(row), *self.unmet_by_start(start)]

    def unmet_by_row(self, row: Row) -> list[str]:
        """Returns those that a meeting does not meet at whatever time."""
        return [*self._unmet_but_words(row), *self._unmet_words(row)]

    def unmet_by_rows(self, rows: Sequence[Row]) -> Iterator[tuple[Row, list[str]]]:
        """Yields each row with those that it does not meet at whatever time.

        Much quicker than one by one where none of the rows has the words.
        """
        if self.words is None or self.words.may_match_any(rows):
            return ((row, self.unmet_by_row(row)) for row in rows)
        return ((row, [*self._unmet_but_words(row), "words"]) for row in rows)

    def _unmet_but_words(self, row: Row) -> list[str]:
        unmet = [code for code in self.types if code not in row.types] if self.types else []
        if self.entity and row.entity != self.entity:
            unmet.append("entity")
        if self.offered and not row.offered:
            unmet.append("offered")
        if self.hybrid and row.attendance is not AttendanceOption.HYBRID:
            unmet.append("hybrid")
        return unmet

    def _unmet_words(self, row: Row) -> list[str]:
        return ["words"] if self.words is not None and not self.words.matches(row) else []

    def unmet_by_start(self, start: datetime) -> list[str]:
        """Returns those that no meeting at that start meets."""
        unmet = []
        if self.hours is not None and not self.hours.contains(start):
            unmet.append("hours")
        if self.part is not None and not self.part.hours.contains(start):
            unmet.append("part")
        return unmet

    def matches_time(self, start: datetime) -> bool:
        """Returns whether a start is within the hours and the part of the day that are set."""
        spans = (self.hours, self.part.hours if self.part else None)
        return all(span.contains(start) for span in spans if span is not None)

    def matches(self, row: Row, start: datetime) -> bool:
        """Returns whether a meeting, found at that start, is a result."""
        return not self.unmet(row, start)


EVERYTHING = Filter()
