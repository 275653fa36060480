"""Meetings as Meeting Guide JSON (code4recovery/spec).

Other finders read it, and our own import reads it back as the same meetings.
`attendance_option` is said outright, so that nobody has to guess it. Fields that hold nothing are
left out.
"""

import json
from collections.abc import Sequence
from typing import Any

from chalicelib.listings import recurrence_field
from chalicelib.listings.incoming.times import DAY_MIN
from chalicelib.meetings.join_link import without_imitation
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.schedule import RECURRENCE, Schedule

CONTENT_TYPE = "application/json"


def entry(meeting: Meeting, slug: str = "") -> dict[str, Any]:
    """Returns one meeting of the feed, under its own slug or that one."""
    venue, call = meeting.venue, meeting.conference
    point = None if venue.placed_by_town else venue.point  # others know the town as well as we do
    fields = {
        "slug": slug or meeting.slug,
        "name": meeting.name,
        **(schedule_fields(meeting.schedule) if meeting.schedule else {}),
        "attendance_option": meeting.attendance.value,
        "location": venue.location,
        "formatted_address": venue.formatted_address,
        "city": "" if venue.town in venue.formatted_address else venue.town,
        "regions": list(venue.regions),
        "location_notes": venue.location_notes,
        "latitude": point.lat if point else None,
        "longitude": point.lon if point else None,
        "approximate": ("yes" if venue.approximate else "no") if point else None,
        "conference_url": without_imitation(call.url),
        "conference_url_notes": call.url_notes,
        "conference_phone": call.phone,
        "conference_phone_notes": call.phone_notes,
        "types": list(meeting.types),
        "notes": meeting.notes,
        "group": meeting.group,
        "group_notes": meeting.group_notes,
        "website": meeting.group_url,
        "url": meeting.url,
        "entity": meeting.entity,
        "entity_url": meeting.entity_url,
        "updated": f"{meeting.updated:%Y-%m-%d %H:%M:%S}" if meeting.updated else None,
    }
    return {name: value for name, value in fields.items() if value not in ("", None, [])}


def schedule_fields(schedule: Schedule) -> dict[str, Any]:
    """Returns the times of a series under the format's names, with `x_recurrence` where needed.

    A series that does not come every week has no `day`: others take it for one by appointment, and
    send nobody to a closed door.
    """
    days = list(schedule.weekdays)
    whole_day = (schedule.start_min, schedule.length_min) == (0, DAY_MIN)
    weekly = {"day": days[0] if len(days) == 1 else days} if not schedule.rule else {}
    return {
        **weekly,
        "time": schedule.time,
        "end_time": "24:00" if whole_day else schedule.end_time,
        "timezone": schedule.timezone,
        RECURRENCE: recurrence_field.write(schedule) or None,
    }


def public_slug(meeting: Meeting, first_source: str) -> str:
    """Returns the slug of a meeting in a feed of several sources.

    A slug names a meeting within its source. Those of the first source stay as they are, others get
    the id added: so they are told apart on whichever pages they stand, and stay the same whatever
    another source lists.
    """
    if meeting.source == first_source:
        return meeting.slug
    return f"{meeting.slug[: 63 - len(meeting.id)]}-{meeting.id}"


def text_of(meeting: Meeting, slug: str = "") -> str:
    """Returns one meeting of the feed as it is sent."""
    fields = entry(meeting, slug)
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def document(entries: Sequence[str]) -> str:
    """Returns the whole feed."""
    return "[" + ",\n".join(entries) + "]\n"
