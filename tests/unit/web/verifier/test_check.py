"""The check page as it was built, and its form."""

from tests.unit.web.site import Site


def test_the_page_is_the_built_one_of_the_visitors_language(bare_site: Site) -> None:
    answer = bare_site.get("/v")
    assert answer.status == 200
    assert answer.header("Cache-Control") == "public, max-age=300"
    assert answer.page.all("html")[0]["lang"] == "en"
    spanish = bare_site.request("GET", "/v", headers={"Accept-Language": "es"})
    assert spanish.page.all("html")[0]["lang"] == "es"


def test_the_form_is_answered_with_an_outcome_that_nobody_stores(bare_site: Site) -> None:
    answer = bare_site.submit("/v", {"token": "no code"})
    assert answer.status == 200
    assert answer.header("Cache-Control") == "no-store"
    assert len(answer.page.all("h1", **{"class": "verdict none"})) == 1
    assert "waypost.example" in answer.page.text
