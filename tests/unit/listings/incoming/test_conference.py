"""What a row says of joining from afar, as it is stored."""

import pytest

from chalicelib.listings.incoming.feed import Feed
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Conference
from tests.unit.listings.feeds import meeting, read, row

ZOOM = "https://us02web.zoom.us/j/1234567890?pwd=abcDEF"


def reasons(feed: Feed, field: str) -> list[str]:
    """What the report says of a field."""
    return [remark.reason for remark in feed.corrected if remark.field == field]


def test_links_and_numbers_are_made_ready_to_tap() -> None:
    call = meeting(conference_url="zoom.us/j/1", conference_phone=16692393465).conference
    assert call == Conference(url="https://zoom.us/j/1", phone="16692393465")


def test_words_besides_a_link_and_a_number_are_in_their_notes() -> None:
    feed = read(
        row(
            conference_url="https://zoom.us/j/1 Passcode: 12",
            conference_url_notes="Ring first",
            conference_phone="+16465588656,,1234567890#,,,,*123456# US (New York)",
            conference_phone_notes="Free of charge",
        )
    )
    assert feed.meetings[0].conference == Conference(
        "https://zoom.us/j/1",
        "Ring first\nPasscode: 12",
        "+16465588656,,1234567890#,,,,*123456#",
        "Free of charge\nUS (New York)",
    )
    assert [remark.field for remark in feed.corrected] == ["conference_url", "conference_phone"]


def test_words_without_a_link_stay_readable() -> None:
    feed = read(row(conference_url="Meeting ID 123 456 7890, passcode 12"))
    assert feed.meetings[0].conference == Conference(
        url_notes="Meeting ID 123 456 7890, passcode 12"
    )
    assert reasons(feed, "conference_url")


def test_a_code_that_cannot_be_dialled_stays_readable() -> None:
    feed = read(row(conference_phone="555-0122,,1234#,,#,,aB3#"))
    assert feed.meetings[0].conference == Conference(
        phone="5550122,,1234#,,#", phone_notes="555-0122,,1234#,,#,,aB3#"
    )
    assert "letters" in reasons(feed, "conference_phone")[0]


@pytest.mark.parametrize(
    ("written", "url", "reason"),
    [
        ("https://hilltop-group.org/zoom", "https://hilltop-group.org/zoom", "a page outside"),
        ("https://tinyurl.com/abcdefg", "https://tinyurl.com/abcdefg", "can lead anywhere"),
        ("https://notzoom.us/j/1", "https://notzoom.us/j/1", "without a link"),
        ("https://zооm.us/j/1", "https://xn--zm-fmca.us/j/1", "without a link"),
    ],
)
def test_a_link_elsewhere_stays_and_the_report_says_what_it_is(
    written: str, url: str, reason: str
) -> None:
    feed = read(row(conference_url=written))
    assert feed.meetings[0].conference.url == url
    assert any(reason in remark for remark in reasons(feed, "conference_url"))


@pytest.mark.parametrize(
    "written",
    [
        "https://zoom.us@evil.example/j/1",
        "javascript://zoom.us/%0aalert(1)",
        "https://zoom.us/join",
        "TBA",
        {"url": ZOOM},
    ],
)
def test_what_nobody_could_use_is_left_out_and_the_meeting_stays(written: object) -> None:
    feed = read(row(conference_url=written))
    assert feed.meetings[0].conference == Conference()
    assert [reason[:9] for reason in reasons(feed, "conference_url")] == ["left out:"]


def test_a_link_that_was_mended_is_in_the_report_and_one_that_was_escaped_is_not() -> None:
    twice = read(row(conference_url=ZOOM + ZOOM))
    assert twice.meetings[0].conference.url == ZOOM
    assert reasons(twice, "conference_url")[0].startswith("mended: ")
    escaped = read(row(conference_url=ZOOM.replace("?", "?uname=x&#038;")))
    assert escaped.meetings[0].conference.url == ZOOM.replace("?", "?uname=x&")
    assert not escaped.corrected


@pytest.mark.parametrize("written", ["*67 555 0100", "#31#5550100", "(*21) 555 0100"])
def test_a_command_to_a_phone_is_no_number(written: str) -> None:
    feed = read(row(conference_phone=written))
    assert feed.meetings[0].conference.phone == ""
    assert "command" in reasons(feed, "conference_phone")[0]


def test_a_prefix_that_was_written_twice_is_in_the_report() -> None:
    feed = read(row(conference_phone="+1+16465550100,,123456789#"))
    assert feed.meetings[0].conference.phone == "+16465550100,,123456789#"
    assert reasons(feed, "conference_phone")[0].startswith("mended: ")


def test_a_number_and_a_link_count_in_each_others_fields_too() -> None:
    online = {"formatted_address": "Online"}
    dialled = read(row(**online, conference_url="tel:+16465550100,,123456#"))
    (call,) = dialled.meetings
    assert (call.conference.url, call.conference.phone) == ("", "+16465550100,,123456#")
    assert call.attendance is AttendanceOption.ONLINE
    linked = read(row(conference_phone="https://zoom.us/j/1234567890")).meetings[0].conference
    assert (linked.url, linked.phone) == ("https://zoom.us/j/1234567890", "")
    both = {"conference_url": "+16465550100", "conference_phone": "+16465550199"}
    assert read(row(**both)).meetings[0].conference.phone == "+16465550199"
    number_of_a_call = read(row(conference_url="123 456 7890")).meetings[0].conference
    assert not number_of_a_call.phone


def test_of_a_list_of_links_that_of_a_call_counts() -> None:
    links = ["https://hilltop-group.org", "https://zoom.us/j/1234567890"]
    found = read(row(conference_url=links)).meetings[0].conference
    assert found.url == "https://zoom.us/j/1234567890"
    assert found.url_notes == "https://hilltop-group.org"
