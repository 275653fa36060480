"""Keys of different things never meet."""

from chalicelib.meetings.storage import keys


def test_an_id_is_read_from_the_key_of_its_meeting_and_of_its_reports() -> None:
    assert keys.id_of_meeting(keys.meeting("abc")) == "abc"
    assert keys.id_of_meeting(keys.reports("abc")) == "abc"


def test_every_kind_of_item_has_keys_that_begin_in_their_own_way() -> None:
    kinds = [
        [keys.meeting("1")],
        [keys.reports("1")],
        [keys.SOURCES],
        [keys.IMPORTED],
        [keys.shard(keys.cell_bucket("dr5r", 1), 0)],
        [keys.shard(keys.hour_bucket(1), 0)],
        [keys.shard(keys.block_bucket(1), 0)],
        [keys.region_directory("dr"), keys.ONLINE_DIRECTORY],
        [keys.manifest_part("1", 0)],
    ]
    beginnings = [{key[:2] for key in kind} for kind in kinds]
    assert all(len(beginning) == 1 for beginning in beginnings)
    assert len(set.union(*beginnings)) == len(kinds)
