"""Whom a checker trusts: issuers by name, address and pinned keys, and a file that lists them."""

import json
import re
from typing import Any, NamedTuple
from urllib.parse import urlsplit

_ADDRESS = re.compile(
    r"(https://[a-z0-9.-]+|http://(localhost|127\.0\.0\.1))(:[0-9]+)?(/[\w.~-]+)*", re.ASCII
)
_THUMBPRINT = re.compile(r"[\w-]{43}", re.ASCII)
_MAX_NAME = 100


class NotATrustList(ValueError):
    """A text is no list of issuers; the message says where it goes wrong."""


class TrustListEntry(NamedTuple):
    """An issuer whose codes are checked.

    `name`: as checkers are told it. `address`: the base of its links, without a final slash.
    `thumbprints`: of keys whose signed snapshots count from the first.
    """

    name: str
    address: str
    thumbprints: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """Scheme and host (RFC 6454), as a page's policy names them."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def host(self) -> str:
        """The host of its links, with its port where that is not the scheme's own."""
        parts = urlsplit(self.address)
        usual = ":443" if parts.scheme == "https" else ":80"
        return parts.netloc.removesuffix(usual)

    @property
    def check_page(self) -> str:
        """The address of its own check page."""
        return f"{self.address}/v"

    def json(self) -> dict[str, Any]:
        """Returns the entry as the pages' scripts read it."""
        return self._asdict()


def read_trust_list(text: str) -> tuple[TrustListEntry, ...]:
    """Reads `{"issuers": [{"name", "address", "thumbprints"}]}`. Raises NotATrustList."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise NotATrustList("not a list of issuers") from None
    issuers = body.get("issuers") if isinstance(body, dict) else None
    if not isinstance(issuers, list) or not issuers:
        raise NotATrustList("not a list of issuers")
    return tuple(_entry(number, issuer) for number, issuer in enumerate(issuers, 1))


def _entry(number: int, issuer: object) -> TrustListEntry:
    members = issuer if isinstance(issuer, dict) else {}
    name, address, pins = (members.get(key) for key in ("name", "address", "thumbprints"))
    if (
        isinstance(name, str)
        and 0 < len(name.strip()) <= len(name) <= _MAX_NAME
        and isinstance(address, str)
        and _ADDRESS.fullmatch(address.removesuffix("/"))
        and isinstance(pins, list)
        and pins
        and all(isinstance(pin, str) and _THUMBPRINT.fullmatch(pin) for pin in pins)
    ):
        return TrustListEntry(name.strip(), address.removesuffix("/"), tuple(pins))
    raise NotATrustList(
        f"entry {number} needs a name, an address with https:// and at least one thumbprint"
        " of 43 characters"
    )
