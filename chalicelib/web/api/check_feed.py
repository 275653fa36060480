"""What visitors would lose of a feed, before it is imported: a page, and the same for software.

What is sent is read and forgotten: nothing of it is stored or logged, and no address in it is
fetched. A check has an end, in rows and in seconds, whatever is sent.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

from chalice.app import Response

from chalicelib import settings
from chalicelib.listings.incoming import feed_check, json_file
from chalicelib.listings.incoming.feed import BrokenFeed
from chalicelib.listings.incoming.feed_check import FeedReport, UnknownTimeZone
from chalicelib.web.api.feed_report_json import feed_report_json
from chalicelib.web.http.exceptions import InvalidField, require_text
from chalicelib.web.http.request import TEXT, Request
from chalicelib.web.http.responses import html_response, json_response
from chalicelib.web.http.templates import render_page
from chalicelib.web.i18n.crisis import CrisisLine, crisis_lines

MAX_FEED = 4_000_000  # bytes
MAX_PASTED = 2_000_000  # bytes of a form's field
MAX_FORM = 6_000_000  # bytes of a form: signs that are escaped there take three
MAX_ROWS = 10_000
MAX_ROW = 200_000  # characters of one row as JSON: a check's time is only looked at between rows
SECONDS = 15.0
SHOWN_ROWS = 50  # of each loss, on the page
ANSWERED_ROWS = 200  # of each loss, for software

Clock = Callable[[], float]
"""Seconds that pass, from any moment on."""


@dataclass(frozen=True, slots=True)
class CheckFeedPage:
    """The form, and after it was sent the report, or the field that was wrong and how it may be.

    `timezone`: as it was sent. `max_bytes`: of a file. `shown`: rows of each loss. `software`: the
    address for software.
    """

    template: ClassVar[str] = "api/check-feed.html"
    report: FeedReport | None
    field: str
    allowed: str
    timezone: str
    max_bytes: int
    shown: int
    software: str
    crisis: tuple[CrisisLine, ...]


def check_page(request: Request) -> Response:
    """`/developers/check-feed`: the form."""
    return _page(request)


def check(request: Request) -> Response:
    """Returns the report on a feed, sent by the page's script as text or by its form."""
    request.require_own_origin()
    timezone = ""
    try:
        if request.header("content-type").lower().startswith(TEXT):
            timezone = request.query("timezone")
            text = request.text(MAX_FEED, "feed")
        else:
            fields = request.form("feed", "timezone", max_bytes=MAX_FORM)
            timezone, text = require_text("timezone", fields["timezone"]), fields["feed"]
            if len(text.encode()) > MAX_PASTED:
                raise InvalidField("feed", f"at most {MAX_PASTED} bytes in the form")
        report = report_on(text, timezone)
    except InvalidField as error:
        return _page(request, error=error, timezone=timezone, status=400)
    return _page(request, report=report, timezone=timezone)


def check_for_software(request: Request) -> Response:
    """`/v1/feeds/check`: the report on the feed that is the body, as JSON."""
    timezone = request.query("timezone")
    report = report_on(request.text(MAX_FEED, "feed"), timezone)
    return json_response(feed_report_json(report, ANSWERED_ROWS))


def report_on(text: str, timezone: str, clock: Clock | None = None) -> FeedReport:
    """Returns the report on the first rows of a feed, as many as SECONDS and MAX_ROWS allow.

    Raises InvalidField, for `feed` or `timezone`.
    """
    clock = clock or monotonic
    end = clock() + SECONDS
    try:
        rows = json_file.parse_rows(text.encode(errors="replace"))
        _require_short_rows(rows)
        return feed_check.check_rows(
            rows,
            timezone=timezone.strip(),
            may_go_on=lambda: clock() < end,
            max_rows=MAX_ROWS,
        )
    except BrokenFeed as error:
        raise InvalidField("feed", str(error)) from None
    except UnknownTimeZone as error:
        raise InvalidField("timezone", str(error)) from None


def _require_short_rows(rows: list[object]) -> None:
    for number, row in enumerate(rows[:MAX_ROWS], start=1):
        try:
            length = len(json.dumps(row, ensure_ascii=False))
        except RecursionError:
            raise InvalidField("feed", f"row {number} is nested too deeply") from None
        if length > MAX_ROW:
            raise InvalidField("feed", f"row {number} is longer than {MAX_ROW} characters")


def _page(
    request: Request,
    *,
    report: FeedReport | None = None,
    error: InvalidField | None = None,
    timezone: str = "",
    status: int = 200,
) -> Response:
    page = CheckFeedPage(
        report=report,
        field=error.field if error else "",
        allowed=error.allowed if error else "",
        timezone=timezone,
        max_bytes=MAX_FEED,
        shown=SHOWN_ROWS,
        software=f"{settings.current().public_url}/v1/feeds/check",
        crisis=crisis_lines(request.country, request.language),
    )
    return html_response(render_page(page, request.base, request.language), status)
