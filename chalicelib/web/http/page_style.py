"""The style that public pages carry within themselves: one round trip, and the page is there.

A page says so by `carries_style = True` in its dataclass, and by `own_styles` which files it has
behind those that all of them have. Others link to their styles: pages that `make build` renders,
those that a worker keeps for itself, and those of signed-in facilitators.
"""

from functools import lru_cache

from chalicelib.web.files import STATIC

COMMON = ("styles/style.css", "styles/finder.css")
Version = tuple[tuple[int, int], ...]


def is_in(page: object) -> bool:
    """Returns whether a page carries the style."""
    return bool(getattr(page, "carries_style", False))


def text(page: object) -> str:
    """Returns the style as it stands in a page; it has no < that could end it."""
    files = (*COMMON, *getattr(page, "own_styles", ()))
    states = ((STATIC / name).stat() for name in files)
    return _text(files, tuple((state.st_mtime_ns, state.st_size) for state in states))


def source(page: object) -> str:
    """Returns what lets that style into a page's policy."""
    return source_of(text(page))


def source_of(style: str) -> str:
    """Returns what lets a style within a page into its policy: its hash (CSP 3 section 2.3.1)."""
    import base64
    import hashlib

    digest = hashlib.sha256(style.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@lru_cache(maxsize=2)
def _text(files: tuple[str, ...], _version: Version) -> str:
    styles = "".join((STATIC / name).read_text("utf-8").strip() for name in files)
    if "<" in styles:
        raise ValueError("a style within a page has no <")
    return styles
