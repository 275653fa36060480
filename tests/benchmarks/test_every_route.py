"""What the bench measures of each request is all of it, and not that it was refused."""

from benchmarks import databases, every_route
from tests.conftest import Tables
from tests.unit.web.every_route import ALL

FOR_FACILITATORS = (
    "GET /facilitate",
    "GET /v1/tickets",
    "POST /v1/session",
    "POST /v1/verifications",
    "POST /facilitate/times/{meeting_id}",
    "DELETE /v1/tickets/{reference}",
)


def test_every_route_is_measured_as_it_answers_who_may_ask(
    dynoxide_tables: Tables, dynoxide_endpoint: str
) -> None:
    databases.create_table(dynoxide_tables.client, "listed")
    taken = every_route._every_request(dynoxide_endpoint, "listed", 3)
    assert taken.keys() == {f"{method} {path}" for method, path in ALL}
    assert {name: each.status for name, each in taken.items() if each.status >= 400} == {}
    for name in FOR_FACILITATORS:
        assert taken[name].units > 1, name  # more than to find that nobody is signed in
