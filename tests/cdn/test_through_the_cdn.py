"""The site through a CDN: what visitors share, what they never do, and what an outage leaves."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.verification.table import open_table as verification_table
from tests.cdn.deployment import Deployment
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import put_meetings

EVENING = meeting("evening", name="Evening Group")
LISTS = (
    "/.well-known/jwks.json",
    "/.well-known/cose-key-set",
    "/.well-known/waypost-trust.json",
    "/v1/withdrawals.json",
)
SHELLS = (
    "/v", "/station", "/station-worker.js", "/station.webmanifest", "/mine", "/site.webmanifest",
)  # fmt: skip


def test_who_reads_german_and_who_reads_english_get_their_own_page(deployed: Deployment) -> None:
    for target in ("/", "/v", "/station", "/mine", "/what-to-expect", "/saved"):
        for language in ("de", "en", "de", "ar"):
            (html,) = deployed.page(target, f"{language},en;q=0.5").all("html")
            assert html["lang"] == language, target


def test_who_chose_a_language_by_hand_gets_that(deployed: Deployment) -> None:
    german = {"Accept-Language": "de"}
    assert b'lang="de"' in deployed.get("/", **german).body
    assert b'lang="fr"' in deployed.get("/", Cookie="a=b; language=fr", **german).body
    assert b'lang="fr"' in deployed.get("/t", Cookie="language=fr", **german).body
    assert b'lang="fr"' in deployed.get("/v", Cookie="language=fr", **german).body


def test_an_australian_sees_no_american_crisis_line(deployed: Deployment) -> None:
    for _ in range(2):
        american = deployed.page("/what-to-expect", "en-US").links()
        australian = deployed.page("/what-to-expect", "en-AU").links()
        assert "tel:988" in american
        assert "tel:988" not in australian


def test_a_second_visitor_costs_the_service_nothing(deployed: Deployment) -> None:
    put_meetings(EVENING)
    for _ in range(3):
        for target in ("/", "/?place=New+York", f"/meetings/{EVENING.id}", "/v1/meetings"):
            assert deployed.get(target, **{"Accept-Language": "en-US"}).status in (200, 400)
    pages = [asked for asked in deployed.asked_of("service") if "v1" not in asked.target]
    assert len(pages) == 3


@pytest.mark.parametrize("target", ["/", "/station", "/mine"])
def test_what_a_browser_asks_for_with_a_page_costs_the_service_nothing(
    deployed: Deployment, target: str
) -> None:
    """Files and, where it can install pages, the manifest: the service is asked for the page."""
    deployed.sweep()
    page = deployed.page(target)
    (manifest,) = page.all("link", rel="manifest")
    asked_for = [*page.loaded_files(), manifest["href"]]
    before = len(deployed.asked_of("service"))
    for address in asked_for:
        assert deployed.get(f"/{address.removeprefix('.').removeprefix('/')}").status == 200
    assert len(deployed.asked_of("service")) == before


def test_how_a_query_is_written_makes_no_difference(deployed: Deployment) -> None:
    put_meetings(EVENING)
    bodies = {
        deployed.get(target, **{"Accept-Language": "en-US"}).body
        for target in (
            "/?place=New+York&day=3",
            "/?day=3&place=New%20York&utm_source=flyer",
            "/?place=New+York&day=3&near=&fbclid=abc",
        )
    }
    assert len(bodies) == 1
    assert len(deployed.asked_of("service")) == 1


def test_no_cookie_reaches_what_is_shared_and_none_comes_from_it(deployed: Deployment) -> None:
    put_meetings(EVENING)
    secret = "waypost=a-secret; __Host-waypost=a-secret"
    for target in ("/", f"/meetings/{EVENING.id}", "/v", *LISTS, "/feeds/meetings.csv"):
        answer = deployed.get(target, Cookie=secret, Referer="https://secret.example/")
        assert answer.status == 200, target
        assert "set-cookie" not in answer.headers
    for _, asked in deployed.proxy.asked:
        assert "a-secret" not in repr(asked)
        assert "secret.example" not in repr(asked)


def test_a_facilitator_s_pages_are_never_kept(deployed: Deployment) -> None:
    put_meetings(EVENING)
    deployed.site.sign_in(EVENING)
    session = deployed.site.cookie
    deployed.site.cookie = ""
    own = deployed.get("/facilitate", Cookie=session)
    assert own.status == 200
    assert EVENING.name.encode() in own.body
    strangers = deployed.get("/facilitate")
    assert EVENING.name.encode() not in strangers.body
    assert strangers.status != 200
    before = len(deployed.asked_of("service"))
    for _ in range(2):
        deployed.get("/facilitate", Cookie=session)
        deployed.get("/t")
    assert len(deployed.asked_of("service")) == before + 4


def test_what_is_sent_reaches_the_service_and_what_takes_nothing_refuses_it(
    deployed: Deployment,
) -> None:
    form = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": deployed.site.origin,
        "Accept-Language": "de",
    }
    sent = deployed.proxy.answer("POST", "/v/check", form, b"token=abc")
    assert sent.status == 200
    assert b'lang="de"' in sent.body
    chosen = deployed.proxy.answer("POST", "/language", form, b"to=fr")
    assert chosen.status == 303
    assert "language=fr" in chosen.headers["set-cookie"]
    assert deployed.proxy.answer("POST", "/v", form, b"token=abc").status == 403


def test_the_form_of_the_check_page_is_sent_to_where_it_is_taken(deployed: Deployment) -> None:
    (form,) = deployed.page("/v").all("form", id="check")
    assert (form["method"], form["action"]) == ("post", "./v/check")
    assert deployed.get("/v/check").headers["location"] == "/v"


def test_links_start_at_the_root_and_not_at_the_stage(deployed: Deployment) -> None:
    put_meetings(EVENING)
    for target in ("/", "/t", f"/meetings/{EVENING.id}", "/facilitate", "/meetings/none"):
        assert b'"/api' not in deployed.get(target).body, target


def test_a_cancelled_meeting_shows_once_the_kept_page_is_over(deployed: Deployment) -> None:
    put_meetings(EVENING)
    target = f"/meetings/{EVENING.id}"
    assert deployed.get(target).status == 200
    put_meetings(replace(EVENING, name="Moved away"))
    deployed.wait(seconds=59)
    assert "Evening Group" in deployed.page(target).text
    deployed.wait(seconds=2)
    deployed.get(target)  # gets the kept page, while it is asked for anew
    assert "Moved away" in deployed.page(target).text


def test_stale_pages_are_shown_while_the_service_is_down_and_not_for_long(
    deployed: Deployment,
) -> None:
    put_meetings(EVENING)
    deployed.page("/?place=New+York")
    deployed.down = True
    deployed.wait(minutes=4)
    answer = deployed.get("/?place=New+York", **{"Accept-Language": "en"})
    assert (answer.status, answer.headers["age"]) == (200, "240")
    deployed.wait(minutes=2)
    assert deployed.get("/?place=New+York", **{"Accept-Language": "en"}).status == 504
    deployed.down = False
    assert deployed.get("/?place=New+York", **{"Accept-Language": "en"}).status == 200


def test_an_error_is_nobody_else_s(deployed: Deployment) -> None:
    put_meetings(EVENING)
    deployed.down = True
    assert deployed.get("/").status == 504
    deployed.down = False
    assert deployed.get("/").status == 200
    assert deployed.get("/meetings/unknown").status == 404
    put_meetings(replace(EVENING, id="unknown"))
    assert deployed.get("/meetings/unknown").status == 200


@pytest.mark.parametrize("target", SHELLS)
def test_pages_that_check_come_from_the_bucket_in_each_language(
    deployed: Deployment, target: str
) -> None:
    from_service = deployed.get(target, **{"Accept-Language": "fr"})
    assert from_service.status == 200
    assert len(deployed.asked_of("service")) == 1  # the bucket has none yet
    deployed.sweep()
    deployed.wait(minutes=11)
    deployed.get(target, **{"Accept-Language": "fr"})
    deployed.down = True
    deployed.wait(days=3)
    from_bucket = deployed.get(target, **{"Accept-Language": "fr"})
    assert from_bucket.status == 200
    assert from_bucket.headers["content-type"] == from_service.headers["content-type"]
    assert from_bucket.headers["x-content-type-options"] == "nosniff"
    assert from_bucket.headers["content-language"] == "fr"
    if "content-security-policy" in from_service.headers:
        assert "default-src 'none'" in from_bucket.headers["content-security-policy"]


@pytest.mark.parametrize("target", LISTS)
def test_lists_come_from_the_service_and_while_it_is_down_from_the_bucket_with_their_age(
    deployed: Deployment, target: str
) -> None:
    deployed.sweep()
    written_at = int(deployed.site.clock.moment.timestamp())
    deployed.wait(minutes=10)
    live = deployed.get(target, Accept="text/html", Origin="https://court.example")
    assert live.status == 200
    assert "x-amz-meta-as-of" not in live.headers
    deployed.wait(days=2)  # for which the kept one counts no more
    deployed.down = True
    copy = deployed.get(target, Origin="https://court.example")
    assert copy.status == 200
    assert copy.headers["content-type"] == live.headers["content-type"]
    assert copy.headers["x-amz-meta-as-of"] == str(written_at)
    assert copy.headers["access-control-allow-origin"] == "*"
    assert "x-amz-meta-as-of" in copy.headers["access-control-expose-headers"]
    if target.endswith(("jwks.json", "key-set")):
        assert copy.body == live.body


def test_a_withdrawal_is_in_the_list_within_two_minutes(deployed: Deployment) -> None:
    def listed() -> dict[str, Any]:
        return dict(json.loads(deployed.get("/v1/withdrawals.json").body))

    assert listed()["references"] == []
    over = deployed.site.clock.moment + timedelta(days=180)
    verification_table().withdraw("AAAQ-EAYE-AUDA-OCAJ", int(over.timestamp()))
    deployed.wait(seconds=61)
    listed()  # the kept one, while it is asked for anew
    assert len(listed()["references"]) == 1


def test_a_list_that_stays_the_same_says_every_hour_that_it_is_current(
    deployed: Deployment,
) -> None:
    for _ in range(50):
        deployed.wait(minutes=10)
        deployed.get("/v1/withdrawals.json")
        as_of = json.loads(deployed.get("/v1/withdrawals.json").body)["as_of"]
        assert deployed.site.clock.moment.timestamp() - as_of <= 3600 + 600


def test_files_come_from_the_bucket_and_those_of_an_earlier_release_too(
    deployed: Deployment,
) -> None:
    files = [address for address in deployed.page("/").loaded_files() if "/static/" in address]
    assert files
    asked = len(deployed.asked_of("service"))
    earlier = "static/0123456789/styles/style.css"
    kept = {"ContentType": "text/css", "CacheControl": "public, max-age=31536000, immutable"}
    deployed.s3.put_object(Bucket="site", Key=earlier, Body=b"/* earlier */", **kept)
    deployed.down = True
    for address in files:
        answer = deployed.get(address)
        assert (answer.status, "immutable" in answer.headers["cache-control"]) == (200, True)
    assert deployed.get(f"/{earlier}").body == b"/* earlier */"
    assert len(deployed.asked_of("service")) == asked


def test_a_file_that_the_bucket_does_not_have_comes_from_the_service(deployed: Deployment) -> None:
    assert deployed.get("/static/embed.js").status == 200
    assert deployed.get("/static/none.js").status == 404


def test_who_forges_their_address_is_counted_all_the_same(deployed: Deployment) -> None:
    deployed.get("/t", ip="198.51.100.7", **{"X-Waypost-Viewer": "192.0.2.1"})
    (asked,) = deployed.asked_of("service")
    assert asked.headers["x-waypost-viewer"] == "198.51.100.7"
