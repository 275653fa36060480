"""The way back from a meeting to the search in which it was found."""

import pytest

from tests.unit.meetings.factories import meeting
from tests.unit.web.site import HOST, Site, put_meetings

EVENING = meeting("evening")
PATH = f"/meetings/{EVENING.id}"


def way_back(site: Site, **headers: str) -> str:
    (link,) = [
        link for link in site.get(PATH, None, **headers).page.links() if link.startswith("/?")
    ] or ["/"]
    return link


def test_the_results_lead_to_a_meeting_and_it_leads_back_to_its_place_among_them(
    site: Site,
) -> None:
    put_meetings(EVENING)
    results = "/?near=40.71%2C-74.01&day=3&radius=5mi"
    assert PATH in site.get(results).page.links()
    back = way_back(site, Referer=f"https://{HOST}{results}")
    assert back == f"/?near=40.71%2C-74.01&day=3&radius=5mi#m-{EVENING.id}"
    (link,) = site.get(results).page.all("a", id=f"m-{EVENING.id}")
    assert link["href"] == PATH


@pytest.mark.parametrize(
    "referrer",
    [
        "",
        f"https://{HOST}/",
        f"https://{HOST}/saved",
        f"https://{HOST}/meetings/x?near=1,1",
        "https://elsewhere.example/?near=40.71,-74.01",
        f"https://{HOST}.elsewhere.example/?near=1,1",
        f"https://elsewhere.example@{HOST}/?near=1,1",
        "https://[/?near=1,1",
        f"https://{HOST}/?" + "&".join(f"day={n}" for n in range(50)),
        f"https://{HOST}/?unknown=1&javascript=2",
        "nonsense",
    ],
)
def test_whoever_comes_from_elsewhere_is_led_to_a_new_search(site: Site, referrer: str) -> None:
    put_meetings(EVENING)
    headers = {"Referer": referrer} if referrer else {}
    assert way_back(site, **headers) == "/"


def test_what_a_browser_says_is_written_into_the_page_as_text(site: Site) -> None:
    put_meetings(EVENING)
    hostile = f'https://{HOST}/?words="><script>alert(1)</script>&day=1&day=2'
    answer = site.get(PATH, None, Referer=hostile)
    assert "<script>alert" not in answer.text
    assert "day=1%2C2" in answer.text
    assert "private" in answer.header("Cache-Control")
