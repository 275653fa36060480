"""The claims of a code: their bounds, and how people read them."""

from datetime import datetime, timedelta, timezone

from hypothesis import given

from chalicelib.verification.core.claims import AttendanceClaims, reference_text
from tests.unit.verification.sample_codes import any_claims


def test_a_reference_is_four_groups_of_four() -> None:
    assert reference_text(bytes(range(0xA0, 0xAA))) == "UCQ2-FI5E-UWTK-PKFJ"
    assert reference_text(bytes(10)) == "AAAA-AAAA-AAAA-AAAA"


@given(any_claims())
def test_every_time_in_a_code_can_be_shown(attendance: AttendanceClaims) -> None:
    offset = timezone(timedelta(minutes=attendance.utc_offset_min))
    start = datetime.fromtimestamp(attendance.start, offset)
    assert (start + timedelta(minutes=attendance.length_min)).isoformat()
    assert datetime.fromtimestamp(attendance.expires_at, offset).year < 6400
