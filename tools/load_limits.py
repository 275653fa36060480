"""What gives way first as more people come, and how often the service is asked.

Two tables of docs/operations.md, written there by `python -m tools.monthly_costs`.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from tools.traffic import MONTH_S, Audience, Pages, Visits, behind_a_cdn, visits

SEARCHES_A_SECOND = (10, 100, 1_000, 10_000)
_MOST = 100_000  # searches a second: beyond it nothing is worked out
_STEPS = 16  # halvings, on a scale of ratios: nearer than the two digits that are shown


class Limit(NamedTuple):
    """Something of which there is so much: `capacity`, of what `load` tells of a month's visits.

    Each a second.
    """

    what: str
    at: str
    capacity: float
    load: Callable[[Visits, Pages], float]
    then: str


def _requests(asked: Visits, _: Pages) -> float:
    return asked.requests


def _units(asked: Visits, pages: Pages) -> float:
    return asked.read_units(pages)


def _at_once(asked: Visits, pages: Pages) -> float:
    return asked.busy_ms(pages) / 1000


# As the stack and an account of AWS come. The defaults of the template: see its tests.
LIMITS = (
    Limit(
        "the stage's throttle, `RateLimit` and `BurstLimit`",
        "200 requests a second, 400 at once",
        200,
        _requests,
        "raise both; it bounds what a flood costs",
    ),
    Limit(
        "Lambda's concurrency of a new account",
        "10 requests at once; without a CDN a first visit alone asks for 20 files",
        10,
        _at_once,
        "ask for more (Service Quotas) before the first day",
    ),
    Limit(
        "the table's bound, `MeetingsReadUnits`",
        "4,000 read units a second",
        4_000,
        _units,
        "raise it with `RateLimit`",
    ),
    Limit(
        "API Gateway's own throttle",
        "10,000 requests a second in a region",
        10_000,
        _requests,
        "a higher quota, the CDN",
    ),
    Limit(
        "a table's default quota",
        "40,000 read units a second",
        40_000,
        _units,
        "a higher quota, the CDN",
    ),
    Limit(
        "Lambda's concurrency of a grown account",
        "1,000 at once, 1,000 more each 10 s",
        1_000,
        _at_once,
        "a higher quota, the CDN",
    ),
)


def reached_at(limit: Limit, pages: Pages, spread: Audience | None) -> float:
    """Returns at how many searches a second a limit is reached; with a CDN where `spread` is given.

    Infinity where that is beyond what is looked at.
    """
    low, high = 1.0, float(_MOST)
    for _ in range(_STEPS):
        middle = (low * high) ** 0.5
        asked = visits(middle * MONTH_S)
        passed = asked if spread is None else behind_a_cdn(asked, spread)
        if limit.load(passed, pages) / MONTH_S > limit.capacity:
            high = middle
        else:
            low = middle
    return low if high < _MOST else math.inf


def limits(pages: Pages, spread: Audience) -> str:
    """Returns what gives way at how many searches a second, the first first, in Markdown."""
    rows = sorted((reached_at(limit, pages, None), limit) for limit in LIMITS)
    lines = [
        "| # | what | at | searches a second | with a CDN | then |",
        "|---|---|---|---|---|---|",
    ]
    for number, (alone, limit) in enumerate(rows, 1):
        cached = reached_at(limit, pages, spread)
        lines.append(
            f"| {number} | {limit.what} | {limit.at} | {about(alone)} | {about(cached)} |"
            f" {limit.then} |"
        )
    return "\n".join(lines)


def about(amount: float) -> str:
    """Returns a number by its first two digits: "1,100"."""
    if amount == math.inf:
        return f"over {_MOST:,}"
    digits = len(str(int(amount)))
    return f"{round(amount, 2 - digits):,.0f}"


def rates(pages: Pages, spread: Audience) -> str:
    """Returns how often the service is asked, and what it reads, as a table in Markdown."""
    lines = [
        "| searches a second | requests to the service | with a CDN | read units | with a CDN |",
        "|---|---|---|---|---|",
    ]
    for searches in SEARCHES_A_SECOND:
        asked = visits(searches * MONTH_S)
        passed = behind_a_cdn(asked, spread)
        cells = (
            asked.requests,
            passed.requests,
            asked.read_units(pages),
            passed.read_units(pages),
        )
        shown = " | ".join(f"{cell / MONTH_S:,.0f}" for cell in cells)
        lines.append(f"| {searches:,} | {shown} |")
    return "\n".join(lines)
