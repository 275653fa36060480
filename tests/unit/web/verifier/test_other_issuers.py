"""The other issuers of the setting, on the pages that check codes."""

import json
import re
from html import unescape

import pytest

from chalicelib import settings
from chalicelib.verification.core.trust_list import TrustListEntry
from chalicelib.web.verifier.other_issuers import other_issuers, with_issuers
from tests.unit.web.site import Site

PIN = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
SETTING = f"""Door's "<b>" & co|https://door.example/v1|{PIN}; River|https://river.example"""


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISSUERS", SETTING)
    settings.current.cache_clear()


def listed_on(page: str) -> list[dict[str, object]]:
    (found,) = re.findall(r'data-issuers="([^"]*)"', page)
    issuers: list[dict[str, object]] = json.loads(unescape(found))
    return issuers


@pytest.mark.parametrize("path", ["/station", "/v"])
def test_a_page_names_them_to_its_script_and_may_ask_them(
    bare_site: Site, known: None, path: str
) -> None:
    page = bare_site.get(path)
    assert "'self' https://door.example https://river.example;" in page.header(
        "Content-Security-Policy"
    )
    assert "<b>" not in re.findall(r'data-issuers="[^"]*"', page.text)[0]
    assert listed_on(page.text) == [
        {"name": 'Door\'s "<b>" & co', "address": "https://door.example/v1", "thumbprints": [PIN]},
        {"name": "River", "address": "https://river.example", "thumbprints": []},
    ]


@pytest.mark.parametrize("path", ["/station", "/v"])
def test_without_any_a_page_is_as_it_was_built(bare_site: Site, path: str) -> None:
    page = bare_site.get(path)
    assert listed_on(page.text) == []
    assert "connect-src 'self';" in page.header("Content-Security-Policy")
    assert other_issuers() == ()


def test_no_other_page_may_ask_them(bare_site: Site, known: None) -> None:
    assert "example" not in bare_site.get("/mine").header("Content-Security-Policy")


def test_nothing_else_of_a_page_changes() -> None:
    html = '<p>a</p><script data-issuers="[]" data-more="[]"></script>'
    changed = with_issuers(html, [TrustListEntry("A", "https://a.example")])
    assert changed.startswith('<p>a</p><script data-issuers="[{')
    assert changed.endswith('}]" data-more="[]"></script>')
