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


def all_of(*some: Report) -> tuple[Report, ...]:
    found: tuple[Report, ...] = ()
    for new in some:
        found = with_report(found, new)
    return found


def test_letter_case_blanks_and_width_make_no_other_report_and_the_last_wording_stays() -> None:
    (only,) = all_of(
        *(report(text=text) for text in ("Door  locked", "DOOR LOCKED", "Ｄoor locked"))
    )
    assert (only.text, only.count) == ("Ｄoor locked", 3)


def test_many_of_one_kind_silence_no_other_kind_and_no_later_one() -> None:
    moved = [report(Kind.PLACE, text=f"Moved {number}") for number in range(3)]
    flood = [report(Kind.OTHER, text=f"zzz {number}") for number in range(200)]
    found = all_of(*moved, *flood, report(Kind.OTHER, text="A tree fell on it"))
    texts = [each.text for each in found if each.text]
    assert {each.text for each in moved} <= set(texts)
    assert texts[0] == "A tree fell on it"
    assert texts[1] == "zzz 199"
    assert len(texts) == MAX_WITH_TEXT
    assert sum(each.count for each in found if each.kind is Kind.OTHER) == 201


def test_many_of_every_kind_leave_the_last_three_of_each_and_all_are_counted() -> None:
    flood = [report(kind, text=f"{kind} {number}") for number in range(50) for kind in Kind]
    rest = [report(Kind.TIME, text=f"late {number}") for number in range(50)]
    found = all_of(*flood, *rest)
    for kind in Kind:
        texts = [each.text for each in found if each.kind is kind and each.text]
        expected = "late" if kind is Kind.TIME else kind
        assert texts[:3] == [f"{expected} {number}" for number in (49, 48, 47)]
    assert sum(each.count for each in found) == 350


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
