"""Search near a point: meetings with a room, by their next occurrence or by their distance.

Each meeting is found once, at its next occurrence that is not over (one in progress counts: people
come late). Buckets are read for the asked days only; without a day, today and tomorrow first, and
the rest of the week where they don't fill the page or are to be counted.

What lies further away than the first radius of the ladder is read once, the nearest first: the
directories say where anything is, so that nothing empty is read. How much is limited, and so are
the round trips: somebody for whom there is nothing shouldn't wait longer than others.
"""

from datetime import UTC, datetime

from chalicelib.meetings.search import pages
from chalicelib.meetings.search.coming_days import ComingDays
from chalicelib.meetings.search.facets import count
from chalicelib.meetings.search.ladder import Ladder
from chalicelib.meetings.search.local_occurrences import WEEK_DAYS, LocalOccurrences
from chalicelib.meetings.search.nearby_rows import NearbyRows
from chalicelib.meetings.search.query import Found, NearQuery, Reader, Results, Sort, Wider
from chalicelib.meetings.storage import keys
from chalicelib.meetings.storage.buckets import hour_of_week

ENOUGH_MEETINGS = 10  # what a radius of the ladder has to hold
FEW_MEETINGS = 3  # a search that finds fewer looks wider
NEAREST_BEYOND = 6  # meetings shown from beyond the radius: as many as a phone shows at once
# Of 4 KB, read without finding anything: about what a full page takes, and a little more
# where the first circle takes as much by itself.
MAX_VAIN_BLOCKS, LEAST_VAIN_BLOCKS = 24, 6
MAX_FIRST_BLOCKS = 36  # of the first circle, where the densest cities have more
# Read in all to fill a wider circle, in which something was found already.
MAX_BLOCKS_OF_A_DAY, MAX_BLOCKS = 40, 200
MAX_ROUND_TRIPS_OF_A_DAY, MAX_ROUND_TRIPS = 4, 6  # what is far away is left out beyond these
FAR_KM = (250.0, 1000.0)  # how far a search looks where nothing is within the ladder


def search_near(query: NearQuery, reader: Reader, now: datetime) -> Results:
    """Returns one page of meetings near a point."""
    as_of = pages.moment_of(query.cursor, now)
    occurrences = LocalOccurrences(as_of, query.day)
    offered_next = () if _far_km(query) is None else _next_online_keys(now)
    nearby = NearbyRows(
        query,
        reader,
        occurrences,
        max_vain_blocks=MAX_VAIN_BLOCKS,
        least_vain_blocks=LEAST_VAIN_BLOCKS,
        max_blocks=_max_blocks(query),
        offered_next=offered_next,
    )
    with_counts = query.with_counts and not query.cursor
    radius_km = query.radius_km
    if query.cursor and query.cursor.radius_km:
        radius_km = query.cursor.radius_km
    if _far_km(query) or radius_km is None:
        nearby.read_directories(query.ladder.rungs_km[-1])
    if radius_km is None:
        radius_km = _choose_radius(query, nearby)
    first_day = 0
    if query.cursor and query.sort is Sort.START:
        position = datetime.fromtimestamp(query.cursor.position.time, UTC)
        first_day = max(0, (position - as_of).days - 1)
    spans = [range(first_day, first_day + 2), WEEK_DAYS]  # all of it: any may hold what is monthly
    if query.day is not None:
        spans = [range(1)]
    elif query.sort is Sort.DISTANCE or spans[0].stop >= WEEK_DAYS.stop or with_counts:
        spans = [WEEK_DAYS]
    page: list[Found] = []
    for span in spans:
        nearby.read(radius_km, span, _far_km(query))
        found = nearby.found(radius_km, span.stop)
        page = pages.first_results(found, query.cursor, query.limit, query.sort)
        if len(page) > query.limit:
            break
    results = pages.page_of(page, query.limit, query.sort, as_of, radius_km)
    changed = nearby.changed(radius_km, span.stop)
    results = pages.with_changed(results, changed, query.cursor, query.sort)
    if not with_counts:
        return results
    candidates = nearby.candidates(radius_km, WEEK_DAYS.stop)
    days = ComingDays(as_of, query.filter.matches_time)
    days_of = days.of if query.day is None else None
    with_starts = ((found.row, found.occurrence.start) for found in candidates)
    counts = count(with_starts, nearby.unmet, days_of)
    results = results._replace(counts=counts, counts_complete=True)
    if not query.looks_wider or counts.results >= FEW_MEETINGS:
        return results
    wider = _look_wider(query, nearby, radius_km, counts.results)
    any_day = None
    if query.day is not None and not counts.results:
        any_day = _count_any_day(nearby.on_any_day(), radius_km)
    return results._replace(wider=wider, any_day=any_day)


def _far_km(query: NearQuery) -> float | None:
    """Returns how far a search looks where little is nearby; None where it does not."""
    return FAR_KM[-1] if query.looks_wider and not query.cursor else None


def _count_any_day(nearby: NearbyRows, radius_km: float) -> int | None:
    """Returns how many results there are without the day; None where that is too much to read."""
    if not nearby.has_read(radius_km, WEEK_DAYS):
        return None
    return len(nearby.found(radius_km, WEEK_DAYS.stop))


def _choose_radius(query: NearQuery, nearby: NearbyRows) -> float:
    """Returns the smallest rung of the ladder that holds ten meetings of the days read.

    The first circle is read whatever it holds, what is around it once as far as something may be
    read in vain, and a circle in which something was found then to its end, once. Where none holds
    ten, the widest one that was read to its end. A search that looks wider leaves some of the first
    circle to the next one, where that is much and nothing is found.
    """
    ladder, far_km = query.ladder, _far_km(query)
    if query.day is None:
        nearby.read(ladder.first_km, range(2), far_km)
        found = nearby.found(ladder.first_km, 2)
        if radius_km := _holds_enough(ladder, found):
            return radius_km
        may_stop = query.looks_wider and not found
        if may_stop and not nearby.read_circle(ladder.first_km, WEEK_DAYS, MAX_FIRST_BLOCKS):
            return _widest_read(ladder, nearby)
    nearby.read(ladder.first_km, WEEK_DAYS, far_km)
    found = nearby.found(ladder.first_km, WEEK_DAYS.stop)
    if radius_km := _holds_enough(ladder, found):
        return radius_km
    _read_around(query, nearby, ladder.rungs_km[-1], len(found))
    widest, has_read_rest = ladder.first_km, False
    for rung in ladder.wider_km(ladder.first_km):
        if not nearby.has_read(rung, WEEK_DAYS):
            if has_read_rest or not nearby.found(ladder.rungs_km[-1], WEEK_DAYS.stop):
                break
            if not nearby.read_rest(rung, WEEK_DAYS, _max_blocks(query)):
                break
            has_read_rest = True
        widest = rung
        if radius_km := _holds_enough(ladder, nearby.found(rung, WEEK_DAYS.stop)):
            return radius_km
    return widest


def _read_around(query: NearQuery, nearby: NearbyRows, radius_km: float, results: int) -> None:
    """Reads what is around a circle: within the ladder, and where that has nothing, far away.

    Where nothing was found on a day, what other days have within the radius as well.
    """
    widest_km = query.ladder.rungs_km[-1]
    far_km = _far_km(query) if results < FEW_MEETINGS else None
    any_day_km = None
    if query.looks_wider and query.day is not None and not results:
        any_day_km = radius_km
    reach_km = far_km if far_km and nearby.has_looked_far else widest_km
    nearby.read_around(
        reach_km,
        WEEK_DAYS,
        any_day_km=any_day_km,
        beside_km=far_km,
        offered_next=not results,
    )


def _is_one_day(query: NearQuery) -> bool:
    return query.day is not None and (isinstance(query.day, str) or len(query.day) == 1)


def _max_blocks(query: NearQuery) -> int:
    return MAX_BLOCKS_OF_A_DAY if _is_one_day(query) else MAX_BLOCKS


def _max_round_trips(query: NearQuery) -> int:
    return MAX_ROUND_TRIPS_OF_A_DAY if _is_one_day(query) else MAX_ROUND_TRIPS


def _next_online_keys(now: datetime) -> list[str]:
    """Returns the keys of what `online.next_online` reads: its directory, and this hour's head."""
    this_hour = keys.hour_bucket(hour_of_week(now))
    return [keys.ONLINE_DIRECTORY, keys.head(this_hour)]


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
    _read_around(query, nearby, radius_km, results)
    wider: Wider | None = None
    for rung in query.ladder.wider_km(radius_km):
        if not nearby.has_read(rung, WEEK_DAYS):
            # a rung within the first circle may be in vain too: one step has all of that
            wider = wider or Wider(max(rung, query.ladder.first_km))
            break
        found = nearby.found(rung, WEEK_DAYS.stop)
        if len(found) > results:
            nearest = _nearest(found, radius_km)
            wider = (wider or Wider(rung, len(found)))._replace(nearest=nearest)
            if results or len(nearest) == NEAREST_BEYOND:
                break
    wider = wider or Wider()
    if not wider.nearest and nearby.round_trips < _max_round_trips(query):
        nearby.read_around(FAR_KM[-1], WEEK_DAYS)
    for far_km in FAR_KM:
        if not wider.nearest:
            nearest = _nearest(nearby.found(far_km, WEEK_DAYS.stop), radius_km)
            wider = wider._replace(nearest=nearest)
    return wider


def _nearest(found: list[Found], radius_km: float) -> tuple[Found, ...]:
    beyond = [result for result in found if (result.distance_km or 0.0) > radius_km]
    beyond.sort(key=lambda result: (result.distance_km, result.row.id))
    return tuple(beyond[:NEAREST_BEYOND])
