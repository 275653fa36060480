"""The finder, `/`: the search box, and the results of a search."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, ClassVar, NamedTuple
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib import settings
from chalicelib.gazetteer.lookup import PlaceNotFound
from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.search import pages
from chalicelib.meetings.search.facets import Counts
from chalicelib.meetings.search.query import Found
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.finder import box, search_request
from chalicelib.web.finder.chips import Chip, chips
from chalicelib.web.finder.filter_controls import (
    ActiveFilter,
    Control,
    Option,
    WiderSearch,
    active_filters,
    controls,
    radius_options,
    radius_words,
    wider_search,
)
from chalicelib.web.finder.place_asked import at_home
from chalicelib.web.finder.search_request import SearchRequest
from chalicelib.web.finder.timetable import Group, groups
from chalicelib.web.http import cursors
from chalicelib.web.http.caching import NO_STORE
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.page_response import page_response
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import NO_HEADERS, see_other
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.catalogue import Translator, translator
from chalicelib.web.i18n.crisis import CrisisLine, crisis_lines

if TYPE_CHECKING:
    from chalicelib.web.finder.map_offer import MapOffer

_NOT_TYPED = ("cursor", "timezone")  # of yesterday; a device's name for its zone, unknown here
_SEVERAL = frozenset({"day", "type"})
# What no device should keep as its last search, even where a CDN says another Cache-Control.
_NOTHING = {**NO_STORE, "Waypost-No-Results": "yes"}
_ONLINE_LIMIT = 5  # online meetings shown where nothing else is


class _Shown(NamedTuple):
    """What the finder shows; a tuple, because that is quicker to make when a process starts.

    `query`: the query fields as they were asked, each "" where it was not; of `place`, the label of
    the place found, and near a place `radius` is always the one in use, so that a count beside a
    control is what that control then gives. `canonical`: the page's own address, in full. `place`:
    the name of the place found, without the visitor's own country; "" near a point, online, or
    without a search. `home`: how labels of places end there, which is left out where they are read.
    `named`: the words of a search by name, else ""; `named_offer`: words that meetings elsewhere go
    by, for a place that was found. `area_towns`: where the place is an area too wide for a search,
    its towns, those first where most is listed. `reading`: "corrected" where the place is one
    spelled nearly so, "town_of_street" where only the town of an address is known. `result_groups`:
    before a search, the next online meetings. `search`, `counts`, `counts_complete`,
    `active_filters`, `chips` and `controls`: after a search that was understood; where the counts
    are not complete, each is at least so many. `distance`: the radius searched, in words; "" online
    and by name. `radii`: those to choose from. `wider`: where fewer than three were found, the next
    radius that has more. `problem`: "", "unknown_place", "here" (it means where the device is) or
    "none_within"; with it, `suggestions` for an unknown place, and online meetings.
    `beyond_groups`: the nearest results beyond the radius, where none or few are within it.
    """

    query: dict[str, str]
    searched: bool
    now: datetime
    crisis: tuple[CrisisLine, ...]
    canonical: str
    place: str = ""
    home: str = ""
    named: str = ""
    named_offer: str = ""
    other_places: tuple[str, ...] = ()
    area_towns: tuple[str, ...] = ()
    reading: str = ""
    search: SearchRequest | None = None
    counts: Counts | None = None
    counts_complete: bool = False
    active_filters: tuple[ActiveFilter, ...] = ()
    chips: tuple[Chip, ...] = ()
    controls: tuple[Control, ...] = ()
    result_groups: tuple[Group, ...] = ()
    distance: str = ""
    radii: tuple[Option, ...] = ()
    wider: WiderSearch | None = None
    next_cursor: str = ""
    map: "MapOffer | None" = None
    problem: str = ""
    suggestions: tuple[str, ...] = ()
    beyond_groups: tuple[Group, ...] = ()
    online_groups: tuple[Group, ...] = ()


class ResultsPage(_Shown):
    """The finder before a search and after it."""

    __slots__ = ()
    template: ClassVar[str] = "finder/results.html"
    carries_style: ClassVar[bool] = True


def results_page(request: Request) -> Response:
    """Returns the search box, and results where something was asked for."""
    try:
        query = {name: _value(request, name) for name in search_request.FIELDS}
    except InvalidField as wrong:
        raise _leading_on(wrong, request) from None
    t = translator(request.language)
    country, headers = request.country, NO_HEADERS
    page = ResultsPage(
        query,
        searched=any(query[name] for name in ("place", "near", "attendance", "words")),
        now=request.now,
        crisis=crisis_lines(country, request.language),
        canonical=_canonical(query),
        home=f", {country}" if country else "",
    )
    try:
        search = search_request.parse(request, country, request.language)
    except InvalidField as wrong:
        error = _leading_on(wrong, request)
        if error.return_path and wrong.field in _NOT_TYPED:
            return see_other(request.base + error.return_path)
        raise error from None
    except PlaceNotFound as unknown:
        named = None if unknown.here else _by_name(page, request, t, unknown.suggestions)
        headers = NO_HEADERS if named else _NOTHING
        page = named or page._replace(
            problem="here" if unknown.here else "unknown_place",
            suggestions=tuple(unknown.suggestions),
            online_groups=tuple(_online_groups(t, request)),
        )
    else:
        if search.too_wide and not search.online:
            page = _with_towns(page, search, request, t)
        elif page.searched:
            typed, named = query["place"], None
            if typed and search.place and box.is_far_fetched(typed, search):
                labels = (place.label for place in (search.place, *search.other_places))
                named = _by_name(page, request, t, tuple(labels))
            page = named or _with_results(page, search, request, t)
        else:
            page = page._replace(result_groups=tuple(_online_groups(t, request)))
    images = page.map.images if page.map else ""
    return page_response(page, request, headers=headers, images=images)


def _value(request: Request, name: str) -> str:
    """A query value; those that may be repeated, or have several parts, joined by commas."""
    if name not in _SEVERAL:
        return request.query(name).strip()
    parts = (part.strip() for text in request.queries(name) for part in text.split(","))
    return ",".join(dict.fromkeys(filter(None, parts)))


def _leading_on(wrong: InvalidField, request: Request) -> InvalidField:
    """The same error, with the way to what can be searched for."""
    from chalicelib.web.finder.wrong_search import path_without  # few searches need it

    return InvalidField(wrong.field, wrong.allowed, path_without(request, wrong.field))


def _canonical(query: dict[str, str]) -> str:
    """The address under which the same search is known, on its first page."""
    left_out = (*_NOT_TYPED, "radius")  # which the page chooses where nobody else does
    asked = {name: value for name, value in query.items() if value and name not in left_out}
    address = f"{settings.current().public_url}/"
    return f"{address}?{urlencode(asked)}" if asked else address


def _by_name(
    page: ResultsPage, request: Request, t: Translator, other_places: tuple[str, ...]
) -> ResultsPage | None:
    """The meetings that go by what was typed, beside places that it may mean; None without any."""
    text = box.words_text(" ".join((page.query["place"], page.query["words"])))
    search = box.search_by_name(request, text)
    if search is None:
        return None
    query = {**page.query, "place": "", "words": text}
    named = _with_results(page._replace(query=query), search, request, t)
    if named.problem and not box.is_a_name(page.query["place"]):
        return None
    return named._replace(other_places=other_places)


def _with_towns(
    page: ResultsPage, search: SearchRequest, request: Request, t: Translator
) -> ResultsPage:
    """The towns of an area that no search covers, and what is online."""
    assert search.place is not None
    query = {**page.query, "place": search.place.label}
    return page._replace(
        query=query,
        crisis=crisis_lines(search.place.country, request.language),
        canonical=_canonical(query),
        place=at_home(query["place"], search.place, request.country),
        other_places=tuple(place.label for place in search.other_places),
        area_towns=tuple(town.label for town in search.towns),
        reading=search.reading.value,
        online_groups=tuple(_online_groups(t, request)),
    )


def _with_results(
    page: ResultsPage, search: SearchRequest, request: Request, t: Translator
) -> ResultsPage:
    query, country, unit = page.query, request.country, "km"
    if search.place:
        country, unit = search.place.country, formatting.unit_for(search.place.country)
        if query["place"] and search.point == search.place.point:
            # links and forms say which: to others the same text may mean another place
            query = {**query, "place": search.place.label}
    results = search_request.find(search, request, with_counts=True)
    if results.radius_km is not None and not query["radius"]:
        query = {**query, "radius": search.ladder.text(results.radius_km)}
    radius = "" if results.radius_km is None else query["radius"]
    zone_shown = zone(search.timezone) if search.knows_zone else None
    any_day = results.any_day
    none_found = not results.found and search.cursor is None
    if none_found and search.day is not None and results.radius_km is None:
        any_day = search_request.find_any_day(search, request)
    online: tuple[Group, ...] = ()
    if none_found and not search.online:
        online = tuple(_online_groups(t, request, zone_shown))
    beyond: tuple[Found, ...] = ()
    wider = wider_search(t, search, query, results.wider)
    if results.wider and (none_found or wider is None):
        beyond = results.wider.nearest
    named_offer = ""
    if search.place and page.query["place"] and search.cursor is None and not query["words"]:
        named_offer = box.offered_name(page.query["place"], search.place)
    counts = results.counts
    found_and_changed = pages.with_times(results, search.sort)
    complete_counts = counts if results.counts_complete else None
    active = active_filters(t, search, query, complete_counts, any_day)
    questions = controls(t, search, query, counts, results.counts_complete) if counts else []

    def listed(found: Sequence[Found], sort: str) -> tuple[Group, ...]:
        asked = search.attendance
        return tuple(groups(t, found, request.now, zone_shown, sort, unit=unit, asked=asked))

    return page._replace(
        query=query,
        crisis=crisis_lines(country, request.language),
        canonical=_canonical(query),
        place=at_home(query["place"], search.place, request.country),
        named=query["words"] if search.by_name else "",
        named_offer=named_offer,
        reading=search.reading.value,
        other_places=tuple(place.label for place in search.other_places),
        search=search,
        counts=counts,
        counts_complete=results.counts_complete,
        active_filters=tuple(active),
        chips=tuple(chips(t, search, query, questions, active)),
        controls=tuple(questions),
        result_groups=listed(found_and_changed, query["sort"]),
        distance=radius_words(t, radius) if radius else "",
        radii=tuple(radius_options(t, search, radius)) if radius else (),
        wider=wider,
        next_cursor=cursors.cursor_text(results.next) if results.next else "",
        map=_map_offer(results.found, search.point if query["near"] else None),
        problem="" if results.found else "none_within",
        beyond_groups=listed(beyond, "distance"),
        online_groups=online,
    )


def _map_offer(found: Sequence[Found], here: Point | None) -> "MapOffer | None":
    """The map of those results, where one is set up."""
    if not settings.current().map_tiles:
        return None
    from chalicelib.web.finder.map_offer import map_offer  # few deployments have one

    return map_offer(found, here)


def _online_groups(
    t: Translator, request: Request, zone_shown: tzinfo | None = None
) -> list[Group]:
    """The online meetings that come next, offered where nothing has been found yet."""
    from chalicelib.meetings.search.online import next_online  # most searches find something

    found = next_online(_ONLINE_LIMIT, open_table(), request.now)
    return groups(t, found, request.now, zone_shown, asked=AttendanceOption.ONLINE)
