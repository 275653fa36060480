"""Search results as a timetable: lines under headings, each with its time in the right zone."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple, Protocol

from chalicelib import settings
from chalicelib.geo.point import Point
from chalicelib.meetings import join_link
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.schedule.rescheduling import ListedTime
from chalicelib.web.i18n import formatting, recurrence_words
from chalicelib.web.i18n.catalogue import Translator, direction

_MARKS = {AttendanceOption.ONLINE: "mark.online", AttendanceOption.HYBRID: "mark.hybrid"}


class ResultRow(Protocol):
    """What a list shows of a meeting (`chalicelib.meetings.storage.rows.Row` has all of it)."""

    @property
    def attendance(self) -> AttendanceOption:
        """In a room, online or both."""

    @property
    def approximate(self) -> bool:
        """Whether its point stands for an area, not for a door."""

    @property
    def point(self) -> Point | None:
        """Where it is, as far as that is known."""

    @property
    def placed_by_town(self) -> bool:
        """Whether nothing nearer than its town is known."""

    @property
    def location(self) -> str:
        """The name of the place, or ""."""

    @property
    def formatted_address(self) -> str:
        """The address, or ""."""

    @property
    def conference_url(self) -> str:
        """The link to join, or ""."""

    @property
    def conference_phone(self) -> str:
        """The number to join by, or ""."""

    @property
    def region(self) -> str:
        """The smallest region that the listing names, or ""."""

    @property
    def town(self) -> str:
        """The town for people to read, or ""."""

    @property
    def entity(self) -> str:
        """Who lists it, or ""."""


class SearchResult(Protocol):
    """A meeting that a search found, at one of its times."""

    @property
    def row(self) -> ResultRow:
        """The meeting."""

    @property
    def occurrence(self) -> Occurrence:
        """The time that was found."""

    @property
    def distance_km(self) -> float | None:
        """How far it is from the place searched for; None where that was no place."""

    @property
    def shown_distance_km(self) -> float | None:
        """The same to show; None also where only its town is known."""

    @property
    def ends_before_arrival(self) -> bool:
        """Whether it is over before somebody who sets out now could be there."""

    @property
    def change(self) -> ListedTime | None:
        """The time as it was listed, where it was cancelled or moved."""


class Line(NamedTuple):
    """One line of a list; `start` and `end` in the zone to show.

    `is_near`: it was found by its place, so it is in a room, and its times are that room's.
    `distance_km`: how far that is; None also where only its town is known. `day` is said where the
    group's heading does not say it, and `zone` where it is not the one that the visitor reads the
    times in; else "". `venue`: what is known of the place besides the town. `facts`: town, distance
    and whatever differs from what was asked for, each in words. `change`: "Cancelled: Sat 28 Nov",
    "Moved from 7:00 pm" or "". `takes_place`: False of a listed time that was cancelled or moved
    away, to which no way leads.
    """

    row: ResultRow
    start: datetime
    end: datetime
    is_near: bool
    distance_km: float | None
    ends_before_arrival: bool
    day: str
    zone: str
    venue: str
    facts: tuple[str, ...]
    change: str = ""
    takes_place: bool = True


class Group(NamedTuple):
    """Lines under one heading; `date` is the heading's date where the heading is a word for it.

    `several_days`: the heading names no day, because the lines may be of several.
    """

    heading: str
    date: str
    lines: tuple[Line, ...]
    several_days: bool = False


def groups(
    t: Translator,
    results: Sequence[SearchResult],
    now: datetime,
    zone: tzinfo | None = None,
    sort: str = "start",
    *,
    unit: str = "km",
    asked: AttendanceOption | None = None,
) -> list[Group]:
    """Returns search results under headings, in the order in which they came.

    `zone` is the visitor's, where known (that of the place searched for): a result without a
    distance, to be joined from afar, is shown in it; a room always in its own. Without it, such
    meetings are "On now" or "Coming up", because nobody knows what "today" is there. By distance
    there is one group, and each line says its day. Distances are in `unit` ("mi" or "km"). `asked`
    is the way to take part that was searched for; None for any with a room.
    """
    has_rooms = any(result.distance_km is not None for result in results)
    lines_by_heading: dict[tuple[str, str], list[Line]] = {}
    for result in results:
        start, end = result.occurrence.start, result.occurrence.end
        if zone is not None and result.distance_km is None:
            start, end = start.astimezone(zone), end.astimezone(zone)
        change, takes_place = _change(t, result, now, start.tzinfo)
        day = formatting.day_word(t, start, now)
        if sort == "distance":
            heading = (t("group.nearest"), "")
        elif zone is None and not has_rooms:
            if start <= now and not takes_place:
                continue  # under "On now" it would seem to be
            heading = (t("group.on_now" if start <= now else "group.next"), "")
            day = "" if start.date() == formatting.today(now, start) else day
        else:
            heading, day = _day_heading(t, start, now), ""
        line = Line(
            result.row,
            start,
            end,
            result.distance_km is not None,
            result.shown_distance_km,
            result.ends_before_arrival and takes_place,
            day,
            _zone_beside(start, zone),
            _venue(result.row),
            tuple(_facts(t, result, unit, asked)),
            change,
            takes_place,
        )
        lines_by_heading.setdefault(heading, []).append(line)
    several_days = sort == "distance" or (zone is None and not has_rooms)
    by_day = [
        Group(heading, date, tuple(lines), several_days)
        for (heading, date), lines in lines_by_heading.items()
    ]
    return [_with_tonight(t, group) for group in by_day]


def _zone_beside(start: datetime, zone: tzinfo | None) -> str:
    """The zone of a time in words; "" where the visitor's clock shows the same."""
    if zone is not None and start.utcoffset() == start.astimezone(zone).utcoffset():
        return ""
    return formatting.zone_name(start)


def _venue(row: ResultRow) -> str:
    """The place without its town, which has a line of its own, and whose meeting it is."""
    where = ""
    if row.attendance.has_room:
        street = formatting.before_town(row.formatted_address, row.town)
        where = formatting.place(row.location, street)
    others = row.entity if row.entity != settings.current().organisation else ""
    return " · ".join(filter(None, (where, others)))


def _place_of_region(region: str) -> str:
    """Returns a region that is a place, and not such as "Online"; else ""."""
    if not region:
        return ""
    from chalicelib.listings.incoming.online_words import names_place  # rooms have their towns

    return region if names_place(region) else ""


def _town(t: Translator, row: ResultRow) -> str:
    """The town as the page's readers write it, where that is in another script than Latin."""
    town = row.town or _place_of_region(row.region)
    if not town or row.point is None or direction(t.language) == "ltr":
        return town
    from chalicelib.gazetteer.town_names import town_in  # other pages do without

    return town_in(t.language, town, row.point)


def _facts(
    t: Translator, result: SearchResult, unit: str, asked: AttendanceOption | None
) -> Iterator[str]:
    row, km = result.row, result.shown_distance_km
    town = _town(t, row)
    if row.placed_by_town and row.attendance.has_room and town:
        yield t("finder.in_town", town=town)
    elif town:
        yield town
    if km is not None:
        distance = formatting.distance(t, km, unit)
        yield t("finder.about", distance=distance) if row.approximate else distance
    is_online = row.attendance is AttendanceOption.ONLINE
    if is_online and join_link.is_by_phone_alone(row.conference_url, row.conference_phone):
        yield t("attendance.phone")
    elif row.attendance in _MARKS and row.attendance is not asked:
        yield t(_MARKS[row.attendance])


def _change(
    t: Translator, result: SearchResult, now: datetime, zone: tzinfo | None
) -> tuple[str, bool]:
    """Returns what became of the listed time, in words, and whether the result takes place."""
    time = result.change
    if time is None:
        return "", True
    if time.taking_place is not None and time.taking_place != result.occurrence:
        return recurrence_words.moved_to(t, time.taking_place, now, zone), False
    return recurrence_words.short_change(t, time, now, zone), time.taking_place is not None


def _day_heading(t: Translator, start: datetime, now: datetime) -> tuple[str, str]:
    now_day = formatting.today(now, start)
    day = max(start.date(), now_day)  # one that began yesterday and goes on belongs to today
    date_text = formatting.capital(formatting.short_date(t, day, now_day))
    if day == now_day:
        return t("day.today"), date_text
    if day == now_day + timedelta(days=1):
        return t("day.tomorrow"), date_text
    return date_text, ""


def _with_tonight(t: Translator, group: Group) -> Group:
    evening = all(line.start.hour >= formatting.EVENING_HOUR for line in group.lines)
    if group.heading == t("day.today") and evening:
        return Group(t("day.tonight"), group.date, group.lines)
    return group
