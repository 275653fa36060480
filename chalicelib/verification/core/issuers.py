"""What the lists of several issuers say of a code, and whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .checking import Check, Outcome, Reason, TrustedLists, check
from .trust_list import TrustListEntry

_UNCONFIRMED = (Outcome.UNREADABLE, Outcome.NOT_GENUINE, Outcome.UNKNOWN_ISSUER)


@dataclass(frozen=True, slots=True)
class ListedIssuer:
    """An issuer, and the lists that its codes are checked by."""

    entry: TrustListEntry
    lists: TrustedLists


def check_by_issuers(
    text: str, issuers: Sequence[ListedIssuer], now: datetime
) -> tuple[Check, ListedIssuer | None]:
    """Returns the outcome by the lists of all, and the issuer whose signature held; None for none.

    A sample is nobody's. The first of them counts first.
    """
    checks = [(check(text, issuer.lists, now), issuer) for issuer in issuers]
    for checked, issuer in checks:
        if checked.outcome is Outcome.SAMPLE:
            return checked, None
        if is_confirmed(checked):
            return checked, issuer
    outcomes = {checked.outcome for checked, _ in checks}
    if Outcome.NOT_GENUINE in outcomes:
        return Check(Outcome.NOT_GENUINE), None
    if len(outcomes) == 1 and outcomes <= {Outcome.UNREADABLE, Outcome.UNKNOWN_ISSUER}:
        return Check(outcomes.pop()), None
    return Check(Outcome.COULD_NOT_CHECK, reason=Reason.KEYS), None


def is_confirmed(checked: Check) -> bool:
    """Whether a signature of a listed key held; the code may be withdrawn or over all the same."""
    return checked.outcome not in _UNCONFIRMED and checked.reason is not Reason.KEYS
