"""The link in what somebody wrote or pasted: a link alone, written twice, among words, as HTML."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from chalicelib.listings.incoming import links
from chalicelib.listings.incoming.links import NoCall
from chalicelib.listings.incoming.text import plain_text, quote_value
from chalicelib.meetings import join_link
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.join_link import LinkKind

_FIELD = "conference_url"

_ANCHOR = re.compile(
    r"""<a\b[^<>]*?\bhref\s*=\s*["']?(?P<link>[^"'\s<>]++)[^<>]*+>(?P<label>.*?)</a\s*>""",
    re.IGNORECASE | re.DOTALL,
)
_MARKDOWN = re.compile(r"\[(?P<label>[^\[\]]*)\]\((?P<link>[^\s()]+)\)")
_TEAMS_APP = re.compile(r"\bmsteams://(?=teams\.)", re.IGNORECASE)
_SCHEME_BLANKS = re.compile(r"\b(https?)\s*:\s*/\s*/\s*", re.IGNORECASE)
_SCHEME_TYPO = re.compile(r"(?<!\S)h{0,2}t{1,3}p(?P<s>s?)[:;/]{2,5}(?=\w)", re.IGNORECASE)
_ZOOM_APP = re.compile(r"zoom(?:mtg|us)://(?P<host>[\w.-]+)/join\?(?P<query>\S+)", re.IGNORECASE)
_LINK_START = re.compile(r"https?:/|www\.", re.IGNORECASE)
# Where a second link begins without a blank. Behind "=" or "/" it is a part of the first.
_SECOND_LINK = re.compile(r"(?<=[^=/?&#:%_\s])(?=https?://)", re.IGNORECASE)
_SECOND_AT_PROVIDER = re.compile(
    r"(?P<first>https?://[^?#]*?/)(?P<second>https?://.*)", re.IGNORECASE
)
_OPENING = "([{<\"'“‘«`*"
_CLOSING = ".,;:!…)]}>\"'”’»`*"

_HOST_ALONE = re.compile(r"(?:https?://)?[\w.-]+", re.IGNORECASE)
_SHORT_NUMBER = re.compile(r"/(?:j|s|w|wc/join|wc|join)/(?P<digits>[0-9]{1,8})")
_DIGITS = re.compile(r"(?P<digits>[0-9]{2,})(?:[/?].*)?")
_CALL_PATH = re.compile(
    r"(?:[0-9]{3,}|[a-z]{3}-[a-z]{4}-[a-z]{3}|(?:j|s|w|my|wc|meet|join)/\S+|\?\w+=\S+).*"
)
_MAX_NUMBER_DIGITS = 11  # of a call at Zoom, the one provider whose numbers people break up
_KINDS = tuple(LinkKind)  # the best first
_LIKELY_ENDINGS = frozenset(
    "app church club com edu gov group info life link live net online org page site".split()
)


@dataclass(frozen=True, slots=True)
class LinkText:
    """What a field says: its link, the words besides it, and whether the link had to be mended."""

    url: str
    words: str = ""
    mended: bool = False


ReadLink = Callable[[str], LinkText]
"""`read_link`."""


def read_link(source: str) -> LinkText:
    """Returns the link that a text names, and its words.

    Of several links that of a call at a known provider counts, else the first; the others stand
    among the words. `url` is empty where there are only words. Raises InvalidMeeting where there is
    nothing that anybody could use.
    """
    text = _plain(source)
    found: list[_Found] = []
    words: list[str] = []
    problem: InvalidMeeting | None = None
    for word in _with_blanks_taken_out(text.split()):
        for part in _separate_links(word):
            try:
                link = _link(part, alone=part == text)
            except NoCall as error:
                problem = problem or error
                continue
            except InvalidMeeting as error:
                problem, link = error, ""
            if link:
                same = part in text and _without_scheme(part) == _without_scheme(link)
                found.append(_Found(link, as_written=same))
            words += filter(None, [link or part])
    if not found:
        unusable = problem is not None and not isinstance(problem, NoCall)
        if unusable or len(text.split()) < 2 or "@" in text:
            raise problem or InvalidMeeting(_FIELD, f"{quote_value(text)} is not a link")
        return LinkText("", text)
    best = min(found, key=lambda each: _KINDS.index(join_link.kind(each.link))).link
    copies = [each for each in found if _is_same(each.link, best)]
    chosen = max(copies, key=lambda each: len(each.link))  # another may lack the passcode
    written = {each.link for each in copies}
    others = [word for word in words if word not in written]
    as_written = chosen.as_written and len(copies) == 1
    return LinkText(chosen.link, " ".join(others), mended=not as_written)


@dataclass(frozen=True, slots=True)
class _Found:
    link: str
    as_written: bool  # but for its scheme


def _is_same(link: str, other: str) -> bool:
    """Returns whether two links are one, of which one may lack its end: "?pwd=..."."""
    short, long = sorted((link, other), key=len)
    return long.startswith(short) and (long + "?")[len(short)] in "?&#/"


def _without_scheme(link: str) -> str:
    return re.sub(r"^(?:https?:)?//", "", link, flags=re.IGNORECASE).lower().rstrip("/?#&")


def _plain(source: str) -> str:
    text = links.unescaped(source)
    if "<" in text:
        text = plain_text(_ANCHOR.sub(r" \g<link> \g<label> ", text))
    text = _MARKDOWN.sub(r" \g<link> \g<label> ", text)
    text = _SCHEME_BLANKS.sub(r"\1://", text).strip()
    text = _TEAMS_APP.sub("https://", text)
    text = _ZOOM_APP.sub(_zoom_page, text)
    return _SCHEME_TYPO.sub(lambda scheme: f"http{scheme['s'].lower()}://", text)


def _zoom_page(link: re.Match[str]) -> str:
    """Returns the page that does what a link for Zoom's own program does."""
    values = dict(parse_qsl(link["query"]))
    passcode = f"?pwd={values['pwd']}" if "pwd" in values else ""
    return f"https://{link['host']}/j/{values.get('confno', '')}{passcode}"


def _link(part: str, *, alone: bool) -> str:
    """Returns the link that a word is; "" where it does not look like one.

    Raises InvalidMeeting where it does, and is none.
    """
    tries = "://" in part or part.lower().startswith("www.")
    try:
        link = links.call_link(part)
    except NoCall:
        raise
    except InvalidMeeting:
        if tries:
            raise
        return ""
    provider = join_link.kind(link) is LinkKind.PROVIDER
    return link if tries or provider or (alone and _is_likely(part)) else ""


def _is_likely(part: str) -> bool:
    """Returns whether a word without "https://" is meant as a link."""
    host = part.partition("/")[0].partition("?")[0]
    ending = host.lower().rpartition(".")[2]
    return "/" in part or len(ending) == 2 or ending in _LIKELY_ENDINGS


def _separate_links(word: str) -> list[str]:
    """Returns what stands in one word: a label ("Zoom:https://..."), and each of its links."""
    start = _LINK_START.search(word)
    label = word[: start.start()] if start else ""
    parts = [word]
    if label and not re.search(r"[/?.@]", label.strip(_OPENING)):
        parts = [label.strip(_OPENING + _CLOSING.replace(":", "")), word[len(label) :]]
    separated = []
    for part in parts:
        pieces = _SECOND_LINK.split(links.with_one_scheme(part))
        for piece in pieces:
            second = _SECOND_AT_PROVIDER.fullmatch(piece)
            if second and join_link.kind(second["first"]) is LinkKind.PROVIDER:
                separated += [second["first"], second["second"]]
            else:
                separated.append(piece)
    return [_without_punctuation(part) for part in separated]


def _without_punctuation(part: str) -> str:
    if "://" not in part and "." not in part:
        return part
    part = part.lstrip(_OPENING)
    while part and part[-1] in _CLOSING and not (part[-1] == ")" and "(" in part):
        part = part[:-1]
    return part


def _with_blanks_taken_out(words: list[str]) -> list[str]:
    """Returns the words, those that are one link as one."""
    joined: list[str] = []
    for word in words:
        if joined and _goes_on(joined[-1], word):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _goes_on(link: str, word: str) -> bool:
    """Returns whether a link goes on with the word behind its blank."""
    if "://" in word or not (
        re.search(r"://|^www\.", link, re.IGNORECASE)
        or join_link.kind(f"https://{link}") is LinkKind.PROVIDER
    ):
        return False
    if _HOST_ALONE.fullmatch(link):
        if link.endswith(".") or word.startswith("."):
            return re.fullmatch(r"\.?[\w-]+(?:\.[\w-]+)*(?:/\S*)?", word) is not None
        if re.match(r"/\w", word):
            return True
    if link.endswith("/"):
        return _CALL_PATH.fullmatch(word) is not None
    if link.endswith("="):
        return re.fullmatch(r"[\w.~%&=-]*\w", word) is not None
    if link.endswith(("?", "&")):
        return re.match(r"\w+=\S", word) is not None
    if re.match(r"[?&]\w+=\S", word):
        return True
    number, digits = _SHORT_NUMBER.search(link), _DIGITS.fullmatch(word)
    if number and digits and number.end() == len(link):
        return len(number["digits"]) + len(digits["digits"]) <= _MAX_NUMBER_DIGITS
    return False
