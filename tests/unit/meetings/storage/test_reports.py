"""What is stored of reports is read back as what was written; among many, how many there were."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from chalicelib import dynamodb
from chalicelib.aws import time_budget
from chalicelib.dynamodb import Item, StorageUnavailable, Table
from chalicelib.meetings.report import Kind, Report, expiry
from chalicelib.meetings.storage import keys, reports
from tests.conftest import PATIENCE_S, Tables
from tests.contracts import faults
from tests.unit.aws.pause_clock import PauseClock

DAY = date(2026, 3, 4)


def test_reports_are_read_back_until_they_expire() -> None:
    later = Report("abc", Kind.TIME, "Half an hour later", date(2026, 3, 5), 2)
    sooner = Report("abc", Kind.PLACE, "", date(2026, 3, 4))
    item = {"pk": {"S": keys.reports("abc")}, **reports.attributes([sooner, later])}
    assert reports.read(item, date(2026, 3, 5)) == (sooner, later)
    assert reports.read(item, expiry(sooner)) == (later,)
    assert reports.read(item, expiry(later)) == ()
    end = datetime.combine(expiry(later), time(), UTC)
    assert item["expires"] == {"N": str(int(end.timestamp()))}


# Many at once: whole reports are written too late each time, as long as `crowd` is there.


@pytest.fixture
def table(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> Table:
    clock = PauseClock()  # pauses take no time
    for module in (dynamodb, time_budget):
        monkeypatch.setattr(module, "time", clock)
    return Table(tables.client, tables.settings.meetings_table)


@contextmanager
def crowd(tables: Tables) -> Iterator[None]:
    """Another's report comes before each that would be written whole."""

    def too_late(model: Any, **_: Any) -> faults.Answer:
        if model.name == "TransactWriteItems":
            return faults.conflict("ConditionalCheckFailed")
        return faults.failure("ConditionalCheckFailedException")

    events = tables.client.meta.events
    names = [f"before-call.dynamodb.{name}" for name in ("PutItem", "TransactWriteItems")]
    for name in names:
        events.register_first(name, too_late)
    try:
        yield
    finally:
        for name in names:
            events.unregister(name, too_late)


def report(kind: Kind = Kind.TIME, text: str = "At eight", days_later: int = 0) -> Report:
    return Report("abc", kind, text, DAY + timedelta(days=days_later))


def add(table: Table, new: Report, form_id: str = "") -> None:
    reports.add(table, new, form_id, deadline_s=5)


def counts(table: Table, days_later: int = 0) -> dict[Kind, int]:
    """How many said what, of what a coordinator reads."""
    now = datetime.combine(DAY, time(12), UTC) + timedelta(days=days_later)
    found = Counter[Kind]()
    for each in reports.unexpired(table, now):
        found[each.kind] += each.count
    return dict(found)


def stored(table: Table) -> Item:
    item = table.get(keys.reports("abc"))
    assert item is not None
    return item


@pytest.mark.parametrize("some_before", [False, True])
def test_among_many_a_report_is_counted_without_its_text_and_taken_up_by_the_next(
    table: Table, tables: Tables, some_before: bool
) -> None:
    if some_before:
        add(table, report())
    with crowd(tables):
        for kind in (Kind.TIME, Kind.NOBODY_THERE, Kind.TIME):
            add(table, report(kind))
    times = 2 + some_before
    assert counts(table) == {Kind.TIME: times, Kind.NOBODY_THERE: 1}
    add(table, report(Kind.PLACE, "Upstairs"))
    assert counts(table) == {Kind.TIME: times, Kind.NOBODY_THERE: 1, Kind.PLACE: 1}
    assert stored(table).keys() == {"pk", "reports", "sent", "expires"}
    texts = [each.text for each in reports.read(stored(table), DAY) if each.text]
    assert texts == ["Upstairs", *(["At eight"] if some_before else [])]


def test_what_is_only_counted_is_one_report_with_those_of_its_kind_that_have_no_text(
    table: Table, tables: Tables
) -> None:
    add(table, report(text=""))
    with crowd(tables):
        add(table, report(text="At nine", days_later=1))
    (both,) = reports.read(stored(table), DAY + timedelta(days=1))
    assert (both.kind, both.text, both.count) == (Kind.TIME, "", 2)
    assert both.day == DAY + timedelta(days=1)


def test_among_many_what_a_form_sends_twice_is_counted_once(table: Table, tables: Tables) -> None:
    add(table, report(), "first")
    with crowd(tables):
        for form_id in ("first", "second", "second", "third", "second"):
            add(table, report(), form_id)
    assert counts(table) == {Kind.TIME: 3}
    for form_id in ("third", "fourth", "second", "first"):
        add(table, report(), form_id)
    assert counts(table) == {Kind.TIME: 4}


def test_a_counting_whose_answer_was_lost_is_repeated_by_the_form(
    table: Table, tables: Tables
) -> None:
    add(table, report(), "first")
    with crowd(tables):
        lost = faults.lost_answers(tables.client, "UpdateItem")
        with lost, pytest.raises(StorageUnavailable):
            add(table, report(), "second")
        add(table, report(), "second")
    assert counts(table) == {Kind.TIME: 2}


def test_no_more_are_only_counted_than_are_remembered(table: Table, tables: Tables) -> None:
    with crowd(tables):
        for number in range(100):
            add(table, report(), str(number))
        with pytest.raises(dynamodb.TooBusy):
            add(table, report(), "one more")
        add(table, report(), "99")  # it is counted
    assert counts(table) == {Kind.TIME: 100}
    add(table, report(), "one more")
    with crowd(tables):
        add(table, report(), "after it")
    assert counts(table) == {Kind.TIME: 102}


def test_what_is_only_counted_ends_ninety_days_later_and_not_with_another(
    table: Table, tables: Tables
) -> None:
    with crowd(tables):
        add(table, report(Kind.TIME))
        add(table, report(Kind.PLACE, days_later=40))
    assert counts(table, days_later=89) == {Kind.TIME: 1, Kind.PLACE: 1}
    assert counts(table, days_later=90) == {Kind.PLACE: 1}
    end = datetime.combine(DAY + timedelta(days=130), time(), UTC)
    assert stored(table)["expires"] == {"N": str(int(end.timestamp()))}
    assert counts(table, days_later=130) == {}
    add(table, report(Kind.ENDED, days_later=95))
    assert counts(table, days_later=95) == {Kind.PLACE: 1, Kind.ENDED: 1}


def test_a_report_that_another_transaction_is_in_the_way_of_is_counted(
    table: Table, tables: Tables
) -> None:
    add(table, report())
    busy = faults.failure("TransactionConflictException")
    faults.on(tables.client, "PutItem", lambda _: busy)
    faults.on(tables.client, "UpdateItem", lambda call: busy if call < 4 else None)
    add(table, report(Kind.PLACE))
    assert counts(table) == {Kind.TIME: 1, Kind.PLACE: 1}


def test_what_is_only_counted_brings_back_none_that_has_expired(
    table: Table, tables: Tables
) -> None:
    for _ in range(3):
        add(table, report(text=""))
    with crowd(tables):
        add(table, report(text="", days_later=100))
    assert counts(table, days_later=100) == {Kind.TIME: 1}


def test_what_is_only_counted_is_forgotten_with_the_rest_and_counted_as_that(
    table: Table, tables: Tables
) -> None:
    now = datetime.combine(DAY, time(12), UTC)
    with crowd(tables):
        add(table, report())

        def meanwhile(call: int) -> faults.Answer:
            if call == 0:
                add(table, report(Kind.PLACE))
            return None

        faults.on(tables.client, "DeleteItem", meanwhile)
        assert reports.remove(table, "abc", now, deadline_s=5) == 2
    assert counts(table) == {}


def test_of_many_who_report_at_once_each_is_counted(dynoxide_tables: Tables) -> None:
    name = dynoxide_tables.settings.meetings_table
    table = Table(dynoxide_tables.another_client(), name)
    with ThreadPoolExecutor(16) as people:
        sent = [
            people.submit(
                reports.add,
                table,
                report(kind, f"{number}"),
                f"{kind} {number}",
                deadline_s=PATIENCE_S,
            )
            for number in range(20)
            for kind in Kind
        ]
        for each in sent:
            each.result()
    assert counts(table) == dict.fromkeys(Kind, 20)
