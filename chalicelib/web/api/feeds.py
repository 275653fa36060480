"""The listing as feeds for others: the whole of it, or what a search finds, in four formats.

A page holds at most 5,000 meetings and what one answer may; `Link: <...>; rel="next"` (RFC 8288)
leads to the rest. Within a page, meetings are in the order of the week, whatever the hour is, so
that a feed's tag (RFC 9110 section 8.8.3) changes only when the listing does.
"""

import hashlib
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
from chalicelib.web.http import params
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
    """How meetings are written: each by itself ("" for one that the format cannot hold), then all
    that fit a page together.
    """

    name: str
    content_type: str
    texts: Callable[[Sequence[Meeting]], Iterable[str]]
    document: Callable[[Sequence[Meeting], Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a page may hold, in the order of the pages. `rest` is the query field that begins the
    next page after that many of them; None where there is nothing more.
    """

    meetings: Sequence[Meeting]
    rest: Callable[[int], tuple[str, str] | None]


def guide(request: Request) -> Response:
    """`/feeds/meeting-guide.json`."""

    def texts(meetings: Sequence[Meeting]) -> Iterator[str]:
        slugs = meeting_guide.unique_slugs(meetings)
        return (meeting_guide.text_of(meeting, slugs[meeting.id]) for meeting in meetings)

    made = Format(
        "meeting-guide.json",
        meeting_guide.CONTENT_TYPE,
        texts,
        lambda _, texts: meeting_guide.document(texts),
    )
    return _feed(request, made)


def csv(request: Request) -> Response:
    """`/feeds/meetings.csv`."""
    made = Format(
        "meetings.csv",
        spreadsheet.CONTENT_TYPE,
        lambda meetings: map(spreadsheet.text_of, meetings),
        lambda _, texts: spreadsheet.document(texts),
    )
    return _feed(request, made)


def features(request: Request) -> Response:
    """`/feeds/meetings.geojson`."""
    made = Format(
        "meetings.geojson",
        geojson.CONTENT_TYPE,
        lambda meetings: map(geojson.text_of, meetings),
        lambda _, texts: geojson.document(texts),
    )
    return _feed(request, made)


def ics(request: Request) -> Response:
    """`/feeds/meetings.ics`."""
    info = _calendar_info(settings.current().organisation, request.now)
    made = Format(
        "meetings.ics",
        calendar.CONTENT_TYPE,
        lambda meetings: (calendar.text_of(meeting, info) for meeting in meetings),
        lambda meetings, texts: calendar.document(meetings, texts, info),
    )
    return _feed(request, made)


def meeting_calendar(request: Request, meeting_id: str) -> Response:
    """`/meetings/{id}/calendar.ics`: to download, or to subscribe to."""
    found = open_table().get_public(params.meeting_id(meeting_id))
    if found is None or not calendar.has_calendar(
        found, info := _calendar_info(found.name, request.now)
    ):
        raise NotFound
    name = _UNFIT_IN_FILE_NAME.sub("-", found.slug).strip("-.") or found.id
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"'}
    text = calendar.meeting_calendar(found, info)
    return _tagged(request, text, calendar.CONTENT_TYPE, headers)


def _calendar_info(name: str, now: datetime) -> calendar.CalendarInfo:
    since = calendar.start_of_week(now)
    return calendar.CalendarInfo(name, settings.current().public_url, since)


def _feed(request: Request, made: Format) -> Response:
    located = any(request.query(name).strip() for name in _WHERE)
    page = _searched(request) if located else _whole(request)
    kept: list[tuple[Meeting, str]] = []
    size = taken = 0
    for meeting, text in zip(page.meetings, made.texts(page.meetings), strict=True):
        size += _size(text)
        if kept and size > MAX_BYTES:
            break
        taken += 1
        if text:
            kept.append((meeting, text))
    kept.sort(key=lambda pair: _order(pair[0]))
    body = made.document([meeting for meeting, _ in kept], [text for _, text in kept])
    headers = {"Access-Control-Expose-Headers": "ETag, Link"}
    if rest := page.rest(taken):
        query = [pair for pair in request.query_pairs() if pair[0] != rest[0]]
        target = f"{request.base}/feeds/{made.name}?{urlencode([*query, rest])}"
        headers["Link"] = f'<{target}>; rel="next"'
    return _tagged(request, body, made.content_type, headers)


def _size(text: str) -> int:
    """Bytes of a text in Lambda's response, which is JSON and escapes what it holds."""
    return len(json.dumps(text))


def _order(meeting: Meeting) -> tuple[Any, ...]:
    """By the week's days and hours; what is by appointment comes last."""
    schedule = meeting.schedule
    times = (schedule.weekdays, schedule.start_min) if schedule else ((7,), 0)
    return (*times, meeting.name, meeting.id)


def _tagged(request: Request, body: str, content_type: str, headers: dict[str, str]) -> Response:
    """The body with a strong tag of it, or 304 for who has that."""
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    headers = {
        **headers,
        "Content-Type": content_type,
        "Cache-Control": _FRESH,
        "ETag": tag,
        "X-Content-Type-Options": "nosniff",
    }
    held = {part.strip().removeprefix("W/") for part in request.header("if-none-match").split(",")}
    if held & {tag, "*"}:
        return Response("", dict(headers), 304)
    return Response(body, dict(headers))


def _searched(request: Request) -> Candidates:
    """What a search finds, as `/v1/meetings` does, but for the radius: a subscriber's calendar
    loses no meeting because another one is listed nearer.
    """
    wanted = search_request.read(request)
    wanted = replace(wanted, radius_km=wanted.radius_km or RADIUS_KM)
    if not request.query("limit"):
        wanted = replace(wanted, limit=MAX_ROWS)
    results = search_request.search(wanted, request)
    known = open_table().get_many(found.row.id for found in results.found)
    ids = [found.row.id for found in results.found if found.row.id in known]

    def rest(taken: int) -> tuple[str, str] | None:
        after = results.next
        if taken < len(ids):  # too large for one page: where the search stood after what fits
            shorter = [found.row.id for found in results.found].index(ids[taken])
            after = search_request.search(replace(wanted, limit=shorter), request).next
        return ("cursor", params.cursor_text(after)) if after else None

    return Candidates([known[id] for id in ids], rest)


def _whole(request: Request) -> Candidates:
    """The whole listing, or what of it a filter takes; `page` is the id that it goes on after."""
    for name in _WHEN:
        if any(request.queries(name)):
            raise InvalidField("near", f"{name} needs near, place or attendance=online")
    wanted = search_request.read(request)
    limit = wanted.limit if request.query("limit") else MAX_ROWS
    page = request.query("page")
    after = params.meeting_id(page) if page else ""
    fitting: list[Meeting] = []
    looked, last, more = 0, after, False
    for meeting in open_table().all(after):
        if len(fitting) == limit or looked == MAX_SCANNED:
            more = True
            break
        looked, last = looked + 1, meeting.id
        if meeting.is_public and _fits(meeting, wanted.filter, request.now):
            fitting.append(meeting)

    def rest(taken: int) -> tuple[str, str] | None:
        if taken < len(fitting):
            return ("page", fitting[taken - 1].id)
        return ("page", last) if more else None

    return Candidates(fitting, rest)


def _fits(meeting: Meeting, narrowed: Filter, now: datetime) -> bool:
    """Whether a filter takes a meeting, at its next occurrence; where it asks for anything, nothing
    that a search could not find.
    """
    if narrowed == EVERYTHING:
        return True
    occurrence = upcoming(meeting, now)
    return occurrence is not None and narrowed.matches(row(meeting), occurrence.start)
