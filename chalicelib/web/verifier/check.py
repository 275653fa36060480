"""Checking a code, `/v`: the page, and its form."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from chalice.app import Response

from chalicelib.web.files import BUILT
from chalicelib.web.http.policy import content_security_policy
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import BRIEFLY_CACHED, html_response

if TYPE_CHECKING:
    from chalicelib.web.verifier.outcome import PageOutcome


@dataclass(frozen=True, slots=True)
class CheckPage:
    """The check page, or the answer to its form.

    It is built once without a result; then the browser reads the fragment and does the rest. With a
    result it is the answer to its form, for browsers without scripts or without Ed25519.

    `sample`: JWK of the published sample key (kty, crv, x, kid). `script`: address of the page's
    script; `ed25519`: of the bundled library for browsers that lack it, "" where there is none.
    `issuers`: others whose codes are checked here too; `others`: address of the script that asks
    for their lists.
    """

    template: ClassVar[str] = "verifier/check.html"
    organisation: str
    result: "PageOutcome | None" = None
    sample: dict[str, str] = field(default_factory=dict)
    script: str = ""
    ed25519: str = ""
    issuers: list[dict[str, Any]] = field(default_factory=list)
    others: str = ""


def check_page(request: Request) -> Response:
    """Returns the check page, as it was built."""
    from chalicelib import settings
    from chalicelib.verification.issuers import trust_list

    html = (BUILT / f"v.{request.language}.html").read_text("utf-8")
    asked = [issuer.origin for issuer in trust_list(settings.current().issuers)]
    policy = content_security_policy(asked=asked)
    return html_response(html, headers={**BRIEFLY_CACHED, "Content-Security-Policy": policy})


def check_code(request: Request) -> Response:
    """Returns the outcome for a code that was sent; nothing of it is stored."""
    from chalicelib import settings
    from chalicelib.verification.service import check
    from chalicelib.web.http.templates import render_page
    from chalicelib.web.verifier.outcome import page_outcome

    token = request.form("token")["token"]
    result = page_outcome(check(token, request.now), request.header("host"))
    page = CheckPage(settings.current().organisation, result)
    return html_response(render_page(page, request.base, request.language))
