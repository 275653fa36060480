"""Items that are not what the meetings say, in each way: they are named, and mended."""

import random
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.dynamodb import StorageUnavailable
from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage import heads, parts
from chalicelib.meetings.storage.rows import Row, pack, unpack
from chalicelib.meetings.storage.seasons import Season
from chalicelib.meetings.storage.table import MeetingsTable
from tests.conftest import Tables
from tests.contracts import faults
from tests.contracts.read_model import all_items
from tests.unit.meetings.factories import NOW, meeting, to_import

BRONX = Point(40.8448, -73.8648)
ALONE = meeting("alone", name="Alone", point=Point(51.5, -0.1), timezone="Europe/London")
Item = dict[str, Any]
Damage = Callable[[Item], Item | None]


def some_meetings() -> list[Meeting]:
    noise = random.Random(3)
    kinds = [AttendanceOption.IN_PERSON, AttendanceOption.HYBRID, AttendanceOption.INACTIVE]
    several = [
        meeting(
            f"m{n}",
            name=f"Walnut {noise.getrandbits(60):x}",
            attendance=kinds[n % 3],
            weekdays=(n % 2,),
            length_min=[60, 400, 60, 170][n % 4],
        )
        for n in range(24)
    ]
    return [*several, ALONE]


def open_listing(tables: Tables, client: Any = None) -> MeetingsTable:
    """With shards so small that buckets have several."""
    name = tables.settings.meetings_table
    return MeetingsTable(client or tables.client, name, shard_bytes=700)


@pytest.fixture
def listing(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> MeetingsTable:
    monkeypatch.setattr(heads, "SMALL_BYTES", 100)  # every hour of what is online has a head
    monkeypatch.setattr(parts, "PART_BYTES", 600)
    table = open_listing(tables)
    table.apply_import("test", to_import(some_meetings()), [], NOW)
    assert table.verify(NOW) == []
    return table


def contents(tables: Tables) -> dict[str, Item]:
    """All that is stored, but for revisions."""
    items = all_items(tables.client, tables.settings.meetings_table)
    marks = {name for name in items["LISTING"] if name.endswith("m")}  # each is another one
    return {
        key: {n: v for n, v in item.items() if n != "rev" and n not in marks}
        for key, item in items.items()
    }


def put(tables: Tables, key: str, item: Item | None) -> None:
    name = tables.settings.meetings_table
    if item is None:
        tables.client.delete_item(TableName=name, Key={"pk": {"S": key}})
    else:
        tables.client.put_item(TableName=name, Item={**item, "pk": {"S": key}})


def named(listing: MeetingsTable) -> dict[str, str]:
    return {difference.key: difference.kind.value for difference in listing.verify(NOW)}


def gone(_: Item) -> None:
    return None


def garbage(item: Item) -> Item:
    return {n: {"B": b"no zlib"} if "B" in v else v for n, v in item.items()}


def with_rows(change: Callable[[list[Row]], list[Row]]) -> Damage:
    return lambda item: {**item, "rows": {"B": pack(change(unpack(item["rows"]["B"])))}}


def with_head(change: Callable[[heads.Head], heads.Head]) -> Damage:
    return lambda item: {
        **item,
        "parts": {"B": heads.pack(change(heads.unpack(item["parts"]["B"])))},
    }


def with_slots(change: Callable[[bytearray], None]) -> Damage:
    def damage(item: Item) -> Item:
        slots = bytearray(zlib.decompress(item["shards"]["B"]))
        change(slots)
        return {**item, "shards": {"B": zlib.compress(bytes(slots))}}

    return damage


def wrong_count(slots: bytearray) -> None:
    slots[next(slot for slot, count in enumerate(slots) if count)] += 1


def stray_count(slots: bytearray) -> None:
    slots[next(slot for slot, count in enumerate(slots) if not count)] = 4


def with_text(attribute: str, change: Callable[[str], str]) -> Damage:
    def damage(item: Item) -> Item:
        text = change(zlib.decompress(item[attribute]["B"]).decode())
        return {**item, attribute: {"B": zlib.compress(text.encode())}}

    return damage


LEFT_OUT = (heads.LeftOut(0, "nobody", 60, Season.ANY),)
ROWS: dict[str, Damage] = {
    "missing": gone,
    "garbage": garbage,
    "a row lost": with_rows(lambda rows: rows[1:]),
    "all rows lost": with_rows(lambda rows: []),
    "a row stale": with_rows(lambda rows: [rows[0]._replace(name="Of old"), *rows[1:]]),
    "a row twice": with_rows(lambda rows: [rows[0], *rows]),
    "a row of no meeting": with_rows(lambda rows: [rows[0]._replace(id="nobody"), *rows]),
    "another count": lambda item: {**item, "shards": {"N": "64"}},
    "no count": lambda item: {n: v for n, v in item.items() if n != "shards"},
}
DAMAGES: dict[str, dict[str, Damage]] = {
    "G#": ROWS,
    "O#": ROWS,
    "P#": ROWS,
    "L#": ROWS,
    "H#": {
        "missing": gone,
        "garbage": garbage,
        "a part more": with_head(lambda head: (*head, head[0])),
        "a row lost": with_head(lambda head: (head[0]._replace(rows=head[0].rows[1:]), *head[1:])),
        "more left out": with_head(lambda head: tuple(p._replace(left_out=LEFT_OUT) for p in head)),
    },
    "D#dr": {
        "missing": gone,
        "garbage": garbage,
        "a wrong count": with_slots(wrong_count),
        "a stray count": with_slots(stray_count),
        "all forgotten": with_slots(lambda slots: slots.__setitem__(slice(None), bytes(7_168))),
        "too short": lambda item: {**item, "shards": {"B": zlib.compress(b"")}},
        "a zone lost": lambda item: {n: v for n, v in item.items() if n != "zones"},
        "a zone that is none": lambda item: {**item, "zones": {"S": "Nowhere/\x1b[31m"}},
    },
    "D#online": {
        "missing": gone,
        "a wrong count": with_slots(wrong_count),
        "a stray count": with_slots(stray_count),
        "heads forgotten": with_slots(
            lambda slots: slots.__setitem__(slice(1024, None), bytes(6_144))
        ),
        "a head of no bucket": with_slots(lambda slots: slots.__setitem__(1024, 1)),
        "a count of no bucket": with_slots(lambda slots: slots.__setitem__(5_000, 1)),
    },
    "N#": {
        "missing": gone,
        "garbage": garbage,
        "a word lost": with_text("words", lambda text: "{}"),
        "a meeting more": with_text("words", lambda text: text.replace('":"', '":"nobody ')),
        "a word more": with_text("words", lambda text: text.replace("{", '{"more":"nobody",')),
        "too many": with_text("words", lambda text: text.replace(text.split('"')[3], "")),
    },
    "S#": {
        "missing": gone,
        "garbage": garbage,
        "a slug more": with_text("entries", lambda text: text.replace("{", '{"nobody":"a",')),
        "a list": with_text("entries", lambda text: "[[1]]"),
        "a digest that is none": with_text("entries", lambda text: text.replace('"a"', "[]")),
        "a slug lost": with_text("entries", lambda text: text.replace('"m1":"a",', "")),
    },
    "W#dr": {
        "missing": gone,
        "garbage": garbage,
        "all lost": with_text("meetings", lambda text: ""),
        "one lost": with_text("meetings", lambda text: text.partition("\n")[2]),
        "one stale": with_text("meetings", lambda text: text.replace("Walnut", "Old", 1)),
        "one twice": with_text("meetings", lambda text: f"dr5r0.z{text[6:]}\n{text}"),
        "one more": with_text("meetings", lambda text: f"dr5r0.nobody{text[16:]}"),
        "one of elsewhere": with_text("meetings", lambda text: f"gc{text[2:]}"),
        "another end": lambda item: {**item, "end": {"S": "drz"}},
        "no end": lambda item: {n: v for n, v in item.items() if n != "end"},
    },
    "F#dr": {
        "missing": gone,
        "garbage": garbage,
        "a part forgotten": with_text("names", lambda text: text.rpartition("\n")[0]),
        "a part more": with_text("names", lambda text: f"{text}\ndrz"),
    },
    "LISTING": {
        "missing": gone,
        "a mark lost": lambda item: {n: v for n, v in item.items() if n != "drm"},
        "a count lost": lambda item: {n: v for n, v in item.items() if n != "drn"},
        "another count": lambda item: {**item, "drn": {"N": "7"}},
    },
    "SOURCES": {
        "missing": gone,
        "one lost": lambda item: {**item, "names": {"L": []}},
        "one twice": lambda item: {**item, "names": {"L": item["names"]["L"] * 2}},
    },
    "M#": {
        "filed nowhere": lambda item: {n: v for n, v in item.items() if n != "filed"},
        "filed elsewhere": lambda item: {**item, "filed": {"S": "G#9q8y#1 D#9q 1"}},
        "filed illegibly": lambda item: {**item, "filed": {"S": "?"}},
        "of nowhere": lambda item: {n: v for n, v in item.items() if n != "origin"},
        "of elsewhere": lambda item: {**item, "origin": {"S": "test another"}},
        "of something else": lambda item: {**item, "origin": {"N": "1"}},
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("beginning", "damage"),
    [(beginning, way) for beginning, ways in DAMAGES.items() for way in ways],
)
def test_each_damage_is_named_and_mended(
    tables: Tables, listing: MeetingsTable, beginning: str, damage: str
) -> None:
    before = contents(tables)
    keys = [key for key in sorted(before) if key.startswith(beginning) and before[key].get("filed")]
    key = (keys or [key for key in sorted(before) if key.startswith(beginning)])[0]
    stored = all_items(tables.client, tables.settings.meetings_table)[key]
    put(tables, key, DAMAGES[beginning][damage](stored))
    found = named(listing)
    assert found[key] == ("missing" if damage == "missing" else "different")
    assert {difference.key for difference in listing.rebuild(NOW)} == found.keys()
    assert named(listing) == {}
    after = contents(tables)
    if beginning != "S#":  # a digest that is lost is empty: the next import writes its meeting
        assert after == before
    assert listing.manifest("test").keys() == {listed.slug for listed in some_meetings()}


@pytest.mark.parametrize(
    "key",
    ["G#dr5r#0#99", "G#9q8y#1#0", "G#9q8y#9#0", "G#zzaa#1#0", "G#x", "O#3#0", "O#200#0", "L#99#7",
     "O#1#x", "P#3#0", "P#168#0", "H#O#3", "H#G#dr5r#0", "H#x", "D#9qq", "D#a!", "N#512", "N#x",
     "S#test#x", "W#zz", "W#x", "W#dr5r3.z", "F#zz", "F#x"],
)  # fmt: skip
def test_a_stray_item_is_named_and_deleted(
    tables: Tables, listing: MeetingsTable, key: str
) -> None:
    before = contents(tables)
    assert key not in before
    kind = {"G": "G#", "O": "O#", "P": "O#", "L": "O#"}.get(key[0], f"{key[0]}#")
    like = next(item for stored, item in sorted(before.items()) if stored.startswith(kind))
    put(tables, key, {**like, "rev": {"N": "7"}})
    assert named(listing) == {key: "extra"}
    listing.rebuild(NOW)
    assert named(listing) == {}
    assert contents(tables) == before


def test_several_damages_at_once_are_mended_together(
    tables: Tables, listing: MeetingsTable
) -> None:
    before = contents(tables)
    online, shard = "D#online", min(key for key in before if key.startswith("O#"))
    put(tables, online, {**before[online], "shards": {"B": zlib.compress(b"")}, "rev": {"N": "7"}})
    put(tables, shard, {**garbage(before[shard]), "rev": {"N": "7"}})
    assert {online, shard} <= named(listing).keys()
    listing.rebuild(NOW)
    assert named(listing) == {}
    assert contents(tables) == before


def test_a_gap_in_a_manifest_is_closed(tables: Tables, listing: MeetingsTable) -> None:
    stored = all_items(tables.client, tables.settings.meetings_table)["S#test#0"]
    put(tables, "S#test#0", None)
    put(tables, "S#test#2", stored)
    assert "S#test#1" in named(listing)
    listing.rebuild(NOW)
    assert named(listing) == {}
    assert listing.manifest("test") == {listed.slug: "a" for listed in some_meetings()}


def test_everything_but_the_meetings_is_made_anew(tables: Tables, listing: MeetingsTable) -> None:
    before = contents(tables)
    for key in before:
        if not key.startswith(("M#", "S#")):
            put(tables, key, None)
    assert set(named(listing).values()) == {"missing"}
    listing.rebuild(NOW)
    assert named(listing) == {}
    assert contents(tables).keys() >= {key for key in before if key[:2] in ("D#", "N#")}


def test_meetings_that_are_gone_leave_nothing(tables: Tables, listing: MeetingsTable) -> None:
    before = contents(tables)
    for key in before:
        if key.startswith("M#"):
            put(tables, key, None)
    listing.rebuild(NOW)
    assert named(listing) == {}
    left = contents(tables).keys() - {"LISTING"}
    assert not [key for key in left if key[0] in "GOPLHNM"]
    assert listing.manifest("test") == {}


def test_a_rebuild_that_is_stopped_anywhere_goes_on(moto_tables: Tables) -> None:
    listing = open_listing(moto_tables)
    listing.apply_import("test", to_import(some_meetings()), [], NOW)
    client = moto_tables.another_client()
    broken = faults.failure("InternalServerError", 500)
    at = [0]
    writes = faults.on(  # all three attempts of a call, for some calls
        client,
        "TransactWriteItems",
        lambda call: broken if at[0] < 7 and (call + at[0]) % 7 < 5 else None,
    )
    for key in contents(moto_tables):
        if not key.startswith(("M#", "S#")):
            put(moto_tables, key, None)
    stopped = 0
    for at[0] in (0, 3, 6, 2, 5, 1, 4, 7):
        try:
            open_listing(moto_tables, client).rebuild(NOW)
        except StorageUnavailable:
            stopped += 1
    assert stopped > 3
    assert writes
    assert named(listing) == {}


def but_for_manifests(listing: MeetingsTable) -> list[str]:
    """What differs, but for meetings that were put by hand and so are in no manifest."""
    return [difference.key for difference in listing.verify(NOW) if difference.key[:2] != "S#"]


OTHERS: dict[str, Callable[[MeetingsTable], None]] = {
    "puts one beside": lambda table: table.put(meeting("new", weekdays=(0,)), NOW),
    "changes one": lambda table: table.put(replace(some_meetings()[0], name="Other"), NOW),
    "moves one": lambda table: table.put(
        replace(some_meetings()[0], venue=replace(some_meetings()[0].venue, point=BRONX)), NOW
    ),
    "removes one": lambda table: table.remove(some_meetings()[0].id, NOW),
}


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("mended", [True, False])
def test_somebody_who_comes_between_any_two_requests_spoils_nothing(
    moto_tables: Tables, other: str, mended: bool
) -> None:
    """Right before the first, the second ... request of a rebuild, or of a check."""
    client = moto_tables.another_client()
    bystander, going = open_listing(moto_tables), open_listing(moto_tables, client)
    bystander.apply_import("test", to_import(some_meetings()), [], NOW)
    whole = all_items(moto_tables.client, moto_tables.settings.meetings_table)
    moment = [0]

    def interrupt(_: int) -> None:
        moment[0] -= 1
        if moment[0] == 0:
            OTHERS[other](bystander)

    faults.on(client, "", interrupt)
    damaged = ["D#gc", *[key for key in sorted(whole) if key.startswith("N#")][:2]]
    filed = next(key for key in sorted(whole) if key.startswith("G#dr") and whole[key]["rows"])
    for request in range(1, 40):
        for key in {*whole, *contents(moto_tables)}:
            put(moto_tables, key, whole.get(key))
        if mended:
            for key in damaged:
                put(moto_tables, key, None)
            put(moto_tables, filed, ROWS["a row stale"](whole[filed]))
        moment[0] = request
        if mended:
            going.rebuild(NOW)
        else:
            assert but_for_manifests(going) == [], f"before request {request}"
        assert but_for_manifests(bystander) == [], f"before request {request}"
        if moment[0] > 0:
            break
    assert request < 39


UNREADABLE: dict[str, Damage] = {
    "no document": lambda item: {n: v for n, v in item.items() if n != "body"},
    "no document that can be unpacked": garbage,
    "a document without end": lambda item: {**item, "body": {"B": zlib.compress(b"[" * 100_000)}},
    "changes that are none": lambda item: {**item, "changed": {"S": "?"}},
    "changes of another type": lambda item: {**item, "changed": {"N": "1"}},
    "revised at a time of no calendar": lambda item: {**item, "revised": {"N": "1e30"}},
    "revised at no time": lambda item: {**item, "revised": {"S": "?"}},
}


@pytest.mark.parametrize("damage", UNREADABLE)
def test_a_meeting_that_cannot_be_read_comes_again_with_its_feed(
    tables: Tables, listing: MeetingsTable, damage: str
) -> None:
    before = contents(tables)
    key = f"M#{ALONE.id}"
    put(tables, key, UNREADABLE[damage]({**before[key], "rev": {"N": "7"}}))
    assert named(listing)[key] == "unreadable"
    listing.rebuild(NOW)
    assert named(listing) == {key: "unreadable"}
    assert ALONE.slug not in listing.manifest("test")
    listing.apply_import("test", to_import([ALONE]), [], NOW)
    assert named(listing) == {}
    assert contents(tables) == before
