"""The page of a finished code, for the facilitator who gave it or the participant who has it."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from chalicelib import settings
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.verification import qr
from chalicelib.verification.issuing import Verification
from chalicelib.verification.qr import Level
from chalicelib.web.http.request import Request
from chalicelib.web.http.templates import render_page

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class CodePage:
    """A finished code.

    `svg`: the QR, black on white, with its quiet zone; its viewBox counts modules, so that the
    saved picture can give each a whole number of pixels. `print_svg`: the same for paper, at level
    Q. `url`: the whole link with its fragment. `give_again_path`: leads to the next code; "" for a
    participant. `name` and `place`: as the code carries them; "" in a date-and-time-only code.
    """

    template: ClassVar[str] = "participant/code.html"
    svg: "Markup"
    print_svg: "Markup"
    reference: str
    url: str
    give_again_path: str
    name: str
    place: str
    occurrence: Occurrence
    hand_in_by: date
    organisation: str


def code_html(request: Request, verification: Verification, give_again_path: str = "") -> str:
    """Returns the page as HTML.

    `give_again_path` leads a facilitator to the next code; "" for a participant.
    """
    from markupsafe import Markup

    claims = verification.claims
    page = CodePage(
        svg=Markup(qr.svg(verification.url)),
        print_svg=Markup(qr.svg(verification.url, Level.Q)),
        reference=verification.reference,
        url=verification.url,
        give_again_path=give_again_path,
        name=claims.name,
        place=claims.place,
        occurrence=Occurrence(claims.starts_at, claims.ends_at),
        hand_in_by=claims.hand_in_by.date(),
        organisation=settings.current().organisation,
    )
    return render_page(page, request.base, request.language)
