"""The widget: a search as a frame on a group's own page."""

from urllib.parse import urlencode

from chalicelib.meetings.meeting import AttendanceOption, Conference
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Site, put_meetings

EVENING = meeting("evening", weekdays=tuple(range(7)), start_min=6 * 60 + 30)
FAR = meeting(
    "far",
    attendance=AttendanceOption.ONLINE,
    point=None,
    conference=Conference("https://zoom.us/j/1"),
)


def test_the_widget_may_be_framed_and_nothing_else_may(site: Site) -> None:
    put_meetings(EVENING, FAR)
    answer = site.get("/embed", {"near": "40.71,-74.01"})
    assert "frame-ancestors *" in answer.header("Content-Security-Policy")
    assert "default-src 'none'" in answer.header("Content-Security-Policy")
    for path in ("/", f"/meetings/{EVENING.id}", "/sign-in"):
        assert "frame-ancestors 'none'" in site.get(path).header("Content-Security-Policy")


def test_the_widget_shows_the_search_and_leads_out_of_the_frame(site: Site) -> None:
    put_meetings(EVENING, FAR)
    page = site.get("/embed", {"place": "New York, NY", "day": "3"}).page
    assert EVENING.name in page.text
    assert FAR.name not in page.text
    assert page.all("base") == [{"target": "_top"}]
    there = {"place": "New York City, New York, US", "day": "3"}
    assert f"/?{urlencode(there)}" in page.links()
    assert page.all("form") == []
    assert FAR.name in site.get("/embed").page.text


def test_a_widget_that_cannot_search_says_what_is_wrong(site: Site) -> None:
    answer = site.get("/embed", {"place": "Qxzkvw"})
    assert answer.status == 200
    assert site.get("/embed", {"day": "x"}).page.text.count("weekend") == 1


def test_the_page_that_a_widget_near_a_point_leads_to_is_one(site: Site) -> None:
    put_meetings(EVENING)
    page = site.get("/embed", {"near": "40.71,-74.01", "radius": "5mi", "day": "3"}).page
    (there,) = [link for link in page.links() if link.startswith("/?")]
    answer = site.get(there)
    assert answer.status == 200
    assert EVENING.name in answer.page.text
