"""Finding places by the postal codes of all countries."""

import random
import subprocess
import sys

import pytest

from chalicelib.gazetteer import postal_codes, tables
from chalicelib.gazetteer.lookup import PlaceNotFound, candidates
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point
from tests.unit.gazetteer.lookups import find


@pytest.mark.parametrize(
    ("text", "label", "timezone"),
    [
        ("SW1A 1AA", "SW1A London, United Kingdom", "Europe/London"),
        ("sw1a1aa", "SW1A London, United Kingdom", "Europe/London"),
        ("BT1", "BT1 Belfast, United Kingdom", "Europe/London"),
        ("GY1 1AA", "GY1 Saint Peter Port, Guernsey", "Europe/Guernsey"),
        ("M5V 3L9", "M5V Toronto, Canada", "America/Toronto"),
        ("M5V", "M5V Toronto, Canada", "America/Toronto"),
        ("V6B 1A1", "V6B Vancouver, Canada", "America/Vancouver"),
        ("D02 AF30", "D02 Dublin, Ireland", "Europe/Dublin"),
        ("D02", "D02 Dublin, Ireland", "Europe/Dublin"),
        ("1012 AB", "1012 Amsterdam, Netherlands", "Europe/Amsterdam"),
        ("10115, Germany", "10115 Berlin, Germany", "Europe/Berlin"),
        ("10115 Berlin", "10115 Berlin, Germany", "Europe/Berlin"),
        ("80331 München", "80331 Munich, Germany", "Europe/Berlin"),
        ("75001 Paris", "75001 Paris, France", "Europe/Paris"),
        ("75001 Paris, France", "75001 Paris, France", "Europe/Paris"),
        ("1010 Wien", "1010 Vienna, Austria", "Europe/Vienna"),
        ("8001 Zürich", "8001 Zürich, Switzerland", "Europe/Zurich"),
        ("1000-001", "1000-001 Lisbon, Portugal", "Europe/Lisbon"),
        ("1000 Lisboa", "1000 Lisbon, Portugal", "Europe/Lisbon"),
        ("〒100-0001", "100-0001 Tokyo, Japan", "Asia/Tokyo"),
        ("１００-０００１", "100-0001 Tokyo, Japan", "Asia/Tokyo"),
        ("2000, Australia", "2000 Sydney, Australia", "Australia/Sydney"),
        ("Sydney NSW 2000", "2000 Sydney, Australia", "Australia/Sydney"),
        ("Perth WA 6000", "6000 Perth, Australia", "Australia/Perth"),
        ("Auckland 1010, New Zealand", "1010 Auckland, New Zealand", "Pacific/Auckland"),
        ("8001 Cape Town", "8001 Cape Town, South Africa", "Africa/Johannesburg"),
        ("New Delhi 110001", "110001 Delhi, India", "Asia/Kolkata"),
        ("01310-100", "01310-100 São Paulo, Brazil", "America/Sao_Paulo"),
        ("06000, Mexico", "06000 Mexico City, Mexico", "America/Mexico_City"),
        ("28013 Madrid", "28013 Madrid, Spain", "Europe/Madrid"),
        ("111 22", "111 22 Stockholm, Sweden", "Europe/Stockholm"),
        ("00-001 Warszawa", "00-001 Warsaw, Poland", "Europe/Warsaw"),
        ("Singapore 018956", "018956 Singapore", "Asia/Singapore"),
        ("VLT 1117", "VLT Valletta, Malta", "Europe/Malta"),
        ("01001 Київ", "01001 Kyiv, Ukraine", "Europe/Kyiv"),
        ("518057 Shenzhen", "518057 Shenzhen, China", "Asia/Shanghai"),
    ],
)
def test_a_postal_code_is_found_with_its_town(text: str, label: str, timezone: str) -> None:
    place = find(text)
    assert (place.label, place.timezone) == (label, timezone)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("D-10115", "10115 Berlin, Germany"),
        ("DE-10115", "10115 Berlin, Germany"),
        ("A-1010", "1010 Vienna, Austria"),
        ("CH-8001", "8001 Zürich, Switzerland"),
        ("F-75001", "75001 Paris, France"),
        ("L-1111", "L-1111 Luxembourg"),
        ("Luxembourg L-1111", "L-1111 Luxembourg"),
        ("LV-1001", "LV-1001 Riga, Latvia"),
        ("MD-2000", "MD-2000 Chisinau, Moldova"),
        ("S-111 22 Stockholm", "111 22 Stockholm, Sweden"),
        ("E-28013", "28013 Madrid, Spain"),
        ("AD500", "AD500 Andorra la Vella, Andorra"),
    ],
)
def test_the_country_before_a_code_says_whose_it_is(text: str, label: str) -> None:
    assert [place.label for place in candidates(text)] == [label]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Toronto M5V 3L9", "M5V Toronto, Canada"),
        ("Toronto, ON M5V 3L9", "M5V Toronto, Canada"),
        ("M5V 3L9, Canada", "M5V Toronto, Canada"),
        ("10 Downing Street, London SW1A 2AA, UK", "SW1A London, United Kingdom"),
        ("200 George St, Sydney NSW 2000, Australia", "2000 Sydney, Australia"),
        ("1 Damrak, 1012 AB Amsterdam, Netherlands", "1012 Amsterdam, Netherlands"),
        ("Av. Paulista 1000, São Paulo - SP, 01310-100, Brasil", "01310-100 São Paulo, Brazil"),
    ],
)
def test_a_town_or_country_beside_a_code_bears_it_out(text: str, label: str) -> None:
    assert find(text).label == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Bath", "Bath, England, GB"),
        ("Hull", "Kingston upon Hull, England, GB"),
        ("Cork", "Cork, Munster, IE"),
        ("5 Broadway, New York", "New York City, New York, US"),
        ("10115 Munich, Germany", "Munich, Bayern, DE"),  # the code is Berlin's
        ("1000 Main St, Ottawa, Canada", "Ottawa, Ontario, CA"),
        ("DE 19801", "Wilmington, DE 19801, US"),
        ("CA 90210", "Beverly Hills, CA 90210, US"),
        ("Springfield 62701", "Springfield, IL 62701, US"),
        ("01001-1234", "Agawam, MA 01001, US"),
    ],
)
def test_what_is_no_postal_code_abroad_is_read_as_before(text: str, label: str) -> None:
    assert find(text).label == label


def test_a_code_of_several_countries_is_the_united_states_first_and_then_the_greatest_town() -> (
    None
):
    countries = [place.country for place in candidates("10115")]
    assert countries[0] == "US"
    assert "DE" in countries[:4]
    assert len(set(countries)) == len(countries) > 3
    assert candidates("2000")[0].label == "2000 Johannesburg, South Africa"


@pytest.mark.parametrize(
    ("text", "country", "label"),
    [
        ("10115", "DE", "10115 Berlin, Germany"),
        ("10115", "US", "New York, NY 10115, US"),
        ("2000", "AU", "2000 Sydney, Australia"),
        ("28013", "ES", "28013 Madrid, Spain"),
        ("75001", "FR", "75001 Paris, France"),
        ("75001", "BR", "Addison, TX 75001, US"),
    ],
)
def test_a_visitors_country_comes_first_and_hides_no_other(
    text: str, country: str, label: str
) -> None:
    assert find(text, country).label == label
    assert {place.label for place in candidates(text, country)} == {
        place.label for place in candidates(text)
    }


@pytest.mark.parametrize("text", ["12", "7", "SW99 9ZZ", "00000", "VLT", "ZZ9 9ZZ", "1-2"])
def test_a_code_that_is_nobodys_is_not_found_and_brings_no_suggestion(text: str) -> None:
    with pytest.raises(PlaceNotFound) as raised:
        find(text)
    assert raised.value.suggestions == ()


@pytest.fixture(scope="module")
def some_codes() -> list[tuple[str, str, Point]]:
    """(code as it is written, country, point) of rows from all countries."""
    rows = tables.database().execute("SELECT key, country, lat_e3, lon_e3, ends FROM postal")
    chosen = random.Random(4).sample(rows.fetchall(), 1500)
    return [
        (
            # of codes kept together the first
            postal_codes.format_code(
                key.rstrip(postal_codes.ANY_DIGIT) + ends[: len(ends) // 2], country
            ),
            country,
            Point(lat / 1e3, lon / 1e3),
        )
        for key, country, lat, lon, ends in chosen
    ]


@pytest.mark.slow
def test_every_code_is_found_and_its_label_again(some_codes: list[tuple[str, str, Point]]) -> None:
    for code, country, point in some_codes:
        if code.isalpha():
            code = f"{code} 1234"
        found = [place for place in candidates(code, country) if place.country == country]
        assert [place.point for place in found] == [point], code
        assert found[0] == candidates(code, country)[0]
        assert find(found[0].label) == found[0]


def test_importing_the_gazetteer_reads_nothing_of_postal_codes() -> None:
    code = (
        "import sys, chalicelib.gazetteer.lookup;"
        " sys.exit('chalicelib.gazetteer.postal_codes' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("62701 Springfield", "Springfield, IL 62701, US"),
        ("62701 Springfield, IL", "Springfield, IL 62701, US"),
        ("10001 NY", "New York, NY 10001, US"),
        ("62701, Illinois", "Springfield, IL 62701, US"),
        ("\u0669\u0660\u0662\u0661\u0660", "Beverly Hills, CA 90210, US"),
        ("\uff19\uff10\uff12\uff11\uff10", "Beverly Hills, CA 90210, US"),
        ("\u200e90210\u200f", "Beverly Hills, CA 90210, US"),
        ("00-950 Warszawa", "Warsaw, Poland"),
        ("zip 90210", "Beverly Hills, CA 90210, US"),
        ("ZIP code: 90210", "Beverly Hills, CA 90210, US"),
        ("90210 usa", "Beverly Hills, CA 90210, US"),
        ("90210, CA", "Beverly Hills, CA 90210, US"),
        ("PLZ 80331", "80331 Munich, Germany"),
        ("postcode SW1A 1AA", "SW1A London, United Kingdom"),
        ("C.P. 28013, Madrid", "28013 Madrid, Spain"),
    ],
)
def test_codes_as_people_write_and_copy_them(text: str, label: str) -> None:
    assert find(text).label == label


def test_a_code_written_the_polish_way_is_in_poland() -> None:
    assert {place.country for place in candidates("00-001")} <= {"PL"}


def test_a_code_of_a_brazilian_town_is_in_the_middle_of_its_people_not_of_its_land() -> None:
    for code, town in (("20040-020", Point(-22.91, -43.18)), ("01310-100", Point(-23.55, -46.64))):
        assert distance_km(find(code, "BR").point, town) <= 5
