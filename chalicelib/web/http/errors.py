"""Every way to fail, with its status and words: one JSON shape, one page style, no 500.

`{"error": {"code", "message", "field"?, "window"?}}`; `window` comes with `outside_issuing_window`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalice.app import Response

from chalicelib import dynamodb
from chalicelib.facilitators.sessions import InvalidLink, SignInNeeded
from chalicelib.gazetteer.lookup import PlaceNotFound
from chalicelib.meetings.schedule.rescheduling import CannotChange
from chalicelib.meetings.storage.table import NoSuchMeeting, TooManyChanges
from chalicelib.verification import issuing, keys, tickets, vault
from chalicelib.verification.table import OccurrenceLimitReached
from chalicelib.verification.window import NoSchedule, OutsideIssuingWindow, Window
from chalicelib.web.http.exceptions import InvalidField, NotFound, WrongOrigin
from chalicelib.web.http.responses import JSON_HEADERS, PAGE_HEADERS
from chalicelib.web.i18n.catalogue import FALLBACK, Say, speaker
from chalicelib.web.i18n.formatting import on_the_day

JSON_PATHS = ("/v1", "/feeds", "/.well-known")


@dataclass(frozen=True, slots=True)
class Problem:
    """What an error is answered with. `page` names the words of the error page, which leads on to
    `again`. `allowed`: what the field may be, in English.
    """

    status: int
    code: str
    message: str
    page: str
    field: str = ""
    window: Window | None = None
    again: str = ""
    allowed: str = ""


def problem_of(error: Exception) -> Problem | None:
    """The answer to an error of ours; None for one that should not happen."""
    match error:
        case InvalidField():
            field, allowed = error.field, error.allowed
            return Problem(
                400, "invalid", str(error), "bad_request", field, again=error.again, allowed=allowed
            )
        case PlaceNotFound():
            return Problem(404, "place_not_found", _unknown_place(error), "not_found", "place")
        case NotFound():
            return Problem(404, "not_found", "There is nothing at this address.", "not_found")
        case SignInNeeded():
            return Problem(401, "sign_in_needed", "Sign in as a facilitator first.", "sign_in")
        case InvalidLink():
            message = "This sign-in link was used already or is past its time."
            return Problem(401, "link_over", message, "sign_in")
        case WrongOrigin():
            message = "The Origin header has to be this site's own."
            return Problem(403, "wrong_origin", message, "forbidden")
        case issuing.NotYourMeeting():
            return Problem(
                403, "not_your_meeting", "You do not hold this meeting.", "forbidden", "meeting_id"
            )
        case issuing.NotOffered():
            message = "This listing does not offer verifications."
            return Problem(409, "not_offered", message, "conflict", "meeting_id")
        case NoSchedule():
            message = "This meeting has no listed start that a verification could name."
            return Problem(409, "no_schedule", message, "conflict", "meeting_id")
        case OutsideIssuingWindow():
            return _outside(error.window)
        case OccurrenceLimitReached():
            message = "This occurrence has had as many verifications as it may have."
            return Problem(409, "too_many", message, "too_many")
        case issuing.TicketUnknown():
            message = "No such ticket: it may not have been sent yet, be mistyped or be over."
            return Problem(404, "ticket_unknown", message, "not_found", "ticket")
        case issuing.TicketExpired():
            message = "The time to redeem this ticket has passed."
            return Problem(410, "ticket_over", message, "conflict", "ticket")
        case issuing.TicketWithdrawn():
            message = "This ticket was withdrawn. That says nothing about the person."
            return Problem(410, "ticket_withdrawn", message, "conflict", "ticket")
        case CannotChange():
            message = f"Nothing was changed: {error.reason.value.replace('_', ' ')}."
            return Problem(409, f"change.{error.reason.value}", message, "conflict", "day")
        case NoSuchMeeting():
            return Problem(404, "not_found", "The meeting is not listed any more.", "not_found")
        case TooManyChanges():
            message = "As many times of the meeting are cancelled or moved as can be."
            return Problem(409, "change.too_many", message, "conflict")
        case tickets.InvalidTicket():
            return Problem(400, "invalid", "ticket: ten characters", "bad_request", "ticket")
        case dynamodb.TooBusy():
            message = "Many are writing at once. Nothing was changed; try again."
            return Problem(503, "busy", message, "unavailable")
        case dynamodb.StorageUnavailable() | vault.KeysUnavailable():
            message = "The service cannot reach its records now. Nothing was changed; try again."
            return Problem(503, "unavailable", message, "unavailable")
        case keys.NoSigningKey():
            return Problem(503, "no_key", "No key signs here yet.", "unavailable")
    return None


def _unknown_place(error: PlaceNotFound) -> str:
    message = "No such town or postal code is known."
    if error.suggestions:
        message += f" The nearest known: {'; '.join(error.suggestions)}."
    return message + " Online meetings: attendance=online."


def _outside(window: Window) -> Problem:
    message = (
        "Verifications are given from the listed start of a meeting until some hours after its "
        f"end: here from {window.opens_at.isoformat()} until {window.give_until.isoformat()}."
    )
    return Problem(409, "outside_issuing_window", message, "outside_window", window=window)


_NO_HEADERS: Mapping[str, Any] = {}
_DETAILED = frozenset({"not_offered", "no_schedule", "too_many"})  # pages say more of these
_CHALICE = {
    400: Problem(
        400, "invalid", "Accept: application/cose-key-set is needed here.", "bad_request", "Accept"
    ),
    404: Problem(404, "not_found", "There is nothing at this address.", "not_found"),
    405: Problem(405, "method_not_allowed", "This address has no such method.", "bad_request"),
    415: Problem(
        415, "unsupported_media_type", "Content-Type is not one of this address.", "bad_request"
    ),
    500: Problem(500, "internal", "Something went wrong here. It was not you.", "internal"),
}


def wants_json(path: str) -> bool:
    """Whether an address is for software."""
    return path.startswith(JSON_PATHS)


def respond(
    problem: Problem,
    path: str,
    base: str,
    language: str = FALLBACK,
    country: str = "",
    headers: Mapping[str, Any] = _NO_HEADERS,
) -> Response:
    """The answer in JSON (in English) or as a page, by the address that was asked for. `country`:
    where the visitor most likely is, whose crisis line comes first.
    """
    if wants_json(path):
        error: dict[str, Any] = {"code": problem.code, "message": problem.message}
        if problem.field:
            error["field"] = problem.field
        if problem.window:
            error["window"] = {
                "opens_at": problem.window.opens_at.isoformat(),
                "closes_at": problem.window.give_until.isoformat(),
            }
        text = json.dumps({"error": error}, ensure_ascii=False)
        return Response(text, {**JSON_HEADERS, **headers}, problem.status)
    from chalicelib.web.http.templates import render
    from chalicelib.web.i18n.crisis import crisis_lines

    page = render(
        "error.html",
        base,
        language,
        problem=problem.page,
        detail=_detail(speaker(language), problem),
        allowed=problem.allowed,
        again=problem.again,
        crisis=crisis_lines(country, language),
    )
    return Response(page, {**PAGE_HEADERS, **headers}, problem.status)


def _detail(say: Say, problem: Problem) -> str:
    """One more sentence for the page; "" where there is nothing more to say."""
    if problem.window:
        occurrence = on_the_day(say, problem.window.occurrence)
        return say("error.outside_window.next", occurrence=occurrence)
    if problem.code in _DETAILED or problem.code.startswith("change."):
        return say(f"error.detail.{problem.code}")
    if problem.status == 400 and problem.field:
        return say("error.detail.field", field=problem.field)
    return ""


def not_found_response(path: str, base: str = "") -> Response:
    """The answer for an address that has no route."""
    return respond(_CHALICE[404], path, base)


def reshape_refusal(
    response: Response, path: str, base: str, language: str = FALLBACK, country: str = ""
) -> Response:
    """A refusal of Chalice's own, in our one shape."""
    problem = _CHALICE.get(response.status_code, _CHALICE[500])
    allow = {name: value for name, value in response.headers.items() if name == "Allow"}
    return respond(problem, path, base, language, country, allow)


def unexpected(path: str, base: str, language: str = FALLBACK, country: str = "") -> Response:
    """The answer to an error that should not have happened."""
    return respond(_CHALICE[500], path, base, language, country)
