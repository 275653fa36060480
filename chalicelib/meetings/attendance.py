"""How to take part in a meeting, and what its listing says of verifications.

Apart from `meeting`, because a search tells it of rows and needs no meeting.
"""

from enum import StrEnum

TEMPORARILY_CLOSED = "TC"  # the type of a meeting whose room is closed for now


class AttendanceOption(StrEnum):
    """How to take part. `INACTIVE` meetings are stored, and never found by a search."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"
    INACTIVE = "inactive"

    @property
    def has_room(self) -> bool:
        """Returns whether people can come to a place."""
        return self in (AttendanceOption.IN_PERSON, AttendanceOption.HYBRID)

    @property
    def has_link(self) -> bool:
        """Returns whether people can join from afar."""
        return self in (AttendanceOption.ONLINE, AttendanceOption.HYBRID)


class VerificationPolicy(StrEnum):
    """The listing's own word on attendance verifications (policy rule 1)."""

    OFFERED = "offered"
    NOT_OFFERED = "not_offered"
