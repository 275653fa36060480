"""What a meeting may not be."""


class InvalidMeeting(ValueError):
    """A field of a meeting has a value that it may not have; `field` is its Meeting Guide name."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
