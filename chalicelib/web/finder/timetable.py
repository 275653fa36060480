"""Search results as a timetable: lines under headings, each with its time in the right zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

from chalicelib.meetings.meeting import AttendanceOption
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.schedule.rescheduling import ListedTime
from chalicelib.web.finder.directions import JoinLink, join_link
from chalicelib.web.i18n import formatting, recurrence_words
from chalicelib.web.i18n.catalogue import Translator


class ResultRow(Protocol):
    """What a list shows of a meeting (`chalicelib.meetings.storage.rows.Row` has all of it)."""

    @property
    def attendance(self) -> AttendanceOption:
        """In a room, online or both."""

    @property
    def conference_url(self) -> str:
        """The link that joins it, or ""."""


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


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list; `start` and `end` in the zone to show.

    `is_near`: it was found by its place, so it is in a room, and its times are that room's.
    `distance_km`: how far that is; None also where only its town is known. `day` is said where the
    group's heading does not say it, else "". `change`: "Cancelled: Sat 28 Nov", "Moved from 7:00
    pm" or "". `takes_place`: False of a listed time that was cancelled or moved away, to which no
    way leads.
    """

    row: ResultRow
    start: datetime
    end: datetime
    is_near: bool
    distance_km: float | None
    ends_before_arrival: bool
    day: str
    join_link: JoinLink | None
    change: str = ""
    takes_place: bool = True


@dataclass(frozen=True, slots=True)
class Group:
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
) -> list[Group]:
    """Returns search results under headings, in the order in which they came.

    `zone` is the visitor's, where known (that of the place searched for): a result without a
    distance, to be joined from afar, is shown in it; a room always in its own. Without it, such
    meetings are "On now" or "Coming up", because nobody knows what "today" is there. By distance
    there is one group, and each line says its day.
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
        url = result.row.conference_url
        link = join_link(url) if url and takes_place else None
        line = Line(
            result.row,
            start,
            end,
            result.distance_km is not None,
            result.shown_distance_km,
            result.ends_before_arrival and takes_place,
            day,
            link,
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
