"""The page of a meeting's slips, as the service gives it."""

import json

import pytest

from chalicelib.meetings.attendance import VerificationPolicy
from chalicelib.verification.slips import MAX_SLIPS
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Site, put_meetings

TONIGHT = meeting("tonight", name="Tonight")
FELLOWSHIP = meeting("fellowship", verification=VerificationPolicy.NOT_OFFERED)
SLIPS = f"/facilitate/slips/{TONIGHT.id}"


@pytest.fixture
def desk(site: Site) -> Site:
    put_meetings(TONIGHT, FELLOWSHIP)
    site.sign_in(TONIGHT, FELLOWSHIP)
    return site


def test_the_list_leads_to_the_slips_of_each_meeting_that_offers_verifications(desk: Site) -> None:
    links = desk.get("/facilitate").page.links()
    assert SLIPS in links
    assert f"/facilitate/slips/{FELLOWSHIP.id}" not in links


def test_the_page_has_the_times_to_prepare_for_and_nothing_of_a_ticket(desk: Site) -> None:
    answer = desk.get(SLIPS)
    assert answer.status == 200 and answer.header("Cache-Control") == "no-store"
    (place,) = answer.page.all("div", id="slips")
    assert "data-kept" not in place
    assert (place["data-most"], place["data-days"]) == (str(MAX_SLIPS), "7")
    windows = json.loads(place["data-windows"])
    assert windows and all(window["redeem_until"] > window["until"] for window in windows)
    assert "handwritten note" in answer.page.text  # where no script runs


def test_the_copy_for_a_phone_says_that_it_is_one(desk: Site) -> None:
    (place,) = desk.get(SLIPS, {"kept": "yes"}).page.all("div", id="slips")
    assert "data-kept" in place


def test_without_a_session_there_is_none(site: Site) -> None:
    put_meetings(TONIGHT)
    assert site.get(SLIPS).status == 401
