"""What a process holds of the table: for how long, how much, and never what it wrote itself."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.meetings.storage.held import SETTLING_S, Held


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def held(clock: Clock, max_bytes: int = 100) -> Held[str]:
    return Held(45.0, max_bytes, clock)


def test_values_are_held_for_their_time_from_when_they_were_read(clock: Clock) -> None:
    kept = held(clock)
    read_at = kept.moment()
    clock.now += 3  # the database was slow
    kept.hold({"a": ("A", 1)}, read_at)
    clock.now += 41.9
    assert kept.get_many(["a", "b"]) == {"a": "A"}
    clock.now += 0.2
    assert kept.get_many(["a"]) == {}
    assert kept.bytes == 0


def test_the_least_recently_used_goes_where_there_is_no_room(clock: Clock) -> None:
    kept = held(clock, max_bytes=10)
    kept.hold({"a": ("A", 4), "b": ("B", 4)}, kept.moment())
    kept.get_many(["a"])
    kept.hold({"c": ("C", 4)}, kept.moment())
    assert kept.get_many("abc") == {"a": "A", "c": "C"}
    kept.hold({"huge": ("H", 11)}, kept.moment())
    assert kept.get_many(["huge"]) == {}
    assert kept.bytes <= 10


def test_a_value_that_is_held_anew_counts_once(clock: Clock) -> None:
    kept = held(clock)
    for size in (40, 60, 50):
        kept.hold({"a": (str(size), size)}, kept.moment())
    assert kept.bytes == 50
    assert kept.get_many(["a"]) == {"a": "50"}


def test_what_is_written_is_dropped_and_so_is_what_was_being_read(clock: Clock) -> None:
    kept = held(clock)
    kept.hold({"a": ("old", 1)}, kept.moment())
    read_at = kept.moment()
    clock.now += 1
    kept.drop(["a"])
    assert kept.get_many(["a"]) == {}
    kept.hold({"a": ("old", 1)}, read_at)  # it was on its way
    assert kept.get_many(["a"]) == {}
    clock.now += SETTLING_S - 0.1  # a read that doesn't wait may still give what was before
    kept.hold({"a": ("old", 1)}, kept.moment())
    assert kept.get_many(["a"]) == {}
    clock.now += 0.2
    kept.hold({"a": ("new", 1)}, kept.moment())
    assert kept.get_many(["a"]) == {"a": "new"}


def test_nothing_is_held_for_no_time(clock: Clock) -> None:
    kept: Held[str] = Held(0, 100, clock)
    kept.hold({"a": ("A", 1)}, kept.moment())
    kept.drop(["b"])
    assert kept.get_many(["a"]) == {}


def test_threads_share_it(clock: Clock) -> None:
    kept = held(clock, max_bytes=50)

    def work(number: int) -> None:
        for turn in range(300):
            key = str((number * turn) % 40)
            kept.hold({key: (key, 3)}, kept.moment())
            assert all(name == value for name, value in kept.get_many([key, "1"]).items())
            kept.drop([str(turn % 40)])
            clock.now += 0.5

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work, number) for number in range(8)]:
            done.result()
    clock.now += 1000
    kept.get_many(str(number) for number in range(40))
    assert kept.bytes == 0
