"""Parts of addresses: postal codes, regions and countries, other words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.gazetteer.address_parts import read_parts

ANYTHING = st.text(max_size=60) | st.lists(
    st.sampled_from("New York NY 10001 Paris 75006 FR , 5 St 1012 AB".split()),
    max_size=30,
).map(" ".join)


def parts(address: str) -> list[str]:
    """The parts as text: codes in brackets, regions and countries in capitals."""
    return [
        f"[{part.text}]" if part.is_code else part.text.upper() if part.meanings else part.text
        for part in read_parts(address, None)[0]
    ]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("64 Example Street, Port Deposit, MD 21904 USA",
         ["64 Example Street", "Port Deposit", "MD", "[21904]", "USA"]),
        ("217 Example Rd Devon, PA 19333 United States",
         ["217 Example Rd Devon", "PA", "[19333]", "UNITED STATES"]),
        ("5 Broadway New York NY 10004", ["5 Broadway New York", "NY", "[10004]"]),
        ("39 High St, Bristol BS31 1DS, UK", ["39 High St", "Bristol", "[BS31 1DS]", "UK"]),
        ("London SW1A", ["London", "[SW1A]"]),
        ("Calgary T2P, Canada", ["Calgary", "[T2P]", "CANADA"]),
        ("Hauptstr. 5, 10115 Berlin", ["Hauptstr. 5", "[10115]", "BERLIN"]),
        ("Hauptstr. 5 10115 Berlin Germany", ["Hauptstr. 5", "[10115]", "Berlin", "GERMANY"]),
        ("1 Damrak, 1012 AB Amsterdam", ["1 Damrak", "[1012 AB]", "Amsterdam"]),
        ("São Paulo - SP, 01310-100, Brasil", ["SÃO PAULO", "SP", "[01310-100]", "BRASIL"]),
        ("Boston, MA 2134", ["Boston", "MA", "[02134]"]),
        ("New York, NY, 10001", ["NEW YORK", "NY", "[10001]"]),
        ("20121 Milano MI, Italia", ["[20121]", "Milano", "MI", "ITALIA"]),
        ("Milano (MI), Italia", ["Milano", "MI", "ITALIA"]),
        ("100 Queen St, Toronto, ON M5H", ["100 Queen St", "Toronto", "ON", "[M5H]"]),
        ("1 George St, Sydney NSW 2000", ["1 George St", "Sydney", "NSW", "[2000]"]),
        ("Luqa LQA, Malta", ["Luqa", "[LQA]", "MALTA"]),
        # house numbers
        ("4501 Walnut, Kansas City", ["4501 Walnut", "Kansas City"]),
        ("Walnut 4501, Kansas City, MO", ["Walnut 4501", "Kansas City", "MO"]),
        ("9636 CA-9, Ben Lomond, CA", ["9636 CA-9", "Ben Lomond", "CA"]),
        ("1000 Lewes, DE", ["1000 Lewes", "DE"]),
        ("5502 46th, Camrose, Alberta", ["5502 46th", "Camrose", "ALBERTA"]),
        # what contradicts the region further right is a street or a house
        ("Jordan, 12 Elm St, Springfield, IL", ["Jordan", "12 Elm St", "Springfield", "IL"]),
        ("123 Delaware, Kansas City, MO", ["123 Delaware", "Kansas City", "MO"]),
        ("Calle de la Paz", ["Calle de la Paz"]),
    ],
)  # fmt: skip
def test_an_address_is_taken_apart_without_relying_on_commas(
    address: str, expected: list[str]
) -> None:
    assert parts(address) == expected


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(ANYTHING)
def test_any_address_has_parts_whose_words_are_its_own(address: str) -> None:
    found, _ = read_parts(address, None)
    for part in found:
        assert part.text
        assert part.is_code or all(word in address for word in part.text.split())


def test_a_part_says_what_stands_before_it() -> None:
    (code, town), _ = read_parts("75006 Paris", None)
    assert code.is_code
    assert town.after_code
    assert not town.has_digit
