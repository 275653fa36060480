"""A facilitator's session for other software, `/v1/session`."""

from chalice.app import Response

from chalicelib import settings
from chalicelib.facilitators import sessions
from chalicelib.facilitators.sessions import InvalidLink
from chalicelib.facilitators.table import open_table
from chalicelib.web.http import fields
from chalicelib.web.http.cookies import session_cookie
from chalicelib.web.http.exceptions import require_text
from chalicelib.web.http.failed_secrets import counting_failures
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import json_response


def sign_in(request: Request) -> Response:
    """Begins a session for a sign-in link's secret, in place of the one that the cookie says."""
    request.require_own_origin()
    body = request.json("secret", "session")
    secret = require_text("secret", body.get("secret"))
    session_secret = fields.session_secret(body["session"]) if "session" in body else ""
    with counting_failures(request, InvalidLink):
        value = sessions.sign_in(
            secret,
            open_table(),
            settings.current(),
            request.now,
            session_secret=session_secret,
            old_cookie=request.session_cookie(),
        )
    return json_response({"signed_in": True}, 201, session_cookie(value))


def sign_out(request: Request) -> Response:
    """Ends the session."""
    request.require_own_origin()
    sessions.sign_out(request.session_cookie(), open_table())
    return json_response({"signed_in": False}, headers=session_cookie(""))
