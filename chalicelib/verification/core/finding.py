"""Finds the codes in any text, whatever is around or inside them; the strict reader comes after.

The browser's `find-codes.js` finds the same; tests/vectors/finding.json holds both to it. The time
is linear in the length of the text.
"""

import base64
import itertools
import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

from .plain_text import FLAGS, PERCENT, SPACE, WORD_END, percent_decoded, plain_text

_GAP = r"[\0- \"#'*+,./:=>\\_`|~\-\x85\xa0\xab\xb7\xbb\u1680\u2010-\u2bff\u3000]"
# How every code begins: tag 18, four parts, a header of 13 bytes (docs/verification.md).
_HEAD = (_GAP + "{0,40}").join("2KCE3IQB")
_BEGINNING = re.compile(_HEAD, FLAGS)
_RUN = re.compile(r"[a-z2-7]{1,512}", FLAGS)
_BREAK = re.compile(_GAP + r"{1,40}(?=[a-z2-7])(?!https?:|" + _HEAD + ")", FLAGS)
_PART = re.compile("(" + _HEAD + ")|[a-z2-7]{4,}", FLAGS)
_LONG = 16  # no word, as a rule
_BEFORE_PAYLOAD = 17  # bytes: tag, array, the header and its length, the empty map
_SIGNATURE = 66  # bytes, with its own head

_LOWER = re.compile(r"[a-z]")
_CAPITAL = re.compile(r"[A-Z]")
_LINE_END = re.compile(r"\r?\n[ \t>|]*(?:[(\[]?[0-9]{1,2}/[0-9]{1,2}[)\]:]?[ \t]*)?")
_MID_LINK = re.compile(r"(://[\w.:-]+) [ >|]*", FLAGS)
_REPLY_MARKS = re.compile(f"[{SPACE}>|]+")
_WHOLE = re.compile(r"[\w-]+(\.[\w-]+)+(:[0-9]+)?/", FLAGS)
_MID_HOST = re.compile(r"://[\w.-]*\Z", FLAGS)
_FRAGMENT = re.compile(r"(#|\*|23)\Z")
_PROOFPOINT = re.compile("urldefense", FLAGS)
_DASHED = re.compile(r"-(?=[0-9a-f]{2})", FLAGS)
_SCHEME = re.compile(r"(https?:)[/\\]+", FLAGS)
_NO_SCHEME = re.compile(r"(^|[^\w:/\\])[/\\]{2,}", FLAGS)
_ADDRESS = re.compile("(?=https?:)", FLAGS)
_AUTHORITY_END = re.compile(r"[/?#&\\]")
_USUAL_PORT = re.compile(r"\.?(:(80|443)?)?\Z")
_NAME_START = re.compile(r"[^\w.:-]|:(?![0-9])", FLAGS)
_NAME = re.compile(r"[\w-]+(\.[\w-]+)*\.[a-z][\w-]+(:[0-9]+)?", FLAGS)
_NO_NAME = re.compile(r"[^\w.-]", FLAGS)

# Hosts that lead on to the address that they carry.
_CARRIERS = re.compile(
    r"(?:^|\.)(?:safelinks\.protection\.(?:outlook\.com|office365\.us|partner\.outlook\.cn)|"
    r"urldefense\.(?:com|us|proofpoint\.com)|linkprotect\.cudasvc\.com|secure-web\.cisco\.com|"
    r"[a-z0-9-]+-(?:ctp|urlprotect)\.trendmicro\.com|protect2?\.fireeye\.com|url\.avanan\.click|"
    r"protect\.checkpoint\.com|clicktime\.symantec\.com|clicktime\.cloud\.postoffice\.net|"
    r"scanmail\.trustwave\.com|linklock\.titanhq\.com|link\.edgepilot\.com|"
    r"url-shield\.securence\.com|urlsand\.esvalabs\.com|slack-redir\.net|"
    r"statics\.teams\.cdn\.office\.net)\Z|"
    r"^(?:(?:www|meet)\.google\.com|lm?\.facebook\.com|"
    r"l\.(?:instagram\.com|messenger\.com|threads\.(?:com|net)|wl\.co)|"
    r"www\.linkedin\.com|(?:m\.)?vk\.com)\Z"
)
# Hosts of mail security that hide where their links lead.
_OPAQUE = re.compile(
    r"(?:^|\.)(?:mimecast\.com|mimecastprotect\.com|mimecast-offshore\.com|"
    r"protection\.sophos\.com|emailprotection\.link|mailanyone\.net|clicktime\.symantec\.com|"
    r"cloud-security\.net|inky\.com|antigena\.com|linkscan\.io|hornetsecurity\.com|"
    r"mailcontrol\.com)\Z"
)


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
        return self.wrapper if _CARRIERS.search(self.wrapper) else ""

    def elsewhere(self, own: Collection[str]) -> str:
        """Returns the host that the code's link leads to, where it is none of `own`; else ""."""
        opened = (self.host,) if self.carrier else (self.wrapper, self.host)
        hosts = (_as_ascii(host) for host in opened if host)
        return next((host for host in hosts if host not in own), "")


def find_codes(text: str) -> list[FoundCode]:
    """Returns the codes in a text, each once, in their order; none where none begins."""
    entered = plain_text(text)
    found = dict[str, list[str]]()
    start = 0
    hosts = list[str]()
    while head := _BEGINNING.search(entered, start):
        before = entered[start : head.start()]
        # what looks like a code inside a link's address does not end the link
        around = [] if WORD_END.search(before) else hosts[:1] + hosts[-1:]
        hosts = _hosts_in(_link_at_end(before)) or _hosts_in(_parted_link(before)) or around
        token, start = _token_at(entered, head.start(), before)
        found.setdefault(token, []).extend(hosts[-1:] + hosts[:-1])
    _join_shortened(found)
    return [_found_code(token, hosts) for token, hosts in found.items()]


def opaque_host(text: str) -> str:
    """Returns the host of a link in a text that hides where it leads, "" where there is none."""
    ends = plain_text(text).split("/")[:-1]
    hosts = (_lower(_NO_NAME.split(end)[-1]) for end in ends)
    return next((host for host in hosts if _OPAQUE.search(host)), "")


def _join_shortened(found: dict[str, list[str]]) -> None:
    """Takes out each beginning of another token: what a mail or chat shows of a long link."""
    tokens = sorted(found)
    for token, longer in itertools.pairwise(tokens):
        if longer.startswith(token):
            found[longer] += found.pop(token)


def _found_code(token: str, hosts: list[str]) -> FoundCode:
    host = hosts[0] if hosts else ""
    others = [other for other in hosts if other != host]
    strangers = (other for other in others if not _CARRIERS.search(other))
    return FoundCode(token, host, next(strangers, others[0] if others else ""))


def _link_at_end(before: str) -> str:
    """Returns the link that ends where a text ends, put together where a line was broken."""
    # a field of one line has a space where a line was broken
    lines = _LINE_END.split(_MID_LINK.sub(r"\1\n", before))
    line = lines.pop()
    link = last = WORD_END.split(line)[-1]
    for _ in range(12):
        if not lines or "://" in link or last != line:
            break
        line = lines.pop().rstrip(SPACE)
        previous = last = WORD_END.split(line)[-1]
        is_whole = _WHOLE.match(link) and not _MID_HOST.search(previous)
        if is_whole or not _FRAGMENT.search(link or previous):
            break
        link = previous + link
    return link


def _parted_link(before: str) -> str:
    """Returns the last link of a text that ends as one, whatever parts it; else ""."""
    ended = before.rstrip(SPACE)
    if ended[-1:] not in tuple("#=/?&"):
        return ""
    link = _ADDRESS.split(ended)[-1]
    return _REPLY_MARKS.sub("" if _ADDRESS.match(link) else " ", link)


def _hosts_in(link: str) -> list[str]:
    """Returns the hosts of the addresses that are one inside the other, from the outermost."""
    if _PROOFPOINT.search(link) and "/v2/" in link:
        link = PERCENT.sub(percent_decoded, _DASHED.sub("%", link.replace("_", "/")))
    link = _NO_SCHEME.sub(r"\1://", _SCHEME.sub(r"\1//", link))
    authorities = (_AUTHORITY_END.split(part)[0] for part in link.split("://")[1:])
    hosts = [_USUAL_PORT.sub("", authority.rpartition("@")[2]) for authority in authorities]
    hosts = [host for host in hosts if host]
    beginning, *path = re.split(r"[/?#]", link, maxsplit=1)
    if not hosts and path:
        name = _NAME_START.split(beginning)[-1]
        hosts = [name] if _NAME.fullmatch(name) else []
    return [_lower(host) for host in hosts]


def _length_of(token: str) -> int:
    """Returns how many characters the code has that begins so; 0 where it does not say."""
    if len(token) < 32:
        return 0
    data = base64.b32decode(token[:32].upper())
    head, following = data[_BEFORE_PAYLOAD : _BEFORE_PAYLOAD + 2]
    payload = 2 + following if head == 0x58 else head - 0x3F if 0x40 <= head < 0x58 else 0
    if data[_BEFORE_PAYLOAD - 1] != 0xA0 or not payload:
        return 0
    return math.ceil((_BEFORE_PAYLOAD + payload + _SIGNATURE) * 8 / 5)


def _token_at(text: str, start: int, before: str) -> tuple[str, int]:
    """Returns the token at that index of a text, and where it ends."""
    token, end, missing = _read(text, start, _end_of_gap)
    if missing:
        parts, parts_end, missing = _read(text, start, _next_part)
        last = _last_part(missing, before) if missing else ""
        if not missing or last:
            return parts + last, parts_end
    return token, end


class _Reading(NamedTuple):
    token: str
    end: int
    missing: int  # of the length that it declares; below 0 where more follows, or none is declared


def _read(text: str, start: int, next_run: Callable[[str, int, str, float], int]) -> _Reading:
    """Returns what is read from that index on, going on where a function says; at -1 it ends."""
    token, end, length, following = "", start, 0, start
    while following >= 0 and (run := _RUN.match(text, following)):
        if _is_word(token, run[0]):
            break
        token += run[0]
        end = run.end()
        if not length and len(token) >= 32:
            length = _length_of(token) or len(token)
        missing = length - len(token) if length else math.inf
        if missing <= 0:
            break
        following = next_run(text, end, token, missing)
    excess = max(len(token) - length, 0) if length else 0
    declared = _length_of(token) - len(token)
    return _Reading(token[: len(token) - excess].upper(), end - excess, declared)


def _is_word(token: str, run: str) -> bool:
    """Tells whether a run is of a word behind the token: capitals do not go on in one."""
    capitals = _CAPITAL.search(token) and not _LOWER.search(token)
    return bool(capitals and _LOWER.search(run))


def _end_of_gap(text: str, end: int, token: str, missing: float) -> int:
    gap = _BREAK.match(text, end)
    return gap.end() if gap else -1


def _next_part(text: str, end: int, token: str, missing: float) -> int:
    """Returns where a message goes on that came in parts, whatever is between them.

    That is a long run, or one of all that is missing; a very short one right behind a gap only.
    """
    following = _end_of_gap(text, end, token, missing)
    run = _RUN.match(text, following) if following >= 0 else None
    if run and len(run[0]) == missing:
        return following
    for part in _PART.finditer(text, end):
        if part[1]:
            break
        is_part = len(part[0]) >= _LONG or len(part[0]) == missing
        if is_part and not _is_word(token, part[0]):
            return part.start()
    return -1


def _last_part(missing: int, before: str) -> str:
    """Returns all that is missing of a token, from a message that came too early; else ""."""
    if missing < _LONG:
        return ""
    found = [part[0].upper() for part in _PART.finditer(before) if len(part[0]) == missing]
    return found[-1] if found else ""


def _lower(host: str) -> str:
    """Returns the host with the capitals of ASCII in lower case, and no others."""
    return _CAPITAL.sub(lambda match: match[0].lower(), host)


def _as_ascii(host: str) -> str:
    """Returns the host as browsers write it."""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host
