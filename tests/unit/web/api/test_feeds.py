"""Feeds, as somebody else's software reads them."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import icalendar
import pytest

from chalicelib import dynamodb
from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Conference, Meeting
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import series
from chalicelib.meetings.storage import parts
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.api import feed_sources, feeds
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import NOW, Response, Site, put_meetings

NEAR = {"near": "40.71,-74.01"}
ZOOM = Conference("https://zoom.us/j/123")
PATHS = (
    "/feeds/meeting-guide.json",
    "/feeds/meetings.csv",
    "/feeds/meetings.geojson",
    "/feeds/meetings.ics",
)
HERE = meeting("here")
FAR = meeting("far", attendance=AttendanceOption.ONLINE, point=None, conference=ZOOM, types=("W",))
OVER = meeting("over", attendance=AttendanceOption.INACTIVE)


def names(answer: Response) -> set[str]:
    """The names of the meetings of a feed in any of the formats."""
    assert answer.status == 200, answer.text
    kind = answer.header("Content-Type").partition(";")[0]
    if kind == "application/json":
        return {row["name"] for row in answer.json}
    if kind == "text/csv":
        table = csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline=""))
        return {row["name"] for row in table}
    if kind == "application/geo+json":
        return {meeting["properties"]["name"] for meeting in answer.json["features"]}
    assert kind == "text/calendar"
    events = icalendar.Calendar.from_ical(answer.body).walk("VEVENT")
    return {str(event["summary"]) for event in events}


def next_path(answer: Response) -> str:
    """Where `Link` leads; "" for the last page."""
    link = re.fullmatch(r'<([^<>]+)>; rel="next"', answer.header("Link") or "<>")
    return link[1] if link else ""


@pytest.mark.parametrize("path", PATHS)
def test_the_whole_listing_without_a_search(site: Site, path: str) -> None:
    put_meetings(HERE, FAR, OVER)
    expected = {HERE.name, FAR.name} | ({OVER.name} if not path.endswith("ics") else set())
    answer = site.get(path)
    assert names(answer) == expected
    assert next_path(answer) == ""
    assert answer.header("Access-Control-Allow-Origin") == "*"
    assert "Link" in answer.header("Access-Control-Expose-Headers")
    assert answer.header("Cache-Control") == "public, max-age=300"


@pytest.mark.parametrize("path", PATHS)
def test_an_empty_listing_is_an_empty_feed(site: Site, path: str) -> None:
    assert names(site.get(path)) == set()


@pytest.mark.parametrize("path", PATHS)
def test_a_search_narrows_a_feed_as_it_does_the_page(site: Site, path: str) -> None:
    elsewhere = meeting("elsewhere", weekdays=(5,))
    put_meetings(HERE, FAR, OVER, elsewhere)
    assert names(site.get(path, NEAR)) == {HERE.name, elsewhere.name}
    assert names(site.get(path, {**NEAR, "day": "3"})) == {HERE.name}
    assert names(site.get(path, {"place": "New York, NY", "day": "5"})) == {elsewhere.name}
    assert names(site.get(path, {"attendance": "online"})) == {FAR.name}
    assert names(site.get(path, {"near": "0,0", "radius": "5km"})) == set()


@pytest.mark.parametrize("path", PATHS)
def test_a_feed_reaches_as_far_however_many_meetings_are_near(site: Site, path: str) -> None:
    away = [meeting(f"away{km}", point=Point(40.71 + km / 111, -74.01)) for km in (20, 30)]
    put_meetings(*away)
    assert names(site.get(path, NEAR)) == {away[0].name}
    near = [meeting(f"near{n}") for n in range(12)]
    put_meetings(*near)
    assert names(site.get(path, NEAR)) == {away[0].name, *(meeting.name for meeting in near)}
    assert names(site.get(path, {**NEAR, "radius": "5km"})) == {meeting.name for meeting in near}


@pytest.mark.parametrize("path", PATHS)
def test_a_filter_without_a_place_narrows_the_whole_listing(site: Site, path: str) -> None:
    closed = meeting("closed", verification=VerificationPolicy.NOT_OFFERED, entity="Elm Group")
    put_meetings(HERE, FAR, OVER, closed)
    assert names(site.get(path, {"type": "W"})) == {FAR.name}
    assert names(site.get(path, {"verification": "offered"})) == {HERE.name, FAR.name}
    assert names(site.get(path, {"entity": "Elm Group"})) == {closed.name}


@pytest.mark.parametrize("query", [{"day": "3"}, {"radius": "5km"}, {"sort": "start"}, {"day": "x"},
    {"near": "x"}, {"limit": "0"}, {"page": "no such id!"}, {"attendance": "all"},
    {**NEAR, "cursor": "x"}])  # fmt: skip
def test_what_a_feed_cannot_be_asked_is_said(site: Site, query: dict[str, str]) -> None:
    for path in PATHS:
        answer = site.get(path, query)
        assert answer.status == 400
        assert answer.error["code"] == "invalid"


@pytest.mark.parametrize("path", PATHS)
def test_a_feed_is_not_sent_again_to_those_who_have_it(site: Site, path: str) -> None:
    put_meetings(HERE, FAR)
    first = site.get(path)
    tag = first.header("ETag")
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)  # strong
    site.clock.wait(hours=30)  # another meeting is the next one now; the listing is the same
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = site.get(path, **{"If-None-Match": held})
        assert (again.status, again.body) == (304, b"")
        assert again.header("ETag") == tag
    assert site.get(path, **{"If-None-Match": '"other"'}).status == 200
    put_meetings(meeting("here", name="Another name"))
    assert site.get(path, **{"If-None-Match": tag}).status == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", [{}, NEAR, {"attendance": "online"}])
@pytest.mark.parametrize("stage", ["", "/api"])
def test_page_after_page_gives_every_meeting_once(
    site: Site, monkeypatch: pytest.MonkeyPatch, path: str, query: dict[str, str], stage: str
) -> None:
    monkeypatch.setattr(feed_sources, "MAX_ROWS", 4)
    site.stage = stage
    many = [
        meeting(f"m{n}", weekdays=(n % 7,), attendance=AttendanceOption.HYBRID, conference=ZOOM)
        for n in range(11)
    ]
    put_meetings(*many)
    seen, pages = follow(site, path, query)
    assert sorted(seen) == sorted(meeting.name for meeting in many)
    assert pages == 3


def follow(site: Site, path: str, query: dict[str, str]) -> tuple[list[str], int]:
    """Every name that a feed gives, page after page, and how many pages there are."""
    seen: list[str] = []
    answer = site.get(path, query)
    pages = 1
    while True:
        seen += names(answer)
        target = next_path(answer)
        if not target:
            return seen, pages
        parts = urlsplit(target)
        assert parts.path == f"{site.stage}{path}"
        site.clock.wait(minutes=5)
        answer = site.get(path, dict(parse_qsl(parts.query)))
        pages += 1


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", [{}, NEAR])
def test_a_page_is_never_larger_than_an_answer_may_be(
    site: Site, monkeypatch: pytest.MonkeyPatch, path: str, query: dict[str, str]
) -> None:
    monkeypatch.setattr(feeds, "MAX_BYTES", 9_000)
    many = [meeting(f"m{n}", notes="京都 " * 200) for n in range(7)]
    put_meetings(*many)
    seen, pages = follow(site, path, query)
    assert sorted(seen) == sorted(meeting.name for meeting in many)
    assert pages > 2
    assert len(seen) == len(set(seen))


def test_the_next_page_goes_on_though_the_meeting_it_went_on_after_is_gone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_sources, "MAX_ROWS", 3)
    many = {added.id: added for added in (meeting(f"m{n}") for n in range(6))}
    put_meetings(*many.values())
    first = site.get(PATHS[0])
    query = dict(parse_qsl(urlsplit(next_path(first)).query))
    open_table().remove(query["page"].partition(".")[2], NOW)
    rest, _ = follow(site, PATHS[0], query)
    assert sorted([*names(first), *rest]) == sorted(meeting.name for meeting in many.values())


def calls_from_now_on() -> list[str]:
    """The operations that the database is asked for, one for each call."""
    calls: list[str] = []
    events = dynamodb.client().meta.events
    events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))
    return calls


@pytest.mark.parametrize("path", PATHS)
def test_who_has_the_listing_costs_one_read(site: Site, path: str) -> None:
    put_meetings(*(meeting(f"m{n}") for n in range(12)))
    tag = site.get(path).header("ETag")
    calls = calls_from_now_on()
    assert site.get(path, **{"If-None-Match": tag}).status == 304
    assert calls == ["GetItem"]


@pytest.mark.parametrize("query", [{}, NEAR, {"type": "O"}, {"attendance": "online"}])
@pytest.mark.parametrize("path", PATHS)
def test_no_feed_scans(site: Site, path: str, query: dict[str, str]) -> None:
    put_meetings(HERE, FAR)
    calls = calls_from_now_on()
    assert site.get(path, query).status == 200
    assert calls and set(calls) <= {"GetItem", "BatchGetItem"}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", [{}, NEAR, {"type": "O"}, {"attendance": "online"}])
def test_who_asks_with_a_tag_misses_no_change(site: Site, path: str, query: dict[str, str]) -> None:
    both = meeting("both", attendance=AttendanceOption.HYBRID, conference=ZOOM, types=("O",))
    once = replace(
        meeting("once", attendance=AttendanceOption.HYBRID, conference=ZOOM, types=("O",)),
        schedule=series((), 20 * 60, 60, "UTC", rule="FREQ=DAILY;COUNT=1", first=NOW.date()),
    )
    put_meetings(both, once)
    table = open_table()
    held = site.get(path, query)
    changes: list[Callable[[], object]] = [
        lambda: site.clock.wait(hours=1),
        lambda: put_meetings(replace(both, group_notes="Ring twice")),
        lambda: table.override(both.id, Override(date(2026, 3, 11)), site.clock.moment),
        lambda: site.clock.wait(hours=9),  # one is over
        lambda: put_meetings(replace(both, name="Both")),
        lambda: put_meetings(meeting("another", attendance=AttendanceOption.HYBRID)),
        lambda: site.clock.wait(days=1),
        lambda: table.remove(both.id, site.clock.moment),
        lambda: site.clock.wait(days=7),
        lambda: put_meetings(replace(both, name="Back")),
    ]
    for change in changes:
        change()
        new = site.get(path, query)
        again = site.get(path, query, **{"If-None-Match": held.header("ETag")})
        assert again.header("ETag") == new.header("ETag")
        if again.status == 304:
            assert new.body == held.body
        held = new


def test_a_filtered_page_looks_at_so_much_and_no_more(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PART_BYTES", 1_000)
    monkeypatch.setattr(feed_sources, "MAX_PARTS", 2)
    many = [meeting(f"m{n}", weekdays=(n % 7,), notes=f"{n * 7919}" * 9) for n in range(60)]
    rare = meeting("rare", types=("X",))
    put_meetings(*many, rare)
    seen, pages = follow(site, PATHS[0], {"type": "X"})
    assert seen == [rare.name]
    assert pages > 2
    for each in many:  # nearly all parts are empty then
        open_table().remove(each.id, NOW)
    assert follow(site, PATHS[0], {})[0] == [rare.name]


def test_the_way_on_from_a_page_that_one_has_is_still_good(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_sources, "MAX_ROWS", 4)
    hybrid: dict[str, Any] = {"attendance": AttendanceOption.HYBRID, "conference": ZOOM}
    put_meetings(*(meeting(f"m{n}", **hybrid) for n in range(6)))
    for query in ({}, {"attendance": "online"}):
        first = site.get(PATHS[0], query)
        site.clock.wait(days=7)
        again = site.get(PATHS[0], query, **{"If-None-Match": first.header("ETag")})
        assert again.status == 304
        onward = next_path(again) or next_path(first)
        rest = site.get(PATHS[0], dict(parse_qsl(urlsplit(onward).query)))
        assert len(names(first) | names(rest)) == 6


@pytest.mark.parametrize("path", PATHS)
def test_a_page_that_was_cut_for_its_size_has_a_tag_of_its_own(
    site: Site, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Which of what is near fits the first page depends on the hour."""
    monkeypatch.setattr(feeds, "MAX_BYTES", 9_000)
    put_meetings(*(meeting(f"m{n}", weekdays=(n,), notes="京都 " * 200) for n in range(7)))
    first = site.get(path, NEAR)
    held = {"If-None-Match": first.header("ETag")}
    assert site.get(path, NEAR, **held).status == 304
    site.clock.wait(days=1)
    later = site.get(path, NEAR, **held)
    assert later.status == 200
    assert names(later) != names(first)


def stamps(answer: Response) -> tuple[Any, ...]:
    """What tells a calendar which of two versions is the newer: a number and two moments."""
    event = icalendar.Calendar.from_ical(answer.body).walk("VEVENT")[0]
    return int(event["sequence"]), event["dtstamp"].dt, event["last-modified"].dt


@pytest.mark.parametrize("path", ["/feeds/meetings.ics", f"/meetings/{HERE.id}/calendar.ics"])
def test_a_calendar_is_told_of_each_change(site: Site, path: str) -> None:
    """One that keeps what it has unless the new version says that it is newer."""
    day = date(2026, 3, 11)
    put_meetings(replace(HERE, updated=datetime(2025, 5, 6, tzinfo=UTC)))
    held = stamps(site.get(path))
    for change in (Override(day), Override(day, date(2026, 3, 12), 600), Override(day, day)):
        site.clock.wait(minutes=7)
        open_table().override(HERE.id, change, site.clock.moment)
        newer = stamps(site.get(path))
        assert all(new > old for new, old in zip(newer, held, strict=True)), change
        held = newer
    site.clock.wait(minutes=7)
    put_meetings(replace(HERE, updated=datetime(2025, 5, 6, tzinfo=UTC)), now=site.clock.moment)
    assert stamps(site.get(path)) == held  # the same again is no change


@pytest.mark.parametrize("end", ["UNTIL=20260303", "UNTIL=20260224"])
def test_a_meeting_that_has_ended_has_no_calendar(site: Site, end: str) -> None:
    rule = f"FREQ=WEEKLY;BYDAY=TU;{end}"
    schedule = series((), 600, 60, "America/New_York", rule=rule)
    example = meeting("one", schedule=schedule)
    put_meetings(example)
    site.clock.wait(days=3)
    calendar = f"/meetings/{example.id}/calendar.ics"
    assert site.get(calendar).status == (200 if end == "UNTIL=20260303" else 404)
    site.clock.wait(days=7)
    assert site.get(calendar).status == 404
    assert icalendar.Calendar.from_ical(site.get("/feeds/meetings.ics").body).walk("VTIMEZONE")


def test_a_meeting_in_a_calendar_of_its_own(site: Site) -> None:
    put_meetings(HERE)
    answer = site.get(f"/meetings/{HERE.id}/calendar.ics")
    assert names(answer) == {HERE.name}
    assert answer.header("Content-Disposition") == 'attachment; filename="here.ics"'
    tag = answer.header("ETag")
    again = site.get(f"/meetings/{HERE.id}/calendar.ics", **{"If-None-Match": tag})
    assert again.status == 304


@pytest.mark.parametrize("slug", ["京都", 'a";b', "..", "ünï"])
def test_a_file_name_is_one_on_any_device(site: Site, slug: str) -> None:
    example: Meeting = meeting(slug)
    put_meetings(example)
    header = site.get(f"/meetings/{example.id}/calendar.ics").header("Content-Disposition")
    assert re.fullmatch(r'attachment; filename="[A-Za-z0-9_][A-Za-z0-9._-]*\.ics"', header)


@pytest.mark.parametrize("fields", [{"schedule": None}, {"attendance": AttendanceOption.INACTIVE}])
def test_what_takes_place_at_no_time_has_no_calendar(site: Site, fields: dict[str, Any]) -> None:
    example = meeting("one", **fields)
    put_meetings(example)
    assert site.get(f"/meetings/{example.id}/calendar.ics").status == 404
    assert site.get("/meetings/nosuch/calendar.ics").status == 404
