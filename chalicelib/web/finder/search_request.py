"""A visitor's search: query values -> a query of the domain, and its results.

Shared by the page and the API, so that both find the same.
"""

from dataclasses import dataclass, replace

from chalicelib.gazetteer import lookup
from chalicelib.gazetteer.places import Place
from chalicelib.geo.point import Point
from chalicelib.meetings.meeting import AttendanceOption
from chalicelib.meetings.schedule.occurrences import weekday_of
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.search.filters import Filter, Hours
from chalicelib.meetings.search.near import search_beyond, search_near
from chalicelib.meetings.search.online import search_online
from chalicelib.meetings.search.query import (
    Cursor,
    Day,
    Found,
    NearQuery,
    OnlineQuery,
    Results,
    Sort,
)
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.http import params
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.request import Request

FIELDS = (  # the query fields that a page of results carries on
    "place",
    "near",
    "timezone",
    "day",
    "time",
    "after",
    "before",
    "attendance",
    "type",
    "words",
    "verification",
    "entity",
    "radius",
    "sort",
    "cursor",
)
FEW = 3
MOST_OTHERS = 8  # places of the same name that are offered


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for. `place` is the place found for the text, or the town nearest to the
    point; None for a search that is for online meetings anywhere. `other_places` go by the same
    text, the likeliest first. `visitors_zone`: the time zone that the visitor says, or "".
    `filter` narrows the rest.
    """

    point: Point | None
    place: Place | None
    other_places: tuple[Place, ...]
    visitors_zone: str
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
    def zoned(self) -> bool:
        """Whether it is known where the days of this search begin."""
        return self.place is not None or bool(self.visitors_zone)

    @property
    def timezone(self) -> str:
        """Where the days of this search begin: at its place, else where the visitor is."""
        return self.place.timezone if self.place else self.visitors_zone or "UTC"


def read(request: Request, country: str = "") -> Asked:
    """The search of a request, or InvalidField, or PlaceNotFound. `country`: where a postal code of
    several countries is looked for first.
    """
    place_text, near_text = request.query("place").strip(), request.query("near").strip()
    if place_text and near_text:
        raise InvalidField("place", "give place or near, not both")
    attendance_text = request.query("attendance")
    attendance = params.attendance(attendance_text) if attendance_text else None
    radius_text = request.query("radius")
    sort_text, limit_text = request.query("sort"), request.query("limit")
    cursor_text = request.query("cursor")
    radius_km = params.radius_km(radius_text) if radius_text else None
    sort = params.sort(sort_text) if sort_text else Sort.START
    limit = params.limit(limit_text) if limit_text else 25
    cursor = params.cursor(cursor_text, request.now) if cursor_text else None
    point = place = None
    others: tuple[Place, ...] = ()
    if near_text:
        point = params.near(near_text)
        place = lookup.nearest(point)
    elif place_text:
        place, others = _places(place_text, country)
        point = place.point
    if point is None and attendance is AttendanceOption.IN_PERSON:
        raise InvalidField("near", "needed for meetings in person: near=LAT,LON or place=TEXT")
    zone_text = request.query("timezone")
    asked = Asked(
        point,
        place,
        others,
        params.timezone(zone_text) if zone_text else "",
        radius_km,
        None,
        attendance,
        _filter(request, attendance),
        sort,
        limit,
        cursor,
    )
    today = request.now.astimezone(zone(asked.timezone)).date()
    asked = replace(asked, day=params.day(request.queries("day"), weekday_of(today)))
    if asked.online and sort is Sort.DISTANCE:
        raise InvalidField("sort", "distance needs near or place, and meetings with a room")
    return asked


def _places(text: str, country: str) -> tuple[Place, tuple[Place, ...]]:
    """The place that is meant, and others that the text may mean; each with a label of its own."""
    found = lookup.candidates(text, country)
    if not found:
        raise lookup.not_found(text)
    by_label: dict[str, Place] = {}
    for one in found:
        by_label.setdefault(one.label, one)
    place, *others = by_label.values()
    return place, tuple(others[:MOST_OTHERS])


def _filter(request: Request, attendance: AttendanceOption | None) -> Filter:
    after_text, before_text = request.query("after").strip(), request.query("before").strip()
    part_text, verification_text = request.query("time"), request.query("verification")
    hours = None
    if after_text or before_text:
        hours = Hours(
            params.clock_min("after", after_text or "00:00"),
            params.clock_min("before", before_text or "24:00"),
        )
    return Filter(
        types=params.types(request.queries("type")),
        hours=hours,
        part=params.part_of_day(part_text) if part_text else None,
        entity=request.query("entity").strip(),
        offered=params.offered(verification_text) if verification_text else False,
        hybrid=attendance is AttendanceOption.HYBRID,
        words=params.words(request.query("words")),
    )


def search(asked: Asked, request: Request, *, counted: bool = False) -> Results:
    """The results of a search; `counted`: with what each choice would leave, which reads all days
    where none was asked for.
    """
    if asked.online or asked.point is None:
        online = OnlineQuery(
            day=asked.day,
            timezone=asked.timezone,
            filter=asked.filter,
            limit=asked.limit,
            cursor=asked.cursor,
            counted=counted,
        )
        return search_online(online, open_table(), request.now)
    return search_near(_near(asked, asked.point, counted), open_table(), request.now)


def beyond(asked: Asked, radius_km: float, request: Request) -> tuple[Found, ...]:
    """The nearest few where nothing was found within that radius of a point."""
    if asked.point is None:
        return ()
    query = replace(_near(asked, asked.point, False), limit=FEW)
    return search_beyond(query, radius_km, open_table(), request.now)


def _near(asked: Asked, point: Point, counted: bool) -> NearQuery:
    return NearQuery(
        point=point,
        radius_km=asked.radius_km,
        day=asked.day,
        filter=asked.filter,
        sort=asked.sort,
        limit=asked.limit,
        cursor=asked.cursor,
        counted=counted,
    )
