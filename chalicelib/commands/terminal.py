"""What commands print: the one place at which text of others meets a terminal.

A feed, a report or an account's label may hold characters that a terminal obeys: escape sequences
that rename its window or hide lines, marks that turn the order of what is read. All of them are
shown as escapes, whatever was let through before.
"""

import json
import re
from typing import IO, Any

import click

# Control characters, surrogates, and what is invisible or orders others (Unicode's Cf, Zl and Zp),
# but for the joiners that Persian and emoji need.
_OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e"
    "\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def shown(text: str) -> str:
    r"""Returns the text with what a terminal obeys written as `\uXXXX`, as JSON does it.

    Line ends are of that kind: what others wrote begins no line of its own.
    """
    return _OBEYED.sub(_escape, text)


def print_line(line: str = "", *, err: bool = False, file: IO[Any] | None = None) -> None:
    """Prints one line, whatever is in it, on stdout or on stderr if `err`."""
    click.echo(shown(line), file=file, err=err)


def print_json(value: Any) -> None:
    """Prints a value as JSON, readable as it is; what it says stays the same."""
    for line in json.dumps(value, ensure_ascii=False, indent=1).split("\n"):
        print_line(line)


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))
