"""What a search is for, and what it comes to."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from chalicelib.geo.point import Point
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.schedule.rescheduling import ListedTime
from chalicelib.meetings.search.facets import Counts
from chalicelib.meetings.search.filters import EVERYTHING, Filter
from chalicelib.meetings.search.ladder import KILOMETRES, Ladder
from chalicelib.meetings.storage.buckets import Bucket
from chalicelib.meetings.storage.directory import Directory
from chalicelib.meetings.storage.rows import Row

if TYPE_CHECKING:
    from chalicelib.meetings.storage.heads import Head

Day = Literal["today", "tomorrow"] | frozenset[int]  # weekdays, Sunday 0


class Sort(StrEnum):
    """The order of results."""

    START = "start"
    DISTANCE = "distance"


class Position(NamedTuple):
    """Where a result stands in the order by start.

    Of the same time (epoch seconds), the nearest comes first; what only its town places comes after
    those with a distance to show; the id decides what is left.
    """

    time: float
    placed_by_town: bool
    distance_km: float
    id: str

    @property
    def by_distance(self) -> tuple[bool, float, float, str]:
        """Returns what the order by distance compares.

        What only its town places comes last, because nobody knows how near it is.
        """
        return self.placed_by_town, self.distance_km, self.time, self.id


class Cursor(NamedTuple):
    """Where the next page begins: after `position`, in the search as it was at `as_of`.

    `as_of` in epoch seconds.
    """

    as_of: int
    position: Position
    radius_km: float | None = None


class NearQuery(NamedTuple):
    """Meetings with a room near a point.

    `radius_km` None: the smallest of the ladder that holds ten, or the widest that was read
    (see `near`). `with_counts`: with the facets, on the first page; `looks_wider`: and where fewer
    than three are found, with what is further away.
    """

    point: Point
    radius_km: float | None = None
    day: Day | None = None
    filter: Filter = EVERYTHING
    sort: Sort = Sort.START
    limit: int = 25
    cursor: Cursor | None = None
    with_counts: bool = False
    looks_wider: bool = False
    ladder: Ladder = KILOMETRES


class OnlineQuery(NamedTuple):
    """Meetings with a link, wherever they are.

    `timezone` is the visitor's: days begin there, and the filter's hours are meant there.
    `looks_further`: reads as much without a match as with one, for whoever gets no second page.
    """

    day: Day | None = None
    timezone: str = "UTC"
    filter: Filter = EVERYTHING
    limit: int = 25
    cursor: Cursor | None = None
    with_counts: bool = False
    looks_further: bool = False


class Found(NamedTuple):
    """One result.

    `distance_km` is that to the point which places it, None for a search without a place.
    `sinks_to`: of what ends before one could arrive, the start among whose it is listed, else None.
    `change`: the time as it was listed, where the occurrence was moved from there.
    """

    row: Row
    occurrence: Occurrence
    distance_km: float | None = None
    sinks_to: datetime | None = None
    change: ListedTime | None = None

    @property
    def shown_distance_km(self) -> float | None:
        """The distance to show; None where only the town is known, or for a search without place.

        From a town's middle to a room that may be anywhere in it, a distance would mislead.
        """
        return None if self.row.placed_by_town else self.distance_km

    @property
    def ends_before_arrival(self) -> bool:
        """Whether it is over before somebody who sets out now could be there."""
        return self.sinks_to is not None

    @property
    def position(self) -> Position:
        """Where it stands in the order by start."""
        moment = self.sinks_to or self.occurrence.start
        has_place = self.distance_km is not None
        return Position(
            moment.timestamp(),
            has_place and self.row.placed_by_town,
            self.distance_km or 0.0,
            self.row.id,
        )


class Wider(NamedTuple):
    """What is further away than a search's radius.

    `radius_km`: the next radius of the ladder that holds more, or may: then `results`, how many it
    has, is None, because that was too much to read. None where none has more. `nearest`: the
    nearest six beyond the radius that were found.
    """

    radius_km: float | None = None
    results: int | None = None
    nearest: tuple[Found, ...] = ()


class Results(NamedTuple):
    """One page of results, as of a moment; `radius_km` is the one that was used.

    `counts` are of everything that the search could find, or where not `counts_complete`, of
    what it read: then each is at least so many. `wider`: as the query's `looks_wider`; with it,
    where nothing is found on a day, `any_day`: how many there are within the radius on all days,
    None where that was too much to read. `changed`:
    listed times of this page's span that were cancelled or moved, each as `occurrence` with its
    `change`; they are no results, and not counted.
    """

    found: tuple[Found, ...]
    as_of: datetime
    radius_km: float | None
    next: Cursor | None
    counts: Counts | None = None
    counts_complete: bool = False
    wider: Wider | None = None
    any_day: int | None = None
    changed: tuple[Found, ...] = ()


class Reader(Protocol):
    """What a search needs of the meetings table."""

    def directories(self, directory_keys: Iterable[str]) -> dict[str, Directory]:
        """Returns the directories of those keys; a missing one is not listed."""
        ...

    def rows(self, shard_counts: Mapping[Bucket, int]) -> dict[Bucket, list[Row]]:
        """Returns the rows of each bucket; `shard_counts` has the number of its shards."""
        ...

    def heads(self, buckets: Iterable[Bucket]) -> "dict[Bucket, Head]":
        """Returns the heads of those online buckets, of which each has one."""
        ...

    def rows_and_directories(
        self, shard_counts: Mapping[Bucket, int], other_keys: Iterable[str]
    ) -> tuple[dict[Bucket, list[Row]], dict[str, Directory]]:
        """Returns what `rows` and `directories` do, read in one round trip.

        Of `other_keys`, what is no directory is held for whoever asks for it next.
        """
        ...
