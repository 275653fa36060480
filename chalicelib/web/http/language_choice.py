"""A visitor's choice of language.

It is kept in the cookie `language`, which holds a language tag and nothing else.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from chalice.app import Response

from chalicelib import settings
from chalicelib.web.http.cookies import LANGUAGE_COOKIE
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import see_other
from chalicelib.web.i18n.catalogue import OWN_NAMES

MAX_AGE_S = 365 * 24 * 3600


def choose(request: Request) -> Response:
    """Keeps the choice and leads back to the page that it was made on."""
    request.require_own_origin()
    form = request.form("to", "fresh")
    language = form["to"]
    if language not in OWN_NAMES:
        raise InvalidField("to", f"one of {', '.join(OWN_NAMES)}")
    secure = "; Secure" if settings.current().secure else ""
    cookie = (
        f"{LANGUAGE_COOKIE}={language}; Path=/; Max-Age={MAX_AGE_S}; HttpOnly; SameSite=Lax{secure}"
    )
    headers = {"Set-Cookie": cookie, "Clear-Site-Data": '"cache"'}
    back = referring_path(request.header("referer"), request.own_hosts) or f"{request.base}/"
    if form["fresh"]:  # a page that its worker would answer as it was kept
        back = f"{back.partition('?')[0]}?fresh={language}"
    return see_other(back, headers)


def referring_path(referer: str, hosts: Collection[str]) -> str:
    """Returns path and query of a page of these hosts; "" for any other address."""
    try:
        page = urlsplit(referer)
    except ValueError:
        return ""
    if page.scheme not in ("http", "https") or page.netloc not in hosts:
        return ""
    path = "/" + page.path.lstrip("/\\")  # "//" would begin another host
    return f"{path}?{page.query}" if page.query else path
