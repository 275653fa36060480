"""The sample meeting that the canary gives codes for: in no list, and held by its own account.

It is private, so that no search, feed or page shows it, and runs all day, every day, so that a code
can be given at any hour. Its name says on each of its codes what it is.
"""

import hashlib
import hmac
import json
import re
from datetime import datetime
from typing import NamedTuple

from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import PRIVATE, Conference, Meeting, meeting_id
from chalicelib.meetings.schedule.schedule import MAX_LENGTH_MIN, Schedule

ACCOUNT = "Canary"
NAME = "Sample, not a meeting"
TICKET_LASTS_S = 900  # 96 a day, of the 100 that an occurrence may have
_SOURCE = "canary"
_VALUE = r"[A-Za-z0-9_-]{1,100}"  # of a cookie, and of a meeting's id
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32


class NotASample(ValueError):
    """The text is not what `write` wrote."""


class Sample(NamedTuple):
    """What the canary gives codes with: its session's cookie value, and the meeting's id."""

    session: str
    meeting_id: str


def write(sample: Sample) -> str:
    """Returns the sample as JSON."""
    return json.dumps(sample._asdict()) + "\n"


def read(text: str) -> Sample:
    """Returns the sample of what `write` wrote. Raises NotASample."""
    try:
        found = Sample(**json.loads(text))
    except (ValueError, TypeError, RecursionError) as error:
        raise NotASample("no session and meeting_id") from error
    for name, value in found._asdict().items():
        if not isinstance(value, str) or not re.fullmatch(_VALUE, value):
            raise NotASample(f"{name} is none")
    return found


def meeting() -> Meeting:
    """Returns the sample meeting as it is listed."""
    return Meeting(
        id=meeting_id(_SOURCE, _SOURCE),
        source=_SOURCE,
        slug=_SOURCE,
        name=NAME,
        attendance=AttendanceOption.ONLINE,
        verification=VerificationPolicy.OFFERED,
        schedule=Schedule(tuple(range(7)), 0, MAX_LENGTH_MIN, "UTC"),
        conference=Conference(url="https://example.org/"),
        types=(PRIVATE,),
    )


def ticket(sample: Sample, now: datetime) -> str:
    """Returns the ticket of this quarter of an hour, which only the session's holder can name.

    However often the canary comes, an occurrence has no more of them than it may.
    """
    quarter = str(int(now.timestamp()) // TICKET_LASTS_S)
    digest = hmac.digest(sample.session.encode(), quarter.encode(), hashlib.sha256)
    return "".join(_ALPHABET[byte % 32] for byte in digest[:10])
