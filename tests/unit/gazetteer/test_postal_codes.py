"""How postal codes are written in each country."""

import pytest

from chalicelib.gazetteer import postal_codes
from chalicelib.gazetteer.postal_codes import Reading


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("10115", (Reading("10115"),)),
        ("00-001", (Reading("00001", ("PL",)),)),
        ("〒100-0001", (Reading("1000001", ("JP",)),)),
        ("D-10115", (Reading("D10115"), Reading("10115", ("DE",)))),
        ("sw1a 1aa", (Reading("SW1A1AA"), Reading("SW1A", ("GB", "GG", "IM", "JE")))),
        ("VLT", (Reading("VLT", ("MT",)),)),
        ("12", ()),
        ("00000", ()),
        ("Main St", ()),
    ],
)
def test_a_text_is_read_as_all_the_codes_that_it_can_be(
    text: str, readings: tuple[Reading, ...]
) -> None:
    assert postal_codes.readings(text) == readings


@pytest.mark.parametrize(
    ("key", "country", "code"),
    [
        ("10115", "DE", "10115"),
        ("1000001", "JP", "100-0001"),
        ("11122", "SE", "111 22"),
        ("1111", "LU", "L-1111"),
    ],
)
def test_a_code_is_written_as_in_its_country(key: str, country: str, code: str) -> None:
    assert postal_codes.format_code(key, country) == code
    assert postal_codes.has_national_form(code, code) == (not code.isalnum())


def test_a_code_is_looked_for_by_itself_and_among_those_that_begin_alike() -> None:
    assert list(postal_codes.table_keys(Reading("10115"))) == ["10115", "1011*", "101**", "10***"]
    assert list(postal_codes.table_keys(Reading("SW1A"))) == ["SW1A"]
    assert postal_codes.is_within("10115", "110119")
    assert not postal_codes.is_within("10115", "116119")


def test_codes_stand_at_either_end_of_a_part_of_an_address() -> None:
    found = [(code.readings[0].key, code.piece, code.other_words) for code in
             postal_codes.codes_in(["5 Main St", "Sydney NSW 2000"])]  # fmt: skip
    assert ("2000", 1, "Sydney NSW") in found
