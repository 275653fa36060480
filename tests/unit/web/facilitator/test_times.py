"""A facilitator cancels, moves and restores times in one tap, and everyone who looks sees it."""

from datetime import timedelta

import pytest

from chalicelib.meetings.schedule.schedule import MAX_OVERRIDES
from chalicelib.meetings.storage.table import MeetingsTable, open_table
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Response, Site, put_meetings, stored_items

# Wednesdays at 7 pm in New York; it is Wednesday 4 March, 7 am there.
EVENING = meeting("evening", name="Wednesday Night")
BY_APPOINTMENT = meeting("appointment", schedule=None)
DAILY = meeting("daily", weekdays=tuple(range(7)))
TONIGHT = {"day": "2026-03-04"}
TO_THURSDAY = {"change": "move", **TONIGHT, "new_date": "2026-03-05", "new_time": "18:30"}


@pytest.fixture
def desk(site: Site) -> Site:
    put_meetings(EVENING, BY_APPOINTMENT, DAILY)
    site.sign_in(EVENING, BY_APPOINTMENT, DAILY)
    return site


def set_(desk: Site, **fields: str) -> Response:
    answer = desk.submit(f"/facilitate/times/{EVENING.id}", fields)
    if answer.status == 303:
        assert answer.header("Location") == f"/facilitate#meeting-{EVENING.id}"
    return answer


def next_start(desk: Site) -> str:
    found = desk.get("/v1/meetings", {"near": "40.71,-74.01"}).json["meetings"]
    starts: dict[str, str] = {each["name"]: each["starts_at"] for each in found}
    return starts[EVENING.name]


def said(desk: Site, path: str) -> str:
    return desk.get(path).page.text


def test_the_next_time_is_cancelled_by_one_button_and_back_by_another(desk: Site) -> None:
    page = desk.get("/facilitate").page
    assert "Cancel: Wed 4 Mar, 7:00 pm" in page.text
    assert page.all("li", id=f"meeting-{EVENING.id}")
    assert set_(desk, change="cancel", **TONIGHT).status == 303
    assert "Cancelled: Wed 4 Mar, 7:00 pm" in said(desk, "/facilitate")
    assert "Cancel: Wed 11 Mar, 7:00 pm" in said(desk, "/facilitate")
    assert next_start(desk) == "2026-03-11T19:00:00-04:00"
    assert "Cancelled: Wed 4 Mar, 7:00 pm" in said(desk, f"/meetings/{EVENING.id}")
    assert set_(desk, change="restore", **TONIGHT).status == 303
    assert "Cancelled" not in said(desk, "/facilitate")
    assert next_start(desk) == "2026-03-04T19:00:00-05:00"


def test_a_moved_time_is_found_at_the_new_one_and_said_for_the_old(desk: Site) -> None:
    assert set_(desk, **TO_THURSDAY).status == 303
    assert next_start(desk) == "2026-03-05T18:30:00-05:00"
    moved = "Moved: Wed 4 Mar, 7:00 pm, to Thu 5 Mar, 6:30 pm"
    assert moved in said(desk, "/facilitate")
    assert moved in said(desk, f"/meetings/{EVENING.id}")
    assert set_(desk, **{**TO_THURSDAY, "new_date": "2026-03-06"}).status == 303
    assert "to Fri 6 Mar, 6:30 pm" in said(desk, "/facilitate")


def test_a_time_moved_within_its_day_says_that_day_once(desk: Site) -> None:
    set_(desk, **{**TO_THURSDAY, "new_date": "2026-03-04", "new_time": "20:00"})
    assert "Moved: Wed 4 Mar, from 7:00 pm to 8:00 pm" in said(desk, f"/meetings/{EVENING.id}")


def test_a_cancelled_time_gives_no_verification_and_a_restored_one_does(desk: Site) -> None:
    set_(desk, change="cancel", **TONIGHT)
    desk.clock.wait(hours=12, minutes=30)
    refused = desk.post("/v1/verifications", {"meeting_id": EVENING.id})
    assert (refused.status, refused.error["code"]) == (409, "outside_issuing_window")
    assert set_(desk, change="restore", **TONIGHT).status == 303
    assert desk.post("/v1/verifications", {"meeting_id": EVENING.id}).status == 201


def test_a_time_that_has_begun_has_no_button_of_its_own(desk: Site) -> None:
    desk.clock.wait(hours=12, minutes=30)
    assert "Cancel: Wed 11 Mar, 7:00 pm" in said(desk, "/facilitate")
    options = desk.get("/facilitate").page.all("option")
    assert {"value": "2026-03-04"} in options  # it can still be cancelled: nobody came


def test_by_appointment_there_is_nothing_to_cancel(desk: Site) -> None:
    refused = desk.submit(f"/facilitate/times/{BY_APPOINTMENT.id}", {"change": "cancel", **TONIGHT})
    assert refused.status == 409
    assert not desk.get("/facilitate").page.all(
        "form", action=f"/facilitate/times/{BY_APPOINTMENT.id}"
    )


def test_the_page_kept_on_the_phone_offers_no_change(desk: Site) -> None:
    page = desk.get("/facilitate", {"kept": "1"}).page
    assert not page.all("form", action=f"/facilitate/times/{EVENING.id}")


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"change": "delete"},
        {"change": "cancel", "day": ""},
        {"change": "cancel", "day": "2026-02-31"},
        {"change": "cancel", "day": "4 March"},
        {"new_date": "", "new_time": "18:30"},
        {"new_date": "2026-03-05", "new_time": ""},
        {"new_date": "2026-03-05", "new_time": "24:00"},
        {"new_date": "2026-03-05", "new_time": "7 pm"},
    ],
)
def test_what_cannot_be_read_is_named_and_leads_back(desk: Site, change: dict[str, str]) -> None:
    before = stored_items(desk)
    fields = {**(TO_THURSDAY if "new_date" in change else TONIGHT), **change}
    answer = set_(desk, **fields)
    assert answer.status == 400
    assert "It is about: " in answer.page.text
    assert "/facilitate" in answer.page.links()
    assert stored_items(desk) == before


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"change": "cancel", "day": "2026-03-05"}, "Nothing is listed for that date."),
        ({"change": "cancel", "day": "2026-02-25"}, "That time is over."),
        ({**TO_THURSDAY, "new_date": "2026-03-03"}, "The new time has passed already."),
        ({**TO_THURSDAY, "new_date": "2026-03-11"}, "takes place on that date already"),
        ({**TO_THURSDAY, "new_date": "2026-06-05"}, "more than 60 days away"),
        ({"change": "cancel", "day": "2028-03-01"}, "more than a year ahead"),
        ({"change": "cancel", "day": "2999-12-31"}, "more than a year ahead"),
    ],
)
def test_what_cannot_be_set_is_refused_with_its_reason(
    desk: Site, change: dict[str, str], reason: str
) -> None:
    before = stored_items(desk)
    answer = set_(desk, **change)
    assert answer.status == 409
    assert reason in answer.page.text
    assert "/facilitate" in answer.page.links()
    assert stored_items(desk) == before


def test_only_so_many_times_can_be_changed(desk: Site) -> None:
    for ahead in range(MAX_OVERRIDES + 1):
        day = f"{desk.clock.moment + timedelta(days=ahead):%Y-%m-%d}"
        answer = desk.submit(f"/facilitate/times/{DAILY.id}", {"change": "cancel", "day": day})
        assert answer.status == (303 if ahead < MAX_OVERRIDES else 409)
    assert "No more times of this meeting can be cancelled or moved" in answer.page.text


def test_a_meeting_that_an_import_takes_away_meanwhile_is_not_found(
    desk: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_table().remove(EVENING.id, desk.clock.moment)
    monkeypatch.setattr(MeetingsTable, "get", lambda table, meeting_id: EVENING)
    assert set_(desk, change="cancel", **TONIGHT).status == 404


def test_without_this_sites_origin_or_a_session_nothing_is_touched(desk: Site) -> None:
    before = stored_items(desk)
    cancel = {"change": "cancel", **TONIGHT}
    evil = {"Origin": "https://evil.example"}
    assert desk.submit(f"/facilitate/times/{EVENING.id}", cancel, **evil).status == 403
    desk.cookie = "waypost=none"
    assert desk.submit(f"/facilitate/times/{EVENING.id}", cancel).status == 401
    assert stored_items(desk) == before
