"""What feeds hold: the whole listing, or what a search finds.

Each source says first what its page depends on, of which a tag can be made, and reads the meetings
only where somebody does not have the page yet.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from chalicelib.meetings.meeting import Meeting, upcoming
from chalicelib.meetings.search.filters import EVERYTHING, Filter
from chalicelib.meetings.storage.listing_order import PLACE_PATTERN, key_of_row, region_of
from chalicelib.meetings.storage.parts import read_entry
from chalicelib.meetings.storage.rows import row
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.finder import search_request
from chalicelib.web.http import cursors
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.request import Request

MAX_ROWS = 5_000
MAX_SCANNED = 10_000  # meetings of the whole listing that are looked at for one page
MAX_PARTS = 100  # of the listing that are read for it
RADIUS_KM = 25.0  # where none is said: the same however many meetings there are
_WHEN = ("day", "timezone", "radius", "sort", "cursor")

QueryField = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a page may hold, in the order of the pages.

    `next_page` gives the query field that begins the next page after that many of them; None where
    there is nothing more. `in_same_order`: whether they come in the same order at any time.
    """

    meetings: Sequence[Meeting]
    next_page: Callable[[int], QueryField | None]
    in_same_order: bool


class Source(Protocol):
    """Where the meetings of a feed's page come from."""

    def depends_on(self) -> list[str]:
        """Returns what the page's meetings depend on, besides the query."""
        ...

    def next_of_full_page(self) -> QueryField | None:
        """Returns the query field of the page after one that holds all it may.

        None where there is none, or where the one that was given with the page still holds.
        """
        ...

    def candidates(self) -> Candidates:
        """Returns the meetings."""
        ...


class WholeListing:
    """The listing after the key in `page`, or what a filter matches of it.

    What a meeting has ahead, which filters ask for, is that of the beginning of the day (UTC): so
    the page is the same all day, as long as the listing is.
    """

    def __init__(self, request: Request) -> None:
        """Raises InvalidField."""
        for name in _WHEN:
            if any(request.queries(name)):
                raise InvalidField("near", f"{name} needs near, place or attendance=online")
        search = search_request.parse(request)
        self._filter = search.filter
        self._limit = search.limit if request.query("limit") else MAX_ROWS
        self._after = request.query("page")
        if self._after and not PLACE_PATTERN.fullmatch(self._after):
            raise InvalidField("page", "as in the link to the next page")
        self._day = request.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        self._listing = open_table().listing
        self._state = self._listing.state()

    def depends_on(self) -> list[str]:
        """Returns marks of the listing, and where a filter asks for it the day."""
        if self._filter == EVERYTHING:
            return self._state.marks_of_page(self._after, self._limit)
        marks = self._state.marks_of_page(self._after, MAX_SCANNED)
        return [self._day.isoformat(), *marks]

    def next_of_full_page(self) -> None:
        """Returns nothing: where the listing goes on stays true."""

    def candidates(self) -> Candidates:
        """Returns the meetings that the filter matches, as far as one page looks."""
        passing: list[tuple[str, Meeting]] = []
        scanned, last, more = 0, self._after, False
        for key, text in self._entries():
            if not text:
                last, more = max(last, key), True
                break
            if len(passing) == self._limit or scanned == MAX_SCANNED:
                more = True
                break
            scanned, last = scanned + 1, key
            meeting = read_entry(text)
            if _passes(meeting, self._filter, self._day):
                passing.append((key, meeting))

        def next_page(count: int) -> QueryField | None:
            if count < len(passing):
                return ("page", passing[count - 1][0])
            return ("page", last) if more else None

        return Candidates([meeting for _, meeting in passing], next_page, in_same_order=True)

    def _entries(self) -> Iterator[tuple[str, str]]:
        """Yields key and entry, and where a page has read enough the last part's name with ""."""
        name = ""
        parts = self._listing.parts_after(self._after, self._state)
        for number, (following, entries) in enumerate(parts):
            if number == MAX_PARTS:
                yield name, ""
                return
            name = following
            yield from entries.items()


class SearchResults:
    """What a search finds, as `/v1/meetings` does, except for the radius.

    A subscriber's calendar loses no meeting because another one is listed nearer.
    """

    def __init__(self, request: Request) -> None:
        """Searches. Raises InvalidField and PlaceNotFound."""
        search = search_request.parse(request)
        search = replace(search, radius_km=search.radius_km or RADIUS_KM)
        if not request.query("limit"):
            search = replace(search, limit=MAX_ROWS)
        self._request, self._search = request, search
        self._results = search_request.find(search, request, looks_further=True)
        self._listing = open_table().listing

    def depends_on(self) -> list[str]:
        """Returns what was found, in no order, and marks of where it stands in the listing."""
        rows = [result.row for result in self._results.found]
        marks = self._listing.state().marks
        regions = {region_of(key_of_row(row, online=self._search.online)) for row in rows}
        listed = [f"{region} {marks.get(region, '')}" for region in sorted(regions)]
        return [*sorted(row.id for row in rows), *listed]

    def next_of_full_page(self) -> QueryField | None:
        """Returns where the search goes on; a cursor is good for a day."""
        after = self._results.next
        return ("cursor", cursors.cursor_text(after)) if after else None

    def candidates(self) -> Candidates:
        """Returns the meetings in the order of the search, which goes with the hours."""
        ids = [result.row.id for result in self._results.found]
        rows = (result.row for result in self._results.found)
        meetings = self._listing.meetings(rows, online=self._search.online)
        listed_ids = [id_ for id_ in ids if id_ in meetings]

        def next_page(count: int) -> QueryField | None:
            if count == len(listed_ids):
                return self.next_of_full_page()
            limit = ids.index(listed_ids[count])  # too large for one page: where it stood there
            shorter = replace(self._search, limit=limit)
            after = search_request.find(shorter, self._request).next
            return ("cursor", cursors.cursor_text(after)) if after else None

        return Candidates([meetings[i] for i in listed_ids], next_page, in_same_order=False)


def _passes(meeting: Meeting, filter_: Filter, now: datetime) -> bool:
    """Returns whether a filter matches a meeting, at its next occurrence.

    Where the filter asks for anything, nothing passes that a search could not find.
    """
    if filter_ == EVERYTHING:
        return True
    occurrence = upcoming(meeting, now)
    return occurrence is not None and filter_.matches(row(meeting), occurrence.start)
