"""Published lists that somebody saved, in a file or at an address: keys and withdrawn codes."""

import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from chalicelib.listings.incoming import feed_file
from chalicelib.recovery.file import UnusableExport, open_export
from chalicelib.recovery.lines import MonthOfWithdrawals
from chalicelib.recovery.restore import check
from chalicelib.verification.core.claims import MAX_LIFE_S, reference_bytes
from chalicelib.verification.core.public_keys import KeyRing, NotAKeyList
from chalicelib.verification.withdrawal_items import month_of


class UnusableList(Exception):
    """What was given is no such list; the message says why, in one line."""


def read_keys(file_or_url: str) -> KeyRing:
    """Returns the keys of an export's file, or of a JWK set in a file or at an address.

    Raises UnusableList.
    """
    is_export = not feed_file.is_url(file_or_url) and zipfile.is_zipfile(file_or_url)
    ring = _of_export(Path(file_or_url)) if is_export else _of_key_set(file_or_url)
    if not ring.keys:
        raise UnusableList(f"{file_or_url} has no keys")
    if all(key.signs_from is None for key in ring.keys.values()):
        raise UnusableList(f"{file_or_url} does not say when keys signed")
    return ring


def _of_export(path: Path) -> KeyRing:
    try:
        with open_export(path) as export:
            return check(export).keys
    except UnusableExport as error:
        raise UnusableList(str(error)) from None


def _of_key_set(file_or_url: str) -> KeyRing:
    jwks = _read(file_or_url)
    try:
        ring = KeyRing.from_jwks(jwks)
    except NotAKeyList:
        raise UnusableList(f"{file_or_url} is no export and no JWK set") from None
    listed = len(jwks["keys"]) + len(jwks.get("revoked") or ())
    known = [*ring.keys.items(), *ring.revoked.items()]
    if listed != len(known) or any(kid != key.kid for kid, key in known):
        raise UnusableList(f"{file_or_url} has keys that can't be read")
    return ring


def read_withdrawals(file_or_url: str, now: datetime) -> MonthOfWithdrawals:
    """Returns the withdrawn codes of a saved `/v1/withdrawals.json`, in a file or at an address.

    It does not say when each of them ends: all are taken to do so as late as any code that was
    given before `now` can. Raises UnusableList.
    """
    members = _read(file_or_url)
    references = members.get("references") if isinstance(members, dict) else None
    try:
        if not isinstance(references, list):
            raise ValueError
        for reference in references:
            reference_bytes(reference)
    except (ValueError, TypeError, AttributeError):
        raise UnusableList(f"{file_or_url} is no list of withdrawn codes") from None
    return MonthOfWithdrawals(month_of(int(now.timestamp()) + MAX_LIFE_S), references)


def _read(file_or_url: str) -> Any:
    """Returns the JSON of a file or an address. Raises UnusableList."""
    try:
        return json.loads(feed_file.read(file_or_url))
    except feed_file.UnreadableFeed as error:
        raise UnusableList(str(error)) from None
    except (ValueError, RecursionError):
        raise UnusableList(f"{file_or_url} is no JSON") from None
