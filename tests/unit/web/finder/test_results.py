"""The finder's pages, as somebody without scripts sees them."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib import settings
from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Conference, Meeting
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.search import online as online_search
from chalicelib.meetings.search.near import search_near
from chalicelib.web.finder import search_request
from tests.unit.meetings.factories import NEW_YORK, TODAY, meeting
from tests.unit.web.site import NOW, Page, Site, put_meetings

NEAR = {"near": "40.71,-74.01"}
ZOOM = Conference("https://zoom.us/j/123", phone="+1 646 555 0100,,123#")


def online(slug: str, **fields: object) -> Meeting:
    return meeting(slug, attendance=AttendanceOption.ONLINE, point=None, conference=ZOOM, **fields)


def many(count: int) -> list[Meeting]:
    """Meetings near New York, ten minutes apart from this evening on, each further away."""
    return [
        meeting(
            f"m{n:03}",
            name=f"Circle {n:03}",
            start_min=12 * 60 + 10 * n,
            point=Point(NEW_YORK.lat + n / 10_000, NEW_YORK.lon),
        )
        for n in range(count)
    ]


def names(page: Page) -> list[str]:
    """The meetings listed, in order."""
    return [word for word in page.text.split("Circle ")[1:] if word[:3].isdigit()]


def found_ids(page: Page) -> list[str]:
    return [link.rpartition("/")[2] for link in page.links() if link.startswith("/meetings/")]


def test_the_first_page_asks_where_and_offers_online_meetings(site: Site) -> None:
    put_meetings(online("late"))
    page = site.get("/").page
    assert page.all("input", name="place")
    assert page.all("form", action="/", role="search")
    assert "Online now" in page.text
    assert found_ids(page) == [online("late").id]
    assert "/?attendance=online" in page.links()
    assert "tel:988" in page.links()


def test_a_result_has_day_time_name_place_and_distance_and_leads_to_all_else(site: Site) -> None:
    example = meeting(
        "both", name="Tools & Tea", attendance=AttendanceOption.HYBRID, conference=ZOOM
    )
    put_meetings(example)
    page = site.get("/", NEAR).page
    for words in ("Tonight", "7:00", "until 8:00", "Tools & Tea", "Library, 5 Elm St", "hybrid"):
        assert words in page.text
    assert "mi" in page.text.partition("7:00")[2]
    assert page.all("time")[0]["datetime"] == "2026-03-04T19:00-05:00"
    links = page.links()
    assert f"/meetings/{example.id}" in links
    assert not [link for link in links if link.startswith(("https://zoom", "tel:+", "geo:"))]
    links = site.get(f"/meetings/{example.id}").page.links()
    assert "https://zoom.us/j/123" in links
    assert "tel:+16465550100,,123%23" in links
    assert any(link.startswith("https://www.google.com/maps/dir/") for link in links)


@pytest.mark.parametrize(
    "url",
    ["https://notzoom.us/j/1", "http://zoom.us/j/1", "javascript:alert(1)", "https://zoom.us.evil/j",
     "https://evil.example/#https://zoom.us/j/1"],
)  # fmt: skip
def test_a_list_leads_to_no_call_of_an_unknown_provider(site: Site, url: str) -> None:
    far = Conference(url, phone="+16465550100")
    example = meeting("one", attendance=AttendanceOption.HYBRID, conference=far)
    put_meetings(example)
    for path in ("/?near=40.71,-74.01", "/?attendance=online", "/", "/embed?near=40.71,-74.01"):
        page = site.get(path).page
        assert found_ids(page) == [example.id]
        assert url not in page.links()


def test_an_approximate_place_gets_no_pin(site: Site) -> None:
    put_meetings(meeting("around", approximate=True, location="", formatted_address="New York, NY"))
    page = site.get("/", NEAR).page
    assert "about" in page.text.partition("until 8:00")[2]


def test_twenty_five_results_are_in_the_page_and_the_next_ones_behind_its_link(
    site: Site,
) -> None:
    meetings = many(60)
    put_meetings(*meetings)
    seen: list[str] = []
    path = "/?near=40.71,-74.01"
    for size in (25, 25, 10):
        page = site.get(path).page
        assert len(found_ids(page)) == size
        seen += found_ids(page)
        following = page.all("a", rel="next")
        assert bool(following) == (size == 25)
        path = following[0]["href"] if following else ""
    assert seen == [meeting.id for meeting in meetings]


def test_without_a_radius_the_nearest_ten_are_enough(site: Site) -> None:
    put_meetings(*many(12), meeting("away", name="Circle away", point=Point(40.9, -74.0)))
    page = site.get("/", NEAR).page
    assert "Any distance" in page.text
    assert "Circle away" not in page.text


def test_the_page_and_the_api_find_the_same(site: Site) -> None:
    put_meetings(*many(12))
    for query in (NEAR, {**NEAR, "sort": "distance"}, {**NEAR, "day": "3"}, {"place": "10001"}):
        api = [meeting["id"] for meeting in site.get("/v1/meetings", query).json["meetings"]]
        assert found_ids(site.get("/", query).page) == api


def test_the_visitors_own_country_is_not_said(site: Site) -> None:
    asked = {"place": "Springfield, Illinois, US"}
    at_home = site.get("/", asked, **{"Accept-Language": "en-US"}).page.text
    abroad = site.get("/", asked, **{"Accept-Language": "en-GB"}).page.text
    assert "Meetings near Springfield, Illinois – Waypost" in at_home
    assert "Meetings near Springfield, Illinois, US – Waypost" in abroad


def test_each_chip_leads_to_the_controls_and_what_else_narrows_is_taken_back(site: Site) -> None:
    put_meetings(meeting("a", types=("W", "O")), meeting("b", weekdays=(5,), types=("O",)))
    page = site.get("/", {**NEAR, "day": "3", "type": "W", "words": "evening"}).page
    for words in ("Wednesday", "Any time", "In person", "More"):
        assert words in page.text
    assert page.links().count("#narrow") == 4
    assert page.all("form", id="narrow")
    ways = [parse_qs(urlsplit(link).query) for link in page.links() if "?" in link]
    for name in ("day", "type", "words"):
        others = {"near", "day", "type", "words"} - {name}
        assert any(name not in way and others <= way.keys() for way in ways), name


def test_an_old_or_broken_cursor_starts_the_search_again(site: Site) -> None:
    put_meetings(*many(30))
    first = site.get("/", NEAR)
    (following,) = first.page.all("a", rel="next")
    site.clock.wait(hours=25)
    near = {"near": ["40.71,-74.01"]}
    for path, again in (
        (following["href"], {**near, "radius": ["2mi"]}),
        ("/?near=40.71%2C-74.01&cursor=garbage", near),
    ):
        answer = site.get(path)
        assert answer.status == 303
        where = urlsplit(answer.header("Location"))
        assert parse_qs(where.query) == again
        assert len(found_ids(site.get(answer.header("Location")).page)) == 25


def test_a_hand_typed_search_that_cannot_be_names_what_is_wrong_and_leads_on(site: Site) -> None:
    for typed, field, onward in [
        ("/?attendance=online&sort=distance", "Order", "/?attendance=online"),
        ("/?place=Chicago&radius=5000km", "Distance", "/?place=Chicago"),
        ("/?place=Chicago&near=1,1", "Town, postal code or meeting", "/?near=1%2C1"),
        ("/?near=somewhere&day=today", "Town, postal code or meeting", "/?day=today"),
        ("/?place=Chicago&day=someday", "Day", "/?place=Chicago"),
        ("/?place=Chicago&day=someday&time=noon&type=W", "Time of day", "/?place=Chicago&type=W"),
        ("/?near=here&attendance=in_person&day=1", "Town, postal code or meeting", "/?day=1"),
        ("/?near=here&sort=distance&words=step", "Town, postal code or meeting", "/?words=step"),
        ("/?place=Chicago&day=1&sort=upward&sort=down&day=3", "Order", "/?place=Chicago&day=1%2C3"),
    ]:
        answer = site.get(typed)
        assert answer.status == 400
        assert f"It is about: {field}." in answer.page.text
        assert onward in answer.page.links()
        assert site.get(onward).status == 200


@pytest.mark.parametrize("typed", ["/?radius=10", "/?attendance=in_person", "/?sort=distance"])
def test_where_nothing_is_left_of_a_search_there_is_the_box(site: Site, typed: str) -> None:
    page = site.get(typed).page
    assert [form["action"] for form in page.all("form", role="search")] == ["/"]
    assert typed not in page.links()


def test_a_place_that_is_not_found_says_so_and_offers_the_nearest_spelling(site: Site) -> None:
    put_meetings(online("anywhere"))
    page = site.get("/", {"place": "Edmonton, Albrta", "day": "today"}).page
    assert "We can’t find “Edmonton, Albrta”." in page.text
    likely = next(link for link in page.links() if "Edmonton%2C+Alberta%2C+CA" in link)
    assert parse_qs(urlsplit(likely).query)["day"] == ["today"]
    assert "You can join these from anywhere" in page.text
    assert online("anywhere").id in found_ids(page)
    assert "We can’t find" not in site.get(likely).page.text


def test_a_name_that_is_surely_misspelled_is_shown_with_a_way_out(site: Site) -> None:
    put_meetings(meeting("one", point=Point(41.88, -87.63)))
    page = site.get("/", {"place": "Chicgo"}).page
    assert "Showing Chicago, Illinois, US. Not what you meant?" in page.text
    assert "#place" in page.links()
    assert found_ids(page)
    found = site.get("/v1/meetings", {"place": "Chicgo"}).json["search"]
    assert (found["place"], found["reading"]) == ("Chicago, Illinois, US", "corrected")


def test_a_meetings_own_name_goes_before_a_place_spelled_nearly_so(site: Site) -> None:
    put_meetings(meeting("one", name="Chicgo", point=NEW_YORK))
    page = site.get("/", {"place": "Chicgo"}).page
    assert found_ids(page) == [meeting("one", name="Chicgo", point=NEW_YORK).id]
    assert any("Chicago" in link for link in page.links())


def test_an_address_shows_its_town_and_says_so(site: Site) -> None:
    page = site.get("/", {"place": "1600 Pennsylvania Ave Washington"}).page
    says = "We do not know that street or area. Showing Washington, District of Columbia, US."
    assert says in page.text
    found = site.get("/v1/meetings", {"place": "10 Downing Street London"}).json["search"]
    assert found["reading"] == "town_of_street"


def test_an_area_too_wide_for_a_search_offers_its_towns_and_what_is_online(site: Site) -> None:
    put_meetings(online("anywhere"), meeting("west", point=Point(31.76, -106.49)))
    page = site.get("/", {"place": "Texas"}).page
    assert "Texas, US is large. Choose a town:" in page.text
    towns = [
        parse_qs(urlsplit(link).query)["place"][0]
        for link in page.links()
        if link.startswith("/?place=") and "%2C+Texas%2C+US" in link
    ]
    assert towns[0] == "El Paso, Texas, US"  # where anything is listed
    assert "Houston, Texas, US" in towns
    assert found_ids(page) == [online("anywhere").id]
    found = site.get("/v1/meetings", {"place": "Texas"}).json["search"]
    assert found["other_places"][0] == "El Paso, Texas, US"
    assert found["place_kind"] == "region"
    lat, lon = found["near"]
    assert 29 < lat < 33
    assert -102 < lon < -98


def test_an_area_that_a_search_covers_is_searched_around_its_middle(site: Site) -> None:
    put_meetings(meeting("far", point=Point(38.2, -122.6)))
    found = site.get("/v1/meetings", {"place": "Marin County"}).json
    assert len(found["meetings"]) == 1
    assert 15 < found["search"]["radius_km"] < 50


def test_near_me_is_asked_of_the_device(site: Site) -> None:
    page = site.get("/", {"place": "near me"}).page
    assert "Tap “Near me”, and your device says where you are." in page.text
    assert "We can’t find" not in page.text
    refused = site.get("/v1/meetings", {"place": "here"})
    assert (refused.status, refused.error["field"]) == (400, "place")
    assert "near=LAT,LON" in refused.error["message"]


def test_a_point_may_be_typed_into_the_box(site: Site) -> None:
    put_meetings(meeting("one", point=NEW_YORK))
    page = site.get("/", {"place": "40.71, -74.01"}).page
    assert "Meetings near 40.71, -74.01" in page.text
    assert found_ids(page)


def test_places_are_called_as_in_the_pages_language(site: Site) -> None:
    page = site.get("/", {"place": "Cologne"}, **{"Accept-Language": "de"}).page
    assert "Köln" in page.text
    page = site.get("/", {"place": "Köln"}, **{"Accept-Language": "es"}).page
    assert "Colonia" in page.text


def test_a_place_like_no_other_still_leads_on(site: Site) -> None:
    put_meetings(online("anywhere"))
    page = site.get("/", {"place": "<b>qqxxzz</b>"}).page
    assert "“<b>qqxxzz</b>”" in page.text
    assert "Try a bigger town nearby" in page.text
    assert found_ids(page)
    refused = site.get("/v1/meetings", {"place": "Edmonton, Albrta"})
    assert (refused.status, refused.error["field"]) == (404, "place")
    assert "Edmonton, Alberta" in refused.error["message"]
    assert "attendance=online" in refused.error["message"]


def test_a_name_of_several_places_offers_the_others(site: Site) -> None:
    near_boston = meeting("salem", name="In Salem", point=Point(42.52, -70.897))
    put_meetings(near_boston, meeting("india", name="Far", point=Point(11.65, 78.16)))
    page = site.get("/", {"place": "Salem", "day": "3"}).page
    assert "Another place?" in page.text
    chosen = [link for link in page.links() if "Salem%2C+Massachusetts" in link]
    assert chosen == ["/?place=Salem%2C+Massachusetts%2C+US&day=3"]
    there = site.get(chosen[0]).page
    assert "Meetings near Salem, Massachusetts, US" in there.text
    assert "In Salem" in there.text
    assert "Another place?" not in there.text
    found = site.get("/v1/meetings", {"place": "Salem"}).json["search"]
    assert found["place"] not in found["other_places"]
    assert "Salem, Massachusetts, US" in found["other_places"]
    assert site.get("/v1/meetings", {"place": "Reykjavík"}).json["search"]["other_places"] == []


def test_a_postal_code_of_several_countries_is_the_visitors_own(site: Site) -> None:
    asked_for = {"place": "10115"}
    american = site.get("/", asked_for, **{"Accept-Language": "en-US,en;q=0.9"}).page
    assert "Meetings near New York, NY 10115" in american.text
    assert "10115 Berlin, Germany" in american.text  # offered: browsers abroad say en-US, too
    german = site.get("/", asked_for, **{"Accept-Language": "de,en-US;q=0.7"}).page
    assert german.text.index("10115 Berlin, Germany") < german.text.index("New York")
    chosen = next(link for link in american.links() if "Berlin" in link)
    assert "Meetings near 10115 Berlin, Germany" in site.get(chosen).page.text


def test_what_is_shared_after_a_search_means_the_same_place_to_everybody(site: Site) -> None:
    put_meetings(meeting("mitte", point=Point(52.53, 13.38), timezone="Europe/Berlin"))
    german, american = {"Accept-Language": "en-DE"}, {"Accept-Language": "en-US"}
    page = site.get("/", {"place": "10115", "radius": "10km"}, **german).page
    (box,) = page.all("input", id="place")
    assert box["value"] == "10115 Berlin, Germany"
    (canonical,) = page.all("link", rel="canonical")
    path = "/?place=10115+Berlin%2C+Germany"
    assert canonical["href"] == settings.current().public_url + path
    assert "Meetings near 10115 Berlin" in site.get(path, **american).page.text
    search_request = [parse_qs(urlsplit(link).query) for link in page.links() if "place=" in link]
    assert {"place": ["10115 Berlin, Germany"], "attendance": ["online"]} in search_request
    assert ["10115"] not in [query["place"] for query in search_request]


def test_a_frame_and_the_page_it_leads_to_show_the_same_place_to_everybody(site: Site) -> None:
    for accepted in ("de", "en-US"):
        frame = site.get("/embed", {"place": "10115"}, **{"Accept-Language": accepted}).page
        (to_all,) = [link for link in frame.links() if "place=" in link]
        assert to_all == "/?place=New+York%2C+NY+10115%2C+US"
    named = site.get("/embed", {"place": "10115 Berlin, Germany"}).page
    assert "/?place=10115+Berlin%2C+Germany" in named.links()


def test_towns_of_one_name_in_one_country_can_be_chosen(site: Site) -> None:
    labels = site.get("/v1/meetings", {"place": "Santa Cruz, Philippines"}).json["search"]
    assert len(set(labels["other_places"])) == len(labels["other_places"]) > 3
    for label in (labels["place"], *labels["other_places"]):
        assert f"Meetings near {label}" in site.get("/", {"place": label}).page.text


def test_a_name_of_several_countries_is_rather_in_the_visitors_own(site: Site) -> None:
    for country, near in (("en-ES", "Santa Cruz de Tenerife"), ("en-US", "Santa Cruz, California")):
        page = site.get("/", {"place": "Santa Cruz"}, **{"Accept-Language": country}).page
        assert f"Meetings near {near}" in page.text
        assert "Santa Cruz de la Sierra, Bolivia" in page.text


def test_nothing_found_offers_wider_other_days_and_online(site: Site) -> None:
    here = meeting("here", point=Point(39.95, -75.16))
    both, today = AttendanceOption.HYBRID, (3,)
    wide = [
        meeting(slug, point=Point(lat, -75.16), attendance=both, conference=ZOOM, weekdays=today)
        for slug, lat in (("wide", 40.15), ("wider", 40.25))
    ]
    put_meetings(online("anywhere"), meeting("evening"), here, *wide)
    query = {"place": "Philadelphia", "radius": "5mi", "day": "today", "attendance": "hybrid"}
    page = site.get("/", query).page
    assert "Nothing found within 5\u00a0mi." in page.text.replace("5 mi", "5\u00a0mi")
    ways = [parse_qs(urlsplit(link).query) for link in page.links() if link.startswith("/?")]
    assert any(way.get("radius") == ["25mi"] for way in ways)
    assert "Look within 25\u00a0mi (2)" in page.text.replace("25 mi", "25\u00a0mi")
    assert any("day" not in way and way.get("radius") == ["5mi"] for way in ways)
    assert any("attendance" not in way and way.get("radius") == ["5mi"] for way in ways)
    assert set(found_ids(page)) == {meeting.id for meeting in (online("anywhere"), *wide)}


def test_what_the_next_online_meetings_have_not_is_looked_for_further_on(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(online_search, "MAX_VAIN_ROWS", 1)
    put_meetings(*(online(f"m{n}", start_min=60 * n, types=("S",) * (n == 9)) for n in range(12)))
    query = {"attendance": "online", "type": "S"}
    page = site.get("/", query).page
    pages = 1
    while not found_ids(page):
        assert "Later ones may match." in page.text
        assert "No meetings found." not in page.text
        (onward,) = page.all("a", rel="next")
        page = site.get(str(onward["href"])).page
        pages += 1
    assert found_ids(page) == [online("m9").id]
    assert 1 < pages <= 12
    nowhere = site.get("/", {**query, "type": "ASL"}).page
    while further := nowhere.all("a", rel="next"):
        nowhere = site.get(str(further[0]["href"])).page
    assert "Nothing found after that." in nowhere.text


@pytest.mark.parametrize("path", ["/print", "/embed", "/feeds/meetings.ics"])
def test_what_has_no_second_page_tells_of_a_rare_kind_on_its_first(
    site: Site, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(online_search, "MAX_VAIN_ROWS", 1)
    crowd = [online(f"m{n}", start_min=60 * n) for n in range(12)]
    put_meetings(*crowd, online("rare", name="A rare one", weekdays=(2,), types=("S",)))
    assert "A rare one" in site.get(path, {"attendance": "online", "type": "S"}).text
    monkeypatch.setattr(online_search, "MAX_ONLINE_ROWS", 1)
    if path != "/feeds/meetings.ics":
        nothing = site.get(path, {"attendance": "online", "type": "S"}).page
        assert "Later ones may match." in nothing.text
        assert "No meetings found." not in nothing.text


def test_an_empty_listing_still_helps(site: Site) -> None:
    for query in ({}, NEAR, {"attendance": "online"}, {"place": "Qqq"}, {**NEAR, "day": "6"}):
        page = site.get("/", query).page
        assert page.all("input", name="place")
        assert "tel:988" in page.links()


def test_online_meetings_are_not_said_to_be_near(site: Site) -> None:
    put_meetings(online("anywhere"))
    page = site.get("/", {"place": "London", "attendance": "online"}).page
    assert "Online meetings" in page.text
    assert "Meetings near" not in page.text
    assert found_ids(page) == [online("anywhere").id]
    assert "/?place=London%2C+England%2C+GB" in page.links()  # back to those in a room


def test_near_offers_rooms_and_links_to_online_and_back(site: Site) -> None:
    room, both, far = (
        meeting("room"),
        meeting("both", attendance=AttendanceOption.HYBRID, conference=ZOOM),
        online("far"),
    )
    put_meetings(room, both, far)
    page = site.get("/", NEAR).page
    assert set(found_ids(page)) == {room.id, both.id}
    (to_online,) = {link for link in page.links() if "attendance=online" in link}
    page = site.get(to_online).page
    assert set(found_ids(page)) == {both.id, far.id}


@pytest.mark.parametrize(
    ("place", "first"),
    [
        ("Chicago", "tel:988"),
        ("London, GB", "tel:116123"),
        ("Dublin, IE", "tel:116123"),
        ("Sydney, AU", "tel:131114"),
        ("Toronto", "tel:988"),
        ("Berlin", "tel:08001110111"),
        ("Tokyo", "https://findahelpline.com"),
    ],
)
def test_the_crisis_line_of_the_place_comes_first(site: Site, place: str, first: str) -> None:
    links = site.get("/", {"place": place}).page.links()
    assert next(link for link in links if link.startswith(("tel:", "https://find"))) == first


def test_a_meetings_page_shows_the_line_of_its_country_first(site: Site) -> None:
    sydney = meeting(
        "sydney", timezone="Australia/Sydney", point=Point(-33.87, 151.21), conference=ZOOM
    )
    put_meetings(sydney)
    links = site.get(f"/meetings/{sydney.id}").page.links()
    assert next(link for link in links if link in ("tel:988", "tel:131114")) == "tel:131114"


@pytest.mark.parametrize(
    "configured",
    ["DE:0800 111 0 111:", "DE+AT:0800 111 0 111", "US+CA:988:call_or_text;", "NZ:1737:ring us;;"],
)
def test_a_deployment_names_its_own_crisis_lines(
    site: Site, configured: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRISIS_LINES", configured)
    settings.current.cache_clear()
    page = site.get("/").page
    number = configured.split(":")[1]
    assert f"Call {number}" in page.text
    assert "tel:" + number.replace(" ", "") in page.links()


def test_a_meetings_page_has_everything(site: Site) -> None:
    example = meeting(
        "all",
        name="All & everything",
        attendance=AttendanceOption.HYBRID,
        conference=Conference("https://zoom.us/j/1", "Passcode: hope", "+44 20 5555 0100", "PIN 1"),
        location_notes="Ring twice",
        notes="Bring a mug\nStairs",
        group="Elm Street Group",
        group_notes="Since 2010",
        url="https://example.org/all",
        entity_url="https://example.org",
    )
    put_meetings(example)
    answer = site.get(f"/meetings/{example.id}")
    assert answer.status == 200
    page = answer.page
    for words in (
        "All & everything", "Tonight", "7:00–8:00 pm", "EST", "Every Wednesday", "Library",
        "5 Elm St, New York, NY", "Ring twice", "Passcode: hope", "PIN 1", "Bring a mug", "Stairs",
        "Elm Street Group", "Since 2010", "New York Intergroup", "is not affiliated with courts",
        "the facilitator decides each time",
    ):  # fmt: skip
        assert words in page.text, words
    links = page.links()
    for link in ("https://zoom.us/j/1", "tel:+442055550100", "https://example.org/all", "tel:988"):
        assert link in links
    assert any(link.startswith("geo:40.7128") for link in links)
    assert any("openstreetmap" in link for link in links)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"schedule": None}, "appointment"),
        ({"attendance": AttendanceOption.INACTIVE}, "This meeting is"),
        ({"verification": VerificationPolicy.NOT_OFFERED}, "ot offered"),
    ],
)
def test_a_meetings_page_says_what_it_cannot_offer(
    site: Site, fields: dict[str, object], words: str
) -> None:
    example = meeting("odd", **fields)
    put_meetings(example)
    page = site.get(f"/meetings/{example.id}").page
    assert words.casefold() in page.text.casefold()


def test_nothing_in_a_listing_becomes_markup(site: Site) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x>{{7*7}}"
    example = meeting(
        "evil", name=evil, location=evil, formatted_address=evil, notes=evil, group=evil,
        entity=evil, types=("<b>",), regions=(evil,),
    )  # fmt: skip
    put_meetings(example)
    for answer in (site.get("/", NEAR), site.get(f"/meetings/{example.id}")):
        assert "<script>alert" not in answer.text
        assert not answer.page.all("img")
        assert "<script>alert(1)</script>" in answer.page.text


def test_coordinates_are_not_looked_at_closer_than_they_came(site: Site) -> None:
    """The device's own rounding is held by near.js; the page's links carry what was asked."""
    put_meetings(*many(30))
    (following,) = site.get("/", NEAR).page.all("a", rel="next")
    assert parse_qs(urlsplit(following["href"]).query)["near"] == ["40.71,-74.01"]


def test_a_meeting_in_progress_is_on_now(site: Site) -> None:
    put_meetings(meeting("evening"), online("far"))
    site.clock.moment = NOW + timedelta(hours=12, minutes=10)
    for search in ("/?near=40.71,-74.01", "/?attendance=online"):
        text = site.get(search).page.text
        assert "started 10 min ago" in text
        assert text.count("On now") == 1  # in the row, or in the heading above it


def test_towns_and_distances_stand_apart_whichever_way_they_are_written(site: Site) -> None:
    put_meetings(meeting("evening", attendance=AttendanceOption.HYBRID, conference=ZOOM))
    html = site.get("/", NEAR, **{"Accept-Language": "ar"}).text
    facts = html.partition('<p class="facts">')[2].partition("</p>")[0]
    assert facts.count("<bdi>") == 3
    assert re.sub("<bdi>.*?</bdi>", "", facts).split() == ["·", "·"]


def test_offered_places_are_read_without_the_visitors_country_and_asked_for_with_it(
    site: Site,
) -> None:
    page = site.get("/?place=Texas", **{"Accept-Language": "en-US"}).page
    assert "Houston, Texas" in page.text and "Houston, Texas, US" not in page.text
    assert "/?place=Houston%2C+Texas%2C+US" in page.links()
    assert "Houston, Texas, US" in site.get("/?place=Texas").page.text


LOS_ANGELES = {"attendance": "online", "timezone": "America/Los_Angeles"}


def test_online_days_are_the_visitors_own(site: Site) -> None:
    """At 6 pm in Los Angeles the evening is today's, though it is tomorrow in London."""
    evening = online("evening", weekdays=(3,), start_min=22 * 60)  # in New York: 7 pm
    morning = online("morning", weekdays=(4,), start_min=13 * 60)  # 10 am
    put_meetings(evening, morning)
    site.clock.moment = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
    for day, heading, found in (
        ("today", "Tonight", evening),
        ("tomorrow", "Tomorrow", morning),
        ("3", "Tonight", evening),
        ("4", "Tomorrow", morning),
    ):
        query = {**LOS_ANGELES, "day": day}
        page = site.get("/", query).page
        assert found_ids(page) == [found.id]
        assert heading in page.text
        answer = site.get("/v1/meetings", query).json
        assert [meeting["id"] for meeting in answer["meetings"]] == [found.id]
        assert answer["search"]["timezone"] == "America/Los_Angeles"
        assert found.name in site.get("/feeds/meetings.csv", query).text
        assert found.name in site.get("/embed", query).page.text
    there = site.get("/v1/meetings", {**LOS_ANGELES, "place": "London", "day": "today"}).json
    assert there["search"]["timezone"] == "Europe/London"
    hours = site.get("/v1/meetings", {**LOS_ANGELES, "time": "morning"}).json
    assert [meeting["id"] for meeting in hours["meetings"]] == [morning.id]


@pytest.mark.parametrize(
    "zone",
    ["Mars/Phobos", "america/new_york", "localtime", "../etc/passwd", "UTC+1", "America", " UTC"],
)
def test_a_time_zone_that_is_none_is_refused_by_name(site: Site, zone: str) -> None:
    query = {**LOS_ANGELES, "timezone": zone}
    for path in ("/v1/meetings", "/feeds/meetings.csv"):
        refused = site.get(path, query)
        assert (refused.status, refused.error["field"]) == (400, "timezone")
    page = site.get("/", query)  # a device's own name for it; nobody typed it
    assert (page.status, page.header("Location")) == (303, "/?attendance=online")


def waiting(page: Page) -> int:
    """How many controls are hidden until a script has said the visitor's time zone."""
    return len(page.all("div", **{"data-zone": "", "hidden": ""}))


def test_days_and_hours_are_asked_for_where_they_are_known(site: Site) -> None:
    put_meetings(online("evening"), online("morning", start_min=9 * 60))
    nowhere = site.get("/?attendance=online").page
    assert waiting(nowhere) == 2
    for page in (
        site.get("/", LOS_ANGELES).page,
        site.get("/?attendance=online&place=Chicago").page,
        site.get("/?attendance=online&day=today,5&time=evening").page,  # chosen already
    ):
        assert waiting(page) == 0
        assert page.all("input", name="day", value="5")
        assert page.all("select", name="time")
    assert nowhere.all("input", name="timezone")[0]["value"] == ""
    (kept,) = site.get("/", LOS_ANGELES).page.all("input", name="timezone")
    assert kept["value"] == "America/Los_Angeles"


def test_a_search_is_read_once_and_at_one_moment(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_meetings(*many(30))
    moments = []

    def noted(query: object, reader: object, now: object) -> object:
        moments.append(now)
        return search_near(query, reader, now)  # type: ignore[arg-type]

    monkeypatch.setattr(search_request, "search_near", noted)
    site.get("/", NEAR)
    assert moments == [site.clock.moment]


def test_who_searches_by_name_hears_that_the_next_time_is_cancelled(site: Site) -> None:
    exceptions = (Override(TODAY),)
    put_meetings(meeting("lantern", name="Lantern Circle", exceptions=exceptions))
    text = site.get("/", {"words": "lantern"}).page.text
    assert "Cancelled: Wed 4 Mar" in text
    assert "Wed 11 Mar" in text


def test_what_is_cancelled_is_in_the_list_of_its_day_and_not_counted(site: Site) -> None:
    put_meetings(meeting("cancelled", exceptions=(Override(TODAY),)), meeting("other"))
    page = site.get("/", {"near": "40.71,-74.01", "day": "today"}).page
    assert "Cancelled: Wed 4 Mar" in page.text
    assert "1 found" in page.text
