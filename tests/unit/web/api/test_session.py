"""A facilitator's session by the API."""

import pytest

from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Response, Site, put_meetings

EVENING = meeting()


@pytest.fixture
def desk(site: Site) -> Site:
    put_meetings(EVENING)
    return site


def set_cookie(answer: Response) -> tuple[str, set[str]]:
    """Name and value, and the attributes."""
    value, *attributes = answer.header("Set-Cookie").split("; ")
    return value, set(attributes)


def test_the_api_signs_out_too(desk: Site) -> None:
    desk.sign_in(EVENING)
    answer = desk.request("DELETE", "/v1/session", headers={"Origin": desk.origin})
    assert (answer.status, answer.json) == (200, {"signed_in": False})
    assert "Max-Age=0" in set_cookie(answer)[1]
    assert desk.get("/facilitate").status == 401
