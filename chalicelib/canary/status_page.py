"""The status page: what the canary found last, and on the last 30 days, for everybody to read.

It is files, one a language, that lie where the service's own failures do not reach them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar, NamedTuple

from chalicelib.canary.history import Day, History
from chalicelib.canary.visit import Subject
from chalicelib.web.http.templates import render_page
from chalicelib.web.i18n.catalogue import FALLBACK, OWN_NAMES, translator
from chalicelib.web.i18n.formatting import comma_list, plain_date


class SubjectNow(NamedTuple):
    """What is to be said of a subject; `since`: when it stopped working, "" where it works."""

    subject: Subject
    since: str


class DayShown(NamedTuple):
    """A day; `share`: in what part of its visits what failed most worked, in percent.

    Rounded down: only a day without a failure has 100. None where there were no visits.
    """

    day: str
    share: int | None


@dataclass(frozen=True, slots=True)
class StatusPage:
    """The page; `checked_at` is when the canary was here last, "" where never."""

    template: ClassVar[str] = "status.html"
    carries_style: ClassVar[bool] = True
    own_styles: ClassVar[tuple[str, ...]] = ("styles/status.css",)
    checked_at: str
    subjects: tuple[SubjectNow, ...]
    days: tuple[DayShown, ...]
    addresses: tuple[tuple[str, str, str], ...]  # language, file and own name


def file_name(language: str) -> str:
    """Returns the name of the page's file in a language."""
    return "index.html" if language == FALLBACK else f"{language}.html"


def pages(history: History, public_url: str, now: datetime) -> Iterator[tuple[str, str]]:
    """Yields the name of each file and its HTML; links lead to the service at its address."""
    for language in OWN_NAMES:
        yield file_name(language), _page(history, public_url, now, language)


def _page(history: History, public_url: str, now: datetime, language: str) -> str:
    t = translator(language)

    def moment(at: datetime) -> str:
        at = at.astimezone(UTC)
        return comma_list(t, (plain_date(t, at.date()), f"{at:%H:%M} UTC"))

    def shown(day: date, counts: Day) -> DayShown:
        worst = max(counts.failed.values(), default=0)
        share = 100 * (counts.visits - worst) // counts.visits if counts.visits else None
        return DayShown(plain_date(t, day), share)

    failing = history.failing
    page = StatusPage(
        checked_at=moment(history.checked_at) if history.checked_at else "",
        subjects=tuple(
            SubjectNow(subject, moment(failing[subject]) if subject in failing else "")
            for subject in history.looked_at
        ),
        days=tuple(shown(day, counts) for day, counts in history.last_days(now.date())),
        addresses=tuple((tag, file_name(tag), name) for tag, name in OWN_NAMES.items()),
    )
    return render_page(page, public_url, language)
