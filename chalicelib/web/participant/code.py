"""The page of a finished code, for the one who gave it or the one who holds it."""

from chalicelib import settings
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.verification import qr
from chalicelib.verification.issuing import Verification
from chalicelib.verification.qr import Level
from chalicelib.web.http.request import Request


def code_page(request: Request, given: Verification, again: str = "") -> str:
    """The page as HTML. `again` is where a facilitator gives the next one; "" for a participant."""
    from markupsafe import Markup

    from chalicelib.web.http.templates import render

    said = given.claims
    return render(
        "participant/code.html",
        request.base,
        request.language,
        svg=Markup(qr.svg(given.url)),
        print_svg=Markup(qr.svg(given.url, Level.Q)),
        reference=given.reference,
        url=given.url,
        again=again,
        name=said.name,
        place=said.place,
        occurrence=Occurrence(said.starts_at, said.ends_at),
        hand_in_by=said.hand_in_by.date(),
        organisation=settings.current().organisation,
    )
