"""What is stored of reports is read back as what was written."""

from datetime import UTC, date, datetime, time

from chalicelib.meetings.report import Kind, Report, expiry
from chalicelib.meetings.storage import keys, reports


def test_reports_are_read_back_until_they_expire() -> None:
    later = Report("abc", Kind.TIME, "Half an hour later", date(2026, 3, 5), 2)
    sooner = Report("abc", Kind.PLACE, "", date(2026, 3, 4))
    item = {"pk": {"S": keys.reports("abc")}, **reports.attributes([sooner, later])}
    assert reports.read(item, date(2026, 3, 5)) == (sooner, later)
    assert reports.read(item, expiry(sooner)) == (later,)
    assert reports.read(item, expiry(later)) == ()
    end = datetime.combine(expiry(later), time(), UTC)
    assert item["expires"] == {"N": str(int(end.timestamp()))}
