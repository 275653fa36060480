"""What is refused before any view's own rules: a value, an address, another site's request."""

import re
from typing import Any

MAX_TEXT = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")


class InvalidField(ValueError):
    """A query or body value that may not be so; names the field and what is allowed.

    `return_path` is where a page's visitor may go on without it.
    """

    def __init__(self, field: str, allowed: str, return_path: str = "") -> None:
        super().__init__(f"{field}: {allowed}")
        self.field = field
        self.allowed = allowed
        self.return_path = return_path


class SeveralCodes(ValueError):
    """Several different codes in one text, where one is asked for; names the field."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class NotFound(LookupError):
    """There is nothing at this address."""


class NotAcceptable(ValueError):
    """A representation that can be sent only to those who ask for it first; names its type."""

    def __init__(self, media_type: str) -> None:
        super().__init__(media_type)
        self.media_type = media_type


class WrongOrigin(PermissionError):
    """A request that changes something came from another site."""


def require_text(name: str, value: Any, max_length: int = MAX_TEXT) -> str:
    """Returns a value that is plain text without control characters. Raises InvalidField."""
    if not isinstance(value, str):
        raise InvalidField(name, "must be text")
    if len(value) > max_length:
        raise InvalidField(name, f"at most {max_length} characters")
    if _CONTROL.search(value):
        raise InvalidField(name, "text in UTF-8 without control characters")
    return value
