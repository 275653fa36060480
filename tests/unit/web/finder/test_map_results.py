"""Everything that a search finds, as the map of its results asks for it."""

import pytest

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.schedule.overrides import Override
from tests.unit.meetings.factories import TODAY, meeting
from tests.unit.web.site import Site, put_meetings

NEAR = {"near": "40.71,-74.01", "radius": "5km"}


def test_it_has_all_results_and_not_a_page_of_them(site: Site) -> None:
    put_meetings(*(meeting(f"m{number}") for number in range(40)))
    answer = site.get("/results.geojson", NEAR)
    assert answer.header("Content-Type") == "application/geo+json"
    assert len(answer.json["features"]) == 40


def test_a_result_has_its_point_and_what_a_pin_says(site: Site) -> None:
    example = meeting("one")
    put_meetings(example)
    [feature] = site.get("/results.geojson", NEAR).json["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-74.006, 40.7128]}
    properties = feature["properties"]
    assert (properties["name"], properties["href"]) == (example.name, f"/meetings/{example.id}")
    assert properties["says"].replace("\u00a0", " ") == "Tonight, 7:00 pm · 0.3 mi"
    assert properties["approximate"] is False


def test_an_area_is_no_nearer_than_an_area_and_a_town_has_no_distance(site: Site) -> None:
    put_meetings(meeting("one", approximate=True, placed_by_town=True))
    [feature] = site.get("/results.geojson", NEAR).json["features"]
    assert feature["geometry"]["coordinates"] == [-74.01, 40.71]
    assert " mi" not in feature["properties"]["says"]
    assert feature["properties"]["approximate"] is True


def test_what_narrows_the_search_narrows_the_map(site: Site) -> None:
    put_meetings(
        meeting("open"),
        meeting("women", types=("W",)),
        meeting("cancelled", types=("W",), exceptions=(Override(TODAY),)),
        meeting("online", attendance=AttendanceOption.ONLINE),
    )
    answer = site.get("/results.geojson", {**NEAR, "type": "W", "day": "today"}).json
    assert [feature["properties"]["name"] for feature in answer["features"]] == ["Meeting women"]


@pytest.mark.parametrize(
    "query", [{}, {"attendance": "online"}, {"near": "somewhere"}, {**NEAR, "attendance": "online"}]
)
def test_a_search_that_no_map_can_show_is_refused(site: Site, query: dict[str, str]) -> None:
    assert site.get("/results.geojson", query).status == 400
