"""Cookies: a facilitator's session, and the language that a visitor chose."""

from chalice.app import Request as ChaliceRequest

from chalicelib import settings
from chalicelib.web.http.headers import header_of

LANGUAGE_COOKIE = "language"


def cookie_value(request: ChaliceRequest, cookie_name: str) -> str:
    """Returns the value of the cookie of that name; "" where it is absent."""
    return cookie_in(header_of(request, "cookie"), cookie_name)


def cookie_in(header: str, cookie_name: str) -> str:
    """Returns the value of the cookie of that name in a Cookie header; "" where it is absent."""
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == cookie_name:
            return value
    return ""


def session_cookie_name() -> str:
    """Returns the name of the session's cookie.

    `__Host-` binds the cookie to this host over https; browsers refuse it over http.
    """
    return "__Host-waypost" if settings.current().secure else "waypost"


def session_cookie(value: str) -> dict[str, str]:
    """Returns the header that sets a session's cookie; "" ends it."""
    current = settings.current()
    seconds = current.session_days * 24 * 3600 if value else 0
    secure = "; Secure" if current.secure else ""
    attributes = f"Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    return {"Set-Cookie": f"{session_cookie_name()}={value}; {attributes}"}
