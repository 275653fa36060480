"""The sums of docs/operations.md: worked out from the bench's figures, and written there."""

import json

import pytest

from tools import monthly_costs
from tools.monthly_costs import Measured, Month, Visits

FIGURES = json.loads(monthly_costs.RESULTS.read_text("utf-8"))["figures"]
FRONT, RESULT = Measured(3, 5, 2), Measured(14, 9, 3)


def test_the_document_has_the_tables_of_the_figures_that_are_there() -> None:
    document = monthly_costs.DOCUMENT.read_text("utf-8")
    assert monthly_costs.with_tables(document, FIGURES) == document, "run `make costs`"


def test_a_million_searches_by_hand() -> None:
    """2.5 million pages and 6.7 million files: API Gateway is nearly all of it."""
    month = monthly_costs.without_cdn(1e6, FRONT, RESULT, 8_000)
    requests = 2.5e6 + 20e6 / 3
    assert month.api == pytest.approx(requests * 3.50 / 1e6)
    assert month.database == pytest.approx((3e6 + 14e6 + 0.5e6 * 4.5) * 0.125 / 1e6)
    assert month.functions == pytest.approx((requests - 1e6) * 0.20 / 1e6)
    assert month.total == pytest.approx(sum(month))


def test_the_price_of_more_than_333_million_requests_falls() -> None:
    assert monthly_costs._tiered(333e6) == pytest.approx(333 * 3.50)
    assert monthly_costs._tiered(433e6) == pytest.approx(333 * 3.50 + 100 * 2.80)
    assert monthly_costs._tiered(1_100e6) == pytest.approx(333 * 3.5 + 667 * 2.8 + 100 * 2.38)


def test_a_key_reaches_the_service_once_in_a_minute_however_often_it_is_asked_for() -> None:
    month = monthly_costs.MONTH_S
    busy = monthly_costs.behind_a_cdn(Visits(1000 * month, 0, 0, 5), [1], [1])
    assert busy.front == pytest.approx(month / 60, rel=0.01)
    assert busy.files == 0
    quiet = monthly_costs.behind_a_cdn(Visits(0, 10, 0, 0), [0.5, 0.5], [1])
    assert quiet.result == pytest.approx(10, rel=0.01)


def test_a_cdn_takes_off_more_the_more_is_asked_for() -> None:
    spread = monthly_costs.audience()
    shares = []
    for searches in (1e4, 1e6, 1e8):
        asked = monthly_costs.visits(searches)
        shares.append(monthly_costs.behind_a_cdn(asked, *spread).pages / asked.pages)
    assert 1 > shares[0] > shares[1] > shares[2] > 0


def test_what_is_free_costs_nothing() -> None:
    month = monthly_costs.without_cdn(10_000, FRONT, RESULT, 8_000)
    assert (month.functions, month.transfer) == (0, 0)
    assert Month().total == 0


def test_a_document_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="unpack"):
        monthly_costs.with_table("nothing", monthly_costs.SUMS, "table")
