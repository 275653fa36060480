"""The finder's visitor: search results."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.gazetteer.lookup import PlaceNotFound
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.search.online import search_online
from chalicelib.meetings.search.query import Found, OnlineQuery
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.finder import search_request
from chalicelib.web.finder.map_offer import map_offer
from chalicelib.web.http import params
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response, see_other
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.crisis import crisis_lines

_NOT_TYPED = ("cursor", "timezone")  # of yesterday; a device's name for its zone, unknown here
_SEVERAL = frozenset({"day", "type"})
_OFFERED = 5  # online meetings shown where nothing else is
_FRESH = {"Cache-Control": "private, no-cache"}


def finder(request: Request) -> Response:
    """The search box, and results where something was asked for."""
    from chalicelib.web.http.templates import render

    query = {name: _value(request, name) for name in search_request.FIELDS}
    context: dict[str, Any] = {
        "query": query,
        "now": request.now,
        "searched": bool(query["place"] or query["near"] or query["attendance"]),
        "place": "",
        "other_places": (),
        "found": (),
        "online": (),
        "zone": None,
        "unit": "km",
        "radius": None,
        "more": "",
        "problem": "",
        "suggestions": (),
        "asked": None,
        "counts": None,
        "counted_all": False,
        "any_day": None,
        "beyond": (),
    }
    country, headers = request.country, _FRESH
    try:
        wanted = search_request.read(request, request.country)
    except InvalidField as wrong:
        again = _without(wrong.field, query)
        if again and wrong.field in _NOT_TYPED:
            return see_other(request.base + again)
        raise InvalidField(wrong.field, wrong.allowed, again) from None
    except PlaceNotFound as unknown:
        headers = {}  # nothing that a device should keep as its last search
        suggestions = tuple((label, label) for label in unknown.suggestions)
        context |= {
            "problem": "unknown_place",
            "suggestions": suggestions,
            "online": _next_online(request),
        }
    else:
        if not context["searched"]:
            context["found"] = _next_online(request)
        else:
            if wanted.place:
                country = wanted.place.country
            if wanted.place and query["place"]:
                # links and forms say which: to others the same text may mean another place
                query["place"] = wanted.place.label
            context |= _results(wanted, request)
    offer = map_offer(context["found"])
    html = render(
        "finder/results.html",
        request.base,
        request.language,
        crisis=crisis_lines(country, request.language),
        map=offer,
        **context,
    )
    policy = {"Content-Security-Policy": offer.policy} if offer else {}
    return html_response(html, headers={**headers, **policy})


def _value(request: Request, name: str) -> str:
    """A query value; those that may be repeated, or have several parts, joined by commas."""
    if name not in _SEVERAL:
        return request.query(name).strip()
    parts = (part.strip() for text in request.queries(name) for part in text.split(","))
    return ",".join(dict.fromkeys(filter(None, parts)))


def _without(field: str, query: dict[str, str]) -> str:
    """The path of the same search without that value; "" where that would ask for nothing else."""
    left = {name: value for name, value in query.items() if value and name != field}
    return f"/?{urlencode(left)}" if query.get(field) and left else ""


def _results(wanted: search_request.Asked, request: Request) -> dict[str, Any]:
    results = search_request.search(wanted, request, counted=True)
    context: dict[str, Any] = {
        "asked": wanted,
        "counts": results.counts,
        "counted_all": results.counted_all,
        "found": results.found,
        "more": params.cursor_text(results.next) if results.next else "",
    }
    if wanted.zoned:
        context["zone"] = zone(wanted.timezone)
    if wanted.place:
        context["unit"] = formatting.unit_for(wanted.place.country)
        context["place"] = wanted.place.label if request.query("place") else ""
        context["other_places"] = [place.label for place in wanted.other_places]
    if results.radius_km is not None:
        per_unit = formatting.KM_PER_MILE if context["unit"] == "mi" else 1.0
        context["radius"] = round(results.radius_km / per_unit)
    if not results.found and wanted.cursor is None:
        context["problem"] = "none_within"
        if wanted.day is not None:  # read only here: other days are many
            any_day = search_request.search(replace(wanted, day=None), request, counted=True)
            if any_day.counts and any_day.counted_all:
                context["any_day"] = any_day.counts.results
        if not wanted.online:
            context["online"] = _next_online(request)
            context["beyond"] = search_request.beyond(wanted, results.radius_km or 0.0, request)
    return context


def _next_online(request: Request) -> tuple[Found, ...]:
    """The online meetings that come next, offered to whoever has found nothing yet."""
    return search_online(OnlineQuery(limit=_OFFERED), open_table(), request.now).found
