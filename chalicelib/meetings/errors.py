"""What a meeting may not be, and what may not become of one."""


class InvalidMeeting(ValueError):
    """A field of a meeting has a value that it may not have; `field` is its Meeting Guide name."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class IdTaken(Exception):
    """Two listings have the same id (one chance in a million at 50,000 listings); carries both."""


class NoSuchMeeting(LookupError):
    """No meeting with a schedule has that id."""


class TooManyChanges(Exception):
    """As many occurrences of the meeting are cancelled or moved as can be."""
