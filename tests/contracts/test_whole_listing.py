"""Reading every meeting: each once, from wherever it went on, whatever else the table holds."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import islice

from chalicelib.meetings.report import Kind, Report
from chalicelib.meetings.storage.table import open_table
from tests.conftest import Tables
from tests.contracts import faults
from tests.contracts.read_model import all_items
from tests.unit.meetings.factories import meeting, to_import

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
MANY = [meeting(f"m{n}", notes=f"{n} " * 3_000, weekdays=(n % 7,)) for n in range(400)]


def test_every_meeting_comes_once_and_from_any_of_them_on(tables: Tables) -> None:
    table = open_table()
    table.apply_import("test", to_import(MANY), [], NOW)
    table.add_report(Report(MANY[0].id, Kind.TIME, "", NOW.date()))
    found = list(table.all())
    assert sorted(found, key=lambda listed: listed.id) == sorted(MANY, key=lambda listed: listed.id)
    assert list(table.all()) == found
    for stop in (1, 200, 399, 400):
        assert list(table.all(found[stop - 1].id)) == found[stop:]


def test_it_goes_on_behind_a_meeting_that_is_gone(tables: Tables) -> None:
    table = open_table()
    for listed in MANY[:20]:
        table.put(listed, NOW)
    first = list(islice(table.all(), 10))
    table.remove(first[-1].id, NOW)
    rest = list(table.all(first[-1].id))
    assert {listed.id for listed in (*first, *rest)} == {listed.id for listed in MANY[:20]}
    assert len(first) + len(rest) == 20


def test_reports_are_stored_by_meeting_and_none_is_dropped(tables: Tables) -> None:
    table = open_table()
    for number in range(25):
        table.add_report(Report("one", Kind.OTHER, f"Locked {number % 23}", NOW.date()))
    table.add_report(Report("two", Kind.TIME, "", NOW.date()))
    about_one = [report for report in table.reports(NOW) if report.meeting_id == "one"]
    assert sum(report.count for report in about_one) == 25
    assert len([report for report in about_one if report.text]) == 20
    assert table.remove_reports("one", NOW) == 25
    assert table.remove_reports("one", NOW) == 0
    assert [report.meeting_id for report in table.reports(NOW)] == ["two"]
    assert list(table.all()) == []


def test_reports_that_come_at_once_are_all_stored(tables: Tables) -> None:
    table = open_table()
    with ThreadPoolExecutor(4) as people:
        report = Report("one", Kind.OTHER, "Locked", NOW.date())
        list(people.map(table.add_report, [report] * 12))
    assert [report.count for report in table.reports(NOW)] == [12]


def test_reports_are_found_without_a_scan_until_they_expire(tables: Tables) -> None:
    table = open_table()
    refused = faults.failure("AccessDeniedException")
    scans = faults.on(tables.client, "Scan", lambda _: refused)
    days = [NOW.date() - timedelta(days=days) for days in (89, 60, 31, 4, 0)]
    for number, day in enumerate(days):
        table.add_report(Report(f"m{number}", Kind.TIME, "", day))
        table.add_report(Report("all", Kind.OTHER, f"Locked {number}", day))
    assert [report.day for report in table.reports(NOW)] == sorted(days * 2)
    later = NOW + timedelta(days=60)
    assert {report.meeting_id for report in table.reports(later)} == {"all", "m3", "m4"}
    table.remove_reports("all", NOW)
    table.add_report(Report("all", Kind.PLACE, "", NOW.date()))
    assert [r.kind for r in table.reports(NOW) if r.meeting_id == "all"] == [Kind.PLACE]
    assert scans == []


def test_which_meetings_were_reported_goes_with_its_month(tables: Tables) -> None:
    open_table().add_report(Report("one", Kind.TIME, "", NOW.date()))
    items = all_items(tables.client, tables.settings.meetings_table)
    (noted,) = (item for key, item in items.items() if key.startswith("REPORTED#2026-03#"))
    assert set(noted) == {"pk", "ids", "expires"}
    ends = datetime.fromtimestamp(int(noted["expires"]["N"]), UTC)
    assert ends == datetime(2026, 4, 1, tzinfo=UTC) + timedelta(days=90)
