"""`/embed?…`: a search as a frame on a group's own page.

It is the one page that others may frame: it takes nothing from anybody and changes nothing, and its
links leave the frame.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from chalice.app import Response

from chalicelib.gazetteer.lookup import PlaceNotFound
from chalicelib.meetings.meeting import AttendanceOption
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.web.finder import search_request
from chalicelib.web.finder.timetable import Group, groups
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.policy import content_security_policy
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.http.templates import render_page
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.catalogue import Translator, translator
from chalicelib.web.i18n.crisis import CrisisLine, crisis_lines


@dataclass(frozen=True, slots=True)
class WidgetPage:
    """Meetings in a frame on somebody else's page.

    `query`: that of the same search on the finder's own page. `problem`: what is wrong
    with the search, or "".
    """

    template: ClassVar[str] = "finder/widget.html"
    query: dict[str, str]
    now: datetime
    crisis: tuple[CrisisLine, ...]
    result_groups: tuple[Group, ...] = ()
    problem: str = ""


def widget_page(request: Request) -> Response:
    """Returns the next meetings of a search; online ones where it names no place.

    It means the same to every visitor of the group's page: their own country has no say in it.
    """
    t = translator(request.language)
    page = WidgetPage({}, request.now, crisis_lines(request.country, request.language))
    try:
        page = _with_results(page, request, t)
    except InvalidField as wrong:
        problem = f"{t('error.detail.field', field=wrong.field)} {wrong.allowed}"
        page = replace(page, problem=problem)
    except PlaceNotFound as unknown:
        page = replace(page, problem=t("finder.unknown_place", place=unknown.text))
    policy = content_security_policy(framed_by="*")
    headers = {"Content-Security-Policy": policy, "Cache-Control": "private, no-cache"}
    return html_response(render_page(page, request.base, request.language), headers=headers)


def _with_results(page: WidgetPage, request: Request, t: Translator) -> WidgetPage:
    search = search_request.parse(request)
    if search.point is None and search.attendance is None:
        search = replace(search, attendance=AttendanceOption.ONLINE)
    results = search_request.find(search, request)
    zone_shown = zone(search.timezone) if search.knows_zone else None
    query = {
        name: ",".join(request.queries(name)) for name in search_request.FIELDS if name != "cursor"
    }
    if query["place"] and search.place and search.place.label:
        query["place"] = search.place.label
    return replace(
        page,
        query=query,
        result_groups=tuple(
            groups(
                t,
                results.found,
                request.now,
                zone_shown,
                search.sort.value,
                unit=formatting.unit_for(search.place.country) if search.place else "km",
                asked=search.attendance,
            )
        ),
    )
