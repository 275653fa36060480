"""Counts how many listed meetings start when one does: among how many a code tells of one.

Whoever chooses what a code says is told so; it is counted once an occurrence.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.dynamodb import StorageUnavailable
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.search.same_start import ids_starting_near, ids_starting_online
from chalicelib.verification.items import ListedThen

if TYPE_CHECKING:
    from chalicelib.meetings.search.query import Reader

LISTED_WITHIN_KM = 25


def listed_then(meeting: Meeting, start: datetime, listings: "Reader") -> ListedThen | None:
    """Returns how many listed meetings start when this one does, this one counted.

    None where the listing can't be read: a code is given all the same. Also for a meeting that is
    in no public list, of which nobody could say that it is one of those listed.
    """
    if not meeting.is_public:
        return None
    try:
        if not meeting.attendance.has_room:
            ids, within_km = ids_starting_online(start, listings), None
        elif meeting.venue.point is None:
            return None
        else:
            within_km = LISTED_WITHIN_KM
            ids = ids_starting_near(meeting.venue.point, within_km, start, listings)
    except StorageUnavailable:
        return None
    return ListedThen(len(ids | {meeting.id}), within_km)
