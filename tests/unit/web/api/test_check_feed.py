"""The check of a feed, as a page and for software: what it says, and that whatever is sent to it
comes to an end and is forgotten.
"""

import json
import logging
from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.web.api import check_feed
from chalicelib.web.i18n.catalogue import OWN_NAMES, translator
from tests.unit.listings.feeds import row
from tests.unit.web.site import Page, Response, Site, stored_items

PAGE = "/developers/check-feed"
TEXT = {"Content-Type": "text/plain;charset=utf-8"}
GOOD = [row(slug="a", timezone="America/New_York")]
LOSING = [
    *GOOD,
    row(slug="b", name="<b>Noon</b> & more", day="someday"),
    row(slug="c", timezone="America/New_York", end_time="late"),
]


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check may take as long as a slow machine needs, but where its end is what is tested."""
    monkeypatch.setattr(check_feed, "monotonic", lambda: 0.0)


def sent(site: Site, feed: object, query: str = "", **headers: str) -> Response:
    """What the page's script is answered."""
    body = feed if isinstance(feed, bytes) else json.dumps(feed).encode()
    own = {**TEXT, "Origin": site.origin, **headers}
    return site.request("POST", PAGE + query, headers=own, body=body)


def summaries(page: Page) -> list[str]:
    t = translator("en")
    kinds = ("set_aside", "length")
    return [text for kind in kinds if (text := t(f"feed_check.loss.{kind}", count=1)) in page.text]


def test_developers_are_led_to_it(site: Site) -> None:
    assert PAGE in site.get("/developers").page.links()
    page = site.get(PAGE).page
    assert page.all("textarea", name="feed") and page.all("form", method="post", action=PAGE)
    assert page.all("div", id="from-file")[0].keys() >= {"hidden"}  # a script sends it


@pytest.mark.parametrize("language", OWN_NAMES)
def test_the_page_says_the_limits_in_every_language(language: str) -> None:
    digits = "".join(filter(str.isdigit, translator(language)("feed_check.limits")))
    assert digits == f"{check_feed.MAX_ROWS}{check_feed.MAX_FEED // 10**6}" + str(
        check_feed.MAX_PASTED // 10**6
    )
    ends = translator(language)("feed_check.incomplete", checked="", rows="")
    assert "".join(filter(str.isdigit, ends)) == f"{check_feed.SECONDS:.0f}{check_feed.MAX_ROWS}"


def test_a_form_and_the_script_are_answered_with_the_same_report(site: Site) -> None:
    form = site.submit(PAGE, {"feed": json.dumps(LOSING), "timezone": ""})
    script = sent(site, LOSING)
    assert form.status == script.status == 200
    assert form.text == script.text
    assert form.header("Cache-Control") == "no-store"
    page = form.page
    assert "2 meetings would be listed" in page.text
    assert len(summaries(page)) == 2
    assert "Row 2: Noon & more" in page.text and "'someday' is not a weekday" in page.text
    assert "<b>Noon" not in form.text


def test_a_feed_that_loses_nothing_is_told_so(site: Site) -> None:
    page = sent(site, GOOD).page
    assert "1 meeting would be listed" in page.text
    assert translator("en")("feed_check.whole") in page.text


def test_the_zone_of_rows_without_one_comes_in_the_form_and_in_the_address(site: Site) -> None:
    feed = [row(latitude=None, longitude=None, formatted_address=None, types=["O"],
                conference_url="https://zoom.us/j/1234567890")]  # fmt: skip
    assert "0 meetings would be listed" in sent(site, feed).page.text
    assert "1 meeting would be listed" in sent(site, feed, "?timezone=Europe/Paris").page.text
    form = site.submit(PAGE, {"feed": json.dumps(feed), "timezone": " Europe/Paris "})
    assert "1 meeting would be listed" in form.page.text


def test_software_is_answered_in_json_from_any_origin(site: Site) -> None:
    answer = site.post("/v1/feeds/check?timezone=America/Chicago", LOSING, Origin="https://b.test")
    assert answer.status == 200
    assert answer.header("Access-Control-Allow-Origin") == "*"
    report = answer.json
    assert report["meetings"] == {"in_person": 2, "online": 0, "hybrid": 0, "inactive": 0}
    assert [(loss["code"], loss["count"]) for loss in report["losses"]] == [
        ("set_aside", 1),
        ("length", 1),
    ]
    assert report["corrected"]["count"] == 1


def test_of_many_rows_a_page_and_an_answer_list_the_first(site: Site) -> None:
    feed = [row(slug=f"n{number}", day="someday") for number in range(300)]
    page = sent(site, feed).page
    assert page.text.count("Row ") == check_feed.SHOWN_ROWS
    assert "The first 50 are listed here." in page.text
    (loss,) = site.post("/v1/feeds/check", feed).json["losses"]
    assert (loss["count"], len(loss["rows"])) == (300, check_feed.ANSWERED_ROWS)


@pytest.mark.parametrize(
    ("feed", "query", "field", "said"),
    [
        (b"[", "", "feed", "not JSON"),
        (b"", "", "feed", "empty"),
        (b"{}", "", "feed", "not a list of meetings"),
        (b"\xff\xfe", "", "feed", "UTF-8"),
        (b"[NaN]", "", "feed", "NaN"),
        (b"[" * 100_000, "", "feed", "nested too deeply"),
        (b"[" + b"[" * 900 + b"]" * 900 + b"]", "", "feed", "nested too deeply"),
        (b"[" + b" " * 4_000_000 + b"]", "", "feed", "at most 4000000 bytes"),
        (json.dumps(["x" * 200_001]).encode(), "", "feed", "row 1 is longer than 200000"),
        (b"[]", "?timezone=Eastern", "timezone", "an IANA time zone"),
        (b"[]", "?timezone=a&timezone=b", "timezone", "give it once"),
    ],
)
def test_what_cannot_be_checked_is_answered_with_the_field_that_is_wrong(
    site: Site, feed: bytes, query: str, field: str, said: str
) -> None:
    answer = sent(site, feed, query)
    if answer.status == 200:  # deep, and not too deep for this interpreter
        assert said == "nested too deeply" and "not an object" in answer.text
        return
    assert answer.status == 400
    assert f"{field}: " in answer.page.text and said in answer.page.text
    assert answer.page.all("textarea", name="feed")  # to go on from there
    if feed:
        error = site.post("/v1/feeds/check" + query, feed).error
        assert (error["code"], error["field"]) == ("invalid", field)


def test_more_than_2_mb_is_too_much_for_the_form_and_not_for_the_script(site: Site) -> None:
    padding = " " * check_feed.MAX_PASTED
    refused = site.submit(PAGE, {"feed": f"[{padding}]"})
    assert refused.status == 400 and "at most 2000000 bytes in the form" in refused.page.text
    assert sent(site, f"[{padding}]".encode()).status == 200


def test_another_sites_page_cannot_send_one_for_its_visitors(site: Site) -> None:
    assert sent(site, GOOD, Origin="https://elsewhere.test").status == 403
    other = site.request("POST", PAGE, headers={"Content-Type": "application/xml"}, body=b"<a/>")
    assert other.status == 415


def test_nothing_that_was_sent_is_stored_or_logged(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    before = stored_items(site)
    with caplog.at_level(logging.DEBUG):
        assert sent(site, LOSING).status == 200
        assert sent(site, b"[{]").status == 400
        assert site.post("/v1/feeds/check", LOSING).status == 200
    assert stored_items(site) == before
    assert "someday" not in caplog.text and "Noon" not in caplog.text


# The end of a check


def clock(step: float) -> check_feed.Clock:
    """A clock that has gone on by `step` seconds whenever it is looked at."""
    seconds = iter(range(10**6))
    return lambda: next(seconds) * step


def test_a_check_ends_after_its_seconds_with_what_it_has() -> None:
    feed = json.dumps([row(slug=f"n{number}") for number in range(100)])
    report = check_feed.report_on(feed, "", clock(1.0))
    assert (report.rows, report.checked) == (100, 14)
    whole = check_feed.report_on(feed, "", clock(0.01))
    assert (whole.rows, whole.checked) == (100, 100)


def test_a_page_says_where_it_ended(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_feed, "MAX_ROWS", 2)
    page = sent(site, LOSING).page
    assert "Only the first 2 of 3 rows were checked" in page.text
    assert site.post("/v1/feeds/check", LOSING).json["checked"] == 2


NUMBERS = ("1e999", "-1e999", "9" * 4000, "1" * 4000 + ".5", "0e" + "9" * 300)
VALUES: Mapping[str, Any] = {
    "blanks": " " * 90_000,
    "digits": "1" * 90_000,
    "a number in blanks": "1" + " " * 90_000 + "1",
    "brackets": "<" * 90_000,
    "elements": "<b>" * 30_000,
    "paragraphs": "</p>" * 20_000,
    "entities": "&amp;" * 18_000,
    "percent signs": "%25" * 30_000,
    "words": "a " * 45_000,
    "links": "https://zoom.us/j/1 " * 4_500,
    "commas": "," * 90_000,
    "dots": "a." * 45_000,
    "hyphens": "a-" * 45_000,
    "list": ["W"] * 20_000,
    "deep": json.loads("[" * 50 + "]" * 50),
    "object": {f"k{number}": True for number in range(5_000)},
}  # fmt: skip
FIELDS = (
    "name", "slug", "day", "time", "end_time", "duration", "timezone", "types", "conference_url",
    "conference_phone", "formatted_address", "address", "city", "state", "postal_code", "country",
    "location", "latitude", "coordinates", "approximate", "attendance_option", "notes", "regions",
    "url", "updated", "x_recurrence", "group",
)  # fmt: skip


@pytest.mark.parametrize("written", [*NUMBERS, '"\\ud800"', '"\\u0000"', '"\\u202e"', "true", "{}"])
def test_no_number_and_no_character_breaks_it(site: Site, written: str) -> None:
    fields = ",".join(f'"{name}":{written}' for name in FIELDS)
    named = ",".join(
        f'"{name}":{written}' for name in FIELDS if name not in ("slug", "day", "time")
    )
    feed = f'[{{{fields}}},{{"slug":"a","day":1,"time":"19:00",{named}}}]'.encode()
    answer = site.post("/v1/feeds/check", feed)
    assert answer.status == 200
    assert answer.json["checked"] == 2
    assert sent(site, feed).status == 200


@pytest.mark.slow
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_no_value_breaks_it(value: Any) -> None:
    """In any field, and a row that it does not fit in is refused: either way it comes to an end."""
    for field in FIELDS:
        feed = json.dumps([row(**{"timezone": "America/New_York", field: value}), row(slug="b")])
        report = check_feed.report_on(feed, "")
        assert report.checked == 2, field
