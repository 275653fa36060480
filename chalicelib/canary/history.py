"""What visits found, kept small: what was last, and how many failed on each of the last days."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.canary.visit import Step, Subject

VERSION = 1
DAYS = 30
_DAMAGES = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)


class NotAHistory(ValueError):
    """The text is no history that this version reads."""


@dataclass(frozen=True, slots=True)
class Day:
    """How many visits there were on a day (UTC), and in how many of them a subject failed."""

    visits: int = 0
    failed: Mapping[Subject, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class History:
    """The last visit, and the days up to it.

    `looked_at`: the subjects of the last visit; `failing`: those of them that did not work, each
    since when.
    """

    checked_at: datetime | None = None
    looked_at: tuple[Subject, ...] = ()
    failing: Mapping[Subject, datetime] = field(default_factory=dict)
    days: Mapping[date, Day] = field(default_factory=dict)

    def last_days(self, today: date) -> list[tuple[date, Day]]:
        """Returns the last 30 days, the earliest first; a day without a visit has none."""
        days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
        return [(day, self.days.get(day, Day())) for day in days]


def with_visit(history: History, steps: Sequence[Step], now: datetime) -> History:
    """Returns the history with one visit more, without what is older than 30 days."""
    failed = {step.subject for step in steps if step.problem}
    today = now.astimezone(UTC).date()
    before = history.days.get(today, Day())
    counted = {subject: before.failed.get(subject, 0) + 1 for subject in failed}
    day = Day(before.visits + 1, {**before.failed, **counted})
    since = today - timedelta(days=DAYS - 1)
    return History(
        checked_at=now,
        looked_at=_in_order(step.subject for step in steps),
        failing={subject: history.failing.get(subject, now) for subject in _in_order(failed)},
        days={**{when: old for when, old in history.days.items() if when >= since}, today: day},
    )


def write(history: History) -> str:
    """Returns the history as JSON."""
    shape = {
        "version": VERSION,
        "checked_at": history.checked_at.isoformat() if history.checked_at else None,
        "looked_at": [subject.value for subject in history.looked_at],
        "failing": {key.value: since.isoformat() for key, since in history.failing.items()},
        "days": {
            day.isoformat(): {
                "visits": counts.visits,
                "failed": {subject.value: count for subject, count in counts.failed.items()},
            }
            for day, counts in sorted(history.days.items())
        },
    }
    return json.dumps(shape, indent=1) + "\n"


def read(text: str) -> History:
    """Returns the history of what `write` wrote. Raises NotAHistory."""
    try:
        shape = json.loads(text)
        if shape["version"] != VERSION:
            raise NotAHistory(f"version {shape['version']}, and not {VERSION}")
        checked_at = shape["checked_at"]
        return History(
            None if checked_at is None else _moment(checked_at),
            tuple(map(Subject, shape["looked_at"])),
            {Subject(name): _moment(at) for name, at in shape["failing"].items()},
            {date.fromisoformat(day): _day(counts) for day, counts in shape["days"].items()},
        )
    except NotAHistory:
        raise
    except _DAMAGES as error:
        raise NotAHistory("not what the canary wrote") from error


def _moment(text: str) -> datetime:
    """Returns the moment of a text, in UTC. Raises ValueError, also where it names no zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)


def _day(counts: Mapping[str, Any]) -> Day:
    visits = _count(counts["visits"])
    failed = {Subject(name): _count(count) for name, count in counts["failed"].items()}
    if max(failed.values(), default=0) > visits:
        raise ValueError(visits)
    return Day(visits, failed)


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(value)
    return value


def _in_order(subjects: Iterable[Subject]) -> tuple[Subject, ...]:
    found = set(subjects)
    return tuple(subject for subject in Subject if subject in found)
