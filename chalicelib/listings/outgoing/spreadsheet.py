"""Meetings as CSV (RFC 4180) for spreadsheets, under the Meeting Guide's names.

It begins with a byte order mark, without which the most common spreadsheet reads UTF-8 as another
alphabet. No cell can be a formula.
"""

import csv
import io
from collections.abc import Iterable, Mapping

from chalicelib.listings.outgoing import meeting_guide
from chalicelib.listings.outgoing.formulas import escape_formula
from chalicelib.meetings.meeting import Meeting

CONTENT_TYPE = "text/csv; charset=utf-8; header=present"
COLUMNS = (
    "id", "slug", "name", "day", "time", "end_time", "timezone", "recurrence", "attendance",
    "location", "formatted_address", "regions", "location_notes", "latitude", "longitude",
    "approximate", "conference_url", "conference_url_notes", "conference_phone",
    "conference_phone_notes", "types", "notes", "group", "group_notes", "url", "entity",
    "entity_url", "updated", "verification", "website",
)  # fmt: skip
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_BYTE_ORDER_MARK = "\ufeff"


def text_of(meeting: Meeting) -> str:
    """Returns one meeting as a row."""
    days = meeting.schedule.weekdays if meeting.schedule else ()
    if len(days) == len(_DAYS) and meeting.schedule and meeting.schedule.rule:
        days = ()  # the 15th, whichever day that is
    values: Mapping[str, object] = {
        **meeting_guide.entry(meeting),
        "id": meeting.id,
        "attendance": meeting.attendance.value,
        "day": ", ".join(_DAYS[day] for day in days),
        "recurrence": meeting.schedule.rule if meeting.schedule else "",
        "regions": " > ".join(meeting.venue.regions),
        "types": ", ".join(meeting.types),
        "verification": meeting.verification.value,
    }
    return _row(values.get(column, "") for column in COLUMNS)


def document(rows: Iterable[str]) -> str:
    """Returns the whole table with its heading."""
    return _BYTE_ORDER_MARK + _row(COLUMNS) + "".join(rows)


def _row(values: Iterable[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(
        [escape_formula(value) if isinstance(value, str) else value for value in values]
    )
    return buffer.getvalue()
