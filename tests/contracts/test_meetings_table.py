"""The meetings table on both databases: after whatever was done to it, what a search reads is what
the meetings say."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.aws.calls import MAX_ATTEMPTS
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.errors import TooManyTimes
from chalicelib.meetings.meeting import Meeting, meeting_id
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.search.online import next_online
from chalicelib.meetings.storage import changes, heads, transaction
from chalicelib.meetings.storage.buckets import Bucket, buckets
from chalicelib.meetings.storage.rows import Row
from chalicelib.meetings.storage.table import IdTaken, MeetingsTable, open_table
from tests.conftest import Tables
from tests.contracts import faults
from tests.contracts.read_model import all_items, check
from tests.unit.meetings.factories import NOW, meeting, to_import

BRONX, LONDON = Point(40.8448, -73.8648), Point(51.5072, -0.1276)


@pytest.fixture
def listing(tables: Tables) -> MeetingsTable:
    return open_table()


@pytest.fixture
def checked(tables: Tables) -> Callable[[], dict[str, Meeting]]:
    return lambda: check(tables.client, tables.settings.meetings_table, NOW)


Checked = Callable[[], dict[str, Meeting]]


def small_shards(tables: Tables, shard_bytes: int) -> MeetingsTable:
    return MeetingsTable(tables.client, tables.settings.meetings_table, shard_bytes=shard_bytes)


def rows_of(listing: MeetingsTable, listed: Meeting) -> dict[Bucket, list[Row]]:
    """What a search finds where that meeting is filed."""
    filed = buckets(listed, NOW)
    directories = listing.directories({bucket.directory for bucket in filed})
    return listing.rows({b: directories[b.directory].shards[b.slot] for b in filed})


def test_what_was_put_is_read_back(listing: MeetingsTable, checked: Checked) -> None:
    first, second = (
        meeting("one"),
        meeting("two", attendance=AttendanceOption.HYBRID, notes="Ring twice"),
    )
    listing.put(first, NOW)
    listing.put(second, NOW)
    assert listing.get(first.id) == first
    assert listing.get_many([first.id, second.id, "none"]) == {first.id: first, second.id: second}
    assert listing.get("none") is None
    assert checked() == {first.id: first, second.id: second}


@pytest.mark.parametrize(
    "change",
    [
        {"name": "New name"},
        {"point": BRONX},
        {"point": LONDON, "timezone": "Europe/London"},
        {"weekdays": (0, 5)},
        {"start_min": 23 * 60 + 30},
        {"attendance": AttendanceOption.ONLINE},
        {"attendance": AttendanceOption.HYBRID, "length_min": 300},
        {"attendance": AttendanceOption.INACTIVE},
        {"schedule": None},
    ],
    ids=str,
)
def test_a_changed_meeting_is_found_where_it_is_now_and_nowhere_else(
    listing: MeetingsTable, checked: Checked, change: dict[str, Any]
) -> None:
    before, after = meeting(), meeting(**change)
    neighbour = meeting("neighbour")
    listing.put(neighbour, NOW)
    for listed in (before, after, before):
        listing.put(listed, NOW)
        assert listing.get(listed.id) == listed
        assert checked() == {listed.id: listed, neighbour.id: neighbour}


def test_a_removed_meeting_is_gone_and_may_come_back(
    listing: MeetingsTable, checked: Checked
) -> None:
    listed = meeting(attendance=AttendanceOption.HYBRID)
    for _ in range(2):
        listing.put(listed, NOW)
        assert all(rows for rows in rows_of(listing, listed).values())
        listing.remove(listed.id, NOW)
        listing.remove(listed.id, NOW)
        assert listing.get(listed.id) is None
        assert not checked()


def test_two_listings_of_one_id_are_refused(listing: MeetingsTable, checked: Checked) -> None:
    listed = meeting("one")
    listing.put(listed, NOW)
    with pytest.raises(IdTaken):
        listing.put(replace(meeting("two"), id=listed.id), NOW)
    assert checked() == {listed.id: listed}


def test_an_import_leaves_out_whose_id_another_listing_has(
    listing: MeetingsTable, checked: Checked
) -> None:
    held = meeting("held", name="Birch Hall", source="other")
    listing.put(held, NOW)
    several = [meeting(f"m{number}") for number in range(8)]
    taken = replace(several[3], id=held.id, name="Maple House")
    done: list[int] = []
    imported = to_import([*several[:3], taken, *several[4:]])
    refused = listing.apply_import("test", imported, [], NOW, done.append)
    assert {slug: (error.id, error.reason) for slug, error in refused.items()} == {
        taken.slug: (held.id, "the listing other held has the same id")
    }
    others = [each for each in several if each.slug != taken.slug]
    assert checked() == {each.id: each for each in [held, *others]}
    assert set(listing.manifest("test")) == {each.slug for each in others}
    assert not listing.apply_import("test", to_import(others), [], NOW)


def at_every_hour(slug: str, hours: int, **fields: Any) -> Meeting:
    """An online meeting of which so many times were moved, each to another hour of a week."""
    listed = meeting(slug, attendance=AttendanceOption.ONLINE, point=None, **fields)
    assert listed.schedule
    first = date(2026, 3, 11)  # a Wednesday, as the meeting's day
    week = date(2026, 3, 15)
    moved = tuple(
        Override(first + timedelta(weeks=n), week + timedelta(days=n // 24), n % 24 * 60)
        for n in range(hours)
    )
    return replace(listed, schedule=replace(listed.schedule, exceptions=moved))


def test_an_import_leaves_out_who_takes_place_at_too_many_times(
    dynoxide_tables: Tables,
) -> None:
    client, name = dynoxide_tables.client, dynoxide_tables.settings.meetings_table
    listing = open_table()
    several = [meeting(f"m{number}") for number in range(8)]
    too_many = at_every_hour("wide", 99, name="Maple House")
    done: list[int] = []
    imported = to_import([*several[:3], too_many, *several[3:]])
    refused = listing.apply_import("test", imported, [], NOW, done.append)
    assert {slug: type(error) for slug, error in refused.items()} == {"wide": TooManyTimes}
    assert check(client, name, NOW) == {each.id: each for each in several}
    assert set(listing.manifest("test")) == {each.slug for each in several}
    fewer = at_every_hour("wide", 60, name="Maple House")
    assert not listing.apply_import("test", to_import([fewer]), [], NOW)
    assert listing.apply_import("test", to_import([too_many], "b"), [], NOW).keys() == {"wide"}
    assert check(client, name, NOW) == {each.id: each for each in [*several, fewer]}


def crowded(dynoxide_tables: Tables, wide: Meeting) -> tuple[MeetingsTable, list[Meeting]]:
    """A listing with a meeting whose hours were filled by others, once it was listed itself."""
    listing = small_shards(dynoxide_tables, 1_500)
    assert not listing.apply_import("test", to_import([wide]), [], NOW)
    chance = random.Random(1)
    others = [
        meeting(
            f"m{hour}-{n}",
            name=f"{chance.getrandbits(400):x}",
            attendance=AttendanceOption.ONLINE,
            point=None,
            timezone="UTC",
            weekdays=(hour // 24,),
            start_min=hour % 24 * 60 + 30,  # after it: so it is in the heads, too
        )
        for hour in range(72)
        for n in range(16)
    ]
    assert not listing.apply_import("test", to_import(others), [], NOW)
    return listing, others


def test_what_fits_no_transaction_any_more_is_removed_in_steps(dynoxide_tables: Tables) -> None:
    client, name = dynoxide_tables.client, dynoxide_tables.settings.meetings_table
    wide, fresh = at_every_hour("wide", 60, name="Maple House"), meeting("fresh")
    listing, others = crowded(dynoxide_tables, wide)
    written = faults.on(client, "TransactWriteItems", lambda _: None)
    assert not listing.apply_import("test", to_import([fresh]), [wide.slug, others[0].slug], NOW)
    assert len(written) > 3  # one would be all, without it
    left = {each.id: each for each in [fresh, *others[1:]]}
    assert check(client, name, NOW) == left
    assert set(listing.manifest("test")) == {each.slug for each in left.values()}
    assert not any(listing.names(["maple"]).values())


def test_a_removal_that_stops_between_its_steps_goes_on_with_the_next_import(
    dynoxide_tables: Tables,
) -> None:
    client, name = dynoxide_tables.client, dynoxide_tables.settings.meetings_table
    wide = at_every_hour("wide", 60, name="Maple House")
    listing, others = crowded(dynoxide_tables, wide)
    lost = faults.lost_answers(client, "TransactWriteItems", after=1, done=False)
    with lost, pytest.raises(StorageUnavailable):
        listing.apply_import("test", [], [wide.slug], NOW)
    assert listing.manifest("test")[wide.slug] == ""  # no digest: a feed that has it puts it anew
    assert not listing.apply_import("test", [], [wide.slug], NOW)
    assert check(client, name, NOW) == {each.id: each for each in others}


def test_what_fits_no_transaction_any_more_is_removed_by_hand(dynoxide_tables: Tables) -> None:
    client, name = dynoxide_tables.client, dynoxide_tables.settings.meetings_table
    wide = at_every_hour("wide", 60, name="Maple House")
    listing, others = crowded(dynoxide_tables, wide)
    listing.remove(wide.id, NOW)
    assert check(client, name, NOW) == {each.id: each for each in others}
    assert not any(listing.names(["maple"]).values())


def test_what_takes_place_at_too_many_times_is_refused_and_leaves_nothing(
    dynoxide_tables: Tables,
) -> None:
    client, name = dynoxide_tables.client, dynoxide_tables.settings.meetings_table
    with pytest.raises(TooManyTimes):
        open_table().put(at_every_hour("wide", 99), NOW)
    assert not all_items(client, name)


def some_meeting(chance: random.Random) -> Meeting:
    kinds = [*AttendanceOption, AttendanceOption.IN_PERSON, AttendanceOption.IN_PERSON]
    return meeting(
        f"m{chance.randrange(14)}",
        name=f"Name {chance.randrange(5)} {chance.getrandbits(200):x}",
        attendance=chance.choice(kinds),
        weekdays=tuple(sorted(chance.sample(range(7), chance.choice([1, 1, 2, 7])))),
        start_min=chance.choice([0, 600, 1140, 1439]),
        length_min=chance.choice([60, 90, 240, 1440]),
        timezone=chance.choice(["America/New_York", "Europe/London", "Asia/Kathmandu"]),
        point=chance.choice([BRONX, LONDON, Point(40.7128, -74.006)]),
    )


@pytest.mark.parametrize("seed", range(3))
def test_after_any_sequence_the_read_model_is_what_the_meetings_say(
    tables: Tables, checked: Checked, seed: int
) -> None:
    chance = random.Random(seed)
    listing = small_shards(tables, 500)
    expected: dict[str, Meeting] = {}
    # moto copies all its tables at every transaction
    for step in range(45 if tables.client.meta.endpoint_url.startswith("http://127") else 5):
        choice = chance.random()
        if choice < 0.6:
            listed = some_meeting(chance)
            listing.put(listed, NOW)
            expected[listed.id] = listed
        elif choice < 0.8:
            removed_id = meeting_id("test", f"m{chance.randrange(14)}")
            listing.remove(removed_id, NOW)
            expected.pop(removed_id, None)
        else:
            several = {listed.slug: listed for listed in (some_meeting(chance) for _ in range(5))}
            gone = [f"m{n}" for n in range(14) if f"m{n}" not in several and n % 4 == 0]
            listing.apply_import("test", to_import([*several.values()], str(step)), gone, NOW)
            expected |= {listed.id: listed for listed in several.values()}
            for slug in gone:
                expected.pop(meeting_id("test", slug), None)
        if step % 5 == 4:
            assert checked() == expected


def test_a_bucket_that_grows_too_large_splits_and_keeps_everything(
    tables: Tables, checked: Checked
) -> None:
    listing = small_shards(tables, 600)
    listed = meeting("m0")
    (bucket,) = buckets(listed, NOW)
    listing.put(listed, NOW)
    old = listing.directories([bucket.directory])[bucket.directory]
    meetings = [meeting(f"m{number}", name=f"{number * 7919:x}") for number in range(60)]
    listing.apply_import("test", to_import(meetings), [], NOW)
    new = listing.directories([bucket.directory])[bucket.directory]
    assert new.shards[bucket.slot] > old.shards[bucket.slot] == 1
    assert len(checked()) == 60
    for directory in (old, new):  # a reader may hold the one of before
        rows = listing.rows({bucket: directory.shards[bucket.slot]})[bucket]
        assert sorted(row.id for row in rows) == sorted(listed.id for listed in meetings)
    for listed in meetings:
        listing.remove(listed.id, NOW)
    assert not checked()


def test_a_meeting_too_large_to_write_is_refused_and_leaves_nothing(
    tables: Tables, checked: Checked
) -> None:
    with pytest.raises(StorageUnavailable):
        small_shards(tables, 50).put(meeting(), NOW)
    assert not all_items(tables.client, tables.settings.meetings_table)


def test_an_import_adds_changes_keeps_and_removes(
    listing: MeetingsTable, checked: Checked, tables: Tables
) -> None:
    by_hand = meeting("by-hand", source="hand", id="byhand")
    listing.put(by_hand, NOW)
    first = [meeting(f"m{number}", weekdays=(number % 7,)) for number in range(10)]
    done: list[int] = []
    listing.apply_import("test", to_import(first), [], NOW, done.append)
    assert sum(done) == 10
    assert listing.manifest("test") == {listed.slug: "a" for listed in first}
    assert listing.manifest("hand") == {}
    moved = replace(first[0], venue=replace(first[0].venue, point=BRONX))
    added = meeting("m10")
    listing.apply_import("test", [*to_import([moved], "b"), *to_import([added])], ["m1", "m2"], NOW)
    remaining = [moved, *first[3:], added, by_hand]
    assert checked() == {listed.id: listed for listed in remaining}
    assert listing.manifest("test") == {"m0": "b"} | {f"m{n}": "a" for n in range(3, 11)}


def test_an_import_of_what_is_there_writes_nothing(tables: Tables, listing: MeetingsTable) -> None:
    meetings = to_import([meeting(f"m{number}") for number in range(10)])
    listing.apply_import("test", meetings, [], NOW)
    before = all_items(tables.client, tables.settings.meetings_table)
    writes = faults.on(tables.client, "TransactWriteItems", lambda call: None)
    listing.apply_import("test", meetings, ["never-there"], NOW)
    listing.put(meetings[0].meeting, NOW)
    assert not writes
    assert all_items(tables.client, tables.settings.meetings_table) == before


def test_each_batch_of_an_import_is_read_in_two_calls(
    tables: Tables, listing: MeetingsTable, checked: Checked
) -> None:
    several = [
        meeting(f"m{n}", weekdays=(n % 7,), point=Point(40 + n % 9, -74)) for n in range(100)
    ]
    reads = faults.on(tables.client, "BatchGetItem", lambda call: None)
    batches: list[int] = []
    listing.apply_import("test", to_import(several), [], NOW, batches.append)
    assert len(batches) > 1
    # the manifest, the names of the listing's parts, and the index of names twice
    assert len(reads) == 2 * len(batches) + 4
    assert checked() == {listed.id: listed for listed in several}


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_an_import_stopped_halfway_goes_on_where_it_stopped(
    tables: Tables, checked: Checked, at: int
) -> None:
    chance = random.Random(at)
    client = tables.another_client()
    listing = MeetingsTable(client, tables.settings.meetings_table)
    meetings = [
        meeting(f"m{n}", point=Point(40 + chance.random() * 3, -74 - chance.random() * 3))
        for n in range(150)
    ]
    stopped = [True]
    broken = faults.failure("InternalServerError", 500)
    writes = faults.on(
        client, "TransactWriteItems", lambda call: broken if stopped[0] and call >= at else None
    )
    with pytest.raises(StorageUnavailable):
        listing.apply_import("test", to_import(meetings), [], NOW)
    there = checked()
    manifest = listing.manifest("test")
    assert set(manifest) == {listed.slug for listed in there.values()}
    assert len(there) < 150
    assert bool(there) is (at > 1)  # the index of names comes first
    stopped[0] = False
    rest = [listed for listed in meetings if listed.slug not in manifest]
    done: list[int] = []
    listing.apply_import("test", to_import(rest), [], NOW, done.append)
    assert checked() == {listed.id: listed for listed in meetings}
    assert set(listing.manifest("test")) == {listed.slug for listed in meetings}
    assert len(writes) == at + MAX_ATTEMPTS + len(done) + (at == 0)


def test_a_manifest_of_many_parts_is_one(
    tables: Tables, listing: MeetingsTable, monkeypatch: pytest.MonkeyPatch, checked: Checked
) -> None:
    monkeypatch.setattr(changes, "MANIFEST_PART_ENTRIES", 7)
    meetings = [meeting(f"m{number}", weekdays=(number % 7,)) for number in range(80)]
    listing.apply_import("test", to_import(meetings), [], NOW)
    assert listing.manifest("test") == {listed.slug: "a" for listed in meetings}
    listing.apply_import("test", to_import(meetings[:3], "b"), ["m20", "m79"], NOW)
    listing.apply_import("test", to_import([meeting("late")]), [], NOW)
    assert len(listing.manifest("test")) == 79
    keys = all_items(tables.client, tables.settings.meetings_table)
    parts = sorted(int(key[7:]) for key in keys if key.startswith("S#test#"))
    assert parts == list(range(12))
    listing.apply_import("test", [], sorted(listing.manifest("test")), NOW)
    assert listing.manifest("test") == {}
    assert not checked()


def test_sources_whose_names_begin_alike_keep_apart(listing: MeetingsTable) -> None:
    for source in ("ab", "ab-1", "a"):
        listed = replace(meeting(), source=source, id=meeting_id(source, "evening"))
        listing.apply_import(source, to_import([listed], source), [], NOW)
    assert listing.manifest("ab") == {"evening": "ab"}
    listing.apply_import("ab", [], ["evening"], NOW)
    assert listing.manifest("ab-1") == {"evening": "ab-1"}
    assert listing.get(meeting_id("a", "evening")) is not None


def test_sources_are_listed_in_the_order_in_which_they_came(
    tables: Tables, listing: MeetingsTable
) -> None:
    assert listing.sources() == ()
    listing.apply_import("test", to_import([meeting("m0")]), [], NOW)
    hand = replace(meeting("m1"), source="hand", id="hand1")
    small_shards(tables, 500).put(hand, NOW)  # another process
    listing.put(hand, NOW)
    listing.apply_import("test", [], ["m0"], NOW)
    assert listing.sources() == ("test", "hand")


def test_wide_changes_are_spread_over_transactions(
    dynoxide_tables: Tables,
) -> None:
    """Meetings in 120 cells, each on every day and past midnight, moved to 120 others."""
    client, name = dynoxide_tables.client, dynoxide_tables.settings.meetings_table
    listing = open_table()
    here = [
        meeting(
            f"m{n}",
            attendance=AttendanceOption.HYBRID,
            weekdays=tuple(range(7)),
            start_min=(n * 37) % 1440,
            length_min=1440,
            point=Point(20 + n % 11, n),
        )
        for n in range(40)
    ]
    listing.apply_import("test", to_import(here), [], NOW)
    there = [
        replace(listed, venue=replace(listed.venue, point=Point(-20, number)))
        for number, listed in enumerate(here)
    ]
    listing.apply_import("test", to_import(there, "b"), [], NOW)
    assert check(client, name, NOW) == {listed.id: listed for listed in there}
    listing.apply_import("test", [], [listed.slug for listed in there], NOW)
    assert not check(client, name, NOW)


def test_a_large_hour_of_what_is_online_has_a_head(
    tables: Tables, checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Split earlier than rooms are; what is not in the head is written without it."""
    monkeypatch.setattr(transaction, "ONLINE_SHARD_BYTES", 6_000)
    listing = open_table()
    noise = random.Random(5)

    def crowd(slug: str, **fields: Any) -> Meeting:
        notes = f"{noise.getrandbits(500):x}"
        return meeting(slug, attendance=AttendanceOption.HYBRID, notes=notes, **fields)

    meetings = [crowd(f"m{n}") for n in range(150)]
    listing.apply_import("test", to_import(meetings), [], NOW)
    assert checked() == {listed.id: listed for listed in meetings}
    filed = buckets(meetings[0], NOW)
    directories = listing.directories({bucket.directory for bucket in filed})
    counts = {bucket: directories[bucket.directory].shards[bucket.slot] for bucket in filed}
    online = {bucket for bucket in filed if bucket.directory == "D#online"}
    assert all(counts[bucket] > 1 for bucket in online)
    assert all(counts[bucket] == 1 for bucket in filed - online)
    for head in listing.heads(online).values():
        assert 26 <= sum(len(part.rows) for part in head) < len(meetings)
    found = next_online(5, listing, NOW)
    assert [result.row.id for result in found] == sorted(listed.id for listed in meetings)[:5]
    before = all_items(tables.client, tables.settings.meetings_table)
    late, early = crowd("late", start_min=19 * 60 + 59, length_min=1), crowd("early")
    for listed, changes_head in ((late, False), (replace(early, id="0"), True)):
        listing.put(listed, NOW)
        after = all_items(tables.client, tables.settings.meetings_table)
        changed = {key for key in after if key[0] == "H" and after[key] != before[key]}
        assert bool(changed) is changes_head
        before = after
    for listed in [*meetings, late, replace(early, id="0")]:
        listing.remove(listed.id, NOW)
    assert not checked()


def test_a_small_hour_has_no_head_until_it_grows(
    tables: Tables, checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "SMALL_BYTES", 500)
    listing = open_table()

    def heads_there() -> set[str]:
        stored = all_items(tables.client, tables.settings.meetings_table)
        return {key for key in stored if key.startswith("H#")}

    noise = random.Random(6)
    several = [
        meeting(f"m{n}", attendance=AttendanceOption.ONLINE, notes=f"{noise.getrandbits(500):x}")
        for n in range(16)
    ]
    for listed in several:
        listing.put(listed, NOW)
    assert heads_there() == {"H#O#95", "H#O#96"}
    checked()
    for listed in several[1:]:
        listing.remove(listed.id, NOW)
    assert not heads_there()
    assert set(checked()) == {several[0].id}
