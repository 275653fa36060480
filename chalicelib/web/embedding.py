"""`/embed?…`: a search as a frame on a group's own page. The one page that others may frame: it
takes nothing from anybody and changes nothing, and its links leave the frame."""

from typing import Any

from chalice.app import Response

from chalicelib.meetings.gazetteer import PlaceNotFound
from chalicelib.meetings.meeting import Attendance, zone
from chalicelib.web import asked, wording
from chalicelib.web.catalogue import speaker
from chalicelib.web.crisis import crisis_lines
from chalicelib.web.edge import PAGE_HEADERS, Visit, page
from chalicelib.web.refusals import InvalidField


def widget(visit: Visit) -> Response:
    """The next meetings of a search; online ones where it names no place. It means the same to
    every visitor of the group's page: their own country has no say in it."""
    from dataclasses import replace

    from chalicelib.web.rendering import render

    say = speaker(visit.language)
    place_label = ""
    context: dict[str, Any] = {"found": (), "zone": None, "unit": "km", "sort": "start"}
    try:
        wanted = asked.read(visit)
        if wanted.point is None and wanted.attendance is None:
            wanted = replace(wanted, attendance=Attendance.ONLINE)
        context |= {"found": asked.search(wanted, visit).found, "sort": wanted.sort.value}
        if wanted.zoned:
            context["zone"] = zone(wanted.timezone)
        if wanted.place:
            place_label = wanted.place.label
            context["unit"] = wording.unit_for(wanted.place.country)
        problem = ""
    except InvalidField as wrong:
        problem = f"{say('error.detail.field', field=wrong.field)} {wrong.allowed}"
    except PlaceNotFound as unknown:
        problem = say("finder.unknown_place", place=unknown.text)
    search = {
        name: ",".join(visit.queries(name))
        for name in asked.FIELDS
        if name != "cursor" and not problem
    }
    if place_label and "place" in search:
        search["place"] = place_label
    html = render(
        "embed.html",
        visit.base,
        visit.language,
        now=visit.now,
        problem=problem,
        search=search,
        crisis=crisis_lines(visit.country, visit.language),
        **context,
    )
    policy = PAGE_HEADERS["Content-Security-Policy"]
    framed = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
    fresh = {"Content-Security-Policy": framed, "Cache-Control": "private, no-cache"}
    return page(html, headers=fresh)
