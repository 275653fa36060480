"""Times, days and distances as a visitor reads them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import VerificationPolicy
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.catalogue import translator

T = translator("en")
CHICAGO = ZoneInfo("America/Chicago")
LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 18, 0, 35, tzinfo=UTC)  # Tuesday 17 November, 6:35 pm in Chicago


def at(day: int, hour: int, minute: int = 0, zone: ZoneInfo = CHICAGO) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=zone)


def lasting(start: datetime, minutes: int) -> Occurrence:
    return Occurrence(start, start + timedelta(minutes=minutes))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("hour", "minute", "text"),
    [
        (19, 0, "7:00 pm"),
        (7, 5, "7:05 am"),
        (12, 30, "12:30 pm"),
        (0, 30, "12:30 am"),
        (12, 0, "noon"),
        (0, 0, "midnight"),
    ],
)
def test_a_time_is_said_by_the_twelve_hour_clock(hour: int, minute: int, text: str) -> None:
    assert plain(formatting.time_of_day(T, at(17, hour, minute))) == text


def test_a_time_never_breaks_before_am_or_pm() -> None:
    assert formatting.time_of_day(T, at(17, 19)) == "7:00\u00a0pm"


@pytest.mark.parametrize(
    ("start", "minutes", "text"),
    [
        (at(17, 19), 90, "7:00–8:30 pm"),
        (at(17, 11, 30), 90, "11:30 am–1:00 pm"),
        (at(17, 11), 60, "11:00 am–noon"),
        (at(17, 12), 60, "noon–1:00 pm"),
        (at(17, 23), 60, "11:00 pm–midnight"),
        (at(17, 23, 30), 60, "11:30 pm–12:30 am"),
        (at(17, 7), 24 * 60, "7:00 am–7:00 am"),
    ],
)
def test_a_range_says_each_half_of_the_day_once(start: datetime, minutes: int, text: str) -> None:
    occurrence = lasting(start, minutes)
    assert plain(formatting.time_range(T, occurrence.start, occurrence.end)) == text


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("America/Chicago", "CST"),
        ("Europe/London", "GMT"),
        ("Europe/Istanbul", "UTC+3"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/Sao_Paulo", "UTC−3"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_named_by_its_letters_or_its_distance_from_utc(zone: str, text: str) -> None:
    assert formatting.zone_name(at(17, 19, zone=ZoneInfo(zone))) == text


def test_the_zone_follows_the_clock_change() -> None:
    assert formatting.zone_name(datetime(2026, 7, 1, 19, tzinfo=CHICAGO)) == "CDT"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (at(17, 19), "Tonight"),
        (at(17, 9), "Today"),
        (at(18, 0, 30), "Tomorrow"),
        (at(16, 23), "Yesterday"),
        (at(24, 19), "Tue 24 Nov"),
        (datetime(2027, 1, 5, 19, tzinfo=CHICAGO), "Tue 5 Jan 2027"),
    ],
)
def test_a_day_is_said_as_people_say_it(moment: datetime, text: str) -> None:
    assert formatting.day_word(T, moment, NOW) == text


def test_today_is_the_meetings_own_today() -> None:
    """At 6:35 pm in Chicago it is already Wednesday in London."""
    assert formatting.day_word(T, at(18, 9, zone=LONDON), NOW) == "Today"
    assert formatting.day_word(T, at(18, 9, zone=CHICAGO), NOW) == "Tomorrow"


def test_when_joins_day_and_time() -> None:
    assert plain(formatting.when(T, lasting(at(17, 19), 90), NOW)) == "Tonight 7:00–8:30 pm"


def test_a_verification_states_its_time_the_same_for_ever() -> None:
    text = formatting.on_the_day(T, lasting(at(17, 19), 90))
    assert plain(text) == "Tue 17 Nov 2026, 7:00–8:30 pm (UTC-06:00)"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (at(17, 21), "9:00 pm"),
        (at(18, 8, 30), "8:30 am tomorrow"),
        (at(20, 8, 30), "8:30 am, Fri 20 Nov"),
    ],
)
def test_the_end_of_a_window_is_said_with_its_day(moment: datetime, text: str) -> None:
    assert plain(formatting.until(T, moment, NOW)) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (25, "in 25 min"),
        (1, "in 1 min"),
        (89, "in 89 min"),
        (90, "in 1 h 30 min"),
        (180, "in 3 h"),
        (9 * 60 + 8, "in 9 h"),
        (12 * 60, "in 12 h"),
        (12 * 60 + 1, ""),
        (0, "starting now"),
        (-10, "started 10 min ago"),
        (-60, "over"),
    ],
)
def test_how_soon_it_starts(minutes: int, text: str) -> None:
    start = NOW + timedelta(minutes=minutes)
    assert plain(formatting.how_soon(T, start, start + timedelta(minutes=60), NOW)) == text


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ((2,), "Every Tuesday"),
        ((2, 4), "Tuesdays and Thursdays"),
        ((0, 2, 4), "Sundays, Tuesdays and Thursdays"),
        ((1, 2, 3, 4, 5), "Monday to Friday"),
        (tuple(range(7)), "Every day"),
    ],
)
def test_a_series_is_said_in_weekdays(days: tuple[int, ...], text: str) -> None:
    assert formatting.weekdays(T, days) == text


@pytest.mark.parametrize(
    ("km", "unit", "text"),
    [
        (1.24, "km", "1.2 km"),
        (1.24, "mi", "0.8 mi"),
        (0.01, "km", "0.1 km"),
        (9.96, "km", "10 km"),
        (38.6, "mi", "24 mi"),
    ],
)
def test_a_distance_is_short_and_never_nought(km: float, unit: str, text: str) -> None:
    assert plain(formatting.distance(T, km, unit)) == text


def test_miles_are_for_the_countries_that_sign_their_roads_in_them() -> None:
    assert [formatting.unit_for(code) for code in ("US", "gb", "LR", "MM", "CA", "IE", "")] == [
        "mi", "mi", "mi", "mi", "km", "km", "km",
    ]  # fmt: skip


def test_a_type_nobody_told_us_about_is_shown_as_it_is() -> None:
    assert formatting.type_words(T, ("O", "X", "Q7")) == [
        "open to everyone",
        "wheelchair access",
        "Q7",
    ]


def test_the_verification_sentence_leaves_the_choice_with_the_facilitator() -> None:
    text = formatting.verification(T, VerificationPolicy.OFFERED)
    assert text == "Offered; the facilitator decides each time."


def test_a_place_is_not_said_twice() -> None:
    assert formatting.place("Library", "1 Main St") == "Library, 1 Main St"
    assert formatting.place("1 Main St", "1 Main St, Springfield") == "1 Main St, Springfield"
    assert formatting.place("", "1 Main St") == "1 Main St"


def test_a_map_shows_a_pin_only_where_the_door_is_known() -> None:
    point = Point(39.80117, -89.64371)
    assert "mlat=39.80117&mlon=-89.64371" in formatting.map_link(point)
    area = formatting.map_link(point, approximate=True)
    assert "mlat" not in area
    assert area.endswith("/39.80/-89.64")


def test_a_name_cannot_break_out_of_a_geo_link() -> None:
    assert formatting.geo_link(Point(1, 2), "A (b) & c").endswith("(A%20%28b%29%20%26%20c)")


def test_a_phone_link_keeps_pauses_and_codes_and_nothing_else() -> None:
    assert formatting.tel_link("+1 (312) 555-0147,,812#") == "tel:+13125550147,,812%23"
    assert formatting.tel_link("٣; javascript") == ""
