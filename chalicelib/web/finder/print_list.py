"""`/print?…`: a search on paper, by the days of the week, in two columns or as a fold-out."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chalice.app import Response

from chalicelib import settings
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.web.finder import search_request
from chalicelib.web.finder.filter_controls import radius_words
from chalicelib.web.finder.place_asked import at_home
from chalicelib.web.finder.week import WeekDay, week
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.page_response import page_response
from chalicelib.web.http.request import Request
from chalicelib.web.i18n.catalogue import translator
from chalicelib.web.i18n.crisis import CrisisLine, crisis_lines

MAX_MEETINGS = 500  # some twenty pages
FOLDS = ("", "yes")


@dataclass(frozen=True, slots=True)
class PrintListPage:
    """All meetings of a search by the days of the week.

    `query`: that of the same search on the finder's own page. `place`: its name, "" for a point and
    online. `named`: the words of a search by name, else "". `distance`: the radius searched, in
    words; "" online and by name. `complete`: whether all are here. `address`: of the finder in
    full.
    """

    template: ClassVar[str] = "finder/print-list.html"
    carries_style: ClassVar[bool] = True
    query: dict[str, str]
    days: tuple[WeekDay, ...]
    place: str
    named: str
    online: bool
    distance: str
    complete: bool
    fold: bool
    today: datetime
    address: str
    crisis: tuple[CrisisLine, ...]


def print_list_page(request: Request) -> Response:
    """Returns the list of a search; of online meetings where it names neither place nor words.

    Raises InvalidField and PlaceNotFound as a search does.
    """
    try:
        fold = request.query("fold")
        if fold not in FOLDS:
            raise InvalidField("fold", "yes")
        search = search_request.parse(request, request.country, request.language)
    except InvalidField as wrong:
        from chalicelib.web.finder.wrong_search import path_without  # few searches need it

        again = path_without(request, wrong.field)
        raise InvalidField(wrong.field, wrong.allowed, again) from None
    if search.point is None and search.attendance is None and not search.by_name:
        search = search._replace(attendance=AttendanceOption.ONLINE)
    search = search._replace(limit=MAX_MEETINGS, cursor=None)
    results = search_request.find(search, request, looks_further=True)
    country = search.place.country if search.place else request.country
    local_zone = zone(search.timezone)
    zone_shown = local_zone if search.knows_zone else None
    t = translator(request.language)
    distance = ""
    if results.radius_km is not None:
        distance = radius_words(t, search.ladder.text(results.radius_km))
    query = {
        name: ",".join(request.queries(name)) for name in search_request.FIELDS if name != "cursor"
    }
    if query["place"] and search.place:
        query["place"] = search.place.label
    page = PrintListPage(
        query=query,
        days=tuple(week(t, results.found, request.now, zone_shown)),
        place=at_home(query["place"], search.place, request.country),
        named=query["words"] if search.by_name else "",
        online=search.online,
        distance=distance,
        complete=results.next is None,
        fold=fold == "yes",
        today=request.now.astimezone(local_zone),
        address=settings.current().public_url,
        crisis=crisis_lines(country, request.language),
    )
    return page_response(page, request)
