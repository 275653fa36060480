"""A visitor's search: query values -> a query of the domain, and its results.

Shared by the page and the API, so that both find the same.
"""

from dataclasses import dataclass, replace

from chalicelib.meetings import gazetteer
from chalicelib.meetings.filters import Filter, Hours
from chalicelib.meetings.meeting import Attendance, Point, zone
from chalicelib.meetings.occurrences import weekday_of
from chalicelib.meetings.places import Place
from chalicelib.meetings.search import (
    Cursor,
    Day,
    Found,
    NearQuery,
    OnlineQuery,
    Results,
    Sort,
    search_beyond,
    search_near,
    search_online,
)
from chalicelib.meetings.table import open_table
from chalicelib.web import fields
from chalicelib.web.edge import Visit
from chalicelib.web.refusals import InvalidField

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
    `filter` narrows the rest."""

    point: Point | None
    place: Place | None
    other_places: tuple[Place, ...]
    visitors_zone: str
    radius_km: float | None
    day: Day | None
    attendance: Attendance | None
    filter: Filter
    sort: Sort
    limit: int
    cursor: Cursor | None

    @property
    def online(self) -> bool:
        """Whether this search is for online meetings, wherever they are."""
        return self.attendance is Attendance.ONLINE or self.point is None

    @property
    def zoned(self) -> bool:
        """Whether it is known where the days of this search begin."""
        return self.place is not None or bool(self.visitors_zone)

    @property
    def timezone(self) -> str:
        """Where the days of this search begin: at its place, else where the visitor is."""
        return self.place.timezone if self.place else self.visitors_zone or "UTC"


def read(visit: Visit, country: str = "") -> Asked:
    """The search of a visit, or InvalidField, or PlaceNotFound. `country`: where a postal code of
    several countries is looked for first."""
    place_text, near_text = visit.query("place").strip(), visit.query("near").strip()
    if place_text and near_text:
        raise InvalidField("place", "give place or near, not both")
    attendance_text = visit.query("attendance")
    attendance = fields.attendance(attendance_text) if attendance_text else None
    radius_text = visit.query("radius")
    sort_text, limit_text = visit.query("sort"), visit.query("limit")
    cursor_text = visit.query("cursor")
    radius_km = fields.radius_km(radius_text) if radius_text else None
    sort = fields.sort(sort_text) if sort_text else Sort.START
    limit = fields.limit(limit_text) if limit_text else 25
    cursor = fields.cursor(cursor_text, visit.now) if cursor_text else None
    point = place = None
    others: tuple[Place, ...] = ()
    if near_text:
        point = fields.near(near_text)
        place = gazetteer.nearest(point)
    elif place_text:
        place, others = _places(place_text, country)
        point = place.point
    if point is None and attendance is Attendance.IN_PERSON:
        raise InvalidField("near", "needed for meetings in person: near=LAT,LON or place=TEXT")
    zone_text = visit.query("timezone")
    asked = Asked(
        point,
        place,
        others,
        fields.timezone(zone_text) if zone_text else "",
        radius_km,
        None,
        attendance,
        _filter(visit, attendance),
        sort,
        limit,
        cursor,
    )
    today = visit.now.astimezone(zone(asked.timezone)).date()
    asked = replace(asked, day=fields.day(visit.queries("day"), weekday_of(today)))
    if asked.online and sort is Sort.DISTANCE:
        raise InvalidField("sort", "distance needs near or place, and meetings with a room")
    return asked


def _places(text: str, country: str) -> tuple[Place, tuple[Place, ...]]:
    """The place that is meant, and others that the text may mean; each with a label of its own."""
    found = gazetteer.candidates(text, country)
    if not found:
        raise gazetteer.unknown(text)
    by_label: dict[str, Place] = {}
    for one in found:
        by_label.setdefault(one.label, one)
    place, *others = by_label.values()
    return place, tuple(others[:MOST_OTHERS])


def _filter(visit: Visit, attendance: Attendance | None) -> Filter:
    after_text, before_text = visit.query("after").strip(), visit.query("before").strip()
    part_text, verification_text = visit.query("time"), visit.query("verification")
    hours = None
    if after_text or before_text:
        hours = Hours(
            fields.clock_min("after", after_text or "00:00"),
            fields.clock_min("before", before_text or "24:00"),
        )
    return Filter(
        types=fields.types(visit.queries("type")),
        hours=hours,
        part=fields.part_of_day(part_text) if part_text else None,
        entity=visit.query("entity").strip(),
        offered=fields.offered(verification_text) if verification_text else False,
        hybrid=attendance is Attendance.HYBRID,
        words=fields.words(visit.query("words")),
    )


def search(asked: Asked, visit: Visit, *, counted: bool = False) -> Results:
    """The results of a search; `counted`: with what each choice would leave, which reads all days
    where none was asked for."""
    if asked.online or asked.point is None:
        online = OnlineQuery(
            day=asked.day,
            timezone=asked.timezone,
            filter=asked.filter,
            limit=asked.limit,
            cursor=asked.cursor,
            counted=counted,
        )
        return search_online(online, open_table(), visit.now)
    return search_near(_near(asked, asked.point, counted), open_table(), visit.now)


def beyond(asked: Asked, radius_km: float, visit: Visit) -> tuple[Found, ...]:
    """The nearest few where nothing was found within that radius of a point."""
    if asked.point is None:
        return ()
    query = replace(_near(asked, asked.point, False), limit=FEW)
    return search_beyond(query, radius_km, open_table(), visit.now)


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
