"""A facilitator cancels, moves or restores one time of a meeting held (policy rule 8)."""

from chalice.app import Response

from chalicelib.meetings.changing import CannotChange, Why, cancelled, moved, restored
from chalicelib.meetings.meeting import Schedule
from chalicelib.meetings.overrides import Override
from chalicelib.meetings.table import open_table
from chalicelib.verification.issuing import NotYourMeeting
from chalicelib.web import fields
from chalicelib.web.edge import Visit, renewal, see_other
from chalicelib.web.refusals import InvalidField, NotFound

LIST = "/facilitate"


def change(visit: Visit, meeting_id: str) -> Response:
    """Sets it, and shows it in the list of meetings held. Every face of the finder has it at once,
    and no import takes it back."""
    session = visit.session()
    visit.require_own_origin()
    meeting = open_table().get(fields.meeting_id(meeting_id))
    if meeting is None:
        raise NotFound
    if meeting.id not in session.facilitator.meeting_ids:
        raise NotYourMeeting
    if meeting.schedule is None:
        raise CannotChange(Why.NOT_LISTED)
    override = _override(meeting.schedule, visit)
    open_table().override(meeting.id, override, visit.now)
    return see_other(f"{visit.base}{LIST}#{anchor(meeting.id)}", renewal(visit, session))


def anchor(meeting_id: str) -> str:
    """Where a meeting is in the list."""
    return f"meeting-{meeting_id}"


def _override(schedule: Schedule, visit: Visit) -> Override:
    form = visit.form("change", "day", "new_date", "new_time")
    day = fields.local_date("day", form["day"], LIST)
    match form["change"]:
        case "cancel":
            return cancelled(schedule, day, visit.now)
        case "restore":
            return restored(schedule, day, visit.now)
        case "move":
            to = fields.local_date("new_date", form["new_date"], LIST)
            start_min = fields.start_min("new_time", form["new_time"], LIST)
            return moved(schedule, day, to, start_min, visit.now)
    raise InvalidField("change", "cancel, move or restore", LIST)
