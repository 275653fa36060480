"""The page for courts: what it says of codes, and the keys as the published list has them."""

import base64
import hashlib
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import settings
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.vault import FileVault, KeysUnavailable
from chalicelib.web.verifier.courts import phone_link
from tests.unit.web.site import NOW, Site

MONTH = timedelta(days=30)
PAGES = ("/courts", "/courts/letter")


def rfc_7638(jwk: dict[str, Any]) -> str:
    """The thumbprint of a published key, by the RFC alone."""
    text = json.dumps({name: jwk[name] for name in ("crv", "kty", "x")}, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def listed(site: Site, path: str = "/courts") -> dict[str, str]:
    """The keys of the page: thumbprint -> what is said of it."""
    rows = re.findall(
        r"<li><code dir=\"ltr\">([\w-]+)</code> <span>(.*?)</span></li>", site.get(path).text
    )
    return {thumbprint: re.sub("<.*?>", "", says) for thumbprint, says in rows}


def test_its_thumbprints_are_those_of_the_published_list(site: Site) -> None:
    keys = open_key_store()
    for step in range(1, 4):
        keys.rotate(NOW + step * MONTH)
    keys.revoke(next(iter(keys.ring().keys)), NOW + 3 * MONTH)
    site.clock.wait(days=91)
    published = json.loads(site.get("/.well-known/jwks.json").text)
    expected = {rfc_7638(jwk) for jwk in (*published["keys"], *published["revoked"])}
    assert len(expected) == 5
    for path in PAGES:
        shown = listed(site, path)
        assert set(shown) == expected
        assert {each[:8] for each in shown} == {
            jwk["kid"] for jwk in (*published["keys"], *published["revoked"])
        }


def test_each_key_is_listed_with_what_it_is_for_the_newest_first(site: Site) -> None:
    keys = open_key_store()
    first, second = keys.ring().keys
    assert [says.split()[:2] for says in listed(site).values()] == [
        ["signs", "since"],
        ["signs", "next"],
    ]
    keys.rotate(NOW + MONTH)
    keys.rotate(NOW + 2 * MONTH)
    keys.revoke(second, NOW + 2 * MONTH)
    site.clock.wait(days=61)
    shown = {thumbprint[:8]: says for thumbprint, says in listed(site).items()}
    third, fourth = (kid for kid in shown if kid not in (first, second))
    assert list(shown.items()) == [
        (third, "signs since 3 May 2026"),
        (fourth, "signs next"),
        (first, "signed from 4 Mar 2026 to 3 Apr 2026"),
        (second, "withdrawn: do not rely on codes that it signed"),
    ]


def test_keys_whose_codes_are_all_past_their_dates_are_there_but_on_no_paper(site: Site) -> None:
    keys = open_key_store()
    keys.rotate(NOW + MONTH)
    first = next(iter(keys.ring().keys))
    site.clock.wait(days=400)
    page = site.get("/courts").text
    before, _, older = page.partition('<details class="unprinted">')
    assert f">{first}" in older and f">{first}" not in before
    assert len(listed(site)) == 3


def test_where_the_keys_cannot_be_read_the_rest_is_there(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site.get("/courts").header("Cache-Control") == "private, no-cache"
    open_key_store.cache_clear()

    def away(self: object, name: str) -> bytes:
        raise KeysUnavailable("away")

    monkeypatch.setattr(FileVault, "read", away)
    answer = site.get("/courts")
    assert answer.status == 200
    assert answer.header("Cache-Control") == "no-store"
    assert "The keys can’t be listed right now" in answer.page.text
    assert "How to check" in answer.page.text


def test_it_says_what_the_deployment_is(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    before = site.get("/courts").page
    assert "about 180 days after the meeting" in before.text
    assert "telephone" not in before.text
    for name, value in {
        "COURTS_PHONE": "+1 (555) 010-0199",
        "CODE_LIFE_DAYS": "90",
        "ORGANISATION": "Oak & Elm <Help>",
        "PUBLIC_URL": "https://codes.example.org",
    }.items():
        monkeypatch.setenv(name, value)
    settings.current.cache_clear()
    for path in PAGES:
        page = site.get(path).page
        assert "about 90 days after the meeting" in page.text
        assert "tel:+15550100199" in page.links()
        assert "+1 (555) 010-0199" in page.text
        assert "Oak & Elm <Help> keeps no names" in page.text
        for address in ("/station", "/v", "/.well-known/jwks.json"):
            assert f"codes.example.org {address}" in page.text
            assert address in page.links()
        (canonical,) = page.all("link", rel="canonical")
        assert canonical["href"] == "https://codes.example.org/courts"


def test_a_letter_has_a_day_somebody_to_read_it_and_a_place_to_sign(site: Site) -> None:
    sheet, letter = (site.get(path).page for path in PAGES)
    for words in ("To the court", "4 Mar 2026", "For Waypost", "Name and role", "Signature"):
        assert words in letter.text, words
    assert "Signature" not in sheet.text
    assert "/courts/letter" in sheet.links() and "/courts" in letter.links()


@pytest.mark.parametrize("path", ["/v", "/station"])
def test_pages_that_check_lead_to_it(site: Site, path: str) -> None:
    assert site.get(path).page.links().count("./courts") == 2  # in its text, and at its foot


def test_pages_for_people_who_look_for_a_meeting_do_not_mention_courts(site: Site) -> None:
    for path in ("/", "/what-to-expect", "/saved"):
        assert "/courts" not in site.get(path).page.links()
    assert "/courts" in site.get("/sign-in").page.links()


@pytest.mark.parametrize(
    ("number", "link"),
    [("", ""), ("+49 30 123-45", "tel:+493012345"), ("(555) 010.0199", "tel:5550100199")],
)
def test_a_telephone_number_is_dialled_without_what_is_for_the_eye(number: str, link: str) -> None:
    assert phone_link(number) == link
