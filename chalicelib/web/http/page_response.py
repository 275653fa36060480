"""A page as a response, with the policy that fits it."""

from chalice.app import Response

from chalicelib.web.http.policy import page_policy
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import NO_HEADERS, Headers, html_response
from chalicelib.web.http.templates import Page, render_page


def page_response(
    page: Page,
    request: Request,
    *,
    headers: Headers = NO_HEADERS,
    images: str = "",
    has_linked_style: bool = False,
) -> Response:
    """Returns the page as its template shows it.

    `images`: hosts besides this one whose pictures the page may show, as its policy names them.
    `has_linked_style`: as for `render_page`.
    """
    html = render_page(page, request.base, request.language, has_linked_style=has_linked_style)
    policy = page_policy(page, images=images)
    return html_response(html, headers={"Content-Security-Policy": policy, **headers})
