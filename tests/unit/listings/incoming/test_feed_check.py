"""The report on a feed that is not imported."""

import pytest

from chalicelib.listings.incoming.feed_check import UnknownTimeZone, check_rows
from chalicelib.listings.incoming.losses import LossKind
from chalicelib.meetings.attendance import AttendanceOption
from tests.unit.listings.feeds import row

ROWS = [
    row(slug="a"),
    row(slug="b", day="someday"),
    row(slug="c", attendance_option="online", conference_url="https://zoom.us/j/1", end_time="?"),
]


def test_a_report_counts_rows_meetings_and_losses() -> None:
    report = check_rows(ROWS, timezone="America/New_York")
    assert (report.rows, report.checked, report.meetings) == (3, 3, 2)
    assert report.listed == {
        AttendanceOption.IN_PERSON: 1,
        AttendanceOption.ONLINE: 1,
        AttendanceOption.HYBRID: 0,
        AttendanceOption.INACTIVE: 0,
    }
    assert [loss.kind for loss in report.losses] == [LossKind.SET_ASIDE, LossKind.LENGTH]
    assert [each.field for each in report.corrected] == ["end_time"]


def test_a_check_ends_where_it_may_not_go_on_and_reports_what_it_has() -> None:
    answers = iter([True, True, False])
    report = check_rows(ROWS, timezone="America/New_York", may_go_on=lambda: next(answers))
    assert (report.rows, report.checked, report.meetings) == (3, 2, 1)


def test_a_check_ends_after_as_many_rows_as_it_may_read() -> None:
    report = check_rows(ROWS, timezone="", max_rows=1)
    assert (report.rows, report.checked) == (3, 1)


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(UnknownTimeZone, match="IANA"):
        check_rows(ROWS, timezone="Eastern")
