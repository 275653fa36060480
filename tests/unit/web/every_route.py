"""A valid request to every address: for tests that are about all of them."""

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta

from chalicelib.facilitators.accounts import enrol_link
from chalicelib.verification.tickets import new_ticket
from chalicelib.web.http.static_addresses import static_address
from chalicelib.web.http.static_files import FILES
from chalicelib.web.routes import ROUTES
from tests.unit.web.site import Response, Site
from tests.unit.web.ticket_requests import (
    END,
    START,
    TICKET,
    TONIGHT,
    facilitator_at_the_end,
    hash_of,
    redeem,
    register,
)

STARTS_AT = "2026-03-04T19:00:00-05:00"
SLIPS = {"meeting_id": TONIGHT.id, "starts_at": STARTS_AT}
FEED = '[{"slug": "a", "name": "A", "day": 0, "time": "19:00"}]'
ALL = [(route.method, route.path) for routes in ROUTES.values() for route in routes]
Send = Callable[["Desk"], Response]


class Desk:
    """A facilitator at the end of tonight's meeting, with what every request needs: a ticket, the
    code that it gave, prepared slips, and a sign-in link."""

    def __init__(self, site: Site) -> None:
        self.site = facilitator_at_the_end(site)
        site.clock.moment = START - timedelta(hours=6)
        prepared = [{"number": 1, "hash": hash_of(new_ticket())}]
        assert site.post("/v1/slips", {**SLIPS, "slips": prepared}).status == 201
        site.clock.moment = END
        assert register(site, TICKET).status == 201
        code = redeem(site).json
        self.reference: str = code["reference"]
        self.token: str = code["forms"]["full"]["token"]
        self.renew_link()

    def renew_link(self) -> None:
        """Has a link that was not used, and a session's secret that began none."""
        self.secret = enrol_link("more", [TONIGHT.id], END).partition("#")[2]
        self.session = secrets.token_urlsafe(32)

    def get(self, path: str) -> Response:
        return self.site.get(path, Accept="application/cose-key-set" if "cose" in path else "*/*")


def _static(at: int) -> str:
    """The address of a built file, below so many folders."""
    return next(name for name in FILES if name.count("/") == at)


PATHS: Mapping[str, str] = {  # where an address with a name in it has no meeting's id
    "/": "/?place=New+York",
    "/print": "/print?place=New+York",
    "/embed": "/embed?place=New+York",
    "/results.geojson": "/results.geojson?place=New+York",
    "/v1/meetings": "/v1/meetings?place=New+York",
    "/v1/tickets": f"/v1/tickets?meeting_id={TONIGHT.id}",
    "/v1/slips": f"/v1/slips?meeting_id={TONIGHT.id}",
    "/facilitate/slips/{meeting_id}": f"/facilitate/slips/{TONIGHT.id}",
    "/cells/{name}": "/cells/dr.json",
    "/cells/{name}/{file}": "/cells/dr5r/3.json",
    "/pages/{language}/{name}": "/pages/en/v",
    "/static/{first}": f"/static/{_static(0)}",
    "/static/{first}/{second}": f"/static/{_static(1)}",
    "/static/{first}/{second}/{third}": static_address("", _static(1)),
}
OTHERS: Mapping[tuple[str, str], Send] = {
    ("POST", "/v/check"): lambda desk: desk.site.submit("/v/check", {"token": desk.token}),
    ("POST", "/t"): lambda desk: desk.site.submit("/t", {"ticket": TICKET, "detail": "full"}),
    ("POST", "/v1/tickets"): lambda desk: register(desk.site, "ABCDE-12345"),
    ("POST", "/v1/tickets/redeem"): lambda desk: redeem(desk.site),
    ("DELETE", "/v1/tickets/{reference}"): lambda desk: desk.site.request(
        "DELETE", f"/v1/tickets/{desk.reference}", headers={"Origin": desk.site.origin}
    ),
    ("POST", "/v1/slips"): lambda desk: desk.site.post(
        "/v1/slips", {**SLIPS, "slips": [{"number": 2, "hash": hash_of("ABCDE-67890")}]}
    ),
    ("POST", "/v1/slips/given"): lambda desk: desk.site.post(
        "/v1/slips/given", {**SLIPS, "numbers": [1]}
    ),
    ("POST", "/sign-in"): lambda desk: desk.site.submit(
        "/sign-in", {"link": f"#{desk.secret}", "session": desk.session}
    ),
    ("POST", "/sign-out"): lambda desk: desk.site.submit("/sign-out", {}),
    ("POST", "/facilitate/sessions"): lambda desk: desk.site.submit(
        "/facilitate/sessions", {"end": "others"}
    ),
    ("POST", "/facilitate/give/{meeting_id}"): lambda desk: desk.site.submit(
        f"/facilitate/give/{TONIGHT.id}", {"detail": "full", "once": "ABCDE12345"}
    ),
    ("POST", "/facilitate/times/{meeting_id}"): lambda desk: desk.site.submit(
        f"/facilitate/times/{TONIGHT.id}", {"day": "2026-03-11", "change": "cancel"}
    ),
    ("POST", "/meetings/{meeting_id}/report"): lambda desk: desk.site.submit(
        f"/meetings/{TONIGHT.id}/report", {"kind": "nobody_there", "form_id": "ABCDE12345"}
    ),
    ("POST", "/developers/check-feed"): lambda desk: desk.site.submit(
        "/developers/check-feed", {"feed": FEED}
    ),
    ("POST", "/v1/feeds/check"): lambda desk: desk.site.post("/v1/feeds/check", json.loads(FEED)),
    ("POST", "/v1/session"): lambda desk: desk.site.post(
        "/v1/session", {"secret": desk.secret, "session": desk.session}
    ),
    ("DELETE", "/v1/session"): lambda desk: desk.site.request(
        "DELETE", "/v1/session", headers={"Origin": desk.site.origin}
    ),
    ("POST", "/v1/verifications"): lambda desk: desk.site.post(
        "/v1/verifications", {"meeting_id": TONIGHT.id, "ticket": "ABCDE-12345"}
    ),
    ("POST", "/v1/verifications/check"): lambda desk: desk.site.post(
        "/v1/verifications/check", {"token": desk.token}
    ),
    ("POST", "/language"): lambda desk: desk.site.submit("/language", {"to": "fr"}),
}


def send(desk: Desk, method: str, path: str) -> Response:
    """A valid request to an address. An address that has none here yet needs one."""
    if method == "GET":
        return desk.get(PATHS.get(path, path.replace("{meeting_id}", TONIGHT.id)))
    return OTHERS[method, path](desk)
