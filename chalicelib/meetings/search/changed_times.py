"""Times that a search would have found, had they not been cancelled or moved.

They are no results and are counted nowhere: nobody meets then. They are told beside the results of
the same page, to those who know the meeting by its listed time and would find a closed door.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.schedule.rescheduling import ListedTime, listed_time, moved_time
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.meetings.search.query import Found
from chalicelib.meetings.storage.rows import Row

FindOccurrence = Callable[[Schedule], Occurrence | None]  # the one that a search finds


def with_move(result: Found) -> Found:
    """Returns the result with its listed time, where it was moved from there."""
    if not result.row.has_changes:
        return result
    time = moved_time(result.row.schedule, result.occurrence)
    return result._replace(change=time) if time else result


def changed_times(
    rows: Iterable[tuple[Row, float | None]], find: FindOccurrence
) -> Iterator[Found]:
    """Yields the listed times at which a search would have found those meetings, with distances.

    At most one of each meeting, and none that was moved within its day to where the search finds
    it: the result says that itself.
    """
    for row, distance_km in rows:
        if not row.has_changes:
            continue
        schedule = row.schedule
        listed = find(replace(schedule, exceptions=()))
        if listed is None:
            continue
        time = listed_time(schedule, listed.start.date())
        if time.changed and not _found_that_day(time, find(schedule)):
            yield Found(row, listed, distance_km, change=time)


def _found_that_day(time: ListedTime, found: Occurrence | None) -> bool:
    return found is not None and found == time.taking_place and found.start.date() == time.day
