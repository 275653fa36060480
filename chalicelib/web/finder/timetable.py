"""Search results as a timetable: lines under headings, each with its time in the right zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

from chalicelib.meetings.meeting import AttendanceOption
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.catalogue import Say


class ResultRow(Protocol):
    """What a list shows of a meeting (`chalicelib.meetings.storage.rows.Row` has all of it)."""

    @property
    def attendance(self) -> AttendanceOption: ...


class Found(Protocol):
    """One search result."""

    @property
    def row(self) -> ResultRow: ...

    @property
    def occurrence(self) -> Occurrence: ...

    @property
    def distance_km(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list; `start` and `end` in the zone to show. `day` is said where the group's
    heading does not say it, else empty.
    """

    row: ResultRow
    start: datetime
    end: datetime
    distance_km: float | None
    day: str


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading; `date` is the heading's date where the heading is a word for it.
    `several_days`: the heading names no day, for the lines may be of several.
    """

    heading: str
    date: str
    entries: tuple[Entry, ...]
    several_days: bool = False


def groups(
    say: Say,
    found: Sequence[Found],
    now: datetime,
    zone: tzinfo | None = None,
    sort: str = "start",
) -> list[Group]:
    """Search results under headings, in the order in which they came.

    `zone` is the visitor's, where known (that of the place searched for): what was found without a
    distance, to be joined from afar, is shown in it; a room always in its own. Without it, such
    meetings are "On now" or "Coming up", for nobody knows what "today" is there. By distance there
    is one group, and each line says its day.
    """
    rooms = any(one.distance_km is not None for one in found)
    headed: dict[tuple[str, str], list[Entry]] = {}
    for one in found:
        elsewhere = zone is not None and one.distance_km is None
        start, end = one.occurrence.start, one.occurrence.end
        if elsewhere:
            start, end = start.astimezone(zone), end.astimezone(zone)
        day = formatting.day_word(say, start, now)
        if sort == "distance":
            heading = (say("group.nearest"), "")
        elif zone is None and not rooms:
            heading = (say("group.on_now" if start <= now else "group.next"), "")
            day = "" if start.date() == formatting.today(now, start) else day
        else:
            heading, day = _day_heading(say, start, now), ""
        headed.setdefault(heading, []).append(Entry(one.row, start, end, one.distance_km, day))
    several = sort == "distance" or (zone is None and not rooms)
    made = [
        Group(heading, date, tuple(entries), several) for (heading, date), entries in headed.items()
    ]
    return [_tonight(say, group) for group in made]


def _day_heading(say: Say, start: datetime, now: datetime) -> tuple[str, str]:
    now_day = formatting.today(now, start)
    day = max(start.date(), now_day)  # one that began yesterday and goes on belongs to today
    dated = formatting.capital(formatting.short_date(say, day, now_day))
    if day == now_day:
        return say("day.today"), dated
    if day == now_day + timedelta(days=1):
        return say("day.tomorrow"), dated
    return dated, ""


def _tonight(say: Say, group: Group) -> Group:
    evening = all(entry.start.hour >= formatting.EVENING_HOUR for entry in group.entries)
    if group.heading == say("day.today") and evening:
        return Group(say("day.tonight"), group.date, group.entries)
    return group
