"""Plain text out of what feeds send as text: HTML, entities, bidi marks, control characters."""

import html
import re

MAX_RAW = 100_000  # characters read of one field, before any limit of its own

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad"  # controls, soft hyphen
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_BLANKS_AT_LINE_END = re.compile(r" ?\n ?")
_EMPTY_LINES = re.compile(r"\n{3,}")

# The elements of HTML that turn up in feeds. "<" before anything else is a character of the text.
_ELEMENTS = (
    "a abbr address article aside audio b bdi bdo big blockquote body br button center cite code"
    " col dd del details div dl dt em embed figcaption figure font footer form h1 h2 h3 h4 h5 h6"
    " head header hr html i iframe img input ins kbd label li link main mark math menu meta nav"
    " noscript o:p object ol optgroup option p picture pre q s script section select small source"
    " span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead"
    " time title tr tt u ul var video wbr"
).split()
_ELEMENT = "|".join(sorted(map(re.escape, _ELEMENTS), key=len, reverse=True))
_LONE_LESS_THAN = re.compile(rf"<(?!/?(?:{_ELEMENT})(?:[\s/][^<>]*)?>|!--)", re.IGNORECASE)
_LONE_AMPERSAND = re.compile(r"&(?!#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")
_LINE_BREAK = re.compile(
    r"<br\b[^<>]*>|</(?:p|div|li|tr|h[1-6]|ul|ol|table|blockquote)\s*>", re.IGNORECASE
)
_MAX_ROUNDS = 4  # feeds escape what is escaped already ("&amp;lt;b&amp;gt;")


def visible(text: str) -> str:
    r"""Returns the text without control characters, bidi marks and zero-width blanks.

    Every line ends in \n. Joiners stay (Persian and emoji need them). What cannot be written as
    UTF-8 becomes U+FFFD.
    """
    if text.isprintable():  # most fields of most feeds: nothing of all this is in them
        return text
    text = _LINE_END.sub("\n", _SURROGATE.sub("\ufffd", text))
    return _INVISIBLE.sub("", text)


def plain_text(source: str) -> str:
    r"""Returns the text that a reader of this HTML sees, with its line breaks.

    Text that is not HTML comes back as it is, "5 < 6" too, and so does each \n. At most MAX_RAW
    characters are read.
    """
    text = source[:MAX_RAW]
    if text.isprintable() and "<" not in text and "&" not in text and "  " not in text:
        return text.strip()
    text = visible(text)
    for _ in range(_MAX_ROUNDS):
        if "<" not in text and "&" not in text:
            break
        plain = visible(_without_markup(text))
        if plain == text:
            break
        text = plain
    text = _BLANKS_AT_LINE_END.sub("\n", _BLANKS.sub(" ", text))
    return _EMPTY_LINES.sub("\n\n", text).strip()


def one_line(source: str) -> str:
    """Returns `plain_text` on a single line."""
    return " ".join(plain_text(source).split())


def cut(text: str, limit: int) -> str:
    """Returns at most `limit` characters of it; an ellipsis says where it was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def quote_value(value: object) -> str:
    """Returns a feed's value as a remark quotes it: short, on one line, printable."""
    if isinstance(value, str):
        text = repr(value[:60]).encode("utf-8", "replace").decode()
        return text if len(value) <= 60 else text + "..."
    if value is None or isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    return "a list" if isinstance(value, list) else "an object"


def _without_markup(text: str) -> str:
    import nh3  # with the first feed only: pages start without it

    text = _LONE_AMPERSAND.sub("&amp;", _LONE_LESS_THAN.sub("&lt;", text))
    text = _LINE_BREAK.sub("\n", text)
    return html.unescape(nh3.clean(text, tags=set(), clean_content_tags={"script", "style"}))
