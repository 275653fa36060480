"""Search near a point: meetings with a room, by their next occurrence or by their distance.

Each meeting is found once, at its next occurrence that is not over (one in progress counts: people
come late). Buckets are read for the asked days only; without a day, today and tomorrow first, and
the rest of the week where they don't fill the page or are to be counted.

What lies further away than the first radius of the ladder is read only as long as something is
found there: somebody for whom there is nothing shouldn't wait longer than others.
"""

from dataclasses import replace
from datetime import UTC, datetime

from chalicelib.meetings.search import pages
from chalicelib.meetings.search.coming_days import ComingDays
from chalicelib.meetings.search.facets import count
from chalicelib.meetings.search.ladder import Ladder
from chalicelib.meetings.search.local_occurrences import WEEK_DAYS, LocalOccurrences
from chalicelib.meetings.search.nearby_rows import NearbyRows
from chalicelib.meetings.search.query import Found, NearQuery, Reader, Results, Sort, Wider

ENOUGH_MEETINGS = 10  # what a radius of the ladder has to hold
FEW_MEETINGS = 3  # a search that finds fewer looks wider
NEAREST_BEYOND = 6  # meetings shown from beyond the radius: as many as a phone shows at once
# Of 4 KB, read without finding anything: about what a full page takes, and a little more
# where the first circle takes as much by itself.
MAX_VAIN_BLOCKS, LEAST_VAIN_BLOCKS = 24, 6
MAX_FIRST_BLOCKS = 36  # of the first circle, where the densest cities have more
BEYOND_KM = (250.0, 1000.0)  # where nothing is within the ladder


def search_near(query: NearQuery, reader: Reader, now: datetime) -> Results:
    """Returns one page of meetings near a point."""
    as_of = pages.moment_of(query.cursor, now)
    occurrences = LocalOccurrences(as_of, query.day)
    nearby = NearbyRows(query, reader, occurrences, MAX_VAIN_BLOCKS, LEAST_VAIN_BLOCKS)
    radius_km = query.radius_km
    if query.cursor and query.cursor.radius_km:
        radius_km = query.cursor.radius_km
    if radius_km is None:
        radius_km = _choose_radius(query, nearby)
    first_day = 0
    if query.cursor and query.sort is Sort.START:
        position = datetime.fromtimestamp(query.cursor.position.time, UTC)
        first_day = max(0, (position - as_of).days - 1)
    spans = [range(first_day, first_day + 2), WEEK_DAYS]  # all of it: any may hold what is monthly
    if query.day is not None:
        spans = [range(1)]
    elif query.sort is Sort.DISTANCE or spans[0].stop >= WEEK_DAYS.stop:
        spans = [WEEK_DAYS]
    page: list[Found] = []
    for span in spans:
        nearby.read(radius_km, span)
        found = nearby.found(radius_km, span.stop)
        page = pages.first_results(found, query.cursor, query.limit, query.sort)
        if len(page) > query.limit:
            break
    results = pages.page_of(page, query.limit, query.sort, as_of, radius_km)
    changed = nearby.changed(radius_km, span.stop)
    results = pages.with_changed(results, changed, query.cursor, query.sort)
    if not query.with_counts or query.cursor:
        return results
    nearby.read(radius_km, WEEK_DAYS)
    candidates = nearby.candidates(radius_km, WEEK_DAYS.stop)
    days = ComingDays(as_of, query.filter.matches_time)
    days_of = days.of if query.day is None else None
    with_starts = ((found.row, found.occurrence.start) for found in candidates)
    counts = count(with_starts, nearby.unmet, days_of)
    results = replace(results, counts=counts, counts_complete=True)
    if not query.looks_wider or counts.results >= FEW_MEETINGS:
        return results
    wider = _look_wider(query, nearby, radius_km, counts.results)
    any_day = None
    if query.day is not None and not counts.results:
        any_day = _count_any_day(nearby.on_any_day(), radius_km)
    return replace(results, wider=wider, any_day=any_day)


def _count_any_day(nearby: NearbyRows, radius_km: float) -> int | None:
    """Returns how many results there are without the day; None where that is too much to read."""
    if not nearby.read_wider(radius_km, WEEK_DAYS):
        return None
    return len(nearby.found(radius_km, WEEK_DAYS.stop))


def _choose_radius(query: NearQuery, nearby: NearbyRows) -> float:
    """Returns the smallest rung of the ladder that holds ten meetings of the days read.

    The first circle is read whatever it holds, a wider one as `NearbyRows.read_wider` does. Where
    none holds ten, the widest one that was read. A search that looks wider leaves some of the first
    circle to the next one, where that is much and nothing is found.
    """
    ladder = query.ladder
    if query.day is None:
        nearby.read(ladder.first_km, range(2))
        found = nearby.found(ladder.first_km, 2)
        if radius_km := _holds_enough(ladder, found):
            return radius_km
        may_stop = query.looks_wider and not found
        if may_stop and not nearby.read_wider(ladder.first_km, WEEK_DAYS, MAX_FIRST_BLOCKS):
            return _widest_read(ladder, nearby)
    nearby.read(ladder.first_km, WEEK_DAYS)
    widest = ladder.first_km
    for rung in (ladder.first_km, *ladder.wider_km(ladder.first_km)):
        if not nearby.read_wider(rung, WEEK_DAYS):
            break
        widest = rung
        if radius_km := _holds_enough(ladder, nearby.found(rung, WEEK_DAYS.stop)):
            return radius_km
    return widest


def _widest_read(ladder: Ladder, nearby: NearbyRows) -> float:
    """Returns the widest rung that was read, or the first, which then is."""
    smallest, *others = (rung for rung in ladder.rungs_km if rung < ladder.first_km)
    nearby.read(smallest, WEEK_DAYS)
    return next((rung for rung in reversed(others) if nearby.has_read(rung, WEEK_DAYS)), smallest)


def _holds_enough(ladder: Ladder, found: list[Found]) -> float | None:
    distances = sorted(result.distance_km or 0.0 for result in found)
    if len(distances) < ENOUGH_MEETINGS:
        return None
    reach = distances[ENOUGH_MEETINGS - 1]
    return next(rung for rung in ladder.rungs_km if rung >= reach)


def _look_wider(query: NearQuery, nearby: NearbyRows, radius_km: float, results: int) -> Wider:
    """Returns the next radius that holds more, or may, and the nearest six beyond.

    Where the search found anything, the nearest are only those within that next radius.
    """
    wider: Wider | None = None
    for rung in query.ladder.wider_km(radius_km):
        if not nearby.read_wider(rung, WEEK_DAYS):
            # a rung within the first circle may be in vain too: one step has all of that
            wider = wider or Wider(max(rung, query.ladder.first_km))
            break
        found = nearby.found(rung, WEEK_DAYS.stop)
        if len(found) > results:
            nearest = _nearest(found, radius_km)
            wider = replace(wider or Wider(rung, len(found)), nearest=nearest)
            if results or len(nearest) == NEAREST_BEYOND:
                break
    wider = wider or Wider()
    for wider_km in BEYOND_KM:
        if not wider.nearest:
            nearby.read_outwards(wider_km, radius_km, WEEK_DAYS)
            nearest = _nearest(nearby.found(wider_km, WEEK_DAYS.stop), radius_km)
            wider = replace(wider, nearest=nearest)
    return wider


def _nearest(found: list[Found], radius_km: float) -> tuple[Found, ...]:
    beyond = [result for result in found if (result.distance_km or 0.0) > radius_km]
    beyond.sort(key=lambda result: (result.distance_km, result.row.id))
    return tuple(beyond[:NEAREST_BEYOND])
