"""A meeting's own page: everything about it, the ways to get there, and what else is there."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, ClassVar

from chalice.app import Response

from chalicelib import settings
from chalicelib.listings.outgoing import calendar, json_ld
from chalicelib.meetings.meeting import AttendanceOption, Meeting, upcoming
from chalicelib.meetings.schedule.occurrences import Occurrence, changes, on_date, unfinished
from chalicelib.meetings.schedule.rescheduling import ListedTime, changed_times
from chalicelib.meetings.search.near import search_near
from chalicelib.meetings.search.query import Found, NearQuery
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.finder.back import results_query
from chalicelib.web.finder.directions import (
    JoinLink,
    MapLink,
    OutsideLink,
    join_link,
    map_links,
    outside_link,
)
from chalicelib.web.http import params
from chalicelib.web.http.exceptions import NotFound
from chalicelib.web.http.page_response import page_response
from chalicelib.web.http.request import Request
from chalicelib.web.i18n.crisis import CrisisLine, country_of_zone, crisis_lines

NEXT_TIMES = 4  # shown of a meeting that is not simply weekly
CHANGES_AHEAD = timedelta(days=35)  # how early cancelled and moved times are shown
SAME_PLACE_KM = 0.1  # listings of one building differ by that much
MAX_SAME_PLACE = 6
_FRESH = {"Cache-Control": "private, no-cache"}


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """Everything about one meeting.

    `occurrence`: the next one; None by appointment, inactive or ended. `listed_occurrence`: the
    same at its listed times, where it was moved. `next_occurrences`: only where the weekdays do not
    tell them. `changed_times`: those that soon do not take place as listed. `same_place`: other
    meetings there. `map_links`: to its door, where that is known. `url`: its address in full.
    `calendar_path`: of its .ics, or "". `linked_data`: its schema.org Event, or {}.
    `results_query`: of the results that the visitor comes from, or {}.
    """

    template: ClassVar[str] = "finder/meeting.html"
    carries_style: ClassVar[bool] = True
    meeting: Meeting
    occurrence: Occurrence | None
    listed_occurrence: Occurrence | None
    next_occurrences: tuple[Occurrence, ...]
    changed_times: tuple[ListedTime, ...]
    same_place: tuple[Found, ...]
    join_link: JoinLink | None
    outside_link: OutsideLink | None
    map_links: tuple[MapLink, ...]
    now: datetime
    organisation: str
    url: str
    calendar_path: str
    subscription_url: str
    report_path: str
    linked_data: dict[str, Any]
    crisis: tuple[CrisisLine, ...]
    results_query: dict[str, str] = field(default_factory=dict)


def meeting_page(request: Request, meeting_id: str) -> Response:
    """Returns the page of one meeting."""
    meeting = open_table().get_public(params.meeting_id(meeting_id))
    if meeting is None:
        raise NotFound
    timezone = meeting.schedule.timezone if meeting.schedule else ""
    crisis = crisis_lines(country_of_zone(timezone), request.language)
    page = page_of(meeting, _same_place(meeting, request.now), crisis, request.now)
    page = replace(page, results_query=results_query(request))
    return page_response(page, request, headers=_FRESH)


def page_of(
    meeting: Meeting, same_place: tuple[Found, ...], crisis: tuple[CrisisLine, ...], now: datetime
) -> MeetingPage:
    """Returns what the page shows at a moment."""
    occurrence = upcoming(meeting, now)
    path = f"/meetings/{meeting.id}"
    current = settings.current()
    url = f"{current.public_url}{path}"
    return MeetingPage(
        meeting=meeting,
        occurrence=occurrence,
        listed_occurrence=_listed_occurrence(meeting, occurrence),
        next_occurrences=_next_occurrences(meeting, now),
        changed_times=_changed_times(meeting, now),
        same_place=same_place,
        join_link=join_link(meeting.conference.url),
        outside_link=outside_link(meeting.conference.url),
        map_links=_map_links(meeting),
        now=now,
        organisation=current.organisation,
        url=url,
        calendar_path=f"{path}/calendar.ics" if calendar.has_times(meeting) and occurrence else "",
        subscription_url=f"webcal://{url.partition('://')[2]}/calendar.ics",
        report_path=f"{path}/report",
        linked_data=json_ld.event(meeting, occurrence, url),
        crisis=crisis,
    )


def _listed_occurrence(meeting: Meeting, occurrence: Occurrence | None) -> Occurrence | None:
    """The listed times, which a moved occurrence does not have."""
    if meeting.schedule is None or occurrence is None:
        return None
    return on_date(meeting.schedule, occurrence.start.date())


def _map_links(meeting: Meeting) -> tuple[MapLink, ...]:
    venue = meeting.venue
    if not meeting.attendance.has_room or venue.point is None or venue.approximate:
        return ()
    return map_links(venue.point, venue.location or meeting.name)


def _next_occurrences(meeting: Meeting, now: datetime) -> tuple[Occurrence, ...]:
    """The next times of a meeting whose weekdays alone do not tell them."""
    schedule = meeting.schedule
    if schedule is None or meeting.attendance is AttendanceOption.INACTIVE:
        return ()
    weekly = not schedule.rule and not changes(schedule, now.date())
    if weekly or schedule.once:
        return ()
    return tuple(islice(unfinished(schedule, now), NEXT_TIMES))


def _changed_times(meeting: Meeting, now: datetime) -> tuple[ListedTime, ...]:
    """The listed times of the next weeks at which nobody should come."""
    if meeting.schedule is None or meeting.attendance is AttendanceOption.INACTIVE:
        return ()
    soon = now + CHANGES_AHEAD
    return tuple(time for time in changed_times(meeting.schedule, now) if time.first_start < soon)


def _same_place(meeting: Meeting, now: datetime) -> tuple[Found, ...]:
    """What else meets in the same place; read from the buckets of its cell alone."""
    point = meeting.venue.point
    if not meeting.attendance.has_room or point is None or meeting.venue.approximate:
        return ()
    query = NearQuery(point=point, radius_km=SAME_PLACE_KM, limit=MAX_SAME_PLACE + 1)
    others = [
        result
        for result in search_near(query, open_table(), now).found
        if result.row.id != meeting.id and not result.row.approximate
    ]
    return tuple(others[:MAX_SAME_PLACE])
