"""The checker's visitor: the page, and its form."""

from chalice.app import Response

from chalicelib.web.files import BUILT
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response


def check_page(request: Request) -> Response:
    """The check page, as it was built."""
    html = (BUILT / f"v.{request.language}.html").read_text("utf-8")
    return html_response(html, headers={"Cache-Control": "public, max-age=300"})


def check_posted(request: Request) -> Response:
    """The outcome for a posted code; nothing of it is kept."""
    from chalicelib import settings
    from chalicelib.verification.service import check
    from chalicelib.web.http.templates import render
    from chalicelib.web.verifier.outcome import result_of

    token = request.form("token")["token"]
    result = result_of(check(token, request.now), request.header("host"))
    organisation = settings.current().organisation
    html = render(
        "verifier/check.html",
        request.base,
        request.language,
        organisation=organisation,
        sample={},
        result=result,
    )
    return html_response(html)
