"""A meeting's document: the JSON text that it is stored as, read back to an equal value."""

import json
import zlib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.schedule import overrides
from chalicelib.meetings.schedule.schedule import Schedule

if TYPE_CHECKING:
    from chalicelib.meetings.meeting import Meeting


def write(meeting: "Meeting") -> str:
    """Returns the document of a meeting, the same text for an equal meeting.

    Fields that are empty are left out.
    """
    venue = _fields(meeting.venue)
    venue["point"] = _fields(meeting.venue.point) if meeting.venue.point else None
    document = {
        **_fields(meeting),
        "schedule": _schedule_fields(meeting.schedule) if meeting.schedule else None,
        "venue": venue,
        "conference": meeting.conference._asdict(),
        "updated": meeting.updated.isoformat() if meeting.updated else None,
        "revised": None,  # stored beside it: equal meetings have equal documents
    }
    full = {name: value for name, value in document.items() if value not in ("", None, ())}
    return json.dumps(full, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _schedule_fields(schedule: Schedule) -> dict[str, Any]:
    """Returns the fields of a schedule, without those that a weekly series does not have."""
    fields = {
        **_fields(schedule),
        "first": schedule.first.isoformat() if schedule.first else None,
        "exceptions": overrides.write(schedule.exceptions),
    }
    optional = ("rule", "first", "exceptions")
    return {name: value for name, value in fields.items() if value or name not in optional}


def _fields(value: Any) -> dict[str, Any]:
    """Returns the fields of a frozen dataclass uncopied (dataclasses.asdict copies, slowly)."""
    return {name: getattr(value, name) for name in value.__slots__}


def compress(text: str) -> bytes:
    """Returns a document as it is stored."""
    return zlib.compress(text.encode(), 6)


def decompress(blob: bytes) -> str:
    """Returns the document that is stored so."""
    return zlib.decompress(blob).decode()


def read(text: str, revised: datetime | None = None) -> "Meeting":
    """Returns the meeting of a document; `revised` is stored beside it."""
    from chalicelib.meetings.meeting import Conference, Meeting, Venue  # most searches read none

    document: dict[str, Any] = json.loads(text)
    schedule, venue = document.get("schedule"), document["venue"]
    point = venue["point"]
    updated = document.get("updated")
    return Meeting(
        **{
            **document,
            "attendance": AttendanceOption(document["attendance"]),
            "verification": VerificationPolicy(document["verification"]),
            "schedule": schedule and _schedule(schedule),
            "venue": Venue(
                **{
                    **venue,
                    "regions": tuple(venue["regions"]),
                    "point": Point(**point) if point else None,
                }
            ),
            "conference": Conference(**document["conference"]),
            "types": tuple(document.get("types", ())),
            "updated": datetime.fromisoformat(updated) if updated else None,
            "revised": revised,
        }
    )


def _schedule(fields: dict[str, Any]) -> Schedule:
    first = fields.get("first")
    return Schedule(
        **{
            **fields,
            "weekdays": tuple(fields["weekdays"]),
            "first": date.fromisoformat(first) if first else None,
            "exceptions": overrides.read(fields.get("exceptions", "")),
        }
    )
