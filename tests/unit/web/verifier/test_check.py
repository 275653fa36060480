"""The check page as it was built, and its form."""

import pytest

from chalicelib import settings
from tests.unit.web.site import HOST, Site
from tests.vectors.finding import pieces as findings


def test_the_page_is_the_built_one_of_the_visitors_language(bare_site: Site) -> None:
    answer = bare_site.get("/v")
    assert answer.status == 200
    assert answer.header("Cache-Control") == "private, no-cache"
    assert answer.page.all("html")[0]["lang"] == "en"
    spanish = bare_site.request("GET", "/v", headers={"Accept-Language": "es"})
    assert spanish.page.all("html")[0]["lang"] == "es"


def test_the_form_is_answered_with_an_outcome_that_nobody_stores(bare_site: Site) -> None:
    answer = bare_site.submit("/v/check", {"token": "no code"})
    assert answer.status == 200
    assert answer.header("Cache-Control") == "no-store"
    assert len(answer.page.all("h1", **{"class": "verdict none"})) == 1
    assert "waypost.example" in answer.page.text


def test_the_page_knows_the_public_host(bare_site: Site) -> None:
    script = bare_site.get("/v").page.all("script", id="script")[0]
    assert script["data-own"] == settings.current().public_url.partition("://")[2]


@pytest.mark.parametrize(
    "text",
    [
        f"{findings.LINK}.",
        f"Proof: ({findings.LINK})",
        "\r\n> ".join(findings.parts(findings.LINK, 60)),
        findings.LINK.replace("#", "%23"),
    ],
)
def test_the_form_finds_a_code_in_any_wrapping(site: Site, text: str) -> None:
    answer = site.submit("/v/check", {"token": text})
    assert len(answer.page.all("h1", **{"class": "verdict odd"})) == 1  # a key that is not ours
    assert "This link leads to waypost.example.org, not here." in answer.page.text


def test_where_a_link_leads_stands_before_the_outcome(site: Site) -> None:
    answer = site.submit("/v/check", {"token": f"https://evi1.example/v#{findings.TOKEN}"})
    text = answer.page.text
    assert text.index("This link leads to evi1.example, not here.") < text.index("Signed with")
    ours = site.submit("/v/check", {"token": f"https://{HOST}/v#{findings.TOKEN}"})
    assert "This link leads" not in ours.page.text


def test_mail_security_is_named_without_alarm(site: Site) -> None:
    link = f"https://urldefense.com/v3/__https://{HOST}/v*{findings.TOKEN}__;Iw!!A$"
    answer = site.submit("/v/check", {"token": link})
    assert "It came through urldefense.com, which rewrites links." in answer.page.text
    assert "This link leads" not in answer.page.text


def test_several_codes_are_for_the_desk(site: Site) -> None:
    answer = site.submit("/v/check", {"token": f"{findings.TOKEN} {findings.OTHER}"})
    assert answer.status == 200
    assert "Several different codes." in answer.page.text
    assert answer.page.all("a", href="./station") or "/station" in answer.text


def test_a_link_that_hides_its_target_is_to_be_opened(site: Site) -> None:
    answer = site.submit("/v/check", {"token": "https://protect-us.mimecast.com/s/AbCd"})
    assert "goes through protect-us.mimecast.com" in answer.page.text
    assert "Open it and copy the address" in answer.page.text


def test_a_long_text_is_read_and_a_longer_one_refused(site: Site) -> None:
    text = findings.LINK + "\n" + "é" * 40_000
    assert site.submit("/v/check", {"token": text}).status == 200
    assert site.submit("/v/check", {"token": "é" * 100_000}).status == 400
