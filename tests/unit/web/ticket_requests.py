"""Requests about tickets, as a facilitator's phone and a participant make them."""

import hashlib
from datetime import timedelta
from typing import Any

from chalicelib.meetings.attendance import VerificationPolicy
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import NOW, Response, Site, put_meetings

TONIGHT = meeting("tonight", name="Wednesday <i>Night</i>")  # 7 to 8 pm in New York
TELLING = meeting("telling", types=("O", "W"))
OTHERS = meeting("others")
SILENT = meeting("silent", verification=VerificationPolicy.NOT_OFFERED)
START = NOW + timedelta(hours=12)
END = START + timedelta(hours=1)
OVER = END + timedelta(hours=72)
TICKET = "K7QX2-M9P4T"
REDEEM = "/v1/tickets/redeem"


def hash_of(ticket: str) -> str:
    """What the facilitator's page sends."""
    return hashlib.sha256(ticket.replace("-", "").encode()).hexdigest()


def register(site: Site, *tickets: str, meeting_id: str = TONIGHT.id, **more: Any) -> Response:
    sent = {"meeting_id": meeting_id, "tickets": [hash_of(ticket) for ticket in tickets]}
    return site.post("/v1/tickets", {**sent, **more})


def redeem(site: Site, ticket: str = TICKET, **more: Any) -> Response:
    """As a participant: without a session, from anywhere."""
    cookie, site.cookie = site.cookie, ""
    try:
        return site.post(REDEEM, {"ticket": ticket, **more}, Origin="null")
    finally:
        site.cookie = cookie


def withdraw(site: Site, reference: str, **headers: str) -> Response:
    own = {"Origin": site.origin, **headers}
    return site.request("DELETE", f"/v1/tickets/{reference}", headers=own)


def facilitator_at_the_end(site: Site) -> Site:
    """A facilitator at the end of tonight's meeting."""
    put_meetings(TONIGHT, TELLING, OTHERS, SILENT)
    site.clock.moment = END
    site.sign_in(TONIGHT, TELLING, SILENT)
    return site
