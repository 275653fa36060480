"""What a meeting may not be, and what may not become of one."""


class InvalidMeeting(ValueError):
    """A field of a meeting has a value that it may not have; `field` is its Meeting Guide name."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class CannotBeListed(Exception):
    """A meeting can't be written, whenever it is tried; `id` is its id, `reason` says why."""

    def __init__(self, meeting_id: str, reason: str) -> None:
        super().__init__(f"{meeting_id}: {reason}")
        self.id = meeting_id
        self.reason = reason


class IdTaken(CannotBeListed):
    """Two listings have the same id (one chance in a million at 50,000 listings).

    `holder` is the listing that has it (its source and slug).
    """

    def __init__(self, meeting_id: str, holder: str) -> None:
        super().__init__(meeting_id, f"the listing {holder} has the same id")
        self.holder = holder


class TooManyTimes(CannotBeListed):
    """A meeting takes place at so many different times that it can't be written as a whole."""

    def __init__(self, meeting_id: str) -> None:
        super().__init__(meeting_id, "it takes place at too many different times of the week")


class NoSuchMeeting(LookupError):
    """No meeting with a schedule has that id."""


class TooManyChanges(Exception):
    """As many occurrences of the meeting are cancelled or moved as can be."""
