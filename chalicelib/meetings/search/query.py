"""What a search is for, and what it comes to."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol

from chalicelib.geo.point import Point
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.search.facets import Counts
from chalicelib.meetings.search.filters import EVERYTHING, Filter
from chalicelib.meetings.storage.buckets import Bucket
from chalicelib.meetings.storage.directory import Directory
from chalicelib.meetings.storage.rows import Row

if TYPE_CHECKING:
    from chalicelib.meetings.search.text import Words

WordIds = Mapping[str, AbstractSet[str] | None]  # None: too many to be listed
Day = Literal["today", "tomorrow"] | frozenset[int]  # weekdays, Sunday 0


class Sort(StrEnum):
    """The order of results."""

    START = "start"
    DISTANCE = "distance"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins.

    After the result at `position` (epoch seconds of its start, or kilometres) with that id, in the
    search as it was at `as_of` (epoch seconds).
    """

    as_of: int
    position: float
    id: str
    radius_km: float | None = None


@dataclass(frozen=True, slots=True)
class NearQuery:
    """Meetings with a room near a point.

    `radius_km` None: the smallest of the ladder that holds ten. `with_counts`: with
    the facets, on the first page.
    """

    point: Point
    radius_km: float | None = None
    day: Day | None = None
    filter: Filter = EVERYTHING
    sort: Sort = Sort.START
    limit: int = 25
    cursor: Cursor | None = None
    with_counts: bool = False


@dataclass(frozen=True, slots=True)
class OnlineQuery:
    """Meetings with a link, wherever they are.

    `timezone` is the visitor's: days begin there, and the filter's hours are meant there.
    """

    day: Day | None = None
    timezone: str = "UTC"
    filter: Filter = EVERYTHING
    limit: int = 25
    cursor: Cursor | None = None
    with_counts: bool = False


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """Meetings anywhere by the words of their names, groups, venues, streets and towns.

    `filter` narrows them further; days and hours are meant where each meeting is. `with_room`:
    only those that people can come to.
    """

    words: "Words"
    with_room: bool = False
    day: Day | None = None
    filter: Filter = EVERYTHING
    limit: int = 25
    cursor: Cursor | None = None
    with_counts: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One result; `distance_km` is None for a search without a place."""

    row: Row
    occurrence: Occurrence
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results, as of a moment; `radius_km` is the one that was used.

    `counts` are of everything that the search could find, or where not `counts_complete`, of
    what it read.
    """

    found: tuple[Found, ...]
    as_of: datetime
    radius_km: float | None
    next: Cursor | None
    counts: Counts | None = None
    counts_complete: bool = False


class NamesReader(Protocol):
    """What a search by name needs of the meetings table."""

    def names(self, words: Iterable[str]) -> Mapping[str, WordIds]:
        """Returns, by word, all indexed words that share its beginning, with their meetings."""
        ...

    def get_many(self, ids: Iterable[str]) -> dict[str, Meeting]:
        """Returns those of the meetings that exist, by id."""
        ...


class Reader(Protocol):
    """What a search needs of the meetings table."""

    def directories(self, directory_keys: Iterable[str]) -> dict[str, Directory]:
        """Returns the directories of those keys; a missing one is not listed."""
        ...

    def rows(self, shard_counts: Mapping[Bucket, int]) -> dict[Bucket, list[Row]]:
        """Returns the rows of each bucket; `shard_counts` has the number of its shards."""
        ...
