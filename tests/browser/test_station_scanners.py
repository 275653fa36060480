"""The checking desk and scanners, which type as keyboards do."""

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checking_desk import (
    CASES,
    Desk,
    Opened,
    counts,
    paste,
    ready,
    scan,
    send_keys,
)
from tests.browser.waiting import pause_clock

# What the key of each character of a US keyboard gives on another, without and with shift.
US = (
    "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./",
    '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?',
)
GERMAN = (
    "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-",
    "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
)
# Letters and signs of other scripts; their digits and shifted signs are those of the US here.
OTHER_SCRIPTS = {
    "Russian": "ё1234567890-=йцукенгшщзхъ\\фывапролджэячсмитьбю.",
    "Greek": "`1234567890-=;ςερτυθιοπ[]\\ασδφγηξκλ΄'ζχψωβνμ,./",
    "Hebrew": ";1234567890-=/'קראטוןםפ][\\שדגכעיחלךף,זסבהנמצתץ.",
    "Arabic": [*"ذ1234567890-=ضصثقفغعهخحجد\\شسيبلاتنمكطئءؤر", "لا", *"ىةوزظ"],
    "Turkish": '"1234567890*-qwertyuıopğü,asdfghjklşizxcvbnmöç.',
}
SIGNS = dict(
    zip(
        "`-=[]\\;',./",
        "Backquote Minus Equal BracketLeft BracketRight Backslash Semicolon Quote Comma Period"
        " Slash".split(),
        strict=True,
    )
)
SHIFT = 8  # of the protocol's modifiers
FRENCH = (
    "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!",
    "²1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
)


def typed_on(layout: tuple[str, str], text: str, locked: bool = False) -> str:
    """What a scanner that types US keys gives on that keyboard; caps lock acts as shift does."""
    typed = ""
    for character in text:
        shift = character in US[1]
        place = US[shift].index(character)
        typed += layout[shift != locked][place]
    return typed


def press(page: Page, text: str, layout: Sequence[str] = US[0], code: str = "") -> None:
    """The keys of a scanner that is set to US, at their places, with what a layout gives for each.
    `code`: the place that is named instead, " " for none."""
    pause_clock(page)
    session = page.context.new_cdp_session(page)
    for character in text:
        shift = character in US[1]
        place = US[shift].index(character)
        given = layout[place].upper() if shift and character.isalpha() else layout[place]
        if shift and not character.isalpha():
            given = character
        plain = US[0][place]
        named = SIGNS.get(plain, f"Digit{plain}" if plain.isdigit() else f"Key{plain.upper()}")
        key = {"key": given, "code": code.strip() if code else named, "modifiers": SHIFT * shift}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": given, **key})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    page.clock.resume()


# What is scanned by a keyboard


@pytest.mark.parametrize("layout", OTHER_SCRIPTS.values(), ids=OTHER_SCRIPTS.keys())
def test_a_us_scanner_is_read_by_the_places_of_its_keys(
    opened: Opened, desk: Desk, layout: Sequence[str]
) -> None:
    page = ready(opened())
    press(page, desk.code(), layout)
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    expect(page.locator("#latest .warnings li")).to_have_count(0)
    assert counts(page) == ["1 genuine"]


def test_a_damaged_code_on_another_scripts_keyboard_is_not_confirmed(
    opened: Opened, desk: Desk
) -> None:
    page = ready(opened())
    link = desk.code()
    other = "R" if link[-20] == "Q" else "Q"
    press(page, f"{link[:-20]}{other}{link[-19:]}", OTHER_SCRIPTS["Greek"])
    expect(page.locator("#latest")).to_contain_text("Not confirmed")


def test_a_keyboard_that_names_no_places_is_read_by_its_characters(
    opened: Opened, desk: Desk
) -> None:
    page = ready(opened())
    press(page, desk.code(), code=" ")
    expect(page.locator("#latest")).to_contain_text("Genuine.")


def test_characters_that_are_typed_by_their_numbers_are_read(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    page.locator("#field").focus()
    pause_clock(page)
    session = page.context.new_cdp_session(page)
    alt = {"modifiers": 1}
    for character in desk.code():
        for digit in f"{ord(character):03}":
            key = {"key": digit, "code": f"Numpad{digit}", **alt}
            session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
            session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
        session.send("Input.dispatchKeyEvent", {"type": "char", "text": character})
    page.clock.resume()
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    assert counts(page) == ["1 genuine"]


def test_composed_text_is_read_by_its_characters(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    page.locator("#field").focus()
    session = page.context.new_cdp_session(page)
    for part in re.findall(".{1,30}", desk.code()):
        composed = {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
        session.send("Input.imeSetComposition", composed)
        session.send("Input.insertText", {"text": part})
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    assert counts(page) == ["1 genuine"]


def test_a_whole_code_is_taken_without_enter_and_what_ends_it_does_nothing(
    opened: Opened, desk: Desk
) -> None:
    page = ready(opened())
    scan(page, desk.code(), None)
    expect(page.locator("#rows > li")).to_have_count(1)
    pause_clock(page)
    send_keys(page, desk.code())
    for end in ("Tab", "Enter", "x", "Enter"):
        page.keyboard.press(end)
    page.clock.resume()
    expect(page.locator("#rows > li")).to_have_count(2)
    expect(page.locator("#field")).to_be_focused()
    expect(page.locator("#field")).to_have_value("")
    expect(page.locator("#says")).to_have_text("")


def test_a_code_that_is_not_whole_is_taken_after_two_seconds(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    pause_clock(page)
    send_keys(page, desk.code()[:-8])
    page.clock.run_for(1900)
    expect(page.locator("#field")).not_to_have_value("")
    page.clock.run_for(200)
    expect(page.locator("#field")).to_have_value("")
    page.clock.resume()
    expect(page.locator("#latest")).to_contain_text("Scan it again.")


def test_what_is_as_long_as_a_code_and_is_none_says_scan_it_again(opened: Opened) -> None:
    page = ready(opened())
    scan(page, "0123456789" * 5)
    expect(page.locator("#latest")).to_contain_text("Scan it again.")
    scan(page, "0123456789")
    expect(page.locator("#says")).to_have_text("There is no code in that text.")
    expect(page.locator("#rows > li")).to_have_count(1)


def test_a_code_that_is_scanned_into_the_label_goes_where_codes_go(
    opened: Opened, desk: Desk
) -> None:
    page = ready(opened())
    label = page.get_by_label("Case or docket")
    label.fill("24-CR-1187")
    press(page, desk.code(), OTHER_SCRIPTS["Russian"])
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    expect(label).to_have_value("24-CR-1187")
    expect(page.locator("#field")).to_be_focused()


def test_a_label_can_be_typed_by_hand_however_fast(opened: Opened) -> None:
    page = ready(opened())
    label = page.get_by_label("Case or docket")
    label.focus()
    pause_clock(page)
    page.keyboard.type("Docket 24 CR 1187")
    page.clock.resume()
    expect(label).to_have_value("Docket 24 CR 1187")
    expect(label).to_be_focused()


@pytest.mark.parametrize(
    ("layout", "locked"),
    [(US, False), (US, True), (GERMAN, False), (GERMAN, True), (FRENCH, False), (FRENCH, True)],
    ids=["US", "US, caps lock", "German", "German, caps lock", "French", "French, caps lock"],
)
def test_a_scanner_that_types_us_keys_is_understood_on_any_keyboard(
    opened: Opened, desk: Desk, layout: tuple[str, str], locked: bool
) -> None:
    page = ready(opened())
    if layout is US and locked:  # on letters only
        typed = desk.code().swapcase()
    else:
        typed = typed_on(layout, desk.code(), locked)
    page.locator("#save").evaluate("() => document.body.focus()")
    scan(page, typed)
    expect(page.locator("#latest").get_by_role("heading")).to_contain_text("Genuine.")
    assert counts(page) == ["1 genuine"]


def test_a_scanned_look_alike_is_flagged_on_a_foreign_keyboard_too(opened: Opened) -> None:
    page = ready(opened())
    link = f"https://look-alike.example/v#{CASES['full code']['text']}"
    scan(page, typed_on(FRENCH, link))
    expect(page.locator("#latest .warnings")).to_contain_text("look-alike.example")


@pytest.mark.parametrize("focus", ["#practise", "#camera", "#field", ".top .name", "#files"])
def test_a_scan_is_taken_wherever_the_focus_is_and_no_key_does_anything_else(
    opened: Opened, desk: Desk, focus: str
) -> None:
    page = ready(opened())
    expect(page.locator("#pictures")).to_be_visible()
    page.locator(focus).focus()
    scan(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    assert page.url == desk.url
    expect(page.locator("#practice")).to_be_hidden()
    expect(page.locator("#field")).to_be_focused()
    expect(page.locator("#field")).to_have_value("")


@pytest.mark.parametrize("end", ["Tab", "Control+j", "Control+m", None])
def test_a_scan_may_end_in_another_key_or_none(opened: Opened, desk: Desk, end: str | None) -> None:
    page = ready(opened())
    scan(page, desk.code(), end)
    page.clock.run_for(400)
    expect(page.locator("#rows > li")).to_have_count(1)
    expect(page.locator("#field")).to_be_focused()


def test_two_scans_without_a_pause_are_two_rows(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    scan(page, desk.code())
    scan(page, desk.code("date and time only"))
    expect(page.locator("#rows > li")).to_have_count(2)


def test_a_typed_code_that_fails_blames_the_keyboard_and_offers_the_picture(opened: Opened) -> None:
    page = ready(opened())
    scan(page, CASES["name changed"]["text"])
    expect(page.locator("#latest")).to_contain_text("Not confirmed")
    expect(page.locator("#latest")).to_contain_text(
        "its keyboard setting may differ from this computer’s"
    )
    expect(page.get_by_text("Picture or PDF", exact=True)).to_be_visible()


def test_a_pasted_code_that_fails_does_not_blame_a_scanner(opened: Opened) -> None:
    page = ready(opened())
    paste(page, CASES["name changed"]["text"])
    expect(page.locator("#latest")).to_contain_text("Not confirmed")
    expect(page.locator("#latest")).not_to_contain_text("keyboard setting")


def test_the_keyboard_alone_is_enough(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    scan(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    scan(page, desk.code("name changed"))
    expect(page.locator("#latest")).to_contain_text("Row 2")
    page.clock.run_for(1000)  # a person's pause
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.ariaLabel"))
        if reached[-1] == "Show row 1: Genuine":
            page.keyboard.press("Space")
            break
    expect(page.locator("#latest")).to_contain_text("Row 1")
    assert "Show row 2: Not confirmed" in reached
