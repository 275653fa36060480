"""Searches for words over a city's cells, beside the plain search of the same place and moment.

The word is one of a meeting that the plain search lists, so that there is something to be found.
The limit is on the same cells and days: a word makes no search read any that the plain one does
not. Others are not limited, and named so. A plain search of the API without a day stops once it has
25 meetings; one for a word may have to read the whole week of the same cells to find as many. And
where fewer than three have the word, a page goes on to name the next radius and the nearest beyond.
Only read units are measured: they are the same everywhere.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from benchmarks import application, searching, world
from benchmarks.databases import NOW, WORLD
from benchmarks.figures import Figure, percentile
from benchmarks.searching import DAYS, WEEK_MIN, Bench, Query
from chalicelib.meetings.search.near import FEW_MEETINGS

NOWHERE = "quetzalcoatlus"  # in no list of names of world.py
_SHARE, _SHARE_BEYOND = 0.1, 0.05  # of the samples


@dataclass(frozen=True, slots=True)
class Pair:
    """The read units of two searches that differ in their words alone.

    `found`: how many meetings the one with words finds, as many as a page of the API has at most.
    """

    city: world.City
    word: str
    found: int
    plain: float
    with_word: float

    @property
    def extra_units(self) -> float:
        """Returns the units that the word costs."""
        return self.with_word - self.plain


API, PAGE = "/v1/meetings", "/"
KINDS: tuple[tuple[str, str, str, Query, bool, float | None], ...] = (
    # name, path, that of the plain search, query, with a word that something has, most units more
    ("25 km, one day", API, API, searching.within_25_km_on_a_day, True, 0),
    # the page reads all days of the cells, which is as far as a word leads
    ("25 km, the next 25, beside the page", API, PAGE, searching.within_25_km, True, 0),
    ("25 km, the next 25, beside its own, no limit", API, API, searching.within_25_km, True, None),
    ("page, 25 km, one day", PAGE, PAGE, searching.within_25_km_on_a_day, True, 0),
    ("page, 25 km, the next 25", PAGE, PAGE, searching.within_25_km, True, 0),
    ("page, 25 km, a word of nowhere, no limit", PAGE, PAGE, searching.within_25_km, False, None),
)


def measure(client: Any, count: int, announce: Callable[[str], None]) -> list[Figure]:
    """Returns the costs of each kind of search, in cities drawn by their people and the largest."""
    cities = world.cities()
    bench = Bench.of(client, WORLD)
    figures = []
    for name, path, plain, query, known, limit in KINDS:
        announce(f"Searching for words: {name}")
        size = max(3, round(count * (_SHARE if known else _SHARE_BEYOND)))
        among = [*searching.draw_cities(cities, size, by_people=True), *cities[:size]]
        pairs = list(_pairs(bench, among, (plain, path), query, known))
        few = [pair for pair in pairs if pair.found < FEW_MEETINGS] if path == PAGE else []
        enough = [pair for pair in pairs if pair not in few]
        if enough:
            figures += figures_of(f"words, {name}", enough, limit)
        if few:
            figures += figures_of(f"words, {name}, few have it", few, None)
    return figures


def _pairs(
    bench: Bench, cities: Iterable[world.City], paths: tuple[str, str], query: Query, known: bool
) -> Iterable[Pair]:
    """Yields a pair for each city that lists anything then."""
    chance = random.Random("words")
    with application.serving(bench.table()):
        for number, city in enumerate(cities):
            application.Clock.moment = NOW + timedelta(minutes=chance.randrange(WEEK_MIN))
            parameters = query(city, DAYS[number % len(DAYS)])
            bench.memory.start()
            listed = application.meetings_of(application.event("/v1/meetings", parameters))
            if not listed:
                continue
            word = chance.choice(listed)["name"].split()[-1] if known else NOWHERE
            plain = bench.sample(city, paths[0], parameters)
            with_word = bench.sample(city, paths[1], {**parameters, "words": word})
            bench.memory.start()
            having = application.event("/v1/meetings", {**parameters, "words": word})
            found = len(application.meetings_of(having))
            yield Pair(city, word, found, plain.units, with_word.units)


def figures_of(title: str, pairs: list[Pair], upper_limit: float | None) -> list[Figure]:
    """Returns what words cost. `upper_limit` is of units above those of the plain search."""
    worst = max(pairs, key=lambda pair: pair.extra_units)
    ratio = sum(pair.with_word for pair in pairs) / sum(pair.plain for pair in pairs)
    dearer = sum(pair.extra_units > 0 for pair in pairs) / len(pairs)
    return [
        Figure(title, "searches", len(pairs)),
        Figure(title, "read units p50, plain", percentile([pair.plain for pair in pairs], 0.5)),
        Figure(
            title,
            "read units p50, with a word",
            percentile([pair.with_word for pair in pairs], 0.5),
        ),
        Figure(title, "read units of all, over those of the plain ones", ratio),
        Figure(title, "searches that read more than the plain one", dearer * 100, "%"),
        Figure(
            title,
            f"read units above the plain search, worst ({worst.city.name}, {worst.word})",
            worst.extra_units,
            "",
            upper_limit,
        ),
    ]
