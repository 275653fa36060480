"""Checking a code, `/v`: the page, and where its form is sent.

Not to the page itself: a CDN that has two places to ask for a page takes nothing sent there.
"""

from html import escape
from urllib.parse import urlsplit

from chalice.app import Response

from chalicelib import settings
from chalicelib.web.files import BUILT
from chalicelib.web.http.policy import content_security_policy
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response, see_other
from chalicelib.web.verifier.other_issuers import origins, other_issuers, with_issuers

_MAX_FORM = 300_000  # bytes; 100,000 of text, as forms write it


def check_page(request: Request) -> Response:
    """Returns the check page."""
    return page_in(request.language)


def page_in(language: str) -> Response:
    """Returns the page in that language, as it was built, with this service's own host."""
    issuers = other_issuers()
    html = (BUILT / f"v.{language}.html").read_text("utf-8")
    own = escape(urlsplit(settings.current().public_url).netloc)
    html = html.replace('data-own=""', f'data-own="{own}"', 1)
    html = with_issuers(html, issuers)
    policy = content_security_policy(asked=origins(issuers))
    return html_response(html, headers={"Content-Security-Policy": policy})


def check_again(request: Request) -> Response:
    """Leads who comes back to an outcome to the page, where they check another code."""
    return see_other(f"{request.base}/v")


def check_code(request: Request) -> Response:
    """Returns the outcome for a code that was sent; nothing of it is stored."""
    from chalicelib.verification.service import check_codes
    from chalicelib.web.http.static_addresses import static_address
    from chalicelib.web.http.templates import render_page
    from chalicelib.web.verifier.outcome import page_outcome
    from chalicelib.web.verifier.page import STYLE, CheckPage

    text = request.form("token", max_bytes=_MAX_FORM)["token"]
    codes = check_codes(text, request.now)
    result = page_outcome(codes, request.host, request.own_hosts)
    style = static_address(request.base, STYLE)
    page = CheckPage(settings.current().organisation, style, result)
    return html_response(render_page(page, request.base, request.language))
