"""What somebody says is wrong with a listing; without who they are and at what hour.

What is said of one meeting stays together: the same said again is counted, and of the reports that
are many, the oldest texts give way while it stays counted what they were about. Nobody who sends
many silences the others.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

MAX_TEXT = 500  # characters
MAX_WITH_TEXT = 20  # reports about one meeting whose texts are stored
KEPT_OF_EACH_KIND = 3  # of these texts, whatever comes after them
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
    """Returns the reports about one meeting with a new one, the last to come first.

    Those that have expired are left out. The same kind and text is one report, counted; letter
    case and blanks make no difference, and the last wording stays. Where more than 20 have a text,
    the oldest gives way: it is counted with those of its kind that have none. Of each kind the last
    three stay, so that many of one kind drown no other.
    """
    by_words: dict[tuple[Kind, str], Report] = {}
    for report in (new, *without_expired(reports, new.day)):
        _count(by_words, report)
    with_text = [report for report in by_words.values() if report.text]
    numbers = Counter(report.kind for report in with_text)
    for report in reversed(with_text):
        if numbers.total() > MAX_WITH_TEXT and numbers[report.kind] > KEPT_OF_EACH_KIND:
            numbers[report.kind] -= 1
            del by_words[_words(report)]
            _count(by_words, replace(report, text=""))
    return _newest_first(by_words)


def counted_together(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Returns the reports about one meeting with the same ones as one, the newest first."""
    by_words: dict[tuple[Kind, str], Report] = {}
    for report in reports:
        _count(by_words, report)
    return _newest_first(by_words)


def _newest_first(by_words: Mapping[tuple[Kind, str], Report]) -> tuple[Report, ...]:
    return tuple(sorted(by_words.values(), key=lambda report: report.day, reverse=True))


def without_expired(reports: Iterable[Report], today: date) -> tuple[Report, ...]:
    """Returns the reports that are not yet ninety days old."""
    return tuple(report for report in reports if today < expiry(report))


def expiry(report: Report) -> date:
    """Returns the day on which a report is deleted."""
    return report.day + timedelta(days=REPORT_DAYS)


def _count(by_words: dict[tuple[Kind, str], Report], report: Report) -> None:
    """Adds a report, or counts it with the one of the same words that came after it."""
    same = by_words.get(_words(report), replace(report, count=0))
    day, count = max(same.day, report.day), same.count + report.count
    by_words[_words(report)] = replace(same, day=day, count=count)


def _words(report: Report) -> tuple[Kind, str]:
    """Returns what makes two reports the same."""
    text = unicodedata.normalize("NFKC", report.text).casefold()
    return report.kind, " ".join(text.split())
