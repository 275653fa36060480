"""iCalendar's content lines (RFC 5545 section 3.1): properties, escaped, folded, ended by CRLF."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

MAX_LINE_OCTETS = 75  # without the line's end (RFC 5545 section 3.1)
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def text(value: str) -> str:
    """Returns a TEXT value (RFC 5545 section 3.3.11)."""
    return _CONTROL.sub(" ", value.replace("\r\n", "\n")).translate(_ESCAPED)


def uri(value: str) -> str:
    """Returns a URI value, which nothing in it may end early."""
    return _CONTROL.sub("", value.replace("\n", ""))


def utc(moment: datetime) -> str:
    """Returns a DATE-TIME in UTC (RFC 5545 section 3.3.5, form 2)."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def local(moment: datetime) -> str:
    """Returns a DATE-TIME by the clock of TZID's zone (RFC 5545 section 3.3.5, form 3)."""
    return f"{moment:%Y%m%dT%H%M%S}"


def duration(minutes: int) -> str:
    """Returns a DURATION of at least a minute (RFC 5545 section 3.3.6)."""
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest else "")


def offset(value: timedelta) -> str:
    """Returns a UTC-OFFSET (RFC 5545 section 3.3.14)."""
    seconds = round(abs(value).total_seconds())
    sign = "-" if value < timedelta() else "+"
    hours_and_minutes = f"{sign}{seconds // 3600:02}{seconds // 60 % 60:02}"
    return hours_and_minutes + (f"{seconds % 60:02}" if seconds % 60 else "")


def document(lines: Iterable[str]) -> str:
    """Returns the lines as they are sent."""
    return "".join(f"{fold_line(line)}\r\n" for line in lines)


def fold_line(line: str) -> str:
    """Returns a long line in parts of at most 75 octets, never broken within a character."""
    if len(line) <= MAX_LINE_OCTETS // 4 or len(line.encode()) <= MAX_LINE_OCTETS:
        return line
    parts: list[str] = []
    part, room = "", MAX_LINE_OCTETS
    for character in line:
        octets = len(character.encode())
        if octets > room:
            parts.append(part)
            part, room = "", MAX_LINE_OCTETS - 1  # the blank that a later part begins with
        part += character
        room -= octets
    return "\r\n ".join([*parts, part])
