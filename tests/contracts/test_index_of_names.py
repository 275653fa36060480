"""The index of names on both databases: a search by name finds exactly what reading every meeting
would, whatever was done before, and wherever an import stopped."""

import random
from contextlib import suppress

import pytest

from chalicelib.dynamodb import StorageUnavailable
from chalicelib.gazetteer.folding import fold
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import PRIVATE, Meeting, meeting_id
from chalicelib.meetings.search import text
from chalicelib.meetings.search.named import NamedQuery, search_named
from chalicelib.meetings.storage import names
from chalicelib.meetings.storage.table import MeetingsTable, open_table
from tests.conftest import PATIENCE_S, Tables
from tests.contracts import faults
from tests.contracts.read_model import all_items, check, index, indexed
from tests.unit.meetings.factories import NOW, meeting, to_import

WORDS = "walnut wallace serenity sunrise café 静かな部屋 saint o'hare north".split()
STREETS = ["12 Elm Street", "4501 Walnut", "9 St. Mark's Rd", "77 Serenity Ave"]
TOWNS = ["Denver", "St. Louis", "São Paulo", ""]
ASKED = [
    "walnut", "wal", "WALLACE", "serenity", "seren", "sun", "cafe", "部屋", "かな", "静",
    "saint north",
    "st marks", "saint mark's road", "ohare", "denver", "elm street", "elm st", "walnut denver",
    "sao paulo serenity", '"serenity walnut"', "walnut OR sunrise", "4501 walnut", "nowhere",
    "no", "north wallace", "wa",
]  # fmt: skip


@pytest.fixture
def listing(tables: Tables) -> MeetingsTable:
    return open_table()


def some_meeting(chance: random.Random) -> Meeting:
    town = chance.choice(TOWNS)
    kinds = [AttendanceOption.IN_PERSON, AttendanceOption.ONLINE, *AttendanceOption]
    return meeting(
        f"m{chance.randrange(25)}",
        name=" ".join(chance.sample(WORDS, chance.choice([1, 2, 3]))),
        group=chance.choice(["", "", f"{chance.choice(WORDS)} group"]),
        attendance=chance.choice(kinds),
        location=chance.choice(["", town, "Library"]),
        formatted_address=f"{chance.choice(STREETS)}, {town or 'Somewhere'}, US",
        town=town,
        types=chance.choice([("O",), ("O",), ("O",), (PRIVATE,)]),
    )


def stored(tables: Tables) -> tuple[dict[str, Meeting], set[tuple[str, str]]]:
    """The meetings that are stored, and what the index holds."""
    name = tables.settings.meetings_table
    return check(tables.client, name, NOW), index(all_items(tables.client, name))


def found(listing: MeetingsTable, asked: str) -> set[str]:
    words = text.parse(asked)
    assert words
    ids: list[str] = []
    query = NamedQuery(words, limit=7)
    while True:
        results = search_named(query, listing, NOW)
        ids += [result.row.id for result in results.found]
        if results.next is None:
            assert len(ids) == len(set(ids)), "found twice"
            return set(ids)
        query = query._replace(cursor=results.next)


def found_by_reading_all(meetings: dict[str, Meeting], asked: str) -> set[str]:
    """Every public meeting that has the words, in the plainest way."""
    words = text.parse(asked)
    assert words
    ids = set()
    for listed in meetings.values():
        if not listed.is_public or listed.attendance is AttendanceOption.INACTIVE:
            continue
        venue, where = listed.venue, []
        if listed.attendance.has_room:
            where = [venue.formatted_address.partition(",")[0]]
            where += [venue.location] if venue.location != venue.town else []
        parts = (listed.name, listed.group, *where, venue.town)
        has = fold(" ".join(parts)).replace("street", "st").replace("road", "rd")
        if all(any(_has(has, phrase) for phrase in group) for group in words.groups):
            ids.add(listed.id)
    return ids


def _has(folded: str, phrase: str) -> bool:
    phrase = phrase.replace("street", "st").replace("road", "rd")
    if phrase[0] > "\u3000":
        return phrase in folded
    whole = len(phrase.split()[-1]) < 3
    return f" {phrase}{' ' if whole else ''}" in f" {folded} "


@pytest.mark.parametrize("seed", range(3))
def test_after_any_sequence_names_find_what_reading_all_would(tables: Tables, seed: int) -> None:
    chance = random.Random(seed)
    listing = open_table()
    steps = 24 if tables.client.meta.endpoint_url.startswith("http://127") else 6
    for step in range(steps):
        choice = chance.random()
        if choice < 0.4:
            listing.put(some_meeting(chance), NOW)
        elif choice < 0.55:
            listing.remove(meeting_id("test", f"m{chance.randrange(25)}"), NOW)
        else:
            several = {listed.slug: listed for listed in (some_meeting(chance) for _ in range(12))}
            gone = [f"m{n}" for n in range(25) if f"m{n}" not in several and n % 5 == step % 5]
            listing.apply_import("test", to_import([*several.values()], str(step)), gone, NOW)
        if step % 6 == 5:
            meetings, held = stored(tables)
            assert held == indexed(meetings.values()), "nothing is left over"
            for asked in ASKED:
                assert found(listing, asked) == found_by_reading_all(meetings, asked), asked


@pytest.mark.parametrize("at", range(8))
def test_an_import_of_other_names_stopped_anywhere_spoils_no_search(
    tables: Tables, at: int
) -> None:
    chance = random.Random(7)
    client = tables.another_client()
    listing = MeetingsTable(client, tables.settings.meetings_table)
    before = {listed.slug: listed for listed in (some_meeting(chance) for _ in range(40))}
    listing.apply_import("test", to_import([*before.values()], "a"), [], NOW)
    after = {listed.slug: listed for listed in (some_meeting(chance) for _ in range(40))}
    gone = [slug for slug in before if slug not in after]
    stopped = [True]
    broken = faults.failure("InternalServerError", 500)
    faults.on(
        client, "TransactWriteItems", lambda call: broken if stopped[0] and call >= at else None
    )
    with suppress(StorageUnavailable):
        listing.apply_import("test", to_import([*after.values()], "b"), gone, NOW)
    stopped[0] = False
    meetings, _ = stored(tables)
    for asked in ASKED:
        assert found(listing, asked) == found_by_reading_all(meetings, asked), asked
    listing.apply_import("test", to_import([*after.values()], "b"), gone, NOW)
    assert set(stored(tables)[0]) == {listed.id for listed in after.values()}
    listing.rebuild(NOW)
    meetings, held = stored(tables)
    assert held == indexed(meetings.values())


def test_what_is_rebuilt_is_what_the_meetings_say(tables: Tables, listing: MeetingsTable) -> None:
    chance = random.Random(1)
    for _ in range(8):
        listing.put(some_meeting(chance), NOW)
    _, held = stored(tables)
    name = tables.settings.meetings_table
    for number, key in enumerate(sorted(all_items(tables.client, name))):
        if key.startswith("N#") and number % 2:
            tables.client.delete_item(TableName=name, Key={"pk": {"S": key}})
    listing.rebuild(NOW)
    assert stored(tables)[1] == held
    for listed in [*stored(tables)[0]]:
        listing.remove(listed, NOW)
    assert not index(all_items(tables.client, name))


def test_an_import_writes_each_part_of_the_index_once(moto_tables: Tables) -> None:
    client = moto_tables.another_client()
    listing = MeetingsTable(client, moto_tables.settings.meetings_table)
    writes = faults.on(client, "TransactWriteItems", lambda call: None)
    many = [meeting(f"m{n}", name=f"{WORDS[n % 5]} {n:x}x", weekdays=(n % 7,)) for n in range(90)]
    done: list[int] = []
    listing.apply_import("test", to_import(many), [], NOW, done.append)
    parts = {names.part_of(word) for listed in many for word in names.words_of(listed)}
    assert len(writes) - len(done) == -(-len(parts) // 100)


@pytest.mark.parametrize("renamed", [True, False])
def test_a_meeting_put_at_any_moment_of_an_import_is_found(
    moto_tables: Tables, renamed: bool
) -> None:
    """Another puts it right before the first, the second ... request of an import that renames it
    or takes it out."""
    client, name = moto_tables.another_client(), moto_tables.settings.meetings_table
    importing, editing = MeetingsTable(client, name, deadline_s=PATIENCE_S), open_table()
    first = meeting(name="Walnut", group="Sunrise")
    other = to_import([meeting(name="Serenity", group="Sunrise")] if renamed else [], "b")
    moment = [0]

    def interrupt(_: int) -> None:
        moment[0] -= 1
        if moment == [0]:
            editing.put(first, NOW)

    faults.on(client, "", interrupt)
    for request in range(1, 40):
        editing.put(first, NOW)
        editing.apply_import("test", to_import([first]), [], NOW)
        moment[0] = request
        importing.apply_import("test", other, [] if renamed else [first.slug], NOW)
        meetings, _ = stored(moto_tables)
        for asked in ("walnut", "sunrise", "serenity"):
            expected = found_by_reading_all(meetings, asked)
            assert found(editing, asked) == expected, f"{asked}, before request {request}"
        if moment[0] > 0:
            break
    assert 1 < request < 39
