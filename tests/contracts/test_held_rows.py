"""Searches of a process that holds what it reads, beside others that write."""

from typing import Any

import pytest

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.search.near import search_near
from chalicelib.meetings.search.online import search_online
from chalicelib.meetings.search.query import NearQuery, OnlineQuery
from chalicelib.meetings.storage.held import SETTLING_S, Held
from chalicelib.meetings.storage.table import MeetingsTable
from tests.conftest import Tables
from tests.contracts import faults
from tests.contracts.read_model import check
from tests.unit.meetings.factories import NEW_YORK, NOW, meeting, to_import
from tests.unit.meetings.storage.test_held import Clock

QUERY = NearQuery(NEW_YORK, 25.0, limit=100)
HYBRID = AttendanceOption.HYBRID


@pytest.fixture
def clock() -> Clock:
    return Clock()


def holding(tables: Tables, clock: Clock, client: Any = None) -> MeetingsTable:
    held: Held[Any] = Held(45.0, clock=clock)
    name = tables.settings.meetings_table
    return MeetingsTable(client or tables.client, name, shard_bytes=600, held=held)


def plain(tables: Tables) -> MeetingsTable:
    """Another process."""
    return MeetingsTable(tables.client, tables.settings.meetings_table, shard_bytes=600)


def found(table: MeetingsTable) -> set[str]:
    near = search_near(QUERY, table, NOW).found
    online = search_online(OnlineQuery(), table, NOW).found
    assert len({result.row.id for result in near}) == len(near)
    return {result.row.slug for result in (*near, *online)}


def several(first: int, count: int) -> list[Meeting]:
    numbers = range(first, first + count)
    return [meeting(f"m{n}", name=f"Walnut {n * 7919:x}", attendance=HYBRID) for n in numbers]


def test_the_same_search_asks_the_database_once(tables: Tables, clock: Clock) -> None:
    client = tables.another_client()
    table = holding(tables, clock, client)
    plain(tables).apply_import("test", to_import(several(0, 3)), [], NOW)
    reads = faults.on(client, "BatchGetItem", lambda call: None)
    assert found(table) == {"m0", "m1", "m2"}
    once = len(reads)
    assert found(table) == {"m0", "m1", "m2"}
    assert len(reads) == once
    clock.now += 46
    assert found(table) == {"m0", "m1", "m2"}
    assert len(reads) == 2 * once


def test_what_another_writes_is_seen_within_a_minute(tables: Tables, clock: Clock) -> None:
    table = holding(tables, clock)
    assert found(table) == set()
    plain(tables).put(meeting("new"), NOW)
    clock.now += 46
    assert found(table) == {"new"}


def test_what_the_process_itself_writes_is_seen_at_once(tables: Tables, clock: Clock) -> None:
    table = holding(tables, clock)
    listed = meeting("mine", weekdays=(3,))
    for _ in range(2):
        table.put(listed, NOW)
        assert found(table) == {"mine"}
        (before,) = search_near(QUERY, table, NOW).found
        table.override(listed.id, Override(before.occurrence.start.date()), NOW)
        (after,) = search_near(QUERY, table, NOW).found
        assert after.occurrence.start > before.occurrence.start
        clock.now += SETTLING_S + 1
        assert search_near(QUERY, table, NOW).found == (after,)
        table.remove(listed.id, NOW)
        assert found(table) == set()


def test_a_bucket_that_another_has_split_gives_each_meeting_once(
    tables: Tables, clock: Clock
) -> None:
    held: Held[Any] = Held(45.0, clock=clock)
    name = tables.settings.meetings_table
    table = MeetingsTable(tables.client, name, shard_bytes=600, held=held)
    other = plain(tables)
    other.apply_import("test", to_import(several(0, 3)), [], NOW)
    old = found(table)
    other.apply_import("test", to_import(several(0, 40), "b"), [], NOW)
    assert found(table) >= old
    (directory,) = table.directories(["D#dr"]).values()
    held.drop(["D#dr", "D#online"])  # held for less long than the rows
    assert sum(directory.shards) < sum(table.directories(["D#dr"])["D#dr"].shards)
    assert found(table) == {f"m{n}" for n in range(40)}


def test_whoever_writes_works_with_what_is_stored_now(tables: Tables, clock: Clock) -> None:
    """However old what it holds of the same buckets is."""
    table, other = holding(tables, clock), plain(tables)
    other.apply_import("test", to_import(several(0, 3)), [], NOW)
    assert found(table)
    other.apply_import("test", to_import(several(3, 20)), ["m0"], NOW)
    table.apply_import("test", to_import(several(30, 2)), ["m1"], NOW)
    expected = [*several(2, 1), *several(3, 20), *several(30, 2)]
    assert check(tables.client, tables.settings.meetings_table, NOW) == {
        listed.id: listed for listed in expected
    }
    assert table.verify(NOW) == []
