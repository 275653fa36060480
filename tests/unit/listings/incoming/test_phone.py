"""Phone numbers as conference services print them, and as people paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.listings.incoming.phone import read_phone
from chalicelib.meetings.errors import InvalidMeeting


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("+16465550100,,1234567890%23,,,,%2A123456%23", "+16465550100,,1234567890#,,,,*123456#"),
        ("555-0122,,123456789#", "5550122,,123456789#"),
        ("+1 (669) 239-3465", "+16692393465"),
        ("tel:+1-669-239-3465", "+16692393465"),
        ("tel:+16692393465,,123456789%23", "+16692393465,,123456789#"),
        ("555-0149,,612798#,,,,*9999#", "5550149,,612798#,,,,*9999#"),
        ("5550122,,0123456#,,#,,9999", "5550122,,0123456#,,#,,9999"),
        ("+16692393465, , 123 456 789 #", "+16692393465,,123456789#"),
        ("+16692393465;123456#", "+16692393465,123456#"),
        ("555-0122 ext. 5", "5550122,5"),
        ("555-0122 x12", "5550122,12"),
        ("669.239.3465x12", "6692393465,12"),
        ("+ 1 669 239 3465", "+16692393465"),
        ("(+1) 669 239 3465", "+16692393465"),
        ("+1-1-669-239-3465", "+16692393465"),
        ("+16692393465;ext=5", "+16692393465,5"),
        ("+16692393465pp123#w9#", "+16692393465,,123#,9#"),
        ("５５５０１２２", "5550122"),
        ("٥٥٥٠١٢٢", "5550122"),
        ("669–239‑3465", "6692393465"),
        ("030/1234567", "0301234567"),
        ("555-0122,", "5550122"),
        ("Phone: 669 239 3465", "6692393465"),
        ("One tap mobile: +16692393465,,123#", "+16692393465,,123#"),
        ('<a href="tel:+16692393465">+1 669 239 3465</a>', "+16692393465"),
        ('<a href="tel:+16692393465,,123%23">Call</a>', "+16692393465,,123#"),
        (
            '<a href="tel:+16692393465,,123%23,,,,*45%23">(669) 239-3465</a>',
            "+16692393465,,123#,,,,*45#",
        ),
        ('<a href="tel:+16692393465,,123#">1 669 239 3465,,123#</a>', "16692393465,,123#"),
        ("+49 (0) 69 / 7104-9922", "+496971049922"),
        ("069 / 7104 9922", "06971049922"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+1+16692393465", "+16692393465"),
        ("+1 +1 669 239 3465,,123#", "+16692393465,,123#"),
        ("++16692393465", "+16692393465"),
        ("+1+6692393465", "+16692393465"),
        ("+1+1+16692393465", "+16692393465"),
        ("+44+442079460958", "+442079460958"),
    ],
)
def test_numbers_can_be_dialled_with_their_codes(written: str, dialled: str) -> None:
    assert read_phone(written) == (dialled, "", False)


@pytest.mark.parametrize(
    ("written", "dialled", "words"),
    [
        ("+12125550100,,1234567890# US (New York)", "+12125550100,,1234567890#", "US (New York)"),
        ("+61255501000,,94726#,,#,268# Australia", "+61255501000,,94726#,,#,268#", "Australia"),
        ("+12125550100,,12345#US", "+12125550100,,12345#", "US"),
        ("+1 212 555 0100 (New York)", "+12125550100", "(New York)"),
        ("+12125550100, New York", "+12125550100", "New York"),
        ("212-555-0100 Meeting ID: 123 456", "2125550100", "Meeting ID: 123 456"),
        ("212-555-0100 / 917-555-0100", "2125550100", "917-555-0100"),
        ("212-555-0100\n917-555-0100", "2125550100", "917-555-0100"),
        ("2125550100 1234567890#", "2125550100", "1234567890#"),
        (
            "+12125550100,,12345# US (New York) +13125550100,,12345# US (Chicago)",
            "+12125550100,,12345#",
            "US (New York) +13125550100,,12345# US (Chicago)",
        ),
        ("Dial the desk +1 212 555 0100", "+12125550100", "Dial the desk"),
        ("555-0122 code 1234#", "5550122", "code 1234#"),
    ],
)
def test_words_besides_a_number_are_told_apart(written: str, dialled: str, words: str) -> None:
    assert read_phone(written) == (dialled, words, False)


def test_a_code_with_letters_ends_the_number_and_the_text_stays_whole() -> None:
    written = "555-0149,,61279809546#,,#,,S4T5DBH30#"
    assert read_phone(written) == ("5550149,,61279809546#,,#", written, True)


@pytest.mark.parametrize(
    "written",
    ["call me", "Meeting ID: 755 0522", "12", "*#,", "1" * 200, "", "1-800-FLOWERS", "+", "tel:"],
)
def test_what_cannot_be_dialled_is_refused(written: str) -> None:
    with pytest.raises(InvalidMeeting) as refused:
        read_phone(written)
    assert refused.value.field == "conference_phone"


@given(st.sampled_from("*#＊＃"), st.from_regex(r"[0-9*#]{0,12}", fullmatch=True), st.booleans())
def test_a_command_to_a_phone_is_refused(first: str, rest: str, labelled: bool) -> None:
    with pytest.raises(InvalidMeeting):
        read_phone(("tel:" if labelled else " ") + first + rest)


@pytest.mark.parametrize(
    "written",
    [
        "*21*+16505550100#", "**21*+16505550100#", "##002#", "*#06#", "*#*#4636#*#*", "#31#5550122",
        "%2A21%2A5550122%23", "tel:%2A%2321%23", "＊21＊5550122＃", "＊２１＊５５５０１２２＃",
        "∗21∗5550122#", "⁎#06#", "♯♯002♯", "\u200b*21*5550122#", "\ufeff\u202e*21*5550122#",
        "&#42;21&#42;5550122&#35;", "( *21*5550122# )", "Phone: *21*5550122#", ",,*21*5550122#",
        ";*72,5550122", '<a href="tel:*21*5550122#">Call</a>', '<a href="tel:%2A21%2A1#">x</a>',
        "Dial *21*+16505550100# now", "Dial *72 650-555-0100", "**21*+16505550100*11#;ext=5",
        "*21*5550122#;phone-context=+1", "*2155501220p1#", "*21w5550122#", "*72 5550122",
    ],
)  # fmt: skip
def test_what_forwards_calls_is_no_number(written: str) -> None:
    with pytest.raises(InvalidMeeting):
        read_phone(written)


@pytest.mark.parametrize(
    "written", ["5550122*21*6505550100#", "5550122#21#", "+16465550100 *21*1#", "5550122%2A21%2A1#"]
)
def test_what_follows_a_number_without_a_pause_is_not_dialled(written: str) -> None:
    found = read_phone(written)
    assert found.number in ("5550122", "+16465550100")
    assert "21" in found.words


@pytest.mark.parametrize(
    ("written", "dialled"),
    [("5550122#", "5550122"), ("5550122#,,12#", "5550122,,12#"), ("5550122*, 9#", "5550122,9#")],
)
def test_a_lone_sign_behind_the_number_is_left_out(written: str, dialled: str) -> None:
    assert read_phone(written) == (dialled, "", False)


@given(st.text() | st.text("+1234567890 ,;#*()-x/\nUS", max_size=60))
def test_any_text_is_dialled_safely_or_refused(written: str) -> None:
    try:
        number = read_phone(written).number
    except InvalidMeeting:
        return
    assert set(number) <= set("0123456789+,*#")
    assert number[0] in "+0123456789" and "+" not in number[1:]
    assert not set("*#") & set(number.partition(",")[0])
    assert read_phone(number) == (number, "", False)


_PHONES = st.from_regex(r"\+(1[2-9][0-9]{9}|[2-9][0-9]{9,12})", fullmatch=True)
_CODES = st.lists(st.from_regex(r"(,,|,|,,,,)(\*?[0-9]{3,11}#?|#)", fullmatch=True), max_size=3)
_PLACES = st.sampled_from(["", "US (New York)", "Australia", "(Toll free)", "- Germany"])


@given(_PHONES, _CODES, _PLACES, st.sampled_from(["", "+1", "+", "tel:"]))
def test_a_one_tap_line_gives_its_number_with_all_codes(
    phone: str, codes: list[str], place: str, before: str
) -> None:
    line = phone + "".join(codes)
    if before == "+1" and not phone.startswith("+1"):
        before = ""
    found = read_phone(f"{before}{line} {place}")
    assert found == (line, place.removeprefix("- "), False)
