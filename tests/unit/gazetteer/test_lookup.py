"""Finding places: by ZIP code, by name in any script, by address, by point."""

import pytest
from hypothesis import given, settings

from chalicelib.gazetteer import lookup
from chalicelib.gazetteer.areas import Kind
from chalicelib.gazetteer.lookup import PlaceNotFound, Reading
from chalicelib.meetings.schedule.schedule import zone
from tests.unit.gazetteer.lookups import ANY_TEXT, find


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
        ("Edmnton", "Edmonton, Alberta, CA"),
        ("Edmnton, Alberta", "Edmonton, Alberta, CA"),
        ("Edmnton Alberta", "Edmonton, Alberta, CA"),
        ("San Francsico", "San Francisco, California, US"),
        ("melborne", "Melbourne, Victoria, AU"),
        ("Springfeild, Illinois", "Springfield, Illinois, US"),
        ("Pensylvania", "Pennsylvania, US"),
        ("albuquerq", "Albuquerque, New Mexico, US"),
    ],
)
def test_a_name_that_is_surely_misspelled_is_corrected(text: str, label: str) -> None:
    answer = lookup.find(text)
    assert (answer.places[0].label, answer.reading) == (label, Reading.CORRECTED)


def test_a_misspelled_region_brings_suggestions() -> None:
    with pytest.raises(PlaceNotFound) as raised:
        find("Edmonton, Albrta")
    assert raised.value.suggestions[0] == "Edmonton, Alberta, CA"
    assert len(raised.value.suggestions) <= 3


@pytest.mark.parametrize("text", ["san fran", "O'Hare", "Mifflinville"])
def test_what_is_known_is_not_corrected_to_what_is_far_off(text: str) -> None:
    answer = lookup.find(text, "US")
    assert answer.reading is Reading.AS_TYPED
    assert answer.places[0].country == "US"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("1600 Pennsylvania Ave Washington", "Washington, District of Columbia, US"),
        ("10 Downing Street London", "London, England, GB"),
        ("Hauptstraße 5 Heidelberg", "Heidelberg, Baden-Württemberg, DE"),
        ("12 rue de la Paix, Lille", "Lille, Hauts-de-France, FR"),
    ],
)
def test_an_address_leads_to_its_town_and_says_so(text: str, label: str) -> None:
    answer = lookup.find(text)
    assert (answer.places[0].label, answer.reading) == (label, Reading.TOWN_OF_STREET)


def test_a_part_of_a_great_town_that_nobody_knows_leads_to_the_town() -> None:
    found = lookup.find("Qxzkv Quarter, Seattle", "US")
    assert found.places[0].label == "Seattle, Washington, US"
    assert found.reading is Reading.TOWN_OF_STREET
    with pytest.raises(PlaceNotFound):
        lookup.find("Qxzkv Quarter, Rehoboth Beach", "US")


def test_co_is_a_county_in_a_state_and_colorado_after_a_town() -> None:
    assert find("Cook Co., IL", "US").label == "Cook County, Illinois, US"
    assert find("Co. Galway", "IE").kind is Kind.COUNTY
    for text in ("Boulder CO", "Boulder, CO", "Boulder CO, USA"):
        assert find(text, "US").label == "Boulder, Colorado, US"


@pytest.mark.parametrize("text", ["902101234", "90210 1234", "90210-1234"])
def test_the_four_digits_after_a_zip_code_are_left_out(text: str) -> None:
    assert find(text, "US") == find("90210", "US")


@pytest.mark.parametrize(
    "text", ["here", "Near me", "in meiner Nähe", "cerca de mí", "près de moi", "aqui", "هنا"]
)
def test_here_is_where_only_a_device_knows(text: str) -> None:
    with pytest.raises(PlaceNotFound) as raised:
        find(text)
    assert raised.value.here
    assert raised.value.suggestions == ()


def test_an_airport_is_known_by_its_code_in_capitals_or_with_the_word() -> None:
    assert find("JFK").kind is Kind.AIRPORT
    assert find("jfk airport").point == find("JFK").point
    assert all(place.kind is not Kind.AIRPORT for place in lookup.candidates("jfk"))
    assert find("NSW").kind is Kind.REGION  # a state's abbreviation goes before


@pytest.mark.parametrize(
    ("text", "country", "label"),
    [
        ("DFW", "US", "Dallas-Fort Worth International Airport (DFW), Texas, US"),
        ("MAN", "GB", "Manchester Airport (MAN), England, GB"),
        ("MAN", "CA", "Manitoba, CA"),  # the province's abbreviation
        ("USA", "US", "United States"),  # an airport has this code, too
        ("ULM", "DE", "Ulm, Baden-Württemberg, DE"),  # New Ulm's is in Minnesota
        ("GTA", "CA", "Greater Toronto Area, CA"),
    ],
)
def test_three_capitals_are_an_airport_that_is_well_known_or_at_home(
    text: str, country: str, label: str
) -> None:
    assert find(text, country).label == label


def test_a_name_of_small_places_abroad_alone_is_in_doubt() -> None:
    abroad = lookup.find("Dewey Beach", "ES")
    assert abroad.reading is Reading.SMALL_ABROAD
    assert abroad.places[0].label == "Dewey Beach, Delaware, US"
    for text, country in (("Dewey Beach", "US"), ("Dewey Beach", ""), ("Dewey Beach, DE", "ES")):
        assert lookup.find(text, country).reading is Reading.AS_TYPED
    assert lookup.find("Modesto", "ES").reading is Reading.AS_TYPED


@pytest.mark.parametrize(
    ("region", "countries"), [("Kauai", "GB CA DE AU"), ("Lake District", "US CA DE AU")]
)
def test_a_region_abroad_that_many_know_is_not_in_doubt(region: str, countries: str) -> None:
    for country in countries.split():
        assert lookup.find(region, country).reading is Reading.AS_TYPED
    assert lookup.find("North Bay", "CA").places[0].region == "08"


def test_a_part_of_a_city_called_after_it_comes_behind_a_city_of_that_name() -> None:
    first, second = lookup.find("W. Hollywood", "US").places[:2]
    assert (first.region, second.region) == ("CA", "FL")


def test_a_post_town_comes_before_the_county_of_its_name() -> None:
    places = lookup.find("Ste. Genevieve, MO", "US").places
    assert [place.kind for place in places] == [Kind.TOWN, Kind.COUNTY]


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("Köln", "en", "Cologne, Nordrhein-Westfalen, DE"),
        ("Cologne", "de", "Köln, Nordrhein-Westfalen, DE"),
        ("Cairo", "ar", "القاهرة, مصر"),
        ("Moscow", "es", "Moscú, Rusia"),
        ("Vienna", "fr", "Vienne, Wien, AT"),
    ],
)
def test_a_place_is_called_as_in_the_pages_language(text: str, language: str, label: str) -> None:
    place = lookup.find(text, language=language).places[0]
    assert place.label == label
    assert lookup.find(label, language=language).places[0] == place


def test_nonsense_brings_no_suggestion() -> None:
    with pytest.raises(PlaceNotFound) as raised:
        find("xqzwvkj")
    assert raised.value.suggestions == ()


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


@pytest.mark.parametrize(
    ("text", "country", "city"),
    [
        ("Xyzzyton Manchester", "GB", "Manchester"),
        ("Minneapolis Minesotta", "US", "Minneapolis"),
        ("München Xyzzyhausen", "DE", "Munich"),
    ],
)
def test_the_city_beside_unknown_words_is_offered(text: str, country: str, city: str) -> None:
    with pytest.raises(PlaceNotFound) as unknown:
        lookup.find(text, country)
    assert [label.split(",")[0] for label in unknown.value.suggestions] == [city]


@pytest.mark.parametrize("text", ["Keep Coming Back Group", "Xyzzy Reading", "Xyzzy Bordeaux"])
def test_no_small_town_nor_city_abroad_is_offered_for_unknown_words(text: str) -> None:
    with pytest.raises(PlaceNotFound) as unknown:
        lookup.find(text, "US")
    assert unknown.value.suggestions == ()


def test_a_part_of_a_city_is_no_other_town_that_begins_with_its_name() -> None:
    answer = lookup.find("Neustadt, Dresden", "DE")
    assert answer.places[0].label == "Dresden, Sachsen, DE"
    assert answer.reading is Reading.TOWN_OF_STREET
