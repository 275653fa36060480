"""Shortens a name to the bytes that a code has for it, between what people see as characters."""

import re
import unicodedata

_ELLIPSIS = "…"
_JOINER = "\u200d"
_EMOJI_PARTS = re.compile("[\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]*")


def truncate(text: str, max_bytes: int) -> str:
    """Returns the text, or its beginning and an ellipsis in that many bytes of UTF-8.

    A letter keeps its accents, and an emoji all its parts.
    """
    encoded = text.encode()
    if len(encoded) <= max_bytes:
        return text
    room = max_bytes - len(_ELLIPSIS.encode())
    end = len(encoded[:room].decode(errors="ignore"))
    while end and _is_inside_a_character(text, end):
        end -= 1
    return text[:end].rstrip() + _ELLIPSIS


def _is_inside_a_character(text: str, at: int) -> bool:
    """Tells whether what people see as one character goes on across that place."""
    before, after = text[at - 1], text[at]
    if before == _JOINER or _EMOJI_PARTS.match(after) or unicodedata.category(after)[0] == "M":
        return True
    letters = _FLAG_LETTERS.match(text[at - 1 :: -1])
    return bool(letters and letters.end() % 2 and _FLAG_LETTERS.fullmatch(after))
