"""The outcome of a check, as the page says it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.verification.core.checking import Outcome, Reason
from chalicelib.verification.core.claims import AttendanceClaims, reference_text
from chalicelib.verification.core.trust_list import TrustListEntry
from chalicelib.verification.service import CheckedCode, listed_issuer
from chalicelib.web.verifier.other_issuers import other_issuers


@dataclass(frozen=True, slots=True)
class PageClaims:
    """What a code says, for the page.

    Name and place are "" in a date-and-time-only code. `date_only`: of the occurrence it says the
    date alone.
    """

    meeting_id: str
    name: str
    place: str
    occurrence: Occurrence
    reference: str
    hand_in_by: date
    date_only: bool


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """The outcome of a check, for the page.

    `outcome`: one of nine, "several" for several codes, or "opaque" for a link that hides its
    target. `reason`: "" or one that outcome.html has for it. `host`: the host that this service is
    reached at. `elsewhere`: the host that the code's link opens, where that is another; `through`:
    that of mail security or a messenger around it; "" for none. `listed`: the other issuer at
    `elsewhere`; `others`: those at whose own pages the code may be checked.
    """

    outcome: str
    reason: str
    claims: PageClaims | None
    host: str
    elsewhere: str = ""
    through: str = ""
    listed: TrustListEntry | None = None
    others: tuple[TrustListEntry, ...] = ()


def page_outcome(codes: list[CheckedCode], host: str, own_hosts: Collection[str]) -> PageOutcome:
    """Returns the outcome for the codes of one text, for the page."""
    first = codes[0]
    if len(codes) > 1:
        return PageOutcome("several", "", None, host)
    if first.opaque_host:
        return PageOutcome("opaque", "", None, host, through=first.opaque_host)
    check, found = first.check, first.found
    reason = check.reason.value if check.reason else ""
    claims = _page_claims(check.claims) if check.claims else None
    elsewhere = found.elsewhere(own_hosts)
    listed = listed_issuer(first, own_hosts)
    may_be_others = check.outcome == Outcome.UNKNOWN_ISSUER or check.reason == Reason.KEYS
    others = (listed,) if listed else other_issuers() if may_be_others else ()
    return PageOutcome(
        check.outcome.value, reason, claims, host, elsewhere, found.carrier, listed, others
    )


def _page_claims(attendance: AttendanceClaims) -> PageClaims:
    return PageClaims(
        attendance.meeting_id,
        attendance.name,
        attendance.place,
        Occurrence(attendance.starts_at, attendance.ends_at),
        reference_text(attendance.reference),
        attendance.hand_in_by.date(),
        attendance.is_date_only,
    )
