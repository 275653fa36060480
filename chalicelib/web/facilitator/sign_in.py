"""Signing in by a link, and out."""

import secrets
from dataclasses import dataclass
from typing import ClassVar

from chalice.app import Response

from chalicelib import settings
from chalicelib.facilitators import sessions
from chalicelib.facilitators.sessions import InvalidLink, SessionSecretUsed
from chalicelib.facilitators.table import open_table
from chalicelib.limits.failures import TooManyFailures
from chalicelib.web.http import fields
from chalicelib.web.http.cookies import session_cookie
from chalicelib.web.http.failed_secrets import counting_failures
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import NO_HEADERS, Headers, html_response, see_other
from chalicelib.web.http.templates import render_page


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Takes a sign-in link. `problem`: "", "used", "invalid" or "limited".

    `session_secret` goes with the form, so that the same one sent again, after an answer that was
    lost, begins the same session.
    """

    template: ClassVar[str] = "facilitator/sign-in.html"
    problem: str
    session_secret: str


def sign_in_page(request: Request) -> Response:
    """Returns the page that reads the link's fragment in the browser, or takes the link pasted."""
    return _sign_in_page(request)


def sign_in(request: Request) -> Response:
    """Begins a session for a pasted link, in place of the one that the cookie says."""
    request.require_own_origin()
    form = request.form("link", "session")
    secret = form["link"].strip().rpartition("#")[2]
    session_secret = fields.session_secret(form["session"]) if form["session"] else ""
    if not secret:
        return _sign_in_page(request, "invalid", 401)
    try:
        with counting_failures(request, InvalidLink):
            value = _begin_session(request, secret, session_secret)
    except TooManyFailures as limited:
        wait = {"Retry-After": str(limited.wait_s)}
        return _sign_in_page(request, "limited", 429, wait)
    except InvalidLink:
        return _sign_in_page(request, "used", 401)
    return see_other(f"{request.base}/facilitate", session_cookie(value))


def _begin_session(request: Request, secret: str, session_secret: str) -> str:
    """Returns the new session's cookie value: what the form brought, unless it began one before.

    So it is where a page is gone back to, and another link is pasted into it.
    """
    try:
        return sessions.sign_in(
            secret,
            open_table(),
            settings.current(),
            request.now,
            session_secret=session_secret,
            old_cookie=request.session_cookie(),
        )
    except SessionSecretUsed:
        return _begin_session(request, secret, "")


def sign_out(request: Request) -> Response:
    """Ends the session."""
    request.require_own_origin()
    sessions.sign_out(request.session_cookie(), open_table())
    return see_other(f"{request.base}/", session_cookie(""))


def _sign_in_page(
    request: Request, problem: str = "", status: int = 200, headers: Headers = NO_HEADERS
) -> Response:
    html = render_page(
        SignInPage(problem, secrets.token_urlsafe(32)), request.base, request.language
    )
    return html_response(html, status, headers)
