"""The page's checker (verifier/check-code.js of the frontend) in a real browser, on the vectors
that the service's checker runs too."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.frontend_modules import page_with_modules
from tests.vectors import generate

VECTORS = json.loads(generate.FILE.read_text(encoding="utf-8"))
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

RUN = """async ([cases, trust, now]) => {
  const { check } = await import("/frontend/verifier/check-code.js");
  const found = [];
  for (const sample of cases) {
    found.push(await check(sample.text, { ...trust, ...sample.trust }, sample.now ?? now));
  }
  return found;
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with page_with_modules(browser) as page:
        yield page


def outcomes(page: Page, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(RUN, [cases, VECTORS["trust"], VECTORS["now"]])
    return found


@pytest.fixture(scope="module")
def found(page: Page) -> dict[str, dict[str, Any]]:
    names = [case["name"] for case in VECTORS["cases"]]
    return dict(zip(names, outcomes(page, VECTORS["cases"]), strict=True))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_every_vector_has_its_outcome(
    case: dict[str, Any], found: dict[str, dict[str, Any]]
) -> None:
    result = found[case["name"]]
    assert (result["outcome"], result.get("reason")) == (case["outcome"], case.get("reason"))
    assert result.get("attendance") == case.get("attendance")


def test_the_vectors_reach_all_nine_outcomes() -> None:
    assert {case["outcome"] for case in VECTORS["cases"]} == {
        "genuine",
        "expired",
        "not_yet_valid",
        "withdrawn",
        "not_genuine",
        "unknown_issuer",
        "unreadable",
        "could_not_check",
        "sample",
    }


def test_a_code_that_is_not_confirmed_tells_nothing_of_a_meeting(
    found: dict[str, dict[str, Any]],
) -> None:
    told = {result["outcome"] for result in found.values() if result.get("attendance")}
    assert told == {
        "genuine",
        "expired",
        "not_yet_valid",
        "withdrawn",
        "could_not_check",
        "sample",
    }


@pytest.mark.parametrize("kind", ["genuine", "expired", "sample", "withdrawn"])
def test_no_single_wrong_character_is_taken_for_the_code(page: Page, kind: str) -> None:
    """Each position of a code that reads as `kind`, with another letter there."""
    case = next(case for case in VECTORS["cases"] if case["outcome"] == kind)
    text = case["text"]
    cases = []
    for position, letter in enumerate(text):
        other = ALPHABET[(ALPHABET.index(letter) + 1 + position % 31) % 32]
        cases.append(case | {"text": text[:position] + other + text[position + 1 :]})
    refused = {"not_genuine", "unknown_issuer", "unreadable"}
    assert {result["outcome"] for result in outcomes(page, cases)} <= refused


def test_no_beginning_of_a_code_is_taken_for_it(page: Page) -> None:
    text = VECTORS["cases"][0]["text"]
    cases = [{"text": text[:length]} for length in range(len(text))]
    assert {result["outcome"] for result in outcomes(page, cases)} == {"unreadable"}


def test_a_code_is_not_rewritten_by_capitals_beyond_ascii(page: Page) -> None:
    """A dotless i and a long s become I and S when upper-cased; they are not those letters."""
    text = VECTORS["cases"][0]["text"]
    swaps = {"I": "\u0131", "S": "\u017f"}
    cases = [{"text": text.replace(a, b, 1)} for a, b in swaps.items() if a in text]
    assert cases
    assert {result["outcome"] for result in outcomes(page, cases)} == {"unreadable"}


def test_this_browser_can_check(page: Page) -> None:
    assert (
        page.evaluate("async () => (await import('/frontend/verifier/check-code.js')).canCheck()")
        is True
    )


def test_a_browser_without_ed25519_says_so(browser: Browser) -> None:
    refuses = (
        "SubtleCrypto.prototype.importKey = () =>"
        " Promise.reject(new DOMException('', 'NotSupportedError'))"
    )
    with page_with_modules(browser, refuses) as refusing:
        able = refusing.evaluate(
            "async () => (await import('/frontend/verifier/check-code.js')).canCheck()"
        )
    assert able is False
