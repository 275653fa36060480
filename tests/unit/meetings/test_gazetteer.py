"""Finding places: by ZIP code, by name in any script, by address, by point."""

import math
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.gazetteer import folding, tables
from chalicelib.gazetteer.addresses import locate
from chalicelib.gazetteer.lookup import PlaceNotFound, candidates, nearest
from chalicelib.gazetteer.tables import Place
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point
from chalicelib.meetings.schedule.schedule import zone
from tests.unit.meetings.finding import find


@pytest.fixture(scope="module")
def cities() -> list[tuple[str, Point]]:
    """Every city that `nearest` may name."""
    rows = tables.database().execute(
        "SELECT name, lat_e3, lon_e3 FROM place WHERE cell IS NOT NULL"
    )
    return [(name, Point(lat / 1e3, lon / 1e3)) for name, lat, lon in rows]


@pytest.mark.parametrize(
    ("text", "label", "timezone"),
    [
        ("62701", "Springfield, IL 62701, US", "America/Chicago"),
        (" 02134 ", "Allston, MA 02134, US", "America/New_York"),
        ("01001-1234", "Agawam, MA 01001, US", "America/New_York"),
        ("00901", "San Juan, PR 00901", "America/Puerto_Rico"),
        ("96813", "Honolulu, HI 96813, US", "Pacific/Honolulu"),
    ],
)
def test_a_zip_code_is_found_with_its_town(text: str, label: str, timezone: str) -> None:
    place = find(text)
    assert (place.label, place.timezone) == (label, timezone)


def test_a_zip_code_that_is_not_in_use_is_not_found() -> None:
    with pytest.raises(PlaceNotFound) as raised:
        find("00000")
    assert raised.value.text == "00000"
    assert raised.value.suggestions == ()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Київ", "Kyiv, Ukraine"),
        ("Москва", "Moscow, Russia"),
        ("Αθήνα", "Athens, Greece"),
        ("東京", "Tokyo, JP"),
        ("北京市", "Beijing, China"),
        ("서울", "Seoul, South Korea"),
        ("القاهرة", "Cairo, Egypt"),
        ("دبي", "Dubai, United Arab Emirates"),
        ("תל אביב", "Tel Aviv, Israel"),
        ("मुंबई", "Mumbai, Maharashtra, IN"),
        ("ঢাকা", "Dhaka, Bangladesh"),
        ("กรุงเทพมหานคร", "Bangkok, Thailand"),
        ("São Paulo", "São Paulo, BR"),
        ("  sao   PAULO ", "São Paulo, BR"),
        ("ZÜRICH", "Zürich, Switzerland"),
        ("Cologne", "Köln, Nordrhein-Westfalen, DE"),
        ("Saint Louis", "St. Louis, Missouri, US"),
        ("nyc", "New York City, New York, US"),
    ],
)
def test_a_city_is_found_in_any_script_without_regard_to_case_accents_and_space(
    text: str, label: str
) -> None:
    assert find(text).label == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Springfield, Illinois", "Springfield, Illinois, US"),
        ("springfield il", "Springfield, Illinois, US"),
        ("Portland Oregon", "Portland, Oregon, US"),
        ("London", "London, England, GB"),
        ("London, ON", "London, Ontario, CA"),
        ("London, UK", "London, England, GB"),
        ("Paris, Texas", "Paris, Texas, US"),
        ("Paris, FR", "Paris, Île-de-France, FR"),
        ("Berlin, Alemania", "Berlin, DE"),
        ("Birmingham, USA", "Birmingham, Alabama, US"),
        ("San José, Costa Rica", "San José, Costa Rica"),
        ("San Jose, CA", "San Jose, California, US"),
        ("Toronto, CA", "Toronto, Ontario, CA"),
        ("Melbourne, VIC", "Melbourne, Victoria, AU"),
        ("Kansas City, KS", "Kansas City, Kansas, US"),
        ("Washington, DC", "Washington, District of Columbia, US"),
        ("Ben Lomond, CA", "Ben Lomond, California, US"),
    ],
)
def test_a_state_or_country_says_which_city_is_meant(text: str, label: str) -> None:
    assert find(text).label == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Nome, AK", "Nome, Alaska, US"),
        ("Barrow, AK", "Barrow, Alaska, US"),
        ("Girdwood", "Girdwood, Alaska, US"),
        ("Dillingham, AK", "Dillingham, Alaska, US"),
        ("Cordova, AK", "Cordova, Alaska, US"),
        ("Stockbridge, MA", "Stockbridge, Massachusetts, US"),
        ("Avalon, CA", "Avalon, California, US"),
    ],
)
def test_a_town_whose_post_comes_to_boxes_only_is_found_by_name(text: str, label: str) -> None:
    assert find(text).label == label


@pytest.mark.slow
def test_hardly_a_town_with_a_zip_code_is_unknown_by_name() -> None:
    rows = tables.database().execute("SELECT DISTINCT town, state FROM zip ORDER BY town")
    towns = random.Random(5).sample(rows.fetchall(), 3000)
    unknown = [town for town, state in towns if not candidates(f"{town}, {state}")]
    assert len(unknown) < 15, unknown  # firms and offices that have a ZIP code of their own


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("toronto ontario canada", "Toronto, Ontario, CA"),
        ("london england uk", "London, England, GB"),
        ("Springfield Illinois USA", "Springfield, Illinois, US"),
        ("Springfield, IL, USA", "Springfield, Illinois, US"),
        ("Springfield Illinois, USA", "Springfield, Illinois, US"),
        ("Toronto, Ontario Canada", "Toronto, Ontario, CA"),
        ("paris île-de-france france", "Paris, Île-de-France, FR"),
        ("new york ny usa", "New York City, New York, US"),
        ("الخرطوم", "Khartoum, Sudan"),
        ("رياض", "Riyadh, Saudi Arabia"),
        ("臺北", "Taipei, Taiwan"),
        ("臺中", "Taichung, Taiwan"),
        ("札幌", "Sapporo, Hokkaido, JP"),
    ],
)
def test_a_place_is_found_however_it_is_usually_written(text: str, label: str) -> None:
    assert find(text).label == label


@pytest.mark.parametrize("text", ["toronto england canada", "paris texas france"])
def test_words_that_contradict_each_other_name_no_place(text: str) -> None:
    assert candidates(text) == ()


def test_an_ambiguous_name_is_the_most_populous_and_the_others_are_candidates() -> None:
    labels = [place.label for place in candidates("Springfield")]
    assert labels[0] == find("Springfield").label == "Springfield, Missouri, US"
    assert {"Springfield, Massachusetts, US", "Springfield, Illinois, US"} <= set(labels[1:4])


@pytest.mark.parametrize("text", ["Waterloo", "Islamabad", "Cancun", "Victoria"])
def test_a_city_comes_before_another_that_has_its_name_as_a_second_one(text: str) -> None:
    assert folding.fold(find(text).label.split(",")[0]) == folding.fold(text)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Edmnton", "Edmonton, Alberta, CA"),
        ("Edmnton, Alberta", "Edmonton, Alberta, CA"),
        ("Edmnton Alberta", "Edmonton, Alberta, CA"),
        ("Edmonton, Albrta", "Edmonton, Alberta, CA"),
        ("San Francsico", "San Francisco, California, US"),
        ("melborne", "Melbourne, Victoria, AU"),
        ("Springfeild, Illinois", "Springfield, Illinois, US"),
        ("California", "Los Angeles, California, US"),
        ("France", "Paris, Île-de-France, FR"),
    ],
)
def test_a_misspelling_or_a_whole_country_brings_a_suggestion(text: str, suggestion: str) -> None:
    with pytest.raises(PlaceNotFound) as raised:
        find(text)
    assert raised.value.suggestions[0] == suggestion
    assert len(raised.value.suggestions) <= 3


def test_a_common_misspelling_is_simply_understood() -> None:
    assert find("San Fransisco").label == "San Francisco, California, US"


def test_nonsense_brings_no_suggestion() -> None:
    with pytest.raises(PlaceNotFound) as raised:
        find("xqzwvkj")
    assert raised.value.suggestions == ()


@pytest.mark.slow
def test_every_label_leads_back_to_its_own_place() -> None:
    rows = tables.database().execute("SELECT id FROM place").fetchall()
    chosen = random.Random(7).sample([number for (number,) in rows], 6000)
    known = [tables.read_cities("place.id = ?", (number,))[0].place() for number in chosen]
    astray = [place.label for place in known if find(place.label) != place]
    assert astray == []


def test_two_towns_of_one_name_in_one_country_are_told_apart() -> None:
    found = [place for place in candidates("Santa Cruz") if place.country == "PH"]
    assert len(found) > 4
    assert len({place.label for place in found}) == len(found)
    assert "Santa Cruz (Los Baños), Philippines" in {place.label for place in found}
    assert [find(place.label) for place in found] == found


def test_the_great_one_of_towns_of_one_name_is_called_by_it_alone() -> None:
    labels = [place.label for place in candidates("San José") if place.country == "CR"]
    assert labels[0] == "San José, Costa Rica"
    assert labels[1].startswith("San José (")


def test_a_label_goes_before_the_second_names_of_greater_cities() -> None:
    assert find("New Delhi, Delhi, IN").label == "New Delhi, Delhi, IN"
    assert find("quezon, philippines").label == "Quezon, Philippines"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ",",
        "%",
        "'",
        '"',
        "\\",
        "\x00",
        "\ud800",
        "\u202e",
        "x" * 10_000,
        ",;" * 90,
        "' OR 1",
    ],
)
def test_text_that_is_no_name_is_not_found(text: str) -> None:
    with pytest.raises(PlaceNotFound) as raised:
        find(text)
    assert raised.value.text == text


ANY_TEXT = st.text(st.characters(), max_size=250) | st.lists(
    st.sampled_from(
        ["Paris", "NY", "10001", "USA", ",", "5", "St", "東京都", "日本", "é", "\ud800"]
    )
).map(" ".join)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_any_text_gives_a_place_or_none(text: str) -> None:
    try:
        place = find(text)
    except PlaceNotFound as missing:
        assert len(missing.suggestions) <= 3
        assert all(find(suggestion) for suggestion in missing.suggestions)
    else:
        assert place.label
        assert len(place.country) == 2
        zone(place.timezone)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_address_gives_a_place_or_none(
    address: str, city: str, state: str, postal_code: str, country: str
) -> None:
    found = locate(address, city, state, postal_code, country)
    assert found is None or isinstance(found, Place)


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("8318 104 St, Edmonton, Alberta, T6E 4E8, Canada", "Edmonton, Alberta, CA"),
        ("39 High St, Bristol BS31 1DS, UK", "Bristol, England, GB"),
        ("Kathmandu, Nepal", "Kathmandu, Nepal"),
        ("千代田区, 東京都, 日本", "Chiyoda, Tokyo, JP"),
        ("Київ, Україна", "Kyiv, Ukraine"),
        ("1 Main St, Anytown, NY 10001, USA", "New York, NY 10001, US"),
        ("1 rue X, 75003 Paris, France", "Paris, Île-de-France, FR"),
        ("1 rue X, 75006 Paris", "Paris, Île-de-France, FR"),
        ("New York, NY, USA", "New York City, New York, US"),
        ("5 Broadway, New York", "New York City, New York, US"),
        ("9636 CA-9, Ben Lomond, CA 95005, USA", "Ben Lomond, CA 95005, US"),
        ("Main St, Lewes, DE, USA", "Lewes, Delaware, US"),
        ("Leeds, West Yorkshire, England", "Leeds, England, GB"),
        ("Hauptstr. 5, 10115 Berlin", "Berlin, DE"),
        ("Calle Mayor 3, 28013 Madrid, España", "Madrid, ES"),
        ("Av. Paulista 1000, São Paulo - SP, 01310-100, Brasil", "São Paulo, BR"),
        ("200 George St, Sydney NSW 2000, Australia", "Sydney, New South Wales, AU"),
        ("12 Queen St, Auckland 1010, New Zealand", "Auckland, NZ"),
        ("1 Damrak, 1012 AB Amsterdam, Netherlands", "Amsterdam, Noord-Holland, NL"),
        ("1 Orchard Road, Singapore", "Singapore"),
        ("182 Orchard Ave, Washington, DC 20032, USA", "Washington, DC 20032, US"),
        ("182 Orchard Ave, Washington, DC, USA", "Washington, District of Columbia, US"),
        ("5 Elm St, Albany, New York 12207", "Albany, NY 12207, US"),
        ("5 Elm St, Albany, NY, 12207", "Albany, NY 12207, US"),
        (
            "Av. Corrientes 100, C1043 Buenos Aires, Argentina",
            "Buenos Aires, Ciudad de Buenos Aires, AR",
        ),
    ],
)
def test_an_address_is_located_by_its_zip_code_or_city(address: str, label: str) -> None:
    place = locate(address)
    assert place is not None
    assert place.label == label


@pytest.mark.parametrize(
    "address",
    [
        "",
        "Suite 5",
        "Room 2, City Hall",
        "Hope, 12 Elm St",  # a church's name, not the village in Alaska
        "5 Main St, USA",  # nor the town of Usa in Japan
        "Anytown, New York, USA",  # somewhere in the state
        "123 Main St, Anytown, OK 12345, USA",  # a ZIP code of another state
        "London Road, Nowhere",
    ],
)
def test_an_uncertain_address_is_not_guessed(address: str) -> None:
    assert locate(address) is None


def test_separate_fields_are_read_together() -> None:
    def label(**fields: str) -> str | None:
        place = locate("", **fields)
        return place.label if place else None

    assert label(city="San Francisco") == "San Francisco, California, US"
    assert label(city="Kansas City", state="KS") == "Kansas City, Kansas, US"
    assert label(city="Anytown", state="NY", postal_code="10001-0001") == "New York, NY 10001, US"
    assert label(postal_code="75006") == "Carrollton, TX 75006, US"
    assert label(postal_code="75006", country="France") is None
    assert label(city="Paris", postal_code="75006") == "Paris, Île-de-France, FR"
    assert label(city="Nowhere at all") is None


@pytest.mark.parametrize(
    ("lat", "lon", "label"),
    [
        (-17.0, 179.9, "Savusavu, Fiji"),
        (-17.0, -179.9, "Savusavu, Fiji"),
        (0.0, 180.0, "Kulia Village, Tuvalu"),
        (0.0, -180.0, "Kulia Village, Tuvalu"),
        (90.0, 0.0, "Longyearbyen, Svalbard and Jan Mayen"),
        (89.9, 180.0, "Longyearbyen, Svalbard and Jan Mayen"),
        (-90.0, 0.0, "Ushuaia, Tierra del Fuego, AR"),
        (60.72, -135.05, "Whitehorse, Yukon, CA"),
    ],
)
def test_the_nearest_city_is_found_over_the_date_line_and_at_the_poles(
    lat: float, lon: float, label: str
) -> None:
    assert nearest(Point(lat, lon)).label == label


@pytest.mark.slow
def test_the_nearest_city_is_the_one_that_looking_at_all_would_find(
    cities: list[tuple[str, Point]],
) -> None:
    chance = random.Random(20)
    for _ in range(60):
        lat = math.degrees(math.asin(chance.uniform(-1, 1)))
        point = Point(lat, chance.uniform(-180, 180))
        expected_km = min(distance_km(point, city) for _, city in cities)
        assert distance_km(point, nearest(point).point) == pytest.approx(expected_km, abs=1e-6)


def test_every_place_has_a_time_zone_that_exists() -> None:
    for (name,) in tables.database().execute("SELECT name FROM zone"):
        zone(name)


def test_threads_look_up_at_the_same_time() -> None:
    names = ["Nairobi", "Lima", "Oslo", "62701"] * 25
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(find, names)) == [find(name) for name in names]


def test_importing_opens_nothing() -> None:
    code = "import sys, chalicelib.gazetteer.lookup; sys.exit('sqlite3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
