"""The codes in a text, each checked by the same lists at one moment."""

from dataclasses import dataclass
from datetime import datetime

from .core.checking import Check, TrustedLists, check
from .core.finding import find_codes, opaque_host


@dataclass(frozen=True)
class Code:
    """A code that was found, and what it is.

    `host` is of the link that it is in, `wrapper` the outermost other host around that, as of mail
    security; `opaque` a host whose link hides where it leads, so that no code is seen. Each is ""
    for none.
    """

    token: str
    result: Check
    host: str = ""
    wrapper: str = ""
    opaque: str = ""


@dataclass(frozen=True)
class Checker:
    """What codes are checked by."""

    lists: TrustedLists
    now: datetime

    def codes(self, text: str) -> list[Code]:
        """Returns the codes in a text; none where none begins."""
        return [
            Code(found.token, self._check(found.token), found.host, found.wrapper)
            for found in find_codes(text)
        ]

    def unread(self, text: str) -> Code:
        """Returns what is said of a text in which no code was found."""
        return Code("", self._check(text), opaque=opaque_host(text))

    def _check(self, text: str) -> Check:
        return check(text, self.lists, self.now)
