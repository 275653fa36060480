"""One box: a place, a postal code, or a word of a meeting's name, group, venue or street."""

from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import PRIVATE, Conference
from chalicelib.web.finder.box import words_text
from tests.unit.meetings.factories import meeting
from tests.unit.web.finder.test_filter_controls import first_form, query_id
from tests.unit.web.site import Page, Site, put_meetings

CHICAGO, LONDON = Point(41.88, -87.63), Point(51.5072, -0.1276)
LANTERN = meeting(
    "lantern",
    name="Tuesday Lantern",
    group="Quiet Harbour",
    location="St. Mark's Library",
    formatted_address="4501 Walnut Street, Chicago, IL",
    town="Chicago",
    regions=("Illinois", "Chicago"),
    point=CHICAGO,
    timezone="America/Chicago",
)
ONLINE = meeting(
    "online",
    name="Lantern of the North",
    attendance=AttendanceOption.ONLINE,
    point=None,
    location="",
    formatted_address="",
    conference=Conference("https://zoom.us/j/123"),
    types=("W",),
)
BRISTOL_STREET = meeting(
    "bristol", name="Hope", formatted_address="5 Bristol Street, London, UK", town="London",
    point=LONDON, timezone="Europe/London",
)  # fmt: skip
HIDDEN = meeting("hidden", name="Lantern within", types=(PRIVATE,))
INACTIVE = meeting("inactive", name="Lantern no more", attendance=AttendanceOption.INACTIVE)


@pytest.fixture(scope="module", name="site")
def site_with_meetings(site_for_module: Site) -> Site:
    put_meetings(LANTERN, ONLINE, BRISTOL_STREET, HIDDEN, INACTIVE)
    return site_for_module


def ids(page: Page) -> list[str]:
    return [link.rpartition("/")[2] for link in page.links() if link.startswith("/meetings/")]


def offers(page: Page) -> list[str]:
    """The words of names that the page leads to."""
    queries = (parse_qs(urlsplit(link).query) for link in page.links() if link.startswith("/?"))
    return [words for query in queries if "place" not in query for words in query.get("words", ())]


@pytest.mark.parametrize(
    "typed",
    [
        "tuesday lantern", "LANTERN tuesday", "quiet harbour", "harbour", "4501 Walnut",
        "4501 walnut st", "walnut street", "st mark's library", "Walnut Chicago",
        "quie",
    ],
)  # fmt: skip
def test_what_is_no_place_is_looked_for_in_names_groups_venues_and_streets(
    site: Site, typed: str
) -> None:
    page = site.get("/", {"place": typed}).page
    assert ids(page) == [LANTERN.id]
    assert f"Meetings matching “{typed}”" in page.text
    assert page.all("input", name="place")[0]["value"] == typed
    assert "Tuesday Lantern" in page.text


def test_rooms_and_online_meetings_are_found_together_and_hidden_ones_are_not(site: Site) -> None:
    page = site.get("/", {"place": "lantern"}).page
    assert set(ids(page)) == {LANTERN.id, ONLINE.id}
    by_words = site.get("/", {"words": "lantern"}).page
    assert ids(by_words) == ids(page)
    assert by_words.all("input", name="place")[0]["value"] == "lantern"


def test_a_place_is_a_place_and_names_elsewhere_are_offered_beside(site: Site) -> None:
    page = site.get("/", {"place": "Bristol"}).page
    assert "Meetings near Bristol, England" in page.text
    assert offers(page) == ["Bristol"]
    (link,) = [link for link in page.links() if "words=Bristol" in link]
    assert ids(site.get(link).page) == [BRISTOL_STREET.id]


@pytest.mark.parametrize("typed", ["Chicago", "Chicago, Illinois, US", "Springfield", "60601"])
def test_a_place_whose_own_meetings_alone_go_by_it_offers_no_names(site: Site, typed: str) -> None:
    put_meetings(meeting("own", name="Chicago Morning", point=CHICAGO, town="Chicago"))
    page = site.get("/", {"place": typed}).page
    assert "Meetings near" in page.text
    assert not offers(page)


def test_what_nobody_knows_gets_both_hints(site: Site) -> None:
    page = site.get("/", {"place": "xyzzyplugh"}).page
    assert "We can’t find “xyzzyplugh”" in page.text
    assert "a postal code, or one word of the meeting’s name" in page.text
    assert page.all("input", name="place")[0]["value"] == "xyzzyplugh"


def test_a_search_by_name_is_narrowed_and_says_what_holds_it_back(site: Site) -> None:
    page = site.get("/", {"place": "lantern", "type": "W"}).page
    assert ids(page) == [ONLINE.id]
    page = site.get("/", {"place": "lantern", "type": "X"}).page
    assert "Meetings matching “lantern”" in page.text
    assert "No meetings found" in page.text
    assert any("words=lantern" in link and "type" not in link for link in page.links())


def test_another_search_from_there_is_for_what_is_typed_then(site: Site) -> None:
    answer = site.get("/", {"words": "lantern", "day": "3"})
    assert first_form(answer.text) == {"day": "3"}
    assert answer.page.all("input", name="words")[0]["value"] == "lantern"


def test_suggestions_of_places_are_offered_beside_names(site: Site) -> None:
    put_meetings(meeting("springfeild", name="Springfeild Friends"))
    page = site.get("/", {"place": "Springfeild"}).page
    assert "Meetings matching “Springfeild”" in page.text
    places = [link for link in page.links() if link.startswith("/?place=Springfield")]
    assert places and not any("words" in link for link in places)


def test_a_search_by_name_is_printed_and_drawn_on_the_map_as_it_is_listed(site: Site) -> None:
    page = site.get("/print", {"words": "lantern"}).page
    assert "Meetings matching “lantern”" in page.text
    assert "Tuesday Lantern" in page.text and "Lantern of the North" in page.text
    pins = site.get("/results.geojson", {"words": "lantern"}).json["features"]
    assert [pin["properties"]["name"] for pin in pins] == ["Tuesday Lantern"]


@pytest.mark.parametrize("typed", ["Chicgo candle", "4501 Walnut St Chicago"])
def test_a_place_that_is_only_near_to_what_is_typed_gives_way_to_a_name(
    site: Site, typed: str
) -> None:
    put_meetings(meeting("misspelt", name="Chicgo Candle"))
    page = site.get("/", {"place": typed}).page
    assert f"Meetings matching “{typed}”" in page.text
    assert len(ids(page)) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"words": "lantern"}, {"lantern", "online"}),
        ({"words": "lantern", "attendance": "in_person"}, {"lantern"}),
        ({"words": "lantern", "attendance": "online"}, {"online"}),
        ({"words": "lantern", "type": "W"}, {"online"}),
        ({"words": "walnut OR bristol"}, {"lantern", "bristol"}),
        ({"words": '"tuesday lantern"'}, {"lantern"}),
        ({"words": '"lantern tuesday"'}, set()),
        ({"words": "4501"}, set()),
        ({"words": "nothing"}, set()),
        ({"words": "lantern", "day": "1"}, set()),
    ],
    ids=lambda value: query_id(value) if isinstance(value, dict) else "",
)
def test_the_api_finds_by_name_where_words_are_all_it_is_given(
    site: Site, query: dict[str, str], found: set[str]
) -> None:
    answer = site.get("/v1/meetings", query)
    assert answer.status == 200
    by_slug = {listed["slug"]: listed for listed in answer.json["meetings"]}
    assert set(by_slug) == found
    assert answer.json["search"]["words"] == query["words"]
    assert answer.json["search"].get("attendance") == query.get("attendance")
    assert not any("distance_km" in listed for listed in by_slug.values())


def test_the_api_takes_a_place_for_a_place_alone(site: Site) -> None:
    answer = site.get("/v1/meetings", {"place": "tuesday lantern"})
    assert (answer.status, answer.error["code"]) == (404, "place_not_found")
    assert "words" in answer.error["message"]
    near = site.get("/v1/meetings", {"words": "lantern", "sort": "distance"})
    assert (near.status, near.error["field"]) == (400, "sort")


def test_pages_of_names_hold_each_meeting_once(site: Site) -> None:
    many = [meeting(f"m{n}", name=f"Sunrise {n:02}", weekdays=(n % 7,)) for n in range(62)]
    put_meetings(*many)
    seen: list[str] = []
    query = {"words": "sunrise", "limit": "25"}
    while True:
        answer = site.get("/v1/meetings", query).json
        seen += [listed["id"] for listed in answer["meetings"]]
        if answer["next"] is None:
            break
        query["cursor"] = answer["next"]
    assert sorted(seen) == sorted(listed.id for listed in many)
    pages: list[str] = []
    path = "/?words=sunrise"
    while path:
        page = site.get(path).page
        pages += ids(page)
        following = page.all("a", rel="next")
        path = following[0]["href"] if following else ""
    assert sorted(pages) == sorted(seen)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Portland OR", "Portland or"),
        ('The "Quiet" Hour', "The Quiet Hour"),
        ("a | b", "a b"),
        ("  Tuesday   Night ", "Tuesday Night"),
    ],
)
def test_what_is_typed_in_the_box_is_no_expression(typed: str, words: str) -> None:
    assert words_text(typed) == words
