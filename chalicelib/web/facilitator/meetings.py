"""The facilitator's visitor: signing in, the meetings held, a verification in two taps.

A phone keeps the list and the pages of meetings that can give, as they are with `?kept`: without
anything of this moment in them. Their scripts go on from the windows that come with them.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import takewhile
from typing import Any

from chalice.app import Response

from chalicelib import settings
from chalicelib.facilitators import sessions
from chalicelib.facilitators.sessions import LinkOver
from chalicelib.facilitators.table import open_table as facilitators_table
from chalicelib.meetings.meeting import AttendanceOption, Meeting, VerificationPolicy, upcoming
from chalicelib.meetings.schedule.occurrences import Occurrence, from_date, latest_started
from chalicelib.meetings.schedule.rescheduling import ListedTime, changed_times, coming_times
from chalicelib.meetings.storage.table import open_table
from chalicelib.verification.issuing import (
    NoSchedule,
    NotOffered,
    NotYourMeeting,
    OutsideIssuingWindow,
    Window,
    open_window,
    place,
    suggested_detail,
    window_of,
)
from chalicelib.verification.service import issuer
from chalicelib.verification.tickets import new_ticket
from chalicelib.web.facilitator.times import anchor
from chalicelib.web.http import params
from chalicelib.web.http.cookies import renewed_session_cookie, session_cookie
from chalicelib.web.http.exceptions import NotFound
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response, see_other
from chalicelib.web.http.static_files import FILES
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.catalogue import Say, speaker
from chalicelib.web.participant.code import code_page

TIMES_SHOWN = 6  # to be cancelled or moved
KEPT_AHEAD = timedelta(days=15)  # how long a kept page serves a weekly meeting, twice
SYMBOLS = "vendor/qr.js"  # from npm; without it a ticket is its characters and its link
WORKER = "facilitate.js"
_FILES = (
    "styles/style.css",
    "styles/facilitate.css",
    "images/icon.svg",
    "facilitator/meetings.js",
    "facilitator/give.js",
)


def sign_in_page(request: Request) -> Response:
    """Reads the link's fragment in the browser, or takes the link pasted."""
    return _sign_in_page(request, "")


def sign_in(request: Request) -> Response:
    """A session for a pasted link."""
    request.require_own_origin()
    secret = request.form("link")["link"].strip().rpartition("#")[2]
    if not secret:
        return _sign_in_page(request, "invalid")
    try:
        value = sessions.sign_in(secret, facilitators_table(), settings.current(), request.now)
    except LinkOver:
        return _sign_in_page(request, "used")
    return see_other(f"{request.base}/facilitate", session_cookie(value))


def sign_out(request: Request) -> Response:
    """Ends the session."""
    request.require_own_origin()
    sessions.sign_out(request.session_cookie(), facilitators_table())
    return see_other(f"{request.base}/", session_cookie(""))


@dataclass(frozen=True, slots=True)
class Held:
    """One of a facilitator's meetings, as the list shows it."""

    id: str
    name: str
    place: str
    offered: bool
    occurrence: Occurrence | None
    open: bool
    until: datetime | None
    windows: tuple[dict[str, Any], ...]
    times: tuple[ListedTime, ...] = ()
    changed: tuple[ListedTime, ...] = ()

    @property
    def anchor(self) -> str:
        return anchor(self.id)

    def to_cancel(self, now: datetime) -> ListedTime | None:
        """The next time, which one tap cancels; None for one that has begun."""
        coming = (one for one in self.times if one.taking_place and one.taking_place.start > now)
        return next(coming, None)


def held_meetings(request: Request) -> Response:
    """The meetings held, those in their window first."""
    from chalicelib.web.http.templates import render

    session = request.session()
    found = open_table().get_many(session.facilitator.meeting_ids)
    say = speaker(request.language)
    held = [_held(say, meeting, request.now) for meeting in found.values()]
    held.sort(key=lambda one: (not (one.open and one.offered), _start(one), one.name))
    kept = bool(request.query("kept"))
    html = render(
        "facilitator/meetings.html",
        request.base,
        request.language,
        held=held,
        label=session.facilitator.label,
        now=request.now,
        kept=kept,
    )
    to_keep = {"Waypost-Keep": " ".join(one.id for one in held if one.windows)} if kept else {}
    return html_response(
        html, headers={**renewed_session_cookie(request.session_cookie(), session), **to_keep}
    )


def _start(one: Held) -> float:
    if one.occurrence is None:
        return float("inf")
    start = one.occurrence.start.timestamp()
    return -start if one.open else start


def _held(say: Say, meeting: Meeting, now: datetime) -> Held:
    offered = meeting.verification is VerificationPolicy.OFFERED
    occurrence, until = upcoming(meeting, now), None
    try:
        window = open_window(meeting, now, settings.current())
        occurrence, until = window.occurrence, window.give_until
    except (NoSchedule, OutsideIssuingWindow):
        pass  # then it opens with the next occurrence
    return Held(
        meeting.id,
        meeting.name,
        place(meeting),
        offered,
        occurrence,
        until is not None,
        until,
        tuple(_said(say, window, now) for window in _coming(meeting, now)) if offered else (),
        *_times(meeting, now),
    )


def _times(
    meeting: Meeting, now: datetime
) -> tuple[tuple[ListedTime, ...], tuple[ListedTime, ...]]:
    if meeting.schedule is None or meeting.attendance is AttendanceOption.INACTIVE:
        return (), ()
    times = coming_times(meeting.schedule, now, TIMES_SHOWN)
    return times, changed_times(meeting.schedule, now)


def _coming(meeting: Meeting, now: datetime) -> list[Window]:
    """The windows that are open or open within KEPT_AHEAD, in order."""
    if meeting.schedule is None or meeting.attendance is AttendanceOption.INACTIVE:
        return []
    latest = latest_started(meeting.schedule, now)
    first = latest.start.date() if latest else now.date() - timedelta(days=1)
    current, ahead = settings.current(), now + KEPT_AHEAD
    starting = takewhile(lambda o: o.start < ahead, from_date(meeting.schedule, first))
    windows = [window_of(occurrence, current) for occurrence in starting]
    return [window for window in windows if now < window.give_until]


def _said(say: Say, window: Window, now: datetime) -> dict[str, Any]:
    """A window for the scripts: epoch seconds, and words that stay true on later days."""
    start, end = window.occurrence.start, window.occurrence.end

    def dated(moment: datetime) -> str:
        return formatting.short_date(say, moment.date(), formatting.today(now, moment))

    def until(moment: datetime) -> str:
        return say("until.date", time=formatting.time_of_day(say, moment), day=dated(moment))

    times = f"{formatting.time_range(say, start, end)} {formatting.zone_name(start)}"
    return {
        "opens": int(start.timestamp()),
        "until": int(window.give_until.timestamp()),
        "when": say("given.when", day=dated(start), time=times),
        "until_says": until(window.give_until),
        "redeem_says": until(window.redeem_until),
    }


def _mine(request: Request, meeting_id: str, held: frozenset[str]) -> Meeting:
    meeting = open_table().get(params.meeting_id(meeting_id))
    if meeting is None:
        raise NotFound
    if meeting.id not in held:
        raise NotYourMeeting
    if meeting.verification is not VerificationPolicy.OFFERED:
        raise NotOffered
    return meeting


def choose(request: Request, meeting_id: str) -> Response:
    """The ticket for one person, made by the page's script; the finished code for one without."""
    from chalicelib.web.http.templates import render

    session = request.session()
    meeting = _mine(request, meeting_id, session.facilitator.meeting_ids)
    kept = bool(request.query("kept"))
    coming = _coming(meeting, request.now)
    window = coming[0] if kept and coming else open_window(meeting, request.now, settings.current())
    html = render(
        "facilitator/give.html",
        request.base,
        request.language,
        meeting=_held(speaker(request.language), meeting, request.now),
        occurrence=window.occurrence,
        now=request.now,
        once="" if kept else new_ticket(),
        preselect=suggested_detail(meeting).value,
        kept=kept,
        symbols=_hashed(request.base, SYMBOLS) if SYMBOLS in FILES else "",
        redeem_at=f"{settings.current().public_url}/t".partition("://")[2],
    )
    return html_response(html, headers=renewed_session_cookie(request.session_cookie(), session))


def give(request: Request, meeting_id: str) -> Response:
    """The finished code; the same form sent again gives the same code. One that was left open
    since an earlier occurrence leads to the present one's instead.
    """
    session = request.session()
    request.require_own_origin()
    held = session.facilitator.meeting_ids
    meeting = _mine(request, meeting_id, held)
    form = request.form("detail", "once")
    detail = params.detail(form["detail"])
    try:
        given = issuer().give(meeting, held, form["once"], detail, request.now)
    except OutsideIssuingWindow as outside:
        if request.now < outside.window.opens_at:
            raise
        return see_other(f"{request.base}/facilitate/give/{meeting.id}")
    html = code_page(request, given, again=f"/facilitate/give/{meeting.id}")
    return html_response(html, headers=renewed_session_cookie(request.session_cookie(), session))


def _sign_in_page(request: Request, problem: str) -> Response:
    from chalicelib.web.http.templates import render

    status = 401 if problem else 200
    return html_response(
        render("facilitator/sign-in.html", request.base, request.language, problem=problem), status
    )


def worker(request: Request) -> Response:
    """The pages' service worker. It lies beside the list, which its scope may then hold."""
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/javascript; charset=utf-8",
        "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(worker_script(), headers)


@lru_cache(maxsize=1)
def worker_script() -> str:
    """The worker with its list of files. Any change in one of them changes its version, which is
    how browsers learn of it. Its links are relative, so that it serves under any base path.
    """
    from chalicelib.web.files import WORKERS

    symbols = [SYMBOLS] if SYMBOLS in FILES else []
    files = json.dumps([_hashed(".", name) for name in (*_FILES, *symbols)])
    version = hashlib.sha256(files.encode()).hexdigest()[:10]
    head = f"const VERSION = {json.dumps(version)};\nconst FILES = {files};\n"
    return head + (WORKERS / WORKER).read_text("utf-8")


def _hashed(base: str, name: str) -> str:
    from chalicelib.web.http.templates import content_hash

    return f"{base}/static/{name}?v={content_hash(name)}"
