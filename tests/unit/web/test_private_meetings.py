"""A meeting in a correctional or treatment place is shown to those who run it, and nobody else."""

import pytest

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import PRIVATE
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Site, put_meetings

INSIDE = meeting(
    "inside", name="Inside Circle", types=("O", PRIVATE), attendance=AttendanceOption.HYBRID
)
NEAR = {"near": "40.71,-74.01"}


@pytest.fixture(autouse=True)
def some_meetings(site: Site) -> None:
    put_meetings(INSIDE, meeting("outside", name="Open Circle", attendance=AttendanceOption.HYBRID))


@pytest.mark.parametrize("query", [NEAR, {"attendance": "online"}, {**NEAR, "words": "inside"}])
def test_no_search_finds_it(site: Site, query: dict[str, str]) -> None:
    found = site.get("/v1/meetings", query).json["meetings"]
    assert INSIDE.id not in {meeting["id"] for meeting in found}
    assert "Inside Circle" not in site.get("/", query).text


@pytest.mark.parametrize(
    "path",
    ["/meetings/{}", "/v1/meetings/{}", "/meetings/{}/calendar.ics", "/meetings/{}/report"],
)
def test_its_address_is_that_of_no_meeting(site: Site, path: str) -> None:
    answer = site.get(path.format(INSIDE.id))
    assert answer.status == 404
    assert "Inside" not in answer.text


@pytest.mark.parametrize(
    "name", ["meeting-guide.json", "meetings.csv", "meetings.geojson", "meetings.ics"]
)
def test_no_feed_has_it(site: Site, name: str) -> None:
    text = site.get(f"/feeds/{name}").text
    assert "Open Circle" in text
    assert "Inside" not in text


def test_those_who_run_it_see_it_and_may_give_codes(site: Site) -> None:
    site.sign_in(INSIDE)
    assert "Inside Circle" in site.get("/facilitate").text
    assert site.get(f"/facilitate/give/{INSIDE.id}").status in (200, 409)
