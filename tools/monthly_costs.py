"""`python -m tools.monthly_costs`: what a month costs and how often the service is asked.

Both are tables in docs/operations.md.

Worked out from what the bench measured (benchmarks/results.json), AWS's list prices, and what is
assumed of visitors here. A bill will differ; which line is large, and what a cache takes off it,
will not.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.world import cities

PROJECT = Path(__file__).resolve().parent.parent
RESULTS = PROJECT / "benchmarks" / "results.json"
DOCUMENT = PROJECT / "docs" / "operations.md"
SUMS = ("<!-- monthly sums: make costs -->", "<!-- end of monthly sums -->")
RATES = ("<!-- rates: make costs -->", "<!-- end of rates -->")
SEARCHES_A_SECOND = (10, 100, 1_000, 10_000)
SEARCHES = (10_000, 1_000_000, 100_000_000)  # a month
MONTH_S = 30 * 24 * 3600

# List prices of us-east-1 in US dollars, 2026-11, without taxes; free is what never runs out.
_MILLION = 1e6
API_TIERS = ((333 * _MILLION, 3.50), (1_000 * _MILLION, 2.80), (float("inf"), 2.38))  # a million
LAMBDA_REQUEST, LAMBDA_GB_S = 0.20 / _MILLION, 0.0000133334
LAMBDA_FREE_REQUESTS, LAMBDA_FREE_GB_S = 1 * _MILLION, 400_000
READ_UNIT = 0.125 / _MILLION
TRANSFER_GB, TRANSFER_FREE_GB = 0.09, 100
CDN_REQUEST, CDN_FREE_REQUESTS = 1.00 / _MILLION, 10 * _MILLION
CDN_FUNCTION, CDN_FREE_FUNCTIONS = 0.10 / _MILLION, 2 * _MILLION
CDN_GB, CDN_FREE_GB = 0.085, 1_000

# Of a search: the front page, the results, and in every second one a meeting's page.
FRONT, RESULT, MEETING = 1.0, 1.0, 0.5
FIRST_VISITS = 1 / 3  # the others have the files, which are kept for a year
FILES, FILE_BYTES = 20, 3_000  # of a first visit, compressed
PAGE_HEADERS = 700  # bytes
MEETING_UNITS = 4.5  # of a meeting's page, with what else is near
MEMORY_GB = 1.0
SLOWER = 2.0  # an arm64 function of 1 GB beside the bench's machine
ROUND_TRIP_MS = 5.0  # to the database
FRONT_PAGE, RESULT_PAGE = "front page", "page, no radius, no day"  # as the bench calls them
FRESH_S = 60  # for which the CDN keeps a page: see chalicelib/web/http/caching.py
VARIANTS = 3  # of a city's results, for its languages and for what is narrowed
MEETINGS_A_CITY = 20  # whose pages share its visitors


class Measured(NamedTuple):
    """What the bench found of one kind of page."""

    units: float
    handler_ms: float
    round_trips: float


class Month(NamedTuple):
    """A month's dollars, by what they are for."""

    api: float = 0
    functions: float = 0
    database: float = 0
    transfer: float = 0
    cdn: float = 0

    @property
    def total(self) -> float:
        """All of it."""
        return sum(self)


def measured(figures: Iterable[Mapping[str, object]], subject: str) -> Measured:
    """Returns the medians of a page. Raises KeyError where the bench has none of it."""
    found = {
        str(figure["what"]): float(str(figure["value"]))
        for figure in figures
        if figure["subject"] == subject
    }
    return Measured(
        found["read units p50, by people"],
        found["handler p50, by people"],
        found["round trips p50"],
    )


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


def visits(searches: float) -> Visits:
    """Returns what so many searches ask for, files by those who have none yet."""
    return Visits(
        searches * FRONT, searches * RESULT, searches * MEETING, searches * FIRST_VISITS * FILES
    )


def behind_a_cdn(asked: Visits, shares: Sequence[float], countries: Sequence[float]) -> Visits:
    """Returns what reaches the service of that, where a CDN keeps pages for a minute.

    `shares`: of the visitors, by city; `countries`: by country. A key that is asked for r times a
    second is fetched r / (1 + r * 60) times.
    """

    def fetched(count: float, parts: Sequence[float], keys: int) -> float:
        rates = (count * part / keys / MONTH_S for part in parts)
        return sum(rate / (1 + rate * FRESH_S) for rate in rates) * keys * MONTH_S

    return Visits(
        fetched(asked.front, countries, 1),
        fetched(asked.result, shares, VARIANTS),
        fetched(asked.meeting, shares, MEETINGS_A_CITY),
        0,  # files come out of the bucket
    )


def without_cdn(searches: float, front: Measured, result: Measured, page_bytes: float) -> Month:
    """Returns a month in which everything is answered by the service."""
    asked = visits(searches)
    sent = asked.pages * (page_bytes + PAGE_HEADERS) + asked.files * FILE_BYTES
    month = _service(asked, front, result)
    return month._replace(transfer=_above(sent / 1e9, TRANSFER_FREE_GB) * TRANSFER_GB)


def with_cdn(
    searches: float,
    front: Measured,
    result: Measured,
    page_bytes: float,
    shares: Sequence[float],
    countries: Sequence[float],
) -> Month:
    """Returns a month in which a CDN keeps pages and files."""
    asked = visits(searches)
    sent_gb = (asked.pages * (page_bytes + PAGE_HEADERS) + asked.files * FILE_BYTES) / 1e9
    cdn = (
        _above(asked.pages + asked.files, CDN_FREE_REQUESTS) * CDN_REQUEST
        + _above(asked.pages, CDN_FREE_FUNCTIONS) * CDN_FUNCTION
        + _above(sent_gb, CDN_FREE_GB) * CDN_GB
    )
    return _service(behind_a_cdn(asked, shares, countries), front, result)._replace(cdn=cdn)


def _service(asked: Visits, front: Measured, result: Measured) -> Month:
    requests = asked.pages + asked.files
    milliseconds = (
        asked.front * _billed_ms(front)
        + (asked.result + asked.meeting) * _billed_ms(result)
        + asked.files * 2
    )
    functions = (
        _above(requests, LAMBDA_FREE_REQUESTS) * LAMBDA_REQUEST
        + _above(milliseconds / 1000 * MEMORY_GB, LAMBDA_FREE_GB_S) * LAMBDA_GB_S
    )
    units = _units(asked, front, result)
    return Month(api=_tiered(requests), functions=functions, database=units * READ_UNIT)


def _units(asked: Visits, front: Measured, result: Measured) -> float:
    meetings = asked.meeting * MEETING_UNITS
    return asked.front * front.units + asked.result * result.units + meetings


def _billed_ms(page: Measured) -> float:
    return page.handler_ms * SLOWER + page.round_trips * ROUND_TRIP_MS


def _tiered(requests: float) -> float:
    dollars, below = 0.0, 0.0
    for limit, price in API_TIERS:
        dollars += max(0.0, min(requests, limit) - below) / _MILLION * price
        below = limit
    return dollars


def _above(amount: float, free: float) -> float:
    return max(0.0, amount - free)


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


def sums(figures: Sequence[Mapping[str, object]], spread: Audience) -> str:
    """Returns the monthly sums as a table in Markdown."""
    front, result = (measured(figures, name) for name in (FRONT_PAGE, RESULT_PAGE))
    page_bytes = next(
        float(str(figure["value"]))
        for figure in figures
        if (figure["subject"], figure["what"]) == ("first page, 300,000 meetings", "HTML, p50")
    )
    lines = [
        "| searches a month | | API Gateway | Lambda | DynamoDB | transfer | CloudFront | in all |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for searches in SEARCHES:
        plain = without_cdn(searches, front, result, page_bytes)
        cached = with_cdn(searches, front, result, page_bytes, *spread)
        lines.append(_line(f"{searches:,}", "without a CDN", plain))
        lines.append(_line("", "with it", cached))
    return "\n".join(lines)


def rates(figures: Sequence[Mapping[str, object]], spread: Audience) -> str:
    """Returns how often the service is asked, and what it reads, as a table in Markdown."""
    front, result = (measured(figures, name) for name in (FRONT_PAGE, RESULT_PAGE))
    lines = [
        "| searches a second | requests to the service | with a CDN | read units | with a CDN |",
        "|---|---|---|---|---|",
    ]
    for searches in SEARCHES_A_SECOND:
        asked = visits(searches * MONTH_S)
        passed = behind_a_cdn(asked, *spread)
        cells = (
            asked.pages + asked.files,
            passed.pages + passed.files,
            _units(asked, front, result),
            _units(passed, front, result),
        )
        shown = " | ".join(f"{cell / MONTH_S:,.0f}" for cell in cells)
        lines.append(f"| {searches:,} | {shown} |")
    return "\n".join(lines)


def _line(searches: str, name: str, month: Month) -> str:
    cells = " | ".join(_dollars(amount) for amount in (*month, month.total))
    return f"| {searches} | {name} | {cells} |"


def _dollars(amount: float) -> str:
    return f"{amount:,.2f}" if amount < 10 else f"{amount:,.0f}"


def with_table(document: str, marks: tuple[str, str], table: str) -> str:
    """Returns the document with this table in the place of the one between its marks.

    Raises ValueError where it has not both.
    """
    begin, end = marks
    before, rest = document.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n\n{table}\n\n{end}{after}"


def with_tables(document: str, figures: Sequence[Mapping[str, object]]) -> str:
    """Returns the document with both tables."""
    spread = audience()
    document = with_table(document, RATES, rates(figures, spread))
    return with_table(document, SUMS, sums(figures, spread))


def main() -> int:
    """Writes the tables into the document, and returns the exit status."""
    figures = json.loads(RESULTS.read_text("utf-8"))["figures"]
    DOCUMENT.write_text(with_tables(DOCUMENT.read_text("utf-8"), figures), "utf-8")
    print(f"Written: {DOCUMENT.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
