"""A language that a visitor chooses by hand."""

import re

import pytest

from chalicelib import settings
from chalicelib.web.files import PAGES
from chalicelib.web.http.language_choice import referring_path
from chalicelib.web.i18n.catalogue import OWN_NAMES
from tests.unit.web.site import HOST, Site


def test_a_language_chosen_by_hand_is_kept_in_a_cookie_that_says_nothing_else(site: Site) -> None:
    back = {"Referer": f"https://{HOST}/?place=Chicago"}
    answer = site.submit("/language", {"to": "fr"}, **back)
    assert answer.status == 303
    assert answer.header("Location") == "/?place=Chicago"
    cookie = answer.header("Set-Cookie")
    assert cookie.startswith("language=fr; ")
    assert {"Path=/", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    chosen = {"Cookie": cookie.partition(";")[0], "Accept-Language": "de"}
    assert site.get("/v", **chosen).page.all("html")[0]["lang"] == "fr"


def test_every_language_is_offered_in_its_own_name_without_a_script(site: Site) -> None:
    page = site.get("/").page
    (form,) = page.all("form", method="post")
    assert form["action"] == "/language"
    assert [button["value"] for button in page.all("button", name="to")] == list(OWN_NAMES)
    assert all(name in page.text for name in OWN_NAMES.values())


def test_choosing_leads_to_no_other_site(site: Site) -> None:
    for referer in (
        "https://evil.example/x",
        f"https://{HOST}.evil.example/",
        f"https://{HOST}@evil.example/",
        f"javascript:alert(1)//{HOST}/",
        f"https://{HOST}//evil.example/",
        f"https://{HOST}/\\evil.example/",
        "https://[",
    ):
        location = site.submit("/language", {"to": "es"}, Referer=referer).header("Location")
        assert re.fullmatch(r"/(?![/\\]).*|/", location), (referer, location)
    assert referring_path(f"https://{HOST}/v#x", {HOST}) == "/v"


def test_behind_a_cdn_which_asks_another_host_it_leads_back_to_the_page(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://public.example")
    settings.current.cache_clear()
    site.stage = "/api"
    own = {"Origin": "https://public.example", "Host": "a1b2.execute-api.amazonaws.com"}
    through = {**own, "Referer": "https://public.example/?place=Chicago", "X-Waypost-Via": "cdn"}
    answer = site.submit("/language", {"to": "es"}, **through)
    assert (answer.status, answer.header("Location")) == (303, "/?place=Chicago")


def test_another_site_cannot_choose(site: Site) -> None:
    answer = site.submit("/language", {"to": "es"}, Origin="https://evil.example")
    assert answer.status == 403
    assert not answer.header("Set-Cookie")


def test_a_language_that_is_not_there_is_refused(site: Site) -> None:
    answer = site.submit("/language", {"to": "tlh"})
    assert answer.status == 400
    assert not answer.header("Set-Cookie")


def test_a_page_that_a_worker_keeps_is_asked_for_anew(site: Site) -> None:
    back = {"Referer": f"https://{HOST}/mine"}
    answer = site.submit("/language", {"to": "es", "fresh": "yes"}, **back)
    assert answer.header("Location") == "/mine?fresh=es"
    assert site.get("/mine").page.all("input", name="fresh", type="hidden")


def test_a_finished_code_offers_no_way_to_lose_it() -> None:
    assert "{% block languages %}{% endblock %}" in (PAGES / "participant/code.html").read_text(
        "utf-8"
    )
