"""A meeting as linked data for search engines: schema.org's Event with its Schedule."""

from typing import Any

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule import recurrence
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.schedule.rescheduling import moved_time
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.meetings.venue_name import venue_name

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MODES = {
    AttendanceOption.IN_PERSON: "Offline",
    AttendanceOption.ONLINE: "Online",
    AttendanceOption.HYBRID: "Mixed",
}


def event(meeting: Meeting, occurrence: Occurrence | None, page_url: str) -> dict[str, Any]:
    """Returns the Event of a meeting's page, at its next occurrence; empty where it has none."""
    if occurrence is None or meeting.schedule is None or meeting.attendance not in _MODES:
        return {}
    properties = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": page_url,
        "url": page_url,
        "name": meeting.name,
        "description": meeting.notes,
        "startDate": occurrence.start.isoformat(),
        "endDate": occurrence.end.isoformat(),
        **_status(meeting.schedule, occurrence),
        "eventAttendanceMode": f"https://schema.org/{_MODES[meeting.attendance]}EventAttendanceMode",
        "eventSchedule": _schedule(meeting.schedule),
        "location": _locations(meeting, page_url),
        "organizer": _organizer(meeting),
        "isAccessibleForFree": True,
    }
    return _without_empty(properties)


def _status(schedule: Schedule, occurrence: Occurrence) -> dict[str, str]:
    """Returns whether it takes place as listed, or was moved and from when."""
    if time := moved_time(schedule, occurrence):
        return {
            "eventStatus": "https://schema.org/EventRescheduled",
            "previousStartDate": time.listed.start.isoformat(),
        }
    return {"eventStatus": "https://schema.org/EventScheduled"}


def _schedule(schedule: Schedule) -> dict[str, Any]:
    if schedule.once or not _is_expressible(schedule.rule):
        return {}
    days = [f"https://schema.org/{_DAYS[day]}" for day in schedule.weekdays]
    frequency: dict[str, Any] = {"repeatFrequency": "P1W", "byDay": days}
    if schedule.rule:
        rule = recurrence.read(schedule.rule)
        weeks = sorted({week for week, _ in rule.by_day if week})
        frequency = {
            "repeatFrequency": f"P{rule.interval}{rule.freq[0]}",
            "byDay": days if rule.by_day else [],
            "byMonthWeek": weeks[0] if len(weeks) == 1 else weeks,
            "byMonthDay": list(rule.month_days),
            "repeatCount": rule.times,
            "endDate": rule.until.isoformat() if rule.until else "",
        }
    return _without_empty(
        {
            "@type": "Schedule",
            **frequency,
            "startDate": schedule.first.isoformat() if schedule.first else "",
            "startTime": f"{schedule.time}:00",
            "endTime": f"{schedule.end_time}:00",
            "scheduleTimezone": schedule.timezone,
            "exceptDate": [change.day.isoformat() for change in schedule.exceptions],
        }
    )


def _is_expressible(text: str) -> bool:
    """Returns whether a Schedule can express a rule.

    Its byMonthWeek is a week from 1 to 5 for every byDay, its byMonthDay counts from the beginning,
    and for positions it has no word.
    """
    if not text:
        return True
    rule = recurrence.read(text)
    weeks, days = ({part[at] for part in rule.by_day} for at in (0, 1))
    every = len(rule.by_day) == len(weeks) * len(days)
    return every and not rule.positions and min((*weeks, *rule.month_days)) >= 0


def _locations(meeting: Meeting, page_url: str) -> list[dict[str, Any]]:
    venue = meeting.venue
    found = []
    if meeting.attendance.has_room:
        geo = None
        if venue.point and not venue.approximate:
            geo = {
                "@type": "GeoCoordinates",
                "latitude": venue.point.lat,
                "longitude": venue.point.lon,
            }
        address = venue.formatted_address or ", ".join(reversed(venue.regions))
        name = venue_name(venue.location, address) or address
        found.append(
            _without_empty({"@type": "Place", "name": name, "address": address, "geo": geo})
        )
    if meeting.attendance.has_link:
        # by way of the page: a link to a call is for people and not for those who collect links
        found.append({"@type": "VirtualLocation", "url": page_url})
    return found


def _organizer(meeting: Meeting) -> dict[str, Any]:
    name = meeting.entity or meeting.group
    if not name:
        return {}
    url = meeting.entity_url if meeting.entity else meeting.url
    return _without_empty({"@type": "Organization", "name": name, "url": url})


def _without_empty(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value not in ("", None, [], {})}
