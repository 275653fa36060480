"""Giving and checking verifications for other software, below `/v1/verifications`."""

from typing import Any

from chalice.app import Response

from chalicelib.meetings.storage.table import open_table
from chalicelib.verification.service import check, issuer
from chalicelib.verification.tickets import new_ticket
from chalicelib.web.api.check_json import check_json
from chalicelib.web.api.verification_json import verification_json
from chalicelib.web.http import params
from chalicelib.web.http.cookies import renewed_session_cookie
from chalicelib.web.http.exceptions import InvalidField, NotFound
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import json_response

MAX_TOKENS = 100  # codes in one request


def give(request: Request) -> Response:
    """Returns a finished verification, given by a facilitator of the meeting."""
    session = request.session()
    request.require_own_origin()
    body = request.json("meeting_id", "detail")
    meeting_id = params.meeting_id(body.get("meeting_id"))
    detail = params.detail(body.get("detail", "full"))
    meeting = open_table().get(meeting_id)
    if meeting is None:
        raise NotFound
    own_ids = session.facilitator.meeting_ids
    verification = issuer().give(meeting, own_ids, new_ticket(), detail, request.now)
    cookie = renewed_session_cookie(request.session_cookie(), session)
    return json_response(verification_json(verification), 201, cookie)


def check_code(request: Request) -> Response:
    """Returns the outcome for a code, and what it says; for many at once, in their order."""
    body = request.json("token", "tokens")
    if "tokens" in body and "token" not in body:
        results = [check_json(check(token, request.now)) for token in _tokens(body["tokens"])]
        return json_response({"results": results})
    token = body.get("token")
    if "tokens" in body or not isinstance(token, str):
        raise InvalidField("token", "the text of a code, or its link; or else tokens, many of them")
    return json_response(check_json(check(token, request.now)))


def _tokens(value: Any) -> list[str]:
    wrong = InvalidField("tokens", f"1 to {MAX_TOKENS} texts of codes, or their links")
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_TOKENS:
        raise wrong
    if not all(isinstance(token, str) for token in value):
        raise wrong
    return value
