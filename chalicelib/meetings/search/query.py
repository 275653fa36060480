"""What a search is for, and what it comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from chalicelib.geo.point import Point
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.schedule.rescheduling import ListedTime
from chalicelib.meetings.search.facets import Counts
from chalicelib.meetings.search.filters import EVERYTHING, Filter
from chalicelib.meetings.storage.buckets import Bucket
from chalicelib.meetings.storage.directory import Directory
from chalicelib.meetings.storage.rows import Row

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
class Found:
    """One result; `distance_km` is None for a search without a place.

    `change`: the time as it was listed, where the occurrence was moved from there.
    """

    row: Row
    occurrence: Occurrence
    distance_km: float | None = None
    change: ListedTime | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results, as of a moment; `radius_km` is the one that was used.

    `counts` are of everything that the search could find, or where not `counts_complete`, of
    what it read. `changed`: listed times of this page's span that were cancelled or moved, each as
    `occurrence` with its `change`; they are no results, and not counted.
    """

    found: tuple[Found, ...]
    as_of: datetime
    radius_km: float | None
    next: Cursor | None
    counts: Counts | None = None
    counts_complete: bool = False
    changed: tuple[Found, ...] = ()


class Reader(Protocol):
    """What a search needs of the meetings table."""

    def directories(self, directory_keys: Iterable[str]) -> dict[str, Directory]:
        """Returns the directories of those keys; a missing one is not listed."""
        ...

    def rows(self, shard_counts: Mapping[Bucket, int]) -> dict[Bucket, list[Row]]:
        """Returns the rows of each bucket; `shard_counts` has the number of its shards."""
        ...
