"""Sessions, issuing and checking for other software, below `/v1`."""

from typing import Any

from chalice.app import Response

from chalicelib import settings
from chalicelib.facilitators import sessions
from chalicelib.facilitators.table import open_table as facilitators_table
from chalicelib.meetings.storage.table import open_table
from chalicelib.verification.service import check, issuer
from chalicelib.verification.tickets import new_ticket
from chalicelib.web.api.check_json import check_json
from chalicelib.web.http import params
from chalicelib.web.http.cookies import renewed_session_cookie, session_cookie
from chalicelib.web.http.exceptions import InvalidField, NotFound, require_text
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import json_response
from chalicelib.web.participant.tickets import verification_json

MAX_CHECKED = 100  # codes in one request


def sign_in(request: Request) -> Response:
    """A session for a sign-in link's secret."""
    request.require_own_origin()
    secret = require_text("secret", request.json("secret").get("secret"))
    current = settings.current()
    value = sessions.sign_in(secret, facilitators_table(), current, request.now)
    return json_response({"signed_in": True}, 201, session_cookie(value))


def sign_out(request: Request) -> Response:
    """Ends the session."""
    request.require_own_origin()
    sessions.sign_out(request.session_cookie(), facilitators_table())
    return json_response({"signed_in": False}, headers=session_cookie(""))


def give(request: Request) -> Response:
    """A finished verification, given by a facilitator who holds the meeting."""
    session = request.session()
    request.require_own_origin()
    body = request.json("meeting_id", "detail")
    meeting_id = params.meeting_id(body.get("meeting_id"))
    detail = params.detail(body.get("detail", "full"))
    listed = open_table().get(meeting_id)
    if listed is None:
        raise NotFound
    held = session.facilitator.meeting_ids
    given = issuer().give(listed, held, new_ticket(), detail, request.now)
    return json_response(
        verification_json(given), 201, renewed_session_cookie(request.session_cookie(), session)
    )


def check_code(request: Request) -> Response:
    """The outcome for a code, and what it says; for many at once, in their order."""
    body = request.json("token", "tokens")
    if "tokens" in body and "token" not in body:
        results = [check_json(check(token, request.now)) for token in _tokens(body["tokens"])]
        return json_response({"results": results})
    token = body.get("token")
    if "tokens" in body or not isinstance(token, str):
        raise InvalidField("token", "the text of a code, or its link; or else tokens, many of them")
    return json_response(check_json(check(token, request.now)))


def _tokens(value: Any) -> list[str]:
    wrong = InvalidField("tokens", f"1 to {MAX_CHECKED} texts of codes, or their links")
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_CHECKED:
        raise wrong
    if not all(isinstance(token, str) for token in value):
        raise wrong
    return value
