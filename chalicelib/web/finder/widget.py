"""`/embed?…`: a search as a frame on a group's own page.

It is the one page that others may frame: it takes nothing from anybody and changes nothing, and its
links leave the frame.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from chalice.app import Response

from chalicelib.gazetteer.lookup import PlaceNotFound
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.search import pages
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.finder import search_request, widget_options
from chalicelib.web.finder.named_meetings import in_group, named_meetings
from chalicelib.web.finder.timetable import Group, groups
from chalicelib.web.finder.week import WeekDay, week
from chalicelib.web.finder.widget_options import WidgetOptions
from chalicelib.web.http import page_style
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.policy import content_security_policy
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.http.templates import render_page
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.catalogue import Translator, translator
from chalicelib.web.i18n.crisis import CrisisLine, crisis_lines

MAX_LISTED = 500  # of a week, or looked at for a group


@dataclass(frozen=True, slots=True)
class WidgetPage:
    """Meetings in a frame on somebody else's page.

    `query`: that of the same search on the finder's own page. `days`: instead of the groups, where
    the week is asked for. `complete`: whether later meetings were looked at, too. `style`: the
    colours of the page around it, as CSS. `problem`: what is wrong with the search, or "";
    `for_owner`: the same for whoever wrote it, in English.
    """

    template: ClassVar[str] = "finder/widget.html"
    query: dict[str, str]
    now: datetime
    crisis: tuple[CrisisLine, ...]
    result_groups: tuple[Group, ...] = ()
    days: tuple[WeekDay, ...] = ()
    complete: bool = True
    style: str = ""
    problem: str = ""
    for_owner: str = ""


def widget_page(request: Request) -> Response:
    """Returns the next meetings of a search; online ones where it names no place.

    It means the same to every visitor of the group's page: their own country has no say in it.
    """
    language = request.language
    page = WidgetPage({}, request.now, crisis_lines(request.country, language))
    t = translator(language)
    try:
        options = widget_options.read(request)
        language = options.language or language
        t = translator(language)
        page = replace(page, style=options.style, crisis=crisis_lines(request.country, language))
        page = _with_results(page, request, t, options)
    except InvalidField as wrong:
        page = replace(page, problem=t("embed.wrong"), for_owner=str(wrong))
    except PlaceNotFound as unknown:
        page = replace(page, problem=t("finder.unknown_place", place=unknown.text))
    styles = page_style.source_of(page.style) if page.style else ""
    headers = {
        "Content-Security-Policy": content_security_policy(framed_by="*", styles=styles),
        "Content-Language": language,
    }
    return html_response(render_page(page, request.base, language), headers=headers)


def _with_results(
    page: WidgetPage, request: Request, t: Translator, options: WidgetOptions
) -> WidgetPage:
    search = search_request.parse(request)
    if options.is_listing:
        found = named_meetings(options, search.filter, open_table(), request.now)
        return replace(page, days=tuple(week(t, found, request.now)))
    if options.group and search.point is None:
        raise InvalidField("group", "needs source, place or near")
    if options.week or options.group:
        search = search._replace(limit=MAX_LISTED, cursor=None)
    if search.point is None and search.attendance is None:
        search = search._replace(attendance=AttendanceOption.ONLINE)
    results = search_request.find(search, request, looks_further=True)
    zone_shown = zone(search.timezone) if search.knows_zone else None
    of_group = [found for found in results.found if in_group(found, options.group)]
    changed = [found for found in results.changed if in_group(found, options.group)]
    results = results._replace(found=tuple(of_group), changed=tuple(changed))
    query = {
        name: ",".join(request.queries(name)) for name in search_request.FIELDS if name != "cursor"
    }
    if query["place"] and search.place and search.place.label:
        query["place"] = search.place.label
    page = replace(page, query=query, complete=results.next is None)
    if options.week:
        return replace(page, days=tuple(week(t, results.found, request.now, zone_shown)))
    found_and_changed = pages.with_times(results, search.sort)
    return replace(
        page,
        result_groups=tuple(
            groups(
                t,
                found_and_changed,
                request.now,
                zone_shown,
                search.sort.value,
                unit=formatting.unit_for(search.place.country) if search.place else "km",
                asked=search.attendance,
            )
        ),
    )
