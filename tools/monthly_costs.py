"""`python -m tools.monthly_costs`: what a month costs, into docs/operations.md.

Worked out from what the bench measured (benchmarks/results.json), AWS's list prices, and what is
assumed of visitors here. A bill will differ; which line is large, and what a cache takes off it,
will not.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.world import cities

PROJECT = Path(__file__).resolve().parent.parent
RESULTS = PROJECT / "benchmarks" / "results.json"
DOCUMENT = PROJECT / "docs" / "operations.md"
BEGIN, END = "<!-- monthly sums: make costs -->", "<!-- end of monthly sums -->"
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
MEMORY_GB = 1.0
SLOWER = 2.0  # an arm64 function of 1 GB beside the bench's machine
ROUND_TRIP_MS = 5.0  # to the database
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
    units = asked.front * front.units + asked.result * result.units + asked.meeting * 4.5
    return Month(api=_tiered(requests), functions=functions, database=units * READ_UNIT)


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


def table(figures: Sequence[Mapping[str, object]]) -> str:
    """Returns the sums as a table in Markdown."""
    front, result = (measured(figures, name) for name in ("front page", "page, no radius, no day"))
    page_bytes = next(
        float(str(figure["value"]))
        for figure in figures
        if (figure["subject"], figure["what"]) == ("first page, 300,000 meetings", "HTML, p50")
    )
    people = [(city.country, city.population) for city in cities()]
    total = sum(population for _, population in people)
    shares = [population / total for _, population in people]
    by_country: dict[str, float] = {}
    for country, population in people:
        by_country[country] = by_country.get(country, 0) + population / total
    lines = [
        "| searches a month | | API Gateway | Lambda | DynamoDB | transfer | CloudFront | in all |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for searches in SEARCHES:
        plain = without_cdn(searches, front, result, page_bytes)
        cached = with_cdn(searches, front, result, page_bytes, shares, list(by_country.values()))
        lines.append(_line(f"{searches:,}", "without a CDN", plain))
        lines.append(_line("", "with it", cached))
    return "\n".join(lines)


def _line(searches: str, name: str, month: Month) -> str:
    cells = " | ".join(_dollars(amount) for amount in (*month, month.total))
    return f"| {searches} | {name} | {cells} |"


def _dollars(amount: float) -> str:
    return f"{amount:,.2f}" if amount < 10 else f"{amount:,.0f}"


def with_table(document: str, sums: str) -> str:
    """Returns the document with these sums in the place of its own."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{sums}\n\n{END}{after}"


def main() -> int:
    """Writes the sums into the document, and returns the exit status."""
    figures = json.loads(RESULTS.read_text("utf-8"))["figures"]
    DOCUMENT.write_text(with_table(DOCUMENT.read_text("utf-8"), table(figures)), "utf-8")
    print(f"Written: {DOCUMENT.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
