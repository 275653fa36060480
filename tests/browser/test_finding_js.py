"""The pages' finder of codes (lib/find-codes.js) in a real browser: on the vectors that the
service's finder runs too, and equal to it for thousands of other texts."""

import json
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from chalicelib.verification.core.finding import find_codes, opaque_host
from tests.frontend_modules import page_with_modules
from tests.vectors import findings
from tests.vectors.finding import pieces

CASES = json.loads(findings.FILE.read_text(encoding="utf-8"))["cases"]
RUN = """async (texts) => {
  const { findCodes, opaqueHost } = await import("/frontend/lib/find-codes.js");
  return texts.map((text) => ({
    codes: findCodes(text).map(({ text: token, ...more }) => ({ token, ...more })),
    opaque: opaqueHost(text),
  }));
}"""
TOKENS = (pieces.TOKEN, pieces.TIME_ONLY, pieces.OTHER, pieces.SECOND_ALG)
PIECES = (
    *("https://", "http://", "waypost.example.org", "evi1.example", "/v#", "/v%23", "%2523", "@"),
    *("\\", ":443", ":8000", "?url=", "&data=1", "\r\n> ", "\n", "=\r\n", "=20\r\n", "=23", "=3D"),
    *('<a href="', '">', "</a>", "<br>", "<wbr>", "<span style='x:y'>", "&shy;", "&#8203;"),
    *(
        "&#x23;",
        "&amp;",
        "&quot;",
        " ",
        "  ",
        "\u00ad",
        "\u200b",
        "\ufeff",
        "证明：",
        "شهادة",
        "。",
    ),
    *("(", "[p](", ")", "]", "|", "> ", "\t", "*", "__;Iw!!", "https-3A__", "_v-23", "«", "”", ","),
    *("urldefense.proofpoint.com/v2/url?u=", "urldefense.com/v3/__", "https://x.mimecast.com/s/"),
    *("%E2%80%8B", "%FF%C3", "%C2%AD", "Thanks", "A", "0", "2", "Q1", "ſ", "\u212a", "2KCE3IQB"),
    *(
        "\U0001f600",
        "\uff11",
        "\u24b6",
        "\U0001d400",
        "é",
        "\x00",
        "\x1d",
        "\x85",
        "\xa0",
        "\u2028",
    ),
    *("\u3000", ".", ";", "'", "`", "~", "^", "\ufffd", "\ue000", "\u0301", "\ud800"),
)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with page_with_modules(browser) as page:
        yield page


def found(page: Page, texts: list[str]) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = page.evaluate(RUN, texts)
    return result


def wrapped_codes(draw: random.Random) -> str:
    """Returns codes, whole and damaged, between and around pieces of mails and addresses."""
    parts = []
    for _ in range(draw.randint(1, 12)):
        part = draw.choice(PIECES)
        if draw.random() < 0.3:
            part = draw.choice(TOKENS)
            kind = draw.random()
            if kind < 0.3:
                part = part.lower()
            elif kind < 0.6:
                length = draw.randint(1, 80)
                part = draw.choice(PIECES).join(pieces.parts(part, length))
            elif kind < 0.7:
                part = part[: draw.randrange(len(part))]
            elif kind < 0.8:
                at = draw.randrange(len(part))
                part = part[:at] + draw.choice(PIECES) + part[at + 1 :]
        parts.append(part)
    text = "".join(parts)
    return quote(text, safe="", errors="replace") if draw.random() < 0.2 else text


def test_every_vector_has_its_codes(page: Page) -> None:
    results = found(page, [case["text"] for case in CASES])
    for case, result in zip(CASES, results, strict=True):
        assert result == {"codes": case["codes"], "opaque": case["opaque"]}, case["name"]


def test_the_browser_finds_what_the_service_finds_in_any_text(page: Page) -> None:
    draw = random.Random(20260)
    texts = [wrapped_codes(draw) for _ in range(6000)]
    texts = [text for text in texts if text.encode(errors="ignore").decode() == text]
    assert len(texts) > 4000
    for text, result in zip(texts, found(page, texts), strict=True):
        codes = [
            {"token": code.token, "host": code.host, "wrapper": code.wrapper}
            for code in find_codes(text)
        ]
        assert result == {"codes": codes, "opaque": opaque_host(text)}, text
