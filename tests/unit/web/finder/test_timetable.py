"""Which heading a result stands under, and in whose zone its time is said."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.schedule.rescheduling import ListedTime
from chalicelib.web.finder.timetable import groups
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


@dataclass(frozen=True)
class Row:
    id: str
    attendance: AttendanceOption
    approximate: bool = False
    placed_by_town: bool = False
    location: str = ""
    formatted_address: str = ""
    conference_url: str = ""
    conference_phone: str = ""
    region: str = ""
    town: str = ""
    entity: str = ""
    point: Point | None = None


@dataclass(frozen=True)
class Found:
    row: Row
    occurrence: Occurrence
    distance_km: float | None = None
    placed_by_town: bool = False
    ends_before_arrival: bool = False
    change: ListedTime | None = None

    @property
    def shown_distance_km(self) -> float | None:
        return None if self.placed_by_town else self.distance_km


def in_room(meeting_id: str, start: datetime, minutes: int = 60, km: float = 1.0) -> Found:
    return Found(Row(meeting_id, AttendanceOption.IN_PERSON), lasting(start, minutes), km)


def online(meeting_id: str, start: datetime, minutes: int = 60) -> Found:
    return Found(Row(meeting_id, AttendanceOption.ONLINE), lasting(start, minutes))


def test_results_stand_under_their_days() -> None:
    made = groups(
        T,
        [in_room("a", at(17, 19)), in_room("b", at(18, 7)), in_room("c", at(24, 19))],
        NOW,
        CHICAGO,
    )
    assert [(group.heading, group.date) for group in made] == [
        ("Tonight", "Tue 17 Nov"),
        ("Tomorrow", "Wed 18 Nov"),
        ("Tue 24 Nov", ""),
    ]
    assert all(line.day == "" for group in made for line in group.lines)


def test_a_day_with_a_daytime_meeting_is_today_not_tonight() -> None:
    morning = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)
    made = groups(T, [in_room("a", at(17, 9)), in_room("b", at(17, 19))], morning, CHICAGO)
    assert [group.heading for group in made] == ["Today"]


def test_a_meeting_that_began_yesterday_and_goes_on_stands_under_today() -> None:
    after_midnight = datetime(2026, 11, 18, 6, 30, tzinfo=UTC)  # 12:30 am in Chicago
    made = groups(
        T, [in_room("late", at(17, 23), 120), in_room("b", at(18, 9))], after_midnight, CHICAGO
    )
    assert [(g.heading, len(g.lines)) for g in made] == [("Today", 2)]


def test_online_meetings_are_shown_in_the_visitors_zone() -> None:
    [group] = groups(T, [online("a", at(18, 1, zone=LONDON))], NOW, CHICAGO)
    line = group.lines[0]
    assert (line.start.hour, formatting.zone_name(line.start)) == (19, "CST")
    assert group.heading == "Tonight"


def test_a_room_keeps_its_own_zone() -> None:
    found = in_room("a", at(17, 20, zone=ZoneInfo("America/New_York")))
    [group] = groups(T, [found], NOW, CHICAGO)
    assert formatting.zone_name(group.lines[0].start) == "EST"


def test_without_the_visitors_zone_online_meetings_are_on_now_or_coming_up() -> None:
    found = [
        online("on", at(17, 18, 30)),
        online("soon", at(18, 1, zone=LONDON)),
        online("later", at(19, 9)),
    ]
    now_on, coming = groups(T, found, NOW)
    assert (now_on.heading, coming.heading) == ("On now", "Coming up")
    assert [line.day for line in coming.lines] == ["", "Thu 19 Nov"]


def test_by_distance_each_line_says_its_day_and_the_order_stays() -> None:
    found = [in_room("near", at(24, 19), km=1), in_room("far", at(17, 19), km=9)]
    [group] = groups(T, found, NOW, CHICAGO, "distance")
    assert [(cast(Row, line.row).id, line.day) for line in group.lines] == [
        ("near", "Tue 24 Nov"),
        ("far", "Tonight"),
    ]


def facts(found: Found, asked: AttendanceOption | None = None) -> tuple[str, ...]:
    """The last line of a result, in miles."""
    [group] = groups(T, [found], NOW, CHICAGO, unit="mi", asked=asked)
    return group.lines[0].facts


def with_row(found: Found, **fields: object) -> Found:
    return replace(found, row=replace(found.row, **fields))  # type: ignore[arg-type]


def test_the_last_line_says_town_and_distance_and_marks_what_was_not_asked_for() -> None:
    found = with_row(in_room("a", at(17, 19), km=2), town="Springfield", region="Illinois")
    assert facts(found) == ("Springfield", "1.2\u00a0mi")
    both = with_row(found, attendance=AttendanceOption.HYBRID)
    assert facts(both) == ("Springfield", "1.2\u00a0mi", "hybrid")
    assert facts(both, AttendanceOption.HYBRID) == facts(found)
    far = with_row(online("b", at(17, 19)), region="Illinois")
    assert facts(far) == ("Illinois", "online")
    assert facts(far, AttendanceOption.ONLINE) == ("Illinois",)


def test_a_call_by_phone_alone_is_marked_so_among_online_meetings_too() -> None:
    call = with_row(online("a", at(17, 19)), conference_phone="+15551234567")
    assert facts(call) == facts(call, AttendanceOption.ONLINE) == ("by phone",)
    linked = with_row(call, conference_url="https://zoom.us/j/1")
    assert facts(linked) == ("online",)
    imitated = with_row(call, conference_url="https://zoom-us.example/j/1")  # never linked
    assert facts(imitated) == ("by phone",)
    room = with_row(in_room("b", at(17, 19)), conference_phone="+15551234567")
    assert facts(with_row(room, attendance=AttendanceOption.HYBRID))[-1] == "hybrid"


def test_a_region_that_only_says_online_is_no_place_to_show() -> None:
    far = with_row(online("a", at(17, 19)), region="Online")
    assert facts(far, AttendanceOption.ONLINE) == ()
    assert facts(far) == ("online",)


def test_a_place_by_its_town_has_no_distance_and_an_approximate_one_says_about() -> None:
    around = with_row(in_room("a", at(17, 19), km=2), town="Edmonton", approximate=True)
    assert facts(around) == ("Edmonton", "about\u00a01.2\u00a0mi")
    by_town = replace(with_row(around, placed_by_town=True), placed_by_town=True)
    assert facts(by_town) == ("in Edmonton",)


def test_the_place_is_said_without_the_town_that_follows_and_with_who_else_lists_it() -> None:
    found = with_row(
        in_room("a", at(17, 19)),
        location="Library",
        formatted_address="5 Elm St, Springfield, IL 62701",
        town="Springfield",
        entity="Prairie Groups",
    )
    [group] = groups(T, [found], NOW, CHICAGO)
    assert group.lines[0].venue == "Library, 5 Elm St · Prairie Groups"


def test_a_zone_is_said_only_where_the_clock_differs() -> None:
    here = in_room("a", at(17, 20))
    there = in_room("b", at(17, 20, zone=ZoneInfo("America/New_York")))
    lines = [line for group in groups(T, [here, there], NOW, CHICAGO) for line in group.lines]
    assert [line.zone for line in lines] == ["", "EST"]
    [group] = groups(T, [online("c", at(17, 20))], NOW)
    assert group.lines[0].zone == "CST"


def changed(result: Found, taking_place: Occurrence | None, listed: Occurrence) -> Found:
    return replace(result, change=ListedTime(listed.start.date(), listed, taking_place))


def test_a_cancelled_time_stands_under_its_day() -> None:
    found = online("a", at(17, 19))
    off = changed(found, None, found.occurrence)
    [group] = groups(T, [off], NOW, CHICAGO)
    [line] = group.lines
    assert (group.heading, line.change, line.takes_place) == (
        "Tonight",
        "Cancelled: Tue 17 Nov",
        False,
    )


def test_a_moved_time_says_from_where_it_was_moved() -> None:
    listed, later = lasting(at(17, 19), 60), in_room("a", at(17, 20))
    [group] = groups(T, [changed(later, later.occurrence, listed)], NOW, CHICAGO)
    assert group.lines[0].change.replace("\u00a0", " ") == "Moved from 7:00 pm"
    assert group.lines[0].takes_place
    next_day = in_room("a", at(18, 20))
    [group] = groups(T, [changed(next_day, next_day.occurrence, listed)], NOW, CHICAGO)
    assert group.lines[0].change.replace("\u00a0", " ") == "Moved from Tue 17 Nov, 7:00 pm"


def test_the_day_that_a_time_was_moved_from_says_where_to() -> None:
    left, new = in_room("a", at(17, 19)), lasting(at(18, 20), 60)
    [group] = groups(T, [changed(left, new, left.occurrence)], NOW, CHICAGO)
    [line] = group.lines
    assert line.change.replace("\u00a0", " ") == "Moved to Wed 18 Nov, 8:00 pm"
    assert (group.heading, line.takes_place) == ("Tonight", False)


def test_changes_of_an_online_meeting_are_said_in_the_visitors_zone() -> None:
    listed = lasting(at(18, 1, zone=LONDON), 60)
    later = online("a", at(18, 2, zone=LONDON))
    [group] = groups(T, [changed(later, later.occurrence, listed)], NOW, CHICAGO)
    assert group.lines[0].change.replace("\u00a0", " ") == "Moved from 7:00 pm"


def test_what_is_cancelled_is_never_on_now() -> None:
    now_cancelled = online("a", at(17, 18, 30))
    off = changed(now_cancelled, None, now_cancelled.occurrence)
    assert groups(T, [off], NOW) == []


def test_a_room_in_a_town_has_no_distance_and_keeps_its_zone() -> None:
    start = at(18, 9)
    found = Found(Row("a", AttendanceOption.IN_PERSON), lasting(start, 60), 4.0, True, True)
    (line,) = groups(T, [found], NOW, LONDON)[0].lines
    assert (line.is_near, line.distance_km, line.ends_before_arrival) == (True, None, True)
    assert line.start.tzinfo is CHICAGO


def test_a_town_is_called_as_readers_of_another_script_call_it() -> None:
    row = Row("a", AttendanceOption.IN_PERSON, town="Chicago", point=Point(41.88, -87.63))
    result = Found(row, lasting(at(17, 19), 60), 1.0)
    (arabic,) = groups(translator("ar"), [result], NOW, CHICAGO)
    (german,) = groups(translator("de"), [result], NOW, CHICAGO)
    assert arabic.lines[0].facts[0] == "شيكاغو"
    assert german.lines[0].facts[0] == "Chicago"
