"""Somebody says that a listing is wrong."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import dynamodb
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Conference, Meeting
from chalicelib.meetings.report import Kind
from chalicelib.meetings.storage.table import open_table
from tests.contracts import faults
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import NOW, Response, Site, put_meetings

ZOOM = Conference("https://us02web.zoom.us/j/1", phone="+15551234567,,99#")
EVENING = meeting("evening", attendance=AttendanceOption.HYBRID, conference=ZOOM, updated=NOW)


def report(site: Site, example: Meeting = EVENING, /, **fields: str) -> Response:
    return site.submit(f"/meetings/{example.id}/report", fields)


def test_somebody_says_what_is_wrong_and_nothing_of_them_is_kept(site: Site) -> None:
    put_meetings(EVENING)
    form = site.get(f"/meetings/{EVENING.id}/report")
    assert "Please don’t include anyone’s name." in form.page.text
    assert len(form.page.all("input", type="radio")) == len(Kind)
    sent = report(site, kind="nobody_there", text="The door\r\nwas locked.")
    assert sent.status == 200
    assert "Thank you" in sent.page.text
    assert "Set-Cookie" not in sent.headers
    (kept,) = open_table().reports(NOW)
    assert (kept.meeting_id, kept.kind, kept.text) == (
        EVENING.id,
        Kind.NOBODY_THERE,
        "The door  was locked.",
    )
    assert kept.day == NOW.date()
    (item,) = [
        item
        for item in open_table()._table.scan()  # everything that is stored of it
        if item["pk"]["S"].startswith("R#")
    ]
    assert set(item) == {"pk", "reports", "expires"}
    assert int(item["expires"]["N"]) % 86400 == 0  # no hour either


def test_only_the_first_report_of_a_month_takes_a_transaction(site: Site) -> None:
    put_meetings(EVENING)
    written = faults.on(dynamodb.client(), "TransactWriteItems", lambda _: None)
    for text in ("It was locked.", "It is upstairs.", "It was locked."):
        assert report(site, kind="place", text=text).status == 200
    assert len(written) == 1
    site.clock.wait(days=31)
    assert report(site, kind="place", text="It has moved.").status == 200
    assert len(written) == 2
    assert sum(kept.count for kept in open_table().reports(site.clock.moment)) == 4


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "x"},
        {"kind": "time", "form_id": "x" * 41},
        {"kind": "time", "text": "x" * 501},
        {"kind": "time", "text": "\x00"},
    ],
)
def test_what_is_no_report_is_not_kept(site: Site, fields: dict[str, Any]) -> None:
    put_meetings(EVENING)
    assert report(site, **fields).status == 400
    assert open_table().reports(NOW) == []


def test_another_sites_page_cannot_report(site: Site) -> None:
    put_meetings(EVENING)
    path = f"/meetings/{EVENING.id}/report"
    assert site.submit(path, {"kind": "time"}, Origin="https://evil.example").status == 403
    assert site.submit(path, {"kind": "time"}, Origin="null").status == 403
    assert open_table().reports(NOW) == []


def test_of_many_reports_none_is_thanked_for_and_dropped(site: Site) -> None:
    other = meeting("other")
    put_meetings(EVENING, other)
    answers = {report(site, kind="other", text=str(n)).text for n in range(22)}
    assert len(answers) == 1
    stored = open_table().reports(NOW)
    assert sum(each.count for each in stored) == 22
    assert "21" in {each.text for each in stored}
    report(site, other, kind="time")
    assert sum(each.count for each in open_table().reports(NOW)) == 23


def test_the_same_said_again_is_one_report(site: Site) -> None:
    put_meetings(EVENING)
    for _ in range(3):
        report(site, kind="nobody_there", text="Locked")
    (stored,) = open_table().reports(NOW)
    assert (stored.text, stored.count) == ("Locked", 3)


def test_a_report_that_a_form_sends_again_is_counted_once(site: Site) -> None:
    put_meetings(EVENING)
    page = site.get(f"/meetings/{EVENING.id}/report").page
    (field,) = page.all("input", type="hidden", name="form_id")
    form_id = field["value"]
    first = report(site, kind="time", text="At eight", form_id=form_id)
    again = report(site, kind="time", text="At eight", form_id=form_id)
    assert (again.status, again.text) == (first.status, first.text)
    (stored,) = open_table().reports(NOW)
    assert stored.count == 1
    report(site, kind="place", text="At eight", form_id=form_id)
    (again_field,) = site.get(f"/meetings/{EVENING.id}/report").page.all("input", name="form_id")
    report(site, kind="time", text="At eight", form_id=again_field["value"])
    counts = {stored.kind: stored.count for stored in open_table().reports(NOW)}
    assert counts == {Kind.TIME: 2, Kind.PLACE: 1}
    (item,) = [item for item in open_table()._table.scan() if item["pk"]["S"].startswith("R#")]
    assert form_id not in str(item)


def test_reports_end_after_ninety_days(site: Site) -> None:
    put_meetings(EVENING)
    report(site, kind="time")
    assert open_table().reports(NOW + timedelta(days=90)) == []
    site.clock.wait(days=90)
    report(site, kind="place")
    assert [stored.kind for stored in open_table().reports(site.clock.moment)] == [Kind.PLACE]


def test_of_a_meeting_that_is_not_listed_nothing_is_reported(site: Site) -> None:
    assert site.get("/meetings/nosuch/report").status == 404
    assert report(site, meeting("nosuch"), kind="time").status == 404
