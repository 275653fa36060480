"""The issuer and the checker of this process, over its tables and keys.

For web and commands alike.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib import failure_log
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
from chalicelib.verification.table import open_table
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


class _NotedReferences:
    """Notes the references that are asked for, so that they can be looked up together."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __contains__(self, reference: object) -> bool:
        self.asked.append(str(reference))
        return False


def check(text: str, now: datetime) -> Check:
    """Returns the outcome for a code by the service's own keys and withdrawals.

    While one of them can't be reached the code could not be checked; that raises nothing. A code
    that this process's keys do not account for is checked again by those that are stored now: its
    own may have begun to sign since they were read.
    """
    return _check_each([text], now)[text]


def _check_each(texts: Iterable[str], now: datetime) -> dict[str, Check]:
    """Returns the outcome for each of these codes, with as many reads as for one."""
    keys = open_key_store(current_settings())
    texts = tuple(texts)
    try:
        found = _check_by(open_publisher().keys(now), texts, now)
    except KeysUnavailable as error:
        failure_log.write("served_without", error)
        nothing = TrustedLists(KeyRing(), (), None, None)
        return {text: checking.check(text, nothing, now) for text in texts}
    again = [
        text
        for text, one in found.items()
        if one.outcome in (Outcome.NOT_GENUINE, Outcome.UNKNOWN_ISSUER)
    ]
    try:
        newer = keys.newer_ring() if again else None
    except KeysUnavailable as error:
        failure_log.write("served_without", error)
        return found
    if newer is None:
        return found
    return found | _check_by(Dated(newer, int(now.timestamp())), again, now)


def _check_by(keys: Dated[KeyRing], texts: Iterable[str], now: datetime) -> dict[str, Check]:
    moment, noted = int(now.timestamp()), _NotedReferences()
    lists = TrustedLists(keys.value, noted, keys.as_of, moment)
    found = {text: checking.check(text, lists, now) for text in texts}
    if not noted.asked:
        return found
    try:
        withdrawn = open_table().withdrawn_among(noted.asked, moment)
    except StorageUnavailable as error:
        failure_log.write("served_without", error)
        lists = replace(lists, withdrawn=(), withdrawals_fetched_at=None)
    else:
        if not withdrawn:
            return found
        open_publisher().note_withdrawn(withdrawn)
        lists = replace(lists, withdrawn=withdrawn)
    return {text: checking.check(text, lists, now) for text in found}


def check_codes(text: str, now: datetime) -> list[CheckedCode]:
    """Returns the outcome for each code that any text holds; for a text without one, its own."""
    return check_texts([text], now)[0]


def check_texts(texts: Sequence[str], now: datetime) -> list[list[CheckedCode]]:
    """Returns what `check_codes` does for each of many texts, with as many reads as for one."""
    codes = [find_codes(text) for text in texts]
    entered = [code.token for found in codes for code in found]
    without = [text for text, found in zip(texts, codes, strict=True) if not found]
    checks = _check_each([*entered, *without], now)
    return [
        [CheckedCode(checks[code.token], code) for code in found]
        or [CheckedCode(checks[text], FoundCode(""), opaque_host(text))]
        for text, found in zip(texts, codes, strict=True)
    ]
