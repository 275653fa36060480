"""What visits found is kept for thirty days, small, and without what went wrong in detail."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.canary import history
from chalicelib.canary.history import DAYS, Day, History, NotAHistory
from chalicelib.canary.visit import Step, Subject

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
GOOD = [Step("search", Subject.FIND, 12, ""), Step("give", Subject.GIVE, 9, "")]
BAD = [Step("search", Subject.FIND, 12, ""), Step("give", Subject.GIVE, 9, "status 503")]


def test_visits_are_counted_by_day_and_subject() -> None:
    found = history.with_visit(History(), GOOD, NOW)
    found = history.with_visit(found, BAD, NOW + timedelta(minutes=15))
    assert found.days == {date(2026, 11, 29): Day(2, {Subject.GIVE: 1})}
    assert found.looked_at == (Subject.FIND, Subject.GIVE)


def test_what_fails_says_since_when_until_it_works_again() -> None:
    found = history.with_visit(History(), BAD, NOW)
    found = history.with_visit(found, BAD, NOW + timedelta(hours=1))
    assert found.failing == {Subject.GIVE: NOW}
    assert history.with_visit(found, GOOD, NOW + timedelta(hours=2)).failing == {}


def test_thirty_days_are_kept() -> None:
    found = History()
    for day in range(DAYS + 20):
        found = history.with_visit(found, GOOD, NOW + timedelta(days=day))
    assert len(found.days) == DAYS
    shown = found.last_days((NOW + timedelta(days=DAYS + 20)).date())
    assert len(shown) == DAYS
    assert shown[-1][1] == Day()  # nobody looked that day yet


def test_it_reads_what_it_wrote_and_says_no_detail() -> None:
    found = history.with_visit(history.with_visit(History(), BAD, NOW), BAD, NOW)
    text = history.write(found)
    assert history.read(text) == found
    assert "503" not in text
    assert history.read(history.write(History())) == History()


def written(**changed: object) -> str:
    """A history in which something else stands."""
    return json.dumps({**json.loads(history.write(History())), **changed})


def counted(visits: object, **failed: object) -> str:
    """A history of a day."""
    return written(days={"2026-11-29": {"visits": visits, "failed": failed}})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 2}',
        "[" * 100_000,
        written(looked_at=["else"]),
        written(days={"x": {}}),
        written(days=[]),
        written(checked_at=""),
        written(checked_at=1),
        written(checked_at="2026-11-29T10:00:00"),
        written(checked_at="0001-01-01T00:00:00+14:00"),
        written(failing={"find": "2026-11-29T10:00:00"}),
        counted("x"),
        counted(-1),
        counted(True),
        counted(1.5),
        counted(1, find="x"),
        counted(1, find=-1),
        counted(1, find=2),
    ],
)
def test_what_is_no_history_is_refused(text: str) -> None:
    with pytest.raises(NotAHistory):
        history.read(text)
