"""The finder's pages with made-up meetings: results, lists, a meeting."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from chalicelib.geo.point import Point
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.search.facets import count
from chalicelib.meetings.search.filters import EVERYTHING
from chalicelib.meetings.search.query import Found, Sort
from chalicelib.meetings.storage.rows import row
from chalicelib.web.finder import meeting as meeting_view
from chalicelib.web.finder.chips import chips
from chalicelib.web.finder.filter_controls import active_filters, controls
from chalicelib.web.finder.meeting import MeetingPage
from chalicelib.web.finder.print_list import PrintListPage
from chalicelib.web.finder.results import ResultsPage
from chalicelib.web.finder.same_place import SamePlace
from chalicelib.web.finder.search_request import FIELDS, SearchRequest
from chalicelib.web.finder.timetable import Group, groups
from chalicelib.web.finder.week import week
from chalicelib.web.finder.widget import WidgetPage
from chalicelib.web.http.templates import Page
from chalicelib.web.i18n.catalogue import FALLBACK, Translator, translator
from tools.preview.meetings import ADDRESS, CHICAGO, CRISIS, NOW, ORGANISATION, next_time

SEARCH = SearchRequest(
    point=Point(39.8, -89.64),
    place=None,
    other_places=(),
    visitor_timezone=CHICAGO,
    radius_km=None,
    day=None,
    attendance=None,
    filter=EVERYTHING,
    sort=Sort.START,
    limit=25,
    cursor=None,
)
SPRINGFIELD: dict[str, Any] = {
    "place": "Springfield, Illinois",
    "other_places": ("Springfield, Missouri, US", "Springfield, Massachusetts, US"),
}


def results_of(meetings: list[Meeting]) -> tuple[Found, ...]:
    """Returns search results, one for each meeting, in the order of their start."""
    results = []
    for n, meeting in enumerate(meetings):
        assert meeting.schedule
        distance = 0.7 + n * 1.37 if meeting.attendance.has_room else None
        results.append(Found(row(meeting), next_time(meeting.schedule), distance))
    return tuple(sorted(results, key=lambda result: result.occurrence.start))


def query_of(**values: str) -> dict[str, str]:
    """Returns every query field of a search; "" for those not given."""
    return {name: values.get(name, "") for name in FIELDS}


def finder_pages(listed: list[Meeting], language: str = FALLBACK) -> dict[str, ResultsPage]:
    """Returns the finder in several states, by file name."""
    t = translator(language)
    results = results_of(listed)
    online = results_of([meeting for meeting in listed if not meeting.attendance.has_room])
    nearest = sorted(results, key=lambda result: result.distance_km or 0)[5:15]
    return {
        "finder-empty.html": ResultsPage(
            query_of(),
            searched=False,
            now=NOW,
            crisis=CRISIS,
            canonical=f"{ADDRESS}/",
            result_groups=tuple(groups(t, online[:3], NOW)),
        ),
        "finder.html": _after_search(
            t,
            results,
            query_of(place="Springfield"),
            result_groups=_groups(t, results),
            next_cursor="bGF0ZXI",
            **SPRINGFIELD,
        ),
        "finder-distance.html": _after_search(
            t,
            results,
            query_of(near="39.80,-89.64", sort="distance", day="2", radius="25km"),
            result_groups=_groups(t, nearest, "distance"),
        ),
        "finder-online.html": _after_search(
            t,
            results,
            query_of(attendance="online"),
            result_groups=tuple(groups(t, online, NOW)),
            distance="",
        ),
        "finder-unknown.html": ResultsPage(
            query_of(place="Sprigfeild"),
            searched=True,
            now=NOW,
            crisis=CRISIS,
            canonical=f"{ADDRESS}/",
            problem="unknown_place",
            suggestions=("Springfield, Illinois", "Springfield, Missouri"),
            online_groups=_groups(t, online[:3]),
        ),
        "finder-none.html": _after_search(
            t,
            results,
            query_of(place="Springfield", day="today", radius="10mi"),
            problem="none_within",
            distance="10\u00a0mi",
            beyond_groups=_groups(t, nearest[:6], "distance"),
            online_groups=_groups(t, online[:3]),
            **SPRINGFIELD,
        ),
    }


def _groups(t: Translator, found: Sequence[Found], sort: str = "start") -> tuple[Group, ...]:
    return tuple(groups(t, found, NOW, zone(CHICAGO), sort, unit="mi"))


def _after_search(
    t: Translator, results: Sequence[Found], query: dict[str, str], **values: Any
) -> ResultsPage:
    counts = count(((result.row, result.occurrence.start) for result in results), EVERYTHING.unmet)
    asked = controls(t, SEARCH, query, counts, True)
    active = active_filters(t, SEARCH, query, counts, None)
    page = ResultsPage(
        query,
        searched=True,
        now=NOW,
        crisis=CRISIS,
        canonical=f"{ADDRESS}/",
        search=SEARCH,
        counts=counts,
        counts_complete=True,
        active_filters=tuple(active),
        chips=tuple(chips(t, SEARCH, query, asked, active)),
        controls=tuple(asked),
        distance="25\u00a0mi",
    )
    return page._replace(**values)


def list_pages(listed: list[Meeting], language: str = FALLBACK) -> dict[str, Page]:
    """Returns the list by the days of the week, on paper and in a frame, by file name."""
    days = tuple(week(translator(language), results_of(listed), NOW, zone(CHICAGO)))
    paper = PrintListPage(
        query_of(place="Springfield"),
        days=days,
        place="Springfield, Illinois",
        named="",
        online=False,
        distance="25\u00a0mi",
        complete=True,
        fold=False,
        today=NOW,
        address=ADDRESS,
        crisis=CRISIS,
    )
    return {
        "print.html": paper,
        "print-fold.html": replace(paper, fold=True),
        "embed-week.html": WidgetPage(query_of(place="Springfield"), NOW, CRISIS, days=days),
    }


def meeting_page(meeting: Meeting) -> MeetingPage:
    """Returns a meeting's own page."""
    page = meeting_view.page_of(meeting, SamePlace(), CRISIS, NOW, translator())
    return replace(page, organisation=ORGANISATION)
