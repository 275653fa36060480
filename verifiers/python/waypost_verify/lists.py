"""The published lists that a check relies on: from files, https addresses, or a signed snapshot.

What came from an address is kept in the user's cache folder: it is asked for again after five
minutes, and serves on, with its age, while the address does not answer.
"""

import hashlib
import json
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .core.checking import TrustedLists
from .core.trust_snapshot import AcceptedList, TrustedIssuer, read_snapshot

KEYS_HOLD = ("keys",)
WITHDRAWALS_HOLD = ("references",)
_TIMEOUT_S = 10
_AGAIN_S = 300
_MAX_BYTES = 4_000_000


class NoList(Exception):
    """There is no list to be had there; the message says why."""


@dataclass(frozen=True)
class PublishedList:
    """A list as published, and when it was fetched (epoch seconds).

    `failure` says why it could not be fetched anew, "" where it was.
    """

    body: Mapping[str, Any]
    fetched_at: int
    failure: str = ""


def trusted(keys: PublishedList | None, withdrawals: PublishedList | None) -> TrustedLists:
    """Returns what a check relies on; a list that is None counts as never loaded."""
    return TrustedLists.from_published(
        keys.body if keys else {"keys": []},
        withdrawals.body["references"] if withdrawals else [],
        keys.fetched_at if keys else None,
        withdrawals.fetched_at if withdrawals else None,
    )


def load(source: str, holds: tuple[str, ...], cache: Path, now: int) -> PublishedList:
    """Returns the list of a file or an https address, which holds arrays of those names.

    A file counts as fetched when it was last written. Raises NoList.
    """
    if source.startswith("https://"):
        return _load_address(source, holds, cache, now)
    if "://" in source:
        raise NoList(f"{source}: neither a file nor an https address")
    return _load_file(Path(source), holds)


def load_snapshot(
    file: Path, issuer: str, pins: Collection[str], cache: Path, now: int
) -> tuple[PublishedList, PublishedList]:
    """Returns keys and withdrawals of an issuer's signed snapshot, as of its date.

    `pins`: thumbprints of keys that may sign it. Its keys are kept in the cache: the next one may
    be signed by them too, and is not older. Raises NoList.
    """
    issuer = issuer.rstrip("/")
    kept_in = cache / f"{hashlib.sha256(issuer.encode()).hexdigest()[:32]}-snapshot.json"
    kept = _kept(kept_in, KEYS_HOLD)
    last = AcceptedList(kept.fetched_at, kept.body) if kept else None
    try:
        text = file.read_bytes().decode()
        found = read_snapshot(text, {issuer: TrustedIssuer(pins, last)}, now)
    except (OSError, ValueError) as error:
        raise NoList(f"{file}: {error}") from None
    _keep(kept_in, {"address": issuer, "fetched_at": found.as_of, "body": found.jwks})
    return (
        PublishedList(found.jwks, found.as_of),
        PublishedList({"references": found.withdrawals}, found.as_of),
    )


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
        body = _body(_fetch(address), holds)
    except (OSError, ValueError) as error:
        if kept is None:
            raise NoList(f"{address}: {error}") from None
        return PublishedList(kept.body, kept.fetched_at, f"{address}: {error}")
    _keep(file, {"address": address, "fetched_at": now, "body": body})
    return PublishedList(body, now)


def _body(data: bytes, holds: tuple[str, ...]) -> Mapping[str, Any]:
    """Returns the list that the bytes are. Raises ValueError for another thing."""
    return _list(json.loads(data), holds)


def _list(body: Any, holds: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(body, dict) or not all(isinstance(body.get(name), list) for name in holds):
        raise ValueError(f"not a list with {' and '.join(holds)}")
    return body


class _OnlyHttps(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if not newurl.startswith("https://"):
            raise urllib.error.URLError("it leads away from https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fetch(address: str) -> bytes:
    asked = urllib.request.Request(address, headers={"Accept": "application/json"})
    with urllib.request.build_opener(_OnlyHttps).open(asked, timeout=_TIMEOUT_S) as response:
        data: bytes = response.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise ValueError("too large")
    return data


def _kept(file: Path, holds: tuple[str, ...]) -> PublishedList | None:
    try:
        kept = json.loads(file.read_bytes())
        return PublishedList(_list(kept["body"], holds), int(kept["fetched_at"]))
    except (OSError, ValueError, KeyError, TypeError):
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
