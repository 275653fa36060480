"""The signatures of tests/unit/verification/core/test_checking_signatures.py in a real browser.

They are checked by its own WebCrypto, and by the library that stands in for it.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from chalicelib.web.http.static_files import FILES
from tests.frontend_modules import page_with_modules
from tests.unit.verification.known_signatures import Signature, rfc_8032, wycheproof
from tests.unit.verification.sample_codes import NOW

SIGNATURES = [*rfc_8032(), *wycheproof()]
LIBRARY = "/ed25519.js"

RUN = """async ([cases, library, now]) => {
  const { check } = await import("/frontend/verifier/check-code.js");
  const { verify } = library ? await import(library) : {};
  const lists = { revoked: [], sample: {}, withdrawals: [] };
  const fetched = { keysFetchedAt: now, withdrawalsFetchedAt: now };
  const found = [];
  for (const { code, jwk, message } of cases) {
    const said = Uint8Array.from(message);
    const own = SubtleCrypto.prototype.verify;
    crypto.subtle.verify = (name, key, signature) =>
      own.call(crypto.subtle, name, key, signature, said);
    const here = library && ((key, signature) => verify(key, signature, said));
    const trust = { keys: [jwk], ...lists, ...fetched };
    found.push((await check(code, trust, now, here || undefined)).outcome);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def library(bundles: None) -> str:
    """The library's script."""
    return FILES["vendor/ed25519.js"].read_text("utf-8")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with page_with_modules(browser) as page:
        yield page


def judged(page: Page, library: str | None) -> dict[str, str]:
    cases = [
        {"code": case.code, "jwk": case.jwk, "message": list(case.message)} for case in SIGNATURES
    ]
    found = page.evaluate(RUN, [cases, library, int(NOW.timestamp())])
    return {case.name: outcome for case, outcome in zip(SIGNATURES, found, strict=True)}


def expected(case: Signature) -> str:
    """Keys that are not of full order are never ours."""
    if case.flag in ("SmallOrderPublicKey", "MixedOrderPublicKey"):
        return "unknown_issuer"
    return "not_genuine" if case.result == "invalid" else "genuine"


def test_webcrypto_judges_every_code_as_the_suite_says(page: Page) -> None:
    assert judged(page, None) == {case.name: expected(case) for case in SIGNATURES}


def test_the_library_judges_every_code_as_webcrypto_does(page: Page, library: str) -> None:
    script = {"content_type": "text/javascript", "body": library}
    page.route(f"**{LIBRARY}", lambda route: route.fulfill(**script))
    assert judged(page, LIBRARY) == judged(page, None)
