"""What visitors ask for, and what that takes: pages, files, read units, time of the functions.

By what the bench measured (benchmarks/results.json), and what is assumed of visitors here.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.world import cities

RESULTS = Path(__file__).resolve().parent.parent / "benchmarks" / "results.json"
MONTH_S = 30 * 24 * 3600

# Of a search: the front page, the results, and in every second one a meeting's page.
FRONT, RESULT, MEETING = 1.0, 1.0, 0.5
FIRST_VISITS = 1 / 3  # the others have the files, which are kept for a year
FILES = 20  # of a first visit
SLOWER = 2.0  # an arm64 function of 1 GB beside the bench's machine
ROUND_TRIP_MS = 5.0  # to the database
FILE_MS = 2.0  # which reads nothing
FRONT_PAGE, RESULT_PAGE = "front page", "page, no radius, no day"  # as the bench calls them
MEETING_PAGE = "GET /meetings/{meeting_id}"
FRESH_S = 60  # for which the CDN keeps a page: see chalicelib/web/http/caching.py
VARIANTS = 3  # of a city's results, for its languages and for what is narrowed
MEETINGS_A_CITY = 20  # whose pages share its visitors

Figures = Sequence[Mapping[str, object]]


class Measured(NamedTuple):
    """What the bench found of one kind of page."""

    units: float
    handler_ms: float
    round_trips: float

    @property
    def billed_ms(self) -> float:
        """For how long a function answers it."""
        return self.handler_ms * SLOWER + self.round_trips * ROUND_TRIP_MS


class Pages(NamedTuple):
    """What the bench found of the three kinds of pages."""

    front: Measured
    result: Measured
    meeting: Measured


def figures() -> Figures:
    """Returns what the bench wrote last."""
    found: Figures = json.loads(RESULTS.read_text("utf-8"))["figures"]
    return found


def measured(found: Figures) -> Pages:
    """Returns the medians of the pages. Raises KeyError where the bench has none of one.

    Of a meeting's page it has no time of its own: it is taken to be that of a page of results.
    """
    front, result = (_medians(found, name) for name in (FRONT_PAGE, RESULT_PAGE))
    meeting = _of(found, MEETING_PAGE)
    return Pages(
        front,
        result,
        Measured(meeting["units, large"], result.handler_ms, meeting["round trips, large"]),
    )


def _medians(found: Figures, subject: str) -> Measured:
    of_page = _of(found, subject)
    return Measured(
        of_page["read units p50, by people"],
        of_page["handler p50, by people"],
        of_page["round trips p50"],
    )


def _of(found: Iterable[Mapping[str, object]], subject: str) -> dict[str, float]:
    return {
        str(figure["what"]): float(str(figure["value"]))
        for figure in found
        if figure["subject"] == subject
    }


class Visits(NamedTuple):
    """How many pages of each kind are asked for in a month, and how many files."""

    front: float
    result: float
    meeting: float
    files: float

    @property
    def pages(self) -> float:
        """All pages."""
        return self.front + self.result + self.meeting

    @property
    def requests(self) -> float:
        """All pages and files."""
        return self.pages + self.files

    def read_units(self, pages: Pages) -> float:
        """What is read for them, where processes hold nothing."""
        units = (page.units for page in pages)
        return sum(count * each for count, each in zip(self[:3], units, strict=True))

    def busy_ms(self, pages: Pages) -> float:
        """For how long functions answer them."""
        times = (page.billed_ms for page in pages)
        answering = sum(count * each for count, each in zip(self[:3], times, strict=True))
        return answering + self.files * FILE_MS


def visits(searches: float) -> Visits:
    """Returns what so many searches ask for, files by those who have none yet."""
    return Visits(
        searches * FRONT, searches * RESULT, searches * MEETING, searches * FIRST_VISITS * FILES
    )


class Audience(NamedTuple):
    """How visitors are spread: the share of each city, and of each country."""

    by_city: Sequence[float]
    by_country: Sequence[float]


def audience() -> Audience:
    """Returns the world's, as its people live in cities."""
    countries: Counter[str] = Counter()
    for city in (all_cities := cities()):
        countries[city.country] += city.population
    people = countries.total()
    return Audience(
        [city.population / people for city in all_cities],
        [count / people for count in countries.values()],
    )


def behind_a_cdn(asked: Visits, spread: Audience) -> Visits:
    """Returns what reaches the service of that, where a CDN keeps pages for a minute.

    A key that is asked for r times a second is fetched r / (1 + r * 60) times.
    """

    def fetched(count: float, parts: Sequence[float], keys: int) -> float:
        rates = (count * part / keys / MONTH_S for part in parts)
        return sum(rate / (1 + rate * FRESH_S) for rate in rates) * keys * MONTH_S

    return Visits(
        fetched(asked.front, spread.by_country, 1),
        fetched(asked.result, spread.by_city, VARIANTS),
        fetched(asked.meeting, spread.by_city, MEETINGS_A_CITY),
        0,  # files come out of the bucket
    )
