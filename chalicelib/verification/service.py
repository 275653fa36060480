"""The issuer and the checker of this process, over its tables and keys.

For web and commands alike.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from chalicelib.dynamodb import StorageUnavailable
from chalicelib.meetings.storage.table import open_table as open_listings
from chalicelib.settings import current as current_settings
from chalicelib.verification.core import checking
from chalicelib.verification.core.checking import Check, Outcome, TrustedLists
from chalicelib.verification.core.finding import FoundCode, find_codes, opaque_host
from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.verification.core.trust_list import TrustListEntry
from chalicelib.verification.issuers import issuer_led_to, trust_list
from chalicelib.verification.issuing import Issuer
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.publishing import Dated, open_publisher
from chalicelib.verification.slips import Slips
from chalicelib.verification.table import VerificationTable, open_table
from chalicelib.verification.vault import KeysUnavailable

WITHDRAWABLE = (Outcome.GENUINE, Outcome.NOT_YET_VALID, Outcome.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """A code that was found in a text, with its outcome.

    `opaque_host` is that of a link which hides where it leads, where no code was found for it; else
    "".
    """

    check: Check
    found: FoundCode
    opaque_host: str = ""


def listed_issuer(checked: CheckedCode, own_hosts: Collection[str]) -> TrustListEntry | None:
    """Returns the issuer of the setting whose site a code's link leads to; None for any other.

    Also None where our own keys confirm the code. It is no sign that the code is that issuer's:
    browsers check by its lists, the service asks nobody.
    """
    if checked.check.claims:
        return None
    return issuer_led_to(checked.found, own_hosts, trust_list(current_settings().issuers))


def issuer() -> Issuer:
    """Returns the issuer, by this process's settings."""
    settings = current_settings()
    return Issuer(open_table(), open_key_store(settings), settings, open_listings())


def slips() -> Slips:
    """Returns what prepares slips and marks them as given, by this process's settings."""
    return Slips(issuer())


def revoke_key(kid: str, now: datetime) -> KeyRing:
    """Takes a key away at once, and returns the keys that are left.

    The verification table says so first: from then on no process signs with it, whatever its copy
    of the registry says. Raises StepRefused, with nothing changed, as `KeyStore.revoke` does.
    """
    keys, table, moment = open_key_store(current_settings()), open_table(), int(now.timestamp())
    return keys.revoke(kid, now, lambda: table.mark_revoked(kid, moment))


class _WithdrawnReferences:
    """The withdrawn references, each looked up when it is asked for."""

    def __init__(self, table: VerificationTable, now: int) -> None:
        self._table = table
        self._now = now

    def __contains__(self, reference: object) -> bool:
        return self._table.is_withdrawn(str(reference), self._now)


def check(text: str, now: datetime) -> Check:
    """Returns the outcome for a code by the service's own keys and withdrawals.

    While one of them can't be reached the code could not be checked; that raises nothing. A code
    that this process's keys do not account for is checked again by those that are stored now: its
    own may have begun to sign since they were read.
    """
    keys = open_key_store(current_settings())
    try:
        found = _check_by(open_publisher().keys(now), text, now)
    except KeysUnavailable:
        return checking.check(text, TrustedLists(KeyRing(), (), None, None), now)
    if found.outcome not in (Outcome.NOT_GENUINE, Outcome.UNKNOWN_ISSUER):
        return found
    try:
        newer = keys.newer_ring()
    except KeysUnavailable:
        return found
    moment = int(now.timestamp())
    return found if newer is None else _check_by(Dated(newer, moment), text, now)


def _check_by(keys: Dated[KeyRing], text: str, now: datetime) -> Check:
    moment = int(now.timestamp())
    try:
        withdrawn = _WithdrawnReferences(open_table(), moment)
        return checking.check(text, TrustedLists(keys.value, withdrawn, keys.as_of, moment), now)
    except StorageUnavailable:
        return checking.check(text, TrustedLists(keys.value, (), keys.as_of, None), now)


def check_codes(text: str, now: datetime) -> list[CheckedCode]:
    """Returns the outcome for each code that any text holds; for a text without one, its own."""
    found = find_codes(text)
    if not found:
        return [CheckedCode(check(text, now), FoundCode(""), opaque_host(text))]
    return [CheckedCode(check(code.token, now), code) for code in found]
