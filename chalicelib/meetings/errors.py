"""What a meeting may not be."""


class InvalidMeeting(ValueError):
    """A meeting's field holds something that it may not; carries the Meeting Guide field's name."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
