"""The widget: a search as a frame on a group's own page."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from urllib.parse import urlencode

import pytest

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Conference, meeting_id
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.finder.widget_options import contrast
from tests.unit.meetings.factories import TODAY, meeting, to_import
from tests.unit.web.site import NOW, Site, put_meetings

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


NEAR = {"near": "40.71,-74.01"}
ELM = meeting("elm", group="Elm Group", weekdays=(1, 4))
OAK = meeting("oak", group="Oak Group", types=("W",))


def test_the_week_has_a_meeting_on_each_of_its_days(site: Site) -> None:
    put_meetings(ELM, OAK)
    text = site.get("/embed", {**NEAR, "view": "week"}).page.text
    assert [day for day in ("Monday", "Wednesday", "Thursday", "Friday") if day in text] == [
        "Monday",
        "Wednesday",
        "Thursday",
    ]
    assert text.count(ELM.name) == 2


def test_meetings_are_named_by_ids_source_and_group(site: Site) -> None:
    put_meetings(ELM, OAK)
    imported = replace(OAK, id=meeting_id("own", "pine"), source="own", slug="pine", name="Pine")
    open_table().apply_import("own", to_import([imported]), [], NOW)
    for query, names in (
        ({"ids": ELM.id}, {ELM.name}),
        ({"ids": f"{ELM.id},{OAK.id}"}, {ELM.name, OAK.name}),
        ({"ids": f"{ELM.id},{OAK.id}", "type": "W"}, {OAK.name}),
        ({"ids": "nosuch"}, set()),
        ({"source": "own"}, {"Pine"}),
        ({"source": "own", "group": "oak group"}, {"Pine"}),
        ({"source": "own", "group": "Elm Group"}, set()),
        ({"source": "nosuch"}, set()),
        ({**NEAR, "group": "Elm Group"}, {ELM.name}),
        ({**NEAR, "group": "Elm Group", "view": "week"}, {ELM.name}),
    ):
        answer = site.get("/embed", query)
        found = {name for name in (ELM.name, OAK.name, "Pine") if name in answer.page.text}
        assert (answer.status, found) == (200, names), query


def test_private_and_inactive_meetings_are_not_shown_by_name(site: Site) -> None:
    inside = meeting("inside", types=("PRIVATE",))
    resting = meeting("resting", attendance=AttendanceOption.INACTIVE)
    put_meetings(inside, resting)
    text = site.get("/embed", {"ids": f"{inside.id},{resting.id}"}).page.text
    assert inside.name not in text and resting.name not in text


def test_a_cancelled_time_is_seen_in_both_views(site: Site) -> None:
    cancelled = meeting("cancelled", exceptions=(Override(TODAY),))
    put_meetings(cancelled)
    assert "Cancelled: Wed 4 Mar" in site.get("/embed", NEAR).page.text
    assert "Cancelled: Wed 4 Mar" in site.get("/embed", {"ids": cancelled.id}).page.text


def test_the_page_around_chooses_the_language(site: Site) -> None:
    put_meetings(ELM)
    answer = site.get("/embed", {"ids": ELM.id, "language": "de"})
    assert answer.page.all("html", lang="de")
    assert answer.header("Content-Language") == "de"
    assert "Montag" in answer.page.text


def test_the_page_around_gives_its_colours_and_the_policy_lets_in_just_these(site: Site) -> None:
    put_meetings(ELM)
    answer = site.get("/embed", {**NEAR, "paper": "000000", "accent": "FFD000"})
    style = re.findall("<style>(.*?)</style>", answer.text)
    assert len(style) == 1
    assert "--paper:#000000;--ink:#ffffff" in style[0] and "--accent:#ffd000" in style[0]
    digest = b64encode(sha256(style[0].encode()).digest()).decode()
    policy = answer.header("Content-Security-Policy")
    assert f"'sha256-{digest}'" in policy and "unsafe" not in policy
    assert "<style" not in site.get("/embed", NEAR).text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"paper": "red"}, "paper"),
        ({"ink": "fff"}, "ink"),
        ({"accent": "0b4a4d;}*{display:none"}, "accent"),
        ({"paper": "ffffff", "ink": "cccccc"}, "ink"),
        ({"accent": "ffd000"}, "accent"),
        ({"view": "month"}, "view"),
        ({"ids": "A B"}, "ids"),
        ({"ids": "a", "source": "b"}, "ids"),
        ({"ids": "a", "view": "next"}, "view"),
        ({"source": "Not A Source"}, "source"),
        ({"group": "Elm Group"}, "group"),
        ({"language": "xx"}, "language"),
    ],
)
def test_what_cannot_be_is_said_by_its_name(site: Site, query: dict[str, str], field: str) -> None:
    answer = site.get("/embed", query)
    assert answer.status == 200
    assert "This list can’t be shown as it was set up." in answer.page.text
    _, for_owner, detail = answer.page.text.partition("For whoever runs this page: ")
    assert for_owner and detail.startswith(f"{field}: ")
    german = site.get("/embed", query, **{"Accept-Language": "de"}).page
    assert "lässt sich diese Liste nicht anzeigen" in german.text
    assert "<style" not in answer.text


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("0b4a4d", "0b4a4d") == 1


def test_the_page_that_a_widget_near_a_point_leads_to_is_one(site: Site) -> None:
    put_meetings(EVENING)
    page = site.get("/embed", {"near": "40.71,-74.01", "radius": "5mi", "day": "3"}).page
    (there,) = [link for link in page.links() if link.startswith("/?")]
    answer = site.get(there)
    assert answer.status == 200
    assert EVENING.name in answer.page.text
