"""The map of the site: every address, and which room answers it.

A room is imported when its first visitor comes, so that a page which needs little starts quickly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from chalice.app import Blueprint, Response

from chalicelib.web.edge import ANY, FORM, JSON, Visit, answered


@dataclass(frozen=True, slots=True)
class Route:
    """An address and the view that answers it. `shared`: pages of other origins may read it."""

    path: str
    view: str
    method: str = "GET"
    accepts: str = ANY
    shared: bool = False


ROOMS: dict[str, Sequence[Route]] = {
    "finder": (Route("/", "finder"),),
    "meeting_page": (Route("/meetings/{meeting_id}", "meeting"),),
    "saved": (
        Route("/saved", "saved_page"),
        Route("/finder-worker.js", "worker"),
        Route("/site.webmanifest", "site_manifest"),
    ),
    "verifier": (
        Route("/v", "check_page"),
        Route("/v", "check_posted", "POST", FORM),
    ),
    "published": (
        Route("/.well-known/jwks.json", "jwks", shared=True),
        Route("/.well-known/cose-key-set", "cose_key_set", shared=True),
        Route("/v1/withdrawals.json", "withdrawals", shared=True),
    ),
    "station": (
        Route("/station", "station_page"),
        Route("/station-worker.js", "station_worker"),
        Route("/station.webmanifest", "station_manifest"),
    ),
    "mine": (
        Route("/mine", "mine_page"),
        Route("/mine-worker.js", "mine_worker"),
        Route("/mine.webmanifest", "mine_manifest"),
    ),
    "tickets": (
        Route("/t", "ticket_page"),
        Route("/t", "ticket_posted", "POST", FORM),
        Route("/v1/tickets", "listed"),
        Route("/v1/tickets", "register", "POST", JSON),
        Route("/v1/tickets/redeem", "redeem", "POST", JSON),
        Route("/v1/tickets/{reference}", "withdraw", "DELETE"),
    ),
    "facilitator": (
        Route("/sign-in", "sign_in_page"),
        Route("/sign-in", "sign_in", "POST", FORM),
        Route("/sign-out", "sign_out", "POST", FORM),
        Route("/facilitate", "held_meetings"),
        Route("/facilitate-worker.js", "worker"),
        Route("/facilitate/give/{meeting_id}", "choose"),
        Route("/facilitate/give/{meeting_id}", "give", "POST", FORM),
    ),
    "changing": (Route("/facilitate/times/{meeting_id}", "change", "POST", FORM),),
    "feeds": (
        Route("/feeds/meeting-guide.json", "guide", shared=True),
        Route("/feeds/meetings.csv", "csv", shared=True),
        Route("/feeds/meetings.geojson", "features", shared=True),
        Route("/feeds/meetings.ics", "ics", shared=True),
        Route("/meetings/{meeting_id}/calendar.ics", "meeting_calendar", shared=True),
    ),
    "reporting": (
        Route("/meetings/{meeting_id}/report", "form"),
        Route("/meetings/{meeting_id}/report", "reported", "POST", FORM),
    ),
    "expecting": (Route("/what-to-expect", "what_to_expect"),),
    "embedding": (Route("/embed", "widget"),),
    "developers": (
        Route("/developers", "document_page"),
        Route("/v1/openapi.json", "document", shared=True),
    ),
    "listing": (
        Route("/v1/meetings", "meetings", shared=True),
        Route("/v1/meetings/{meeting_id}", "meeting", shared=True),
    ),
    "api": (
        Route("/v1/session", "sign_in", "POST", JSON),
        Route("/v1/session", "sign_out", "DELETE"),
        Route("/v1/verifications", "give", "POST", JSON),
        Route("/v1/verifications/check", "check_code", "POST", JSON, shared=True),
    ),
    "language": (Route("/language", "choose", "POST", FORM),),
    "assets": (
        Route("/static/{name}", "static"),
        Route("/static/{folder}/{name}", "static_in_folder"),
    ),
}


def blueprint(room: str) -> Blueprint:
    """The addresses of a room."""
    made = Blueprint(f"chalicelib.web.{room}")
    for route in ROOMS[room]:
        _register(made, room, route)
    return made


def _register(made: Blueprint, room: str, route: Route) -> None:
    def view(**arguments: str) -> Response:
        request = made.current_request

        def called() -> Response:
            module = import_module(f"chalicelib.web.{room}")
            found: Response = getattr(module, route.view)(visit=Visit(request), **arguments)
            return found

        return answered(called, request)

    view.__name__ = f"{room}_{route.view}"
    made.route(
        route.path, methods=[route.method], content_types=[route.accepts], cors=route.shared
    )(view)
