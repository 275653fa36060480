"""What somebody says is wrong with a listing; without who they are and at what hour.

What is said of one meeting stays together: the same said again is counted, and of the reports that
are many, the oldest texts give way while it stays counted what they were about.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

MAX_TEXT = 500  # characters
MAX_WITH_TEXT = 20  # reports about one meeting whose texts are stored
REPORT_DAYS = 90  # until it is deleted where nobody deals with it


class Kind(StrEnum):
    """What is wrong, as the form offers it."""

    NOBODY_THERE = "nobody_there"
    TIME = "time"
    PLACE = "place"
    JOINING = "joining"
    ENDED = "ended"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Report:
    """What `count` people said, in these words or, without a text, of this kind.

    `day` is the day (UTC) on which the last one came; its time is not stored.
    """

    meeting_id: str
    kind: Kind
    text: str
    day: date
    count: int = 1


def with_report(reports: Iterable[Report], new: Report) -> tuple[Report, ...]:
    """Returns the reports about one meeting with a new one, the newest first.

    Those that have expired are left out. The same kind and text is one report, counted. Where more
    than 20 have a text, the oldest of these are counted with those of their kind that have none.
    """
    by_words: dict[tuple[Kind, str], Report] = {}
    for report in (*without_expired(reports, new.day), new):
        _count(by_words, report)
    with_text = sorted((r for r in by_words.values() if r.text), key=_age, reverse=True)
    for report in with_text[MAX_WITH_TEXT:]:
        del by_words[report.kind, report.text]
        _count(by_words, replace(report, text=""))
    return tuple(sorted(by_words.values(), key=_age, reverse=True))


def without_expired(reports: Iterable[Report], today: date) -> tuple[Report, ...]:
    """Returns the reports that are not yet ninety days old."""
    return tuple(report for report in reports if today < expiry(report))


def expiry(report: Report) -> date:
    """Returns the day on which a report is deleted."""
    return report.day + timedelta(days=REPORT_DAYS)


def _count(by_words: dict[tuple[Kind, str], Report], report: Report) -> None:
    key = (report.kind, report.text)
    same = by_words.get(key)
    if same:
        report = replace(report, day=max(same.day, report.day), count=same.count + report.count)
    by_words[key] = report


def _age(report: Report) -> tuple[date, Kind, str]:
    return (report.day, report.kind, report.text)
