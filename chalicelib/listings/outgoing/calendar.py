"""Meetings as an iCalendar (RFC 5545, RFC 7986): one series each, in the meeting's own time.

Series carry the local clock of their zone, so that they stay right when clocks change; the zones
come along as VTIMEZONE. Entries have no `CLASS`, which is public (RFC 5545 section 3.8.1.3): of a
private one, those who subscribe to a group's calendar would see nothing but "busy".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain

from chalicelib.listings.outgoing import ics
from chalicelib.listings.outgoing.vtimezone import vtimezone
from chalicelib.meetings import join_link
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.join_link import LinkKind
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.phone_link import tel_link
from chalicelib.meetings.schedule.occurrences import changes, from_date, listed_days, on_date
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.meetings.venue_name import venue_name

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Waypost//Meetings//EN"
REFRESH = "PT6H"
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_UNTIL = re.compile(r"UNTIL=([0-9]{8})")
_UTC_NAMES = frozenset({"UTC", "Etc/UTC"})


@dataclass(frozen=True, slots=True)
class CalendarInfo:
    """What a calendar says of itself, and from which date on it has the series.

    Meetings have their pages under the service's `public_url`. `since` keeps a calendar from being
    filled with what is over, and the same from one request to the next.
    """

    name: str
    public_url: str
    since: date

    @property
    def host(self) -> str:
        """Returns the right side of every UID, which stays (RFC 7986 section 5.3)."""
        return self.public_url.partition("://")[2].partition("/")[0].partition(":")[0]


def start_of_week(now: datetime) -> date:
    """Returns the Monday of the week (UTC): what `CalendarInfo.since` is for a feed."""
    today = now.astimezone(UTC).date()
    return today - timedelta(days=today.weekday())


def has_times(meeting: Meeting) -> bool:
    """Returns whether a meeting takes place at times that a calendar can hold."""
    return meeting.schedule is not None and meeting.attendance is not AttendanceOption.INACTIVE


def has_calendar(meeting: Meeting, info: CalendarInfo) -> bool:
    """Returns whether a meeting `has_times` and its series is not over.

    A series with nothing but cancelled times ahead still has a calendar: those who subscribe to it
    have to hear of that.
    """
    schedule = meeting.schedule
    if schedule is None or not has_times(meeting):
        return False
    ahead = chain(listed_days(schedule, info.since), from_date(schedule, info.since))
    return next(ahead, None) is not None


def events(meeting: Meeting, info: CalendarInfo) -> list[str]:
    """Returns the lines of a meeting's series, unfolded, and of its times that were moved.

    There are none where it has no times, or none ahead.
    """
    schedule = meeting.schedule
    if schedule is None or not has_times(meeting):
        return []
    soonest = next(from_date(schedule, info.since), None)
    if soonest is None:
        return []
    if schedule.once:  # where it was moved to
        day, start_min = soonest.start.date(), soonest.start.hour * 60 + soonest.start.minute
        return _event(meeting, info, [_moment("DTSTART", schedule, day, start_min)])
    overrides = changes(schedule, info.since)
    first = next(listed_days(schedule, _begin(schedule, info)))
    lines = _event(meeting, info, _series(schedule, first, overrides))
    for change in overrides:
        if change.to is not None and change.start_min is not None:
            moved = [
                _moment("RECURRENCE-ID", schedule, change.day, schedule.start_min),
                _moment("DTSTART", schedule, change.to, change.start_min),
            ]
            lines += _event(meeting, info, moved)
    return lines


def _begin(schedule: Schedule, info: CalendarInfo) -> date:
    """Returns the day from which on a calendar has the series."""
    if schedule.first and (schedule.once or "COUNT=" in schedule.rule):
        return schedule.first  # a count begins at the first
    return min([info.since, *(change.day for change in changes(schedule, info.since))])


def _event(meeting: Meeting, info: CalendarInfo, when: list[str]) -> list[str]:
    assert meeting.schedule is not None  # `events` has looked
    revised = meeting.revised or meeting.updated
    stamp = revised or datetime.combine(info.since, time(), UTC)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{meeting.id}@{info.host}",
        f"DTSTAMP:{ics.utc(stamp)}",
        f"SEQUENCE:{_sequence(meeting)}",
        *when,
        f"DURATION:{ics.duration(meeting.schedule.length_min)}",
        f"SUMMARY:{ics.text(meeting.name)}",
    ]
    if revised:
        lines.append(f"LAST-MODIFIED:{ics.utc(revised)}")
    lines += [*_where(meeting), *_joining(meeting)]
    if description := _description(meeting):
        lines.append(f"DESCRIPTION:{ics.text(description)}")
    return [
        *lines,
        f"URL:{ics.uri(f'{info.public_url}/meetings/{meeting.id}')}",
        "STATUS:CONFIRMED",
        "END:VEVENT",
    ]


def _sequence(meeting: Meeting) -> int:
    """Returns a number that grows with every change (RFC 5545 section 3.8.7.4).

    Without it calendars may ignore a change. It is minutes since 1970: seconds leave the standard's
    integers in 2038.
    """
    return int(meeting.revised.timestamp()) // 60 if meeting.revised else 0


def document(meetings: Sequence[Meeting], events: Iterable[str], info: CalendarInfo) -> str:
    """Returns the whole calendar of meetings and their events, each as `text_of` returns it."""
    text = "".join(events)
    years: dict[str, int] = {}
    for schedule in filter(None, (meeting.schedule for meeting in meetings)):
        year = min(info.since, _begin(schedule, info)).year
        years[schedule.timezone] = min(year, years.get(schedule.timezone, year))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"NAME:{ics.text(info.name)}",
        f"X-WR-CALNAME:{ics.text(info.name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    for name in sorted(years.keys() - _UTC_NAMES):
        lines += vtimezone(name, years[name], info.since.year)
    if not text:  # a calendar has to hold something (RFC 5545 section 3.4); a zone is no entry
        lines += vtimezone("UTC", info.since.year, info.since.year)
    return ics.document(lines) + text + ics.document(["END:VCALENDAR"])


def text_of(meeting: Meeting, info: CalendarInfo) -> str:
    """Returns a meeting's series as it is sent."""
    return ics.document(events(meeting, info))


def meeting_calendar(meeting: Meeting, info: CalendarInfo) -> str:
    """Returns the whole calendar of a single meeting."""
    return document([meeting], [text_of(meeting, info)], info)


def _series(schedule: Schedule, first: date, overrides: Sequence[Override]) -> list[str]:
    """Returns the series from that listed day on: its rule, and the times that are cancelled."""
    days = ",".join(_WEEKDAYS[day] for day in schedule.weekdays)
    rule = schedule.rule or f"FREQ=WEEKLY;BYDAY={days}"
    if until := _UNTIL.search(rule):
        last = datetime.strptime(until[1], "%Y%m%d").date()  # noqa: DTZ007  a local date
        rule = rule.replace(until[0], f"UNTIL={ics.utc(on_date(schedule, last).start)}")
    lines = [_moment("DTSTART", schedule, first, schedule.start_min), f"RRULE:{rule}"]
    return lines + [
        _moment("EXDATE", schedule, change.day, schedule.start_min)
        for change in overrides
        if change.cancelled
    ]


def _moment(name: str, schedule: Schedule, day: date, start_min: int) -> str:
    """Returns a property that holds a time of the series, by the clock of its zone.

    One that a clock change skips is written as it is: RFC 5545 section 3.3.5 says how it is read.
    """
    local = ics.local(datetime.combine(day, time(*divmod(start_min, 60))))
    if schedule.timezone in _UTC_NAMES:
        return f"{name}:{local}Z"
    return f"{name};TZID={schedule.timezone}:{local}"


def _where(meeting: Meeting) -> list[str]:
    venue = meeting.venue
    if not meeting.attendance.has_room:
        link = _call_link(meeting)
        return [f"LOCATION:{ics.text(link)}"] if link else []
    address = venue.formatted_address or ", ".join(reversed(venue.regions))
    place = ", ".join(filter(None, (venue_name(venue.location, address), address)))
    lines = [f"LOCATION:{ics.text(place)}"] if place else []
    if venue.point and not venue.approximate:
        lines.append(f"GEO:{venue.point.lat:.6f};{venue.point.lon:.6f}")
    return lines


def _call_link(meeting: Meeting) -> str:
    """Returns the link that joins a call; any other is left to the meeting's page, which warns."""
    url = meeting.conference.url
    return url if url and join_link.kind(url) is LinkKind.PROVIDER else ""


def _joining(meeting: Meeting) -> list[str]:
    """Returns how to join from afar (RFC 7986 section 5.11)."""
    lines = []
    if link := _call_link(meeting):
        lines.append(f"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:{ics.uri(link)}")
    if meeting.conference.phone and (call := tel_link(meeting.conference.phone)):
        lines.append(f"CONFERENCE;VALUE=URI;FEATURE=PHONE:{ics.uri(call)}")
    return lines


def _description(meeting: Meeting) -> str:
    """Returns what somebody on the way needs: how to join, and the notes."""
    call = meeting.conference
    joining = (_call_link(meeting), call.url_notes, call.phone, call.phone_notes)
    place = "" if meeting.room_is_closed else meeting.venue.location_notes
    parts = (*joining, place, meeting.notes)
    return "\n".join(filter(None, parts))
