"""When each source was last imported."""

from datetime import UTC, datetime, timedelta

from chalicelib.meetings.storage.table import open_table
from tests.conftest import Tables

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=3)


def test_each_source_has_the_time_of_its_last_import(moto_tables: Tables) -> None:
    listings = open_table()
    assert listings.import_times() == {}
    listings.note_import("ours", NOW)
    listings.note_import("expires", NOW)
    listings.note_import("ours", LATER)
    assert listings.import_times() == {
        "ours": int(LATER.timestamp()),
        "expires": int(NOW.timestamp()),
    }
    listings.forget_import("ours")
    listings.forget_import("never")
    assert listings.import_times() == {"expires": int(NOW.timestamp())}


def test_it_is_no_part_of_what_searches_read(moto_tables: Tables) -> None:
    listings = open_table()
    listings.note_import("ours", NOW)
    assert listings.verify(NOW) == []
