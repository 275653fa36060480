"""The sample listing, and the account that shows what a facilitator sees."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from chalicelib.meetings.meeting import Meeting, upcoming
from chalicelib.meetings.schedule.occurrences import latest_started

LISTING = Path(__file__).with_name("sample_listing.json")
SOURCE = "sample"
ALREADY_OPEN = 4
OPENING_NEXT = 2


def choose_meetings(meetings: Iterable[Meeting], now: datetime) -> list[str]:
    """Returns the ids of a few meetings for the sample account: begun last, and beginning next.

    So at any hour some can give a verification and some cannot yet.
    """
    started: dict[str, datetime] = {}
    coming_starts: dict[str, datetime] = {}
    for meeting in meetings:
        coming = upcoming(meeting, now)
        if meeting.schedule is None or coming is None:
            continue
        if coming.start > now:
            coming_starts[meeting.id] = coming.start
        if latest := latest_started(meeting.schedule, now):
            started[meeting.id] = latest.start
    already_open = sorted(started, key=started.__getitem__)[-ALREADY_OPEN:]
    opening_next = sorted(coming_starts, key=coming_starts.__getitem__)[:OPENING_NEXT]
    return list(dict.fromkeys(already_open + opening_next))
