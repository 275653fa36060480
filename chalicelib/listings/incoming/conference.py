"""Links and phone numbers that people tap: only what is known to be safe to tap passes."""

import re
import unicodedata
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from chalicelib.listings.incoming.text import quote_value, visible
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.join_link import PROVIDERS

MAX_URL = 2000
MAX_DIAL = 100
_MIN_DIGITS = 5

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_PLAIN = "/%:@!$&'()*+,;=~?"  # what a path, a query and a fragment keep unescaped
_DIAL_LABEL = re.compile(r"^\s*(?:tel|phone|call|dial)\b[\s:.-]*", re.IGNORECASE)
_EXTENSION = re.compile(r"\s*\b(?:extension|ext\.?|x)\s*(?=[0-9])", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\s().\-‐‑‒–—/]+")
_FIRST_PART = re.compile(r"\+?[0-9*#]+")
_LATER_PART = re.compile(r"[0-9*#]*")
_LEADING_NUMBER = re.compile(r"\+?[0-9][0-9\s().\-‐‑‒–—]{3,}[0-9]")


def join_link(text: str) -> str:
    """Returns the https link of a call at a known provider.

    Raises InvalidMeeting where it is none; its reason says what is wrong.
    """
    parts = _split(text, "conference_url")
    host = parts.hostname or ""
    if not any(host == domain or host.endswith("." + domain) for domain in PROVIDERS):
        raise InvalidMeeting("conference_url", f"{quote_value(host)} is not a known call provider")
    return _build_url("https", parts)


def join_link_among_words(text: str) -> tuple[str, str]:
    """Returns the link in a text such as "Zoom: https://... Passcode: 12", and the other words.

    Raises InvalidMeeting where the text holds no such link, or more than one.
    """
    words = text.split()
    if len(words) == 1:
        return join_link(words[0]), ""
    links: list[tuple[str, str]] = []
    for word in words:
        try:
            links.append((join_link(word), word))
        except InvalidMeeting:
            continue
    if len(links) != 1 or sum("://" in word for word in words) > 1:
        raise InvalidMeeting("conference_url", f"{quote_value(text)} is not one link")
    link, link_word = links[0]
    return link, " ".join(word for word in words if word is not link_word)


def web_link(text: str, field: str) -> str:
    """Returns a link to a public page, http or https.

    Raises InvalidMeeting, with that field, where it is none.
    """
    parts = _split(text, field)
    return _build_url(parts.scheme, parts)


def dial_string(text: str) -> tuple[str, bool]:
    """Returns the digits to dial, with + , * #, and whether they are all of the text.

    A comma is a pause. Letters cannot be dialled: only what comes before them is returned. Raises
    InvalidMeeting where no number remains.
    """
    text = _DIAL_LABEL.sub("", unicodedata.normalize("NFKC", visible(text)))
    parts = _EXTENSION.sub(",", text).split(",")
    dial_parts: list[str] = []
    whole = True
    for part in parts:
        packed = _PUNCTUATION.sub("", part)
        form = _LATER_PART if dial_parts else _FIRST_PART
        if not form.fullmatch(packed):
            whole = False
            leading = None if dial_parts else _LEADING_NUMBER.match(part.strip())
            if leading:
                dial_parts.append(_PUNCTUATION.sub("", leading[0]))
            break
        dial_parts.append(packed)
    number = ",".join(dial_parts).rstrip(",")
    digits = sum(character.isdigit() for character in dial_parts[0]) if dial_parts else 0
    if digits < _MIN_DIGITS or len(number) > MAX_DIAL:
        raise InvalidMeeting("conference_phone", f"{quote_value(text)} is not a phone number")
    return number, whole


def _split(text: str, field: str) -> SplitResult:
    text = visible(text).strip().replace("&amp;", "&")
    if not text or len(text) > MAX_URL or re.search(r"[\s\\]", text):
        raise InvalidMeeting(field, f"{quote_value(text)} is not a link")
    if "://" not in text and not re.match(r"https?:", text, re.IGNORECASE):
        text = "https://" + text.lstrip("/")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise InvalidMeeting(field, f"{quote_value(text)} is not a link") from None
    if parts.scheme not in ("http", "https"):
        raise InvalidMeeting(field, f"{quote_value(text)} is not an http or https link")
    if "@" in parts.netloc:
        raise InvalidMeeting(field, f"{quote_value(text)} hides its host behind an @")
    if not _HOST.fullmatch(parts.hostname or "") or port not in (None, 80, 443):
        raise InvalidMeeting(field, f"{quote_value(text)} has no ordinary host")
    return parts


def _build_url(scheme: str, parts: SplitResult) -> str:
    path, query, fragment = (
        quote(part, safe=_PLAIN) for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((scheme, parts.hostname or "", path, query, fragment))
