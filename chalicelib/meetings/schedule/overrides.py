"""Single times of a series that do not take place as listed: cancelled, or moved.

They come from a feed, or are set here by those who run the meeting; what is set here counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

RETENTION_DAYS = 7  # longer than any verification of the day can be given or redeemed


@dataclass(frozen=True, slots=True)
class Override:
    """What becomes of the occurrence listed for `day` (a local date, whatever was changed before):
    it is cancelled (`to` None), or moved to the local date `to` at `start_min` minutes after
    midnight. With its own day and no start, as listed after all: it undoes what the feed says.
    """

    day: date
    to: date | None = None
    start_min: int | None = None

    @property
    def cancelled(self) -> bool:
        return self.to is None

    @property
    def reinstated(self) -> bool:
        return self.to is not None and self.start_min is None

    @property
    def last_day(self) -> date:
        return max(self.day, self.to or self.day)

    def __str__(self) -> str:
        text = f"{self.day:%Y%m%d}"
        if self.to is None:
            return text
        return f"{text}=" if self.start_min is None else f"{text}>{self.to:%Y%m%d}@{self.start_min}"


def write(overrides: Iterable[Override]) -> str:
    """The overrides as short text: `20261124 20261201>20261202@1140`."""
    return " ".join(map(str, overrides))


def read(text: str) -> tuple[Override, ...]:
    """The overrides of such a text."""
    return tuple(map(_read, text.split()))


def _read(text: str) -> Override:
    if text.endswith("="):
        day = _date(text[:-1])
        return Override(day, day)
    day_text, _, moved = text.partition(">")
    if not moved:
        return Override(_date(day_text))
    to, _, start = moved.partition("@")
    return Override(_date(day_text), _date(to), int(start))


def _date(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def with_override(overrides: Iterable[Override], one: Override) -> tuple[Override, ...]:
    """The overrides with this one in place of that of the same day, in order of their days."""
    others = (other for other in overrides if other.day != one.day)
    return tuple(sorted((*others, one), key=lambda override: override.day))


def merge(listed: Iterable[Override], here: Iterable[Override]) -> tuple[Override, ...]:
    """What the feed says with what was set here, which counts where both speak of a day."""
    by_day = {one.day: one for one in (*listed, *here)}
    return tuple(by_day[day] for day in sorted(by_day) if not by_day[day].reinstated)


def without_past(overrides: Iterable[Override], now: datetime) -> tuple[Override, ...]:
    """Those that are not long past. One is kept for a week after the last day that it speaks of: a
    cancelled meeting must not open its issuing window after all.
    """
    since = now.date() - timedelta(days=RETENTION_DAYS)
    return tuple(one for one in overrides if one.last_day >= since)
