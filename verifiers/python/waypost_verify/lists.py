"""The published lists that a check relies on: from files, https addresses, or a signed snapshot.

What came from an address is kept in the user's cache folder: it is asked for again after five
minutes, and serves on, with its age, while the address does not answer. What comes may be a copy
from before, out of a cache on the way: what was revoked stays so, what was withdrawn for a day.
"""

import hashlib
import json
import os
import re
import tempfile
import urllib.error
import urllib.request
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .core.checking import TrustedLists
from .core.trust_snapshot import AcceptedList, TrustedIssuer, all_revoked, read_snapshot

_ADDRESS = re.compile(r"https://|http://(localhost|127\.0\.0\.1)(:[0-9]+)?/")
_NUMBER = re.compile(r"[0-9]{1,12}")
KEYS_HOLD = ("keys",)
WITHDRAWALS_HOLD = ("references",)
_TIMEOUT_S = 10
_AGAIN_S = 300
_COUNTS_ON_S = 24 * 3600
_MAX_BYTES = 4_000_000


class NoList(Exception):
    """There is no list to be had there; the message says why."""


@dataclass(frozen=True)
class PublishedList:
    """A list as published, and when it was fetched (epoch seconds).

    `failure` says why it could not be fetched anew, "" where it was. `earlier`: references that it
    does not have, and when a list had them last.
    """

    body: Mapping[str, Any]
    fetched_at: int
    failure: str = ""
    earlier: Mapping[str, int] = field(default_factory=dict)


def trusted(keys: PublishedList | None, withdrawals: PublishedList | None) -> TrustedLists:
    """Returns what a check relies on; a list that is None counts as never loaded."""
    return TrustedLists.from_published(
        keys.body if keys else {"keys": []},
        [*withdrawals.body["references"], *withdrawals.earlier] if withdrawals else [],
        keys.fetched_at if keys else None,
        withdrawals.fetched_at if withdrawals else None,
    )


def is_address(source: str) -> bool:
    """Returns whether lists may be asked for there: by https, or on this computer itself."""
    return _ADDRESS.match(source) is not None


def load(source: str, holds: tuple[str, ...], cache: Path, now: int) -> PublishedList:
    """Returns the list of a file or an address, which holds arrays of those names.

    A file counts as fetched when it was last written. Raises NoList.
    """
    if is_address(source):
        return _load_address(source, holds, cache, now)
    if "://" in source:
        raise NoList(f"{source}: neither a file nor an https address")
    return _load_file(Path(source), holds)


def load_snapshot(
    file: Path, issuer: str, pins: Collection[str], cache: Path, now: int
) -> tuple[PublishedList, PublishedList]:
    """Returns keys and withdrawals of an issuer's signed snapshot, as of its date.

    `pins`: thumbprints of keys that may sign it. It is kept in the cache: the next one may be
    signed by its keys too, and is not older. Raises NoList.
    """
    _, keys, withdrawals = load_snapshot_of({issuer.rstrip("/"): pins}, file, cache, now)
    return keys, withdrawals


def load_snapshot_of(
    pins: Mapping[str, Collection[str]], file: Path, cache: Path, now: int
) -> tuple[str, PublishedList, PublishedList]:
    """Returns whose a signed snapshot is, of several issuers with their pins, and its lists.

    It is kept as that of one. Raises NoList.
    """
    issuers = {
        address: TrustedIssuer(of_it, _last_snapshot(address, cache))
        for address, of_it in pins.items()
    }
    try:
        found = read_snapshot(file.read_bytes().decode(), issuers, now)
    except (OSError, ValueError) as error:
        raise NoList(f"{file}: {error}") from None
    body = {**found.jwks, "withdrawals": found.withdrawals}
    content = {"address": found.issuer, "fetched_at": found.as_of, "body": body}
    _keep(_snapshot_file(found.issuer, cache), content)
    withdrawals = PublishedList({"references": found.withdrawals}, found.as_of)
    return found.issuer, PublishedList(found.jwks, found.as_of), withdrawals


def _snapshot_file(issuer: str, cache: Path) -> Path:
    return cache / f"{hashlib.sha256(issuer.encode()).hexdigest()[:32]}-snapshot.json"


def _last_snapshot(issuer: str, cache: Path) -> AcceptedList | None:
    kept = _kept(_snapshot_file(issuer, cache), KEYS_HOLD)
    if kept is None:
        return None
    return AcceptedList(kept.fetched_at, kept.body, list(_references(kept.body, "withdrawals")))


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Returns the folder for lists in the user's cache (XDG Base Directory specification)."""
    home = environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "waypost-verify"


def _load_file(file: Path, holds: tuple[str, ...]) -> PublishedList:
    try:
        return PublishedList(_body(file.read_bytes(), holds), int(file.stat().st_mtime))
    except (OSError, ValueError) as error:
        raise NoList(f"{file}: {error}") from None


def _load_address(address: str, holds: tuple[str, ...], cache: Path, now: int) -> PublishedList:
    file = cache / f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.json"
    kept = _kept(file, holds)
    if kept and 0 <= now - kept.fetched_at < _AGAIN_S:
        return kept
    try:
        data, headers = _fetch(address)
        body = _body(data, holds)
    except (OSError, ValueError) as error:
        if kept is None:
            raise NoList(f"{address}: {error}") from None
        return replace(kept, failure=f"{address}: {error}")
    read_at = _read_at(headers, now)
    fetched = _rather_than(PublishedList(body, read_at), kept)
    content = {"fetched_at": read_at, "body": fetched.body, "earlier": fetched.earlier}
    _keep(file, {"address": address, **content})
    return fetched


def _rather_than(fetched: PublishedList, last: PublishedList | None) -> PublishedList:
    """Returns a list with what only the last one had revoked or withdrawn."""
    if last is None:
        return fetched
    if "keys" in fetched.body:
        body = {**fetched.body, "revoked": all_revoked(fetched.body, last.body)}
        return replace(fetched, body=body)
    listed = _references(fetched.body)
    had = {**last.earlier, **dict.fromkeys(_references(last.body), last.fetched_at)}
    earlier = {
        reference: at
        for reference, at in had.items()
        if reference not in listed and fetched.fetched_at - at < _COUNTS_ON_S
    }
    return replace(fetched, earlier=earlier)


def _references(body: Mapping[str, Any], name: str = "references") -> dict[str, None]:
    """Returns the references of a list, in its order."""
    return dict.fromkeys(entry for entry in body.get(name, ()) if isinstance(entry, str))


def _body(data: bytes, holds: tuple[str, ...]) -> Mapping[str, Any]:
    """Returns the list that the bytes are. Raises ValueError for another thing."""
    return _list(json.loads(data), holds)


def _list(body: Any, holds: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(body, dict) or not all(isinstance(body.get(name), list) for name in holds):
        raise ValueError(f"not a list with {' and '.join(holds)}")
    if "keys" in holds and not isinstance(body.get("revoked"), list | None):
        raise ValueError("what is revoked there is no list")
    return body


class _OnlyHttps(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if not newurl.startswith("https://"):
            raise urllib.error.URLError("it leads away from https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _read_at(headers: Mapping[str, str], now: int) -> int:
    """Returns when a list was read from where it is kept.

    Earlier than now where a cache or the service held it, or where a bucket answered in its place.
    """
    age, as_of = headers.get("Age") or "", headers.get("x-amz-meta-as-of") or ""
    moments = [now - int(age)] if _NUMBER.fullmatch(age) else [now]
    if _NUMBER.fullmatch(as_of):
        moments.append(int(as_of))
    return min(moments)


def _fetch(address: str) -> tuple[bytes, Mapping[str, str]]:
    asked = urllib.request.Request(address, headers={"Accept": "application/json"})
    with urllib.request.build_opener(_OnlyHttps).open(asked, timeout=_TIMEOUT_S) as response:
        data: bytes = response.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise ValueError("too large")
    return data, response.headers


def _kept(file: Path, holds: tuple[str, ...]) -> PublishedList | None:
    try:
        kept = json.loads(file.read_bytes())
        earlier = {str(one): int(at) for one, at in kept.get("earlier", {}).items()}
        return PublishedList(_list(kept["body"], holds), int(kept["fetched_at"]), earlier=earlier)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _keep(file: Path, content: Mapping[str, Any]) -> None:
    """Writes the file at once or not at all; a cache that can't be written is done without."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=file.parent, prefix="fetching-", delete=False, encoding="utf-8"
        ) as draft:
            json.dump(content, draft)
        os.replace(draft.name, file)
    except OSError:
        pass
