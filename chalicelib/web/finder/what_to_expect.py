"""`/what-to-expect`: what somebody wants to know before the first time (policy rule 11)."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from chalice.app import Response

from chalicelib import settings
from chalicelib.web.http.page_response import page_response
from chalicelib.web.http.request import Request
from chalicelib.web.http.templates import LINKED
from chalicelib.web.i18n.crisis import CrisisLine, crisis_lines


class Resource(NamedTuple):
    """Other help that a deployment names."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class WhatToExpectPage:
    """The page, with the deployment's own contacts; each address is "" where it has none.

    `organisation`: whose meetings these are.
    """

    template: ClassVar[str] = "finder/what-to-expect.html"
    carries_style: ClassVar[bool] = True
    organisation: str
    contact_url: str
    volunteer_url: str
    resources: tuple[Resource, ...]
    crisis: tuple[CrisisLine, ...]
    canonical: str


def what_to_expect_page(request: Request) -> Response:
    """Returns the page."""
    current = settings.current()
    page = WhatToExpectPage(
        organisation=current.organisation,
        contact_url=current.contact_url,
        volunteer_url=current.volunteer_url,
        resources=resources(current.resources),
        crisis=crisis_lines(request.country, request.language),
        canonical=f"{current.public_url}/what-to-expect",
    )
    linked = request.query("style") == LINKED
    return page_response(page, request, has_linked_style=linked)


def resources(setting: str) -> tuple[Resource, ...]:
    """Reads `RESOURCES`: "name|link; name|link"."""
    entries = (entry.partition("|") for entry in setting.split(";") if entry.strip())
    return tuple(Resource(name.strip(), url.strip()) for name, _, url in entries)
