"""Sessions, issuing and checking for other software, below `/v1`."""

from typing import Any

from chalice.app import Response

from chalicelib import settings
from chalicelib.facilitators import sessions
from chalicelib.facilitators.table import open_table as facilitators_table
from chalicelib.meetings.table import open_table
from chalicelib.verification.tickets import new_ticket
from chalicelib.web import fields
from chalicelib.web.edge import Visit, answer, cookie, renewal
from chalicelib.web.issuer import check, check_json, issuer
from chalicelib.web.refusals import InvalidField, NotFound, require_text
from chalicelib.web.tickets import verification_json

MAX_CHECKED = 100  # codes in one request


def sign_in(visit: Visit) -> Response:
    """A session for a sign-in link's secret."""
    visit.require_own_origin()
    secret = require_text("secret", visit.json("secret").get("secret"))
    current = settings.current()
    value = sessions.sign_in(secret, facilitators_table(), current, visit.now)
    return answer({"signed_in": True}, 201, cookie(value))


def sign_out(visit: Visit) -> Response:
    """Ends the session."""
    visit.require_own_origin()
    sessions.sign_out(visit.cookie(), facilitators_table())
    return answer({"signed_in": False}, headers=cookie(""))


def give(visit: Visit) -> Response:
    """A finished verification, given by a facilitator who holds the meeting."""
    session = visit.session()
    visit.require_own_origin()
    body = visit.json("meeting_id", "detail")
    meeting_id = fields.meeting_id(body.get("meeting_id"))
    detail = fields.detail(body.get("detail", "full"))
    listed = open_table().get(meeting_id)
    if listed is None:
        raise NotFound
    held = session.facilitator.meeting_ids
    given = issuer().give(listed, held, new_ticket(), detail, visit.now)
    return answer(verification_json(given), 201, renewal(visit, session))


def check_code(visit: Visit) -> Response:
    """The outcome for a code, and what it says; for many at once, in their order."""
    body = visit.json("token", "tokens")
    if "tokens" in body and "token" not in body:
        results = [check_json(check(token, visit.now)) for token in _tokens(body["tokens"])]
        return answer({"results": results})
    token = body.get("token")
    if "tokens" in body or not isinstance(token, str):
        raise InvalidField("token", "the text of a code, or its link; or else tokens, many of them")
    return answer(check_json(check(token, visit.now)))


def _tokens(value: Any) -> list[str]:
    wrong = InvalidField("tokens", f"1 to {MAX_CHECKED} texts of codes, or their links")
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_CHECKED:
        raise wrong
    if not all(isinstance(token, str) for token in value):
        raise wrong
    return value
