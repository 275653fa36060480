"""The line of chips: what is searched for, in a few words."""

from urllib.parse import parse_qs, urlsplit

from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Site, put_meetings

NEAR = {"near": "40.71,-74.01"}


def test_without_filters_they_say_what_is_shown(site: Site) -> None:
    put_meetings(meeting("evening"))
    said = " ".join(site.get("/", NEAR).page.text.split())
    assert "From today Any time In person" in said


def test_what_narrows_is_said_in_their_place_and_the_rest_is_taken_back(site: Site) -> None:
    put_meetings(meeting("a", types=("W", "O")), meeting("b", types=("O",)))
    page = site.get("/", {**NEAR, "day": "3", "time": "evening", "type": "W"}).page
    assert "Wednesday Evening In person" in " ".join(page.text.split())
    (back,) = page.all("a", **{"class": "on taken-back"})
    query = parse_qs(urlsplit(back["href"]).query)
    assert "type" not in query and query["day"] == ["3"] and query["time"] == ["evening"]


def test_online_is_said_so(site: Site) -> None:
    page = site.get("/", {"attendance": "online"}).page
    assert "Online" in page.text and "In person" not in page.text.partition("Filters")[0]
