"""Reads fields of bodies and forms, and ids in paths; what may not be so raises InvalidField."""

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from chalicelib.web.http.exceptions import InvalidField

if TYPE_CHECKING:
    from chalicelib.verification.detail import Detail

# Texts, not patterns: each is compiled when it is first needed.
CLOCK = r"^(\d\d?):(\d\d)$"
_DATE = r"2\d{3}-\d\d-\d\d"
_REFERENCE = r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}"
_MEETING_ID = r"[A-Za-z0-9_-]{1,12}"
_SESSION = r"[A-Za-z0-9_-]{43}"
_MOMENT = r"2\d{3}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)"


def meeting_id(value: Any) -> str:
    """Reads the id of a listing."""
    if isinstance(value, str) and re.fullmatch(_MEETING_ID, value):
        return value
    raise InvalidField("meeting_id", "at most 12 of A-Z a-z 0-9 _ -")


def session_secret(value: Any) -> str:
    """Reads the secret of a session that a browser made: 256 bits in base64url."""
    if isinstance(value, str) and re.fullmatch(_SESSION, value):
        return value
    raise InvalidField("session", "43 of A-Z a-z 0-9 _ -: 256 random bits")


def starts_at(value: Any) -> datetime:
    """Reads when an occurrence starts: an aware datetime, in the offset that was sent."""
    wrong = InvalidField("starts_at", "ISO 8601 with an offset, such as 2026-11-24T19:00:00-06:00")
    if not isinstance(value, str) or not re.fullmatch(_MOMENT, value, re.ASCII):
        raise wrong
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise wrong from None


def detail(value: Any) -> "Detail":
    """Reads what a code tells."""
    if value in ("full", "time", "date") and isinstance(value, str):
        from chalicelib.verification.detail import Detail

        return Detail(value)
    raise InvalidField("detail", "full, time or date")


def reference(text: str) -> str:
    """Reads a code's reference, XXXX-XXXX-XXXX-XXXX."""
    if re.fullmatch(_REFERENCE, text):
        return text
    raise InvalidField("reference", "XXXX-XXXX-XXXX-XXXX, of A-Z and 2-7")


def local_date(name: str, text: str, return_path: str) -> date:
    """Reads `YYYY-MM-DD`."""
    wrong = InvalidField(name, "a date such as 2026-11-24", return_path)
    if not re.fullmatch(_DATE, text, re.ASCII):
        raise wrong
    try:
        return date.fromisoformat(text)
    except ValueError:  # such as 31 February
        raise wrong from None


def start_min(name: str, text: str, return_path: str) -> int:
    """Reads the `HH:MM` at which something starts, in minutes after midnight."""
    match = re.fullmatch(CLOCK, text.strip(), re.ASCII)
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return int(match[1]) * 60 + int(match[2])
    raise InvalidField(name, "a time from 00:00 to 23:59, such as 18:30", return_path)
