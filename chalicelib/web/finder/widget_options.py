"""What the page around a widget may ask for besides a search: which meetings, how, in what colours.

All of it stands in the address of the frame, which the people of that page write once.
"""

import re
from dataclasses import dataclass

from chalicelib.meetings.meeting import ID_PATTERN, SOURCE_PATTERN
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.request import Request
from chalicelib.web.i18n.catalogue import languages

MAX_IDS = 100
MIN_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
_VIEWS = ("", "next", "week")
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
_DEFAULTS = {"paper": "faf6ee", "ink": "22201c", "accent": "0b4a4d"}  # as in style.css


@dataclass(frozen=True, slots=True)
class WidgetOptions:
    """`ids`, `source` and `group` choose meetings; "" or () where they don't.

    `week`: by the days of the week, not by next occurrence. `language`: "" for the visitor's.
    `style`: the page's own colours as CSS, or "".
    """

    ids: tuple[str, ...]
    source: str
    group: str
    week: bool
    language: str
    style: str

    @property
    def is_listing(self) -> bool:
        """Returns whether the meetings are named, and not searched for."""
        return bool(self.ids or self.source)


def read(request: Request) -> WidgetOptions:
    """Returns the options of a request. Raises InvalidField."""
    ids = _ids(request)
    source = request.query("source").strip()
    if source and not SOURCE_PATTERN.fullmatch(source):
        raise InvalidField("source", "1 to 40 of a-z 0-9 -")
    if ids and source:
        raise InvalidField("ids", "give ids or source, not both")
    view = request.query("view")
    if view not in _VIEWS:
        raise InvalidField("view", "next or week")
    if view == "next" and (ids or source):
        raise InvalidField("view", "ids and source are shown by the days of the week")
    language = request.query("language")
    if language and language not in languages():
        raise InvalidField("language", ", ".join(languages()))
    return WidgetOptions(
        ids,
        source,
        request.query("group").strip(),
        view == "week" or bool(ids or source),
        language,
        _style(request),
    )


def _ids(request: Request) -> tuple[str, ...]:
    texts = (part.strip() for text in request.queries("ids") for part in text.split(","))
    ids = tuple(dict.fromkeys(filter(None, texts)))
    if len(ids) > MAX_IDS or not all(map(ID_PATTERN.fullmatch, ids)):
        raise InvalidField("ids", f"at most {MAX_IDS} ids of meetings, joined by commas")
    return ids


def _style(request: Request) -> str:
    """The page's colours; where it gives a paper and no ink, the ink that is read best on it."""
    given = {name: request.query(name).lstrip("#") for name in _DEFAULTS}
    if not any(given.values()):
        return ""
    for name, colour in given.items():
        if colour and not _COLOUR.fullmatch(colour):
            raise InvalidField(name, "a colour as six hexadecimal digits, such as 0b4a4d")
    paper = given["paper"] or _DEFAULTS["paper"]
    best = max(("000000", "ffffff"), key=lambda colour: contrast(colour, paper))
    ink = given["ink"] or (best if given["paper"] else _DEFAULTS["ink"])
    accent = given["accent"] or (ink if given["paper"] else _DEFAULTS["accent"])
    for name, colour in (("ink", ink), ("accent", accent)):
        if contrast(colour, paper) < MIN_CONTRAST:
            raise InvalidField(name, f"a contrast with paper of at least {MIN_CONTRAST}")
    scheme = "dark" if best == "ffffff" else "light"
    return (
        f":root{{color-scheme:{scheme};--paper:#{paper};--ink:#{ink};--quiet:#{ink};"
        f"--accent:#{accent};--line:#{ink}44;--edge:#{ink}99}}"
    ).lower()


def contrast(one: str, other: str) -> float:
    """Returns the contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
