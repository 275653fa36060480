"""Reports about one meeting: the same ones are one, and none is dropped."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.meetings.report import (
    MAX_WITH_TEXT,
    REPORT_DAYS,
    Kind,
    Report,
    with_report,
    without_expired,
)

TODAY = date(2026, 3, 4)


def report(kind: Kind = Kind.TIME, text: str = "", days_ago: int = 0) -> Report:
    return Report("one", kind, text, TODAY - timedelta(days=days_ago))


def test_the_same_said_three_times_is_one_report_of_the_last_day() -> None:
    found: tuple[Report, ...] = ()
    for days_ago in (9, 5, 7):
        found = with_report(found, report(text="Locked", days_ago=days_ago))
    (only,) = found
    assert (only.count, only.day) == (3, TODAY - timedelta(days=5))


def test_another_kind_or_other_words_are_another_report_and_the_newest_comes_first() -> None:
    found: tuple[Report, ...] = ()
    for new in (report(days_ago=2), report(Kind.PLACE, days_ago=1), report(text="Locked")):
        found = with_report(found, new)
    assert found == (report(text="Locked"), report(Kind.PLACE, days_ago=1), report(days_ago=2))


def test_ninety_days_later_it_is_gone() -> None:
    old = report(days_ago=REPORT_DAYS)
    assert without_expired([old], TODAY) == ()
    assert with_report([old], report(Kind.PLACE)) == (report(Kind.PLACE),)


reports = st.builds(
    report, st.sampled_from(Kind), st.sampled_from(["", *map(str, range(40))]), st.just(0)
)


@given(st.lists(reports, max_size=80))
def test_of_many_reports_each_is_counted_under_its_kind(some: list[Report]) -> None:
    found: tuple[Report, ...] = ()
    for new in some:
        found = with_report(found, new)
    counts: Counter[Kind] = Counter()
    for stored in found:
        counts[stored.kind] += stored.count
    assert counts == Counter(new.kind for new in some)
    assert len([stored for stored in found if stored.text]) <= MAX_WITH_TEXT
