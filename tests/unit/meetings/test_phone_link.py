import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.meetings.phone_link import tel_link


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("+1 (312) 555-0147,,812#", "tel:+13125550147,,812%23"),
        ("+16465550100,,123#,,,,*4567#", "tel:+16465550100,,123%23,,,,*4567%23"),
        ("5550122,,#,,9999", "tel:5550122,,%23,,9999"),
        ("5550122;*12#", "tel:5550122;*12%23"),
        ("0301234567", "tel:0301234567"),
    ],
)
def test_a_number_is_called_with_its_pauses_and_codes(number: str, link: str) -> None:
    assert tel_link(number) == link


@pytest.mark.parametrize(
    "number",
    [
        "*21*5550122#", "**21*5550122#", "##002#", "#21#", "*#06#", "*72 555 0122", "+*21*1#",
        "5550122*21*5550123#", "5550122#", "21*5550122#,,1", "(*21*)5550122", "1+*21#",
        ",*21*5550122#", ";##002#", "+,,*72 5550122", " , #21#",
    ],
)  # fmt: skip
def test_what_a_phone_may_take_as_a_command_is_no_link(number: str) -> None:
    assert tel_link(number) == ""


@pytest.mark.parametrize("number", ["", "+", ",", "by appointment"])
def test_what_is_no_number_is_no_link(number: str) -> None:
    assert tel_link(number) == ""


@given(st.text() | st.text("+0123456789*#,;pw% ", max_size=30))
def test_no_link_has_a_star_or_hash_before_its_first_pause(number: str) -> None:
    dialled = tel_link(number).removeprefix("tel:").replace("%23", "#")
    before_pause = dialled.replace(";", ",").partition(",")[0]
    assert not set("*#%") & set(before_pause)
    assert any(map(str.isdigit, before_pause)) or not dialled
