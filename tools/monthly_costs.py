"""`python -m tools.monthly_costs`: a month's costs, the service's load, and what gives way first.

All are tables in docs/operations.md: worked out from what the bench measured, what is assumed of
visitors (`tools/traffic.py`) and AWS's list prices. A bill will differ; which line is large, and
what a cache takes off it, will not.
"""

import sys
from pathlib import Path
from typing import NamedTuple

from tools import traffic
from tools.load_limits import limits, rates
from tools.traffic import Audience, Figures, Pages, Visits, audience, behind_a_cdn, visits

PROJECT = Path(__file__).resolve().parent.parent
DOCUMENT = PROJECT / "docs" / "operations.md"
SUMS = ("<!-- monthly sums: make costs -->", "<!-- end of monthly sums -->")
LIMITS = ("<!-- limits: make costs -->", "<!-- end of limits -->")
RATES = ("<!-- rates: make costs -->", "<!-- end of rates -->")
SEARCHES = (10_000, 1_000_000, 100_000_000)  # a month
FLOOD = 200  # requests a second: what `RateLimit` lets through as the stack comes

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

FILE_BYTES = 3_000  # compressed
PAGE_HEADERS = 700  # bytes
MEMORY_GB = 1.0


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


def without_cdn(asked: Visits, pages: Pages, page_bytes: float) -> Month:
    """Returns a month in which everything is answered by the service."""
    month = _service(asked, pages)
    sent = _above(_sent_gb(asked, page_bytes), TRANSFER_FREE_GB)
    return month._replace(transfer=sent * TRANSFER_GB)


def with_cdn(asked: Visits, pages: Pages, page_bytes: float, spread: Audience) -> Month:
    """Returns a month in which a CDN keeps pages and files."""
    cdn = (
        _above(asked.requests, CDN_FREE_REQUESTS) * CDN_REQUEST
        + _above(asked.pages, CDN_FREE_FUNCTIONS) * CDN_FUNCTION
        + _above(_sent_gb(asked, page_bytes), CDN_FREE_GB) * CDN_GB
    )
    return _service(behind_a_cdn(asked, spread), pages)._replace(cdn=cdn)


def _sent_gb(asked: Visits, page_bytes: float) -> float:
    return (asked.pages * (page_bytes + PAGE_HEADERS) + asked.files * FILE_BYTES) / 1e9


def _service(asked: Visits, pages: Pages) -> Month:
    functions = (
        _above(asked.requests, LAMBDA_FREE_REQUESTS) * LAMBDA_REQUEST
        + _above(asked.busy_ms(pages) / 1000 * MEMORY_GB, LAMBDA_FREE_GB_S) * LAMBDA_GB_S
    )
    return Month(
        api=_tiered(asked.requests),
        functions=functions,
        database=asked.read_units(pages) * READ_UNIT,
    )


def _tiered(requests: float) -> float:
    dollars, below = 0.0, 0.0
    for limit, price in API_TIERS:
        dollars += max(0.0, min(requests, limit) - below) / _MILLION * price
        below = limit
    return dollars


def _above(amount: float, free: float) -> float:
    return max(0.0, amount - free)


def sums(pages: Pages, page_bytes: float, spread: Audience) -> str:
    """Returns the monthly sums as a table in Markdown, and what a flood is bounded to."""
    lines = [
        "| searches a month | | API Gateway | Lambda | DynamoDB | transfer | CloudFront | in all |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for searches in SEARCHES:
        asked = visits(searches)
        plain = without_cdn(asked, pages, page_bytes)
        cached = with_cdn(asked, pages, page_bytes, spread)
        lines.append(_line(f"{searches:,}", "without a CDN", plain))
        lines.append(_line("", "with it", cached))
    flood = without_cdn(Visits(0, FLOOD * traffic.MONTH_S, 0, 0), pages, page_bytes)
    bound = (
        f"A flood is bounded by `RateLimit`: {FLOOD} pages of results a second, for a whole month,"
        f" would be {flood.total:,.0f} USD, of which `BudgetEmail` and `BudgetLimit` warn early."
    )
    return "\n".join([*lines, "", bound])


def _line(searches: str, name: str, month: Month) -> str:
    cells = " | ".join(_dollars(amount) for amount in (*month, month.total))
    return f"| {searches} | {name} | {cells} |"


def _dollars(amount: float) -> str:
    return f"{amount:,.2f}" if amount < 10 else f"{amount:,.0f}"


def page_bytes(figures: Figures) -> float:
    """Returns the median size of a page of results, compressed."""
    return next(
        float(str(figure["value"]))
        for figure in figures
        if (figure["subject"], figure["what"]) == ("first page, 300,000 meetings", "HTML, p50")
    )


def with_table(document: str, marks: tuple[str, str], table: str) -> str:
    """Returns the document with this table in the place of the one between its marks.

    Raises ValueError where it has not both.
    """
    begin, end = marks
    before, rest = document.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n\n{table}\n\n{end}{after}"


def with_tables(document: str, figures: Figures) -> str:
    """Returns the document with all tables."""
    pages, spread = traffic.measured(figures), audience()
    document = with_table(document, LIMITS, limits(pages, spread))
    document = with_table(document, RATES, rates(pages, spread))
    return with_table(document, SUMS, sums(pages, page_bytes(figures), spread))


def main() -> int:
    """Writes the tables into the document, and returns the exit status."""
    document = with_tables(DOCUMENT.read_text("utf-8"), traffic.figures())
    DOCUMENT.write_text(document, "utf-8")
    print(f"Written: {DOCUMENT.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
