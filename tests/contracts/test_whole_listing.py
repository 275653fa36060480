"""Reading every meeting: each once, from wherever it went on, and nothing but what is listed."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import PRIVATE, Conference, Meeting
from chalicelib.meetings.report import Kind, Report
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.storage import parts
from chalicelib.meetings.storage.rows import row
from chalicelib.meetings.storage.table import open_table
from tests.conftest import Tables
from tests.contracts import faults, read_model
from tests.contracts.whole_listing import keyed, listed
from tests.unit.meetings.factories import meeting, to_import

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
TOWNS = [(40.7, -74.0), (40.9, -73.9), (51.5, -0.1), (-37.8, 145.0)]
ZOOM = Conference("https://zoom.us/j/123")


def anywhere(slug: str, chance: random.Random) -> Meeting:
    """A meeting in one of a few towns, or online, or by appointment."""
    fields: dict[str, Any] = {
        "weekdays": (chance.randrange(7),),
        "start_min": chance.randrange(1440),
        "point": Point(*chance.choice(TOWNS)),
        "attendance": chance.choice(list(AttendanceOption)),
        "conference": ZOOM,
        "notes": chance.randbytes(40).hex(),
        "types": (PRIVATE,) if chance.random() < 0.1 else ("O",),
    }
    if chance.random() < 0.1:
        fields["schedule"] = None
    if fields["attendance"] is AttendanceOption.ONLINE:
        fields["point"] = None
    return meeting(slug, **fields)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts that are cut when they hold a dozen meetings."""
    monkeypatch.setattr(parts, "PART_BYTES", 1_500)


def test_every_meeting_comes_once_and_from_any_of_them_on(
    tables: Tables, small_parts: None
) -> None:
    table, chance = open_table(), random.Random(1)
    many = [anywhere(f"m{n}", chance) for n in range(200)]
    table.apply_import("test", to_import(many), [], NOW)
    table.add_report(Report(many[0].id, Kind.TIME, "", NOW.date()))
    found = list(keyed(table))
    public = {each.id: each for each in many if each.is_public}
    assert {each.id: each for _, each in found} == public
    assert len(found) == len(public)
    assert [key for key, _ in found] == sorted(key for key, _ in found)
    for stop in (1, 20, 100, len(found)):
        assert list(keyed(table, found[stop - 1][0])) == found[stop:]


def test_it_goes_on_behind_a_meeting_that_is_gone(tables: Tables, small_parts: None) -> None:
    table, chance = open_table(), random.Random(2)
    many = {each.id: each for each in (anywhere(f"m{n}", chance) for n in range(40))}
    for each in many.values():
        table.put(each, NOW)
    first = list(islice(keyed(table), 10))
    table.remove(first[-1][1].id, NOW)
    rest = list(keyed(table, first[-1][0]))
    public = [each.id for each in many.values() if each.is_public]
    assert sorted(each.id for _, each in (*first, *rest)) == sorted(public)


def test_it_follows_every_kind_of_change(tables: Tables, small_parts: None) -> None:
    table, chance = open_table(), random.Random(3)
    settings = tables.settings
    stored: dict[str, Meeting] = {}
    for turn in range(6):
        changed = [anywhere(f"m{chance.randrange(60)}", chance) for _ in range(30)]
        put = {each.slug: each for each in changed}
        gone = [slug for slug in sorted(stored)[::7] if slug not in put]
        table.apply_import("test", to_import(put.values(), digest=str(turn)), gone, NOW)
        stored = {slug: old for slug, old in stored.items() if slug not in gone} | put
        with_times = [each for each in stored.values() if each.schedule]
        some = chance.choice(with_times)
        assert some.schedule
        table.override(some.id, Override(NOW.date()), NOW)
        read_model.check(tables.client, settings.meetings_table, NOW)
    assert {each.id for each in listed(table)} == {
        each.id for each in stored.values() if each.is_public
    }


def test_a_mark_changes_with_each_change_of_its_region_and_no_other(tables: Tables) -> None:
    table = open_table()
    here = meeting("here", point=Point(40.7, -74.0))
    table.put(here, NOW)
    table.put(meeting("far", point=Point(51.5, -0.1)), NOW)
    before = table.listing.state()
    assert dict(before.counts) == {"dr": 1, "gc": 1}
    table.put(here, NOW)
    assert table.listing.state() == before  # the same again is no change
    table.override(here.id, Override(NOW.date()), NOW)
    after = table.listing.state()
    assert after.marks["dr"] != before.marks["dr"]
    assert after.marks["gc"] == before.marks["gc"]
    table.remove(here.id, NOW)
    gone = table.listing.state()
    assert gone.marks["dr"] != after.marks["dr"]
    assert dict(gone.counts) == {"dr": 0, "gc": 1}


def test_a_page_depends_on_the_regions_that_it_can_reach(tables: Tables) -> None:
    table = open_table()
    for slug, point in {"a": (51.5, -0.1), "b": (40.7, -74.0), "c": (-37.8, 145.0)}.items():
        table.put(meeting(slug, point=Point(*point)), NOW)
    state = table.listing.state()
    regions = [each[:2] for each in state.marks_of_page("", 2)]
    assert regions == ["dr", "gc", "r1"]  # two fill it, and the third one tells whether more follow
    assert [each[:2] for each in state.marks_of_page("", 1)] == ["dr", "gc"]
    assert [each[:2] for each in state.marks_of_page("gcpvj0.abc", 1)] == ["gc", "r1"]


def test_a_part_that_is_cut_while_it_is_read_is_read_to_its_end(
    tables: Tables, small_parts: None
) -> None:
    table = open_table()
    chance = random.Random(4)
    some = [meeting(f"m{n}", notes=chance.randbytes(40).hex()) for n in range(30)]
    table.apply_import("test", to_import(some[:5]), [], NOW)
    client = tables.another_client()
    reader = type(table)(client, tables.settings.meetings_table)

    def cut_it(call: int) -> None:
        if call == 1:  # the names are read, the parts are not
            table.apply_import("test", to_import(some[5:]), [], NOW)

    faults.on(client, "BatchGetItem", cut_it)
    assert {each.id for each in listed(reader)} == {each.id for each in some}


def test_the_meetings_of_rows_come_from_parts_or_one_by_one(
    tables: Tables, small_parts: None
) -> None:
    table, chance = open_table(), random.Random(5)
    many = [anywhere(f"m{n}", chance) for n in range(120)]
    table.apply_import("test", to_import(many), [], NOW)
    findable = [
        each
        for each in many
        if each.is_public and each.schedule and each.attendance is not AttendanceOption.INACTIVE
    ]
    client = tables.another_client()
    reads = faults.on(client, "BatchGetItem", lambda call: None)
    reader = type(table)(client, tables.settings.meetings_table)
    rows = [row(each) for each in findable]
    assert reader.listing.meetings(rows, online=False) == {each.id: each for each in findable}
    assert len(reads) == 3  # names, parts, single ones
    two = {each.id: each for each in findable[:2]}
    assert reader.listing.meetings(rows[:2], online=False) == two
    gone = findable[0]
    table.remove(gone.id, NOW)
    assert gone.id not in reader.listing.meetings(rows, online=False)


def test_what_is_online_stands_together_by_its_hour_hybrids_too(tables: Tables) -> None:
    table, chance = open_table(), random.Random(6)
    room_and_link = {"attendance": AttendanceOption.HYBRID, "conference": ZOOM}
    far_apart = [
        meeting(
            f"m{n}",
            point=Point(chance.uniform(-60, 60), chance.uniform(-179, 179)),
            **room_and_link,
        )
        for n in range(40)
    ]
    table.apply_import("test", to_import(far_apart), [], NOW)
    assert sum(table.listing.state().counts.values()) == 80
    client = tables.another_client()
    reads = faults.on(client, "BatchGetItem", lambda call: None)
    reader = type(table)(client, tables.settings.meetings_table)
    rows = [row(each) for each in far_apart]
    assert reader.listing.meetings(rows, online=True) == {each.id: each for each in far_apart}
    assert len(reads) == 2  # names, and the part of that hour
    assert len(listed(reader)) == 40  # in the whole listing each stands once
    changed = replace(far_apart[0], name="Another name")
    table.put(changed, NOW)
    assert reader.listing.meetings(rows, online=True)[changed.id] == changed
    table.put(replace(changed, attendance=AttendanceOption.IN_PERSON, conference=Conference()), NOW)
    table.remove(far_apart[1].id, NOW)
    assert sum(table.listing.state().counts.values()) == 77
    assert len(listed(reader)) == 39


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
    assert listed(table) == []


def test_reports_that_come_at_once_are_all_stored(tables: Tables) -> None:
    table = open_table()
    with ThreadPoolExecutor(4) as people:
        report = Report("one", Kind.OTHER, "Locked", NOW.date())
        list(people.map(table.add_report, [report] * 12))
    assert sum(report.count for report in table.reports(NOW)) == 12  # some without their text


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
    items = read_model.all_items(tables.client, tables.settings.meetings_table)
    (noted,) = (item for key, item in items.items() if key.startswith("REPORTED#2026-03#"))
    assert set(noted) == {"pk", "ids", "expires"}
    ends = datetime.fromtimestamp(int(noted["expires"]["N"]), UTC)
    assert ends == datetime(2026, 4, 1, tzinfo=UTC) + timedelta(days=90)
