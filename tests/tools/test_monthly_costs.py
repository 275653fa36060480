"""The sums of docs/operations.md: worked out from the bench's figures, and written there."""

import math
from functools import cache

import pytest

from chalicelib.web.http import caching
from tests.deploy.alarms import template
from tools import load_limits, monthly_costs, traffic
from tools.monthly_costs import Month
from tools.traffic import Audience, Measured, Pages, Visits

FIGURES = traffic.figures()
PAGES = Pages(Measured(3, 5, 2), Measured(14, 9, 3), Measured(4.5, 9, 4))
MONTH = traffic.MONTH_S


@cache
def spread() -> Audience:
    return traffic.audience()


def test_the_document_has_the_tables_of_the_figures_that_are_there() -> None:
    document = monthly_costs.DOCUMENT.read_text("utf-8")
    assert monthly_costs.with_tables(document, FIGURES) == document, "run `make costs`"


def test_a_million_searches_by_hand() -> None:
    """2.5 million pages and 6.7 million files: API Gateway is nearly all of it."""
    month = monthly_costs.without_cdn(traffic.visits(1e6), PAGES, 8_000)
    requests = 2.5e6 + 20e6 / 3
    assert month.api == pytest.approx(requests * 3.50 / 1e6)
    assert month.database == pytest.approx((3e6 + 14e6 + 0.5e6 * 4.5) * 0.125 / 1e6)
    assert month.functions == pytest.approx((requests - 1e6) * 0.20 / 1e6)
    assert month.total == pytest.approx(sum(month))


def test_a_hundred_million_searches_behind_a_cdn_by_hand() -> None:
    """All in one city: what reaches the service is next to nothing."""
    asked, one = traffic.visits(1e8), Audience([1], [1])
    month = monthly_costs.with_cdn(asked, PAGES, 8_000, one)
    pages, files = 2.5e8, 20e8 / 3
    sent_gb = (pages * 8_700 + files * 3_000) / 1e9
    assert month.cdn == pytest.approx(
        (pages + files - 10e6) / 1e6 + (pages - 2e6) * 0.1 / 1e6 + (sent_gb - 1_000) * 0.085
    )
    assert month.transfer == 0
    plain = monthly_costs.without_cdn(asked, PAGES, 8_000)
    assert plain.transfer == pytest.approx((sent_gb - 100) * 0.09)
    busy_s = (1e8 * 20 + 1e8 * 33 + 0.5e8 * 38 + files * 2) / 1000
    assert plain.functions == pytest.approx(
        (pages + files - 1e6) * 0.2 / 1e6 + (busy_s - 400_000) * 0.0000133334
    )
    assert month.database < plain.database / 100


def test_the_price_of_more_than_333_million_requests_falls() -> None:
    assert monthly_costs._tiered(333e6) == pytest.approx(333 * 3.50)
    assert monthly_costs._tiered(433e6) == pytest.approx(333 * 3.50 + 100 * 2.80)
    assert monthly_costs._tiered(1_100e6) == pytest.approx(333 * 3.5 + 667 * 2.8 + 100 * 2.38)


def test_a_key_reaches_the_service_once_in_a_minute_however_often_it_is_asked_for() -> None:
    busy = traffic.behind_a_cdn(Visits(1000 * MONTH, 0, 0, 5), Audience([1], [1]))
    assert busy.front == pytest.approx(MONTH / 60, rel=0.01)
    assert busy.files == 0
    assert {caching.SEARCH.shared_s, caching.MEETING.shared_s} == {traffic.FRESH_S}
    quiet = traffic.behind_a_cdn(Visits(0, 10, 0, 0), Audience([0.5, 0.5], [1]))
    assert quiet.result == pytest.approx(10, rel=0.01)


def test_a_cdn_takes_off_more_the_more_is_asked_for() -> None:
    shares = []
    for searches in (1e4, 1e6, 1e8):
        asked = traffic.visits(searches)
        shares.append(traffic.behind_a_cdn(asked, spread()).pages / asked.pages)
    assert 1 > shares[0] > shares[1] > shares[2] > 0


def test_what_is_free_costs_nothing() -> None:
    month = monthly_costs.without_cdn(traffic.visits(10_000), PAGES, 8_000)
    assert (month.functions, month.transfer) == (0, 0)
    assert Month().total == 0


def test_a_document_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="unpack"):
        monthly_costs.with_table("nothing", monthly_costs.SUMS, "table")


# what gives way first


def test_limits_are_reached_where_so_many_searches_ask_for_as_much() -> None:
    by_capacity = {limit.capacity: limit for limit in load_limits.LIMITS}
    asked = traffic.visits(1)
    for capacity, each in (
        (200, asked.requests),
        (4_000, 3 + 14 + 4.5 / 2),
        (1_000, (20 + 33 + 38 / 2 + 20 / 3 * 2) / 1000),
    ):
        reached = load_limits.reached_at(by_capacity[capacity], PAGES, None)
        assert reached == pytest.approx(capacity / each, rel=0.01)
        in_one_city = load_limits.reached_at(by_capacity[capacity], PAGES, Audience([1], [1]))
        assert in_one_city > reached


def test_limits_stand_in_the_order_in_which_they_come() -> None:
    begin, end = monthly_costs.LIMITS
    table = monthly_costs.DOCUMENT.read_text("utf-8").partition(begin)[2].partition(end)[0]
    _, _, *rows = table.strip().splitlines()
    numbers = [int(row.split(" | ")[3].replace(",", "")) for row in rows]
    assert len(numbers) == len(load_limits.LIMITS) and numbers == sorted(numbers)


def test_limits_are_the_defaults_of_the_stack() -> None:
    parameters = template()["Parameters"]
    rate, burst, units = (
        int(parameters[name]["Default"])
        for name in ("RateLimit", "BurstLimit", "MeetingsReadUnits")
    )
    said = {limit.at: limit.capacity for limit in load_limits.LIMITS}
    assert said[f"{rate} requests a second, {burst} at once"] == rate == monthly_costs.FLOOD
    assert said[f"{units:,} read units a second"] == units


def test_what_is_advised_for_ten_thousand_searches_a_second_is_enough() -> None:
    document = monthly_costs.DOCUMENT.read_text("utf-8")
    advice = document.partition("At 10,000 searches a second:")[2].partition("\n\n")[0]
    pages = traffic.measured(FIGURES)
    asked = traffic.visits(10_000 * MONTH)
    passed = traffic.behind_a_cdn(asked, spread())
    assert "five of six pages" in advice and 1 / 7 < passed.pages / asked.pages < 1 / 6
    assert "`BurstLimit` 5,000" in advice and passed.requests / MONTH < 5_000
    assert f"`AlarmRequests` {0.8 * 60 * 5_000:,.0f}" in advice
    assert "`MeetingsReadUnits` 40,000" in advice and passed.read_units(pages) / MONTH < 40_000
    assert "concurrency of 1,000" in advice and passed.busy_ms(pages) / 1000 / MONTH < 1_000


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(22.4, "22"), (207.8, "210"), (14_980, "15,000"), (math.inf, "over 100,000")],
)
def test_a_number_is_shown_by_two_digits(amount: float, shown: str) -> None:
    assert load_limits.about(amount) == shown
