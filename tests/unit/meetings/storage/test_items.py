"""What an item holds is read back as what was written."""

from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.storage import document, items
from chalicelib.meetings.storage.buckets import buckets
from chalicelib.meetings.storage.directory import Directory
from tests.unit.meetings.factories import NOW, TODAY, meeting


def test_a_meeting_is_read_back_with_the_overrides_that_were_set_here() -> None:
    listed = meeting()
    text, override = document.write(listed), Override(TODAY)
    item = items.meeting_attributes(listed, text, [override], buckets(listed, NOW))
    item |= items.revised_at(NOW)
    found = items.read_meeting(item)
    assert found.schedule and found.schedule.exceptions == (override,)
    assert found.revised == NOW
    assert items.read_document(item) == text
    assert items.read_overrides(item) == (override,)
    assert items.read_buckets(item) == buckets(listed, NOW)


def test_a_meeting_in_no_bucket_and_without_overrides_has_no_attributes_for_them() -> None:
    hidden = meeting(schedule=None)
    item = items.meeting_attributes(hidden, document.write(hidden), [], [])
    assert set(item) == {"body", "origin"}
    assert items.read_meeting(item) == hidden
    assert items.read_buckets(item) == frozenset() and items.read_overrides(item) == ()


def test_a_directory_is_read_back() -> None:
    directory = Directory(bytes([1, 0, 2]), frozenset({"UTC", "Asia/Tokyo"}))
    assert items.read_directory(items.directory_attributes(directory)) == directory
    empty = Directory()
    assert items.read_directory(items.directory_attributes(empty)) == empty


def test_digests_are_read_back() -> None:
    digests = {"evening": "a", "soirée": "b"}
    assert items.read_digests(items.manifest_attributes(digests)) == digests


def test_sources_are_read_back_in_their_order() -> None:
    assert items.read_sources(items.sources_attributes(["ohio", "hand"])) == ("ohio", "hand")
    assert items.read_sources(None) == ()
