"""What goes wrong in other finders, each on the data that shows it: tsml-ui, BMLT, yap, imports and
geocoders of several. Every one was run and seen there; here a visitor or an operator must not.

Invented rows show each by themselves. Beside them, where a real feed shows it too, it is read in
place, and the test is skipped where the folder of real feeds is not at hand.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import icalendar
import pytest
from click.testing import CliRunner, Result

import app as front_door
from chalicelib.__main__ import main
from chalicelib.geo.point import Point
from chalicelib.listings.incoming.feed import Affiliation, Feed
from chalicelib.listings.incoming.feed_import import ImportResult, run_import
from chalicelib.listings.incoming.meeting_guide import read_feed
from chalicelib.meetings import join_link
from chalicelib.meetings.join_link import LinkKind, without_imitation
from chalicelib.meetings.meeting import PRIVATE, Meeting, meeting_id
from chalicelib.meetings.storage.table import open_table
from chalicelib.verification.keystore import open_key_store
from chalicelib.web.i18n.catalogue import languages
from tests.conftest import Tables
from tests.unit.listings.feeds import row
from tests.unit.listings.real_feeds import bmlt_text, feed_bytes
from tests.unit.web.site import NOW, Response, Site, freeze_clock, stored_items

NEW_YORK = {"near": "40.75,-73.99"}
ONLINE = {"attendance": "online"}
FAR = {"formatted_address": None, "latitude": None, "longitude": None}  # of a row: no room
ZOOM = "https://zoom.us/j/1170585621"
FEEDS = ("meeting-guide.json", "meetings.csv", "meetings.geojson", "meetings.ics")


@pytest.fixture
def site(dynoxide_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The service over an empty listing, on a Wednesday, 7 am in New York."""
    open_key_store().ensure_signing_key(NOW)
    return Site(front_door.app, freeze_clock(monkeypatch))


def written(folder: Path, *rows: object, name: str = "ours.json") -> str:
    """The path of a feed that holds these rows."""
    (folder / name).write_text(json.dumps(rows), "utf-8")
    return str(folder / name)


def published(
    folder: Path, *rows: object, timezone: str | None = "America/New_York"
) -> ImportResult:
    """Puts a feed's rows into the listing, as an import does; the source is `ours`."""
    return run_import(
        written(folder, *rows),
        source="ours",
        timezone=timezone,
        affiliation=Affiliation.OWN,
        storage=open_table(),
        now=NOW,
    )


def run(*arguments: str) -> Result:
    """The operator's import."""
    return CliRunner().invoke(main, ["import", *arguments])


def counted(result: Result) -> dict[str, int]:
    """The numbers of the operator's report, by their words."""
    return {
        words: int(count) for count, words in re.findall(r"^ +(\d+) (\D+)$", result.stdout, re.M)
    }


def read(data: bytes, timezone: str | None = None) -> Feed:
    """A feed as the import reads it."""
    return read_feed(data, source="ours", affiliation=Affiliation.OWN, timezone=timezone)


def found(site: Site, query: Mapping[str, str]) -> list[str]:
    """The slugs of what a search finds, in its order."""
    answer = site.get("/v1/meetings", {**query, "limit": "100"})
    return [entry["slug"] for entry in answer.json["meetings"]]


def stored(site: Site) -> list[str]:
    """Everything that is stored anywhere; the database gives attributes in any order."""
    return sorted(json.dumps(item, sort_keys=True, default=repr) for item in stored_items(site))


def page_of(site: Site, slug: str) -> Response:
    """A meeting's own page."""
    return site.get(f"/meetings/{meeting_id('ours', slug)}")


def said(site: Site, slug: str) -> Any:
    """What the API says of a meeting."""
    return site.get(f"/v1/meetings/{meeting_id('ours', slug)}").json


def spoken(site: Site, slug: str) -> str:
    """The words of a meeting's page, with ordinary blanks."""
    return page_of(site, slug).page.text.replace("\u00a0", " ")


def exported(site: Site) -> list[Any]:
    """The rows of the Meeting Guide feed, all of its pages."""
    rows: list[Any] = []
    answer = site.get("/feeds/meeting-guide.json")
    while True:
        rows += answer.json
        link = re.search("<([^>]+)>", answer.header("Link"))
        if not link:
            return rows
        parts = urlsplit(link[1])
        answer = site.get(parts.path, dict(parse_qsl(parts.query)))


def events(answer: Response) -> list[Any]:
    """A calendar's entries, as a calendar reads them."""
    return list(icalendar.Calendar.from_ical(answer.body).walk("VEVENT"))


def new_york() -> list[dict[str, str]]:
    """The rows of New York as a BMLT server publishes them."""
    rows: list[dict[str, str]] = json.loads(bmlt_text("bmlt-sample-newyork-meetings.json"))
    return rows


def from_bmlt(rows: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Rows of BMLT under Meeting Guide's names, which are what the import reads: their values as
    they are, but for the weekday, which BMLT counts from 1, and the end, which it has as a length.
    What BMLT does not publish is PRIVATE."""
    made = []
    for entry in rows:
        start = timedelta(**_clock(entry["start_time"]))
        end = start + timedelta(**_clock(entry["duration_time"]))
        made.append({
            "slug": entry["id_bigint"],
            "name": entry["meeting_name"],
            "day": int(entry["weekday_tinyint"]) - 1,
            "time": entry["start_time"][:5],
            "end_time": f"{end.seconds // 3600:02}:{end.seconds // 60 % 60:02}",
            "timezone": entry["time_zone"],
            "location": entry["location_text"],
            "formatted_address": ", ".join(
                (entry["location_street"], entry["location_municipality"], "NY")
            ),
            "latitude": entry["latitude"],
            "longitude": entry["longitude"],
            "types": [] if entry["published"] == "1" else [PRIVATE],
        })  # fmt: skip
    return made


def _clock(text: str) -> dict[str, int]:
    hours, minutes, seconds = map(int, text.split(":"))
    return {"hours": hours, "minutes": minutes, "seconds": seconds}


# tsml-ui: the list


@pytest.mark.parametrize(
    ("bad", "readable"),
    [
        ({"day": "Monday"}, True),
        ({"conference_phone": 16692393465}, True),
        ({"day": "someday"}, False),
        ({"time": 19}, False),
        ({"name": {"en": "Evening"}}, False),
        ({"timezone": "Eastern"}, True),
        ({"timezone": "Nowhere Time"}, True),  # it goes by the zone of its place
        ({"timezone": "Nowhere Time", **FAR, "conference_url": ZOOM}, False),
    ],
)
def test_one_bad_row_does_not_cost_the_list(
    site: Site, tmp_path: Path, bad: dict[str, object], readable: bool
) -> None:
    """tsml-ui throws on it, and shows nothing at all."""
    rows = row(slug="before"), row(slug="bad", **bad), row(slug="after")
    result = run(written(tmp_path, *rows), "--timezone", "America/New_York")
    assert result.exit_code == 0, result.output
    assert (counted(result)["added"], counted(result)["set aside"]) == (2 + readable, 1 - readable)
    assert {"before", "after"} <= set(found(site, NEW_YORK))
    assert ("bad" in found(site, NEW_YORK)) == readable
    if not readable:
        field = next(iter(bad))
        assert re.search(rf"^ +2  {field} +\S", result.stdout, re.M)  # the row, the field, and why


def test_a_weekday_in_words_and_a_phone_number_as_a_number_are_what_they_say(
    site: Site, tmp_path: Path
) -> None:
    """The two rows that end tsml-ui's list, for somebody who comes to them."""
    published(
        tmp_path, row(slug="word", day="Monday"), row(slug="call", conference_phone=16692393465)
    )
    assert "Every Monday" in spoken(site, "word")
    assert "tel:16692393465" in page_of(site, "call").page.links()


def test_bad_rows_among_thirty_six_cost_the_two_that_nobody_can_read(
    site: Site, tmp_path: Path
) -> None:
    """tsml-ui shows none of the synthetic edge cases."""
    (tmp_path / "ours.json").write_bytes(feed_bytes("edge-cases-synthetic.json"))
    result = run(str(tmp_path / "ours.json"), "--timezone", "America/New_York")
    assert (counted(result)["added"], counted(result)["set aside"]) == (34, 2)
    assert len(exported(site)) == 34
    assert "Every Monday" in spoken(site, "day-name")
    assert "tel:16692393465" in page_of(site, "phone-as-number").page.links()


def test_a_row_of_several_days_is_one_meeting_and_spoils_no_neighbour(
    site: Site, tmp_path: Path
) -> None:
    """tsml-ui writes one row per day into the list while it walks along it."""
    several = row(slug="several", day=[1, 3, 5]), row(slug="as-text", day=["0", "6"])
    published(tmp_path, row(slug="before", day=2), *several, row(slug="after", day=2))
    on = {"before": 2, "after": 2, "several": [1, 3, 5], "as-text": [0, 6]}
    assert {entry["slug"]: entry["day"] for entry in exported(site)} == on
    assert len(exported(site)) == 4
    for day in range(7):
        expected = {
            slug for slug, days in on.items() if day in (days if isinstance(days, list) else [days])
        }
        here = found(site, {**NEW_YORK, "day": str(day)})
        assert (set(here), len(here)) == (expected, len(expected))
    assert "Mondays, Wednesdays and Fridays" in spoken(site, "several")


def test_the_array_days_of_edmonton_are_315_rows_and_no_more() -> None:
    """tsml-ui makes 472 meetings of Edmonton's 315 rows."""
    data = feed_bytes("edmonton.json")
    rows = {str(entry["slug"]): entry for entry in json.loads(data)}
    feed = read(data, "America/Edmonton")
    assert len(feed.meetings) + len(feed.set_aside) == len(rows) == 315
    assert {remark.field for remark in feed.set_aside} == {"formatted_address"}  # not on the map
    for entry in feed.meetings:
        assert entry.schedule
        assert [str(day) for day in entry.schedule.weekdays] == [
            str(day) for day in rows[entry.slug]["day"]
        ]


def test_eleven_pm_is_not_read_as_eleven_in_the_morning(site: Site, tmp_path: Path) -> None:
    """tsml-ui reads "11:00 PM" as 11:00, twelve hours early."""
    published(tmp_path, row(slug="late", time="11:00 PM"), row(slug="noon", time="12:15 PM"))
    assert "11:00 pm–midnight" in spoken(site, "late")
    assert (said(site, "late")["time"], said(site, "noon")["time"]) == ("23:00", "12:15")


def test_the_twelve_hour_times_of_edmonton_are_those_of_the_afternoon() -> None:
    """tsml-ui has Edmonton's evenings in the morning."""
    data = feed_bytes("edmonton.json")
    rows = {str(entry["slug"]): entry for entry in json.loads(data)}
    for entry in read(data, "America/Edmonton").meetings:
        assert entry.schedule
        meant = datetime.strptime(rows[entry.slug]["time"], "%I:%M %p")  # noqa: DTZ007  a clock's
        assert entry.schedule.time == f"{meant:%H:%M}"


def test_an_end_past_midnight_is_not_before_the_start(site: Site, tmp_path: Path) -> None:
    """tsml-ui ends it on the day on which it begins: it is over before it starts."""
    published(tmp_path, row(slug="late", day=3, time="23:00", end_time="00:30"))
    assert "11:00 pm–12:30 am" in spoken(site, "late")
    late = said(site, "late")
    assert (late["starts_at"], late["ends_at"]) == (
        "2026-03-04T23:00:00-05:00", "2026-03-05T00:30:00-05:00",
    )  # fmt: skip
    site.clock.wait(hours=17, minutes=15)  # a quarter past midnight
    assert "started 75 min ago" in site.get("/", NEW_YORK).page.text.replace("\u00a0", " ")
    (event,) = events(site.get("/feeds/meetings.ics"))
    assert event["duration"].dt == timedelta(minutes=90)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["edge-cases-synthetic", "orange-county", "san-jose", "sussex"])
def test_the_late_meetings_of_real_feeds_end_the_next_day(name: str) -> None:
    """tsml-ui's ends of the same rows come before their starts."""
    data = feed_bytes(f"{name}.json")
    feed = read(data, "America/Los_Angeles")
    mended = {remark.slug for remark in feed.corrected if remark.field == "end_time"}
    late = {
        str(entry["slug"]): entry
        for entry in json.loads(data)
        if entry.get("end_time") and "M" not in entry["time"] and entry["end_time"] < entry["time"]
    }
    assert late
    for meeting in feed.meetings:
        if meeting.slug in late and meeting.slug not in mended:
            assert meeting.schedule
            assert meeting.schedule.start_min + meeting.schedule.length_min >= 24 * 60
            assert meeting.schedule.end_time == late[meeting.slug]["end_time"]
    assert mended <= {"sundowners-dinner-meeting"}  # 19:15 to 08:15, which nobody means


def test_weekdays_of_several_zones_are_not_sorted_by_their_names(
    site: Site, tmp_path: Path
) -> None:
    """tsml-ui puts Tokyo's Monday morning after New York's Sunday night, by the names of the
    days."""
    online = {**FAR, "conference_url": ZOOM}
    rows = [
        row(slug="tokyo", day=1, time="08:00", timezone="Asia/Tokyo", **online),
        row(slug="after-it", day=0, time="20:00", **online),
        row(slug="before-it", day=0, time="18:30", **online),
    ]
    published(tmp_path, *rows)
    from_here = {**ONLINE, "place": "New York, NY"}
    assert found(site, from_here) == ["before-it", "tokyo", "after-it"]
    assert len(found(site, {**from_here, "day": "0"})) == 3  # it is Sunday here
    assert found(site, {**from_here, "day": "1"}) == []
    page = site.get("/", from_here).page
    assert page.text.count("Sun 8 Mar") == 1  # one heading, over all three
    starts = [time["datetime"] for time in page.all("time")][::2]  # each with its end
    assert starts == [
        "2026-03-08T18:30-04:00", "2026-03-08T19:00-04:00", "2026-03-08T20:00-04:00",
    ]  # fmt: skip


def test_clocks_of_two_zones_side_by_side_are_not_compared_by_their_hands(
    site: Site, tmp_path: Path
) -> None:
    """The same in rooms on both sides of a border between zones, 60 km apart."""
    east = {"latitude": 41.68, "longitude": -86.25, "timezone": "America/Indiana/Indianapolis"}
    west = {"latitude": 41.71, "longitude": -86.90, "timezone": "America/Chicago"}
    published(
        tmp_path, row(slug="east", time="19:00", **east), row(slug="west", time="18:30", **west)
    )
    assert found(site, {"near": "41.7,-86.6", "radius": "50km"}) == ["east", "west"]


def test_nine_in_san_francisco_is_after_a_quarter_to_twelve_in_philadelphia(
    site: Site, tmp_path: Path
) -> None:
    """The feed with which tsml-ui's own order was seen; joined from afar, as it names no street."""
    rows = json.loads(feed_bytes("timezones.json"))
    published(tmp_path, *({**entry, "conference_url": ZOOM} for entry in rows))
    assert found(site, ONLINE) == ["pa-meeting", "sf-meeting"]


ABOUT = re.compile(r"· about \d")  # how far what is no door is
UK = "39 High St, Bristol BS31 1DS, UK"


def test_a_full_street_address_of_three_parts_is_not_approximate(
    site: Site, tmp_path: Path
) -> None:
    """tsml-ui counts commas: a British address is too short for it to be a door."""
    there = {"formatted_address": UK, "latitude": 51.414, "longitude": -2.498}
    published(tmp_path, row(slug="uk", timezone="Europe/London", **there))
    assert found(site, {"place": "Bristol, UK"}) == ["uk"]
    assert not ABOUT.search(site.get("/", {"place": "Bristol, UK"}).page.text)
    page = page_of(site, "uk").page
    assert UK in page.text
    assert any("to=51.414" in link for link in page.links())
    assert said(site, "uk")["attendance"] == "in_person"


def test_the_british_edge_case_is_a_meeting_that_one_can_go_to(site: Site, tmp_path: Path) -> None:
    """tsml-ui has it as inactive. It comes without coordinates: its town is on the map, and that
    this is no door is said."""
    rows = json.loads(feed_bytes("edge-cases-synthetic.json"))
    published(tmp_path, *(entry for entry in rows if entry.get("slug") == "uk-address"))
    assert found(site, {"place": "Bristol, UK"}) == ["uk-address"]
    assert said(site, "uk-address")["attendance"] == "in_person"
    assert UK in page_of(site, "uk-address").page.text


def test_an_online_meeting_without_an_address_is_not_dropped(site: Site, tmp_path: Path) -> None:
    """tsml-ui leaves it out."""
    by_phone = row(slug="phone", **FAR, conference_phone="+1 646 555 0100")
    published(tmp_path, row(slug="link", **FAR, conference_url=ZOOM), by_phone)
    assert set(found(site, ONLINE)) == {"link", "phone"}
    assert ZOOM in page_of(site, "link").page.links()
    assert "tel:+16465550100" in page_of(site, "phone").page.links()


@pytest.mark.parametrize("name", ["edge-cases-synthetic", "kansas-city"])
def test_the_online_meetings_of_real_feeds_need_no_address(name: str) -> None:
    """tsml-ui loses 19 of Kansas City's alone."""
    data = feed_bytes(f"{name}.json")
    without = {
        str(entry["slug"])
        for entry in json.loads(data)
        if (entry.get("conference_url") or entry.get("conference_phone"))
        and not (entry.get("formatted_address") or entry.get("address"))
    }
    assert without
    feed = read(data, "America/Chicago")
    assert {entry.slug for entry in feed.meetings if entry.attendance == "online"} >= without


@pytest.mark.parametrize(
    "link",
    [
        "https://notzoom.us/j/1",
        "https://zoom.us.evil.example/j/1",
        "https://zoom.us@evil.example/j/1",
        "javascript://zoom.us/%0aalert(1)",
        "data:text/html,zoom.us",
        "ftp://zoom.us/j/1",
    ],
)
def test_a_host_that_only_looks_like_a_provider_gets_no_join_button(
    site: Site, tmp_path: Path, link: str
) -> None:
    """tsml-ui looks whether the address ends like a provider's, and never at its scheme."""
    rows = row(slug="one", conference_url=link), row(slug="real", conference_url=ZOOM)
    report = published(tmp_path, *rows)
    assert [remark.field for remark in report.corrected] == ["conference_url"]  # the operator's
    own_page = f"/meetings/{meeting_id('ours', 'one')}"
    paths = ["/?near=40.75,-73.99", "/?attendance=online"]
    paths += [f"/feeds/{name}" for name in FEEDS]
    paths += ["/v1/meetings?near=40.75,-73.99"]
    for path in paths:
        answer = site.get(path)
        assert answer.status == 200
        assert link not in answer.text
        assert "evil.example" not in answer.text and "notzoom" not in answer.text
    page = site.get(own_page).page
    hrefs = [element["href"] for element in page.all("a")]
    assert link not in page.text and not any("evil" in href or "notzoom" in href for href in hrefs)
    assert found(site, ONLINE) == ["real"]
    assert "one" in found(site, NEW_YORK)  # its room is as real as before


def test_the_look_alikes_of_the_edge_cases_get_none_either() -> None:
    """The same host and scheme as tsml-ui was seen to take."""
    feed = read(feed_bytes("edge-cases-synthetic.json"), "America/New_York")
    refused = [remark.slug for remark in feed.corrected if remark.field == "conference_url"]
    assert refused == ["lookalike-host", "script-url"]
    links = [entry.conference.url for entry in feed.meetings if entry.conference.url]
    assert sum(join_link.kind(link) is LinkKind.PROVIDER for link in links) == 6
    assert [without_imitation(link) for link in links].count("") == 1
    assert all(link.startswith("https://") for link in links)


# tsml-ui: the calendar


def test_a_calendar_entry_has_a_uid_that_stays(site: Site, tmp_path: Path) -> None:
    """tsml-ui's is another one each time: software that takes it twice has the meeting twice."""
    published(tmp_path, row(), row(slug="other"))
    before = {str(entry["uid"]) for entry in events(site.get("/feeds/meetings.ics"))}
    assert len(before) == 2
    published(tmp_path, row(name="A new name", time="20:00"), row(slug="other", day=5))
    site.clock.wait(days=8)
    after = events(site.get("/feeds/meetings.ics"))
    assert {str(entry["uid"]) for entry in after} == before
    assert all("dtstamp" in entry for entry in after)
    (alone,) = events(site.get(f"/meetings/{meeting_id('ours', 'evening-circle')}/calendar.ics"))
    assert str(alone["uid"]) in before


def test_a_calendar_entry_is_not_of_one_week_only(site: Site, tmp_path: Path) -> None:
    """tsml-ui's has no RRULE."""
    published(
        tmp_path,
        row(day=[1, 3]),
        row(slug="monthly", x_recurrence={"rule": "FREQ=MONTHLY;BYDAY=2TU"}, day=2),
    )
    rules = {
        slug: dict(
            events(site.get(f"/meetings/{meeting_id('ours', slug)}/calendar.ics"))[0]["rrule"]
        )
        for slug in ("evening-circle", "monthly")
    }
    assert rules["evening-circle"] == {"FREQ": ["WEEKLY"], "BYDAY": ["MO", "WE"]}
    assert rules["monthly"] == {"FREQ": ["MONTHLY"], "BYDAY": ["2TU"]}


def test_a_comma_or_a_new_line_does_not_break_a_calendar(site: Site, tmp_path: Path) -> None:
    """tsml-ui escapes nothing."""
    name, notes = "Tea, talk; and \\ more", "Ring, then wait.\nEND:VEVENT\nUpstairs; left."
    published(tmp_path, row(name=name, notes=notes))
    answer = site.get("/feeds/meetings.ics")
    (event,) = events(answer)
    assert str(event["summary"]) == name
    assert str(event["description"]) == notes
    assert str(event["location"]) == "1 Main St, Anytown, NY 10001, USA"
    assert "SUMMARY:Tea\\, talk\\; and \\\\ more" in answer.text


def test_no_line_of_a_calendar_ends_in_lf_alone(site: Site, tmp_path: Path) -> None:
    """tsml-ui's do, and are as long as they come."""
    published(tmp_path, row(name="Ä" * 200, notes="One.\r\nTwo.\rThree."))
    for path in (
        "/feeds/meetings.ics",
        f"/meetings/{meeting_id('ours', 'evening-circle')}/calendar.ics",
    ):
        require_lines(site.get(path))


def test_the_calendar_of_all_orange_county_is_one_that_others_read(
    site: Site, tmp_path: Path
) -> None:
    """tsml-ui's of the same feed has none of the four."""
    (tmp_path / "ours.json").write_bytes(feed_bytes("orange-county.json"))
    assert run(str(tmp_path / "ours.json"), "--timezone", "America/Los_Angeles").exit_code == 0
    answer = site.get("/feeds/meetings.ics")
    require_lines(answer)
    begun = answer.text.count("BEGIN:VEVENT\r\n")
    assert begun > 1900
    assert len(set(re.findall(r"^UID:.+$", answer.text, re.M))) == begun
    assert len(re.findall(r"^RRULE:FREQ=WEEKLY;BYDAY=", answer.text, re.M)) == begun


def require_lines(answer: Response) -> None:
    """Every line ends in CRLF, and none is longer than 75 octets."""
    assert answer.body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in answer.body.replace(b"\r\n", b"")
    assert b"\r" not in answer.body.replace(b"\r\n", b"")
    assert max(map(len, answer.body.split(b"\r\n"))) <= 75


# BMLT


def test_a_single_week_can_be_taken_out(site: Site, tmp_path: Path) -> None:
    """BMLT has no exceptions: people stand before a closed door on every holiday."""
    by_feed = {"cancelled": ["2026-03-04"]}
    published(tmp_path, row(slug="here", day=3), row(slug="feed", day=3, x_recurrence=by_feed))
    site.sign_in(listed_as("here"))
    cancel = {"change": "cancel", "day": "2026-03-04"}
    path = f"/facilitate/times/{meeting_id('ours', 'here')}"
    assert site.submit(path, cancel).status == 303
    published(
        tmp_path,
        row(slug="here", day=3, notes="New."),
        row(slug="feed", day=3, x_recurrence=by_feed),
    )
    for slug in ("here", "feed"):
        assert said(site, slug)["starts_at"] == "2026-03-11T19:00:00-04:00"
        assert "Cancelled: Wed 4 Mar, 7:00 pm" in spoken(site, slug)
        (event,) = events(site.get(f"/meetings/{meeting_id('ours', slug)}/calendar.ics"))
        assert f"{event['exdate'].dts[0].dt:%Y-%m-%d %H:%M}" == "2026-03-04 19:00"
    assert found(site, {**NEW_YORK, "day": "today"}) == []


def test_an_empty_time_zone_is_not_left_empty(site: Site, tmp_path: Path) -> None:
    """BMLT's are mostly empty: 19:00 in no zone. Ours is the row's, the feed's or that of its
    place; without any of them it is set aside, and why is said."""
    nowhere = row(slug="nowhere", timezone="", **FAR, conference_url=ZOOM)
    tokyo = row(slug="tokyo", timezone="", latitude=35.68, longitude=139.77)
    report = published(tmp_path, row(slug="here", timezone=""), tokyo, nowhere, timezone=None)
    assert said(site, "here")["timezone"] == "America/New_York"
    assert said(site, "tokyo")["timezone"] == "Asia/Tokyo"
    assert "EDT" in spoken(site, "here")  # and the zone stands beside the time
    assert [(entry.slug, entry.field) for entry in report.set_aside] == [("nowhere", "timezone")]


@pytest.mark.slow
def test_every_meeting_of_new_york_has_the_zone_of_its_place() -> None:
    """All 1,555 rows of New York's BMLT have an empty time zone."""
    rows = new_york()
    assert {entry["time_zone"] for entry in rows} == {""}
    feed = read(json.dumps(from_bmlt(rows)).encode())
    assert len(feed.meetings) == 1555
    assert {entry.schedule and entry.schedule.timezone for entry in feed.meetings} == {
        "America/New_York"
    }
    lengths = {entry["id_bigint"]: timedelta(**_clock(entry["duration_time"])) for entry in rows}
    for entry in feed.meetings:
        assert entry.schedule
        assert timedelta(minutes=entry.schedule.length_min) == lengths[entry.slug]


def test_a_meeting_of_24_hours_ends_after_24_hours(site: Site, tmp_path: Path) -> None:
    """BMLT writes 24:00:00 where a day has 23:59:59, and readers stumble."""
    published(tmp_path, row(slug="all-day", day=4, time="00:00", end_time="24:00"))
    whole = said(site, "all-day")
    starts, ends = (datetime.fromisoformat(whole[name]) for name in ("starts_at", "ends_at"))
    assert ends - starts == timedelta(hours=24)


def test_a_meeting_that_is_not_for_all_is_readable_by_nobody_else(
    site: Site, tmp_path: Path
) -> None:
    """BMLT gives them to everybody who asks. Ours are those in closed places."""
    inside = row(slug="inside", name="Inside Circle", types=[PRIVATE], conference_url=ZOOM)
    published(tmp_path, inside, row(slug="outside", name="Open Circle", conference_url=ZOOM))
    require_unseen(site, {"inside"})
    for query in (NEW_YORK, ONLINE, {**NEW_YORK, "words": "inside"}, {**NEW_YORK, "type": PRIVATE}):
        assert "inside" not in found(site, query)
        assert "Inside Circle" not in site.get("/", query).text
    site.sign_in(listed_as("inside"))
    assert "Inside Circle" in site.get("/facilitate").text  # to those who run it


def test_a_meeting_that_is_not_active_is_found_by_no_search(site: Site, tmp_path: Path) -> None:
    """Nor is one that does not meet at present; those who have its link read that, and no time."""
    published(tmp_path, row(slug="away", types=["TC"]), row(slug="here"))
    assert found(site, NEW_YORK) == ["here"]
    assert meeting_id("ours", "away") not in site.get("/", NEW_YORK).text
    assert "This meeting isn’t happening right now." in spoken(site, "away")
    assert len(events(site.get("/feeds/meetings.ics"))) == 1


def test_the_42_of_new_york_that_are_not_published_are_seen_by_nobody(
    site: Site, tmp_path: Path
) -> None:
    """BMLT's semantic interface answers with them, on request."""
    rows = new_york()
    hidden = {entry["id_bigint"] for entry in rows if entry["published"] != "1"}
    assert len(hidden) == 42
    report = published(tmp_path, *from_bmlt(rows), timezone=None)
    assert (report.added, report.set_aside) == (1555, ())
    assert len(exported(site)) == 1513
    require_unseen(site, hidden)


def test_a_file_of_bmlts_own_puts_nothing_into_the_listing(site: Site, tmp_path: Path) -> None:
    """It is another format: each row is set aside with its reason, published or not."""
    path = written(tmp_path, *new_york()[:100])
    result = run(path, "--timezone", "America/New_York")
    assert (counted(result)["added"], counted(result)["set aside"]) == (0, 100)
    assert exported(site) == []


def require_unseen(site: Site, slugs: set[str]) -> None:
    """No feed has them, and their addresses are those of no meeting."""
    ids = {meeting_id("ours", slug) for slug in slugs}
    assert not slugs & {str(entry["slug"]) for entry in exported(site)}
    for name in FEEDS[1:]:
        text = site.get(f"/feeds/{name}").text
        assert not [unseen_id for unseen_id in ids if unseen_id in text]
    for unseen_id in ids:
        paths = (
            "/meetings/{}",
            "/v1/meetings/{}",
            "/meetings/{}/calendar.ics",
            "/meetings/{}/report",
        )
        assert {site.get(path.format(unseen_id)).status for path in paths} == {404}


def test_nobody_takes_a_meeting_into_another_body(site: Site, tmp_path: Path) -> None:
    """BMLT lets an editor move any meeting under any service body. Here a facilitator changes the
    meetings held, in single times only, and a feed none but its own."""
    published(tmp_path, row(slug="mine", day=3), row(slug="theirs", day=3, entity="Elm Group"))
    site.sign_in(listed_as("mine"))
    before = stored(site)
    theirs = meeting_id("ours", "theirs")
    for form in (
        {"change": "cancel", "day": "2026-03-04"},
        {"change": "move", "day": "2026-03-04", "to": "2026-03-05", "at": "18:00"},
    ):
        assert site.submit(f"/facilitate/times/{theirs}", form).status == 403
    assert site.post("/v1/verifications", {"meeting_id": theirs}).status == 403
    assert stored(site) == before
    mine = meeting_id("ours", "mine")
    taking = {"change": "cancel", "day": "2026-03-04", "entity": "Elm Group", "source": "others"}
    assert site.submit(f"/facilitate/times/{mine}", taking).status == 303
    assert "entity" not in said(site, "mine")
    feed = written(tmp_path, row(slug="theirs", day=3, name="Taken"), name="others.json")
    assert run(feed, "--source", "others", "--timezone", "America/New_York").exit_code == 0
    kept = said(site, "theirs")
    assert (kept["name"], kept["entity"]) == ("Evening Circle", "Elm Group")


def test_no_history_of_a_meeting_names_people(site: Site, tmp_path: Path) -> None:
    """BMLT keeps who changed what, and shows it. Here nobody is written down with a change."""
    published(tmp_path, row(slug="mine", day=3))
    site.sign_in(listed_as("mine"), label="Robin of Elm Street")
    (account,) = (entry for entry in stored_items(site) if "Robin of Elm Street" in repr(entry))
    account_id = account["pk"]["S"].removeprefix("F#")
    others = [entry for entry in stored_items(site) if entry != account]
    path = f"/facilitate/times/{meeting_id('ours', 'mine')}"
    assert site.submit(path, {"change": "cancel", "day": "2026-03-04"}).status == 303
    written_down = [
        entry for entry in stored_items(site) if entry != account and entry not in others
    ]
    assert written_down
    for entry in written_down:
        assert "Robin" not in repr(entry) and account_id not in repr(entry)
    assert "Robin" not in page_of(site, "mine").text
    assert "Robin" not in site.get("/feeds/meeting-guide.json").text


def listed_as(slug: str) -> Meeting:
    """The meeting as it was imported."""
    (meeting,) = read(json.dumps([row(slug=slug)]).encode(), "America/New_York").meetings
    return meeting


# yap


def test_nothing_found_is_not_answered_with_silence(site: Site, tmp_path: Path) -> None:
    """yap says nothing and hangs up."""
    published(
        tmp_path, row(slug="far", **FAR, conference_url=ZOOM), row(slug="wider", latitude=41.2)
    )
    page = site.get("/", {**NEW_YORK, "radius": "5mi"}).page
    assert "Nothing found within 5 mi." in page.text.replace("\u00a0", " ")
    ids = {meeting_id("ours", slug) for slug in ("far", "wider")}
    assert {f"/meetings/{found_id}" for found_id in ids} <= set(page.links())  # online, and beyond
    wider = [dict(parse_qsl(urlsplit(link).query)).get("radius") for link in page.links()]
    assert "50mi" in wider


@pytest.mark.parametrize("place", ["Qqxxzz", "00000", "zzz, NY", "١٢٣٤٥٦٧٨٩٠١"])
def test_a_place_that_is_not_known_finds_no_meetings_just_anywhere(
    site: Site, tmp_path: Path, place: str
) -> None:
    """yap looks around some other point, and reads out what is there."""
    published(tmp_path, row(slug="room"), row(slug="far", **FAR, conference_url=ZOOM))
    page = site.get("/", {"place": place}).page
    assert f"We can’t find “{place}”." in page.text
    assert f"/meetings/{meeting_id('ours', 'room')}" not in page.links()
    assert "You can join these from anywhere" in page.text
    assert f"/meetings/{meeting_id('ours', 'far')}" in page.links()
    for path in ("/v1/meetings", *(f"/feeds/{name}" for name in FEEDS)):
        answer = site.get(path, {"place": place})
        assert (answer.status, answer.error["code"]) == (404, "place_not_found")


def test_there_is_more_and_a_day_and_a_type(site: Site, tmp_path: Path) -> None:
    """yap reads five meetings of today and stops. In the finder they are a link and two filters."""
    open_ = [row(slug=f"open-{n}", day=n % 7, types=["O"]) for n in range(28)]
    published(tmp_path, *open_, row(slug="women", day=2, types=["W"]))
    page = site.get("/", NEW_YORK).page
    (more,) = page.all("a", rel="next")
    rest = site.get(more["href"]).page
    shown = [
        link for part in (page, rest) for link in part.links() if link.startswith("/meetings/")
    ]
    assert len(set(shown)) == len(shown) == 29
    assert len(found(site, {**NEW_YORK, "day": "2"})) == 5
    assert found(site, {**NEW_YORK, "type": "W"}) == ["women"]
    assert found(site, {**NEW_YORK, "type": "W", "day": "3"}) == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("names", [
    ("Köln", "Cologne", "Colonia", "Colônia", "كولونيا"),
    ("New York", "Nueva York", "Nova Iorque", "نيويورك"),
    ("London", "Londres", "لندن"),
])  # fmt: skip
def test_a_town_is_found_by_its_name_in_any_language_on_every_page(
    site: Site, tmp_path: Path, language: str, names: tuple[str, ...]
) -> None:
    """yap's Spanish line does not know Cologne, nor its English one Colonia."""
    towns = {"Köln": (50.94, 6.96), "New York": (40.71, -74.0), "London": (51.51, -0.13)}
    lat, lon = towns[names[0]]
    published(tmp_path, row(latitude=lat, longitude=lon), timezone=None)
    link = f"/meetings/{meeting_id('ours', 'evening-circle')}"
    for name in names:
        page = site.get("/", {"place": name}, **{"Accept-Language": language}).page
        assert page.all("html")[0]["lang"] == language
        assert link in page.links(), name


# Imports


def require_whole(site: Site, path: str, count: int, timezone: str) -> None:
    """An import lists all of them; run again, it changes nothing."""
    for words in ("added", "unchanged"):
        result = run(path, "--source", "ours", "--timezone", timezone)
        assert result.exit_code == 0, result.output
        assert counted(result)[words] == count
    assert len({entry["slug"] for entry in exported(site)}) == count


def test_above_1400_meetings_an_import_does_not_end_halfway(site: Site, tmp_path: Path) -> None:
    """Others time out there, with the listing half replaced."""
    rows = [
        row(slug=f"m{n}", day=n % 7, latitude=40.5 + n % 60 / 100, longitude=-74 + n / 5000)
        for n in range(1500)
    ]
    require_whole(site, written(tmp_path, *rows), 1500, "America/New_York")


def test_all_1967_of_orange_county_are_imported(site: Site, tmp_path: Path) -> None:
    """The feed on which it was seen."""
    path = tmp_path / "feed.json"
    path.write_bytes(feed_bytes("orange-county.json"))
    require_whole(site, str(path), 1967, "America/Los_Angeles")


def test_a_dead_feed_does_not_block_the_others(site: Site, tmp_path: Path) -> None:
    """Others wait for it, and what came after it is not read. Here it fails in one line, its own
    meetings stay listed, and others are imported."""
    published(tmp_path, row(slug="here"))
    for dead in ("http://127.0.0.1:9/feed.json", str(tmp_path / "gone.json")):
        result = run(dead, "--source", "ours")
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
        assert result.stderr.startswith("Nothing was changed: ")
    alive = written(tmp_path, row(slug="other"), name="others.json")
    assert run(alive, "--timezone", "America/New_York").exit_code == 0
    assert set(found(site, NEW_YORK)) == {"here", "other"}


@pytest.mark.parametrize("content", ["[]", '{"meetings": []}', "[{}, {}]"])
def test_a_feed_that_comes_back_empty_does_not_wipe_the_list(
    site: Site, tmp_path: Path, content: str
) -> None:
    """Others take it at its word."""
    published(tmp_path, row(slug="a"), row(slug="b"))
    before = stored(site)
    (tmp_path / "ours.json").write_text(content)
    result = run(str(tmp_path / "ours.json"))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "--accept-removals" in result.stderr
    assert stored(site) == before
    assert set(found(site, NEW_YORK)) == {"a", "b"}


def test_a_feed_that_lost_most_of_its_rows_does_not_take_them_along(
    site: Site, tmp_path: Path
) -> None:
    """The same, where an answer was cut to a few rows."""
    published(tmp_path, *(row(slug=f"m{n}") for n in range(30)))
    result = run(written(tmp_path, *(row(slug=f"m{n}") for n in range(10))))
    assert result.exit_code == 2
    assert "would remove 20 of the 30" in result.stderr
    assert len(found(site, NEW_YORK)) == 30


BROKEN = ("", "<html>502 Bad Gateway</html>", '[{"slug": "a", "na', "null", "[\xff]", "[NaN]")


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_changes_nothing(site: Site, tmp_path: Path, content: str) -> None:
    """Others list what they could read of it, or nothing."""
    require_unchanged(site, tmp_path, content.encode("latin-1"))


def test_the_broken_file_of_a_real_server_changes_nothing(site: Site, tmp_path: Path) -> None:
    """The answer of one that was seen."""
    require_unchanged(site, tmp_path, feed_bytes("invalid-json.txt"))


def require_unchanged(site: Site, folder: Path, data: bytes) -> None:
    """An import of that is refused in one line, even where removals are accepted."""
    published(folder, row(slug="a"), row(slug="b"))
    before = stored(site)
    (folder / "ours.json").write_bytes(data)
    result = run(str(folder / "ours.json"), "--accept-removals")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert result.stderr.startswith("Nothing was changed: ")
    assert stored(site) == before


# Geocoders


@pytest.mark.parametrize(
    "address",
    ["350 5th Ave, Chicago, IL, USA", "Room 4, the old mill, Nowhereville", "10001"],
)
def test_no_geocoder_moves_the_pin_of_a_given_point(
    site: Site, tmp_path: Path, address: str
) -> None:
    """Others ask theirs where the address is, and believe it more than the group. Here the given
    point is where every face has it, import after import, unless town and postal code both say that
    it is elsewhere."""
    for notes in ("", "New."):
        published(
            tmp_path,
            row(formatted_address=address, latitude=40.74812, longitude=-73.98567, notes=notes),
        )
        assert found(site, {"near": "40.748,-73.986", "radius": "1km"}) == ["evening-circle"]
        links = page_of(site, "evening-circle").page.links()
        assert any("destination=40.748120,-73.985670" in link for link in links)
        (feature,) = site.get("/feeds/meetings.geojson").json["features"]
        assert feature["geometry"]["coordinates"] == [-73.98567, 40.74812]
        (entry,) = exported(site)
        assert (entry["latitude"], entry["longitude"], entry["approximate"]) == (
            40.74812,
            -73.98567,
            "no",
        )
        assert not ABOUT.search(site.get("/", NEW_YORK).page.text)


@pytest.mark.parametrize(
    "uncertain",
    [
        {"latitude": None, "longitude": None},
        {"latitude": 0, "longitude": 0},
        {"latitude": "north", "longitude": "west"},
        {"approximate": "yes", "attendance_option": "in_person"},
    ],
)
def test_a_guessed_point_is_not_shown_as_a_door(
    site: Site, tmp_path: Path, uncertain: dict[str, object]
) -> None:
    """Others set a pin in the middle of the town, and send people there."""
    published(tmp_path, row(formatted_address="12 Elm St, New York, NY 10001, USA", **uncertain))
    page = site.get("/", {"place": "New York, NY"}).page
    assert ABOUT.search(page.text)
    ways = [
        link
        for link in page_of(site, "evening-circle").page.links()
        if "://" in link or "geo:" in link
    ]
    directions = [
        link
        for link in ways
        if any(sign in link for sign in ("to=", "daddr=", "destination=", "geo:"))
    ]
    assert directions
    assert all("12%20Elm%20St" in link and "40." not in link for link in directions)
    assert said(site, "evening-circle")["approximate"] == "yes"


def test_a_place_that_no_map_knows_is_not_put_just_anywhere(site: Site, tmp_path: Path) -> None:
    """Others put it at 0,0, or wherever their geocoder likes. Here it waits for coordinates."""
    nowhere = row(formatted_address="Room 4, Qqxxzz", latitude=None, longitude=None)
    report = published(tmp_path, nowhere)
    assert [(entry.field, report.added) for entry in report.set_aside] == [("formatted_address", 0)]
    assert "give latitude and longitude" in report.set_aside[0].reason
    assert exported(site) == []


MAX_DISBELIEVED = 4  # of a feed; New York's list has as many in another county


@pytest.mark.slow
@pytest.mark.parametrize("name", ["orange-county", "san-jose", "sussex", "kansas-city"])
def test_no_pin_of_a_real_feed_is_moved(name: str) -> None:
    """4,521 rows of four feeds and New York: each where its group says."""
    data = feed_bytes(f"{name}.json")
    given = {str(entry["slug"]): entry for entry in json.loads(data)}
    require_pins(read(data, "America/Los_Angeles"), given)


@pytest.mark.slow
def test_no_pin_of_new_york_is_moved() -> None:
    """Nor those of a BMLT server, which are text."""
    rows = from_bmlt(new_york())
    require_pins(read(json.dumps(rows).encode()), {entry["slug"]: entry for entry in rows})


def require_pins(feed: Feed, given: Mapping[str, Any]) -> None:
    """Every room's point is the given one, and approximate where its group says so.

    Not believed are those that town and postal code both say to be elsewhere; nobody goes to what
    is online.
    """
    compared = 0
    disbelieved = {each.slug for each in feed.corrected if "not believed" in each.reason}
    assert len(disbelieved) <= MAX_DISBELIEVED
    for entry in feed.meetings:
        theirs = given.get(entry.slug)
        if theirs is None:
            continue
        compared += 1
        if entry.attendance == "online":
            assert entry.venue.point is None
        elif entry.slug not in disbelieved:
            assert entry.venue.point == Point(float(theirs["latitude"]), float(theirs["longitude"]))
            if "approximate" in theirs:
                assert entry.venue.approximate == (theirs["approximate"] == "yes")
    assert compared >= len(given) - 7  # slugs too long for a link are others here
