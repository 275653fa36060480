"""Giving and checking verifications for other software, below `/v1/verifications`."""

from collections.abc import Sequence
from typing import Any

from chalice.app import Response

from chalicelib.meetings.storage.table import open_table
from chalicelib.verification.service import check_texts, issuer
from chalicelib.verification.tickets import new_ticket
from chalicelib.web.api.check_json import check_json
from chalicelib.web.api.verification_json import verification_json
from chalicelib.web.http import fields
from chalicelib.web.http.exceptions import InvalidField, NotFound, SeveralCodes, require_text
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import json_response

MAX_TOKENS = 100  # codes in one request
MAX_TEXT = 100_000  # bytes of what a code may be in
_MAX_BODY = 1_000_000  # bytes


def give(request: Request) -> Response:
    """Returns a finished verification, given by a facilitator of the meeting.

    With the same ticket again it is the same one: an answer that was lost costs nothing.
    """
    session = request.session()
    request.require_own_origin()
    body = request.json("meeting_id", "detail", "ticket")
    ticket = require_text("ticket", body["ticket"]) if "ticket" in body else new_ticket()
    meeting_id = fields.meeting_id(body.get("meeting_id"))
    detail = fields.detail(body.get("detail", "full"))
    meeting = open_table().get(meeting_id)
    if meeting is None:
        raise NotFound
    own_ids = session.facilitator.meeting_ids
    verification = issuer().give(meeting, own_ids, ticket, detail, request.now)
    cookie = request.renewed_session_cookie(session)
    return json_response(verification_json(verification), 201, cookie)


def check_code(request: Request) -> Response:
    """Returns the outcome for the code in a text, and what it says; for many texts in their order.

    Raises SeveralCodes where different ones are in one text.
    """
    body = request.json("token", "tokens", max_bytes=_MAX_BODY)
    if "tokens" in body and "token" not in body:
        return json_response({"results": _checked("tokens", _tokens(body["tokens"]), request)})
    token = body.get("token")
    if "tokens" in body or not isinstance(token, str):
        raise InvalidField("token", "the text of a code, or its link; or else tokens, many of them")
    return json_response(_checked("token", [token], request)[0])


def _checked(field: str, texts: Sequence[str], request: Request) -> list[dict[str, Any]]:
    if any(len(text.encode(errors="surrogatepass")) > MAX_TEXT for text in texts):
        raise InvalidField(field, f"at most {MAX_TEXT} bytes")
    checked = check_texts(texts, request.now)
    if any(len(codes) > 1 for codes in checked):
        raise SeveralCodes(field)
    return [check_json(code, request.own_hosts) for (code,) in checked]


def _tokens(value: Any) -> list[str]:
    wrong = InvalidField("tokens", f"1 to {MAX_TOKENS} texts of codes, or their links")
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_TOKENS:
        raise wrong
    if not all(isinstance(token, str) for token in value):
        raise wrong
    return value
