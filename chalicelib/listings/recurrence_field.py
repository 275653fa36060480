"""`x_recurrence`: what the Meeting Guide format has no name for, in a field of our own.

`{"rule": "FREQ=MONTHLY;BYDAY=2TU", "first": "2026-11-10", "cancelled": ["2026-12-08"],
"moved": {"2027-01-12": "2027-01-13 19:30"}}`, each part only where needed: an RFC 5545 rule
(`chalicelib.meetings.schedule.recurrence`), the date of the first time, and the times that do not
take place as listed, by their dates in the meeting's own zone. A meeting that takes place once has
the rule `FREQ=DAILY;COUNT=1` and `first`.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import MAX_OVERRIDES, RECURRENCE, Schedule, clock

_PARTS = ("rule", "first", "cancelled", "moved")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_AND_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}):([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The field, read; its rule is not checked yet."""

    rule: str = ""
    first: date | None = None
    exceptions: tuple[Override, ...] = ()


def read(value: object) -> Recurrence:
    """Returns the field's value, None where a row has none.

    Raises InvalidMeeting where it is not as above.
    """
    if value is None:
        return Recurrence()
    if not isinstance(value, dict):
        raise _invalid("must be an object with rule, first, cancelled and moved, where needed")
    if unknown := sorted(set(value) - set(_PARTS)):
        raise _invalid(f"{unknown[0][:40]!r} is no part of it: {', '.join(_PARTS)} are")
    rule, first = value.get("rule"), value.get("first")
    if not isinstance(rule, str | None):
        raise _invalid("rule: must be text")
    cancelled, moved = value.get("cancelled") or [], value.get("moved") or {}
    if not isinstance(cancelled, list):
        raise _invalid("cancelled: must be a list of dates")
    if not isinstance(moved, dict):
        raise _invalid("moved: must be an object of dates, each with its new date and time")
    changes = [Override(_date("cancelled", day)) for day in cancelled]
    changes += [Override(_date("moved", day), *date_and_time(to)) for day, to in moved.items()]
    if len({change.day for change in changes}) < len(changes):
        raise _invalid("each day may be cancelled or moved once")
    if len(changes) > MAX_OVERRIDES:
        raise _invalid(f"at most {MAX_OVERRIDES} times can be cancelled or moved")
    return Recurrence(
        (rule or "").strip(),
        None if first in (None, "") else _date("first", first),
        tuple(sorted(changes, key=lambda change: change.day)),
    )


def write(schedule: Schedule) -> dict[str, Any]:
    """Returns the field of a schedule; empty for one that is simply weekly."""
    moved = {
        change.day.isoformat(): f"{change.to.isoformat()} {clock(change.start_min)}"
        for change in schedule.exceptions
        if change.to is not None and change.start_min is not None
    }
    field = {
        "rule": schedule.rule,
        "first": schedule.first.isoformat() if schedule.first else "",
        "cancelled": [change.day.isoformat() for change in schedule.exceptions if change.cancelled],
        "moved": moved,
    }
    return {name: value for name, value in field.items() if value}


def date_and_time(value: object) -> tuple[date, int]:
    """Returns the local date and minutes after midnight of "2026-11-25 19:00".

    Raises InvalidMeeting where the value is not such a text.
    """
    match = _DATE_AND_TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    minute = int(match[2]) * 60 + int(match[3]) if match else -1
    if match is None or int(match[3]) > 59 or not 0 <= minute < 24 * 60:
        raise _invalid('moved: the new date and time must be as in "2026-11-25 19:00"')
    return _date("moved", match[1]), minute


def iso_date(value: object) -> date:
    """Returns the date of "2026-11-24". Raises InvalidMeeting where the value is no such text."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise _invalid('dates must be as in "2026-11-24"')
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _invalid(f"{value} is no date") from None


def _date(part: str, value: object) -> date:
    try:
        return iso_date(value)
    except InvalidMeeting as error:
        raise _invalid(f"{part}: {error.reason}") from None


def _invalid(reason: str) -> InvalidMeeting:
    return InvalidMeeting(RECURRENCE, reason)
