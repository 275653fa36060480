"""What a code says: its claims, their bounds, and its reference as people read it.

The bounds are those of docs/verification.md.
"""

import base64
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

DAY_S = 24 * 3600
MAX_LIFE_S = 366 * DAY_S  # from `iat` to `exp`
TIMES_END = 1 << 37  # epoch seconds, in the year 6325: calendars and clocks can show them
MAX_UTC_OFFSET_MIN = 24 * 60 - 1
MAX_NAME_BYTES = 32
MAX_PLACE_BYTES = 20
REFERENCE_BYTES = 10
DAY_MIN = 24 * 60

_MEETING_ID_PATTERN = re.compile(r"[A-Za-z0-9_-]{0,12}")


class InvalidClaims(ValueError):
    """A claim holds something that it may not; the message says which."""


@dataclass(frozen=True, slots=True)
class AttendanceClaims:
    """What a code says. Raises InvalidClaims where a claim is out of its bounds.

    Times are in epoch seconds; `reference` is ten random bytes. `meeting_id`, `name` and `place`
    are empty in a date-and-time-only code, and in a date-only code, which lasts the whole day.
    """

    meeting_id: str
    start: int
    utc_offset_min: int
    length_min: int
    name: str
    place: str
    reference: bytes
    issued_at: int
    expires_at: int

    def __post_init__(self) -> None:
        """Checks every claim against its bounds."""
        if not _MEETING_ID_PATTERN.fullmatch(self.meeting_id):
            raise InvalidClaims("meeting id: at most 12 of A-Z a-z 0-9 _ -")
        if not 0 <= self.start < TIMES_END:
            raise InvalidClaims("start: epoch seconds below 2^37")
        if abs(self.utc_offset_min) > MAX_UTC_OFFSET_MIN:
            raise InvalidClaims("UTC offset: less than a day")
        if not 1 <= self.length_min <= DAY_MIN:
            raise InvalidClaims("length: 1 to 1440 minutes")
        if len(self.name.encode()) > MAX_NAME_BYTES:
            raise InvalidClaims(f"name: at most {MAX_NAME_BYTES} bytes")
        if len(self.place.encode()) > MAX_PLACE_BYTES:
            raise InvalidClaims(f"place: at most {MAX_PLACE_BYTES} bytes")
        if len(self.reference) != REFERENCE_BYTES:
            raise InvalidClaims(f"reference: {REFERENCE_BYTES} bytes")
        if not 0 <= self.issued_at < self.expires_at < TIMES_END:
            raise InvalidClaims("exp: after iat, epoch seconds below 2^37")
        if self.expires_at - self.issued_at > MAX_LIFE_S:
            raise InvalidClaims("exp: at most 366 days after iat")

    @property
    def starts_at(self) -> datetime:
        """The listed start, in the meeting's own UTC offset."""
        return self._at(self.start)

    @property
    def ends_at(self) -> datetime:
        """The listed end, in the meeting's own UTC offset."""
        return self.starts_at + timedelta(minutes=self.length_min)

    @property
    def is_date_only(self) -> bool:
        """Whether the code says a date and no times: the whole day, in its own UTC offset."""
        starts_the_day = (self.start + self.utc_offset_min * 60) % DAY_S == 0
        names_nothing = not (self.meeting_id or self.name or self.place)
        return starts_the_day and self.length_min == DAY_MIN and names_nothing

    @property
    def hand_in_by(self) -> datetime:
        """The end of the code's life, in the meeting's own UTC offset.

        Its date is the hand-in date that people are told, on every page.
        """
        return self._at(self.expires_at)

    def _at(self, moment: int) -> datetime:
        return datetime.fromtimestamp(moment, timezone(timedelta(minutes=self.utc_offset_min)))


def reference_text(reference: bytes) -> str:
    """Returns a reference as people read it: XXXX-XXXX-XXXX-XXXX."""
    text = base64.b32encode(reference).decode()
    return "-".join(text[i : i + 4] for i in range(0, 16, 4))


def reference_bytes(text: str) -> bytes:
    """Returns the reference of what `reference_text` wrote. Raises ValueError for other text."""
    reference = base64.b32decode(text.replace("-", ""))
    if reference_text(reference) != text:
        raise ValueError(text)
    return reference
