"""What a feed of any format is read into: meetings, and remarks on the rows that need one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.meetings.meeting import Meeting

MAX_FEED_BYTES = 100_000_000
MAX_FEED_ROWS = 500_000


class BrokenFeed(ValueError):
    """The file as a whole cannot be read; the message is one line."""


class Affiliation(StrEnum):
    """Whose meetings a feed lists; decides whether they offer verifications (policy rule 1)."""

    OWN = "own"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Remark:
    """What was wrong with one field of one row. `row` counts from 1; `slug` may be empty."""

    row: int
    slug: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What was read: the meetings, the rows that could not be used, what was mended in others.

    `rows` are all rows as they stand in the file, in their order; `row_numbers` has for each
    meeting the number of its row, from 1.
    """

    meetings: tuple[Meeting, ...]
    set_aside: tuple[Remark, ...]
    corrected: tuple[Remark, ...]
    rows: tuple[object, ...] = ()
    row_numbers: tuple[int, ...] = ()

    def without(self, reasons: Mapping[str, str]) -> "Feed":
        """Returns the feed with the meetings of some slugs set aside, each for its reason."""
        if not reasons:
            return self
        numbers = dict(
            zip((meeting.slug for meeting in self.meetings), self.row_numbers, strict=True)
        )
        refused = [Remark(numbers[slug], slug, "slug", why) for slug, why in reasons.items()]
        rows = {remark.row for remark in refused}
        return Feed(
            meetings=tuple(meeting for meeting in self.meetings if meeting.slug not in reasons),
            set_aside=tuple(sorted((*self.set_aside, *refused), key=lambda remark: remark.row)),
            corrected=tuple(remark for remark in self.corrected if remark.row not in rows),
            rows=self.rows,
            row_numbers=tuple(number for number in self.row_numbers if number not in rows),
        )
