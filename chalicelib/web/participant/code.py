"""The page of a finished code, for the facilitator who gave it or the participant who has it."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

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
class FinishedCode:
    """A finished code, as a page shows it.

    `svg`: the QR, black on white, with its quiet zone; its viewBox counts modules, so that the
    saved picture can give each a whole number of pixels. `print_svg`: the same for paper, at level
    Q. `url`: the whole link with its fragment. `name` and `place`: as the code carries them; "" in
    a code without them. `date_only`: it tells the date of the occurrence, and no times.
    """

    svg: "Markup"
    print_svg: "Markup"
    reference: str
    url: str
    name: str
    place: str
    occurrence: Occurrence
    hand_in_by: date
    date_only: bool = False


@dataclass(frozen=True, slots=True)
class CodePage:
    """The page of a finished code.

    `give_again_path`: leads to the next code; "" for a participant. `host`: the issuer's own.
    """

    template: ClassVar[str] = "participant/code.html"
    code: FinishedCode
    give_again_path: str
    organisation: str
    host: str


def code_html(request: Request, verification: Verification, give_again_path: str = "") -> str:
    """Returns the page as HTML.

    `give_again_path` leads a facilitator to the next code; "" for a participant.
    """
    page = CodePage(
        code=finished_code(verification),
        give_again_path=give_again_path,
        organisation=settings.current().organisation,
        host=issuer_host(),
    )
    return render_page(page, request.base, request.language)


def finished_code(verification: Verification) -> FinishedCode:
    """Returns what a page shows of a code, with its symbols."""
    from markupsafe import Markup

    claims = verification.claims
    return FinishedCode(
        svg=Markup(qr.svg(verification.url)),  # nosec B704 # squares that we draw
        print_svg=Markup(qr.svg(verification.url, Level.Q)),  # nosec B704 # the same
        reference=verification.reference,
        url=verification.url,
        name=claims.name,
        place=claims.place,
        occurrence=Occurrence(claims.starts_at, claims.ends_at),
        hand_in_by=claims.hand_in_by.date(),
        date_only=claims.is_date_only,
    )


def issuer_host() -> str:
    """Returns the host under which the service is reached, as codes name it."""
    return urlsplit(settings.current().public_url).netloc
