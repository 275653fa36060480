"""A meeting's own page."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Conference, Meeting
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import series
from tests.unit.meetings.factories import NEW_YORK, meeting
from tests.unit.web.site import NOW, Page, Response, Site, put_meetings

ZOOM = Conference("https://us02web.zoom.us/j/1", phone="+15551234567,,99#")
EVENING = meeting("evening", attendance=AttendanceOption.HYBRID, conference=ZOOM, updated=NOW)


def shown(site: Site, example: Meeting) -> Response:
    put_meetings(example)
    answer = site.get(f"/meetings/{example.id}")
    assert answer.status == 200
    return answer


def linked_data(answer: Response) -> Any:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.S)
    return json.loads(found[1]) if found else None


def test_ways_to_the_door_on_three_maps_and_nothing_loaded(site: Site) -> None:
    page = shown(site, EVENING).page
    assert "https://maps.apple.com/?daddr=40.712800,-74.006000&q=Library" in page.links()
    assert "https://www.google.com/maps/dir/?api=1&destination=40.712800,-74.006000" in page.links()
    assert any("openstreetmap.org/directions?to=40.71" in link for link in page.links())
    assert all(address.startswith("/") for address in page.loaded_files())


def test_where_only_the_area_is_known_no_map_leads_to_a_door(site: Site) -> None:
    area = meeting("one", approximate=True, formatted_address="New York, NY")
    page = shown(site, area).page
    assert "The exact address is not listed." in page.text
    assert not any("daddr" in link or "destination" in link for link in page.links())
    assert not any(link.startswith("geo:") for link in page.links())


CLOSED = meeting(
    "closed",
    attendance=AttendanceOption.ONLINE,
    conference=ZOOM,
    types=("TC", "O"),
    location_notes="Ring twice",
)


def test_a_closed_room_is_said_first_and_its_address_is_nowhere_to_go(site: Site) -> None:
    answer = shown(site, CLOSED)
    text, page = answer.page.text, answer.page
    assert "Online only. Nobody meets at this address now." in text
    said, join, address = (
        text.index(part) for part in ("Online only. Nobody", "Join online", "5 Elm St")
    )
    assert said < join < address
    assert text.index("Attendance verification") < address
    assert "Ring twice" not in text
    assert not any(link.startswith(("geo:", "https://maps")) for link in page.links())
    assert "5 Elm St" not in json.dumps(linked_data(answer))
    (saved,) = page.all("button", id="save")
    assert "Elm" not in saved["data-where"]
    (description,) = page.all("meta", name="description")
    assert "Elm" not in description["content"]
    calendar = site.get(f"/meetings/{CLOSED.id}/calendar.ics").text
    assert "Elm" not in calendar and "Ring twice" not in calendar
    assert "5 Elm St" not in site.get("/?attendance=online").page.text
    assert "5 Elm St" not in site.get("/embed?attendance=online").page.text


def test_a_closed_room_of_a_meeting_that_is_not_online_either(site: Site) -> None:
    text = shown(site, replace(CLOSED, attendance=AttendanceOption.INACTIVE)).page.text
    assert "Nobody meets at this address now." in text
    assert "Online only" not in text


def test_join_stands_beside_directions_before_everything_else(site: Site) -> None:
    text = shown(site, EVENING).page.text
    directions, join = text.index("Directions"), text.index("Join online")
    assert directions < join < text.index("Other maps") < text.index("Add to calendar")


def test_a_device_is_led_to_its_own_maps_and_no_cache_is_shared(site: Site) -> None:
    put_meetings(EVENING)
    headers = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"}
    answer = site.get(f"/meetings/{EVENING.id}", None, **headers)
    ways = [link for link in answer.page.links() if "apple" in link or "openstreetmap" in link]
    assert ways[0].startswith("https://maps.apple.com/")
    assert answer.header("Cache-Control") == "private, no-cache"


def test_the_way_to_a_street_that_is_only_roughly_placed_goes_by_its_address(site: Site) -> None:
    page = shown(site, meeting("one", approximate=True)).page
    assert any("destination=5%20Elm%20St" in link for link in page.links())
    assert "exact address" not in page.text


def test_one_tap_joins_or_calls_with_the_code(site: Site) -> None:
    page = shown(site, EVENING).page
    assert "https://us02web.zoom.us/j/1" in page.links()
    assert "Opens us02web.zoom.us" in page.text
    assert "tel:+15551234567,,99%23" in page.links()


def test_what_a_phone_takes_as_a_command_is_shown_and_called_by_no_tap(site: Site) -> None:
    conference = Conference(phone="**21*5550122#")
    example = meeting("one", attendance=AttendanceOption.ONLINE, conference=conference)
    page = shown(site, example).page
    assert "**21*5550122#" in page.text
    assert not [link for link in page.links() if link.startswith("tel:") and "21" in link]


def _page_with_link(site: Site, url: str) -> Page:
    example = meeting("one", attendance=AttendanceOption.ONLINE, conference=Conference(url))
    return shown(site, example).page


def _sentences(page: Page) -> str:
    return page.text.replace(" .", ".")


def test_a_page_of_anybodys_says_where_it_leads_and_is_no_button(site: Site) -> None:
    page = _page_with_link(site, "https://hilltop-group.org/zoom")
    assert (
        "How to join: hilltop-group.org. A page outside Waypost. "
        "It should not ask for a password or money."
    ) in _sentences(page)
    (link,) = page.all("a", href="https://hilltop-group.org/zoom")
    assert "button" not in link.get("class", "")
    assert "Join online" not in page.text


def test_a_short_link_says_that_it_can_lead_anywhere(site: Site) -> None:
    page = _page_with_link(site, "https://tinyurl.com/abcdefg")
    assert "How to join: tinyurl.com. A short link, which can lead anywhere." in _sentences(page)
    assert "https://tinyurl.com/abcdefg" in page.links()


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://notzoom.us/j/1", "notzoom.us"),
        ("https://xn--zm-fmca.us/j/1", "xn--zm-fmca.us"),
        ("https://zoom.us.example.com/j/1", "zoom.us.example.com"),
    ],
)
def test_an_imitation_is_text_with_a_remark_and_no_link(site: Site, url: str, host: str) -> None:
    page = _page_with_link(site, url)
    assert f"How to join: {host}. This looks like the address of a call service" in _sentences(page)
    assert not any(host in link for link in page.links())


@pytest.mark.parametrize("url", ["http://zoom.us/j/1", "javascript:alert(1)", "https://a@b.c/"])
def test_what_no_import_would_store_is_not_shown(site: Site, url: str) -> None:
    page = _page_with_link(site, url)
    assert url not in page.links()
    assert "How to join" not in page.text


def test_words_about_joining_are_shown_without_a_link_too(site: Site) -> None:
    far = Conference(url_notes="Meeting ID 123", phone="+15551234567")
    example = meeting("one", attendance=AttendanceOption.ONLINE, conference=far)
    assert "Meeting ID 123" in shown(site, example).page.text


def test_a_call_by_phone_alone_says_so_and_has_no_address(site: Site) -> None:
    example = meeting(
        "one",
        attendance=AttendanceOption.ONLINE,
        location="Telephone",
        formatted_address="",
        regions=("Online",),
        point=None,
        conference=Conference(phone="+15551234567"),
    )
    page = shown(site, example).page
    assert "by phone" in page.text
    assert "Address" not in page.text


def test_the_calendar_is_offered_to_keep_and_to_subscribe(site: Site) -> None:
    page = shown(site, EVENING).page
    path = f"/meetings/{EVENING.id}/calendar.ics"
    assert path in page.links()
    assert site.get(path).status == 200
    assert f"webcal://127.0.0.1:8000{path}" in page.links()
    unscheduled = shown(site, meeting("two", schedule=None)).page
    assert not any("calendar.ics" in link for link in unscheduled.links())


def test_others_in_the_same_place_are_named_and_those_down_the_road_are_not(site: Site) -> None:
    same = meeting("same", weekdays=(5,))
    down = meeting("down", point=Point(NEW_YORK.lat + 0.01, NEW_YORK.lon))
    put_meetings(same, down)
    page = shown(site, EVENING).page
    assert f"/meetings/{same.id}" in page.links()
    assert f"/meetings/{down.id}" not in page.links()
    assert f"/meetings/{EVENING.id}" not in page.links()


def test_times_of_the_same_group_stand_together_and_apart_from_others(site: Site) -> None:
    own = meeting("own", group="Elm Group", group_url="https://elm.example.org/")
    put_meetings(
        meeting("friday", weekdays=(5,), group="Elm Group", name="Elm on Friday"),
        meeting("monday", weekdays=(1,), group="Oak Group", name="Oak"),
        meeting("sunday", weekdays=(0,), group="Oak Group", name="Oak"),
    )
    page = shown(site, own).page
    assert "https://elm.example.org/" in page.links()
    text = page.text
    group, others = text.index("Other times"), text.index("Also here")
    assert group < text.index("Fri 6 Mar") < others
    assert others < text.index("Sun 8 Mar") < text.index("Mon 9 Mar")
    assert text[others:].count("Oak") >= 1 and "Elm on Friday" not in text[others:]


def test_what_a_device_keeps_of_a_meeting_has_its_coming_dates(site: Site) -> None:
    example = meeting("one")
    assert example.schedule
    exceptions = (
        Override(date(2026, 3, 11)),
        Override(date(2026, 3, 18), date(2026, 3, 18), 20 * 60),
    )
    changed = replace(example, schedule=replace(example.schedule, exceptions=exceptions))
    (button,) = shown(site, changed).page.all("button", id="save")
    dates = json.loads(button["data-dates"].replace("\u00a0", " "))
    first, cancelled, moved, *_ = dates
    assert first == {
        "end": 1772672400,
        "when": "Wed 4 Mar, 7:00–8:00 pm EST",
        "change": "",
        "off": False,
    }
    assert (cancelled["change"], cancelled["off"]) == ("Cancelled: Wed 11 Mar, 7:00 pm", True)
    assert (moved["change"], moved["off"]) == ("Moved from 7:00 pm", False)
    assert moved["when"] == "Wed 18 Mar, 8:00–9:00 pm EDT"
    assert len(dates) == 13


def test_the_page_says_when_it_was_last_confirmed_and_how_verification_works(site: Site) -> None:
    text = shown(site, EVENING).page.text
    assert "Last updated 4 Mar 2026" in text
    assert "Offered; the facilitator decides each time." in text
    assert "and nothing else" in text


def test_linked_data_is_an_event_with_its_schedule(site: Site) -> None:
    event = linked_data(shown(site, EVENING))
    assert (event["@context"], event["@type"]) == ("https://schema.org", "Event")
    assert event["startDate"] == "2026-03-04T19:00:00-05:00"
    assert event["endDate"] == "2026-03-04T20:00:00-05:00"
    assert event["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    place, virtual = event["location"]
    assert place["address"] == "5 Elm St, New York, NY"
    assert place["geo"]["latitude"] == NEW_YORK.lat
    assert virtual == {"@type": "VirtualLocation", "url": event["url"]}
    assert "zoom.us" not in json.dumps(event)
    assert event["eventSchedule"] == {
        "@type": "Schedule",
        "repeatFrequency": "P1W",
        "byDay": ["https://schema.org/Wednesday"],
        "startTime": "19:00:00",
        "endTime": "20:00:00",
        "scheduleTimezone": "America/New_York",
    }
    assert event["organizer"] == {"@type": "Organization", "name": "New York Intergroup"}
    assert linked_data(shown(site, meeting("two", schedule=None))) is None


def test_linked_data_cannot_end_its_element(site: Site) -> None:
    example = meeting("one", name="</script><script>alert(1)</script>&'\u2028")
    answer = shown(site, example)
    assert "<script>alert" not in answer.text
    assert linked_data(answer)["name"] == example.name


@pytest.mark.parametrize(
    ("rule", "first", "expected"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", None, {"repeatFrequency": "P1M", "byMonthWeek": 2}),
        ("FREQ=MONTHLY;BYDAY=1TU,3TU", None, {"byMonthWeek": [1, 3]}),
        ("FREQ=MONTHLY;BYMONTHDAY=15", None, {"repeatFrequency": "P1M", "byMonthDay": [15]}),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", date(2026, 3, 3), {"repeatFrequency": "P2W"}),
    ],
)
def test_linked_data_of_what_is_not_weekly(
    site: Site, rule: str, first: date | None, expected: dict[str, Any]
) -> None:
    schedule = series((2,), 1140, 60, "America/New_York", rule=rule, first=first)
    made = linked_data(shown(site, meeting("one", schedule=schedule)))["eventSchedule"]
    assert expected.items() <= made.items()


@pytest.mark.parametrize(
    "rule",
    ["BYDAY=1MO,3WE", "BYDAY=-1FR", "BYDAY=1FR,-1FR", "BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
     "BYDAY=MO,TU;BYSETPOS=1", "BYMONTHDAY=-1"],
)  # fmt: skip
def test_linked_data_says_no_other_days_than_the_rule(site: Site, rule: str) -> None:
    """A week of the month goes for every day, and is counted from its beginning."""
    schedule = series((), 1140, 60, "America/New_York", rule=f"FREQ=MONTHLY;{rule}")
    made = linked_data(shown(site, meeting("one", schedule=schedule)))
    assert "eventSchedule" not in made
    assert made["startDate"]


def test_a_meeting_that_is_not_weekly_names_its_next_times(site: Site) -> None:
    schedule = series((2,), 1140, 60, "America/New_York", rule="FREQ=MONTHLY;BYDAY=2TU")
    text = shown(site, meeting("one", schedule=schedule)).page.text
    for day in ("Tue 10 Mar", "Tue 14 Apr", "Tue 12 May", "Tue 9 Jun"):
        assert day in text
    assert "Every Tuesday" not in text


def test_a_cancelled_time_is_said_at_once(site: Site) -> None:
    example = meeting("one")
    assert example.schedule
    cancelled = replace(example.schedule, exceptions=(Override(date(2026, 3, 11)),))
    text = shown(site, replace(example, schedule=cancelled)).page.text
    assert re.search(r"Cancelled: Wed 11 Mar, 7:00\spm", text)
    assert "Wed 18 Mar" in text


def test_linked_data_of_a_moved_time_says_from_when(site: Site) -> None:
    example = meeting("one")
    assert example.schedule
    moved = Override(date(2026, 3, 4), date(2026, 3, 5), 20 * 60)
    moved_meeting = replace(example, schedule=replace(example.schedule, exceptions=(moved,)))
    event = linked_data(shown(site, moved_meeting))
    assert event["eventStatus"] == "https://schema.org/EventRescheduled"
    assert event["previousStartDate"] == "2026-03-04T19:00:00-05:00"
    assert event["startDate"] == "2026-03-05T20:00:00-05:00"
    other = linked_data(shown(site, meeting("two")))
    assert other["eventStatus"] == "https://schema.org/EventScheduled"


def test_a_meeting_that_is_not_happening_offers_no_verification(site: Site) -> None:
    page = shown(site, meeting("over", attendance=AttendanceOption.INACTIVE)).page
    assert "isn’t happening right now" in page.text
    assert "Attendance verification" not in page.text
