"""A search on paper."""

from urllib.parse import parse_qs

import pytest

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Conference
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Site, put_meetings

NEAR = {"near": "40.71,-74.01"}


def test_all_meetings_of_a_search_are_on_it_and_not_a_page_of_them(site: Site) -> None:
    put_meetings(*(meeting(f"m{number}") for number in range(40)))
    page = site.get("/print", NEAR).page
    assert len([link for link in page.links() if link.startswith("/meetings/")]) == 40
    assert "As of 4 Mar 2026" in page.text
    assert "tel:988" in page.links()


def test_it_leads_back_to_the_same_search_and_to_the_other_way_to_fold(site: Site) -> None:
    put_meetings(meeting())
    page = site.get("/print", {**NEAR, "type": "O", "day": "3"}).page
    assert "/?near=40.71%2C-74.01&day=3&type=O" in page.links()
    assert "/print?fold=yes&near=40.71%2C-74.01&day=3&type=O" in page.links()
    fold_out = site.get("/print", {**NEAR, "fold": "yes"}).page
    assert fold_out.all("main", **{"class": "paper fold"})
    assert "fold each sheet in the middle" in fold_out.text
    assert "fold each sheet" not in page.text


def test_the_list_offers_to_print_what_was_found(site: Site) -> None:
    put_meetings(meeting())
    assert "/print?near=40.71%2C-74.01&radius=50mi" in site.get("/", NEAR).page.links()
    assert not any("/print" in link for link in site.get("/").page.links())


def test_no_address_of_a_closed_room_is_printed(site: Site) -> None:
    closed = meeting(
        "closed",
        attendance=AttendanceOption.ONLINE,
        types=("TC",),
        conference=Conference("https://zoom.us/j/1", phone="+15551234567"),
    )
    put_meetings(closed)
    text = site.get("/print", {"attendance": "online"}).page.text
    assert closed.name in text and "+15551234567" in text
    assert "5 Elm St" not in text


def test_a_call_without_a_link_is_by_phone_on_paper_and_in_the_week(site: Site) -> None:
    call = Conference(phone="+15551234567")
    put_meetings(meeting("call", attendance=AttendanceOption.ONLINE, point=None, conference=call))
    for path in ("/print", "/embed"):
        query = {"attendance": "online", "view": "week"} if path == "/embed" else {}
        text = site.get(path, query).page.text
        assert "By phone, +15551234567" in text
        assert "Online, +1" not in text
    put_meetings(meeting("both", attendance=AttendanceOption.HYBRID, conference=call))
    assert "In person and by phone, +15551234567" in site.get("/print", NEAR).page.text


@pytest.mark.parametrize(
    ("query", "onward"),
    [
        ({**NEAR, "fold": "maybe"}, {"near"}),
        ({**NEAR, "radius": "10", "day": "monday", "type": "W"}, {"near", "type"}),
        ({"near": "somewhere"}, set()),
    ],
)
def test_what_cannot_be_is_refused_and_leads_to_the_rest_of_the_search(
    site: Site, query: dict[str, str], onward: set[str]
) -> None:
    answer = site.get("/print", query)
    assert answer.status == 400
    ways = [link.partition("/?")[2] for link in answer.page.links() if link.startswith("/?")]
    assert onward in [parse_qs(way).keys() for way in ways] or not onward
    assert answer.page.all("form", role="search")


def test_without_a_place_it_is_of_online_meetings(site: Site) -> None:
    put_meetings(meeting("room"), meeting("online", attendance=AttendanceOption.ONLINE))
    text = site.get("/print").page.text
    assert "Meeting online" in text and "Meeting room" not in text


def test_a_search_by_name_is_printed_with_its_rooms(site: Site) -> None:
    put_meetings(meeting("lantern", name="Lantern Circle"), meeting("other"))
    page = site.get("/", {"words": "lantern"}).page
    assert "/print?words=lantern" in page.links()
    text = site.get("/print", {"words": "lantern"}).page.text
    assert "Lantern Circle" in text and "5 Elm St" in text
    assert "Meeting other" not in text
