"""Single times of a series that do not take place as listed: cancelled, or moved.

They come from a feed, or are set here by those who run the meeting; what is set here counts.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

RETENTION_DAYS = 7  # longer than any verification of the day can be given or redeemed


class Override(NamedTuple):
    """What becomes of the occurrence listed for `day`, a local date, whatever was changed before.

    It is cancelled (`to` None), or moved to the local date `to` at `start_min` minutes after
    midnight. With its own day and no start it is reinstated: it takes place as listed, although
    the feed says that it is cancelled or moved.
    """

    day: date
    to: date | None = None
    start_min: int | None = None

    @property
    def cancelled(self) -> bool:
        """Returns whether the occurrence does not take place."""
        return self.to is None

    @property
    def reinstated(self) -> bool:
        """Returns whether the occurrence takes place as listed, whatever the feed says."""
        return self.to is not None and self.start_min is None

    @property
    def last_day(self) -> date:
        """Returns the later of the local dates that it speaks of."""
        return max(self.day, self.to or self.day)

    def __str__(self) -> str:
        """Returns the override as `read` reads it."""
        text = f"{self.day:%Y%m%d}"
        if self.to is None:
            return text
        return f"{text}=" if self.start_min is None else f"{text}>{self.to:%Y%m%d}@{self.start_min}"


def write(overrides: Iterable[Override]) -> str:
    """Returns the overrides as short text: `20261124 20261201>20261202@1140`."""
    return " ".join(map(str, overrides))


def read(text: str) -> tuple[Override, ...]:
    """Returns the overrides of a text that `write` wrote."""
    return tuple(map(_read_override, text.split()))


def _read_override(text: str) -> Override:
    if text.endswith("="):
        day = _date(text[:-1])
        return Override(day, day)
    day_text, _, new = text.partition(">")
    if not new:
        return Override(_date(day_text))
    to, _, start = new.partition("@")
    return Override(_date(day_text), _date(to), int(start))


def _date(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def with_override(overrides: Iterable[Override], new: Override) -> tuple[Override, ...]:
    """Returns the overrides with a new one, instead of any of the same day, in order of days."""
    others = (override for override in overrides if override.day != new.day)
    return tuple(sorted((*others, new), key=lambda override: override.day))


def merge(listed: Iterable[Override], set_here: Iterable[Override]) -> tuple[Override, ...]:
    """Returns what the feed says with what was set here, which counts where both name a day."""
    by_day = {override.day: override for override in (*listed, *set_here)}
    return tuple(by_day[day] for day in sorted(by_day) if not by_day[day].reinstated)


def without_past(overrides: Iterable[Override], now: datetime) -> tuple[Override, ...]:
    """Returns the overrides that are not long past.

    Each is stored until a week after the last day that it speaks of: a cancelled meeting must not
    open its issuing window after all.
    """
    since = now.date() - timedelta(days=RETENTION_DAYS)
    return tuple(override for override in overrides if override.last_day >= since)
