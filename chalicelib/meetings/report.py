"""What somebody says is wrong with a listing; without who they are and at what hour."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MAX_TEXT = 500  # characters
MAX_REPORTS = 20  # open at once about one meeting; more would say nothing new
REPORT_DAYS = 90  # until it is deleted where nobody deals with it


class Kind(StrEnum):
    """What is wrong, as the form offers it."""

    NOBODY_THERE = "nobody_there"
    TIME = "time"
    PLACE = "place"
    JOINING = "joining"
    ENDED = "ended"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Report:
    """One report. `day` is the day (UTC) on which it came; its time is not stored."""

    meeting_id: str
    kind: Kind
    text: str
    day: date
