"""`/what-to-expect`: what somebody wants to know before the first time (policy rule 11)."""

from typing import NamedTuple

from chalice.app import Response

from chalicelib import settings
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.i18n.crisis import crisis_lines


class Resource(NamedTuple):
    """Other help that a deployment names."""

    name: str
    link: str


def what_to_expect(request: Request) -> Response:
    """The page, with the deployment's own contacts."""
    from chalicelib.web.http.templates import render

    current = settings.current()
    html = render(
        "finder/what-to-expect.html",
        request.base,
        request.language,
        organisation=current.organisation,
        contact=current.contact_url,
        volunteer=current.volunteer_url,
        resources=resources(current.resources),
        crisis=crisis_lines(request.country, request.language),
    )
    return html_response(html, headers={"Cache-Control": "private, no-cache"})


def resources(setting: str) -> tuple[Resource, ...]:
    """`RESOURCES`, read: "name|link; name|link"."""
    entries = (entry.partition("|") for entry in setting.split(";") if entry.strip())
    return tuple(Resource(name.strip(), link.strip()) for name, _, link in entries)
