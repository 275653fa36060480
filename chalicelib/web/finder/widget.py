"""`/embed?…`: a search as a frame on a group's own page. The one page that others may frame: it
takes nothing from anybody and changes nothing, and its links leave the frame.
"""

from typing import Any

from chalice.app import Response

from chalicelib.gazetteer.lookup import PlaceNotFound
from chalicelib.meetings.meeting import AttendanceOption
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.web.finder import search_request
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import PAGE_HEADERS, html_response
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.catalogue import speaker
from chalicelib.web.i18n.crisis import crisis_lines


def widget(request: Request) -> Response:
    """The next meetings of a search; online ones where it names no place. It means the same to
    every visitor of the group's page: their own country has no say in it.
    """
    from dataclasses import replace

    from chalicelib.web.http.templates import render

    say = speaker(request.language)
    place_label = ""
    context: dict[str, Any] = {"found": (), "zone": None, "unit": "km", "sort": "start"}
    try:
        wanted = search_request.read(request)
        if wanted.point is None and wanted.attendance is None:
            wanted = replace(wanted, attendance=AttendanceOption.ONLINE)
        context |= {
            "found": search_request.search(wanted, request).found,
            "sort": wanted.sort.value,
        }
        if wanted.zoned:
            context["zone"] = zone(wanted.timezone)
        if wanted.place:
            place_label = wanted.place.label
            context["unit"] = formatting.unit_for(wanted.place.country)
        problem = ""
    except InvalidField as wrong:
        problem = f"{say('error.detail.field', field=wrong.field)} {wrong.allowed}"
    except PlaceNotFound as unknown:
        problem = say("finder.unknown_place", place=unknown.text)
    search = {
        name: ",".join(request.queries(name))
        for name in search_request.FIELDS
        if name != "cursor" and not problem
    }
    if place_label and "place" in search:
        search["place"] = place_label
    html = render(
        "finder/widget.html",
        request.base,
        request.language,
        now=request.now,
        problem=problem,
        search=search,
        crisis=crisis_lines(request.country, request.language),
        **context,
    )
    policy = PAGE_HEADERS["Content-Security-Policy"]
    framed = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
    fresh = {"Content-Security-Policy": framed, "Cache-Control": "private, no-cache"}
    return html_response(html, headers=fresh)
