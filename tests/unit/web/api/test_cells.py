"""The listing as files: who holds them finds what a search finds, without asking for one."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from chalicelib.geo.distance import distance_km
from chalicelib.geo.geohash import geohash
from chalicelib.geo.point import Point
from chalicelib.listings import recurrence_field
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import PRIVATE, Conference, Meeting
from chalicelib.meetings.schedule.occurrences import next_occurrence
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import Schedule, series
from chalicelib.meetings.storage import keys
from chalicelib.meetings.storage.buckets import cell_bucket
from chalicelib.meetings.storage.table import MeetingsTable
from tests.conftest import Tables
from tests.unit.meetings.factories import NEW_YORK, TODAY, meeting
from tests.unit.web.site import NOW, Site, put_meetings

ZOOM = Conference("https://zoom.us/j/123")
CELL = geohash(NEW_YORK, 4)


def online(slug: str, **fields: object) -> Meeting:
    return meeting(slug, attendance=AttendanceOption.ONLINE, point=None, conference=ZOOM, **fields)


def slugs(site: Site, path: str) -> list[str]:
    return sorted(found["slug"] for found in site.get(path).json["meetings"])


def everything(site: Site) -> dict[str, dict[str, Any]]:
    """Every meeting by its id, found as a partner would: from the index down."""
    found: dict[str, dict[str, Any]] = {}
    paths = [f"/cells/online/{hour}.json" for hour in site.get("/cells/online.json").json["hours"]]
    for region in site.get("/cells/index.json").json["regions"]:
        cells = site.get(f"/cells/{region}.json").json["cells"]
        paths += [f"/cells/{cell}/{day}.json" for cell, days in cells.items() for day in days]
    for path in paths:
        file = site.get(path).json
        assert file["version"] == 1
        for part in range(file["parts"]):
            for listed in site.get(path, {"part": str(part)}).json["meetings"]:
                found[listed["id"]] = listed
    return found


def minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def schedule_of(listed: dict[str, Any]) -> Schedule:
    """What a partner makes of a meeting's fields."""
    read = recurrence_field.read(listed.get("x_recurrence"))
    days = listed["day"] if isinstance(listed["day"], list) else [listed["day"]]
    start, end = minutes(listed["time"]), minutes(listed["end_time"])
    return series(
        tuple(days),
        start,
        (end - start) % (24 * 60),
        listed["timezone"],
        rule=read.rule,
        first=read.first,
        exceptions=read.exceptions,
    )


def test_a_file_has_the_meetings_of_a_cell_and_a_weekday(site: Site) -> None:
    put_meetings(
        meeting("wed", weekdays=(3,)),
        meeting("both", weekdays=(3, 5)),
        meeting("late", weekdays=(2,), start_min=23 * 60 + 30),
        meeting("far", point=Point(34.05, -118.24), timezone="America/Los_Angeles"),
        online("online"),
    )
    answer = site.get(f"/cells/{CELL}/3.json")
    assert answer.json["cell"] == CELL and answer.json["weekday"] == 3
    assert (answer.json["part"], answer.json["parts"]) == (0, 1)
    assert answer.header("Access-Control-Allow-Origin") == "*"
    assert slugs(site, f"/cells/{CELL}/3.json") == ["both", "late", "wed"]
    assert slugs(site, f"/cells/{CELL}/5.json") == ["both"]
    assert slugs(site, f"/cells/{CELL}/0.json") == []


def test_online_meetings_are_in_the_hours_of_the_week_in_which_they_start(site: Site) -> None:
    put_meetings(online("evening", weekdays=(3,), start_min=19 * 60))
    assert site.get("/cells/online.json").json["hours"] == [95, 96]  # summer, and winter
    assert slugs(site, "/cells/online/95.json") == slugs(site, "/cells/online/96.json")
    assert site.get("/cells/online/96.json").json["hour"] == 96


def test_directories_name_what_holds_anything(site: Site) -> None:
    put_meetings(meeting("one", weekdays=(1, 4)), meeting("south", point=Point(-33.87, 151.21)))
    assert site.get("/cells/index.json").json == {"version": 1, "regions": ["dr", "r3"]}
    assert site.get("/cells/dr.json").json == {
        "version": 1,
        "region": "dr",
        "cells": {CELL: [1, 4]},
        "timezones": ["America/New_York"],
    }


def test_who_holds_the_files_finds_what_a_search_finds(site: Site) -> None:
    """Near a point, at the next start, cancelled and moved times heeded."""
    tonight = Override(TODAY)
    moved = Override(TODAY + timedelta(days=1), TODAY + timedelta(days=2), 18 * 60)
    monthly = series((1,), 600, 60, "America/New_York", rule="FREQ=MONTHLY;BYDAY=2MO",
                     first=date(2026, 1, 12))  # fmt: skip
    put_meetings(
        meeting("wed", weekdays=(3,)),
        meeting("daily", weekdays=tuple(range(7)), start_min=7 * 60),
        meeting("off", weekdays=(3,), exceptions=(tonight,)),
        meeting("moved", weekdays=(4,), exceptions=(moved,)),
        meeting("monthly", schedule=monthly),
        meeting("brooklyn", point=Point(40.65, -73.95), weekdays=(6,)),
        meeting("boston", point=Point(42.36, -71.06)),
        online("online"),
    )
    expected = []
    for listed in everything(site).values():
        if "latitude" not in listed:
            continue
        away = distance_km(NEW_YORK, Point(listed["latitude"], listed["longitude"]))
        occurrence = next_occurrence(schedule_of(listed), NOW)
        if away <= 16.0934 and occurrence:
            expected.append((occurrence.start.isoformat(), listed["id"]))
    query = {"near": f"{NEW_YORK.lat},{NEW_YORK.lon}", "radius": "10mi", "limit": "100"}
    found = site.get("/v1/meetings", query).json["meetings"]
    assert len(found) == 6
    assert sorted(expected) == sorted((each["starts_at"], each["id"]) for each in found)


def test_a_meeting_has_the_fields_that_a_search_gives_but_for_what_the_hour_says(
    site: Site,
) -> None:
    put_meetings(meeting("one", attendance=AttendanceOption.HYBRID, conference=ZOOM))
    (listed,) = site.get(f"/cells/{CELL}/3.json").json["meetings"]
    (result,) = site.get("/v1/meetings", {"near": "40.71,-74.01"}).json["meetings"]
    for name in ("starts_at", "ends_at", "distance_km"):
        del result[name]
    assert listed == result


def test_nothing_private_is_in_any_file(site: Site) -> None:
    put_meetings(meeting("open"), meeting("closed", types=("O", PRIVATE)), meeting("gone"))
    put_meetings(meeting("gone", attendance=AttendanceOption.INACTIVE))
    assert [listed["slug"] for listed in everything(site).values()] == ["open"]


def test_the_same_listing_gives_the_same_bytes_at_any_hour(site: Site) -> None:
    put_meetings(meeting("one"))
    paths = ("/cells/index.json", "/cells/online.json", "/cells/dr.json", f"/cells/{CELL}/3.json")
    before = {path: site.get(path) for path in paths}
    site.clock.moment = NOW + timedelta(days=2, hours=5)
    for path in paths:
        again = site.get(path, **{"If-None-Match": before[path].header("ETag")})
        assert again.status == 304 and again.body == b""
        assert site.get(path).body == before[path].body
        assert "max-age" in again.header("Cache-Control")
    put_meetings(meeting("two"))
    changed = site.get(paths[-1], **{"If-None-Match": before[paths[-1]].header("ETag")})
    assert changed.status == 200


def test_a_large_file_comes_in_parts(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.web.api.cells.open_table", small_shards)
    names = [f"m{number:03}" for number in range(60)]
    for name in names:
        small_shards().put(meeting(name), NOW)
    first = site.get(f"/cells/{CELL}/3.json").json
    assert first["parts"] > 1
    parts = [slugs(site, f"/cells/{CELL}/3.json?part={number}") for number in range(first["parts"])]
    assert sorted(slug for part in parts for slug in part) == names
    assert all(set(one).isdisjoint(other) for one, other in pairwise(parts))
    assert site.get(f"/cells/{CELL}/3.json?part={first['parts']}").status == 404


def test_a_part_that_is_not_there_is_not_taken_for_one_without_meetings(
    site: Site, moto_tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written a moment ago, or taken away since: a mirror begins again, and loses no meeting."""
    monkeypatch.setattr("chalicelib.web.api.cells.open_table", small_shards)
    names = [f"m{number:03}" for number in range(60)]
    for name in names:
        small_shards().put(meeting(name), NOW)
    path = f"/cells/{CELL}/3.json"
    last = site.get(path).json["parts"] - 1
    key = {"pk": {"S": keys.shard(cell_bucket(CELL, 3).key, last)}}
    moto_tables.client.delete_item(TableName=moto_tables.settings.meetings_table, Key=key)
    assert site.get(f"{path}?part={last}").status == 404
    small_shards().rebuild(NOW)
    for name in names:
        small_shards().remove(meeting(name).id, NOW)
    assert site.get(f"{path}?part={last}").json["meetings"] == []


def small_shards() -> MeetingsTable:
    from chalicelib import dynamodb, settings

    return MeetingsTable(dynamodb.client(), settings.current().meetings_table, shard_bytes=1_000)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/cells/9a.json", "name"),  # no geohash has an a
        ("/cells/9q8.json", "name"),
        ("/cells/index", "name"),
        (f"/cells/{CELL}/7.json", "file"),
        (f"/cells/{CELL}/x.json", "file"),
        (f"/cells/{CELL}/03.json", "file"),
        (f"/cells/{CELL}/3", "file"),
        ("/cells/online/168.json", "file"),
        ("/cells/9q8/3.json", "name"),
        ("/cells/9Q8Y/3.json", "name"),
        (f"/cells/{CELL}/3.json?part=x", "part"),
        (f"/cells/{CELL}/3.json?part=-1", "part"),
    ],
)
def test_a_name_that_no_file_has_is_refused(site: Site, path: str, field: str) -> None:
    answer = site.get(path)
    assert answer.status == 400
    assert answer.json["error"]["field"] == field
