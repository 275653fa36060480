"""The finder's visitor: search results."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.meetings.gazetteer import PlaceNotFound
from chalicelib.meetings.meeting import zone
from chalicelib.meetings.search import Found, OnlineQuery, search_online
from chalicelib.meetings.table import open_table
from chalicelib.web import asked, fields, wording
from chalicelib.web.crisis import crisis_lines
from chalicelib.web.edge import Visit, page, see_other
from chalicelib.web.map_offer import map_offer
from chalicelib.web.refusals import InvalidField

_NOT_TYPED = ("cursor", "timezone")  # of yesterday; a device's name for its zone, unknown here
_SEVERAL = frozenset({"day", "type"})
_OFFERED = 5  # online meetings shown where nothing else is
_FRESH = {"Cache-Control": "private, no-cache"}


def finder(visit: Visit) -> Response:
    """The search box, and results where something was asked for."""
    from chalicelib.web.rendering import render

    query = {name: _value(visit, name) for name in asked.FIELDS}
    context: dict[str, Any] = {
        "query": query,
        "now": visit.now,
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
    country, headers = visit.country, _FRESH
    try:
        wanted = asked.read(visit, visit.country)
    except InvalidField as wrong:
        again = _without(wrong.field, query)
        if again and wrong.field in _NOT_TYPED:
            return see_other(visit.base + again)
        raise InvalidField(wrong.field, wrong.allowed, again) from None
    except PlaceNotFound as unknown:
        headers = {}  # nothing that a device should keep as its last search
        suggestions = tuple((label, label) for label in unknown.suggestions)
        context |= {
            "problem": "unknown_place",
            "suggestions": suggestions,
            "online": _next_online(visit),
        }
    else:
        if not context["searched"]:
            context["found"] = _next_online(visit)
        else:
            if wanted.place:
                country = wanted.place.country
            if wanted.place and query["place"]:
                # links and forms say which: to others the same text may mean another place
                query["place"] = wanted.place.label
            context |= _results(wanted, visit)
    offer = map_offer(context["found"])
    html = render(
        "finder.html",
        visit.base,
        visit.language,
        crisis=crisis_lines(country, visit.language),
        map=offer,
        **context,
    )
    policy = {"Content-Security-Policy": offer.policy} if offer else {}
    return page(html, headers={**headers, **policy})


def _value(visit: Visit, name: str) -> str:
    """A query value; those that may be repeated, or have several parts, joined by commas."""
    if name not in _SEVERAL:
        return visit.query(name).strip()
    parts = (part.strip() for text in visit.queries(name) for part in text.split(","))
    return ",".join(dict.fromkeys(filter(None, parts)))


def _without(field: str, query: dict[str, str]) -> str:
    """The path of the same search without that value; "" where that would ask for nothing else."""
    left = {name: value for name, value in query.items() if value and name != field}
    return f"/?{urlencode(left)}" if query.get(field) and left else ""


def _results(wanted: asked.Asked, visit: Visit) -> dict[str, Any]:
    results = asked.search(wanted, visit, counted=True)
    context: dict[str, Any] = {
        "asked": wanted,
        "counts": results.counts,
        "counted_all": results.counted_all,
        "found": results.found,
        "more": fields.cursor_text(results.next) if results.next else "",
    }
    if wanted.zoned:
        context["zone"] = zone(wanted.timezone)
    if wanted.place:
        context["unit"] = wording.unit_for(wanted.place.country)
        context["place"] = wanted.place.label if visit.query("place") else ""
        context["other_places"] = [place.label for place in wanted.other_places]
    if results.radius_km is not None:
        per_unit = wording.KM_PER_MILE if context["unit"] == "mi" else 1.0
        context["radius"] = round(results.radius_km / per_unit)
    if not results.found and wanted.cursor is None:
        context["problem"] = "none_within"
        if wanted.day is not None:  # read only here: other days are many
            any_day = asked.search(replace(wanted, day=None), visit, counted=True)
            if any_day.counts and any_day.counted_all:
                context["any_day"] = any_day.counts.results
        if not wanted.online:
            context["online"] = _next_online(visit)
            context["beyond"] = asked.beyond(wanted, results.radius_km or 0.0, visit)
    return context


def _next_online(visit: Visit) -> tuple[Found, ...]:
    """The online meetings that come next, offered to whoever has found nothing yet."""
    return search_online(OnlineQuery(limit=_OFFERED), open_table(), visit.now).found
