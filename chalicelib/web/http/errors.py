"""The catalogue of errors: each way to fail, with its status, code and words.

docs/api.md and the OpenAPI document list the codes; tests hold both to this catalogue.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib import dynamodb
from chalicelib.facilitators.sessions import (
    InvalidLink,
    LinkMayBeUsed,
    SessionSecretUsed,
    SignInNeeded,
)
from chalicelib.gazetteer.lookup import PlaceNotFound
from chalicelib.limits.failures import TooManyFailures
from chalicelib.meetings.schedule.rescheduling import CannotChange, Refusal
from chalicelib.meetings.storage.table import NoSuchMeeting, TooManyChanges
from chalicelib.verification import issuing, slips, tickets, vault
from chalicelib.verification.core.public_keys import NoSigningKey
from chalicelib.verification.table import OccurrenceLimitReached
from chalicelib.verification.window import NoSchedule, OutsideIssuingWindow, Window
from chalicelib.web.http.exceptions import (
    InvalidField,
    NotAcceptable,
    NotFound,
    SeveralCodes,
    WrongOrigin,
)


@dataclass(frozen=True, slots=True)
class ErrorDefinition:
    """What an error is answered with.

    Software goes by `status` and `code`; `message` is in English. `page` names the words of the
    error page (`error.<page>.title`, `error.<page>.text`), to which the text `detail` adds a
    sentence. `field` is what was wrong with the request, where that is one thing.
    """

    status: int
    code: str
    message: str
    page: str
    field: str = ""
    detail: str = ""

    @property
    def for_software(self) -> bool:
        """Whether the API answers with it; times are changed on pages only."""
        return not self.code.startswith("change.")


RETRY_AFTER_S = 5  # what is away may be back by then
NOT_FOUND = ErrorDefinition(404, "not_found", "There is nothing at this address.", "not_found")
UNEXPECTED = ErrorDefinition(
    500, "internal", "Something went wrong here. It was not you.", "internal"
)
_UNAVAILABLE = ErrorDefinition(
    503,
    "unavailable",
    "The service cannot reach its records now. If you sent something, it could not be confirmed "
    "that it was kept; sending it again is safe.",
    "unavailable",
)
_NOT_ACCEPTABLE = ErrorDefinition(
    406,
    "not_acceptable",
    "This is sent to those alone who ask for it: Accept: application/cose-key-set, before any "
    "other type.",
    "bad_request",
    field="Accept",
)
DEFINITIONS: Mapping[type[Exception], ErrorDefinition] = {
    InvalidField: ErrorDefinition(
        400, "invalid", "{field}: {allowed}", "bad_request", detail="error.detail.field"
    ),
    SeveralCodes: ErrorDefinition(
        400,
        "several_codes",
        "Several different codes are in one text: give each by itself, many of them as tokens.",
        "bad_request",
    ),
    tickets.InvalidTicket: ErrorDefinition(
        400,
        "invalid",
        "ticket: ten characters",
        "bad_request",
        field="ticket",
        detail="error.detail.field",
    ),
    SignInNeeded: ErrorDefinition(
        401, "sign_in_needed", "Sign in as a facilitator first.", "sign_in"
    ),
    InvalidLink: ErrorDefinition(
        401, "link_over", "This sign-in link was used already or is past its time.", "sign_in"
    ),
    SessionSecretUsed: ErrorDefinition(
        400,
        "invalid",
        "session: 256 new random bits, which began no session before",
        "bad_request",
        field="session",
    ),
    WrongOrigin: ErrorDefinition(
        403, "wrong_origin", "The Origin header has to be this site's own.", "forbidden"
    ),
    issuing.NotYourMeeting: ErrorDefinition(
        403,
        "not_your_meeting",
        "You do not hold this meeting.",
        "forbidden",
        field="meeting_id",
    ),
    NotAcceptable: _NOT_ACCEPTABLE,
    NotFound: NOT_FOUND,
    NoSuchMeeting: ErrorDefinition(
        404, "not_found", "The meeting is not listed any more.", "not_found"
    ),
    PlaceNotFound: ErrorDefinition(
        404,
        "place_not_found",
        "No such town or postal code is known.{nearest} By name: words=TEXT. "
        "Online meetings: attendance=online.",
        "unknown_place",
        field="place",
    ),
    issuing.TicketUnknown: ErrorDefinition(
        404,
        "ticket_unknown",
        "No such ticket: it may not have been sent yet, or not be marked as given where it is on a "
        "slip, be mistyped or be over.",
        "not_found",
        field="ticket",
    ),
    issuing.NotOffered: ErrorDefinition(
        409,
        "not_offered",
        "This listing does not offer verifications.",
        "conflict",
        field="meeting_id",
        detail="error.detail.not_offered",
    ),
    NoSchedule: ErrorDefinition(
        409,
        "no_schedule",
        "This meeting has no listed start that a verification could name.",
        "conflict",
        field="meeting_id",
        detail="error.detail.no_schedule",
    ),
    OutsideIssuingWindow: ErrorDefinition(
        409,
        "outside_issuing_window",
        "Verifications are given from the listed start of a meeting until some hours after its "
        "end: here from {opens_at} until {closes_at}.",
        "outside_window",
        detail="error.outside_window.next",
    ),
    OccurrenceLimitReached: ErrorDefinition(
        409,
        "too_many",
        "This occurrence has had as many verifications as it may have.",
        "too_many",
        detail="error.detail.limit",
    ),
    TooManyChanges: ErrorDefinition(
        409,
        "change.too_many",
        "As many times of the meeting are cancelled or moved as can be.",
        "conflict",
        detail="error.detail.change.limit",
    ),
    issuing.TicketExpired: ErrorDefinition(
        410, "ticket_over", "The time to redeem this ticket has passed.", "conflict", field="ticket"
    ),
    issuing.TicketWithdrawn: ErrorDefinition(
        410,
        "ticket_withdrawn",
        "This ticket was withdrawn. That says nothing about the person.",
        "conflict",
        field="ticket",
    ),
    TooManyFailures: ErrorDefinition(
        429,
        "too_many_failures",
        "Many tickets or links that are none came from this address. One that is right is always "
        "taken; try others after the seconds of Retry-After.",
        "too_many_failures",
    ),
    slips.SlipRepeated: ErrorDefinition(
        400,
        "invalid",
        "slips: each with a ticket of its own, also beside those prepared before",
        "bad_request",
        field="slips",
    ),
    slips.SlipUnknown: ErrorDefinition(
        404,
        "slip_unknown",
        "No slip of these numbers was prepared for this occurrence.",
        "not_found",
        field="numbers",
    ),
    slips.SlipGiven: ErrorDefinition(
        409,
        "slip_given",
        "A slip of one of these numbers was given already, with another ticket.",
        "conflict",
        field="slips",
    ),
    slips.TooEarlyForSlips: ErrorDefinition(
        409,
        "too_early",
        "Slips are prepared in the week before an occurrence: here from {opens_at}.",
        "conflict",
        field="starts_at",
    ),
    dynamodb.TooBusy: ErrorDefinition(
        503,
        "busy",
        "Many are writing at once. If you sent something, it could not be confirmed that all of it "
        "was kept; sending it again is safe.",
        "unavailable",
    ),
    LinkMayBeUsed: ErrorDefinition(
        503,
        "unavailable",
        "The service cannot reach its records now. The link may be used up by this: if it says so "
        "when you send it again, ask for another link. Sent with `session`, it can be repeated.",
        "unavailable",
    ),
    dynamodb.StorageUnavailable: _UNAVAILABLE,
    vault.KeysUnavailable: _UNAVAILABLE,
    NoSigningKey: ErrorDefinition(503, "no_key", "No key signs here yet.", "unavailable"),
}
CHANGE_REFUSED: Mapping[Refusal, ErrorDefinition] = {
    why: ErrorDefinition(
        409,
        f"change.{why.value}",
        f"Nothing was changed: {why.value.replace('_', ' ')}.",
        "conflict",
        field="day",
        detail=f"error.detail.change.{why.value}",
    )
    for why in Refusal
}
FRAMEWORK_REFUSALS: Mapping[int, ErrorDefinition] = {  # what Chalice answers before any view
    400: _NOT_ACCEPTABLE,
    404: NOT_FOUND,
    405: ErrorDefinition(
        405, "method_not_allowed", "This address has no such method.", "bad_request"
    ),
    415: ErrorDefinition(
        415,
        "unsupported_media_type",
        "Content-Type is not one of this address.",
        "bad_request",
    ),
}
CATALOGUE = (
    *DEFINITIONS.values(),
    *CHANGE_REFUSED.values(),
    *FRAMEWORK_REFUSALS.values(),
    UNEXPECTED,
)


@dataclass(frozen=True, slots=True)
class ErrorDetails:
    """An error as it happened: its definition with the values of this request.

    `return_path` leads on from the error page. `may_repeat`: the same address can be asked again
    without sending anything. `retry_after_s`: when to come again, if that is said.
    """

    definition: ErrorDefinition
    message: str
    field: str = ""
    return_path: str = ""
    may_repeat: bool = False
    window: Window | None = None
    retry_after_s: int | None = None


def details_of(error: Exception) -> ErrorDetails | None:
    """Returns what an error of ours is answered with; None for one that should not happen."""
    if isinstance(error, CannotChange):
        return plain_details(CHANGE_REFUSED[error.reason])
    definition = next(
        (DEFINITIONS[kind] for kind in type(error).__mro__ if kind in DEFINITIONS), None
    )
    if definition is None:
        return None
    match error:
        case InvalidField():
            message = definition.message.format(field=error.field, allowed=error.allowed)
            return ErrorDetails(definition, message, error.field, error.return_path)
        case SeveralCodes():
            return ErrorDetails(definition, definition.message, error.field)
        case PlaceNotFound() if error.here:
            allowed = "where a device is, it alone knows: give near=LAT,LON"
            definition = DEFINITIONS[InvalidField]
            message = definition.message.format(field="place", allowed=allowed)
            return ErrorDetails(definition, message, "place")
        case PlaceNotFound():
            nearest = "; ".join(error.suggestions)
            known = f" The nearest known: {nearest}." if nearest else ""
            return ErrorDetails(definition, definition.message.format(nearest=known), "place")
        case slips.TooEarlyForSlips():
            message = definition.message.format(opens_at=error.opens_at.isoformat())
            return ErrorDetails(definition, message, definition.field)
        case TooManyFailures():
            return ErrorDetails(definition, definition.message, retry_after_s=error.wait_s)
        case OutsideIssuingWindow():
            window = error.window
            message = definition.message.format(
                opens_at=window.opens_at.isoformat(), closes_at=window.give_until.isoformat()
            )
            return ErrorDetails(definition, message, window=window)
    return plain_details(definition)


def plain_details(definition: ErrorDefinition) -> ErrorDetails:
    """Returns an error of which there is no more to say than its definition."""
    retry_after_s = RETRY_AFTER_S if definition.status == 503 else None
    return ErrorDetails(
        definition, definition.message, definition.field, retry_after_s=retry_after_s
    )
