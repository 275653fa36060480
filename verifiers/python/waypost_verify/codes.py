"""The codes in a text, each checked by the same lists at one moment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from .core.checking import Check
from .core.finding import FoundCode, find_codes, opaque_host
from .core.issuers import ListedIssuer, check_by_issuers
from .core.trust_list import TrustListEntry


@dataclass(frozen=True)
class Code:
    """A code that was found, and what it is.

    `issuer` is whose it is, None where no listed key signed it. `elsewhere` is the host that its
    link leads to, where that is not the issuer's, or none of the listed ones; "" where it is, and
    where no address of an issuer is known. `opaque` is a host whose link hides where it leads, so
    that no code is seen; "" for none.
    """

    found: FoundCode
    result: Check
    issuer: TrustListEntry | None = None
    elsewhere: str = ""
    opaque: str = ""


@dataclass(frozen=True)
class Checker:
    """Whose codes are known, by which lists; an issuer whose address is not known has "" for it."""

    issuers: tuple[ListedIssuer, ...]
    now: datetime

    def codes(self, text: str) -> list[Code]:
        """Returns the codes in a text; none where none begins."""
        return [self._code(found) for found in find_codes(text)]

    def unread(self, text: str) -> Code:
        """Returns what is said of a text in which no code was found."""
        result, _ = check_by_issuers(text, self.issuers, self.now)
        return Code(FoundCode(""), result, opaque=opaque_host(text))

    def _code(self, found: FoundCode) -> Code:
        result, issuer = check_by_issuers(found.token, self.issuers, self.now)
        own = _hosts([issuer] if issuer else self.issuers)
        elsewhere = found.elsewhere(own) if own else ""
        return Code(found, result, issuer.entry if issuer else None, elsewhere)


def _hosts(issuers: Collection[ListedIssuer]) -> set[str]:
    return {issuer.entry.host for issuer in issuers} - {""}
