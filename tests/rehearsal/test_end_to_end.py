"""From a search to a withdrawn code, by both names of the deployed service."""

import secrets
from urllib.parse import urljoin, urlsplit

import pytest

from chalicelib.verification.tickets import new_ticket
from tests.browser import facilitator_meetings
from tests.rehearsal.deployed import OWN_BASE, Deployed
from tests.rehearsal.visitor import Visitor
from tests.unit.web.ticket_requests import hash_of

MEETING = facilitator_meetings.ids()[0]
PAGES = ("/", "/v", "/t", "/mine", "/station", "/sign-in", "/courts", "/saved", "/what-to-expect")
FEEDS = {
    "/feeds/meeting-guide.json": "application/json",
    "/feeds/meetings.csv": "text/csv",
    "/feeds/meetings.geojson": "application/geo+json",
    "/feeds/meetings.ics": "text/calendar",
}


@pytest.fixture(scope="module")
def visitor(face: Deployed) -> Visitor:
    return Visitor(face)


@pytest.fixture(scope="module")
def facilitator(face: Deployed) -> Visitor:
    signing_in = Visitor(face)
    signing_in.sign_in_with(face.new_link())
    return signing_in


@pytest.mark.parametrize("search", ["place=Chicago", "place=60604", "attendance=online"])
def test_a_search_finds_meetings_and_each_has_its_page(visitor: Visitor, search: str) -> None:
    results = visitor.get(f"/?{search}")
    assert results.status == 200
    meetings = [link for link in results.page.links() if "/meetings/" in link]
    assert len(meetings) >= 3
    assert visitor.file(meetings[0]).status == 200
    found = visitor.get(f"/v1/meetings?{search}").json
    assert found["meetings"]


def test_pages_link_below_their_base_and_ask_for_files_that_are_there(visitor: Visitor) -> None:
    files = set()
    for page in PAGES:
        answer = visitor.get(page)
        assert answer.status == 200, page
        at = urlsplit(visitor.deployed.base + page)
        for link in answer.page.links():
            led = urlsplit(urljoin(at.geturl(), link))
            if led.netloc == at.netloc:
                assert led.path.startswith(f"{visitor.base_path}/"), f"{page}: {link}"
        files |= {urljoin(at.geturl(), file) for file in answer.page.loaded_files()}
    assert len(files) > 10
    for file in files:
        parts = urlsplit(file)
        answer = visitor.file(f"{parts.path}?{parts.query}")
        assert answer.status == 200, file
        assert answer.header("Content-Type").startswith(
            ("text/css", "text/javascript", "image/svg+xml")
        )


@pytest.mark.parametrize(("feed", "kind"), FEEDS.items())
def test_the_whole_listing_is_a_file_of_each_kind(visitor: Visitor, feed: str, kind: str) -> None:
    answer = visitor.get(feed)
    assert answer.status == 200
    assert answer.header("Content-Type").startswith(kind)
    assert answer.header("Access-Control-Allow-Origin") == "*"
    assert "Everyday Circle" in answer.text


def test_a_ticket_becomes_a_code_that_is_genuine_until_it_is_withdrawn(
    visitor: Visitor, facilitator: Visitor
) -> None:
    ticket = new_ticket()
    sent = {"meeting_id": MEETING, "tickets": [hash_of(ticket)]}
    registered = facilitator.post("/v1/tickets", sent)
    assert registered.status == 201, registered.text

    redeemed = visitor.post("/v1/tickets/redeem", {"ticket": ticket})
    assert redeemed.status == 200, redeemed.text
    assert visitor.post("/v1/tickets/redeem", {"ticket": ticket}).json == redeemed.json
    full = redeemed.json["forms"]["full"]
    assert full["url"] == f"{OWN_BASE}/v#{full['token']}"  # whoever gave it by which name

    checked = visitor.post("/v1/verifications/check", {"token": full["token"]})
    assert checked.json["outcome"] == "genuine"
    assert checked.json["reference"] == redeemed.json["reference"]
    page = visitor.submit("/v/check", {"token": full["url"]})
    assert page.status == 200 and "Genuine" in page.page.text
    assert redeemed.json["reference"] in page.page.text

    reference = redeemed.json["reference"]
    withdrawn = facilitator.request(
        "DELETE", f"/v1/tickets/{reference}", headers={"Origin": facilitator.origin}
    )
    assert withdrawn.status == 200, withdrawn.text
    checked = visitor.post("/v1/verifications/check", {"token": full["token"]})
    assert checked.json["outcome"] == "withdrawn"
    assert visitor.post("/v1/tickets/redeem", {"ticket": ticket}).status == 410
    listed = visitor.get("/v1/withdrawals.json").json["references"]
    assert reference.replace("-", "") in {each.replace("-", "") for each in listed}


def test_a_code_is_given_at_the_desk_and_a_form_sent_twice_gives_one(
    facilitator: Visitor,
) -> None:
    form = {"detail": "time", "once": secrets.token_hex(5).upper()}
    given = facilitator.submit(f"/facilitate/give/{MEETING}", form)
    assert given.status == 200, given.text
    again = facilitator.submit(f"/facilitate/give/{MEETING}", form)
    (link,) = given.page.all("input", id="url")
    assert link["value"].startswith(f"{OWN_BASE}/v#")
    assert again.page.all("input", id="url") == [link]


def test_the_keys_are_those_of_the_key_store(visitor: Visitor) -> None:
    listed = visitor.deployed.command("keys", "list")
    keys = visitor.get("/.well-known/jwks.json").json["keys"]
    assert len(keys) == 2
    assert all(key["kid"][:8] in listed for key in keys)
    assert not any("d" in key for key in keys)
    assert visitor.get("/.well-known/cose-key-set", Accept="text/html").status == 406


@pytest.mark.parametrize("path", ["/meetings/nothing", "/static/nothing.js", "/v1/meetings/none"])
def test_what_is_not_there_is_said_in_our_shape(visitor: Visitor, path: str) -> None:
    assert visitor.get(path, Accept="text/html").status == 404


def test_head_is_as_get_without_a_body(visitor: Visitor) -> None:
    for path in ("/", "/v", "/.well-known/jwks.json", "/feeds/meetings.csv"):
        whole = visitor.get(path)
        head = visitor.request("HEAD", path)
        assert (head.status, head.body) == (200, b"")
        for name in ("Content-Type", "Cache-Control", "ETag", "Content-Security-Policy"):
            assert head.header(name) == whole.header(name), path


def test_pages_of_other_origins_may_read_what_is_public_and_change_nothing(
    visitor: Visitor, facilitator: Visitor
) -> None:
    elsewhere = {"Origin": "https://elsewhere.example"}
    for path in ("/v1/meetings?attendance=online", "/.well-known/jwks.json"):
        assert visitor.get(path, **elsewhere).header("Access-Control-Allow-Origin") == "*"
    refused = facilitator.post("/v1/tickets", {}, **elsewhere)
    assert refused.status == 403 and refused.error["code"] == "wrong_origin"


def test_a_language_is_chosen_by_hand_before_the_browsers(visitor: Visitor) -> None:
    assert visitor.get("/", **{"Accept-Language": "fr"}).page.all("html")[0]["lang"] == "fr"
    chosen = visitor.submit("/language", {"to": "de"})
    assert chosen.status == 303
    cookie = chosen.header("Set-Cookie").partition(";")[0]
    answer = visitor.get("/", **{"Accept-Language": "fr", "Cookie": cookie})
    assert answer.page.all("html")[0]["lang"] == "de"


def test_the_session_ends_with_its_cookie(face: Deployed) -> None:
    facilitator = Visitor(face)
    facilitator.sign_in_with(face.new_link())
    assert facilitator.cookie.startswith("__Host-")
    assert facilitator.get("/facilitate").status == 200
    own = {"Origin": facilitator.origin}
    assert facilitator.request("DELETE", "/v1/session", headers=own).status < 300
    assert facilitator.get("/facilitate").status == 401


def test_the_sweep_does_what_the_schedule_asks(deployed: Deployed) -> None:
    deployed.run_sweep()
    assert "never" not in deployed.command("sweep", "--status")
