"""A ticket's page, `/t`: one person's right to one code, redeemed by anyone who holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import ClassVar

from chalice.app import Response

from chalicelib import settings
from chalicelib.limits.failures import TooManyFailures
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.verification.detail import Detail
from chalicelib.verification.issuing import (
    Redeemed,
    TicketExpired,
    TicketUnknown,
    TicketWithdrawn,
)
from chalicelib.verification.items import Ticket
from chalicelib.verification.service import issuer
from chalicelib.verification.tickets import InvalidTicket
from chalicelib.web.http import fields
from chalicelib.web.http.failed_secrets import counting_failures
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import NO_HEADERS, Headers, html_response
from chalicelib.web.http.templates import render_page
from chalicelib.web.participant.code import FinishedCode, code_html, finished_code, issuer_host


@dataclass(frozen=True, slots=True)
class Choice:
    """The meeting of a ticket, and its code in each form.

    `codes`: by what they show ("full", "time", "date"), the suggested one first. `listed_then`: how
    many listed meetings started then, this one among them, within `listed_within_km`, or anywhere
    where that is None (online). None where that is not known.
    """

    name: str
    place: str
    occurrence: Occurrence
    codes: Mapping[str, FinishedCode]
    listed_then: int | None
    listed_within_km: int | None


@dataclass(frozen=True, slots=True)
class TicketPage:
    """Takes a ticket, and then asks what its code is to show.

    `ticket`: the characters that were sent, or "". `choice`: what they stand for. `problem`: "",
    "invalid", "unknown", "limited", "over" or "withdrawn". `host`: the issuer's own.
    """

    template: ClassVar[str] = "participant/ticket.html"
    now: datetime
    organisation: str
    host: str
    ticket: str = ""
    choice: Choice | None = None
    problem: str = ""


def ticket_page(request: Request) -> Response:
    """Returns the page that takes a ticket's ten characters.

    A script takes them from the link's fragment.
    """
    return _page_response(request)


def redeem_ticket(request: Request) -> Response:
    """Returns the question what the code is to show, and with it the code in each form.

    A script shows the one that is chosen. Without one, the form asks for it: the same ticket gives
    the same code again.
    """
    form = request.form("ticket", "detail")
    ticket = form["ticket"].strip().rpartition("#")[2]
    try:
        detail = fields.detail(form["detail"]) if form["detail"] else None
        with counting_failures(request, TicketUnknown):
            redeemed = issuer().redeem(ticket, request.now)
    except InvalidTicket:
        return _page_response(request, ticket, problem="invalid", status=400)
    except TooManyFailures as limited:
        wait = {"Retry-After": str(limited.wait_s)}
        return _page_response(request, ticket, problem="limited", status=429, headers=wait)
    except TicketUnknown:
        return _page_response(request, ticket, problem="unknown", status=404)
    except TicketExpired:
        return _page_response(request, ticket, problem="over", status=410)
    except TicketWithdrawn:
        return _page_response(request, ticket, problem="withdrawn", status=410)
    if detail is not None:
        return html_response(code_html(request, redeemed.forms[detail]))
    return _page_response(request, ticket, choice=_choice(redeemed))


def _page_response(
    request: Request,
    ticket: str = "",
    problem: str = "",
    choice: Choice | None = None,
    status: int = 200,
    headers: Headers = NO_HEADERS,
) -> Response:
    organisation = settings.current().organisation
    page = TicketPage(request.now, organisation, issuer_host(), ticket, choice, problem)
    return html_response(render_page(page, request.base, request.language), status, headers)


def _choice(redeemed: Redeemed) -> Choice:
    full = redeemed.forms[Detail.FULL].claims
    # what tells least after the one suggested, where a name would tell too much
    others = (
        (Detail.FULL, Detail.TIME, Detail.DATE)
        if redeemed.suggested is Detail.FULL
        else (Detail.TIME, Detail.DATE, Detail.FULL)
    )
    order = dict.fromkeys((redeemed.suggested, *others))
    return Choice(
        name=full.name,
        place=full.place,
        occurrence=Occurrence(full.starts_at, full.ends_at),
        codes={detail.value: finished_code(redeemed.forms[detail]) for detail in order},
        listed_then=redeemed.listed_then,
        listed_within_km=redeemed.listed_within_km,
    )


def ticket_occurrence(ticket: Ticket) -> Occurrence:
    """Returns the occurrence that a ticket is for, in the offset that its code says."""
    offset = timezone(timedelta(minutes=ticket.utc_offset_min))
    start = datetime.fromtimestamp(ticket.start, offset)
    return Occurrence(start, start + timedelta(minutes=ticket.length_min))
