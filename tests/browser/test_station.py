"""The checking desk (/station) in a real browser, as it is built, under a base path."""

import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from chalice.test import Client
from playwright.sync_api import expect

from app import app
from chalicelib.web.verifier import station
from tests.browser.checking_desk import (
    CASES,
    ORGANISATION,
    Desk,
    Opened,
    counts,
    date_of,
    paste,
    ready,
    rows,
)
from tests.browser.own_style import assert_own_style_suffices
from tools import build_pages

# What is pasted or dropped


def test_every_code_in_a_pasted_mail_becomes_a_row(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    other = desk.code("date and time only")
    wrapped = re.sub("(.{60})", r"\1\r\n> ", CASES["alg -19"]["text"])
    paste(
        page,
        f"Good morning,\n1. {desk.code()} (Tuesday)\n2. <{other}>, and\n> {wrapped}\nRegards",
    )
    expect(page.locator("#says")).to_have_text("3 codes read.")
    assert [row.split("\n")[1] for row in rows(page)] == ["Genuine"] * 3


def test_links_that_follow_each_other_without_a_space_are_told_apart(
    opened: Opened, desk: Desk
) -> None:
    page = ready(opened())
    paste(page, desk.code() + desk.code("date and time only"))
    expect(page.locator("#says")).to_have_text("2 codes read.")
    assert [row.split("\n")[1] for row in rows(page)] == ["Genuine", "Genuine"]


def test_text_without_a_code_says_so_and_adds_nothing(opened: Opened) -> None:
    page = ready(opened())
    paste(page, "There is no code in this sentence.")
    expect(page.locator("#says")).to_have_text("There is no code in that text.")
    expect(page.locator("#rows > li")).to_have_count(0)


def test_outcomes_are_counted_in_words_with_their_marks(opened: Opened) -> None:
    page = ready(opened())
    names = ["full code", "withdrawn", "unknown key", "name changed", "sample", "iss as well"]
    paste(page, "\n".join(CASES[name]["text"] for name in names))
    expect(page.locator("#rows > li")).to_have_count(len(names))
    assert "1 genuine" in counts(page)
    assert "1 withdrawn" in counts(page)
    assert "1 key not ours" in counts(page)
    assert "1 not confirmed" in counts(page)
    assert "1 for practice" in counts(page)
    assert "1 not checked" in counts(page)
    assert page.locator("#counts li svg").count() == 6


WRAPPINGS = {
    "a full stop": "{link}.",
    "a comma": "{link},",
    "brackets": "({link})",
    "angle brackets": "<{link}>",
    "quotation marks": "“{link}”",
    "Markdown": "[proof]({link})",
    "a sentence": "Here is my proof, {link}, from last Tuesday.",
    "a quoted mail": "> Here it is:\r\n> {broken}\r\n> Thank you",
}


@pytest.mark.parametrize("wrapping", WRAPPINGS.values(), ids=WRAPPINGS.keys())
def test_a_genuine_link_is_read_in_whatever_it_comes(
    opened: Opened, desk: Desk, wrapping: str
) -> None:
    page = ready(opened())
    link = desk.code()
    paste(page, wrapping.format(link=link, broken=f"{link[:90]}\r\n> {link[90:]}"))
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    expect(page.locator("#rows > li")).to_have_count(1)
    expect(page.locator("#latest .warnings li")).to_have_count(0)


@pytest.mark.parametrize("place", [-3, -50, -90])
def test_one_changed_character_is_not_confirmed(opened: Opened, desk: Desk, place: int) -> None:
    page = ready(opened())
    link = desk.code()
    other = "R" if link[place] == "Q" else "Q"
    paste(page, f"{link[:place]}{other}{link[place + 1 :]}")
    expect(page.locator("#latest")).to_contain_text("Not confirmed")


def test_a_link_that_hides_where_it_leads_says_what_to_do(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    paste(page, "https://protect-us.mimecast.com/s/AbCdEfGhIjKlMnOpQrStUvWx")
    expect(page.locator("#says")).to_contain_text("protect-us.mimecast.com")
    expect(page.locator("#says")).to_contain_text("copy the address that it arrives at")
    expect(page.locator("#rows > li")).to_have_count(1)
    expect(page.locator("#latest")).to_be_hidden()  # another code's answer is none to this link


def test_mail_security_around_our_own_link_is_named_without_alarm(
    opened: Opened, desk: Desk
) -> None:
    page = ready(opened())
    host = "eur01.safelinks.protection.outlook.com"
    inner = quote(desk.code(), safe="")
    paste(page, f"https://{host}/?url={inner}&data=05%7C01&reserved=0")
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    said = f"Came through {host}, which rewrites links."
    expect(page.locator("#latest .warnings")).to_contain_text(said)
    expect(page.locator("#latest .warns")).to_have_count(0)
    assert counts(page) == ["1 genuine"]


# Practice


def test_practice_has_its_own_list_and_calls_nothing_genuine(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    page.get_by_role("button", name="Practise with sample codes").click()
    expect(page.get_by_text("These are sample codes, not proof.")).to_be_visible()
    expect(page.locator("#rows > li")).to_have_count(0)
    take = page.get_by_role("button", name="Put in the list")
    take.click()
    expect(page.locator("#latest")).to_contain_text("Sample, not proof.")
    take.click()
    expect(page.locator("#latest")).to_contain_text("Seen twice")
    shown = []
    for number in (3, 4, 5):
        page.get_by_role("button", name="Next sample").click()
        take.click()
        expect(page.locator("#rows > li")).to_have_count(number)
        shown.append(page.locator("#latest").inner_text())
    assert "date and time only" in shown[0]
    assert "Not confirmed" in shown[1]
    assert "This link leads to look-alike.example, not here." in shown[2]
    assert not any("genuine" in text for text in counts(page))
    expect(page.get_by_role("button", name="Save as CSV")).to_be_hidden()
    page.get_by_role("button", name="End practice").click()
    expect(page.locator("#rows > li")).to_have_count(1)
    assert counts(page) == ["1 genuine"]


# How it looks and is served


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_is_wider_than_the_screen(opened: Opened, desk: Desk, width: int) -> None:
    page = ready(opened(viewport={"width": width, "height": 700}))
    paste(page, "\n".join([desk.code(), date_of(7), CASES["longest texts"]["text"]]))
    paste(page, f"https://a-very-long-look-alike.example.org/v#{CASES['withdrawn']['text']}")
    expect(page.locator("#rows > li")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_role("button", name="Practise with sample codes").click()
    expect(page.locator("#practice")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_what_can_be_pressed_is_large_enough(opened: Opened, desk: Desk) -> None:
    page = ready(opened(viewport={"width": 320, "height": 700}))
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    for control in page.locator("main button:visible, main .button:visible").all():
        box = control.bounding_box()
        assert box and box["height"] >= 48, control.inner_text()


@pytest.mark.parametrize(
    "media",
    [
        {"viewport": {"width": 320, "height": 700}},
        {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    ],
    ids=["phone", "desktop, dark"],
)
def test_its_own_stylesheet_shows_what_the_common_ones_would(
    opened: Opened, desk: Desk, media: dict[str, Any]
) -> None:
    page = ready(opened(**media))
    common = [f"/api/static/{name}" for name in build_pages.DESK_STYLES]
    page.get_by_role("button", name="Practise with sample codes").press("Enter")
    expect(page.locator("#sample-qr svg")).to_be_visible()
    page.get_by_text("Lists from a file").press("Enter")
    expect(page.locator("#trust-issuers > li")).to_have_count(1)
    expect(page.locator("#offline:not([hidden])")).to_have_count(1)  # the last change by itself
    assert_own_style_suffices(page, "desk.css", common)
    page.reload()
    ready(page)
    expect(page.locator("#offline:not([hidden])")).to_have_count(1)
    paste(page, f"{desk.code()} https://evi1.example/v#{CASES['withdrawn']['text']}")
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(3)
    assert_own_style_suffices(page, "desk.css", common)


def test_the_service_serves_the_page_with_what_the_reader_needs(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(station, "BUILT", built)
    with Client(app) as client:
        page = client.http.get("/station")
        worker = client.http.get("/station-worker.js")
        manifest = client.http.get("/station.webmanifest")
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'" in policy
    assert "connect-src 'self'" in policy and "manifest-src 'self'" in policy
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert worker.headers["Cache-Control"] == "private, no-cache"
    assert manifest.json_body["short_name"] == "Checking desk"


def test_the_built_desk_is_the_same_at_each_build_and_its_links_are_relative(
    built: Path, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        shutil.copytree(built, tmp_path / name)
        build_pages.build(tmp_path / name, ORGANISATION)
    for name in ("station.en.html", "station-worker.en.js", "station.en.webmanifest"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    html = (built / "station.en.html").read_bytes()
    links = re.findall(rb'(?:href|src|action|data-worker|data-keys)="([^"]*/[^"]*)"', html)
    assert links and all(link.startswith(b"./") for link in links)
