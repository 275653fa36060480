"""Whose codes are known and by which lists, as the command's options name them."""

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .core.issuers import ListedIssuer
from .core.trust_list import NotATrustList, TrustListEntry, read_trust_list
from .lists import (
    KEYS_HOLD,
    WITHDRAWALS_HOLD,
    NoList,
    PublishedList,
    is_address,
    load,
    load_snapshot_of,
    trusted,
)

_KEYS = "/.well-known/jwks.json"
_WITHDRAWALS = "/v1/withdrawals.json"


@dataclass(frozen=True)
class Sources:
    """Files and addresses of lists.

    `keys` and `withdrawals` are of one issuer. Instead, `snapshots` are files of `issuer`, with its
    `pins`; or `trust` is a file with several issuers, and `snapshots` are of some of these: the
    others' lists are fetched from their addresses. "" and empty for what is not named.
    """

    keys: str = ""
    withdrawals: str = ""
    snapshots: Sequence[str] = ()
    issuer: str = ""
    pins: Collection[str] = ()
    trust: str = ""


def listed_issuers(sources: Sources, cache: Path, now: int) -> tuple[ListedIssuer, ...]:
    """Returns whose codes are known, with their lists. Raises NoList."""
    if sources.trust:
        if sources.keys or sources.withdrawals or sources.issuer or sources.pins:
            raise NoList("--trust goes with --snapshot, and with nothing else of an issuer")
        return _of_a_trust_list(sources, cache, now)
    if sources.snapshots:
        if sources.keys or sources.withdrawals or not sources.issuer:
            raise NoList("--snapshot goes with --issuer or --trust, and with no other list")
        address = sources.issuer.rstrip("/")
        entry = TrustListEntry("", address, tuple(sources.pins))
        both = _from_snapshots([entry], sources.snapshots, cache, now)[address]
        return (ListedIssuer(entry, trusted(*both)),)
    keys, withdrawals = sources.keys, sources.withdrawals
    address = keys.removesuffix(_KEYS) if is_address(keys) else ""
    lists = trusted(
        _load(keys, KEYS_HOLD, cache, now) if keys else None,
        _load(withdrawals, WITHDRAWALS_HOLD, cache, now) if withdrawals else None,
    )
    return (ListedIssuer(TrustListEntry("", address), lists),)


def _of_a_trust_list(sources: Sources, cache: Path, now: int) -> tuple[ListedIssuer, ...]:
    try:
        entries = read_trust_list(Path(sources.trust).read_text("utf-8"))
    except (OSError, UnicodeError, NotATrustList) as error:
        raise NoList(f"{sources.trust}: {error}") from None
    carried = _from_snapshots(entries, sources.snapshots, cache, now)
    return tuple(
        ListedIssuer(entry, trusted(*(carried.get(entry.address) or _fetched(entry, cache, now))))
        for entry in entries
    )


def _from_snapshots(
    entries: Sequence[TrustListEntry], files: Sequence[str], cache: Path, now: int
) -> dict[str, tuple[PublishedList, PublishedList]]:
    """Returns keys and withdrawals by the address of their issuer."""
    pins = {entry.address: entry.thumbprints for entry in entries}
    carried = {}
    for file in files:
        address, keys, withdrawals = load_snapshot_of(pins, Path(file), cache, now)
        carried[address] = keys, withdrawals
    return carried


def _fetched(
    entry: TrustListEntry, cache: Path, now: int
) -> tuple[PublishedList | None, PublishedList | None]:
    """Returns an issuer's lists from its address; says which can't be had, and does without."""
    try:
        return (
            _load(f"{entry.address}{_KEYS}", KEYS_HOLD, cache, now),
            _load(f"{entry.address}{_WITHDRAWALS}", WITHDRAWALS_HOLD, cache, now),
        )
    except NoList as reason:
        print(f"waypost-verify: {reason}", file=sys.stderr)
        return None, None


def _load(source: str, holds: tuple[str, ...], cache: Path, now: int) -> PublishedList:
    """Returns the list; says so where it could not be fetched anew. Raises NoList."""
    published = load(source, holds, cache, now)
    if published.failure:
        fetched = datetime.fromtimestamp(published.fetched_at, UTC)
        print(
            f"waypost-verify: {published.failure}; used is the list of {fetched:%Y-%m-%d %H:%M}Z",
            file=sys.stderr,
        )
    return published
