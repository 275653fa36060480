"""A meeting's own page: everything about it, the ways to get there, and what else is there."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from chalice.app import Response

from chalicelib import settings
from chalicelib.listings.outgoing import calendar, json_ld
from chalicelib.meetings.meeting import AttendanceOption, Meeting, upcoming
from chalicelib.meetings.schedule.occurrences import Occurrence, changes, on_date, unfinished
from chalicelib.meetings.schedule.rescheduling import ListedTime, changed_times
from chalicelib.meetings.search.near import search_near
from chalicelib.meetings.search.query import Found, NearQuery
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.finder import directions
from chalicelib.web.http import params
from chalicelib.web.http.exceptions import NotFound
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.i18n.crisis import country_of_zone, crisis_lines

COMING = 4  # next times said of a meeting that is not simply weekly
SAID_AHEAD = timedelta(days=35)  # of cancelled and moved times
SAME_PLACE_KM = 0.1  # listings of one building differ by that much
MOST_OTHERS = 6
_FRESH = {"Cache-Control": "private, no-cache"}


def meeting(request: Request, meeting_id: str) -> Response:
    """Everything about one meeting."""
    from chalicelib.web.http.templates import render

    found = open_table().get_public(params.meeting_id(meeting_id))
    if found is None:
        raise NotFound
    timezone = found.schedule.timezone if found.schedule else ""
    html = render(
        "finder/meeting.html",
        request.base,
        request.language,
        crisis=crisis_lines(country_of_zone(timezone), request.language),
        **shown(found, _others(found, request.now), request.now),
    )
    return html_response(html, headers=_FRESH)


def shown(found: Meeting, others: tuple[Found, ...], now: datetime) -> dict[str, Any]:
    """What meeting.html is given, the crisis lines apart."""
    occurrence = upcoming(found, now)
    path = f"/meetings/{found.id}"
    current = settings.current()
    url = f"{current.public_url}{path}"
    return {
        "meeting": found,
        "occurrence": occurrence,
        "usual": _usual(found, occurrence),
        "coming": _coming(found, now),
        "changed": _changed(found, now),
        "others": others,
        "call": directions.call(found.conference.url),
        "ways": _ways(found),
        "now": now,
        "organisation": current.organisation,
        "url": url,
        "calendar": f"{path}/calendar.ics" if calendar.has_times(found) and occurrence else "",
        "subscription": f"webcal://{url.partition('://')[2]}/calendar.ics",
        "report": f"{path}/report",
        "linked_data": json_ld.event(found, occurrence, url),
    }


def _usual(found: Meeting, occurrence: Occurrence | None) -> Occurrence | None:
    """The listed times, which a moved occurrence does not have."""
    if found.schedule is None or occurrence is None:
        return None
    return on_date(found.schedule, occurrence.start.date())


def _ways(found: Meeting) -> tuple[directions.Way, ...]:
    venue = found.venue
    if not found.attendance.has_room or venue.point is None or venue.approximate:
        return ()
    return directions.ways(venue.point, venue.location or found.name)


def _coming(found: Meeting, now: datetime) -> tuple[Occurrence, ...]:
    """The next times of a meeting whose weekdays alone do not tell them."""
    schedule = found.schedule
    if schedule is None or found.attendance is AttendanceOption.INACTIVE:
        return ()
    weekly = not schedule.rule and not changes(schedule, now.date())
    if weekly or schedule.once:
        return ()
    return tuple(islice(unfinished(schedule, now), COMING))


def _changed(found: Meeting, now: datetime) -> tuple[ListedTime, ...]:
    """The listed times of the next weeks at which nobody should come."""
    if found.schedule is None or found.attendance is AttendanceOption.INACTIVE:
        return ()
    soon = now + SAID_AHEAD
    return tuple(one for one in changed_times(found.schedule, now) if one.first_start < soon)


def _others(found: Meeting, now: datetime) -> tuple[Found, ...]:
    """What else meets in the same place; read from the buckets of its cell alone."""
    point = found.venue.point
    if not found.attendance.has_room or point is None or found.venue.approximate:
        return ()
    query = NearQuery(point=point, radius_km=SAME_PLACE_KM, limit=MOST_OTHERS + 1)
    near = search_near(query, open_table(), now).found
    others = [one for one in near if one.row.id != found.id and not one.row.approximate]
    return tuple(others[:MOST_OTHERS])
