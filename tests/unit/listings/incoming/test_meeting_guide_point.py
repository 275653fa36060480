"""The point of a row: from its coordinates, its postal code or its town."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point
from chalicelib.meetings.meeting import Venue
from tests.unit.listings.feeds import meeting, read, row

FEW = settings(max_examples=100, deadline=None, derandomize=True, database=None)
NO_POINT = {"latitude": None, "longitude": None}
LUBBOCK = {"formatted_address": "10 Example St, Lubbock, TX 79401, USA"}
LUBBOCK_POINT = Point(33.58, -101.85)


def venue(**fields: Any) -> Venue:
    """The venue of a row with these fields, and no coordinates but theirs."""
    return meeting(**{**NO_POINT, **fields}).venue


def test_given_coordinates_win_and_are_exact() -> None:
    found = venue(latitude="40.7500", longitude="-73.9900")
    assert (found.point, found.approximate) == (Point(40.75, -73.99), False)


@pytest.mark.parametrize(
    "written",
    [
        "40.75,-73.99",
        " 40.7500 , -73.9900 ",
        [40.75, -73.99],
        ["40.75", "-73.99"],
        "40.75;-73.99",
        "40.75 -73.99",
        "(40.75, -73.99)",
        "40.75°,-73.99°",
        "40.75° N, 73.99° W",
    ],
)
def test_coordinates_in_one_field_are_as_good(written: object) -> None:
    found = venue(coordinates=written)
    assert (found.point, found.approximate) == (Point(40.75, -73.99), False)
    assert venue(coordinates="1,1", latitude=40.75, longitude=-73.99).point == Point(40.75, -73.99)


@pytest.mark.parametrize("written", ["", "here", "40.75", "1,2,3", "95,10", "nan,1", 40.75, {}])
def test_coordinates_that_cannot_be_are_left_out_and_reported(written: object) -> None:
    feed = read(row(**NO_POINT, coordinates=written))
    assert feed.meetings[0].venue.approximate
    assert {remark.field for remark in feed.corrected} <= {"coordinates"}
    assert bool(feed.corrected) == (written != "")


def test_bounds_give_their_middle_approximately() -> None:
    found = venue(coordinates="39.72,-89.75,39.87,-89.56", formatted_address="Springfield, IL, USA")
    assert found.point is not None
    assert distance_km(found.point, Point(39.795, -89.655)) < 0.1
    assert found.approximate
    assert found.placed_by_town


@pytest.mark.parametrize(
    ("bounds", "lon"),
    [("-17.5,178,-16.5,-178", 180), ("-17.5,177,-16.5,-179", 179), ("-16.5,-179,-17.5,-177", -178)],
)
def test_the_date_line_may_go_through_bounds(bounds: str, lon: int) -> None:
    found = venue(coordinates=bounds, formatted_address="1 Example Road")
    assert found.point is not None
    assert distance_km(found.point, Point(-17.0, lon)) < 1


def test_bounds_that_lie_elsewhere_are_not_believed() -> None:
    found = venue(**LUBBOCK, coordinates="33.5,102,33.7,101.8")  # its minus is lost
    assert found.point is not None
    assert distance_km(found.point, LUBBOCK_POINT) < 10
    assert found.approximate


@pytest.mark.parametrize(("lat", "lon"), [("33,58", "-101,85"), ("33.58°", "101.85° W")])
def test_degrees_are_read_as_people_write_them(lat: str, lon: str) -> None:
    found = venue(**{**LUBBOCK, "latitude": lat, "longitude": lon})
    assert (found.point, found.approximate) == (LUBBOCK_POINT, False)


def test_an_inactive_meeting_keeps_the_middle_of_its_bounds() -> None:
    bounds = "39.72,-89.75,39.87,-89.56"
    found = meeting(**NO_POINT, formatted_address="Springfield, IL, USA", coordinates=bounds)
    assert found.attendance == "inactive"
    assert found.venue.point is not None
    assert found.venue.approximate


def test_a_row_with_coordinates_alone_is_exactly_there() -> None:
    found = meeting(formatted_address=None)
    assert found.attendance == "in_person"
    assert (found.venue.point, found.venue.approximate) == (Point(40.75, -73.99), False)


@pytest.mark.parametrize(
    ("address", "point", "by_town"),
    [
        ("1 Main St, Anytown, NY 10001, USA", Point(40.748, -73.997), False),
        ("217 Example Rd Devon, PA 19333 United States", Point(40.045, -75.423), False),
        ("64 Example Street, Port Deposit, MD 21904 USA", Point(39.63, -76.07), False),
        ("12 Main St, Boston, MA 2134", Point(42.353, -71.133), False),
        ("39 High St, Bristol BS31 1DS, UK", Point(51.41, -2.5), False),
        ("Palace Rd, London SW1A, UK", Point(51.5, -0.13), False),
        ("5 Elm St, Calgary T2P, Canada", Point(51.05, -114.07), False),
        ("1 rue X, 75006 Paris, France", Point(48.85, 2.33), False),
        ("Hauptstr. 5, 10115 Berlin", Point(52.53, 13.38), False),
        ("12 MG Road, Bengaluru 560001, India", Point(12.97, 77.59), False),
        ("5 Elm St, Paris, Texas", Point(33.66, -95.556), True),
        ("5100 Lankershim Blvd, N. Hollywood, CA, USA", Point(34.172, -118.379), True),
        ("400 Grand Ave, S. San Francisco, CA, USA", Point(37.655, -122.408), True),
        ("5 Station St, Ste. Anne, IL, USA", Point(41.05, -87.66), True),
        # a countryside's code, which reaches over a hundred kilometres
        ("5211 52 Street, Rimbey, Alberta, T0C 2J0, Canada", Point(52.64, -113.5), True),
    ],
)
def test_an_address_is_placed_by_its_postal_code_else_by_its_town(
    address: str, point: Point, by_town: bool
) -> None:
    found = venue(formatted_address=address)
    assert found.point is not None
    assert distance_km(found.point, point) < (150 if "T0C" in address else 30)
    assert (found.approximate, found.placed_by_town) == (True, by_town)


@pytest.mark.parametrize("zero", [0, "0", "0.0"])
def test_the_point_zero_is_none(zero: object) -> None:
    feed = read(row(latitude=zero, longitude=zero))
    assert feed.meetings[0].venue.point == Point(40.748, -73.997)
    assert feed.meetings[0].venue.approximate
    assert not feed.corrected


@pytest.mark.parametrize(
    ("lat", "lon", "field"),
    [
        (91, 0, "latitude"),
        (40, 181, "longitude"),
        ("north", -73, "latitude"),
        (40, True, "longitude"),
        ("nan", -73, "latitude"),
        (40, None, "latitude"),
    ],
)
def test_a_latitude_or_longitude_that_cannot_be_is_left_out(
    lat: object, lon: object, field: str
) -> None:
    feed = read(row(latitude=lat, longitude=lon))
    assert feed.meetings[0].venue.point == Point(40.748, -73.997)
    assert [remark.field for remark in feed.corrected] == [field]


@pytest.mark.parametrize(
    ("fields", "approximate"),
    [
        ({"formatted_address": "San Jose, CA", "location": "Alano Club"}, True),
        ({"formatted_address": "San Jose, CA", "attendance_option": "in_person"}, True),
        ({"attendance_option": "in_person", "approximate": "yes"}, True),
        (
            {"formatted_address": "San Jose, CA", "location": "Alano Club", "approximate": "no"},
            False,
        ),
        ({"formatted_address": "1 Main St, San Jose, CA"}, False),
        ({"formatted_address": None, "location": "Town Hall"}, False),
    ],
)
def test_coordinates_are_approximate_where_the_row_says_so_or_names_a_town_alone(
    fields: dict[str, Any], approximate: bool
) -> None:
    found = meeting(**{"latitude": 37.3382, "longitude": -121.8863, **fields}).venue
    assert found.point == Point(37.3382, -121.8863)
    assert found.approximate == approximate


def test_a_town_as_the_address_and_its_middle_as_the_point_is_a_place_by_town() -> None:
    town = {"formatted_address": "San Jose, CA", "location": "Alano Club"}
    assert venue(**town, latitude=37.3382, longitude=-121.8863).placed_by_town
    assert not venue(**town, latitude=37.25, longitude=-121.8).placed_by_town


def test_a_lost_longitude_is_not_believed() -> None:
    feed = read(row(**LUBBOCK, latitude=33.58, longitude=0.0))
    found = feed.meetings[0].venue
    assert found.point is not None
    assert distance_km(found.point, LUBBOCK_POINT) < 5
    assert (found.approximate, found.placed_by_town) == (True, False)
    (remark,) = feed.corrected
    assert remark.field == "latitude"
    assert "not believed" in remark.reason


@FEW
@given(
    st.floats(1, 89) | st.floats(LUBBOCK_POINT.lat - 1, LUBBOCK_POINT.lat + 1),
    st.floats(-180, 180) | st.floats(LUBBOCK_POINT.lon - 1, LUBBOCK_POINT.lon + 1),
)
def test_a_point_is_disbelieved_where_town_and_code_agree_that_it_is_elsewhere(
    lat: float, lon: float
) -> None:
    feed = read(row(**LUBBOCK, latitude=lat, longitude=lon))
    found, away_km = feed.meetings[0].venue, distance_km(Point(lat, lon), LUBBOCK_POINT)
    if away_km > 60:
        assert found.approximate
        assert len(feed.corrected) == 1
    elif away_km < 40:
        assert (found.point, found.approximate, feed.corrected) == (Point(lat, lon), False, ())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("507 North Albany Street, Ithaca, NY 14580, USA", "postal code"),  # Webster's
        ("10 Example St, Buffalo, NY 14850, USA", "'Buffalo'"),  # Ithaca's code
        ("10 Example St, Buffalo, NY, USA", "'Buffalo'"),
    ],
)
def test_a_point_that_agrees_with_either_stays_and_the_other_is_reported(
    address: str, said: str
) -> None:
    feed = read(row(formatted_address=address, latitude=42.4438, longitude=-76.5017))
    found = feed.meetings[0].venue
    assert (found.point, found.approximate) == (Point(42.4438, -76.5017), False)
    (remark,) = feed.corrected
    assert said in remark.reason


def test_a_town_known_by_its_code_alone_is_no_second_witness() -> None:
    hammondsport = {"formatted_address": "Route 9, Hammondsport, NY 14840, USA"}
    near = venue(**hammondsport, coordinates="42.8614,-76.9812")  # 51 km off
    assert (near.point, near.approximate) == (Point(42.8614, -76.9812), False)
    assert venue(**hammondsport, coordinates="42.4,0").approximate


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"formatted_address": "10 Example St, Lubbock, TX 10001, USA"}, "formatted_address"),
        (
            {"formatted_address": None, "address": "10 Example St", "city": "Lubbock",
             "state": "TX", "postal_code": "10001"},
            "postal_code",
        ),
    ],
)  # fmt: skip
def test_a_zip_code_of_another_state_is_said_beside_a_point_that_is_kept(
    fields: dict[str, Any], field: str
) -> None:
    feed = read(row(**{**NO_POINT, **fields, "latitude": 33.58, "longitude": -101.85}))
    found = feed.meetings[0].venue
    assert (found.point, found.approximate) == (LUBBOCK_POINT, False)
    assert [remark.field for remark in feed.corrected] == [field]
    assert "which are kept" in feed.corrected[0].reason
