"""Whatever a page or program sends twice, because it heard no answer, leaves what once leaves."""

from typing import Any

import pytest

from tests.unit.web.every_route import ALL, Desk, send
from tests.unit.web.site import Site, stored_items
from tests.unit.web.ticket_requests import TONIGHT

SENDING = [(method, path) for method, path in ALL if method != "GET"]


@pytest.fixture(scope="module")
def desk(site_for_module: Site) -> Desk:
    return Desk(site_for_module)


@pytest.mark.parametrize(("method", "path"), SENDING, ids=map(" ".join, SENDING))
def test_what_is_sent_twice_is_answered_and_kept_as_once(
    desk: Desk, method: str, path: str
) -> None:
    desk.site.sign_in(TONIGHT)
    desk.renew_link()
    first = send(desk, method, path)
    assert first.status < 400
    kept = without_revisions(desk.site)
    assert send(desk, method, path).status == first.status
    assert without_revisions(desk.site) == kept


def without_revisions(site: Site) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in item.items() if name not in ("rev", "revised")}
        for item in stored_items(site)
    ]
