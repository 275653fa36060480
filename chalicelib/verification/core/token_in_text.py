"""The token that begins somewhere in a text, whatever parts it."""

import base64
import math
import re
from collections.abc import Callable
from typing import NamedTuple

from .plain_text import CAPITAL, FLAGS

GAP = r"[\0- \"#'*+,./:=>\\_`|~\-\x85\xa0\xab\xb7\xbb\u1680\u2010-\u2bff\u3000]"
# How every code begins: tag 18, four parts, a header of 13 bytes (docs/verification.md).
_HEAD = (GAP + "{0,40}").join("2KCE3IQB")
BEGINNING = re.compile(_HEAD, FLAGS)
_RUN = re.compile(r"[a-z2-7]{1,512}", FLAGS)
_BREAK = re.compile(GAP + r"{1,40}(?=[a-z2-7])(?!https?:|" + _HEAD + ")", FLAGS)
_PART = re.compile("(" + _HEAD + ")|[a-z2-7]{4,512}", FLAGS)
_LONG = 16  # no word, as a rule
_BEFORE_PAYLOAD = 17  # bytes: tag, array, the header and its length, the empty map
_SIGNATURE = 66  # bytes, with its own head
_LOWER = re.compile(r"[a-z]")


def token_at(text: str, start: int, before: str) -> tuple[str, int]:
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
    capitals = CAPITAL.search(token) and not _LOWER.search(token)
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
    if run and len(run[0]) == missing and not _is_word(token, run[0]):
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
