"""Finds the codes in any text, whatever is around or inside them; the strict reader comes after.

The browser's `find-codes.js` finds the same; tests/vectors/finding.json holds both to it. The time
is linear in the length of the text.
"""

import itertools
from collections.abc import Collection
from dataclasses import dataclass

from .link_hosts import CARRIERS, as_ascii, hosts_of_link_before, opaque_host_in
from .plain_text import WORD_END, plain
from .token_in_text import BEGINNING, token_at


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code in a text.

    `token` is in upper case. `host` is of the link that it is in, "" for none; `wrapper` is the
    outermost other host around that, as of mail security, "" for none.
    """

    token: str
    host: str = ""
    wrapper: str = ""

    @property
    def carrier(self) -> str:
        """The host of mail security or a messenger that leads on to the link's own; else ""."""
        return self.wrapper if CARRIERS.search(self.wrapper) else ""

    def elsewhere(self, own: Collection[str]) -> str:
        """Returns the host that the code's link leads to, where it is none of `own`; else ""."""
        opened = (self.host,) if self.carrier else (self.wrapper, self.host)
        hosts = (as_ascii(host) for host in opened if host)
        return next((host for host in hosts if host not in own), "")


def find_codes(text: str) -> list[FoundCode]:
    """Returns the codes in a text, each once, in their order; none where none begins."""
    entered = plain(text)
    found = dict[str, list[str]]()
    start = 0
    hosts = list[str]()
    while head := BEGINNING.search(entered, start):
        before = entered[start : head.start()]
        # what looks like a code inside a link's address does not end the link
        around = [] if WORD_END.search(before) else hosts[:1] + hosts[-1:]
        hosts = hosts_of_link_before(before) or around
        token, start = token_at(entered, head.start(), before)
        found.setdefault(token, []).extend(hosts[-1:] + hosts[:-1])
    _join_shortened(found)
    return [_found_code(token, hosts) for token, hosts in found.items()]


def opaque_host(text: str) -> str:
    """Returns the host of a link in a text that hides where it leads, "" where there is none."""
    return opaque_host_in(plain(text))


def _join_shortened(found: dict[str, list[str]]) -> None:
    """Takes out each beginning of another token: what a mail or chat shows of a long link."""
    tokens = sorted(found)
    for token, longer in itertools.pairwise(tokens):
        if longer.startswith(token):
            found[longer] += found.pop(token)


def _found_code(token: str, hosts: list[str]) -> FoundCode:
    host = hosts[0] if hosts else ""
    others = [other for other in hosts if other != host]
    strangers = (other for other in others if not CARRIERS.search(other))
    return FoundCode(token, host, next(strangers, others[0] if others else ""))
