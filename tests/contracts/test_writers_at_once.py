"""Several writers of the same rows: nothing is lost, whatever the moment at which they meet."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from chalicelib import dynamodb
from chalicelib.aws import time_budget
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage.buckets import buckets
from chalicelib.meetings.storage.table import MeetingsTable, TooBusy
from tests.conftest import PATIENCE_S, Tables
from tests.contracts import faults
from tests.contracts.read_model import all_items, check
from tests.unit.aws.pause_clock import PauseClock
from tests.unit.meetings.factories import NOW, meeting, to_import

Write = Callable[[MeetingsTable], None]
BRONX = Point(40.8448, -73.8648)


def open_listing(
    tables: Tables, client: Any = None, deadline_s: float = PATIENCE_S, shard_bytes: int = 200_000
) -> MeetingsTable:
    """The table, by a client of its own: that one, or another."""
    return MeetingsTable(
        client or tables.another_client(),
        tables.settings.meetings_table,
        deadline_s=deadline_s,
        shard_bytes=shard_bytes,
    )


def checked(tables: Tables) -> dict[str, Meeting]:
    return check(tables.client, tables.settings.meetings_table, NOW)


def dense(count: int) -> list[Meeting]:
    """Meetings of one cell and one evening, as large as real ones when compressed."""
    chance = random.Random(count)
    return [meeting(f"dense-{n}", name=f"{chance.getrandbits(240):x}") for n in range(count)]


def test_fifty_writers_of_a_dense_cell_lose_nothing(dynoxide_tables: Tables) -> None:
    listing = open_listing(dynoxide_tables)
    there = dense(1_000)
    listing.apply_import("test", to_import(there), [], NOW)
    new = [meeting(f"writer-{n}") for n in range(50)]
    with ThreadPoolExecutor(50) as pool:
        for done in [pool.submit(listing.put, listed, NOW) for listed in new]:
            done.result()
    assert checked(dynoxide_tables) == {listed.id: listed for listed in [*there, *new]}


def test_writers_that_split_empty_and_fill_the_same_bucket_lose_nothing(
    dynoxide_tables: Tables,
) -> None:
    def work(seed: int) -> dict[str, Meeting]:
        chance = random.Random(seed)
        listing = open_listing(dynoxide_tables, shard_bytes=600)
        mine: dict[str, Meeting] = {}
        for _ in range(12):
            listed = meeting(
                f"{seed}-{chance.randrange(4)}",
                name=f"{chance.getrandbits(160):x}",
                weekdays=(chance.randrange(3),),
            )
            if chance.random() < 0.5:
                listing.put(listed, NOW)
                mine[listed.id] = listed
            else:
                listing.remove(listed.id, NOW)
                mine.pop(listed.id, None)
        return mine

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(work, range(8)))
    assert checked(dynoxide_tables) == {
        meeting_id: listed for mine in kept for meeting_id, listed in mine.items()
    }


@pytest.mark.parametrize(
    "cause", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]
)
def test_conflicts_with_others_are_tried_again(moto_tables: Tables, cause: str) -> None:
    chance = random.Random(cause)
    client = moto_tables.another_client()
    listing = open_listing(moto_tables, client)
    calls = faults.on(
        client,
        "TransactWriteItems",
        lambda call: faults.conflict(cause) if chance.random() < 0.6 else None,
    )
    meetings = [meeting(f"m{n}") for n in range(8)]
    for listed in meetings:
        listing.put(listed, NOW)
    assert len(calls) > len(meetings)
    assert checked(moto_tables) == {listed.id: listed for listed in meetings}


@pytest.mark.parametrize(
    "answer",
    [
        faults.conflict,
        lambda: faults.failure("TransactionInProgressException"),
        lambda: faults.failure("ThrottlingException"),
    ],
)
def test_writes_that_always_conflict_are_given_up_and_leave_nothing(
    tables: Tables, answer: Callable[[], faults.Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = PauseClock()
    for module in (dynamodb, time_budget):
        monkeypatch.setattr(module, "time", clock)
    client = tables.another_client()
    listing = open_listing(tables, client, deadline_s=8.0)
    calls = faults.on(client, "TransactWriteItems", lambda call: answer())
    with pytest.raises(TooBusy):
        listing.put(meeting(), NOW)
    # a call's own two pauses, 0.06 s together at most, are no part of the deadline
    assert 7.5 <= clock.passed_s < 8.1
    with pytest.raises(TooBusy):
        listing.apply_import("test", to_import([meeting()]), [], NOW)
    assert 15 <= clock.passed_s < 16.2
    assert len(calls) > 30
    assert not all_items(tables.client, tables.settings.meetings_table)


def test_a_refused_transaction_is_not_tried_again(moto_tables: Tables) -> None:
    client = moto_tables.another_client()
    listing = open_listing(moto_tables, client)
    calls = faults.on(
        client,
        "TransactWriteItems",
        lambda call: faults.conflict("ValidationError"),
    )
    with pytest.raises(StorageUnavailable) as caught:
        listing.put(meeting(), NOW)
    assert not isinstance(caught.value, TooBusy)
    assert len(calls) == 1


def _others(before: str) -> dict[str, Write]:
    """What another may do meanwhile, by what there was."""

    def move(listing: MeetingsTable) -> None:
        listing.put(meeting(point=BRONX), NOW)

    def remove(listing: MeetingsTable) -> None:
        listing.remove(meeting().id, NOW)

    def remove_and_add_elsewhere(listing: MeetingsTable) -> None:
        remove(listing)
        move(listing)

    def split(listing: MeetingsTable) -> None:
        many = to_import(replace(listed, source="other") for listed in dense(12))
        listing.apply_import("other", many, [], NOW)

    def add_beside(listing: MeetingsTable) -> None:
        listing.put(meeting("beside"), NOW)

    def remove_neighbour(listing: MeetingsTable) -> None:
        listing.remove(meeting("neighbour").id, NOW)

    def add(listing: MeetingsTable) -> None:
        listing.put(meeting(), NOW)

    return {
        write.__name__: write
        for write in {
            "nothing": [add_beside, split, add],
            "both": [split, remove_neighbour, move, remove, remove_and_add_elsewhere],
            "hidden": [move, remove_and_add_elsewhere],
        }[before]
    }


def _mine() -> dict[str, Write]:
    return {
        "put again as it is": lambda t: t.put(meeting(), NOW),
        "renamed": lambda t: t.put(meeting(name="Renamed"), NOW),
        "moved": lambda t: t.put(meeting(weekdays=(1,)), NOW),
        "removed": lambda t: t.remove(meeting().id, NOW),
        "imported": lambda t: t.apply_import("test", to_import([meeting()]), [], NOW),
    }


@pytest.mark.parametrize("before", ["nothing", "both", "hidden"])
@pytest.mark.parametrize("mine", _mine())
def test_a_write_that_comes_between_two_requests_of_another_spoils_nothing(
    moto_tables: Tables, before: str, mine: str
) -> None:
    """Another's write happens right before the first, the second ... request of a writer."""
    name, client = moto_tables.settings.meetings_table, moto_tables.client
    bystander = MeetingsTable(client, name, shard_bytes=600)
    own_client = moto_tables.another_client()
    writer = open_listing(moto_tables, own_client, shard_bytes=600)
    moment: list[int] = []
    others: list[Write] = []

    def interrupt(_: int) -> None:
        moment.append(moment.pop() - 1)
        if moment == [0]:
            others[0](bystander)

    faults.on(own_client, "", interrupt)
    for other, write in _others(before).items():
        others[:] = [write]
        for request in range(1, 20):
            for key in all_items(client, name):
                if key != "SOURCES":  # who has added one knows that it is there
                    client.delete_item(TableName=name, Key={"pk": {"S": key}})
            if before == "both":
                bystander.put(meeting("neighbour"), NOW)
                bystander.put(meeting(), NOW)
            elif before == "hidden":
                bystander.put(meeting(attendance=AttendanceOption.INACTIVE), NOW)
            moment[:] = [request]
            _mine()[mine](writer)
            try:
                checked(moto_tables)
            except AssertionError as error:
                raise AssertionError(f"{other}, before request {request}") from error
            if moment[0] > 0:
                break
        assert request > 1


def test_a_split_is_seen_by_a_reader_who_began_before_it(moto_tables: Tables) -> None:
    listing = open_listing(moto_tables, shard_bytes=600)
    first = meeting()
    listing.put(first, NOW)
    (bucket,) = buckets(first, NOW)
    directory = listing.directories([bucket.directory])[bucket.directory]
    listing.apply_import("test", to_import(dense(30)), [], NOW)
    rows = listing.rows({bucket: directory.shards[bucket.slot]})[bucket]
    assert {row.id for row in rows} == {first.id, *(listed.id for listed in dense(30))}
