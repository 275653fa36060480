"""The checker's visitor: the page, and its form."""

from pathlib import Path

from chalice.app import Response

from chalicelib.web.edge import Visit, page

BUILT = Path(__file__).parent / "built"


def check_page(visit: Visit) -> Response:
    """The check page, as it was built."""
    html = (BUILT / f"v.{visit.language}.html").read_text("utf-8")
    return page(html, headers={"Cache-Control": "public, max-age=300"})


def check_posted(visit: Visit) -> Response:
    """The outcome for a posted code; nothing of it is kept."""
    from chalicelib import settings
    from chalicelib.web.issuer import check
    from chalicelib.web.outcome import result_of
    from chalicelib.web.rendering import render

    token = visit.form("token")["token"]
    result = result_of(check(token, visit.now), visit.header("host"))
    organisation = settings.current().organisation
    html = render(
        "v.html", visit.base, visit.language, organisation=organisation, sample={}, result=result
    )
    return page(html)
