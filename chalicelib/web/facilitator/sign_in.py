"""Signing in by a link, and out."""

from dataclasses import dataclass
from typing import ClassVar

from chalice.app import Response

from chalicelib import settings
from chalicelib.facilitators import sessions
from chalicelib.facilitators.sessions import InvalidLink
from chalicelib.facilitators.table import open_table
from chalicelib.limits.failures import TooManyFailures
from chalicelib.web.http.cookies import session_cookie
from chalicelib.web.http.failed_secrets import counting_failures
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import NO_HEADERS, Headers, html_response, see_other
from chalicelib.web.http.templates import render_page


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Takes a sign-in link. `problem`: "", "used", "invalid" or "limited"."""

    template: ClassVar[str] = "facilitator/sign-in.html"
    problem: str


def sign_in_page(request: Request) -> Response:
    """Returns the page that reads the link's fragment in the browser, or takes the link pasted."""
    return _sign_in_page(request)


def sign_in(request: Request) -> Response:
    """Begins a session for a pasted link, in place of the one that the cookie says."""
    request.require_own_origin()
    secret = request.form("link")["link"].strip().rpartition("#")[2]
    if not secret:
        return _sign_in_page(request, "invalid", 401)
    try:
        with counting_failures(request, InvalidLink):
            value = sessions.sign_in(
                secret,
                open_table(),
                settings.current(),
                request.now,
                old_cookie=request.session_cookie(),
            )
    except TooManyFailures as limited:
        wait = {"Retry-After": str(limited.wait_s)}
        return _sign_in_page(request, "limited", 429, wait)
    except InvalidLink:
        return _sign_in_page(request, "used", 401)
    return see_other(f"{request.base}/facilitate", session_cookie(value))


def sign_out(request: Request) -> Response:
    """Ends the session."""
    request.require_own_origin()
    sessions.sign_out(request.session_cookie(), open_table())
    return see_other(f"{request.base}/", session_cookie(""))


def _sign_in_page(
    request: Request, problem: str = "", status: int = 200, headers: Headers = NO_HEADERS
) -> Response:
    html = render_page(SignInPage(problem), request.base, request.language)
    return html_response(html, status, headers)
