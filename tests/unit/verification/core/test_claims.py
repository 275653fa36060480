"""The claims of a code: their bounds, and how people read them."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given

from chalicelib.verification.core.claims import AttendanceClaims, reference_text
from tests.unit.verification.sample_codes import TIME_ONLY, any_claims


def test_a_reference_is_four_groups_of_four() -> None:
    assert reference_text(bytes(range(0xA0, 0xAA))) == "UCQ2-FI5E-UWTK-PKFJ"
    assert reference_text(bytes(10)) == "AAAA-AAAA-AAAA-AAAA"


@given(any_claims())
def test_every_time_in_a_code_can_be_shown(attendance: AttendanceClaims) -> None:
    offset = timezone(timedelta(minutes=attendance.utc_offset_min))
    start = datetime.fromtimestamp(attendance.start, offset)
    assert (start + timedelta(minutes=attendance.length_min)).isoformat()
    assert datetime.fromtimestamp(attendance.expires_at, offset).year < 6400


MIDNIGHT = int(datetime.fromisoformat("2026-11-17T00:00:00-06:00").timestamp())
DATE_ONLY = replace(TIME_ONLY, start=MIDNIGHT, length_min=1440, issued_at=MIDNIGHT)


@pytest.mark.parametrize(
    ("changed", "is_date_only"),
    [
        ({}, True),
        ({"issued_at": MIDNIGHT + 43_500}, True),  # its key began that day
        ({"start": MIDNIGHT - 20 * 3600, "utc_offset_min": 840}, True),
        ({"start": MIDNIGHT - (345 + 360) * 60, "utc_offset_min": 345}, True),
        ({"start": MIDNIGHT + 1}, False),
        ({"start": MIDNIGHT - 60}, False),
        ({"utc_offset_min": -359}, False),
        ({"utc_offset_min": 0}, False),
        ({"length_min": 1439}, False),
        ({"meeting_id": "a"}, False),
        ({"name": "a"}, False),
        ({"place": "a"}, False),
    ],
    ids=str,
)
def test_a_code_of_a_whole_day_without_a_meeting_is_date_only(
    changed: dict[str, Any], is_date_only: bool
) -> None:
    assert replace(DATE_ONLY, **changed).is_date_only is is_date_only
