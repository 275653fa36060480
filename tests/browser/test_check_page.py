"""The check page (/v) in a real browser, as it is built, under a base path: with codes, and with
what people give it, as links in any wrapping, links to other hosts and several codes at once.
"""

import gzip
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from chalicelib.web.files import LANGUAGES, STATIC
from chalicelib.web.http.responses import PAGE_HEADERS
from chalicelib.web.http.static_addresses import name_at
from chalicelib.web.http.templates import render
from chalicelib.web.i18n.catalogue import languages
from tests.browser.own_style import assert_own_style_suffices
from tests.browser.visitors import WAIT_MS
from tests.browser.waiting import wait_until
from tests.older_browser import OLDER
from tests.vectors import codes as vectors
from tests.vectors import generate
from tests.vectors.finding import pieces as findings
from tests.vectors.finding.pieces import TOKEN
from tools import build_pages

ORIGIN = "https://waypost.example"
PAGE = f"{ORIGIN}/api/v"
ORGANISATION = "Open Door Meetings"
MAX_PAGE_BYTES = 10 * 1024
MAX_CHECK_BYTES = 13.5 * 1024  # with what checks a code, which comes beside the lists of keys
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
PARTS = ("verifier/check.js", "styles/check.css")

VECTORS = generate.generate()
CASES = {case["name"]: case for case in VECTORS["cases"]}
TRUST = VECTORS["trust"]
LISTS = {
    "/api/.well-known/jwks.json": {"keys": TRUST["keys"], "revoked": TRUST["revoked"]},
    "/api/v1/withdrawals.json": {"references": TRUST["withdrawals"], "as_of": VECTORS["now"]},
}
FIRST_WORDS = {
    "full code": "Genuine. A facilitator of this meeting gave this code to one person to"
    " acknowledge attendance.",
    "hand-in date reached": "Genuine, past its hand-in date. The attendance it acknowledges is"
    " unchanged; your office decides.",
    "clock 301 s slow": "This device’s date may be wrong.",
    "withdrawn": "Withdrawn: do not rely on it. This says nothing about the person;"
    " mistakes happen.",
    "revoked key": "Withdrawn: do not rely on it. The issuer’s key was withdrawn with every code it"
    " signed. That says nothing about the holder.",
    "name changed": "Not confirmed: changed, or not issued here.",
    "unknown key": "Signed with a key that is not ours: cannot be confirmed here.",
    "last character cut": "Scan it again.",
    "iss as well": "Could not be checked now. The signature is right, but the code is newer",
    "sample": "Sample, not proof.",
}

HERE = f"{ORIGIN}/api/v#"
LINK = f"{HERE}{TOKEN}"
WRAPPED = {
    "full stop": f"{LINK}.",
    "comma": f"{LINK},",
    "brackets": f"({LINK})",
    "angle brackets": f"<{LINK}>",
    "curly quotes": f"\u201c{LINK}\u201d",
    "Markdown": f"[proof]({LINK})",
    "HTML": f'<a href="{LINK}">proof</a>',
    "sentence": f"Here is my proof: {LINK}. Thank you!",
    "Arabic": f"الرابط:{LINK}وشكرًا",
    "soft hyphens": "\u00ad".join(findings.parts(LINK, 31)),
    "reply marks": "> ".join(findings.parts(LINK, 60)),
    "groups": " ".join(findings.parts(TOKEN, 8)),
    "per cents": quote(LINK, safe=""),
    "scanner": f"]Q1{LINK}",
    "bare token in lower case": TOKEN.lower(),
    "letters after": f"{TOKEN}THANKS",
}


Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def without_libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is built, without npm's libraries."""
    folder = tmp_path_factory.mktemp("built")
    ignored = shutil.ignore_patterns("vendor")
    shutil.copytree(STATIC.parent, folder, ignore=ignored, dirs_exist_ok=True)
    return folder


@pytest.fixture
def opened(browser: Browser, without_libraries: Path) -> Iterator[Opened]:
    """Opens the page with a case's clock and code; `asked` on it holds every request made."""
    contexts = []

    @cache
    def built(language: str) -> str:
        return build_pages.check_page(language, ORGANISATION, without_libraries)

    def serve(route: Route, html: str) -> None:
        path = route.request.url.removeprefix(ORIGIN).split("?")[0].split("#")[0]
        if path == "/api/v":
            route.fulfill(headers=PAGE_HEADERS, body=html)
        elif path in LISTS:
            route.fulfill(content_type="application/json", body=json.dumps(LISTS[path]))
        elif path.startswith("/api/static/"):
            file = STATIC / name_at(path.removeprefix("/api/static/"))[0]
            route.fulfill(content_type=KINDS[file.suffix], body=file.read_text("utf-8"))
        else:
            route.fulfill(status=404)

    def open_page(
        text: str = "",
        now: int = VECTORS["now"],
        script: str = "",
        language: str = "en",
        **more: Any,
    ) -> Page:
        context = browser.new_context(timezone_id="America/New_York", **more)
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        page.route("**/*", lambda route: serve(route, built(language)))
        page.clock.set_fixed_time(datetime.fromtimestamp(now, UTC))
        if script:  # last, because the clock brings functions of its own
            page.add_init_script(script)
        page.goto(f"{PAGE}#{text}" if text else PAGE)
        return page

    yield open_page
    for context in contexts:
        context.close()


def case_opened(opened: Opened, name: str) -> Page:
    case = CASES[name]
    return opened(case["text"].strip(), case.get("now", VECTORS["now"]))


@pytest.mark.parametrize("name", FIRST_WORDS)
def test_an_outcome_is_the_only_heading_and_says_its_sentence_first(
    opened: Opened, name: str
) -> None:
    page = case_opened(opened, name)
    heading = page.get_by_role("status").get_by_role("heading", level=1)
    expect(heading).to_contain_text(FIRST_WORDS[name])
    expect(page.locator("h1:visible")).to_have_count(1)
    assert page.title().startswith(heading.locator(".word").inner_text())


def test_a_genuine_code_shows_what_it_carries_and_what_it_does_not_say(opened: Opened) -> None:
    page = case_opened(opened, "full code")
    facts = page.locator("#facts")
    expect(facts).to_be_visible()
    shown = facts.inner_text().replace("\u00a0", " ")
    for text in (
        "Tuesday Night",
        "Springfield, IL",
        "Tue 17 Nov 2026, 7:00–8:30 pm (UTC-06:00)",
        "Tue 17 Nov 2026, 8:00–9:30 pm (UTC-05:00)",
        vectors.reference(vectors.CTI),
        "16 May 2027",
        f"Issued by\n{ORGANISATION}",
        "It does not say who, how long they stayed, or whether they took part."
        " A copy looks the same: compare references.",
    ):
        assert text in shown
    listing = page.get_by_role("link", name="listing")
    assert listing.evaluate("link => link.href") == f"{ORIGIN}/api/meetings/a1b2c3d4"
    about = page.locator(".about")
    expect(about).to_contain_text("You are on waypost.example.")
    expect(about).to_contain_text(
        f"{ORGANISATION} is not affiliated with courts, corrections or treatment."
    )
    expect(about).to_contain_text("Keys last fetched: Sun 22 Nov 2026")


def test_a_date_and_time_only_code_names_no_meeting(opened: Opened) -> None:
    page = case_opened(opened, "date and time only")
    expect(page.locator("#fact-meeting")).to_contain_text("date and time only")
    expect(page.locator("#fact-place")).to_be_hidden()
    expect(page.locator("#listing")).to_be_hidden()


def test_a_code_that_is_not_confirmed_shows_no_meeting(opened: Opened) -> None:
    page = case_opened(opened, "name changed")
    expect(page.get_by_role("heading", name="Not confirmed")).to_be_visible()
    expect(page.locator("#facts")).to_be_hidden()


def test_text_in_a_code_is_text(opened: Opened) -> None:
    page = case_opened(opened, "name with markup")
    name = page.locator("#fact-meeting bdi")
    expect(name).to_contain_text("<b>&amp;")
    assert name.locator("b").count() == 0


def test_the_code_leaves_the_address_and_is_sent_nowhere(opened: Opened) -> None:
    asked: list[str] = []
    page = opened()
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    text = CASES["full code"]["text"]
    page.evaluate("text => { location.hash = text }", text)
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()
    assert page.url == PAGE
    assert asked and not any(text[:20] in address.split("#")[0] for address in asked)
    assert text[:20] not in page.evaluate("JSON.stringify(localStorage)")


def test_a_pasted_link_is_checked_here(opened: Opened) -> None:
    page = opened()
    expect(page.get_by_text("The code is not sent anywhere.")).to_be_visible()
    page.get_by_label("Code or link").fill(CASES["in a link"]["text"])
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()
    expect(page.get_by_label("Code or link")).to_have_value("")


def test_the_skip_link_is_not_taken_for_a_code(opened: Opened) -> None:
    page = opened()
    expect(page.locator("#lists")).not_to_be_empty()
    page.evaluate("location.hash = 'main'")
    expect(page.get_by_role("heading", name="Check a code")).to_be_visible()


def test_offline_the_lists_of_the_last_visit_serve(opened: Opened) -> None:
    page = opened()
    expect(page.locator("#lists")).not_to_be_empty()
    page.route("**/*.json", lambda route: route.abort())
    page.evaluate("text => { location.hash = text }", CASES["full code"]["text"])
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()


def test_without_lists_it_says_why_and_checks_again_on_demand(opened: Opened) -> None:
    page = opened()
    expect(page.locator("#lists")).not_to_be_empty()
    page.evaluate("localStorage.clear()")
    page.route("**/*.json", lambda route: route.abort())
    page.evaluate("text => { location.hash = text }", CASES["full code"]["text"])
    expect(page.get_by_role("heading", name="Could not be checked now.")).to_contain_text("keys")
    page.unroute("**/*.json")
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()


def test_an_older_browser_checks_here_too(opened: Opened) -> None:
    page = opened(CASES["full code"]["text"], script=OLDER)
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()
    expect(page.locator("#lists")).to_contain_text("Keys last fetched: Sun 22 Nov 2026")


def test_without_ed25519_the_code_waits_in_a_form_that_says_it_is_sent(opened: Opened) -> None:
    text = CASES["full code"]["text"]
    page = opened(
        text,
        script="SubtleCrypto.prototype.importKey = () =>"
        " Promise.reject(new DOMException('', 'NotSupportedError'))",
    )
    expect(page.get_by_label("Code or link")).to_have_value(text)
    expect(page.get_by_text("It is not kept.")).to_be_visible()
    assert page.url == PAGE
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Check").click()
    assert sent.value.url == f"{PAGE}/check"
    assert text in (sent.value.post_data or "")


def test_a_browser_whose_ed25519_fails_leaves_the_code_in_the_form(opened: Opened) -> None:
    text = CASES["full code"]["text"]
    page = opened(
        text,
        script="SubtleCrypto.prototype.verify = () =>"
        " Promise.reject(new DOMException('', 'OperationError'))",
    )
    expect(page.get_by_label("Code or link")).to_have_value(text)
    expect(page.get_by_text("It is not kept.")).to_be_visible()


ANSWERS_LATER = """
  const place = SubtleCrypto.prototype;
  const itself = place.%s;
  globalThis.calls = 0;
  const answer = new Promise((resolve, reject) => {
    globalThis.letGo = resolve;
    globalThis.fail = () => reject(new DOMException("", "OperationError"));
  });
  place.%s = async function (...given) {
    globalThis.calls += 1;
    if (globalThis.calls === 1) await answer;
    return itself.apply(this, given);
  };
"""


def test_a_check_that_fails_late_leaves_the_answer_to_a_later_code(opened: Opened) -> None:
    page = opened()
    expect(page.get_by_text("The code is not sent anywhere.")).to_be_visible()
    page.evaluate("() => {%s}" % (ANSWERS_LATER % ("verify", "verify")))
    paste(page, CASES["full code"]["text"])
    wait_until(page, "() => calls === 1")
    paste(page, CASES["date and time only"]["text"])
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()
    page.evaluate("() => { fail(); return new Promise((done) => setTimeout(done)); }")
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()
    expect(page.get_by_text("it is sent to this site to be checked")).to_be_hidden()
    expect(page.get_by_label("Code or link")).to_have_value("")


def test_a_link_that_is_opened_before_the_page_can_check_is_the_one_that_is_checked(
    opened: Opened,
) -> None:
    script = ANSWERS_LATER % ("importKey", "importKey")
    page = opened(CASES["full code"]["text"], script=script)
    wait_until(page, "() => calls === 1")
    page.evaluate("text => { location.hash = text }", CASES["date and time only"]["text"])
    field = page.get_by_label("Code or link")
    expect(field).to_have_value(CASES["date and time only"]["text"])
    assert page.url == PAGE
    page.evaluate("letGo()")
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()
    expect(page.locator("#fact-meeting")).to_contain_text("date and time only")


def test_without_scripts_there_is_a_form(opened: Opened) -> None:
    page = opened(java_script_enabled=False)
    form = page.locator("form#check")
    expect(form).to_have_attribute("method", "post")
    expect(page.get_by_text("It is not kept.")).to_be_visible()
    expect(page.get_by_text("paste the whole link")).to_be_visible()


@pytest.mark.parametrize("language", languages())
def test_nothing_is_wider_than_a_small_phone(opened: Opened, language: str) -> None:
    for name in FIRST_WORDS:
        case = CASES[name]
        page = opened(
            case["text"],
            case.get("now", VECTORS["now"]),
            language=language,
            viewport={"width": 320, "height": 640},
        )
        expect(page.get_by_role("status").get_by_role("heading")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 320, name


@pytest.mark.parametrize(
    "outcome", sorted({case["outcome"] for case in CASES.values()} - {"could_not_check"})
)
def test_the_answer_to_the_form_says_the_same_as_the_browser(outcome: str) -> None:
    claims = SimpleNamespace(
        meeting_id="a1b2c3d4",
        name="<b>Tuesday",
        place="",
        reference="UCQ2-FI5E-UWTK-PKFJ",
        occurrence=SimpleNamespace(
            start=datetime.fromisoformat("2026-11-17T19:00-06:00"),
            end=datetime.fromisoformat("2026-11-17T20:30-06:00"),
        ),
        hand_in_by=date(2027, 5, 16),
        date_only=False,
    )
    result = SimpleNamespace(
        outcome=outcome,
        reason="",
        claims=claims,
        host="waypost.example",
        elsewhere="",
        through="",
        listed=None,
        others=(),
    )
    html = render(
        "verifier/check.html",
        "/api",
        organisation=ORGANISATION,
        style="/api/static/styles/check.css",
        sample={},
        result=result,
    )
    words = json.loads((LANGUAGES / "en/verify.json").read_text("utf-8"))
    assert html.count("<h1") == 1
    said = f"v.service.{outcome}" if outcome == "not_yet_valid" else f"v.{outcome}"
    assert words[f"{said}.word"] in html
    assert "&lt;b&gt;Tuesday" in html
    assert "UCQ2-FI5E-UWTK-PKFJ" in html and "16 May 2027" in html
    assert 'href="/api/meetings/a1b2c3d4"' in html
    assert 'action="/api/v/check"' in html
    assert "<script" not in html


def test_the_built_page_is_the_same_at_each_build_and_its_links_are_relative(
    tmp_path: Path,
) -> None:
    for name in ("a", "b"):
        shutil.copytree(STATIC.parent, tmp_path / name)
    once = [file.read_bytes() for file in build_pages.build(tmp_path / "a", ORGANISATION)]
    again = [file.read_bytes() for file in build_pages.build(tmp_path / "b", ORGANISATION)]
    assert once == again
    links = re.findall(rb'(?:href|src|action|data-\w+)="([^"]*/[^"]*)"', once[0])
    assert links and all(link.startswith(b"./") for link in links)


def test_before_any_code_its_facts_are_empty() -> None:
    page = build_pages.check_page("en", ORGANISATION)
    facts = re.findall(r"<dd[^>]*>(.*?)</dd>", page)
    assert len(facts) == 8
    assert set(facts) == {"<bdi></bdi>"}


def size_with(names: tuple[str, ...], language: str) -> int:
    parts = [build_pages.check_page(language, ORGANISATION)]
    parts += [(STATIC / name).read_text("utf-8") for name in names]
    return sum(len(gzip.compress(part.encode())) for part in parts)


@pytest.mark.parametrize("language", languages())
def test_the_page_stays_small(language: str) -> None:
    assert size_with(PARTS, language) <= MAX_PAGE_BYTES
    assert size_with((*PARTS, "verifier/check-here.js"), language) <= MAX_CHECK_BYTES


@pytest.mark.parametrize(
    ("text", "media"),
    [
        (f"{TOKEN[:-1]}A", {"viewport": {"width": 320, "height": 640}}),
        (LINK, {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}),
        (f"https://evi1.example/v#{TOKEN}", {"viewport": {"width": 320, "height": 640}}),
    ],
    ids=["refused, phone", "genuine, desktop, dark", "elsewhere, phone"],
)
def test_its_own_stylesheet_shows_what_the_common_ones_would(
    opened: Opened, text: str, media: dict[str, Any]
) -> None:
    page = opened(**media)
    paste(page, text)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if text.endswith(TOKEN):
        expect(page.get_by_role("button", name="Keep on this phone")).to_be_visible()
    common = [f"/api/static/{name}" for name in build_pages.CHECK_STYLES]
    assert_own_style_suffices(page, "check.css", common)


def test_without_what_checks_a_code_the_form_has_it(opened: Opened) -> None:
    page = opened()
    expect(page.get_by_text("The code is not sent anywhere.")).to_be_visible()
    page.route("**/check-here.js*", lambda route: route.abort())
    page.reload()
    paste(page, TOKEN)
    expect(page.get_by_text("it is sent to this site to be checked")).to_be_visible()
    expect(page.get_by_label("Code or link")).to_have_value(TOKEN)


LOAD_CHECK = """() => import(
  new URL(document.querySelector("script[data-check]").dataset.check, document.baseURI)
)"""


def test_a_page_that_was_open_checks_without_a_network(opened: Opened) -> None:
    page = opened()
    with page.expect_request_finished(lambda request: "check-here.js" in request.url):
        page.reload()
    page.evaluate(LOAD_CHECK)  # what that file imports comes after it
    page.route("**/*", lambda route: route.abort())
    paste(page, TOKEN)
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()
    expect(page.locator("#keep")).to_be_hidden()


def paste(page: Page, text: str) -> None:
    expect(page.get_by_text("The code is not sent anywhere.")).to_be_visible()
    page.get_by_label("Code or link").fill(text)
    page.get_by_role("button", name="Check").click()


@pytest.mark.parametrize("text", WRAPPED.values(), ids=WRAPPED)
def test_a_code_in_any_wrapping_is_read(opened: Opened, text: str) -> None:
    page = opened()
    paste(page, text)
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()
    expect(page.get_by_text("This link leads to")).to_have_count(0)


@pytest.mark.parametrize(
    "fragment",
    [f"{TOKEN}.", f"{TOKEN})", quote(f"{TOKEN}. Thanks", safe=""), quote(f"({LINK})", safe="")],
)
def test_a_page_that_a_mangled_link_opens_reads_its_code(
    opened: Opened,
    fragment: str,
) -> None:
    page = opened(fragment)
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()
    assert "#" not in page.url


def test_a_link_to_another_host_is_said_before_the_outcome(opened: Opened) -> None:
    page = opened()
    paste(page, f"https://evi1.example/v#{TOKEN}")
    warning = page.get_by_text("This link leads to evi1.example, not here.")
    expect(warning).to_be_visible()
    verdict = page.get_by_role("heading", name="Genuine.")
    expect(verdict).to_be_visible()
    above, below = warning.bounding_box(), verdict.bounding_box()
    assert above and below and above["y"] + above["height"] <= below["y"]
    said = page.locator("#result").inner_text()
    assert said.index("This link leads to") < said.index("Genuine.")
    paste(page, LINK)  # nothing of it stays for the next code
    expect(warning).to_have_count(0)


def test_mail_security_around_a_link_is_named_without_alarm(opened: Opened) -> None:
    page = opened()
    host = "eur01.safelinks.protection.outlook.com"
    paste(page, f"https://{host}/?url={quote(LINK, safe='')}&data=1")
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()
    expect(page.get_by_text(f"It came through {host}, which rewrites links.")).to_be_visible()
    expect(page.get_by_text("This link leads to")).to_have_count(0)


def test_several_codes_are_for_the_desk(opened: Opened) -> None:
    page = opened()
    paste(page, f"{LINK} {HERE}{findings.OTHER}")
    expect(page.get_by_role("heading", name="Several different codes.")).to_be_visible()
    desk = page.get_by_role("link", name="Check all of them at the desk")
    assert desk.evaluate("link => link.href") == f"{ORIGIN}/api/station"
    expect(page.get_by_text("This link leads to")).to_have_count(0)


def test_a_link_that_hides_its_target_is_to_be_opened(opened: Opened) -> None:
    page = opened()
    paste(page, "https://protect-us.mimecast.com/s/AbCd?domain=waypost.example")
    heading = page.get_by_role("heading", name="Could not be checked now.")
    expect(heading).to_contain_text("goes through protect-us.mimecast.com")
    expect(heading).to_contain_text("Open it and copy the address")


def test_a_changed_code_in_a_sentence_is_not_confirmed(opened: Opened) -> None:
    page = opened()
    at = len(TOKEN) - 20
    changed = TOKEN[:at] + ("A" if TOKEN[at] != "A" else "B") + TOKEN[at + 1 :]
    paste(page, f"See {HERE}{changed}.")
    expect(page.get_by_role("heading", name="Not confirmed")).to_be_visible()


def test_without_a_network_a_link_is_checked_all_the_same(opened: Opened) -> None:
    page = opened()
    expect(page.locator("#lists")).not_to_be_empty()
    page.route("**/read-text.js*", lambda route: route.abort())
    paste(page, LINK)
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()


@pytest.mark.parametrize(
    "text",
    [
        f"https://a-very-long-name-of-a-host.that-nobody-could-remember.evi1.example/v#{TOKEN}",
        f"{LINK} {HERE}{findings.OTHER}",
        "https://url.uk.m.mimecastprotect.com/s/AbCd",
    ],
)
def test_nothing_of_it_is_wider_than_a_small_phone(opened: Opened, text: str) -> None:
    page = opened(viewport={"width": 320, "height": 700})
    paste(page, text)
    expect(page.locator("#result").get_by_role("heading")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
