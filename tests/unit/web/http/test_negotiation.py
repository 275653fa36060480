"""The language that a request is answered in, and the country that it likely comes from."""

import pytest

from chalicelib.web.http.negotiation import best_language, country_of, language_of
from chalicelib.web.i18n.catalogue import OWN_NAMES, translator
from tests.unit.web.site import Site
from tests.vectors import languages

TAGS = tuple(OWN_NAMES)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en-GB,fr;q=0.9", "en"),
        ("fr;q=0.5, de;q=0.7", "de"),
        ("da, en-gb;q=0.8, fr;q=0.7", "en"),
        ("zh-Hant-TW, pt-BR;q=0.4", "pt"),
        ("AR-eg", "ar"),
        ("*", "en"),
        ("nl, *;q=0.5, de;q=0.4", "en"),
        ("de;q=0, fr", "fr"),
        ("de;q=0", "en"),
        ("de;q=2, fr;q=x, es;q=0.1", "es"),
        ("de; q=0.2 ; x=1 , ar ; q = 0.3", "ar"),
        (",;,;q=1,,", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_the_best_language_for_a_header(accepted: str, language: str) -> None:
    assert best_language(accepted, TAGS) == language


@pytest.mark.parametrize(
    ("accepted", "country"),
    [
        ("en-AU,en;q=0.9", "AU"),
        ("de-ch", "CH"),
        ("zh-Hant-TW,zh;q=0.8", "TW"),
        ("de,en-US;q=0.7,en;q=0.3", "DE"),
        ("fr", "FR"),
        ("es", ""),
        ("en", ""),
        ("ar", ""),
        ("es-419,es;q=0.9", ""),
        ("*", ""),
        ("", ""),
        ("-,;q=x", ""),
        ("de-001", ""),  # as a CDN says that no country is known
        ("fr-AU", "AU"),
    ],
)
def test_the_country_is_that_of_the_first_language(accepted: str, country: str) -> None:
    assert country_of(accepted) == country


def test_of_what_a_cdn_passes_on_the_same_language_and_country_are_read() -> None:
    for chosen, accepted in languages.asked():
        tag = languages.tag_of(chosen, accepted)
        assert language_of("", tag) == language_of(chosen, accepted), (chosen, accepted)
        assert country_of(tag) == country_of(accepted), (chosen, accepted)


def test_what_is_chosen_by_hand_goes_before_what_the_browser_asks() -> None:
    assert language_of("fr", "de") == "fr"
    assert language_of("", "de") == "de"
    assert language_of("../../etc", "de") == "de"


@pytest.mark.parametrize("path", ["/", "/v", "/station", "/mine", "/t", "/sign-in", "/?near=x"])
def test_every_page_is_in_the_language_asked_for(site: Site, path: str) -> None:
    for tag, way in (("en", "ltr"), ("de", "ltr"), ("ar", "rtl")):
        answer = site.get(path, **{"Accept-Language": f"{tag}, en;q=0.1"})
        (html,) = answer.page.all("html")
        assert (html["lang"], html["dir"]) == (tag, way)
        assert answer.header("Content-Language") == tag
        assert answer.header("Vary") == "Accept-Language"
        assert OWN_NAMES[tag] in answer.page.text
        assert translator(tag)("nav.check") in answer.page.text


def test_software_is_answered_in_english(site: Site) -> None:
    answer = site.get("/v1/meetings?near=x", **{"Accept-Language": "ar"})
    assert answer.error["message"].isascii()
    assert not answer.header("Content-Language")


def test_an_error_page_says_what_is_wrong_in_the_language_asked_for(site: Site) -> None:
    answer = site.get("/?place=Chicago&radius=5000km", **{"Accept-Language": "es"})
    assert answer.status == 400
    t = translator("es")
    assert t("error.bad_search.title") in answer.page.text
    assert t("error.detail.field", field=t("finder.radius")) in answer.page.text
    assert "10mi" not in answer.page.text
    refused = site.get("/facilitate", **{"Accept-Language": "es"})
    assert refused.status == 401
    assert translator("es")("error.sign_in.title") in refused.page.text


def test_the_desks_worker_and_manifest_are_of_its_language(site: Site) -> None:
    for path in ("/station-worker.js", "/mine-worker.js"):
        english, german = site.get(path), site.get(path, **{"Accept-Language": "de"})
        assert english.text != german.text, path
    manifest = site.get("/station.webmanifest", **{"Accept-Language": "ar"}).json
    assert (manifest["lang"], manifest["dir"]) == ("ar", "rtl")
