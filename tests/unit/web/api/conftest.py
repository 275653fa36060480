"""What several tests of the API begin with."""

import pytest

from tests.unit.web.api.checker import END, EVENING, Checker
from tests.unit.web.site import Site, put_meetings


@pytest.fixture
def checker(site: Site, monkeypatch: pytest.MonkeyPatch) -> Checker:
    """The end of a meeting, one code of which was given."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8001")  # a local service
    put_meetings(EVENING)
    site.clock.moment = END
    site.sign_in(EVENING)
    given = site.post("/v1/verifications", {"meeting_id": EVENING.id}).json
    site.cookie = ""
    return Checker(site, given["token"])
