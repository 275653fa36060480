"""Searching and reading meetings by the API."""

import csv
import io
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Conference, Meeting
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import series
from tests.unit.meetings.brute_force import in_rule
from tests.unit.meetings.factories import NEW_YORK, TODAY, meeting
from tests.unit.web.site import NOW, Site, put_meetings

NEAR = {"near": "40.71,-74.01"}
ZOOM = Conference("https://zoom.us/j/123")


def online(slug: str, **fields: object) -> Meeting:
    return meeting(slug, attendance=AttendanceOption.ONLINE, point=None, conference=ZOOM, **fields)


def ids(site: Site, **query: str) -> list[str]:
    return [meeting["id"] for meeting in site.get("/v1/meetings", query).json["meetings"]]


def test_a_meeting_carries_its_meeting_guide_names_and_ours(site: Site) -> None:
    example = meeting("one", attendance=AttendanceOption.HYBRID, conference=ZOOM)
    put_meetings(example)
    answer = site.get("/v1/meetings", NEAR)
    assert answer.header("Access-Control-Allow-Origin") == "*"
    assert set(answer.json) == {"meetings", "changed", "search", "next"}
    assert answer.json["next"] is None
    (found,) = answer.json["meetings"]
    for name, value in {
        "id": example.id, "slug": "one", "name": "Meeting one", "day": 3, "time": "19:00",
        "end_time": "20:00", "timezone": "America/New_York", "attendance": "hybrid",
        "location": "Library", "formatted_address": "5 Elm St, New York, NY",
        "conference_url": "https://zoom.us/j/123", "types": ["O", "D"],
        "entity": "New York Intergroup", "starts_at": "2026-03-04T19:00:00-05:00",
        "ends_at": "2026-03-04T20:00:00-05:00", "verification": "offered", "approximate": "no",
    }.items():  # fmt: skip
        assert found[name] == value, name
    assert 0 < found["distance_km"] < 1
    assert (found["latitude"], found["longitude"]) == (NEW_YORK.lat, NEW_YORK.lon)
    assert not {"source", "schedule", "venue", "conference_phone"} & set(found)


def test_one_meeting_with_everything(site: Site) -> None:
    example = meeting("one", notes="Ring", group="Elm", updated=NOW, regions=("NY", "Chelsea"))
    put_meetings(example)
    shown = site.get(f"/v1/meetings/{example.id}").json
    assert shown["notes"] == "Ring"
    assert shown["group"] == "Elm"
    assert shown["regions"] == ["NY", "Chelsea"]
    assert shown["updated"] == "2026-03-04 12:00:00"
    assert shown["starts_at"] == "2026-03-04T19:00:00-05:00"
    assert shown["verification"] == "offered"


@pytest.mark.parametrize("fields", [{"schedule": None}, {"attendance": AttendanceOption.INACTIVE}])
def test_a_meeting_that_takes_place_at_no_time_has_none(
    site: Site, fields: dict[str, object]
) -> None:
    example = meeting("one", **fields)
    put_meetings(example)
    shown = site.get(f"/v1/meetings/{example.id}").json
    assert "starts_at" not in shown and "ends_at" not in shown
    assert ids(site, **NEAR) == []


def test_a_listing_that_offers_no_verification_says_so(site: Site) -> None:
    example = meeting("one", verification=VerificationPolicy.NOT_OFFERED)
    put_meetings(example)
    (found,) = site.get("/v1/meetings", NEAR).json["meetings"]
    assert found["verification"] == "not_offered"


def test_near_finds_rooms_and_online_finds_links(site: Site) -> None:
    room, both, far = (
        meeting("room"),
        meeting("both", attendance=AttendanceOption.HYBRID),
        online("far"),
    )
    put_meetings(room, both, far)
    assert set(ids(site, **NEAR)) == {room.id, both.id}
    assert set(ids(site, **NEAR, attendance="in_person")) == {room.id, both.id}
    assert set(ids(site, **NEAR, attendance="hybrid")) == {both.id}
    assert set(ids(site, attendance="online")) == {both.id, far.id}
    assert set(ids(site, place="Sydney", attendance="online")) == {both.id, far.id}
    assert set(ids(site, attendance="hybrid")) == {both.id}


def test_in_the_order_of_their_next_start_or_nearest_first_on_request(site: Site) -> None:
    soon = meeting("soon", start_min=9 * 60, point=Point(40.80, -74.0))
    later = meeting("later", start_min=20 * 60, point=Point(40.711, -74.01))
    put_meetings(later, soon)
    assert ids(site, **NEAR) == [soon.id, later.id]
    assert ids(site, **NEAR, sort="distance") == [later.id, soon.id]


@pytest.mark.parametrize(
    ("day", "found"),
    [("today", ["wed"]), ("tomorrow", ["thu"]), ("3", ["wed"]), ("4", ["thu"]), ("0", ["sun"]),
     ("1", [])],
)  # fmt: skip
def test_a_day_is_that_of_the_meetings_own_place(site: Site, day: str, found: list[str]) -> None:
    slugs = {"sun": 0, "wed": 3, "thu": 4}
    made = {slug: meeting(slug, weekdays=(weekday,)) for slug, weekday in slugs.items()}
    put_meetings(*made.values())
    assert ids(site, **NEAR, day=day) == [made[slug].id for slug in found]


def test_the_radius_may_be_in_miles_or_kilometres(site: Site) -> None:
    ten_km = meeting("ten", point=Point(40.80, -74.01))
    put_meetings(ten_km)
    assert ids(site, **NEAR, radius="9km") == []
    assert ids(site, **NEAR, radius="5mi") == []
    assert ids(site, **NEAR, radius="11km") == ids(site, **NEAR, radius="7mi") == [ten_km.id]
    assert ids(site, **NEAR, radius="0.5km") == []


def test_without_a_radius_the_smallest_that_holds_ten_is_taken(site: Site) -> None:
    around = [meeting(f"m{n}", point=Point(40.71 + n / 100, -74.01)) for n in range(20)]
    put_meetings(*around)
    answer = site.get("/v1/meetings", NEAR).json
    assert answer["search"]["radius_km"] == 16.093  # ten miles, as people count there
    assert site.get("/v1/meetings", {"near": "0,0"}).json["search"]["radius_km"] == 100
    berlin = [meeting(f"b{n}", point=Point(52.52 + n / 100, 13.4)) for n in range(20)]
    put_meetings(*berlin)
    answer = site.get("/v1/meetings", {"near": "52.52,13.4"}).json
    assert answer["search"]["radius_km"] == 25


@pytest.mark.parametrize("query", [NEAR, {**NEAR, "sort": "distance"}, {"attendance": "online"}])
def test_page_after_page_gives_every_meeting_once(site: Site, query: dict[str, str]) -> None:
    put_meetings(
        *(
            meeting(f"m{n:02}", weekdays=(n % 7,), start_min=n * 37,
                    attendance=AttendanceOption.HYBRID, point=Point(40.71 + n / 5000, -74.01))
            for n in range(23)
        )
    )  # fmt: skip
    expected = ids(site, **query, limit="100")
    assert len(expected) == 23
    seen: list[str] = []
    cursor = None
    while True:
        asked = {**query, "limit": "4"} | ({"cursor": cursor} if cursor else {})
        answer = site.get("/v1/meetings", asked).json
        seen += [meeting["id"] for meeting in answer["meetings"]]
        cursor = answer["next"]
        site.clock.wait(hours=1)
        if cursor is None:
            break
        assert len(answer["meetings"]) == 4
    assert seen == expected


SPARSE = (
    "FREQ=MONTHLY;BYDAY=1TU", "FREQ=MONTHLY;INTERVAL=3;BYDAY=2WE",
    "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=30", "FREQ=MONTHLY;INTERVAL=12;BYDAY=-1SA",
    "FREQ=DAILY;COUNT=1",
)  # fmt: skip


def sparse(number: int) -> Meeting:
    """One of a few that come every month, quarter, half year and year, or once, years ahead."""
    rule = SPARSE[number % len(SPARSE)]
    begin = date(2026 + 3 * (number % 2), 4 + number % 7, 1)
    days = (begin + timedelta(days=ahead) for ahead in range(800))
    first = next(day for day in days if in_rule(rule, None if "BY" in rule else day, day))
    made = series((), 19 * 60, 60, "America/New_York", rule=rule, first=first)
    return meeting(f"s{number}", schedule=made, attendance=AttendanceOption.HYBRID, conference=ZOOM)


@pytest.mark.parametrize("query", [NEAR, {"attendance": "online"}])
def test_pages_go_on_to_what_comes_once_in_a_long_while(site: Site, query: dict[str, str]) -> None:
    weekly = meeting("weekly", attendance=AttendanceOption.HYBRID, conference=ZOOM)
    made = [weekly, *map(sparse, range(30))]
    put_meetings(*made)
    walks: dict[str, list[str]] = {"api": [], "page": [], "feed": []}
    answer = site.get("/v1/meetings", {**query, "limit": "2"}).json
    while True:
        walks["api"] += [meeting["id"] for meeting in answer["meetings"]]
        if not answer["next"]:
            break
        following = site.get("/v1/meetings", {**query, "limit": "2", "cursor": answer["next"]})
        assert following.status == 200
        answer = following.json
    path = f"/?{urlencode(query)}"
    while path:
        page = site.get(path).page
        walks["page"] += [
            link.rpartition("/")[2] for link in page.links() if link.startswith("/meetings/")
        ]
        (path,) = [link["href"] for link in page.all("a", rel="next")] or [""]
    path = f"/feeds/meetings.csv?{urlencode({**query, 'limit': '2'})}"
    while path:
        feed = site.get(path)
        assert feed.status == 200
        walks["feed"] += [
            row["slug"] for row in csv.DictReader(io.StringIO(feed.body.decode("utf-8-sig")))
        ]
        path = feed.header("Link").partition(">")[0].removeprefix("<")
    assert len(walks["api"]) == len(made)
    assert set(walks["api"]) == {meeting.id for meeting in made}
    assert walks["page"] == walks["api"]
    assert sorted(walks["feed"]) == sorted(meeting.slug for meeting in made)


def test_a_search_says_how_it_was_understood(site: Site) -> None:
    put_meetings(meeting("one"))
    query = {"place": "10001", "day": "today", "limit": "3"}
    search = site.get("/v1/meetings", query).json["search"]
    assert search["place"] == "New York, NY 10001, US"
    assert (search["day"], search["limit"], search["sort"]) == ("today", 3, "start")
    assert search["attendance"] == "in_person"
    assert datetime.fromisoformat(search["as_of"]) == NOW
    online_search = site.get(
        "/v1/meetings", {"place": "Sydney", "attendance": "online", "day": "today"}
    ).json["search"]
    assert online_search["timezone"] == "Australia/Sydney"


@pytest.mark.parametrize(
    ("text", "accepted", "place", "other"),
    [
        ("10115", "", "New York, NY 10115, US", "10115 Berlin, Germany"),
        ("10115", "de, en;q=0.5", "10115 Berlin, Germany", "New York, NY 10115, US"),
        ("Worcester", "en-US", "Worcester, Massachusetts, US", "Worcester, England, GB"),
        ("Worcester", "en-GB", "Worcester, England, GB", "Worcester, Massachusetts, US"),
    ],
)
def test_a_place_of_several_countries_is_looked_for_where_the_header_says(
    site: Site, text: str, accepted: str, place: str, other: str
) -> None:
    search = site.get("/v1/meetings", {"place": text}, **{"Accept-Language": accepted}).json[
        "search"
    ]
    assert search["place"] == place
    assert other in search["other_places"]
    named = site.get("/v1/meetings", {"place": other}, **{"Accept-Language": accepted}).json
    assert named["search"]["place"] == other  # a country that is named wins


def test_todays_online_meetings_are_those_of_the_visitors_today(site: Site) -> None:
    example = online("one", timezone="UTC", weekdays=(3,), start_min=14 * 60)  # Thu 1 am in Sydney
    put_meetings(example)
    assert ids(site, attendance="online", day="today", place="London") == [example.id]
    assert ids(site, attendance="online", day="today", place="Sydney") == []
    assert ids(site, attendance="online", day="tomorrow", place="Sydney") == [example.id]


def test_one_in_progress_is_found_until_it_is_over(site: Site) -> None:
    example = meeting("one", attendance=AttendanceOption.HYBRID)
    put_meetings(example)
    for minutes, start in ((59, "2026-03-04T19:00:00-05:00"), (60, "2026-03-11T19:00:00-04:00")):
        site.clock.moment = NOW + timedelta(hours=12, minutes=minutes)
        for query in (NEAR, {"attendance": "online"}):
            (found,) = site.get("/v1/meetings", query).json["meetings"]
            assert found["starts_at"] == start


@pytest.mark.parametrize("near", ["90,0", "-90,180", "0,-180", "0,180", "-0.0,0", "89.99999999,1"])
def test_anywhere_on_earth_can_be_searched(site: Site, near: str) -> None:
    assert ids(site, near=near) == []
    assert site.get("/", {"near": near}).status == 200


def test_what_only_its_town_places_has_no_distance(site: Site) -> None:
    by_town = {"approximate": True, "placed_by_town": True, "town": "New York"}
    put_meetings(meeting("town", **by_town), meeting("area", approximate=True))
    found = site.get("/v1/meetings", {**NEAR, "radius": "5km"}).json["meetings"]
    area, town = found
    assert (area["slug"], area["approximate"]) == ("area", "yes")
    assert "distance_km" in area and "placed_by" not in area
    assert (town["approximate"], town["placed_by"]) == ("yes", "town")
    assert "distance_km" not in town
    assert site.get(f"/v1/meetings/{town['id']}").json["placed_by"] == "town"


def test_changed_times_are_told_beside_the_results(site: Site) -> None:
    cancelled = meeting("cancelled", exceptions=(Override(TODAY),))
    later = meeting("later", exceptions=(Override(TODAY, TODAY, 20 * 60),))
    left = meeting("left", exceptions=(Override(TODAY, TODAY + timedelta(days=1), 20 * 60),))
    put_meetings(cancelled, later, left)
    answer = site.get("/v1/meetings", {**NEAR, "day": "today"}).json
    (found,) = answer["meetings"]
    assert (found["id"], found["moved_from"]) == (later.id, "2026-03-04T19:00:00-05:00")
    changed = {time["id"]: time for time in answer["changed"]}
    assert set(changed) == {cancelled.id, left.id}
    assert changed[cancelled.id]["cancelled"] is True
    assert changed[cancelled.id]["starts_at"] == "2026-03-04T19:00:00-05:00"
    assert changed[left.id]["moved_to"] == "2026-03-05T20:00:00-05:00"
