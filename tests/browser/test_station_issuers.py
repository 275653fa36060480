"""A desk that knows several issuers, and one that takes its lists from files."""

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from chalicelib.verification.core.trust_list import TrustListEntry
from chalicelib.web.http.policy import content_security_policy
from chalicelib.web.verifier import other_issuers
from tests.browser.checking_desk import ORGANISATION, Desk, Handler, paste, rows
from tests.browser.visitors import PATIENT, WAIT_MS
from tests.browser.waiting import wait_for, wait_until
from tests.vectors import codes as vectors
from tests.vectors.snapshot import pieces as snapshots

OTHERS = "Others <b>& co</b>"
NOW = datetime.fromtimestamp(vectors.NOW, UTC)
DAY = timedelta(days=1)
THEIR_KEY = vectors.STRANGER.jwk | {"signs_from": vectors.ROTATED}
THEIR_CODE = vectors.Code(vectors.payload(), vectors.STRANGER).text
THEIR_PIN = snapshots.thumbprint(vectors.STRANGER)
OWN_CODE = vectors.Code(vectors.payload(cti=bytes(10))).text
NOBODYS = vectors.Code(vectors.payload(), vectors.key("nobody's")).text


@dataclass
class Issuing(Desk):
    """A service with lists of its own, which other pages may read, and whom its desk asks."""

    keys: list[dict[str, Any]] = field(default_factory=list)
    others: tuple[TrustListEntry, ...] = ()
    public_url: str = ""
    has_withdrawals: bool = True

    def answer(self, path: str) -> tuple[dict[str, str], str] | None:
        found = super().answer(path)
        if found is None or (path.endswith("withdrawals.json") and not self.has_withdrawals):
            return None
        headers, body = found
        headers = dict(headers) | {"Access-Control-Allow-Origin": "*"}
        if path.endswith("jwks.json"):
            body = json.dumps({"keys": self.keys, "revoked": []})
        if "Content-Security-Policy" in headers:
            scripts = "'wasm-unsafe-eval'; worker-src 'self'"
            asked = other_issuers.origins(self.others)
            policy = content_security_policy(scripts=scripts, asked=asked)
            headers["Content-Security-Policy"] = policy
            body = other_issuers.with_issuers(body, self.others)
            body = body.replace('data-address=""', f'data-address="{self.public_url}"')
        return headers, body


Start = Callable[..., Issuing]


@pytest.fixture
def start(built: Path) -> Iterator[Start]:
    """Starts a service, which has its own keys and may know other issuers."""
    started: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def service(keys: list[dict[str, Any]], *issuers: TrustListEntry) -> Issuing:
        made = Issuing(built, keys=keys, others=issuers)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, made))
        made.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        started.append((server, thread))
        return made

    yield service
    for server, thread in started:
        server.shutdown()
        server.server_close()
        thread.join()


Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Opens a page at a time; none may fail."""
    contexts = []
    failures: list[str] = []

    def open_page(address: str, at: datetime = NOW) -> Page:
        context = browser.new_context(timezone_id="UTC", service_workers="block")
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.clock.install(time=at)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert failures == []


def fetched(page: Page) -> Page:
    """The desk, once it has its own lists: the line is empty until they come."""
    expect(page.locator("#lists")).to_contain_text("Keys last fetched")
    expect(page.locator("#lists")).not_to_contain_text("not yet")
    return page


def snapshot(issuer: str, at: datetime, signer: vectors.Key = vectors.SIGNING, **more: Any) -> str:
    keys = [THEIR_KEY] if signer == vectors.STRANGER else snapshots.KEYS
    said = {"iss": issuer, "as_of": int(at.timestamp()), "keys": keys, "withdrawals": []}
    return snapshots.signed(snapshots.PAYLOAD | said | more, signer)


def take(page: Page, text: str, name: str = "waypost-trust.json") -> None:
    """Opens a file of lists at the desk."""
    summary = page.get_by_text("Lists from a file")
    if not page.locator("#trust").evaluate("part => part.open"):
        summary.click()
    file = FilePayload(name=name, mimeType="application/json", buffer=text.encode())
    page.locator("#trust-files").set_input_files(file)


def said(page: Page) -> Any:
    return expect(page.locator("#trust-says"))


def trust_list(address: str, *thumbprints: str) -> str:
    entry = {"name": OTHERS, "address": address, "thumbprints": thumbprints}
    return json.dumps({"issuers": [entry]})


def base(service: Desk, host: str = "localhost") -> str:
    return f"http://{host}:{service.port}/api"


# Lists from a file


def test_a_desk_without_its_service_goes_on_with_a_snapshot(start: Start, opened: Opened) -> None:
    desk = start(snapshots.KEYS)
    page = fetched(opened(desk.url, NOW - 40 * DAY))
    page.route("**/*.json", lambda route: route.abort())
    page.clock.fast_forward(40 * 86_400_000)
    page.reload()
    fetched(page)
    paste(page, OWN_CODE)
    expect(page.locator("#latest")).to_contain_text("no up-to-date list of the issuer’s keys")
    take(page, snapshot(base(desk), NOW - DAY))
    said(page).to_contain_text(f"keys and withdrawals of {ORGANISATION}, as of")
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    expect(page.locator("#lists")).to_contain_text("Sun 22 Nov 2026")
    page.reload()
    fetched(page)
    paste(page, OWN_CODE)
    expect(page.locator("#latest")).to_contain_text("Genuine.")


def test_what_a_snapshot_withdraws_is_withdrawn(start: Start, opened: Opened) -> None:
    desk = start(snapshots.KEYS)
    page = fetched(opened(desk.url, NOW - DAY))
    page.route("**/*.json", lambda route: route.abort())
    page.clock.fast_forward(86_400_000)
    paste(page, OWN_CODE)
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    withdrawn = [vectors.reference(bytes(10))]
    take(page, snapshot(base(desk), NOW, withdrawals=withdrawn))
    expect(page.locator("#latest")).to_contain_text("Withdrawn: do not rely on it.")
    # made earlier in the same hour: nothing tells which of the two was made first
    take(page, snapshot(base(desk), NOW), "other.json")
    said(page).to_contain_text("other.json")
    said(page).to_contain_text(f"keys and withdrawals of {ORGANISATION}")
    paste(page, OWN_CODE)
    expect(page.locator("#rows > li")).to_have_count(2)
    assert "Withdrawn" in rows(page)[1]


def test_a_desk_at_a_second_host_knows_its_own_links_and_snapshot(
    start: Start, opened: Opened
) -> None:
    desk = start(snapshots.KEYS)
    desk.public_url = "https://public.example/meetings"
    page = fetched(opened(desk.url, NOW - DAY))
    page.route("**/*.json", lambda route: route.abort())
    page.clock.fast_forward(86_400_000)
    take(page, snapshot(desk.public_url, NOW, withdrawals=[vectors.reference(bytes(10))]))
    said(page).to_contain_text(f"keys and withdrawals of {ORGANISATION}, as of")
    expect(page.locator("#trust-issuers li")).to_have_count(1)
    expect(page.locator("#trust-issuers")).to_contain_text("public.example/meetings): lists as of")
    paste(page, f"{desk.public_url}/v#{OWN_CODE}")
    expect(page.locator("#latest")).to_contain_text("Withdrawn: do not rely on it.")
    expect(page.locator("#latest .warns")).to_have_count(0)
    page.reload()
    fetched(page)
    paste(page, f"{base(desk)}/v#{OWN_CODE}")
    expect(page.locator("#latest")).to_contain_text("Withdrawn: do not rely on it.")
    expect(page.locator("#latest .warns")).to_have_count(0)
    paste(page, f"https://evi1.example/v#{OWN_CODE}")
    expect(page.locator("#latest .warns").first).to_contain_text("leads to evi1.example, not here")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"as_of": vectors.NOW - 2 * 86400}, "older than the list that is here already"),
        ({"as_of": vectors.NOW - 31 * 86400}, "older than 30 days"),
        ({"as_of": vectors.NOW + 86400}, "later than this device’s clock"),
        ({"revoked": [vectors.SIGNING.jwk]}, "a key that was withdrawn"),
        ({"keys": []}, "a key that this desk does not know"),
        ({"iss": "https://elsewhere.example"}, "an issuer that this desk does not trust"),
        ({"keys": None}, "not a whole signed list"),
    ],
    ids=["back", "old", "ahead", "revoked", "unlisted", "elsewhere", "unreadable"],
)
def test_a_snapshot_that_is_not_taken_says_why(
    start: Start, opened: Opened, changed: dict[str, Any], words: str
) -> None:
    desk = start(snapshots.KEYS)
    page = fetched(opened(desk.url, NOW - DAY))
    page.clock.fast_forward(86_400_000)
    take(page, snapshot(base(desk), NOW, **changed))
    said(page).to_contain_text(words)
    paste(page, OWN_CODE)
    expect(page.locator("#latest")).to_contain_text("Genuine.")


def test_a_changed_snapshot_is_refused(start: Start, opened: Opened) -> None:
    desk = start(snapshots.KEYS)
    page = fetched(opened(desk.url, NOW - DAY))
    page.clock.fast_forward(86_400_000)
    later = json.loads(snapshot(base(desk), NOW + DAY))
    take(page, snapshots.replaced(snapshot(base(desk), NOW), payload=later["payload"]))
    said(page).to_contain_text("was changed after it was signed")
    take(page, "not json", "notes.json")
    said(page).to_contain_text("notes.json is neither a signed list nor a list of issuers.")


def test_a_snapshot_that_comes_before_the_desks_own_lists_waits_for_them(
    start: Start, opened: Opened
) -> None:
    desk = start(snapshots.KEYS)
    page = opened("about:blank", NOW - DAY)
    held: list[Route] = []
    page.route("**/*.json", lambda route: held.append(route))
    page.goto(desk.url)
    wait_for(page, lambda: len(held) == 2)
    text = snapshot(base(desk), NOW - DAY)
    later = json.loads(snapshot(base(desk), NOW))
    take(page, snapshots.replaced(text, payload=later["payload"]))
    expect(page.locator("#trust-issuers li")).to_contain_text("no lists")
    for route in held:
        route.continue_()
    said(page).to_contain_text("was changed after it was signed")


def test_a_snapshot_that_is_taken_while_lists_are_on_their_way_counts_at_once(
    start: Start, opened: Opened
) -> None:
    desk = start(snapshots.KEYS)
    page = fetched(opened(desk.url))
    page.evaluate("key => localStorage.removeItem(key)", f"{base(desk)}/v1/withdrawals.json")
    page.add_init_script(PATIENT)
    held: list[Route] = []
    page.route(
        "**/jwks.json", lambda route: route.continue_() if held else held.append(route)
    )  # the first alone is held
    page.reload()
    wait_for(page, lambda: held)
    wait_until(page, "key => localStorage.getItem(key)", f"{base(desk)}/v1/withdrawals.json")
    withdrawals = [vectors.reference(bytes(10))]
    take(page, snapshot(base(desk), NOW, withdrawals=withdrawals))
    said(page).to_contain_text("keys and withdrawals of")
    held[0].continue_()
    paste(page, OWN_CODE)
    expect(page.locator("#latest")).to_contain_text("Withdrawn: do not rely on it.")


def test_issuers_of_a_file_are_checked_by_their_snapshots(start: Start, opened: Opened) -> None:
    desk = start(snapshots.KEYS)
    page = fetched(opened(desk.url))
    paste(page, THEIR_CODE)
    expect(page.locator("#latest")).to_contain_text("Signed with a key that is not ours")
    theirs = "https://other.example.net/meetings"
    take(page, trust_list(f"{theirs}/", THEIR_PIN))
    said(page).to_contain_text("issuers: 1. Now open the signed list of each.")
    expect(page.locator("#trust-issuers")).to_contain_text("other.example.net/meetings): no lists")
    expect(page.locator("#latest")).to_contain_text("Could not be checked now.")
    take(page, snapshot(theirs, NOW - DAY, vectors.STRANGER, name="What it calls itself"))
    said(page).to_contain_text(f"keys and withdrawals of {OTHERS}")
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    expect(page.locator("#fact-issuer")).to_contain_text(OTHERS)
    link = page.get_by_role("link", name="See this meeting’s listing")
    assert link.get_attribute("href") == f"{theirs}/meetings/a1b2c3d4"
    paste(page, f"{theirs}/v#{THEIR_CODE}\n{OWN_CODE}")
    page.get_by_role("button", name="Show row 3").click()
    expect(page.locator("#fact-issuer")).to_contain_text(ORGANISATION)
    expect(page.locator("#rows")).not_to_contain_text("another site")
    page.get_by_role("button", name="Remove row 2").click()
    assert OTHERS in rows(page)[0] and OTHERS not in rows(page)[1]
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as CSV").click()
    table = list(csv.DictReader(io.StringIO(Path(saving.value.path()).read_text("utf-8-sig"))))
    assert [row["Issuer"] for row in table] == [OTHERS, ORGANISATION]
    page.get_by_role("button", name="Forget the issuers from the file").click()
    said(page).to_contain_text("are forgotten")
    expect(page.locator("#rows")).to_contain_text("Key not ours")
    expect(page.locator("#rows")).not_to_contain_text(OTHERS)


def test_a_desk_that_was_away_through_rotations_pins_the_new_key(
    start: Start, opened: Opened
) -> None:
    desk = start(snapshots.KEYS)
    page = fetched(opened(desk.url, NOW - DAY))
    page.route("**/*.json", lambda route: route.abort())
    page.clock.fast_forward(86_400_000)
    later = vectors.key("two rotations later", vectors.NOW - 3600)
    text = snapshots.signed(
        snapshots.PAYLOAD
        | {"iss": base(desk), "as_of": vectors.NOW, "keys": [vectors.VERIFY_ONLY.jwk, later.jwk]},
        later,
    )
    take(page, text)
    said(page).to_contain_text("a key that this desk does not know")
    take(page, trust_list(base(desk), snapshots.thumbprint(later)))
    expect(page.locator("#trust-issuers li")).to_have_count(1)
    take(page, text)
    said(page).to_contain_text(f"keys and withdrawals of {ORGANISATION}")


def test_files_are_taken_in_the_order_in_which_they_were_opened(
    start: Start, opened: Opened
) -> None:
    desk = start(snapshots.KEYS)
    page = fetched(opened(desk.url))
    page.evaluate(
        """() => {
            const text = File.prototype.text;
            const let_go = new Promise((resolve) => { window.letGo = resolve; });
            window.read = [];
            File.prototype.text = async function () {
                window.read.push(this.name);
                if (this.name === "issuers.json") await let_go;
                return text.call(this);
            };
        }"""
    )
    theirs = "https://other.example.net"
    take(page, trust_list(theirs, THEIR_PIN), "issuers.json")
    wait_until(page, "() => window.read.length === 1")
    take(page, snapshot(theirs, NOW - DAY, vectors.STRANGER), "snapshot.json")
    assert page.evaluate("window.read") == ["issuers.json"]
    page.evaluate("window.letGo()")
    said(page).to_contain_text(f"keys and withdrawals of {OTHERS}")


def test_a_wrong_pin_is_refused_in_clear_words(start: Start, opened: Opened) -> None:
    desk = start(snapshots.KEYS)
    page = fetched(opened(desk.url))
    theirs = "https://other.example.net"
    take(page, trust_list(theirs, snapshots.thumbprint(vectors.SIGNING)))
    take(page, snapshot(theirs, NOW - DAY, vectors.STRANGER))
    said(page).to_contain_text("signed with a key that this desk does not know")
    said(page).to_contain_text("Compare the key’s thumbprint")
    paste(page, THEIR_CODE)
    expect(page.locator("#latest")).to_contain_text("Could not be checked now.")


@pytest.mark.parametrize(
    "entry",
    [None, {}, {"name": "A", "address": "http://a.example", "thumbprints": [THEIR_PIN]}]
    + [{"name": "A", "address": "https://a.example", "thumbprints": pins} for pins in ([], ["x"])],
    ids=str,
)
def test_a_list_of_issuers_with_a_wrong_entry_is_not_taken(
    start: Start, opened: Opened, entry: Any
) -> None:
    desk = start(snapshots.KEYS)
    page = fetched(opened(desk.url))
    good = json.loads(trust_list("https://other.example", THEIR_PIN))["issuers"][0]
    take(page, json.dumps({"issuers": [good, entry]}))
    said(page).to_contain_text("entry 2 needs a name")
    expect(page.locator("#trust-issuers li")).to_have_count(1)


# Issuers of the setting


def test_issuers_of_the_setting_are_asked_when_a_code_is_not_this_services(
    start: Start, opened: Opened
) -> None:
    other = start([THEIR_KEY])
    desk = start(snapshots.KEYS, TrustListEntry(OTHERS, base(other, "127.0.0.1")))
    page = fetched(opened(desk.url))
    damaged = vectors.Code(vectors.payload(), signature=bytes(64)).text
    paste(page, f"{OWN_CODE}\n{damaged}")
    expect(page.locator("#rows > li")).to_have_count(2)
    assert other.asked == []
    paste(page, THEIR_CODE)
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    expect(page.locator("#fact-issuer")).to_contain_text(OTHERS)
    asked = sorted(other.asked)
    assert asked == ["/api/.well-known/jwks.json", "/api/v1/withdrawals.json"]
    paste(page, NOBODYS)
    expect(page.locator("#latest")).to_contain_text("Signed with a key that is not ours")
    assert sorted(other.asked) == asked


def test_each_row_says_whose_it_is_where_codes_of_several_issuers_came(
    start: Start, opened: Opened
) -> None:
    other = start([THEIR_KEY])
    desk = start(snapshots.KEYS, TrustListEntry(OTHERS, base(other, "127.0.0.1")))
    page = fetched(opened(desk.url))
    paste(page, OWN_CODE)
    expect(page.locator("#rows .issuer")).to_have_count(0)
    paste(page, THEIR_CODE)
    expect(page.locator("#rows .issuer")).to_have_text([OTHERS, ORGANISATION])


def test_an_issuer_that_does_not_answer_holds_up_nothing(start: Start, opened: Opened) -> None:
    other = start([THEIR_KEY])
    desk = start(snapshots.KEYS, TrustListEntry(OTHERS, base(other, "127.0.0.1")))
    page = fetched(opened(desk.url))
    held = []
    page.route(f"http://127.0.0.1:{other.port}/**", lambda route: held.append(route))
    paste(page, THEIR_CODE)
    expect(page.locator("#latest")).to_contain_text("Could not be checked now.")
    paste(page, OWN_CODE)
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    for route in held:
        route.continue_()
    page.unroute(f"http://127.0.0.1:{other.port}/**")
    page.clock.fast_forward(20_000)  # on a slow machine the page has given up: it asks again
    paste(page, THEIR_CODE)
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    expect(page.locator("#rows")).not_to_contain_text("Not checked")
    assert OTHERS in rows(page)[0]


def test_the_signature_decides_between_two_issuers_of_one_key_id(
    start: Start, opened: Opened
) -> None:
    namesake = THEIR_KEY | {"kid": vectors.SIGNING.kid}
    other = start([THEIR_KEY, namesake])
    desk = start(snapshots.KEYS, TrustListEntry(OTHERS, base(other, "127.0.0.1")))
    page = fetched(opened(desk.url))
    paste(page, THEIR_CODE)
    expect(page.locator("#fact-issuer")).to_contain_text(OTHERS)
    header = vectors.header(vectors.SIGNING)
    paste(page, vectors.Code(vectors.payload(), vectors.STRANGER, protected=header).text)
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    expect(page.locator("#fact-issuer")).to_contain_text(OTHERS)
    paste(page, OWN_CODE)
    expect(page.locator("#fact-issuer")).to_contain_text(ORGANISATION)


def test_the_check_page_names_whose_a_code_is(start: Start, opened: Opened) -> None:
    other = start([THEIR_KEY])
    desk = start(snapshots.KEYS, TrustListEntry(OTHERS, base(other, "127.0.0.1")))
    page = opened(f"{base(desk)}/v#{OWN_CODE}")
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()
    expect(page.locator("#fact-issuer")).to_contain_text(ORGANISATION)
    assert other.asked == []
    page = opened(f"{base(desk)}/v#{THEIR_CODE}")
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()
    expect(page.locator("#fact-issuer")).to_contain_text(OTHERS)
    page = opened(f"{base(desk)}/v#{NOBODYS}")
    expect(page.get_by_role("heading", name="Signed with a key that is not ours")).to_be_visible()


def test_a_second_code_waits_for_lists_that_are_on_their_way(start: Start, opened: Opened) -> None:
    other = start([THEIR_KEY])
    desk = start(snapshots.KEYS, TrustListEntry(OTHERS, base(other, "127.0.0.1")))
    page = opened("about:blank")
    page.add_init_script(PATIENT)
    held: list[Route] = []
    page.route(f"http://127.0.0.1:{other.port}/**", lambda route: held.append(route))
    page.goto(f"{base(desk)}/v#{THEIR_CODE}")
    wait_for(page, lambda: len(held) == 2)
    page.clock.fast_forward(3000)
    page.get_by_label("Code or link").fill(f"{base(desk)}/v#{THEIR_CODE}")
    page.get_by_role("button", name="Check").click()
    wait_for(page, lambda: desk.asked.count("/api/v1/withdrawals.json") == 2)
    for route in held:
        route.continue_()
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()
    expect(page.locator("#fact-issuer")).to_contain_text(OTHERS)


def test_a_snapshot_serves_for_an_issuer_of_the_setting_that_is_down(
    start: Start, opened: Opened
) -> None:
    theirs = "http://127.0.0.1:9/api"
    desk = start(snapshots.KEYS, TrustListEntry(OTHERS, theirs, (THEIR_PIN,)))
    page = fetched(opened(desk.url))
    paste(page, THEIR_CODE)
    expect(page.locator("#latest")).to_contain_text("Could not be checked now.")
    take(page, snapshot(theirs, NOW - DAY, vectors.STRANGER))
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    expect(page.locator("#fact-issuer")).to_contain_text(OTHERS)


def test_what_another_issuer_answered_counts_for_30_days_without_a_network(
    start: Start, opened: Opened
) -> None:
    other = start([THEIR_KEY])
    desk = start(snapshots.KEYS, TrustListEntry(OTHERS, base(other, "127.0.0.1")))
    page = fetched(opened(desk.url))
    paste(page, THEIR_CODE)
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    page.route("**/*.json", lambda route: route.abort())
    for days, outcome in ((29, "Genuine."), (2, "Could not be checked now.")):
        page.clock.fast_forward(days * 86_400_000)
        page.reload()
        fetched(page)
        paste(page, THEIR_CODE)
        expect(page.locator("#latest")).to_contain_text(outcome)


def test_where_a_listed_issuers_link_leads_is_said_calmly(start: Start, opened: Opened) -> None:
    theirs = "http://127.0.0.1:9/api"  # nobody answers there
    desk = start(snapshots.KEYS, TrustListEntry(OTHERS, theirs))
    says = f"This link leads to 127.0.0.1:9, the site of {OTHERS}."
    page = fetched(opened(desk.url))
    paste(page, f"{theirs}/v#{THEIR_CODE}")
    expect(page.locator("#latest")).to_contain_text(
        "Could not be checked now. It is not signed with"
    )
    expect(page.locator("#latest")).not_to_contain_text("Go online")
    expect(page.get_by_role("button", name="Check again")).to_be_visible()
    expect(page.locator("#latest .warnings")).to_contain_text(says)
    expect(page.locator("#latest .warns")).to_have_count(0)
    expect(page.locator("#counts")).not_to_contain_text("elsewhere")
    assert says in rows(page)[0]
    paste(page, f"{theirs}/v#{OWN_CODE}")  # our own code has no business there
    expect(page.locator("#latest .warns").first).to_contain_text("leads to 127.0.0.1:9, not here")

    page = opened(f"{base(desk)}/v#")
    for code, expected in ((THEIR_CODE, says), (OWN_CODE, "This link leads to 127.0.0.1:9, not")):
        page.get_by_label("Code or link").fill(f"{theirs}/v#{code}")
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.locator("#result")).to_contain_text(expected)
        expect(page.locator("#result p").first).to_contain_text(expected)


def test_a_code_of_ours_without_withdrawals_is_nobody_elses(start: Start, opened: Opened) -> None:
    desk = start(snapshots.KEYS, TrustListEntry(OTHERS, base(start([THEIR_KEY]), "127.0.0.1")))
    desk.has_withdrawals = False
    page = opened(f"{base(desk)}/v#{OWN_CODE}")
    heading = page.get_by_role("heading", name="Could not be checked now.")
    expect(heading).to_contain_text("no up-to-date list of withdrawals")
    expect(page.locator("#fact-issuer")).to_contain_text(ORGANISATION)
