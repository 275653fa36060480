"""Whether a row names a room that one can go to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.gazetteer import addresses
from chalicelib.listings.incoming.rooms import NamedBy, named_by, read_address

FEW = settings(max_examples=150, deadline=None, derandomize=True, database=None)

# Towns with what follows them: region, code, country, as their country writes them.
US_TOWNS = [
    ("Kansas City", "MO", "64111"),
    ("San Jose", "CA", "95112"),
    ("New York", "NY", "10001"),
    ("St. Louis", "MO", "63101"),
    ("Washington", "DC", "20032"),
    ("Walnut", "CA", "91789"),
    ("Boston", "MA", "02134"),
    ("Port Deposit", "MD", "21904"),
    ("San Juan", "PR", "00901"),
]
CODE_FIRST = [
    ("Berlin", "10115", "Germany"),
    ("Paris", "75006", "France"),
    ("Wien", "1010", "Austria"),
    ("Zürich", "8001", "Switzerland"),
    ("Madrid", "28013", "España"),
    ("Praha", "110 00", "Czechia"),
    ("Amsterdam", "1012 AB", "Netherlands"),
    ("Warszawa", "00-001", "Poland"),
    ("Lisboa", "1000-001", "Portugal"),
]
CODE_LAST = [
    ("Bristol", "BS31 1DS", "UK"),
    ("London", "SW1A", "UK"),
    ("Calgary", "T2P", "Canada"),
    ("Edmonton", "T5M0H1", "Canada"),
    ("Sydney", "2000", "Australia"),
    ("Auckland", "1010", "New Zealand"),
    ("São Paulo", "01310-100", "Brasil"),
    ("Mumbai", "400001", "India"),
]
US_FORMS = [
    "{town}, {state}",
    "{town} {state}",
    "{town}, {state}, USA",
    "{town} {state} USA",
    "{town}, {state} {code}",
    "{town} {state} {code}",
    "{town}, {state} {code}, United States",
    "{town}, {state} {code} USA",
    "{town}, {state}, {code}",
]
ONLINE = ["Online", "Zoom only", "Virtual Meeting", "en línea", "En ligne", "telefonisch", "عن بعد"]
# Streets, some with the name of a town or a state, and no room by themselves.
STREETS = ["Main St", "Walnut", "Broadway", "Delaware Ave", "Hope", "Paris Rd", "Georgia", "Oak"]


@st.composite
def towns(draw: st.DrawFn) -> str:
    """A town, with what its country writes after or before it."""
    kind = draw(st.sampled_from(["us", "first", "last"]))
    if kind == "us":
        town, state, code = draw(st.sampled_from(US_TOWNS))
        return draw(st.sampled_from(US_FORMS)).format(town=town, state=state, code=code)
    town, code, country = draw(st.sampled_from(CODE_FIRST if kind == "first" else CODE_LAST))
    with_code = f"{code} {town}" if kind == "first" else f"{town} {code}"
    separator = draw(st.sampled_from([", ", " "]))
    return draw(st.sampled_from([town, with_code, f"{town}, {code}"])) + separator + country


def named(address: str, location: str = "") -> NamedBy:
    """What names the room of a row with this address."""
    reading = read_address(address, "", "", "", "")
    return named_by(reading, location, (), is_mere_point=False)


@FEW
@given(towns(), st.sampled_from(["", *ONLINE]), st.booleans())
def test_a_town_is_no_room_however_it_is_written(town: str, online: str, repeated: bool) -> None:
    address = ", ".join(filter(None, [online, town.split(",")[0] if repeated else "", town]))
    assert named(address) is NamedBy.NOTHING


@FEW
@given(towns(), st.integers(1, 29_999), st.sampled_from(STREETS), st.booleans())
def test_a_house_is_a_room_and_its_number_no_postal_code(
    town: str, number: int, street: str, number_last: bool
) -> None:
    house = f"{street} {number}" if number_last else f"{number} {street}"
    assert named(f"{house}, {town}") is NamedBy.ADDRESS


@FEW
@given(towns(), st.sampled_from(["Church of the Redeemer", "City Hall", "The Old Mill", "Xyzzy"]))
def test_an_unknown_word_beside_a_town_is_a_room(town: str, name: str) -> None:
    assert named(f"{name}, {town}") is NamedBy.ADDRESS


@pytest.mark.parametrize(
    "address",
    [
        "4501 Walnut, Kansas City",  # Walnut is a town, too, in Kansas and elsewhere
        "Walnut, Kansas City, MO",
        "4501 Walnut, Kansas City, MO 64111, USA",
        "Campbell, San Jose, CA",
        "100 Santa Rosa, CA",
        "5 Broadway, New York",
        "1000 Lewes, DE",
        "75001 Addison, TX",  # nobody writes a ZIP code before its town
        "5502 46th, Camrose, Alberta, T4V 1X4, Canada",
        "Anytown, NY",  # nobody knows it
    ],
)
def test_a_second_name_or_an_unknown_one_is_a_room(address: str) -> None:
    assert named(address) is NamedBy.ADDRESS


@pytest.mark.parametrize(
    "address",
    [
        "",
        "California, USA",
        "Ohio",
        "Deutschland",
        "Sussex County, DE, USA",
        "Orange County, CA",
        "San Jose, San Jose, CA, USA",
        "Saint Louis, St. Louis, MO",
        "Online",
        "Zoom ID 123 456 7890, San Jose, CA",
        "Online, Memphis, TN, US",
        "Philadelphia, PA (by phone)",
        "Kansas City, Kansas City MO 64114",
        "Boston, MA 2134",
        "القاهرة، مصر",
        "千代田区, 東京都, 日本",
    ],
)
def test_regions_repeats_and_words_for_online_are_no_room(address: str) -> None:
    assert named(address) is NamedBy.NOTHING


@pytest.mark.parametrize(
    ("location", "by"),
    [
        ("Alano Club", NamedBy.LOCATION),
        ("Virtual Hall", NamedBy.LOCATION),
        ("Remote Area Clinic", NamedBy.LOCATION),
        ("12 Main St", NamedBy.LOCATION),
        ("", NamedBy.NOTHING),
        ("-", NamedBy.NOTHING),
        ("San Jose", NamedBy.NOTHING),
        ("Campbell, CA", NamedBy.NOTHING),
        ("California", NamedBy.NOTHING),
        ("San Jose Zoom", NamedBy.NOTHING),
        *((words, NamedBy.NOTHING) for words in ONLINE),
    ],
)
def test_where_the_address_names_none_the_location_decides(location: str, by: NamedBy) -> None:
    assert named("San Jose, CA, USA", location) is by
    assert named("1 Main St, San Jose, CA, USA", location) is NamedBy.ADDRESS


def test_a_location_that_is_the_rows_own_region_is_no_room() -> None:
    reading = addresses.read_address("San Jose, CA, USA")
    assert named_by(reading, "West Zone", ["West Zone"], is_mere_point=False) is NamedBy.NOTHING
    assert named_by(reading, "West Zone", [], is_mere_point=False) is NamedBy.LOCATION


def test_coordinates_without_any_address_are_a_place() -> None:
    reading = addresses.read_address("")
    assert named_by(reading, "", (), is_mere_point=True) is NamedBy.COORDINATES
    assert named_by(reading, "Zoom", (), is_mere_point=True) is NamedBy.NOTHING
    assert named_by(reading, "Town Hall", (), is_mere_point=True) is NamedBy.LOCATION
