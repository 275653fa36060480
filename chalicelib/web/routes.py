"""Every address of the site, and the module that answers it.

A module is imported when its first request comes, so that a page which needs little starts quickly.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from chalice.app import Blueprint, Response

from chalicelib.web.http.caching import (
    CELLS,
    DOCUMENT,
    FEED,
    FEED_FIELDS,
    FILES,
    LISTS,
    LISTS_AS_BYTES,
    MEETING,
    NEVER,
    PAGE,
    PRINT_FIELDS,
    SEARCH,
    SEARCH_FIELDS,
    WIDGET_FIELDS,
    Caching,
    request_by_key,
)
from chalicelib.web.http.dispatch import dispatch
from chalicelib.web.http.request import ANY, FORM, JSON, TEXT, Request


class Route(NamedTuple):
    """An address and the view that answers it.

    `accepts` is the type of body that it takes, or several with commas. `cors`: pages of other
    origins may read it. `caching`: how long its answer may be kept; `fields`: those of its query
    that the answer may then depend on.
    """

    path: str
    view: str
    method: str = "GET"
    accepts: str = ANY
    cors: bool = False
    caching: Caching = NEVER
    fields: tuple[str, ...] = ()

    @property
    def methods(self) -> list[str]:
        """The method, and HEAD where GET is answered (RFC 9110 section 9.1)."""
        return ["GET", "HEAD"] if self.method == "GET" else [self.method]


ROUTES: dict[str, Sequence[Route]] = {  # by module below chalicelib.web
    "finder.results": (Route("/", "results_page", caching=SEARCH, fields=SEARCH_FIELDS),),
    "finder.meeting": (Route("/meetings/{meeting_id}", "meeting_page", caching=SEARCH),),
    "finder.saved": (
        Route("/saved", "saved_page", caching=PAGE, fields=("style",)),
        Route("/finder-worker.js", "worker", caching=PAGE),
        Route("/site.webmanifest", "site_manifest", caching=PAGE),
    ),
    "verifier.check": (
        Route("/v", "check_page", caching=PAGE),
        Route("/v/check", "check_code", "POST", FORM),
        Route("/v/check", "check_again"),
    ),
    "api.published": (
        Route("/.well-known/jwks.json", "jwks", cors=True, caching=LISTS),
        Route("/.well-known/cose-key-set", "cose_key_set", cors=True, caching=LISTS_AS_BYTES),
        Route("/.well-known/waypost-trust.json", "trust_snapshot", cors=True, caching=LISTS),
        Route("/v1/withdrawals.json", "withdrawals", cors=True, caching=LISTS),
    ),
    "verifier.station": (
        Route("/station", "station_page", caching=PAGE),
        Route("/station-worker.js", "station_worker", caching=PAGE),
        Route("/station.webmanifest", "station_manifest", caching=PAGE),
    ),
    "verifier.courts": (
        Route("/courts", "courts_page", caching=PAGE),
        Route("/courts/letter", "letter_page", caching=PAGE),
    ),
    "participant.mine": (
        Route("/mine", "mine_page", caching=PAGE),
        Route("/mine-worker.js", "mine_worker", caching=PAGE),
        Route("/mine.webmanifest", "mine_manifest", caching=PAGE),
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
        Route("/facilitate-worker.js", "worker", caching=PAGE),
    ),
    "facilitator.signed_in": (Route("/facilitate/sessions", "end", "POST", FORM),),
    "facilitator.give": (
        Route("/facilitate/give/{meeting_id}", "give_page"),
        Route("/facilitate/give/{meeting_id}", "give", "POST", FORM),
    ),
    "facilitator.slips": (Route("/facilitate/slips/{meeting_id}", "slips_page"),),
    "facilitator.times": (Route("/facilitate/times/{meeting_id}", "change", "POST", FORM),),
    "api.feeds": (
        Route(
            "/feeds/meeting-guide.json",
            "meeting_guide_feed",
            cors=True,
            caching=FEED,
            fields=FEED_FIELDS,
        ),
        Route("/feeds/meetings.csv", "csv_feed", cors=True, caching=FEED, fields=FEED_FIELDS),
        Route(
            "/feeds/meetings.geojson", "geojson_feed", cors=True, caching=FEED, fields=FEED_FIELDS
        ),
        Route("/feeds/meetings.ics", "calendar_feed", cors=True, caching=FEED, fields=FEED_FIELDS),
        Route("/meetings/{meeting_id}/calendar.ics", "meeting_calendar", cors=True, caching=FEED),
    ),
    "finder.report": (
        Route("/meetings/{meeting_id}/report", "report_page"),
        Route("/meetings/{meeting_id}/report", "send_report", "POST", FORM),
    ),
    "finder.what_to_expect": (
        Route("/what-to-expect", "what_to_expect_page", caching=PAGE, fields=("style",)),
    ),
    "finder.robots": (Route("/robots.txt", "robots", caching=DOCUMENT),),
    "finder.map_results": (
        Route("/results.geojson", "map_results", caching=SEARCH, fields=SEARCH_FIELDS),
    ),
    "finder.print_list": (Route("/print", "print_list_page", caching=SEARCH, fields=PRINT_FIELDS),),
    "finder.widget": (Route("/embed", "widget_page", caching=SEARCH, fields=WIDGET_FIELDS),),
    "api.developers": (
        Route("/developers", "document_page", caching=PAGE),
        Route("/v1/openapi.json", "document", cors=True, caching=DOCUMENT),
    ),
    "api.check_feed": (
        Route("/developers/check-feed", "check_page"),
        Route("/developers/check-feed", "check", "POST", f"{FORM},{TEXT}"),
        Route("/v1/feeds/check", "check_for_software", "POST", JSON, cors=True),
    ),
    "api.meetings": (
        Route("/v1/meetings", "meetings", cors=True, caching=SEARCH, fields=SEARCH_FIELDS),
        Route("/v1/meetings/{meeting_id}", "meeting", cors=True, caching=MEETING),
    ),
    "api.cells": (
        Route("/cells/{name}", "directory", cors=True, caching=CELLS),
        Route("/cells/{name}/{file}", "cell", cors=True, caching=CELLS, fields=("part",)),
    ),
    "api.session": (
        Route("/v1/session", "sign_in", "POST", JSON),
        Route("/v1/session", "sign_out", "DELETE"),
    ),
    "api.verifications": (
        Route("/v1/verifications", "give", "POST", JSON),
        Route("/v1/verifications/check", "check_code", "POST", JSON, cors=True),
    ),
    "api.health": (
        Route("/health", "live"),
        Route("/health/ready", "ready"),
    ),
    "http.language_choice": (Route("/language", "choose", "POST", FORM),),
    "lasting_pages": (
        Route("/pages/{language}/{name}", "page", caching=PAGE._replace(varies_by=())),
    ),
    "http.static_files": (
        # API Gateway has one name for a parameter, whatever follows it
        Route("/static/{first}", "static", caching=FILES),
        Route("/static/{first}/{second}", "static", caching=FILES),
        Route("/static/{first}/{second}/{third}", "static", caching=FILES),
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
        chalice_request = request_by_key(routes.current_request, route.caching)

        def view() -> Response:
            function = getattr(import_module(f"chalicelib.web.{module}"), route.view)
            response: Response = function(request=Request(chalice_request), **arguments)
            return response

        return dispatch(view, chalice_request, route.caching)

    handler.__name__ = f"{module}_{route.view}".replace(".", "_")
    routes.route(
        route.path, methods=route.methods, content_types=route.accepts.split(","), cors=route.cors
    )(handler)
