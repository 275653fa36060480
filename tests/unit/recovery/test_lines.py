"""Each line of an export, read back to what it was written of."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage import document
from chalicelib.meetings.storage.changes import Put
from chalicelib.recovery import lines
from tests.unit.meetings.factories import NOW, meetings
from tests.unit.recovery.samples import ACCOUNT, KEYS, WITHDRAWN, put


@given(meetings)
def test_any_meeting_is_put_as_it_was(listed: Meeting) -> None:
    whole = Put(listed, document.write(listed), listed.slug, "d", (), NOW)
    line = lines.meeting_line(whole)
    assert b"\n" not in line
    assert lines.read_meeting(line) == whole
    assert lines.read_meeting(line).document == whole.document


def test_what_is_empty_is_left_out() -> None:
    bare = replace(put(), digest="", set_here=(), revised=None)
    assert list(json.loads(lines.meeting_line(bare))) == ["meeting"]
    assert lines.read_meeting(lines.meeting_line(bare)) == bare


def test_accounts_withdrawals_and_keys_are_read_as_they_were() -> None:
    assert lines.read_account(lines.account_line(ACCOUNT)) == ACCOUNT
    assert lines.read_withdrawals(lines.withdrawals_line(WITHDRAWN)) == WITHDRAWN
    assert lines.read_keys(lines.keys_line(KEYS)) == KEYS
    assert lines.read_source(lines.source_line("springfield")) == "springfield"


@pytest.mark.parametrize(
    ("month", "reference"), [("soon", WITHDRAWN.references[0]), ("2026-09", "AAAA")]
)
def test_withdrawals_of_no_month_or_code_are_refused(month: str, reference: str) -> None:
    line = json.dumps({"month": month, "references": [reference]}).encode()
    with pytest.raises(ValueError, match=r"soon|AAAA|padding|not enough"):
        lines.read_withdrawals(line)
