"""The listing as feeds for others: the whole of it, or what a search finds, in four formats.

A page holds at most 5,000 meetings and what one answer may; `Link: <...>; rel="next"` (RFC 8288)
leads to the rest. Within a page, meetings are in the order of the week, whatever the hour is. A
page's tag (RFC 9110 section 8.8.3) is known before the page is written: who has it costs little.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib import settings
from chalicelib.listings.outgoing import calendar, geojson, meeting_guide, spreadsheet
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.api.feed_sources import QueryField, SearchResults, Source, WholeListing
from chalicelib.web.api.feed_tags import feed_tag
from chalicelib.web.http import fields
from chalicelib.web.http.etag import not_modified, strong_etag
from chalicelib.web.http.exceptions import NotFound
from chalicelib.web.http.request import Request

MAX_BYTES = 5_000_000  # a Lambda response holds 6 MB, counted as JSON: see `_size`
_WHERE = ("near", "place", "attendance")
_UNFIT_IN_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Format:
    """How meetings are written.

    `texts` writes each by itself ("" for one that the format cannot hold), `document` all that fit
    a page together. `depends_on` is what they depend on besides the meetings.
    """

    name: str
    content_type: str
    texts: Callable[[Sequence[Meeting]], Iterable[str]]
    document: Callable[[Sequence[Meeting], Sequence[str]], str]
    depends_on: str = ""


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
        depends_on=info.since.isoformat(),
    )
    return _feed_response(request, feed)


def meeting_calendar(request: Request, meeting_id: str) -> Response:
    """Returns `/meetings/{id}/calendar.ics`: to download, or to subscribe to."""
    found = open_table().get_with_revision(fields.meeting_id(meeting_id))
    if found is None:
        raise NotFound
    meeting, revision = found
    info = _calendar_info(meeting.name, request.now)
    tag = feed_tag("calendar.ics", request, [meeting.id, revision, info.since.isoformat()])
    name = _UNFIT_IN_FILE_NAME.sub("-", meeting.slug).strip("-.") or meeting.id
    headers = {
        **_headers(calendar.CONTENT_TYPE, tag),
        "Content-Disposition": f'attachment; filename="{name}.ics"',
    }
    if not calendar.has_calendar(meeting, info):
        raise NotFound
    return not_modified(request, headers) or Response(
        calendar.meeting_calendar(meeting, info), dict(headers)
    )


def _calendar_info(name: str, now: datetime) -> calendar.CalendarInfo:
    since = calendar.start_of_week(now)
    return calendar.CalendarInfo(name, settings.current().public_url, since)


def _feed_response(request: Request, feed: Format) -> Response:
    located = any(request.query(name).strip() for name in _WHERE)
    source: Source = SearchResults(request) if located else WholeListing(request)
    tag = feed_tag(feed.name, request, [feed.depends_on, *source.depends_on()])
    headers = {
        **_headers(feed.content_type, tag),
        "Access-Control-Expose-Headers": "ETag, Link",
    }
    link = _link(request, feed, source.next_of_full_page())
    if unchanged := not_modified(request, {**headers, **link}):
        return unchanged
    candidates = source.candidates()
    fitting, count = _fitting(candidates.meetings, feed)
    fitting.sort(key=lambda pair: _order(pair[0]))
    body = feed.document([meeting for meeting, _ in fitting], [text for _, text in fitting])
    if count < len(candidates.meetings) and not candidates.in_same_order:
        headers["ETag"] = strong_etag(body)  # which of them fit depends on the hour
    headers |= _link(request, feed, candidates.next_page(count))
    return not_modified(request, headers) or Response(body, dict(headers))


def _link(request: Request, feed: Format, next_field: QueryField | None) -> dict[str, str]:
    """Returns the header that leads to the next page, which begins at that query field."""
    if next_field is None:
        return {}
    query = [pair for pair in request.query_pairs() if pair[0] != next_field[0]]
    target = f"{request.base}/feeds/{feed.name}?{urlencode([*query, next_field])}"
    return {"Link": f'<{target}>; rel="next"'}


def _fitting(meetings: Sequence[Meeting], feed: Format) -> tuple[list[tuple[Meeting, str]], int]:
    """Returns the meetings that fit one answer, as they are written, and how many were looked at.

    Those that the format cannot hold are left out.
    """
    fitting: list[tuple[Meeting, str]] = []
    size = count = 0
    for meeting, text in zip(meetings, feed.texts(meetings), strict=True):
        size += _size(text)
        if fitting and size > MAX_BYTES:
            break
        count += 1
        if text:
            fitting.append((meeting, text))
    return fitting, count


def _size(text: str) -> int:
    """Returns the bytes of a text in Lambda's response: JSON, which escapes what it holds."""
    return len(json.dumps(text))


def _order(meeting: Meeting) -> tuple[Any, ...]:
    """Returns a sort key: the week's days and hours; what is by appointment comes last."""
    schedule = meeting.schedule
    times = (schedule.weekdays, schedule.start_min) if schedule else ((7,), 0)
    return (*times, meeting.name, meeting.id)


def _headers(content_type: str, tag: str) -> dict[str, str]:
    return {
        "Content-Type": content_type,
        "ETag": tag,
        "X-Content-Type-Options": "nosniff",
    }
