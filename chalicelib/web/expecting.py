"""`/what-to-expect`: what somebody wants to know before the first time (policy rule 11)."""

from typing import NamedTuple

from chalice.app import Response

from chalicelib import settings
from chalicelib.web.crisis import crisis_lines
from chalicelib.web.edge import Visit, page


class Resource(NamedTuple):
    """Other help that a deployment names."""

    name: str
    link: str


def what_to_expect(visit: Visit) -> Response:
    """The page, with the deployment's own contacts."""
    from chalicelib.web.rendering import render

    current = settings.current()
    html = render(
        "expect.html",
        visit.base,
        visit.language,
        organisation=current.organisation,
        contact=current.contact_url,
        volunteer=current.volunteer_url,
        resources=resources(current.resources),
        crisis=crisis_lines(visit.country, visit.language),
    )
    return page(html, headers={"Cache-Control": "private, no-cache"})


def resources(setting: str) -> tuple[Resource, ...]:
    """`RESOURCES`, read: "name|link; name|link"."""
    entries = (entry.partition("|") for entry in setting.split(";") if entry.strip())
    return tuple(Resource(name.strip(), link.strip()) for name, _, link in entries)
