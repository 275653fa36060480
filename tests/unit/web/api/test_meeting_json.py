"""What the API says of meetings that are not simply weekly."""

from datetime import date, timedelta

from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import series
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import NOW, Site, put_meetings

TODAY = NOW.date()  # a Wednesday, the first of its month


def shown(site: Site, rule: str, first: date | None = None) -> dict[str, object]:
    schedule = series((), 1140, 60, "America/New_York", rule=rule, first=first)
    example = meeting(schedule=schedule)
    put_meetings(example)
    alone: dict[str, object] = site.get(f"/v1/meetings/{example.id}").json
    (found,) = site.get("/v1/meetings", {"near": "40.71,-74.01"}).json["meetings"]
    names = ("day", "date", "time", "end_time", "timezone", "x_recurrence", "starts_at")
    assert {name: found.get(name) for name in names} == {name: alone.get(name) for name in names}
    return alone


def test_a_weekly_meeting_has_no_field_for_it(site: Site) -> None:
    put_meetings(meeting())
    (found,) = site.get("/v1/meetings", {"near": "40.71,-74.01"}).json["meetings"]
    assert not {"x_recurrence", "date"} & set(found)


def test_a_monthly_meeting_says_its_weekday_and_its_rule(site: Site) -> None:
    found = shown(site, "FREQ=MONTHLY;BYDAY=2WE")
    assert found["day"] == 3
    assert found["x_recurrence"] == {"rule": "FREQ=MONTHLY;BYDAY=2WE"}
    assert str(found["starts_at"]).startswith("2026-03-11T19:00")


def test_a_day_of_the_month_says_the_weekday_of_the_next(site: Site) -> None:
    assert shown(site, "FREQ=MONTHLY;BYMONTHDAY=13")["day"] == 5


def test_a_single_meeting_says_its_date(site: Site) -> None:
    saturday = TODAY + timedelta(days=3)
    found = shown(site, "FREQ=DAILY;COUNT=1", saturday)
    assert (found["day"], found["date"]) == (6, saturday.isoformat())


def test_what_is_cancelled_or_moved_is_said(site: Site) -> None:
    moved = Override(TODAY, TODAY + timedelta(days=1), 7 * 60)
    example = meeting(exceptions=(moved, Override(TODAY + timedelta(days=7))))
    put_meetings(example)
    found = site.get(f"/v1/meetings/{example.id}").json
    assert found["starts_at"] == "2026-03-05T07:00:00-05:00"
    assert found["x_recurrence"] == {
        "cancelled": ["2026-03-11"],
        "moved": {"2026-03-04": "2026-03-05 07:00"},
    }


def test_a_meeting_that_is_over_has_no_next_start(site: Site) -> None:
    yesterday = TODAY - timedelta(days=1)
    once = series((), 600, 60, "UTC", rule="FREQ=DAILY;COUNT=1", first=yesterday)
    example = meeting(schedule=once)
    put_meetings(example)
    found = site.get(f"/v1/meetings/{example.id}").json
    assert found["date"] == yesterday.isoformat()
    assert not {"starts_at", "ends_at"} & set(found)
    assert site.get(f"/meetings/{example.id}").status == 200
