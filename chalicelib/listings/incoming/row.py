"""One row of a feed, read field by field, with remarks on what had to be changed."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeGuard

from chalicelib.listings.incoming import links, text
from chalicelib.listings.incoming.feed import Feed, Remark
from chalicelib.listings.incoming.text import quote_value
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.meeting import SLUG_PATTERN, Meeting, meeting_id

# Characters that a field of a meeting may have; of another field, 255.
LIMITS: Mapping[str, int] = {
    "formatted_address": 500,
    "location_notes": 2000,
    "notes": 5000,
    "group_notes": 5000,
    "conference_url_notes": 1000,
    "conference_phone_notes": 1000,
}
_DEFAULT_LIMIT = 255
_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0", ""})
_UNFIT_IN_SLUG = re.compile(r"[\s/?#\\\x00-\x1f\x7f]+")


class Row:
    """One object of a feed; `corrected` collects the remarks on what had to be changed in it."""

    def __init__(self, number: int, values: Mapping[str, object]) -> None:
        self.number = number
        self.slug = fit_slug(values.get("slug"))
        self.corrected: list[Remark] = []
        self._values = values

    def remark(self, field: str, reason: str) -> None:
        """Notes that a field was changed or left out, and why."""
        self.corrected.append(Remark(self.number, self.slug, field, reason))

    def value(self, field: str) -> object:
        """Returns the value; None where it is absent, null or blank."""
        value = self._values.get(field)
        return None if isinstance(value, str) and not value.strip() else value

    def raw_text(self, field: str) -> str:
        """Returns the value as text, markup and all; "" where there is none."""
        value = self.value(field)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.remark(field, f"left out: {quote_value(value)} is not text")
            return ""
        return value if isinstance(value, str) else _number_text(value)

    def line(self, field: str) -> str:
        """Returns plain text on one line."""
        source = self.raw_text(field)
        return self._cut(field, text.one_line(source)) if source else ""

    def lines(self, field: str) -> str:
        """Returns plain text with its line breaks."""
        source = self.raw_text(field)
        return self._cut(field, text.plain_text(source)) if source else ""

    def _cut(self, field: str, value: str) -> str:
        limit = LIMITS.get(field, _DEFAULT_LIMIT)
        if len(value) > limit:
            self.remark(field, f"cut after {limit} characters")
        return text.cut(value, limit)

    def flag(self, field: str) -> bool:
        """Returns whether a yes-or-no field says yes."""
        value = self.value(field)
        word = "" if value is None else _number_text(value) if is_number(value) else str(value)
        word = word.strip().lower() if not isinstance(value, list | dict) else "?"
        if word not in _YES | _NO:
            self.remark(field, f"left out: {quote_value(value)} is neither yes nor no")
        return word in _YES

    def web_link(self, field: str) -> str:
        """Returns the http or https link of a field; "" where there is none."""
        source = self.raw_text(field)
        if not source:
            return ""
        try:
            return links.web_link(source, field)
        except InvalidMeeting as error:
            self.remark(field, f"left out: {error.reason}")
            return ""


def read_rows(values: Iterable[object], read_meeting: Callable[[Row], Meeting]) -> Feed:
    """Returns the feed that these rows are; a bad row is set aside and never stops the others.

    `read_meeting` makes a meeting of one row; InvalidMeeting from it sets the row aside. Of several
    rows with one slug or one id the first that can be used counts.
    """
    meetings: dict[str, Meeting] = {}
    ids: set[str] = set()
    set_aside: list[Remark] = []
    corrected: list[Remark] = []
    rows: list[object] = []
    row_numbers: list[int] = []
    for number, value in enumerate(values, start=1):
        rows.append(value)
        row = Row(number, value if isinstance(value, dict) else {})
        try:
            if not isinstance(value, dict):
                raise InvalidMeeting("", f"the row is not an object: {quote_value(value)}")
            if row.slug in meetings:
                raise InvalidMeeting("slug", "an earlier row has the same slug")
            meeting = read_meeting(row)
            if meeting.id in ids:
                raise InvalidMeeting("slug", "an earlier row has the same id")
            meetings[row.slug] = meeting
            ids.add(meeting.id)
        except InvalidMeeting as error:
            set_aside.append(Remark(number, row.slug, error.field, error.reason))
        else:
            corrected += row.corrected
            row_numbers.append(number)
    return Feed(
        tuple(meetings.values()),
        tuple(set_aside),
        tuple(corrected),
        tuple(rows),
        tuple(row_numbers),
    )


def fit_slug(source: object) -> str:
    """Returns the slug as a meeting may have it; "" where there is none.

    One that is too long or has characters that break a link gets an ending made from all of it, so
    that it stays the same at every import and differs from others that begin alike.
    """
    if isinstance(source, bool) or not isinstance(source, str | int | float):
        return ""
    slug = text.visible(_number_text(source) if not isinstance(source, str) else source).strip()
    if SLUG_PATTERN.fullmatch(slug) and "\\" not in slug and slug.strip("."):
        return slug
    if not slug:
        return ""
    beginning = _UNFIT_IN_SLUG.sub("-", slug[:200]).strip("-.")[:53]
    ending = meeting_id("", slug)
    return f"{beginning}-{ending}" if beginning else ending


def is_number(value: object) -> TypeGuard[float]:
    """Returns whether a value is a JSON number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number_text(value: float) -> str:
    """Returns a number as it would be written in text: 7.0 is 7."""
    whole = isinstance(value, float) and math.isfinite(value) and value.is_integer()
    return str(int(value)) if whole else str(value)
