"""A facilitator cancels, moves or restores one time of a meeting (policy rule 8)."""

from chalice.app import Response

from chalicelib.meetings.schedule import rescheduling
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.rescheduling import CannotChange, Refusal
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.facilitator.own_meeting import own_meeting
from chalicelib.web.http import fields
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import see_other

LIST = "/facilitate"


def change(request: Request, meeting_id: str) -> Response:
    """Changes a time, and leads back to the list of meetings.

    Every face of the finder has it at once, and no import takes it back. The same again changes
    nothing more. Raises CannotChange, NotYourMeeting, and NotFound for a meeting that is not
    listed.
    """
    session = request.session()
    request.require_own_origin()
    meeting = own_meeting(meeting_id, session.facilitator.meeting_ids)
    if meeting.schedule is None:
        raise CannotChange(Refusal.NOT_LISTED)
    try:
        override = _override(meeting.schedule, request)
    except CannotChange as refusal:
        if refusal.reason is not Refusal.UNCHANGED:  # else it was restored by a first tap
            raise
    else:
        open_table().override(meeting.id, override, request.now)
    return see_other(
        f"{request.base}{LIST}#{anchor(meeting.id)}",
        request.renewed_session_cookie(session),
    )


def anchor(meeting_id: str) -> str:
    """Returns where a meeting is in the list, as a fragment."""
    return f"meeting-{meeting_id}"


def _override(schedule: Schedule, request: Request) -> Override:
    form = request.form("change", "day", "new_date", "new_time")
    day = fields.local_date("day", form["day"], LIST)
    match form["change"]:
        case "cancel":
            return rescheduling.cancel(schedule, day, request.now)
        case "restore":
            return rescheduling.restore(schedule, day, request.now)
        case "move":
            to = fields.local_date("new_date", form["new_date"], LIST)
            start_min = fields.start_min("new_time", form["new_time"], LIST)
            return rescheduling.move(schedule, day, to, start_min, request.now)
    raise InvalidField("change", "cancel, move or restore", LIST)
