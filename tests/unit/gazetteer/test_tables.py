"""The file of places: opened when needed, by each thread for itself."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from chalicelib.gazetteer import tables
from chalicelib.meetings.schedule.schedule import zone
from tests.unit.gazetteer.lookups import find


def test_every_place_has_a_time_zone_that_exists() -> None:
    for (name,) in tables.database().execute("SELECT name FROM zone"):
        zone(name)


def test_threads_look_up_at_the_same_time() -> None:
    names = ["Nairobi", "Lima", "Oslo", "62701"] * 25
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(find, names)) == [find(name) for name in names]


def test_importing_opens_nothing() -> None:
    code = "import sys, chalicelib.gazetteer.lookup; sys.exit('sqlite3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
