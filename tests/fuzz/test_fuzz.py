"""The same requests every time, about a minute of them; `make fuzz` goes on with others."""

from pathlib import Path

import pytest

from chalicelib.web.routes import ROUTES
from tests.fuzz.requests import FIELDS
from tests.fuzz.run import fuzz, small_service

REQUESTS = 6_000
SEED = 20_261_128


def test_what_each_form_and_body_may_hold_is_known() -> None:
    posts = {route.path for routes in ROUTES.values() for route in routes if route.method == "POST"}
    assert posts == set(FIELDS)


@pytest.mark.slow
def test_no_request_breaks_a_rule(tmp_path: Path) -> None:
    with small_service(tmp_path) as site:
        findings = fuzz(site, SEED, lambda number: number < REQUESTS)
    assert findings.broken == []
    assert findings.statuses[200] > REQUESTS / 4
