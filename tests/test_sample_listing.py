"""The sample listing: the invented meetings that a first run shows."""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from chalicelib.gazetteer.addresses import locate
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point
from chalicelib.meetings.meeting import SLUG_PATTERN
from chalicelib.meetings.schedule.schedule import zone
from tests.unit.gazetteer.lookups import find

SAMPLE = Path(__file__).parent.parent / "local" / "sample_listing.json"
SUNDAY = datetime(2026, 11, 22, tzinfo=UTC)
WEEK_H = 7 * 24
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
LINK = re.compile(
    r"https://(zoom\.us/j/\d{11}|meet\.google\.com/[a-z]{3}-[a-z]{4}-[a-z]{3}|meet\.jit\.si/\w+)"
)
# Numbers reserved for fiction: +1 nnn 555 01nn, +44 20 7946 0nnn, +61 2 5550 nnnn and 7010 nnnn.
FICTION = re.compile(r"\+(1\d{3}55501\d\d|442079460\d{3}|612(5550|7010)\d{4}),,\d+#")
# Words that judge, in the listing's languages, and names of movements and of trades.
FORBIDDEN = re.compile(
    r"addict|adict|alcohol|alcoól|alkohol|\bclean|dirty|sober|sobri|abus|relaps|recaíd|rechute"
    r"|rückfall|offender|complian|süchtig|toxico|nüchtern|مدمن|إدمان|中毒|\bsmart\b|anonym|anónim",
    re.IGNORECASE,
)
# Where a visitor of each of the world's regions may be, with a room within 100 km.
BIG_CITIES = (
    "New York",
    "Los Angeles",
    "Chicago",
    "Toronto",
    "Mexico City",
    "São Paulo",
    "Buenos Aires",
    "Bogotá",
    "Lima, Peru",
    "London",
    "Paris",
    "Berlin",
    "Madrid",
    "Rome, Italy",
    "Istanbul",
    "Cairo",
    "Lagos, Nigeria",
    "Nairobi",
    "Johannesburg",
    "Dubai",
    "Mumbai",
    "Delhi",
    "Bangkok",
    "Singapore",
    "Jakarta",
    "Manila",
    "Hong Kong",
    "Tokyo",
    "Seoul",
    "Sydney",
    "Auckland",
)

Row = dict[str, object]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    loaded: list[Row] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return loaded


def with_room(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["attendance_option"] in ("in_person", "hybrid")]


def with_link(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["attendance_option"] in ("online", "hybrid")]


def days(row: Row) -> list[int]:
    day = row["day"]
    return day if isinstance(day, list) else [day]  # type: ignore[list-item]


def point(row: Row) -> Point:
    return Point(float(str(row["latitude"])), float(str(row["longitude"])))


def starts_h(row: Row) -> list[float]:
    """Hours after Sunday 00:00 UTC at which the row starts in that week."""
    hour, minute = map(int, str(row["time"]).split(":"))
    local = ZoneInfo(str(row["timezone"]))
    found = []
    for day in days(row):
        date = (SUNDAY + timedelta(days=day)).date()
        start = datetime(date.year, date.month, date.day, hour, minute, tzinfo=local)
        found.append((start - SUNDAY).total_seconds() / 3600 % WEEK_H)
    return found


def test_about_three_hundred_meetings_of_every_attendance(rows: list[Row]) -> None:
    assert 290 <= len(rows) <= 310
    share = {
        kind: n / len(rows) for kind, n in Counter(r["attendance_option"] for r in rows).items()
    }
    assert share == pytest.approx({"in_person": 0.55, "online": 0.30, "hybrid": 0.15}, abs=0.05)


def test_every_meeting_has_what_a_listing_needs(rows: list[Row]) -> None:
    for row in rows:
        assert {"slug", "name", "day", "time", "timezone", "types", "attendance_option"} <= set(row)
        assert SLUG_PATTERN.fullmatch(str(row["slug"]))
        assert str(row["name"]).strip()
        assert CLOCK.fullmatch(str(row["time"]))
        assert CLOCK.fullmatch(str(row.get("end_time", "00:00")))
        assert days(row)
        assert set(days(row)) <= set(range(7))
        zone(str(row["timezone"]))
    assert len({row["slug"] for row in rows}) == len(rows)


def test_all_days_several_days_a_week_and_past_midnight_occur(rows: list[Row]) -> None:
    assert {day for row in rows for day in days(row)} == set(range(7))
    assert sum(len(days(row)) > 1 for row in rows) >= 3
    assert sum(str(row["time"]) > str(row.get("end_time", "24:00")) for row in rows) >= 3
    hours = {int(str(row["time"])[:2]) for row in rows}
    assert set(range(7, 22)) <= hours


def test_meetings_are_held_on_at_least_four_continents(rows: list[Row]) -> None:
    prefixes = Counter(str(row["timezone"]).split("/")[0] for row in with_room(rows))
    assert {"America", "Europe", "Africa", "Asia", "Australia", "Pacific"} <= set(prefixes)
    assert min(prefixes.values()) >= 4


def test_every_room_is_in_the_city_that_its_address_names(rows: list[Row]) -> None:
    for row in with_room(rows):
        address = str(row["formatted_address"])
        city = locate(address)
        assert city is not None, address
        assert distance_km(point(row), city.point) < 60, address
        assert city.timezone == row["timezone"], address
        assert str(row["location"]).strip()


@pytest.mark.parametrize("name", BIG_CITIES)
def test_a_visitor_of_a_big_city_finds_a_room_within_100_km(name: str, rows: list[Row]) -> None:
    here = find(name).point
    assert min(distance_km(here, point(row)) for row in with_room(rows)) < 100


def test_online_meetings_can_be_joined_at_invented_addresses_only(rows: list[Row]) -> None:
    for row in with_link(rows):
        link, phone = row.get("conference_url"), row.get("conference_phone")
        assert link or phone, row["slug"]
        assert link is None or LINK.fullmatch(str(link)), link
        assert phone is None or FICTION.fullmatch(str(phone)), phone
    assert sum("conference_url" not in row for row in with_link(rows)) >= 2
    assert all(str(row.get("url", "https://example.org/")).startswith("https://example.org/")
               for row in rows)  # fmt: skip


def test_an_online_meeting_starts_within_any_six_hours_of_the_week(rows: list[Row]) -> None:
    starts = sorted(
        start for row in rows if row["attendance_option"] == "online" for start in starts_h(row)
    )
    gaps = [after - start for start, after in zip(starts, [*starts[1:], starts[0] + WEEK_H])]  # noqa: B905
    assert max(gaps) < 6


def test_several_languages_and_formats_occur(rows: list[Row]) -> None:
    codes = Counter(code for row in rows for code in row["types"])  # type: ignore[attr-defined]
    for code in ("EN", "S", "FR", "DE", "POR", "JA", "W", "M", "Y", "LGBTQ", "D", "SP", "X"):
        assert codes[code] >= 2, code
    names = " ".join(str(row["name"]) for row in rows)
    for part in ("Family & Friends", "Veterans", "Familia", "Réunion", "Schritt"):
        assert part in names, part
    assert sum("\u0600" <= str(row["name"])[0] <= "\u06ff" for row in rows) >= 4


def test_no_word_judges_anyone_and_no_movement_is_named() -> None:
    assert FORBIDDEN.findall(SAMPLE.read_text(encoding="utf-8")) == []
