"""What the edge itself refuses: a value, an address, another site's request."""

import re
from typing import Any

MAX_TEXT = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")


class InvalidField(ValueError):
    """A query or body value that may not be so; names the field and what is allowed. `again` is
    the path at which a page's visitor may go on without it.
    """

    def __init__(self, field: str, allowed: str, again: str = "") -> None:
        super().__init__(f"{field}: {allowed}")
        self.field = field
        self.allowed = allowed
        self.again = again


class NotFound(LookupError):
    """There is nothing at this address."""


class WrongOrigin(PermissionError):
    """A request that changes something came from another site."""


def require_text(name: str, value: Any, most: int = MAX_TEXT) -> str:
    """Plain text in UTF-8 without control characters."""
    if not isinstance(value, str):
        raise InvalidField(name, "must be text")
    if len(value) > most:
        raise InvalidField(name, f"at most {most} characters")
    if _CONTROL.search(value):
        raise InvalidField(name, "text in UTF-8 without control characters")
    return value
