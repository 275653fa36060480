"""A meeting as linked data for search engines: schema.org's Event with its Schedule."""

from typing import Any

from chalicelib.meetings.meeting import AttendanceOption, Meeting
from chalicelib.meetings.schedule import recurrence
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.schedule.schedule import Schedule

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MODES = {
    AttendanceOption.IN_PERSON: "Offline",
    AttendanceOption.ONLINE: "Online",
    AttendanceOption.HYBRID: "Mixed",
}


def event(meeting: Meeting, occurrence: Occurrence | None, page_url: str) -> dict[str, Any]:
    """The Event of a meeting's page, at its next occurrence; empty for one that has none, which is
    no event.
    """
    if occurrence is None or meeting.schedule is None or meeting.attendance not in _MODES:
        return {}
    shape = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": page_url,
        "url": page_url,
        "name": meeting.name,
        "description": meeting.notes,
        "startDate": occurrence.start.isoformat(),
        "endDate": occurrence.end.isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": f"https://schema.org/{_MODES[meeting.attendance]}EventAttendanceMode",
        "eventSchedule": _schedule(meeting.schedule),
        "location": _locations(meeting, page_url),
        "organizer": _organizer(meeting),
        "isAccessibleForFree": True,
    }
    return _filled(shape)


def _schedule(schedule: Schedule) -> dict[str, Any]:
    if schedule.once or not _is_sayable(schedule.rule):
        return {}
    days = [f"https://schema.org/{_DAYS[day]}" for day in schedule.weekdays]
    shape: dict[str, Any] = {"repeatFrequency": "P1W", "byDay": days}
    if schedule.rule:
        rule = recurrence.read(schedule.rule)
        weeks = sorted({week for week, _ in rule.by_day if week})
        shape = {
            "repeatFrequency": f"P{rule.interval}{rule.freq[0]}",
            "byDay": days if rule.by_day else [],
            "byMonthWeek": weeks[0] if len(weeks) == 1 else weeks,
            "byMonthDay": list(rule.month_days),
            "repeatCount": rule.count,
            "endDate": rule.until.isoformat() if rule.until else "",
        }
    return _filled(
        {
            "@type": "Schedule",
            **shape,
            "startDate": schedule.first.isoformat() if schedule.first else "",
            "startTime": f"{schedule.time}:00",
            "endTime": f"{schedule.end_time}:00",
            "scheduleTimezone": schedule.timezone,
            "exceptDate": [one.day.isoformat() for one in schedule.exceptions],
        }
    )


def _is_sayable(text: str) -> bool:
    """Whether a Schedule can say a rule: its byMonthWeek is a week from 1 to 5 for every byDay, its
    byMonthDay counts from the beginning, and for positions it has no word.
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
        name = venue.location or address
        found.append(_filled({"@type": "Place", "name": name, "address": address, "geo": geo}))
    if meeting.attendance.has_link:
        # by way of the page: a link to a call is for people and not for those who collect links
        found.append({"@type": "VirtualLocation", "url": page_url})
    return found


def _organizer(meeting: Meeting) -> dict[str, Any]:
    name = meeting.entity or meeting.group
    if not name:
        return {}
    url = meeting.entity_url if meeting.entity else meeting.url
    return _filled({"@type": "Organization", "name": name, "url": url})


def _filled(shape: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shape.items() if value not in ("", None, [], {})}
