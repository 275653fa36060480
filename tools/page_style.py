"""Takes from stylesheets the rules that one page can use."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_HOLDS_RULES = ("@media", "@supports")
_STATE = re.compile(r"::?[\w-]+|\[[^\]]*\]|\*")
_NAME = re.compile(r"[.#]?[A-Za-z][\w-]*")


@dataclass(frozen=True, slots=True)
class Names:
    """What selectors may ask for: elements ("p"), classes (".quiet") and ids ("#main")."""

    all: frozenset[str]

    @classmethod
    def of(cls, html: str, scripts: Iterable[str] = ()) -> "Names":
        """Returns the names in a page, and every word in its scripts.

        Where in a script a string begins, only a parser could tell: a quote may stand in a regular
        expression. A data attribute of one word may name a class, which a script then gives.
        """
        page = _PageNames()
        page.feed(html)
        words = {word for script in scripts for word in re.findall(r"[A-Za-z][\w-]*", script)}
        by_scripts = {prefix + word for word in words for prefix in ("", ".", "#")}
        return cls(frozenset(page.names | by_scripts))


class _PageNames(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        for name, value in attrs:
            if name == "class":
                self.names |= {f".{one}" for one in (value or "").split()}
            elif name == "id":
                self.names.add(f"#{value}")
            elif name.startswith("data-") and _NAME.fullmatch(value or ""):
                self.names.add(f".{value}")


def usable_rules(css: str, names: Names) -> str:
    """Returns the rules, in their order, that match where elements of those names are.

    States and attributes are taken to be possible, and so is whatever is in brackets, as in :not().
    """
    css, usable, at = _COMMENT.sub("", css), [], 0
    while (opening := css.find("{", at)) >= 0:
        end = _end_of_block(css, opening)
        head, body = css[at:opening].strip(), css[opening + 1 : end - 1]
        if head.startswith(_HOLDS_RULES):
            body = usable_rules(body, names)
        elif not head.startswith("@"):
            head = ",".join(one for one in _selectors(head) if _may_match(one, names))
        if head and body:
            usable.append(f"{head}{{{body}}}")
        at = end
    return "".join(usable)


def _end_of_block(css: str, opening: int) -> int:
    depth = 0
    for at in range(opening, len(css)):
        depth += (css[at] == "{") - (css[at] == "}")
        if depth == 0:
            return at + 1
    raise ValueError("a block of the stylesheet has no end")


def _selectors(head: str) -> list[str]:
    """The selectors of a list, apart at commas that are not in brackets."""
    found, depth = [""], 0
    for character in head:
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            found.append("")
        else:
            found[-1] += character
    return [selector.strip() for selector in found]


def _may_match(selector: str, names: Names) -> bool:
    outside = ""
    depth = 0
    for character in selector:
        depth += character == "("
        if not depth:
            outside += character
        depth -= character == ")"
    return all(name in names.all for name in _NAME.findall(_STATE.sub(" ", outside)))
