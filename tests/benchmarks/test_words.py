"""What words cost above the plain search: the worst city tells."""

from benchmarks.words import KINDS, Pair, figures_of
from benchmarks.world import City
from chalicelib.geo.point import Point


def pair(name: str, plain: float, with_word: float) -> Pair:
    return Pair(City(1, name, "US", 1, Point(0, 0), "UTC"), "hope", 9, plain, with_word)


def test_one_city_that_reads_more_misses_the_limit() -> None:
    found = figures_of("words", [pair("A", 4, 4), pair("B", 8, 3), pair("C", 4, 4.5)], 0)
    worst = found[-1]
    assert "C, hope" in worst.what
    assert worst.value == 0.5
    assert worst.within_limits is False


def test_as_much_as_the_plain_search_keeps_it() -> None:
    assert figures_of("words", [pair("A", 4, 4), pair("B", 8, 8)], 0)[-1].within_limits is True


def test_what_has_no_limit_is_named_so() -> None:
    unlimited = {name for name, *_, limit in KINDS if limit is None}
    assert unlimited == {name for name, *_ in KINDS if "no limit" in name}
