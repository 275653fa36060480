"""The listing as feeds for others: the whole of it, or what a search finds, in four formats.

A page holds at most 5,000 meetings and what one answer may; `Link: <...>; rel="next"` (RFC 8288)
leads to the rest. Within a page, meetings are in the order of the week, whatever the hour is, so
that a feed's tag (RFC 9110 section 8.8.3) changes only when the listing does.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib import settings
from chalicelib.listings.outgoing import calendar, geojson, meeting_guide, spreadsheet
from chalicelib.meetings.meeting import Meeting, upcoming
from chalicelib.meetings.search.filters import EVERYTHING, Filter
from chalicelib.meetings.storage.rows import row
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.finder import search_request
from chalicelib.web.http import cursors, fields
from chalicelib.web.http.etag import not_modified, strong_etag
from chalicelib.web.http.exceptions import InvalidField, NotFound
from chalicelib.web.http.request import Request

MAX_ROWS = 5_000
RADIUS_KM = 25.0  # where none is said: the same however many meetings there are
MAX_BYTES = 5_000_000  # a Lambda response holds 6 MB, counted as JSON: see `_size`
MAX_SCANNED = 20_000  # meetings of the whole listing looked at for one page
_FRESH = "public, max-age=300"
_WHERE = ("near", "place", "attendance")
_WHEN = ("day", "timezone", "radius", "sort", "cursor")
_UNFIT_IN_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Format:
    """How meetings are written.

    `texts` writes each by itself ("" for one that the format cannot hold), `document` all that fit
    a page together.
    """

    name: str
    content_type: str
    texts: Callable[[Sequence[Meeting]], Iterable[str]]
    document: Callable[[Sequence[Meeting], Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a page may hold, in the order of the pages.

    `next_page` gives the query field that begins the next page after that many of them; None where
    there is nothing more.
    """

    meetings: Sequence[Meeting]
    next_page: Callable[[int], tuple[str, str] | None]


def meeting_guide_feed(request: Request) -> Response:
    """Returns `/feeds/meeting-guide.json`."""

    def texts(meetings: Sequence[Meeting]) -> Iterator[str]:
        first_source = next(iter(open_table().sources()), "")
        slugs = (meeting_guide.public_slug(meeting, first_source) for meeting in meetings)
        return map(meeting_guide.text_of, meetings, slugs)

    feed = Format(
        "meeting-guide.json",
        meeting_guide.CONTENT_TYPE,
        texts,
        lambda _, texts: meeting_guide.document(texts),
    )
    return _feed_response(request, feed)


def csv_feed(request: Request) -> Response:
    """Returns `/feeds/meetings.csv`."""
    feed = Format(
        "meetings.csv",
        spreadsheet.CONTENT_TYPE,
        lambda meetings: map(spreadsheet.text_of, meetings),
        lambda _, texts: spreadsheet.document(texts),
    )
    return _feed_response(request, feed)


def geojson_feed(request: Request) -> Response:
    """Returns `/feeds/meetings.geojson`."""
    feed = Format(
        "meetings.geojson",
        geojson.CONTENT_TYPE,
        lambda meetings: map(geojson.text_of, meetings),
        lambda _, texts: geojson.document(texts),
    )
    return _feed_response(request, feed)


def calendar_feed(request: Request) -> Response:
    """Returns `/feeds/meetings.ics`."""
    info = _calendar_info(settings.current().organisation, request.now)
    feed = Format(
        "meetings.ics",
        calendar.CONTENT_TYPE,
        lambda meetings: (calendar.text_of(meeting, info) for meeting in meetings),
        lambda meetings, texts: calendar.document(meetings, texts, info),
    )
    return _feed_response(request, feed)


def meeting_calendar(request: Request, meeting_id: str) -> Response:
    """Returns `/meetings/{id}/calendar.ics`: to download, or to subscribe to."""
    meeting = open_table().get_public(fields.meeting_id(meeting_id))
    if meeting is None:
        raise NotFound
    info = _calendar_info(meeting.name, request.now)
    if not calendar.has_calendar(meeting, info):
        raise NotFound
    name = _UNFIT_IN_FILE_NAME.sub("-", meeting.slug).strip("-.") or meeting.id
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"'}
    text = calendar.meeting_calendar(meeting, info)
    return _with_etag(request, text, calendar.CONTENT_TYPE, headers)


def _calendar_info(name: str, now: datetime) -> calendar.CalendarInfo:
    since = calendar.start_of_week(now)
    return calendar.CalendarInfo(name, settings.current().public_url, since)


def _feed_response(request: Request, feed: Format) -> Response:
    located = any(request.query(name).strip() for name in _WHERE)
    candidates = _search_candidates(request) if located else _all_candidates(request)
    fitting: list[tuple[Meeting, str]] = []
    size = count = 0
    texts = feed.texts(candidates.meetings)
    for meeting, text in zip(candidates.meetings, texts, strict=True):
        size += _size(text)
        if fitting and size > MAX_BYTES:
            break
        count += 1
        if text:
            fitting.append((meeting, text))
    fitting.sort(key=lambda pair: _order(pair[0]))
    body = feed.document([meeting for meeting, _ in fitting], [text for _, text in fitting])
    headers = {"Access-Control-Expose-Headers": "ETag, Link"}
    if next_field := candidates.next_page(count):
        query = [pair for pair in request.query_pairs() if pair[0] != next_field[0]]
        target = f"{request.base}/feeds/{feed.name}?{urlencode([*query, next_field])}"
        headers["Link"] = f'<{target}>; rel="next"'
    return _with_etag(request, body, feed.content_type, headers)


def _size(text: str) -> int:
    """Returns the bytes of a text in Lambda's response: JSON, which escapes what it holds."""
    return len(json.dumps(text))


def _order(meeting: Meeting) -> tuple[Any, ...]:
    """Returns a sort key: the week's days and hours; what is by appointment comes last."""
    schedule = meeting.schedule
    times = (schedule.weekdays, schedule.start_min) if schedule else ((7,), 0)
    return (*times, meeting.name, meeting.id)


def _with_etag(request: Request, body: str, content_type: str, headers: dict[str, str]) -> Response:
    """Returns the body with a strong tag of it, or 304 to a requester that has it already."""
    headers = {
        **headers,
        "Content-Type": content_type,
        "Cache-Control": _FRESH,
        "ETag": strong_etag(body),
        "X-Content-Type-Options": "nosniff",
    }
    return not_modified(request, headers) or Response(body, dict(headers))


def _search_candidates(request: Request) -> Candidates:
    """Returns what a search finds, as `/v1/meetings` does, except for the radius.

    A subscriber's calendar loses no meeting because another one is listed nearer.
    """
    search = search_request.parse(request)
    search = replace(search, radius_km=search.radius_km or RADIUS_KM)
    if not request.query("limit"):
        search = replace(search, limit=MAX_ROWS)
    results = search_request.find(search, request, looks_further=True)
    ids = [result.row.id for result in results.found]
    meetings = open_table().get_many(ids)
    listed_ids = [id_ for id_ in ids if id_ in meetings]

    def next_page(count: int) -> tuple[str, str] | None:
        after = results.next
        if count < len(listed_ids):  # too large for one page: where the search stood there
            limit = ids.index(listed_ids[count])
            after = search_request.find(replace(search, limit=limit), request).next
        return ("cursor", cursors.cursor_text(after)) if after else None

    return Candidates([meetings[id_] for id_ in listed_ids], next_page)


def _all_candidates(request: Request) -> Candidates:
    """Returns the listing after the id in `page`, or the part of it that a filter matches."""
    for name in _WHEN:
        if any(request.queries(name)):
            raise InvalidField("near", f"{name} needs near, place or attendance=online")
    search = search_request.parse(request)
    limit = search.limit if request.query("limit") else MAX_ROWS
    page = request.query("page")
    after = fields.meeting_id(page) if page else ""
    passing: list[Meeting] = []
    scanned, last, more = 0, after, False
    for meeting in open_table().all(after):
        if len(passing) == limit or scanned == MAX_SCANNED:
            more = True
            break
        scanned, last = scanned + 1, meeting.id
        if meeting.is_public and _passes(meeting, search.filter, request.now):
            passing.append(meeting)

    def next_page(count: int) -> tuple[str, str] | None:
        if count < len(passing):
            return ("page", passing[count - 1].id)
        return ("page", last) if more else None

    return Candidates(passing, next_page)


def _passes(meeting: Meeting, filter_: Filter, now: datetime) -> bool:
    """Returns whether a filter matches a meeting, at its next occurrence.

    Where the filter asks for anything, nothing passes that a search could not find.
    """
    if filter_ == EVERYTHING:
        return True
    occurrence = upcoming(meeting, now)
    return occurrence is not None and filter_.matches(row(meeting), occurrence.start)
