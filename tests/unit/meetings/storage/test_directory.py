"""A directory says which buckets hold anything."""

from chalicelib.meetings.storage.buckets import cell_bucket
from chalicelib.meetings.storage.directory import Directory, DirectoryBuilder


def test_what_is_set_is_in_the_directory_that_is_built_and_nothing_else() -> None:
    bucket, other = cell_bucket("dr5r", 3), cell_bucket("dr5r", 4)
    builder = DirectoryBuilder(Directory(zones=frozenset({"UTC"})))
    assert builder.shard_count(bucket) == 0
    builder.set_shard_count(bucket, 2)
    builder.add_zones(["America/New_York"])
    built = builder.build()
    assert (built.shards[bucket.slot], built.shards[other.slot]) == (2, 0)
    assert sum(built.shards) == 2
    assert built.zones == {"UTC", "America/New_York"}
    assert Directory() == Directory()  # what was built from is as it was


def test_every_cell_and_weekday_of_a_region_has_a_slot_of_its_own() -> None:
    alphabet = "0123456789bcdefghjkmnpqrstuvwxyz"
    slots = [
        cell_bucket(f"dr{third}{fourth}", weekday).slot
        for third in alphabet
        for fourth in alphabet
        for weekday in range(7)
    ]
    assert sorted(slots) == list(range(len(Directory().shards)))
