"""The meeting that a facilitator's request is about: one of those that they hold."""

from chalicelib.meetings.attendance import VerificationPolicy
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage.table import open_table
from chalicelib.verification.issuing import NotOffered, NotYourMeeting
from chalicelib.web.http import fields
from chalicelib.web.http.exceptions import NotFound


def own_meeting(meeting_id: str, own_ids: frozenset[str]) -> Meeting:
    """Returns a facilitator's own meeting, by its id in a path.

    Raises InvalidField, NotFound and NotYourMeeting.
    """
    meeting = open_table().get(fields.meeting_id(meeting_id))
    if meeting is None:
        raise NotFound
    if meeting.id not in own_ids:
        raise NotYourMeeting
    return meeting


def offered_meeting(meeting_id: str, own_ids: frozenset[str]) -> Meeting:
    """Returns a facilitator's own meeting, whose listing offers verifications.

    Raises what `own_meeting` raises, and NotOffered.
    """
    meeting = own_meeting(meeting_id, own_ids)
    if meeting.verification is not VerificationPolicy.OFFERED:
        raise NotOffered
    return meeting
