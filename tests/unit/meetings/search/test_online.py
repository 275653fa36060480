"""Searches for online meetings, page by page, against the whole list worked out the slow way."""

from dataclasses import replace

import pytest

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.search import online
from chalicelib.meetings.search.filters import Filter, PartOfDay
from chalicelib.meetings.search.online import next_online, search_online
from chalicelib.meetings.search.query import OnlineQuery
from tests.unit.meetings import brute_force
from tests.unit.meetings.factories import NOW, meeting
from tests.unit.meetings.memory_reader import MemoryReader
from tests.unit.meetings.search.scenes import (
    DAYS,
    SCENES,
    every_page,
    ids_and_starts,
    random_listing,
    seeds,
)


def test_hours_of_what_is_online_are_the_visitors() -> None:
    listed = meeting(attendance=AttendanceOption.ONLINE, point=None, start_min=19 * 60)  # New York
    reader = MemoryReader([listed], NOW)
    for timezone, part in (
        ("America/New_York", PartOfDay.EVENING),
        ("Europe/London", PartOfDay.NIGHT),
        ("Asia/Tokyo", PartOfDay.MORNING),
    ):
        for asked in PartOfDay:
            query = OnlineQuery(timezone=timezone, filter=Filter(part=asked))
            assert bool(search_online(query, reader, NOW).found) is (asked is part)


@pytest.mark.parametrize("max_vain_rows", [0, 10, 1000])
def test_a_rare_kind_online_is_looked_for_page_by_page(
    monkeypatch: pytest.MonkeyPatch, max_vain_rows: int
) -> None:
    """No page reads more than it may; none is lost on the way."""
    monkeypatch.setattr(online, "MAX_ONLINE_ROWS", 20)
    monkeypatch.setattr(online, "MAX_VAIN_ROWS", max_vain_rows)
    made = [
        meeting(
            f"m{n}",
            attendance=AttendanceOption.ONLINE,
            point=None,
            weekdays=(n % 7,),
            start_min=(n * 97) % 1440,
            types=("S",) if n % 50 == 49 else (),
        )
        for n in range(200)
    ]
    reader = MemoryReader(made, NOW)
    query = OnlineQuery(filter=Filter(frozenset({"S"})), limit=10)
    found = []
    for _ in range(220):
        page = search_online(query, reader, NOW)
        found += [result.row.slug for result in page.found]
        if page.next is None:
            break
        query = query._replace(cursor=page.next)
    assert sorted(found) == sorted(f"m{n}" for n in range(200) if n % 50 == 49)


@pytest.mark.parametrize("scene", SCENES)
def test_pages_that_stop_early_still_have_an_end_and_lose_nothing(
    monkeypatch: pytest.MonkeyPatch, scene: str
) -> None:
    """Also what is monthly, which comes after the week in which all buckets have their turn."""
    monkeypatch.setattr(online, "MAX_ONLINE_ROWS", 12)
    monkeypatch.setattr(online, "MAX_VAIN_ROWS", 6)
    now, meetings, chance = random_listing(scene, 7)
    listed = [replace(made, types=("S",) * (chance.random() < 0.2)) for made in meetings]
    reader = MemoryReader(listed, now)
    for code in ("S", "ASL"):
        query = OnlineQuery(filter=Filter(frozenset({code})), limit=2)
        pages = [search_online(query, reader, now)]
        while pages[-1].next:
            assert len(pages) < 100
            pages.append(search_online(query._replace(cursor=pages[-1].next), reader, now))
        expected = [made for made in listed if code in made.types]
        assert ids_and_starts(pages) == brute_force.online(query, expected, now)


def online_meeting(slug: str, **fields: object) -> Meeting:
    return meeting(slug, attendance=AttendanceOption.ONLINE, point=None, timezone="UTC", **fields)


def test_what_nobody_has_online_takes_little_more_than_a_full_page() -> None:
    """However much is listed; what was not read is told of by the next page's cursor."""
    crowd = [
        online_meeting(f"m{n}", weekdays=tuple(range(7)), start_min=10 * n % 1440)
        for n in range(8640)
    ]
    full, vain = MemoryReader(crowd, NOW), MemoryReader(crowd, NOW)
    assert len(search_online(OnlineQuery(), full, NOW).found) == 25
    nowhere = search_online(OnlineQuery(filter=Filter(frozenset({"S"}))), vain, NOW)
    assert nowhere.found == () and nowhere.next
    assert vain.rows_read <= online.MAX_VAIN_ROWS + 1.5 * full.rows_read


def test_who_gets_no_second_page_is_told_of_a_rare_kind_at_once() -> None:
    crowd = [online_meeting(f"m{n}", weekdays=(4,), start_min=n % 1440) for n in range(2500)]
    rare = online_meeting("rare", weekdays=(5,), types=("S",))
    reader = MemoryReader([*crowd, rare], NOW)
    query = OnlineQuery(filter=Filter(frozenset({"S"})))
    assert search_online(query, reader, NOW).found == ()
    [found] = search_online(query._replace(looks_further=True), reader, NOW).found
    assert found.row.slug == "rare"


def test_a_few_online_meetings_are_those_that_come_next() -> None:
    """At noon on Wednesday; with what is in progress, where this hour has too few."""
    begun = online_meeting("begun", weekdays=(3,), start_min=11 * 60 + 20)
    long = online_meeting("long", weekdays=(3,), start_min=9 * 60, length_min=240)
    later = [online_meeting(f"m{n}", weekdays=(n % 7,), start_min=720 + n) for n in range(70)]
    reader = MemoryReader([*later, begun, long], NOW)
    soon = [f"m{n}" for n in range(3, 70, 7)]
    for limit, slugs in ((5, soon[:5]), (12, ["long", "begun", *soon])):
        found = next_online(limit, reader, NOW)
        assert [result.row.slug for result in found] == slugs
    assert next_online(5, MemoryReader([], NOW), NOW) == ()
    nothing_soon = MemoryReader([later[2], begun, long], NOW)
    assert [found.row.slug for found in next_online(5, nothing_soon, NOW)] == [
        "long",
        "begun",
        "m2",
    ]


def test_offering_a_few_online_meetings_reads_one_hour_of_a_large_listing() -> None:
    crowd = [online_meeting(f"m{n}", start_min=10 * n % 1440) for n in range(2000)]
    reader = MemoryReader(crowd, NOW)
    search_online(OnlineQuery(limit=5), reader, NOW)
    whole = reader.rows_read
    offering = MemoryReader(crowd, NOW)
    assert len(next_online(5, offering, NOW)) == 5
    assert len(offering.read) == 1 and offering.rows_read <= whole


@pytest.mark.parametrize("seed", seeds(4))
@pytest.mark.parametrize("scene", SCENES)
def test_a_search_online_gives_all_that_is_there_once_and_in_order(scene: str, seed: int) -> None:
    now, meetings, chance = random_listing(scene, seed + 100)
    reader = MemoryReader(meetings, now)
    for day in DAYS:
        query = OnlineQuery(
            day,
            chance.choice([*SCENES[scene][1], "UTC", "America/St_Johns"]),
            Filter(hybrid=chance.choice([False, True])),
            chance.choice([1, 2, 7, 25]),
        )
        assert ids_and_starts(every_page(query, reader, now)) == brute_force.online(
            query, meetings, now
        ), (
            query,
            now,
        )
