"""A meeting's document is read back as the meeting it was."""

from hypothesis import given

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage import document
from tests.unit.meetings.factories import meeting, meetings


@given(meetings)
def test_a_meeting_is_read_back_as_it_was(listed: Meeting) -> None:
    stored = document.compress(document.write(listed))
    assert document.read(document.decompress(stored)) == listed


def test_the_same_meeting_is_stored_as_the_same_bytes() -> None:
    blob = document.compress(document.write(meeting()))
    assert document.compress(document.write(meeting())) == blob
    assert len(blob) < 400
