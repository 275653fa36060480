"""A request: what every view needs of it, its values checked as text.

The time is read here, once per request, and secrets come in bodies and cookies only.
"""

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from chalice.app import Request as ChaliceRequest

from chalicelib import settings
from chalicelib.web.http.caching import comes_through_cdn, public_base_path
from chalicelib.web.http.cookies import (
    LANGUAGE_COOKIE,
    cookie_value,
    session_cookie,
    session_cookie_name,
)
from chalicelib.web.http.exceptions import InvalidField, NotAcceptable, WrongOrigin, require_text
from chalicelib.web.http.headers import header_lines, header_of
from chalicelib.web.http.negotiation import country_of, language_of

if TYPE_CHECKING:
    from chalicelib.facilitators.sessions import Session

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
TEXT = "text/plain"
MAX_BODY = 100_000  # bytes

ANY = "*/*"
_PARAMETER = re.compile(r"\{(\w+)\}")


class Request:
    """One request: its values, checked as text; when it came; where the service is mounted."""

    def __init__(self, request: ChaliceRequest) -> None:
        self._request = request
        self.now = datetime.now(UTC)
        self.base = base_path(request)

    def query(self, name: str) -> str:
        """Returns a query value; "" where absent.

        Raises InvalidField where it is repeated or not plain text.
        """
        values = self.queries(name)
        if len(values) > 1:
            raise InvalidField(name, "give it once")
        return values[0] if values else ""

    def queries(self, name: str) -> list[str]:
        """Returns the values of a query field that may be repeated, as checkboxes are sent."""
        fields = self._request.query_params
        values = fields.getlist(name) if fields and name in fields else []
        return [require_text(name, value) for value in values]

    def query_pairs(self) -> list[tuple[str, str]]:
        """Returns every field of the query with each of its values."""
        fields = self._request.query_params
        return [(name, value) for name in fields or () for value in self.queries(name)]

    def header(self, name: str) -> str:
        """Returns a header, several of one name as one list; "" where absent."""
        return header_of(self._request, name)

    def require_first_accepted(self, media_type: str) -> None:
        """Raises NotAcceptable where another media type, or none, stands first in `Accept`.

        API Gateway decides by the first one alone whether it may send bytes.
        """
        lines = header_lines(self._request, "accept")
        if not lines or lines[0].partition(",")[0].strip().lower() != media_type:
            raise NotAcceptable(media_type)

    def form(self, *names: str, max_bytes: int = MAX_BODY) -> dict[str, str]:
        """Returns the fields of a posted form; "" where absent. Raises InvalidField."""
        text = self.text(max_bytes)
        try:
            pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=20)
        except ValueError:
            raise InvalidField("body", "a form in UTF-8 with at most 20 fields") from None
        fields = dict(pairs)
        if len(fields) != len(pairs):
            raise InvalidField("body", "each field once")
        return {name: fields.get(name, "") for name in names}

    def json(self, *names: str, max_bytes: int = MAX_BODY) -> dict[str, Any]:
        """Returns a posted JSON object. Raises InvalidField where it has any other member."""
        try:
            body = json.loads(self.text(max_bytes), parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise InvalidField("body", "one JSON object in UTF-8") from None
        if not isinstance(body, dict):
            raise InvalidField("body", "one JSON object")
        for name in body:
            if name not in names:
                allowed = f"not known here; known are {', '.join(names)}"
                raise InvalidField(require_text("body", name)[:40] or "body", allowed)
        return body

    def text(self, max_bytes: int = MAX_BODY, field: str = "body") -> str:
        """Returns the posted body. Raises InvalidField where it is longer, or is not UTF-8."""
        raw = self._request.raw_body
        if len(raw) > max_bytes:
            raise InvalidField(field, f"at most {max_bytes} bytes")
        try:
            return raw.decode() if isinstance(raw, bytes) else raw
        except UnicodeDecodeError:
            raise InvalidField(field, "UTF-8") from None

    def session_cookie(self) -> str:
        """Returns the session's cookie value; "" where absent."""
        return cookie_value(self._request, session_cookie_name())

    @property
    def source_ip(self) -> str:
        """The address that the request came from, as the platform says; "" where it doesn't.

        No header is asked: anybody could send one.
        """
        identity = self._request.context.get("identity") or {}
        return str(identity.get("sourceIp") or "")

    @property
    def language(self) -> str:
        """The language to answer a page in."""
        return language_of_request(self._request)

    @property
    def country(self) -> str:
        """Where the visitor most likely is, ISO 3166-1 alpha-2; "" where nothing says."""
        return country_of(self.header("accept-language"))

    def session(self) -> "Session":
        """Returns the session of the signed-in facilitator. Raises SignInNeeded."""
        from chalicelib.facilitators.sessions import session_of
        from chalicelib.facilitators.table import open_table

        current = settings.current()
        return session_of(self.session_cookie(), open_table(), current, self.now)

    def renewed_session_cookie(self, session: "Session") -> dict[str, str]:
        """Returns the header that sets a rolling session's cookie anew; none where it isn't due."""
        return session_cookie(self.session_cookie()) if session.renewed else {}

    @property
    def host(self) -> str:
        """The host that the visitor asked, which is the public one where a CDN passes it on."""
        if comes_through_cdn(self._request):
            return urlsplit(settings.current().public_url).netloc
        return self.header("host")

    @property
    def own_hosts(self) -> frozenset[str]:
        """The hosts that this service is reached at: the one asked for, and its public one."""
        public = urlsplit(settings.current().public_url).netloc
        return frozenset({self.header("host"), public} - {""})

    @property
    def own_origins(self) -> frozenset[str]:
        """The origins of this service's own pages."""
        schemes = ("https",) if settings.current().secure else ("https", "http")
        return frozenset(f"{scheme}://{host}" for scheme in schemes for host in self.own_hosts)

    def require_own_origin(self) -> None:
        """Raises WrongOrigin for a change that another site's page asks for."""
        if self.header("origin") not in self.own_origins:
            raise WrongOrigin


def _no_constant(name: str) -> None:
    raise ValueError(name)


def language_of_request(request: ChaliceRequest) -> str:
    """Returns the language chosen by hand, else by the browser's list, else English."""
    chosen = cookie_value(request, LANGUAGE_COOKIE)
    return language_of(chosen, header_of(request, "accept-language"))


def base_path(request: ChaliceRequest) -> str:
    """Returns the deployment's path prefix: the path of the request without its resource.

    Through a CDN, where that would be the stage's, it is the path of the public address.
    """
    if comes_through_cdn(request):
        return public_base_path()
    path, resource = str(request.context.get("path", "/")).rstrip("/"), resource_path(request)
    if resource == "/":
        return path
    values = request.uri_params or {}
    matched = _PARAMETER.sub(lambda name: values.get(name[1], name[0]), resource)
    if path.endswith(matched):  # a value in it may hold slashes of its own
        return path.removesuffix(matched)
    return "/".join(path.split("/")[: -resource.count("/")])


def resource_path(request: ChaliceRequest) -> str:
    """Returns the resource that was matched, such as `/meetings/{meeting_id}`."""
    return str(request.context.get("resourcePath", "/"))
