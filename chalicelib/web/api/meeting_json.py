"""Meetings as the API answers them: under their Meeting Guide names, with what we add to them."""

from typing import TYPE_CHECKING, Any

from chalicelib.listings import recurrence_field
from chalicelib.meetings.join_link import without_imitation
from chalicelib.meetings.schedule.occurrences import Occurrence, weekday_of
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.meetings.search.query import Found

if TYPE_CHECKING:
    from chalicelib.meetings.meeting import Meeting
    from chalicelib.meetings.storage.rows import Row


def result_json(result: Found) -> dict[str, Any]:
    """Returns one result of a search; empty fields are left out."""
    row, distance = result.row, result.shown_distance_km
    shape = {
        **_listed(row, result.occurrence),
        **_occurrence(result.occurrence),
        **_change(result),
        "distance_km": None if distance is None else round(distance, 2),
        "verification": row.verification.value,
    }
    return _without_empty(shape)


def row_json(row: "Row") -> dict[str, Any]:
    """Returns a meeting as lists show it, at no certain time; empty fields are left out."""
    return _without_empty({**_listed(row, None), "verification": row.verification.value})


def _listed(row: "Row", occurrence: Occurrence | None) -> dict[str, Any]:
    point = row.point
    return {
        "id": row.id,
        "slug": row.slug,
        "name": row.name,
        **_times(row.schedule, occurrence),
        "attendance": row.attendance.value,
        "location": row.location,
        "formatted_address": row.formatted_address,
        "region": row.region,
        "latitude": point.lat if point else None,
        "longitude": point.lon if point else None,
        "approximate": _yes_no(row.approximate) if point else None,
        "placed_by": _placed_by(row.placed_by_town),
        "conference_url": without_imitation(row.conference_url),
        "conference_phone": row.conference_phone,
        "types": list(row.types),
        "entity": row.entity,
    }


def meeting_json(meeting: "Meeting", occurrence: Occurrence | None) -> dict[str, Any]:
    """Returns everything about one meeting; empty fields are left out."""
    schedule, venue, conference = meeting.schedule, meeting.venue, meeting.conference
    shape = {
        "id": meeting.id,
        "slug": meeting.slug,
        "name": meeting.name,
        **(_times(schedule, occurrence) if schedule else {}),
        "attendance": meeting.attendance.value,
        "location": venue.location,
        "location_notes": venue.location_notes,
        "formatted_address": venue.formatted_address,
        "regions": list(venue.regions),
        "latitude": venue.point.lat if venue.point else None,
        "longitude": venue.point.lon if venue.point else None,
        "approximate": _yes_no(venue.approximate) if venue.point else None,
        "placed_by": _placed_by(venue.placed_by_town),
        "conference_url": without_imitation(conference.url),
        "conference_url_notes": conference.url_notes,
        "conference_phone": conference.phone,
        "conference_phone_notes": conference.phone_notes,
        "types": list(meeting.types),
        "notes": meeting.notes,
        "group": meeting.group,
        "group_notes": meeting.group_notes,
        "website": meeting.group_url,
        "url": meeting.url,
        "entity": meeting.entity,
        "entity_url": meeting.entity_url,
        "updated": meeting.updated.strftime("%Y-%m-%d %H:%M:%S") if meeting.updated else None,
        **(_occurrence(occurrence) if occurrence else {}),
        "verification": meeting.verification.value,
    }
    return _without_empty(shape)


def _times(schedule: Schedule, occurrence: Occurrence | None) -> dict[str, Any]:
    """The series under Meeting Guide names, and what these cannot say in `x_recurrence`.

    `day` of one that falls on any weekday, as the 15th does, is that of its next occurrence.
    """
    days = list(schedule.weekdays)
    if schedule.rule and len(days) == 7 and occurrence:
        days = [weekday_of(occurrence.start.date())]
    return {
        "day": days[0] if len(days) == 1 else days,
        "date": schedule.first.isoformat() if schedule.once and schedule.first else "",
        "time": schedule.time,
        "end_time": schedule.end_time,
        "timezone": schedule.timezone,
        "x_recurrence": recurrence_field.write(schedule) or None,
    }


def _change(result: Found) -> dict[str, Any]:
    """Returns what became of a listed time: cancelled, moved to another, or moved to this one."""
    time = result.change
    if time is None:
        return {}
    if time.taking_place is None:
        return {"cancelled": True}
    if time.taking_place == result.occurrence:
        return {"moved_from": time.listed.start.isoformat()}
    return {"moved_to": time.taking_place.start.isoformat()}


def _occurrence(occurrence: Occurrence) -> dict[str, str]:
    return {
        "starts_at": occurrence.start.isoformat(),
        "ends_at": occurrence.end.isoformat(),
    }


def _yes_no(flag: bool) -> str:
    return "yes" if flag else "no"


def _placed_by(town_alone: bool) -> str:
    """Says "town" where nothing nearer than the town is known: no distance is given then."""
    return "town" if town_alone else ""


def _without_empty(shape: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shape.items() if value not in ("", None)}
