"""Links as they may be stored: http or https, at a host that is plain to see, in ASCII."""

import html
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from chalicelib.listings.incoming import provider_link, wrapped_link
from chalicelib.listings.incoming.text import quote_value, visible
from chalicelib.meetings import join_link
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.join_link import LinkKind

MAX_URL = 2000

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_MAX_ROUNDS = 12  # each undoes one layer of escapes
_JSON_ESCAPE = re.compile(r"\\u00([2-7][0-9a-f])", re.IGNORECASE)
_ESCAPED_SCHEME = re.compile(r"https?%3a%2f%2f", re.IGNORECASE)
_SCHEMES = re.compile(r"(?:(?<![^/])https?//+|https?:/*)+(?=[^\s/:]|$)", re.IGNORECASE)
# Not where they could hide the host: "https://example.org\\@zoom.us".
_BACKSLASHES = re.compile(r"https?:[/\\]{2}[\w.-]+\\\w[^@]*$", re.IGNORECASE)
_ANY_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_BLANK_AT_SEGMENT = re.compile(r"(?<=/)(?:%20)+|(?:%20)+(?=/|$)")
_PLAIN = "/%:@!$&'()*+,;=~?"  # what a path, a query and a fragment keep unescaped


class NoCall(InvalidMeeting):
    """A link to a provider's own page, such as the one on which a number is typed."""


def web_link(text: str, field: str) -> str:
    """Returns a link to a public page, http or https, without what escaped or wrapped it.

    Raises InvalidMeeting, with that field, where it is none.
    """
    return _unwrapped(text, field, wrapped_link.unwrapped)


def call_link(text: str, field: str = "conference_url") -> str:
    """Returns the link that joins a call, or to the page that says how, as `web_link` does.

    A call at a known provider is https; where the link of a page holds one, that is the link.
    Raises InvalidMeeting where there is none, and NoCall where it is a provider's own page.
    """
    link = _unwrapped(text, field, wrapped_link.call_inside)
    if join_link.kind(link) is LinkKind.PROVIDER and not provider_link.joins_call(link):
        reason = f"{quote_value(link)} is a page of {join_link.host(link)}, and joins no call"
        raise NoCall(field, reason)
    return link


def _unwrapped(text: str, field: str, inner_link: Callable[[str], str]) -> str:
    link = _ordinary(unescaped(text), field)
    for _ in range(_MAX_ROUNDS):
        inner = inner_link(link)
        if inner == link:
            return link
        link = _ordinary(unescaped(inner), field)
    raise InvalidMeeting(field, f"{quote_value(text)} is wrapped too often")


def unescaped(text: str) -> str:
    r"""Returns the text without the escapes of HTML and JSON, however often it was escaped.

    Only what ends in a semicolon is an entity: "&copy=1" is a part of a query.
    """
    text = visible(text[: 4 * MAX_URL]).strip()
    for _ in range(_MAX_ROUNDS):
        plain = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
        plain = _JSON_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), plain).replace("\\/", "/")
        plain = visible(plain).strip()
        if plain == text:
            break
        text = plain
    return text


def with_one_scheme(text: str) -> str:
    """Returns the text with "https://" for "https://https://", "https//" and "https:" alike."""

    def scheme(match: re.Match[str]) -> str:
        return "https://" if "https" in match[0].lower() else "http://"

    return _SCHEMES.sub(scheme, text)


def _ordinary(text: str, field: str) -> str:
    """Returns one link as it is stored."""
    if _ESCAPED_SCHEME.match(text):
        text = unquote(text)
    if _BACKSLASHES.match(text):
        text = text.replace("\\", "/")  # as browsers read it
    text = with_one_scheme(text)
    if not text or len(text) > MAX_URL or re.search(r"[\s\\]", text):
        raise InvalidMeeting(field, f"{quote_value(text)} is not a link")
    if not _ANY_SCHEME.match(text):
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
    host = _ascii_host((parts.hostname or "").removesuffix("."))  # "zoom.us." is zoom.us
    link = _build_url(parts, host)
    if not host or port not in (None, 80, 443) or join_link.host(link) != host:
        raise InvalidMeeting(field, f"{quote_value(text)} has no ordinary host")
    if len(link) > MAX_URL:
        raise InvalidMeeting(field, f"{quote_value(text)} is longer than {MAX_URL} characters")
    return link


def _ascii_host(host: str) -> str:
    """Returns the host in ASCII (punycode); "" where browsers might read it as another."""
    labels = []
    for label in host.split("."):
        if label.isascii():
            labels.append(label)
            continue
        letters = unicodedata.normalize("NFC", label)
        if unicodedata.normalize("NFKC", letters) != letters or not all(
            letter == "-" or letter.isalnum() or unicodedata.category(letter) in ("Mn", "Mc")
            for letter in letters
        ):
            return ""
        labels.append("xn--" + letters.encode("punycode").decode())
    return ".".join(labels)


def _with_ascii_digits(text: str) -> str:
    """Returns the text with the digits of other scripts, and wide ones, as 0 to 9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _build_url(parts: SplitResult, host: str) -> str:
    written = (parts.path, parts.query, parts.fragment)
    if join_link.kind(f"https://{host}") is LinkKind.PROVIDER:
        written = (_with_ascii_digits(parts.path), parts.query, parts.fragment)
    path, query, fragment = (quote(part, safe=_PLAIN) for part in written)
    path = _BLANK_AT_SEGMENT.sub("", path)
    link = urlunsplit((parts.scheme, host, path, query, fragment))
    if join_link.kind(link) is LinkKind.PROVIDER:
        return provider_link.mended(urlunsplit(("https", host, path, query, fragment)))
    return link
