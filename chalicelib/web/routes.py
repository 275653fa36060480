"""Every address of the site, and the module that answers it.

A module is imported when its first request comes, so that a page which needs little starts quickly.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from chalice.app import Blueprint, Response

from chalicelib.web.http.dispatch import dispatch
from chalicelib.web.http.request import ANY, FORM, JSON, TEXT, Request


class Route(NamedTuple):
    """An address and the view that answers it.

    `accepts` is the type of body that it takes, or several with commas. `cors`: pages of other
    origins may read it.
    """

    path: str
    view: str
    method: str = "GET"
    accepts: str = ANY
    cors: bool = False

    @property
    def methods(self) -> list[str]:
        """The method, and HEAD where GET is answered (RFC 9110 section 9.1)."""
        return ["GET", "HEAD"] if self.method == "GET" else [self.method]


ROUTES: dict[str, Sequence[Route]] = {  # by module below chalicelib.web
    "finder.results": (Route("/", "results_page"),),
    "finder.meeting": (Route("/meetings/{meeting_id}", "meeting_page"),),
    "finder.saved": (
        Route("/saved", "saved_page"),
        Route("/finder-worker.js", "worker"),
        Route("/site.webmanifest", "site_manifest"),
    ),
    "verifier.check": (
        Route("/v", "check_page"),
        Route("/v", "check_code", "POST", FORM),
    ),
    "api.published": (
        Route("/.well-known/jwks.json", "jwks", cors=True),
        Route("/.well-known/cose-key-set", "cose_key_set", cors=True),
        Route("/.well-known/waypost-trust.json", "trust_snapshot", cors=True),
        Route("/v1/withdrawals.json", "withdrawals", cors=True),
    ),
    "verifier.station": (
        Route("/station", "station_page"),
        Route("/station-worker.js", "station_worker"),
        Route("/station.webmanifest", "station_manifest"),
    ),
    "verifier.courts": (
        Route("/courts", "courts_page"),
        Route("/courts/letter", "letter_page"),
    ),
    "participant.mine": (
        Route("/mine", "mine_page"),
        Route("/mine-worker.js", "mine_worker"),
        Route("/mine.webmanifest", "mine_manifest"),
    ),
    "participant.ticket": (
        Route("/t", "ticket_page"),
        Route("/t", "redeem_ticket", "POST", FORM),
    ),
    "api.tickets": (
        Route("/v1/tickets", "list_tickets"),
        Route("/v1/tickets", "register", "POST", JSON),
        Route("/v1/tickets/redeem", "redeem", "POST", JSON),
        Route("/v1/tickets/{reference}", "withdraw", "DELETE"),
    ),
    "api.slips": (
        Route("/v1/slips", "list_slips"),
        Route("/v1/slips", "prepare", "POST", JSON),
        Route("/v1/slips/given", "give", "POST", JSON),
    ),
    "facilitator.sign_in": (
        Route("/sign-in", "sign_in_page"),
        Route("/sign-in", "sign_in", "POST", FORM),
        Route("/sign-out", "sign_out", "POST", FORM),
    ),
    "facilitator.meetings": (
        Route("/facilitate", "meetings_page"),
        Route("/facilitate-worker.js", "worker"),
    ),
    "facilitator.signed_in": (Route("/facilitate/sessions", "end", "POST", FORM),),
    "facilitator.give": (
        Route("/facilitate/give/{meeting_id}", "give_page"),
        Route("/facilitate/give/{meeting_id}", "give", "POST", FORM),
    ),
    "facilitator.slips": (Route("/facilitate/slips/{meeting_id}", "slips_page"),),
    "facilitator.times": (Route("/facilitate/times/{meeting_id}", "change", "POST", FORM),),
    "api.feeds": (
        Route("/feeds/meeting-guide.json", "meeting_guide_feed", cors=True),
        Route("/feeds/meetings.csv", "csv_feed", cors=True),
        Route("/feeds/meetings.geojson", "geojson_feed", cors=True),
        Route("/feeds/meetings.ics", "calendar_feed", cors=True),
        Route("/meetings/{meeting_id}/calendar.ics", "meeting_calendar", cors=True),
    ),
    "finder.report": (
        Route("/meetings/{meeting_id}/report", "report_page"),
        Route("/meetings/{meeting_id}/report", "send_report", "POST", FORM),
    ),
    "finder.what_to_expect": (Route("/what-to-expect", "what_to_expect_page"),),
    "finder.map_results": (Route("/results.geojson", "map_results"),),
    "finder.print_list": (Route("/print", "print_list_page"),),
    "finder.widget": (Route("/embed", "widget_page"),),
    "api.developers": (
        Route("/developers", "document_page"),
        Route("/v1/openapi.json", "document", cors=True),
    ),
    "api.check_feed": (
        Route("/developers/check-feed", "check_page"),
        Route("/developers/check-feed", "check", "POST", f"{FORM},{TEXT}"),
        Route("/v1/feeds/check", "check_for_software", "POST", JSON, cors=True),
    ),
    "api.meetings": (
        Route("/v1/meetings", "meetings", cors=True),
        Route("/v1/meetings/{meeting_id}", "meeting", cors=True),
    ),
    "api.cells": (
        Route("/cells/{name}", "directory", cors=True),
        Route("/cells/{cell}/{name}", "cell", cors=True),
    ),
    "api.session": (
        Route("/v1/session", "sign_in", "POST", JSON),
        Route("/v1/session", "sign_out", "DELETE"),
    ),
    "api.verifications": (
        Route("/v1/verifications", "give", "POST", JSON),
        Route("/v1/verifications/check", "check_code", "POST", JSON, cors=True),
    ),
    "http.language_choice": (Route("/language", "choose", "POST", FORM),),
    "http.static_files": (
        Route("/static/{name}", "static"),
        Route("/static/{folder}/{name}", "static_in_folder"),
    ),
}
OPEN_PATHS = frozenset(  # what pages of other origins may read, errors included
    route.path for routes in ROUTES.values() for route in routes if route.cors
)


def blueprint(module: str) -> Blueprint:
    """Returns the routes of a module as Chalice registers them."""
    routes = Blueprint(f"chalicelib.web.{module}")
    for route in ROUTES[module]:
        _register(routes, module, route)
    return routes


def _register(routes: Blueprint, module: str, route: Route) -> None:
    def handler(**arguments: str) -> Response:
        chalice_request = routes.current_request

        def view() -> Response:
            function = getattr(import_module(f"chalicelib.web.{module}"), route.view)
            response: Response = function(request=Request(chalice_request), **arguments)
            return response

        return dispatch(view, chalice_request)

    handler.__name__ = f"{module}_{route.view}".replace(".", "_")
    routes.route(
        route.path, methods=route.methods, content_types=route.accepts.split(","), cors=route.cors
    )(handler)
