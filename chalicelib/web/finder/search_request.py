"""A visitor's search: query values -> a query of the domain, and its results.

Shared by the page, the API, the feeds and the widget, so that all of them find the same.
"""

from typing import TYPE_CHECKING, NamedTuple

from chalicelib.gazetteer import nearest_towns
from chalicelib.gazetteer.lookup import Reading
from chalicelib.gazetteer.places import Place
from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.schedule.occurrences import weekday_of
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.search.filters import Filter, Hours
from chalicelib.meetings.search.ladder import KILOMETRES, MAX_RADIUS_KM, MILES, Ladder
from chalicelib.meetings.search.near import search_near
from chalicelib.meetings.search.query import (
    Cursor,
    Day,
    NearQuery,
    OnlineQuery,
    Results,
    Sort,
)
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.finder import place_asked
from chalicelib.web.finder.place_asked import PlaceAsked
from chalicelib.web.http import cursors, params
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.request import Request
from chalicelib.web.i18n import formatting

if TYPE_CHECKING:
    from chalicelib.meetings.search.named import NamedQuery
    from chalicelib.meetings.search.text import Words

# The query fields that a page of results carries on; how many it holds is its own choice.
FIELDS = tuple(parameter.name for parameter in params.SEARCH if parameter is not params.LIMIT)


class SearchRequest(NamedTuple):
    """A search as it was understood.

    `place` is the place that the text names, or the town nearest to the point; None for a search
    that is for online meetings anywhere, or by name. `other_places` go by the same text, the
    likeliest first. `visitor_timezone`: the time zone that the visitor says, or "". `filter`
    narrows the rest. `reading` says how far the text was taken for another. `towns`: where `place`
    is an area too wide for a search, its towns, those first where most is listed.
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
    reading: Reading = Reading.AS_TYPED
    towns: tuple[Place, ...] = ()

    @property
    def too_wide(self) -> bool:
        """Whether the place is an area that no search covers."""
        return self.place is not None and self.place.radius_km > MAX_RADIUS_KM

    @property
    def by_name(self) -> bool:
        """Whether this search is for words in names, wherever the meetings are."""
        is_somewhere = self.point is not None or self.attendance is AttendanceOption.ONLINE
        return self.filter.words is not None and not is_somewhere

    @property
    def online(self) -> bool:
        """Whether this search is for online meetings, wherever they are."""
        if self.by_name:
            return False
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


def parse(request: Request, country: str = "", language: str = "") -> SearchRequest:
    """Returns the search that a request asks for.

    `country` is where a name of several places is looked for first (ISO 3166, or ""), `language`
    that in which places are called, "" for their own names.
    Raises InvalidField, or PlaceNotFound for a place that is not known.
    """
    place_text = params.PLACE.of(request)
    if place_text and request.query(params.NEAR.name).strip():
        raise InvalidField("place", "give place or near, not both")
    return _parse(request, place_text or "", country, language)


def parse_by_name(request: Request, words: "Words") -> SearchRequest:
    """Returns the search for those words in names that a request asks for, whatever its place.

    Raises InvalidField.
    """
    return _parse(request, "", "", "", words)


def _parse(
    request: Request, place_text: str, country: str, language: str, words: "Words | None" = None
) -> SearchRequest:
    point = None
    attendance = params.ATTENDANCE.of(request)
    radius_km = params.RADIUS.of(request)
    sort = params.SORT.of(request) or Sort.START
    limit = params.LIMIT.of(request) or 25
    cursor_text = params.CURSOR.of(request)
    cursor = cursors.read_cursor(cursor_text, request.now) if cursor_text else None
    place: Place | None = None
    asked: PlaceAsked | None = None
    if place_text:
        asked = place_asked.read(place_text, country, language, open_table)
        place, point = asked.place, asked.point
        if radius_km is None and 0 < place.radius_km <= MAX_RADIUS_KM:
            radius_km = place.radius_km
    elif point := params.NEAR.of(request):
        place = nearest_towns.nearest(point)
    filter_ = _filter(request, attendance)
    if words is not None:
        filter_ = filter_._replace(words=words)
    if point is None and attendance is AttendanceOption.IN_PERSON and filter_.words is None:
        raise InvalidField("near", "needed for meetings in person: near=LAT,LON or place=TEXT")
    search = SearchRequest(
        point,
        place,
        asked.others if asked else (),
        params.TIMEZONE.of(request) or "",
        radius_km,
        None,
        attendance,
        filter_,
        sort,
        limit,
        cursor,
        asked.reading if asked else Reading.AS_TYPED,
        asked.towns if asked else (),
    )
    today = request.now.astimezone(zone(search.timezone)).date()
    search = search._replace(day=params.day(params.DAY.of(request), weekday_of(today)))
    if (search.online or search.by_name) and sort is Sort.DISTANCE:
        raise InvalidField("sort", "distance needs near or place, and meetings with a room")
    return search


def _filter(request: Request, attendance: AttendanceOption | None) -> Filter:
    after_min, before_min = params.AFTER.of(request), params.BEFORE.of(request)
    hours = None
    words = params.WORDS.of(request)
    if words:
        from chalicelib.web.i18n.type_words import type_words  # few searches need it

        words = words.with_types(type_words())
    if after_min is not None or before_min is not None:
        hours = Hours(after_min or 0, 24 * 60 if before_min is None else before_min)
    return Filter(
        types=params.TYPE.of(request),
        hours=hours,
        part=params.TIME.of(request),
        entity=params.ENTITY.of(request) or "",
        offered=params.VERIFICATION.of(request) or False,
        hybrid=attendance is AttendanceOption.HYBRID,
        words=words,
    )


def find(
    search: SearchRequest,
    request: Request,
    *,
    with_counts: bool = False,
    looks_further: bool = False,
) -> Results:
    """Returns the results of a search.

    `with_counts`: with how many results each choice would have, which reads all days where none was
    asked for; and where few are found, with what is further away. `looks_further`: as OnlineQuery.
    """
    if search.by_name:
        from chalicelib.meetings.search.named import search_named  # few searches need it

        return search_named(named_query(search, with_counts), open_table(), request.now)
    if search.online or search.point is None:
        from chalicelib.meetings.search.online import search_online  # those near a place do without

        online = OnlineQuery(
            day=search.day,
            timezone=search.timezone,
            filter=search.filter,
            limit=search.limit,
            cursor=search.cursor,
            with_counts=with_counts,
            looks_further=looks_further,
        )
        return search_online(online, open_table(), request.now)
    query = _near(search, search.point)._replace(with_counts=with_counts, looks_wider=with_counts)
    return search_near(query, open_table(), request.now)


def find_any_day(search: SearchRequest, request: Request) -> int | None:
    """Returns how many results a search online or by name has without its day.

    None where that would be too much to read.
    """
    any_day = find(search._replace(day=None), request, with_counts=True)
    return any_day.counts.results if any_day.counts and any_day.counts_complete else None


def named_query(search: SearchRequest, with_counts: bool = False) -> "NamedQuery":
    """Returns the query of a search by name."""
    from chalicelib.meetings.search.named import NamedQuery

    assert search.filter.words is not None  # by_name
    return NamedQuery(
        words=search.filter.words,
        with_room=search.attendance is AttendanceOption.IN_PERSON,
        day=search.day,
        filter=search.filter._replace(words=None),
        limit=search.limit,
        cursor=search.cursor,
        with_counts=with_counts,
    )


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
