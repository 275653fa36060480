"""What a meeting may not be, and what may not become of one."""


class InvalidMeeting(ValueError):
    """A field of a meeting has a value that it may not have; `field` is its Meeting Guide name."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class IdTaken(Exception):
    """Two listings have the same id (one chance in a million at 50,000 listings).

    `id` is that, `holder` the listing that has it (its source and slug).
    """

    def __init__(self, meeting_id: str, holder: str) -> None:
        super().__init__(f"{meeting_id} is the id of {holder}")
        self.id = meeting_id
        self.holder = holder


class NoSuchMeeting(LookupError):
    """No meeting with a schedule has that id."""


class TooManyChanges(Exception):
    """As many occurrences of the meeting are cancelled or moved as can be."""
