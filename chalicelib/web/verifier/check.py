"""Checking a code, `/v`: the page, and its form."""

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from chalice.app import Response

from chalicelib import settings
from chalicelib.web.files import BUILT
from chalicelib.web.http.policy import content_security_policy
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import BRIEFLY_CACHED, html_response
from chalicelib.web.http.static_addresses import static_address
from chalicelib.web.verifier.other_issuers import origins, other_issuers, with_issuers

if TYPE_CHECKING:
    from chalicelib.web.verifier.outcome import PageOutcome

STYLE = "styles/check.css"  # made of others by tools/build_pages.py
_MAX_FORM = 300_000  # bytes; 100,000 of text, as forms write it


@dataclass(frozen=True, slots=True)
class CheckPage:
    """The check page, or the answer to its form.

    It is built once without a result; then the browser reads the fragment and does the rest. With a
    result it is the answer to its form, for browsers without scripts or without Ed25519.

    `sample`: JWK of the published sample key (kty, crv, x, kid). The others are addresses. `style`:
    of its stylesheet; `script`: of the page's script; `ed25519`: of the bundled library for
    browsers that lack it, "" where there is none. Of scripts that are loaded later: `check` checks
    a code, `reader` finds codes in a text, `others` knows other issuers, `keep` offers to keep one,
    `later` has the words of some answers, and of that button.
    """

    template: ClassVar[str] = "verifier/check.html"
    organisation: str
    style: str
    result: "PageOutcome | None" = None
    sample: dict[str, str] = field(default_factory=dict)
    script: str = ""
    ed25519: str = ""
    others: str = ""
    reader: str = ""
    keep: str = ""
    later: str = ""
    check: str = ""


def check_page(request: Request) -> Response:
    """Returns the check page, as it was built, with this service's own host."""
    issuers = other_issuers()
    html = (BUILT / f"v.{request.language}.html").read_text("utf-8")
    own = escape(urlsplit(settings.current().public_url).netloc)
    html = html.replace('data-own=""', f'data-own="{own}"', 1)
    html = with_issuers(html, issuers)
    policy = content_security_policy(asked=origins(issuers))
    return html_response(html, headers={**BRIEFLY_CACHED, "Content-Security-Policy": policy})


def check_code(request: Request) -> Response:
    """Returns the outcome for a code that was sent; nothing of it is stored."""
    from chalicelib.verification.service import check_codes
    from chalicelib.web.http.templates import render_page
    from chalicelib.web.verifier.outcome import page_outcome

    text = request.form("token", max_bytes=_MAX_FORM)["token"]
    codes = check_codes(text, request.now)
    result = page_outcome(codes, request.header("host"), request.own_hosts)
    style = static_address(request.base, STYLE)
    page = CheckPage(settings.current().organisation, style, result)
    return html_response(render_page(page, request.base, request.language))
