"""Addresses of listings without coordinates -> their towns."""

import random

import pytest
from hypothesis import given, settings

from chalicelib.gazetteer.addresses import full_postal_code, locate, names_in, read_address
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import Place
from chalicelib.gazetteer.tables import database, meanings_of
from tests.unit.gazetteer.lookups import ANY_TEXT


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
        # a house's number, and no code of a town named like the street
        ("San Martín 1200, Mendoza, Argentina", "Mendoza, AR"),
        ("San Martín 1200, Mendoza", "Mendoza, AR"),
        ("Rivadavia 1500, Mendoza, Argentina", "Mendoza, AR"),
        (
            "Junín 1200, Buenos Aires, Argentina",
            "Buenos Aires, Ciudad de Buenos Aires, AR",
        ),
        ("12 High St, Dumfries, UK", "Dumfries, Scotland, GB"),
        ("12 High St, Dumfries", "Dumfries, Scotland, GB"),
        ("Dumfries, Dumfries and Galloway, UK", "Dumfries, Scotland, GB"),
        ("Suite 5, Wilshire, Los Angeles", "Los Angeles, California, US"),
        ("Suite 5, Hampshire, Los Angeles", "Los Angeles, California, US"),
        # of several towns that of the county
        ("Hall, Newcastle, Staffs", "Newcastle under Lyme, England, GB"),
        ("Hall, Richmond, N Yorks", "Richmond (Middlesbrough), England, GB"),
        ("Hall, Richmond, Yorks", "Richmond (Middlesbrough), England, GB"),
        ("Hall, Richmond, Yorks, UK", "Richmond (Middlesbrough), England, GB"),
        ("Hall, Newport, Salop", "Newport (Telford), England, GB"),
        ("Hall, Ashford, Middx", "Ashford (Slough), England, GB"),
        ("Hall, Watford, Herts", "Watford, England, GB"),
        ("Hall, Bournemouth, Hants", "Bournemouth, England, GB"),  # which was there once
        ("Boston, Lincs, UK", "Boston, England, GB"),
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
        "Hall, Washington, W Sussex",  # not the town in Tyne and Wear
        "Hall, Richmond, Perthshire",  # in none of the two
        "100 W Lincoln, USA",
        "10 Rue des Tours, France",
        "Av 5 Nuevo León, México",
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
    assert label(city="Denver", state="Colo.") == "Denver, Colorado, US"
    assert label(city="Anytown", state="NY", postal_code="10001-0001") == "New York, NY 10001, US"
    assert label(postal_code="75006") == "Carrollton, TX 75006, US"
    assert label(postal_code="75006", country="France") == "75006 Paris, France"
    assert label(city="Paris", postal_code="75006") == "Paris, Île-de-France, FR"
    assert label(city="Nowhere at all") is None


@pytest.mark.parametrize(
    ("address", "town", "code", "rest"),
    [
        ("64 Example Street, Port Deposit, MD 21904 USA", "Port Deposit", "21904",
         ("64 example street",)),
        ("217 Example Rd Devon, PA 19333 United States", "Devon", "19333", ("217 example rd",)),
        ("174 St. & Stratford, New York, NY, USA", "New York", "", ("174 st stratford",)),
        ("12 Main St Albany, New York", "Albany", "", ("12 main st",)),
        ("Xyzzyweg 12 5021 Bergen", "Bergen", "5021", ("xyzzyweg 12",)),
        ("London SW1A 1AA, UK", "London", "SW1A", ()),
        ("Sydney NSW 2000, Australia", "Sydney", "2000", ()),
        ("San Marino, San Marino", "San Marino", "", ()),
        ("10115 Munich, Germany", "Munich", "", ()),  # Berlin's code
        ("5 Example Street, Boston, Mass.", "Boston", "", ("5 example street",)),
        ("5 Example St, Durham, N.C. 27701", "Durham", "27701", ("5 example st",)),
        ("Winnipeg, Man., Canada", "Winnipeg", "", ()),
        ("12 Example St., Paris, Tex.", "Paris", "", ("12 example st",)),
        ("20121 Milano MI, Italia", "Milano", "20121", ()),
        ("5 Example Street, Dublin 8, Ireland", "Dublin", "", ("5 example street",)),
        ("Dublin 8", "Dublin", "", ()),
        ("Praha 1, Czech Republic", "Praha", "", ()),
        ("110 00 Praha 1", "Praha", "110 00", ()),
        ("Paris 11e", "Paris", "", ()),
        ("1050 København K, Danmark", "København", "1050", ()),
        ("Springfield 5, IL", "Springfield", "", ()),
        ("Room 5, Chicago, IL", "Chicago", "", ("room 5",)),
        ("Guadalajara, Jal., México", "Guadalajara", "", ()),
        ("Av. Ejemplo 5, 44100 Guadalajara, Jal., México", "Guadalajara", "44100",
         ("av ejemplo 5",)),
        ("Rio de Janeiro/RJ", "Rio de Janeiro", "", ()),
        ("Athens 105 57, Greece", "Athens", "", ()),
        ("60601", "Chicago", "60601", ()),
        ("City of Chicago, IL", "Chicago", "", ()),
        ("Chicago Metro Area", "Chicago", "", ()),
        ("Großraum Berlin", "Berlin", "", ()),
        ("Manila, Metro Manila, Philippines", "Manila", "", ()),
        ("Province of Ontario", "", "", ()),
        ("City of Industry, CA", "City of Industry", "", ()),
        ("Reception area, Chicago, IL", "Chicago", "", ("reception area",)),
        ("5 Example Street Edinburgh EH1 1AA", "Edinburgh", "EH1",
         ("5 example street",)),
        ("Walnut, Kansas City, MO", "Kansas City", "", ("walnut",)),
        ("123 Main St, Anytown, OK 12345, USA", "Anytown", "", ("123 main st", "anytown")),
        ("5 Elm St, NY 10001", "New York", "10001", ("5 elm st",)),
        ("California, USA", "", "", ()),
        ("5 Example Street, Dublin 1, D01 F5P2", "Dublin", "D01", ("5 example street",)),
        ("Via Ejemplo 5, 00184 Roma RM", "Roma", "00184", ("via ejemplo 5",)),
        ("20121 Milano (MI)", "Milano", "20121", ()),
        ("５ Example St, Springfield, IL ６２７０１", "Springfield", "62701", ("5 example st",)),
        ("5 Example St, Romulus, MI", "Romulus", "", ("5 example st",)),
        ("PLZ 10115 Berlin", "Berlin", "10115", ()),
        ("Springfield, IL, Zip code: 62701", "Springfield", "62701", ()),
        ("Cancún, Q.R., México", "Cancún", "", ()),
        ("Monterrey, N.L., México", "Monterrey", "", ()),
        ("Calle Mayor, Madrid", "Madrid", "", ("calle mayor",)),
        ("Calle Mayor s/n, Madrid, España", "Madrid", "", ("calle mayor s n",)),
        ("Iglesia del Ejemplo, Madrid", "Madrid", "", ("iglesia del ejemplo",)),
        ("Community Center, New York", "New York", "", ("community center",)),
        ("Anytown, New York", "Anytown", "", ("anytown",)),
        ("Munich, München, Germany", "München", "", ()),
        ("Firenze (Florence), Italy", "Florence", "", ()),
        ("New Orleans, Orleans Parish, Louisiana", "Orleans Parish", "", ()),
        ("Alexandria, Alexandria Governorate, Egypt", "Alexandria", "", ()),
        ("القاهرة، محافظة القاهرة، مصر", "القاهرة", "", ()),
        ("Utrecht, Provincie Utrecht, Nederland", "Utrecht", "", ()),
        ("Makati, Metro Manila, Philippines", "Makati", "", ()),
        ("Santiago, Región Metropolitana, Chile", "Santiago", "", ()),
        ("Bogotá, D.C., Colombia", "Bogotá", "", ()),
        ("Watford, Herts WD17", "Watford", "WD17", ()),
        ("Guildford, Surrey GU1", "Guildford", "GU1", ()),
        ("5 Example Street, Maidstone, Kent, ME14", "Maidstone", "ME14", ("5 example street",)),
        ("Perth, Perthshire, Scotland", "Perth", "", ()),
        ("Chennai, TN 600001, India", "Chennai", "600001", ()),
        ("Lucknow, U.P., India", "Lucknow", "", ()),
        ("Johannesburg, GP, South Africa", "Johannesburg", "", ()),
        ("5 Example St, Nashville, TN 37203", "Nashville", "37203", ("5 example st",)),
        ("Cairo 11511, Egypt", "Cairo", "", ()),
        ("Eilat, Israel 8800000", "Eilat", "", ()),
        ("Eilat 8800000, Israel", "Eilat", "", ()),
        ("Quilmes 1200, Buenos Aires, Argentina", "Buenos Aires", "", ("quilmes 1200",)),
        ("Osaka, Osaka Prefecture 530-0001, Japan", "Osaka", "530-0001", ()),
        ("Via Ejemplo 5 00184 Roma RM Italia", "Roma", "00184", ("via ejemplo 5",)),
        ("Eksempelgade 5 1165 København K Danmark", "København", "1165", ("eksempelgade 5",)),
        ("Example 50 Tel Aviv Israel", "Tel Aviv", "", ("example 50",)),
        ("5 Example Street Leeds England", "Leeds", "", ("5 example street",)),
        ("Beispielstraße 5 München, Deutschland", "München", "", ("beispielstrasse 5",)),
        ("5 Rue de Paris, France", "", "", ("5 rue de paris",)),
        ("5 Via Roma, Italia", "", "", ("5 via roma",)),
    ],
)  # fmt: skip
def test_an_address_says_its_town_its_code_and_what_remains(
    address: str, town: str, code: str, rest: tuple[str, ...]
) -> None:
    reading = read_address(address)
    assert (reading.town, reading.rest) == (town, rest)
    assert (code in reading.by_code.place.label) if reading.by_code else not code


def test_a_field_of_its_own_says_the_town_whether_it_is_known_or_not() -> None:
    reading = read_address("5 Elm St, Little Hope, KS", city="Little Hope", state="KS")
    assert (reading.town, reading.rest, reading.towns) == ("Little Hope", ("5 elm st",), ())
    assert read_address("Little Hope, KS", city="Little Hope").rest == ()
    assert read_address("", city="San Jose, CA").towns[0].region == "CA"
    assert read_address("5 Elm St", city="Dublin 1", country="Ireland").towns[0].name == "Dublin"


@pytest.mark.parametrize(
    ("city", "country", "town", "label"),
    [
        ("Paris 11e", "France", "Paris 11e", "Paris 11 Popincourt, Île-de-France, FR"),
        ("Lyon 3", "France", "Lyon 3", "Lyon 03, Auvergne-Rhône-Alpes, FR"),
        ("Marseille 8", "France", "Marseille 8", "Marseille 08, Provence-Alpes-Côte d'Azur, FR"),
        ("Dublin 1", "Ireland", "Dublin", "Dublin, Leinster, IE"),
        ("Praha 1", "Czech Republic", "Praha", "Prague, Czechia"),
        ("Anytown 1", "Ireland", "Anytown 1", None),
        ("Washington", "", "Washington", None),
    ],
)
def test_a_field_of_its_own_may_say_the_district(
    city: str, country: str, town: str, label: str | None
) -> None:
    address = "Hall, W Sussex" if city == "Washington" else "5 Example St"
    reading = read_address(address, city=city, country=country)
    assert reading.town == town
    assert [found.place().label for found in reading.towns[:1]] == ([label] if label else [])


def test_a_code_in_a_field_of_its_own_is_no_house() -> None:
    for code in ("2134", "99999"):
        reading = read_address(f"Boston, {code}", city="Boston", postal_code=code)
        assert reading.rest == ()
    lost_zero = read_address("Boston, 2134", city="Boston", postal_code="2134")
    assert lost_zero.by_code and "02134" in lost_zero.by_code.place.label


def test_a_town_is_looked_for_where_its_code_is() -> None:
    assert read_address("1 Main St, Springfield 62701").towns[0].region == "IL"


def test_a_name_is_a_town_only_where_it_is_one() -> None:
    assert names_in("Walnut", meanings_of("ks")) == ()
    assert names_in("Walnut", meanings_of("mo")) == ("walnut",)
    assert names_in("Walnut Hall", None) == ("walnut hall",)


@pytest.mark.parametrize(
    ("code", "state", "country", "whole"),
    [
        ("2134", "MA", "", "02134"),
        ("2134", "", "USA", "02134"),
        ("2134-1234", "MA", "US", "02134-1234"),
        ("601", "PR", "", "00601"),
        ("2134", "TX", "", "2134"),
        ("2134", "", "", "2134"),
        ("2134", "", "Austria", "2134"),
        ("62701", "IL", "", "62701"),
        ("SW1A", "", "UK", "SW1A"),
    ],
)
def test_a_zip_code_gets_its_zeros_back(code: str, state: str, country: str, whole: str) -> None:
    assert full_postal_code(code, state, country) == whole


@pytest.mark.slow
def test_any_post_town_is_found_however_its_address_is_written() -> None:
    rows = database().execute("SELECT code, town, state FROM zip ORDER BY code").fetchall()
    forms = (
        "{town}, {state} {code}",
        "{town} {state} {code} USA",
        "{town}, {state}, {code}, United States",
        "12 Xyzzy St, {town}, {state} {code}",
        "12 Xyzzy St {town} {state} {code} USA",
        "Walnut 4501, {town}, {state} {code}",
    )
    wrong = []
    for number, town, state in random.Random(3).sample(rows, 500):
        for form in forms:
            address = form.format(town=town, state=state, code=f"{number:05}")
            reading = read_address(address)
            has_street = "Xyzzy" in form or "4501" in form
            label = reading.by_code.place.label if reading.by_code else ""
            right = (fold(reading.town), bool(reading.rest)) == (fold(town), has_street)
            if not right or f"{number:05}" not in label:
                wrong.append(address)
    assert len(wrong) <= 6, wrong  # of 3,000


def test_no_address_takes_long() -> None:
    """The longest that are read, of words that may all be towns, codes and regions."""
    for word in ("NY", "12345", "Paris 75006", "111 a", "New York,"):
        assert read_address(" ".join([word] * 400)) is not None
