"""A visitor's search: query values -> a query of the domain, and its results.

Shared by the page, the API, the feeds and the widget, so that all of them find the same.
"""

from dataclasses import dataclass, replace

from chalicelib.gazetteer import lookup
from chalicelib.gazetteer.places import Place
from chalicelib.geo.point import Point
from chalicelib.meetings.meeting import AttendanceOption
from chalicelib.meetings.schedule.occurrences import weekday_of
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.search.filters import Filter, Hours
from chalicelib.meetings.search.ladder import KILOMETRES, MILES, Ladder
from chalicelib.meetings.search.near import count_any_day, search_near
from chalicelib.meetings.search.online import search_online
from chalicelib.meetings.search.query import (
    Cursor,
    Day,
    NearQuery,
    OnlineQuery,
    Results,
    Sort,
)
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.http import params
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.request import Request
from chalicelib.web.i18n import formatting

# The query fields that a page of results carries on; how many it holds is its own choice.
FIELDS = tuple(parameter.name for parameter in params.SEARCH if parameter is not params.LIMIT)
MAX_OTHER_PLACES = 8  # of the same name


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as it was understood.

    `place` is the place that the text names, or the town nearest to the point; None for a search
    that is for online meetings anywhere. `other_places` go by the same text, the likeliest first.
    `visitor_timezone`: the time zone that the visitor says, or "". `filter` narrows the rest.
    """

    point: Point | None
    place: Place | None
    other_places: tuple[Place, ...]
    visitor_timezone: str
    radius_km: float | None
    day: Day | None
    attendance: AttendanceOption | None
    filter: Filter
    sort: Sort
    limit: int
    cursor: Cursor | None

    @property
    def online(self) -> bool:
        """Whether this search is for online meetings, wherever they are."""
        return self.attendance is AttendanceOption.ONLINE or self.point is None

    @property
    def ladder(self) -> Ladder:
        """The radii to choose from: in miles where roads are signed in them."""
        in_miles = self.place is not None and formatting.unit_for(self.place.country) == "mi"
        return MILES if in_miles else KILOMETRES

    @property
    def knows_zone(self) -> bool:
        """Whether it is known where the days of this search begin."""
        return self.place is not None or bool(self.visitor_timezone)

    @property
    def timezone(self) -> str:
        """Where the days of this search begin: at its place, else where the visitor is."""
        return self.place.timezone if self.place else self.visitor_timezone or "UTC"


def parse(request: Request, country: str = "") -> SearchRequest:
    """Returns the search that a request asks for.

    `country` is where a postal code of several countries is looked for first (ISO 3166, or "").
    Raises InvalidField, or PlaceNotFound for a place that is not known.
    """
    place_text, point = params.PLACE.of(request), None
    if place_text and request.query(params.NEAR.name).strip():
        raise InvalidField("place", "give place or near, not both")
    attendance = params.ATTENDANCE.of(request)
    radius_km = params.RADIUS.of(request)
    sort = params.SORT.of(request) or Sort.START
    limit = params.LIMIT.of(request) or 25
    cursor_text = params.CURSOR.of(request)
    cursor = params.cursor(cursor_text, request.now) if cursor_text else None
    place: Place | None = None
    other_places: tuple[Place, ...] = ()
    if place_text:
        place, other_places = _places(place_text, country)
        point = place.point
    elif point := params.NEAR.of(request):
        place = lookup.nearest(point)
    if point is None and attendance is AttendanceOption.IN_PERSON:
        raise InvalidField("near", "needed for meetings in person: near=LAT,LON or place=TEXT")
    search = SearchRequest(
        point,
        place,
        other_places,
        params.TIMEZONE.of(request) or "",
        radius_km,
        None,
        attendance,
        _filter(request, attendance),
        sort,
        limit,
        cursor,
    )
    today = request.now.astimezone(zone(search.timezone)).date()
    search = replace(search, day=params.day(params.DAY.of(request), weekday_of(today)))
    if search.online and sort is Sort.DISTANCE:
        raise InvalidField("sort", "distance needs near or place, and meetings with a room")
    return search


def _places(text: str, country: str) -> tuple[Place, tuple[Place, ...]]:
    """The place that is meant, and others that the text may mean; each with a label of its own."""
    candidates = lookup.candidates(text, country)
    if not candidates:
        raise lookup.not_found(text)
    by_label: dict[str, Place] = {}
    for candidate in candidates:
        by_label.setdefault(candidate.label, candidate)
    place, *others = by_label.values()
    return place, tuple(others[:MAX_OTHER_PLACES])


def _filter(request: Request, attendance: AttendanceOption | None) -> Filter:
    after_min, before_min = params.AFTER.of(request), params.BEFORE.of(request)
    hours = None
    if after_min is not None or before_min is not None:
        hours = Hours(after_min or 0, 24 * 60 if before_min is None else before_min)
    return Filter(
        types=params.TYPE.of(request),
        hours=hours,
        part=params.TIME.of(request),
        entity=params.ENTITY.of(request) or "",
        offered=params.VERIFICATION.of(request) or False,
        hybrid=attendance is AttendanceOption.HYBRID,
        words=params.WORDS.of(request),
    )


def find(search: SearchRequest, request: Request, *, with_counts: bool = False) -> Results:
    """Returns the results of a search.

    `with_counts`: with how many results each choice would have, which reads all days where none was
    asked for; and where few are found, with what is further away.
    """
    if search.online or search.point is None:
        online = OnlineQuery(
            day=search.day,
            timezone=search.timezone,
            filter=search.filter,
            limit=search.limit,
            cursor=search.cursor,
            with_counts=with_counts,
        )
        return search_online(online, open_table(), request.now)
    query = replace(_near(search, search.point), with_counts=with_counts, looks_wider=with_counts)
    return search_near(query, open_table(), request.now)


def find_any_day(search: SearchRequest, radius_km: float | None, request: Request) -> int | None:
    """Returns how many results a search has without its day, within that radius of its place.

    None where that would be too much to read.
    """
    if search.online or search.point is None or radius_km is None:
        any_day = find(replace(search, day=None), request, with_counts=True)
        return any_day.counts.results if any_day.counts and any_day.counts_complete else None
    return count_any_day(_near(search, search.point), radius_km, open_table(), request.now)


def _near(search: SearchRequest, point: Point) -> NearQuery:
    return NearQuery(
        point=point,
        radius_km=search.radius_km,
        day=search.day,
        filter=search.filter,
        sort=search.sort,
        limit=search.limit,
        cursor=search.cursor,
        ladder=search.ladder,
    )
