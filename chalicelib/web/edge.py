"""The HTTP edge: what every view needs of a request, and the wrapper that every view has.

Times are read here, once per request, and secrets come in bodies and cookies only.
"""

import json
import logging
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from chalice.app import Request, Response

from chalicelib import settings
from chalicelib.web.negotiation import country_of, language_of
from chalicelib.web.refusals import InvalidField, WrongOrigin, require_text

if TYPE_CHECKING:
    from chalicelib.facilitators.sessions import Session

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MAX_BODY = 100_000  # bytes
LANGUAGE_COOKIE = "language"

STRICT_TRANSPORT = "max-age=31536000"  # seconds: a year
ANY = "*/*"
COSE_KEY_SET = "application/cose-key-set"
PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; form-action 'self'; manifest-src 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
JSON_HEADERS = {
    "Content-Type": "application/json",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
log = logging.getLogger("waypost")
Headers = Mapping[str, str]
NO_HEADERS: Headers = MappingProxyType({})


class Visit:
    """One request: its values, checked as text; when it came; where the service is mounted."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self.now = datetime.now(UTC)
        self.base = base_path(request)

    def query(self, name: str) -> str:
        """A query value; "" where absent. InvalidField where repeated or not plain text."""
        values = self.queries(name)
        if len(values) > 1:
            raise InvalidField(name, "give it once")
        return values[0] if values else ""

    def queries(self, name: str) -> list[str]:
        """The values of a query field that may be repeated, as checkboxes do."""
        given = self._request.query_params
        values = given.getlist(name) if given and name in given else []
        return [require_text(name, value) for value in values]

    def query_pairs(self) -> list[tuple[str, str]]:
        """Every field of the query with each of its values."""
        given = self._request.query_params
        return [(name, value) for name in given or () for value in self.queries(name)]

    def header(self, name: str) -> str:
        """A header; "" where absent."""
        return str(self._request.headers.get(name, ""))

    def form(self, *names: str) -> dict[str, str]:
        """The fields of a posted form; "" where absent."""
        text = self._text()
        try:
            pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=20)
        except ValueError:
            raise InvalidField("body", "a form in UTF-8 with at most 20 fields") from None
        given = dict(pairs)
        if len(given) != len(pairs):
            raise InvalidField("body", "each field once")
        return {name: given.get(name, "") for name in names}

    def json(self, *names: str) -> dict[str, Any]:
        """The members of a posted JSON object, of which no others may be there."""
        try:
            body = json.loads(self._text(), parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise InvalidField("body", "one JSON object in UTF-8") from None
        if not isinstance(body, dict):
            raise InvalidField("body", "one JSON object")
        for name in body:
            if name not in names:
                known = f"not known here; known are {', '.join(names)}"
                raise InvalidField(require_text("body", name)[:40] or "body", known)
        return body

    def cookie(self) -> str:
        """The session's cookie value; "" where absent."""
        return _cookie(self._request, cookie_name())

    @property
    def language(self) -> str:
        """The language to answer a page in."""
        return language_asked(self._request)

    @property
    def country(self) -> str:
        """Where the visitor most likely is, ISO 3166-1 alpha-2; "" where nothing says."""
        return country_of(self.header("accept-language"))

    def session(self) -> "Session":
        """The signed-in facilitator, or SignInNeeded."""
        from chalicelib.facilitators.sessions import session_of
        from chalicelib.facilitators.table import open_table

        current = settings.current()
        return session_of(self.cookie(), open_table(), current, self.now)

    def require_own_origin(self) -> None:
        """Refuses a change that another site's page asks for."""
        current = settings.current()
        hosts = {self.header("host"), urlsplit(current.public_url).netloc} - {""}
        schemes = ("https",) if current.secure else ("https", "http")
        own = {f"{scheme}://{host}" for scheme in schemes for host in hosts}
        if self.header("origin") not in own:
            raise WrongOrigin

    def _text(self) -> str:
        raw = self._request.raw_body
        if len(raw) > MAX_BODY:
            raise InvalidField("body", f"at most {MAX_BODY} bytes")
        try:
            return raw.decode() if isinstance(raw, bytes) else raw
        except UnicodeDecodeError:
            raise InvalidField("body", "UTF-8") from None


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _cookie(request: Request, wanted: str) -> str:
    for part in str(request.headers.get("cookie", "")).split(";"):
        name, _, value = part.strip().partition("=")
        if name == wanted:
            return value
    return ""


def language_asked(request: Request) -> str:
    """The language for a request: chosen by hand, else by the browser's list, else English."""
    chosen = _cookie(request, LANGUAGE_COOKIE)
    return language_of(chosen, str(request.headers.get("accept-language", "")))


def base_path(request: Request) -> str:
    """The path prefix of the deployment: the request's path without the matched resource."""
    context = request.context
    path, resource = str(context.get("path", "/")), str(context.get("resourcePath", "/"))
    if resource == "/":
        return path.rstrip("/")
    depth = resource.strip("/").count("/") + 1
    return "/".join(path.rstrip("/").split("/")[:-depth])


def own_path(request: Request) -> str:
    """The resource that was matched."""
    return str(request.context.get("resourcePath", "/"))


def answered(view: Callable[[], Response], request: Request) -> Response:
    """The view's answer, its errors turned into answers in one place. Of an unexpected one only its
    kind and its place in the code are logged, for it may carry what a visitor sent."""
    try:
        return _dressed(view(), request)
    except Exception as error:  # noqa: BLE001 - nothing answers 500 with what a visitor sent
        from chalicelib.web import errors

        at = _asked_at(request)
        problem = errors.problem_of(error)
        if problem is not None:
            return _dressed(errors.respond(problem, *at), request)
        where = traceback.extract_tb(error.__traceback__)[-1]
        log.error("%s at %s:%s", type(error).__name__, Path(where.filename).name, where.lineno)
        return _dressed(errors.unexpected(*at), request)


def _asked_at(request: Request) -> tuple[str, str, str, str]:
    """What an error's answer needs of a request: resource, base path, language, country."""
    country = country_of(str(request.headers.get("accept-language", "")))
    return own_path(request), base_path(request), language_asked(request), country


def _dressed(response: Response, request: Request) -> Response:
    """The answer with the headers that every one has: over https, that this host is never asked
    otherwise (RFC 6797); a page's, its language and what that depends on."""
    headers = response.headers
    if settings.current().secure:
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    if str(headers.get("Content-Type", "")).startswith("text/html"):
        headers.setdefault("Content-Language", language_asked(request))
        headers.setdefault("Vary", "Accept-Language, Cookie")
    return response


def restyled(response: Response, request: Request) -> Response:
    """A refusal of Chalice's own in our one shape; our answers as they are."""
    if not isinstance(response.body, dict) or "Code" not in response.body:
        return response
    from chalicelib.web import errors

    at = _asked_at(request)
    return _dressed(errors.restyled(response, *at), request)


def page(html: str, status: int = 200, headers: Headers = NO_HEADERS) -> Response:
    """An HTML answer."""
    return Response(html, {**PAGE_HEADERS, **headers}, status)


def answer(body: Any, status: int = 200, headers: Headers = NO_HEADERS) -> Response:
    """A JSON answer."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(text, {**JSON_HEADERS, **headers}, status)


def see_other(location: str, headers: Headers = NO_HEADERS) -> Response:
    """A redirect after a form."""
    return Response("", {**PAGE_HEADERS, "Location": location, **headers}, 303)


def cookie_name() -> str:
    """`__Host-` binds the cookie to this host over https; browsers refuse it over http."""
    return "__Host-waypost" if settings.current().secure else "waypost"


def cookie(value: str) -> dict[str, str]:
    """The header that sets a session's cookie; "" ends it."""
    current = settings.current()
    seconds = current.session_days * 24 * 3600 if value else 0
    secure = "; Secure" if current.secure else ""
    attributes = f"Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    return {"Set-Cookie": f"{cookie_name()}={value}; {attributes}"}


def renewal(visit: Visit, session: "Session") -> dict[str, str]:
    """The header that sets a rolling session's cookie anew, where that is due."""
    return cookie(visit.cookie()) if session.renewed else {}
