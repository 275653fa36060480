"""A meeting's own page: everything about it, the ways to get there, and what else is there."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, ClassVar

from chalice.app import Response

from chalicelib import settings
from chalicelib.listings.incoming.online_words import names_place
from chalicelib.listings.outgoing import calendar, json_ld
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting, upcoming
from chalicelib.meetings.schedule.occurrences import Occurrence, changes, on_date, unfinished
from chalicelib.meetings.schedule.rescheduling import ListedTime, changed_times
from chalicelib.meetings.search.query import Found
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.finder.back import results_query
from chalicelib.web.finder.coming_dates import ComingDate, coming_dates
from chalicelib.web.finder.directions import (
    Device,
    JoinLink,
    MapLink,
    OutsideLink,
    device_of,
    join_link,
    map_links,
    outside_link,
)
from chalicelib.web.finder.same_place import NamedTimes, SamePlace, find_same_place
from chalicelib.web.http import fields
from chalicelib.web.http.exceptions import NotFound
from chalicelib.web.http.page_response import page_response
from chalicelib.web.http.request import Request
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.catalogue import Translator, translator
from chalicelib.web.i18n.crisis import CrisisLine, country_of_zone, crisis_lines

NEXT_TIMES = 4  # shown of a meeting that is not simply weekly
CHANGES_AHEAD = timedelta(days=35)  # how early cancelled and moved times are shown


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """Everything about one meeting.

    `occurrence`: the next one; None by appointment, inactive or ended. `listed_occurrence`: the
    same at its listed times, where it was moved. `next_occurrences`: only where the weekdays do not
    tell them. `changed_times`: those that soon do not take place as listed. `dates`: the coming
    ones, as a device keeps them with a saved meeting. `other_times`: those of the same group in the
    same place, or of the same name. `same_place`: other meetings there. `map_links`: to its door,
    the device's own map first; none where no door is known. `place`: where to go, in a line, ""
    where nobody meets at the address. `url`: its address in full.
    `calendar_path`: of its .ics, or "". `linked_data`: its schema.org Event, or {}.
    `results_query`: of the results that the visitor comes from, or {}.
    """

    template: ClassVar[str] = "finder/meeting.html"
    carries_style: ClassVar[bool] = True
    own_styles: ClassVar[tuple[str, ...]] = ("styles/meeting.css",)
    meeting: Meeting
    occurrence: Occurrence | None
    listed_occurrence: Occurrence | None
    next_occurrences: tuple[Occurrence, ...]
    changed_times: tuple[ListedTime, ...]
    dates: tuple[ComingDate, ...]
    other_times: tuple[Found, ...]
    same_place: tuple[NamedTimes, ...]
    join_link: JoinLink | None
    outside_link: OutsideLink | None
    map_links: tuple[MapLink, ...]
    place: str
    has_address: bool
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
    meeting = open_table().get_public(fields.meeting_id(meeting_id))
    if meeting is None:
        raise NotFound
    timezone = meeting.schedule.timezone if meeting.schedule else ""
    crisis = crisis_lines(country_of_zone(timezone), request.language)
    page = page_of(
        meeting,
        find_same_place(meeting, open_table(), request.now),
        crisis,
        request.now,
        translator(request.language),
        device_of(request.header("user-agent")),
    )
    page = replace(page, results_query=results_query(request))
    return page_response(page, request)


def page_of(
    meeting: Meeting,
    same_place: SamePlace,
    crisis: tuple[CrisisLine, ...],
    now: datetime,
    t: Translator,
    device: Device = Device.OTHER,
) -> MeetingPage:
    """Returns what the page shows at a moment."""
    occurrence = upcoming(meeting, now)
    path = f"/meetings/{meeting.id}"
    current = settings.current()
    url = f"{current.public_url}{path}"
    venue = meeting.venue
    return MeetingPage(
        meeting=meeting,
        occurrence=occurrence,
        listed_occurrence=_listed_occurrence(meeting, occurrence),
        next_occurrences=_next_occurrences(meeting, now),
        changed_times=_changed_times(meeting, now),
        dates=tuple(coming_dates(t, meeting, now)),
        other_times=same_place.times,
        same_place=same_place.others,
        join_link=join_link(meeting.conference.url),
        outside_link=outside_link(meeting.conference.url),
        map_links=map_links(venue, meeting.name, device) if meeting.attendance.has_room else (),
        place=""
        if meeting.room_is_closed
        else formatting.place(venue.location, venue.formatted_address),
        has_address=any(
            map(names_place, (venue.location, venue.formatted_address, *venue.regions))
        ),
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
