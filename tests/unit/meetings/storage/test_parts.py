"""Parts of the listing: what is put into one comes out of it, and a large one is cut."""

import random

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage import parts
from tests.unit.meetings.factories import meetings

LETTERS = "abcdefghij"


@given(st.lists(meetings, max_size=5))
def test_a_part_holds_equal_meetings(listed: list[Meeting]) -> None:
    entries = {f"dr5r{n}.abc": parts.entry_of(each) for n, each in enumerate(listed)}
    found = parts.unpack(parts.pack(entries))
    assert found == entries
    assert [parts.read_entry(text) for text in found.values()] == listed


def noise(count: int) -> parts.Entries:
    chance = random.Random(count)
    return {
        f"dr5r{chance.randrange(7)}.{''.join(chance.choices(LETTERS, k=8))}": chance.randbytes(
            90
        ).hex()
        for _ in range(count)
    }


def test_pieces_hold_everything_each_in_its_place() -> None:
    entries = noise(2_000)
    pieces = parts.cut("dr", entries)
    names = list(pieces)
    assert names[0] == "dr" and names == sorted(names) and len(names) > 10
    assert all(len(blob) <= parts.PART_BYTES for blob in pieces.values())
    found: parts.Entries = {}
    for place, (name, blob) in enumerate(pieces.items()):
        for key, text in parts.unpack(blob).items():
            assert parts.place_of(key, names) == place
            assert name <= key and (key < parts.end_of(place, names) or name == names[-1])
            found[key] = text
    assert found == entries


def test_a_small_part_stays_whole_and_so_does_a_single_meeting() -> None:
    assert list(parts.cut("dr", noise(3))) == ["dr"]
    large = random.Random(1).randbytes(3 * parts.PART_BYTES).hex()
    assert list(parts.cut("dr", {"dr5r3.abc": large})) == ["dr"]
    assert parts.unpack(parts.cut("dr", {})["dr"]) == {}
