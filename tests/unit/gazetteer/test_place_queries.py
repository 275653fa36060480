"""What people type, in a table: each leads where a visitor of that country means it to lead."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from chalicelib.gazetteer import lookup, tables
from chalicelib.gazetteer.areas import Kind
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point

TABLE = Path(__file__).with_name("place_queries.tsv")


@dataclass(frozen=True)
class Query:
    """A row of the table."""

    text: str
    country: str
    kinds: tuple[Kind, ...]
    point: Point
    within_km: float
    also_offered: str


def queries() -> list[Query]:
    """Reads the table."""
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            text, country, kinds, lat, lon, within_km, offered = line.split("\t")
            found.append(
                Query(
                    text,
                    country.strip("-"),
                    tuple(Kind(kind) for kind in kinds.split()),
                    Point(float(lat), float(lon)),
                    float(within_km),
                    offered,
                )
            )
    return found


def test_the_table_holds_as_many_queries_as_were_promised() -> None:
    assert len({(query.text, query.country) for query in queries()}) >= 150


@pytest.fixture(scope="module")
def has_neighborhoods() -> bool:
    """Whether the file was built with npm's package of the United States' neighborhoods."""
    rows = tables.database().execute("SELECT 1 FROM source WHERE package = 'hoods'")
    return bool(rows.fetchall())


@pytest.mark.parametrize("query", queries(), ids=lambda query: f"{query.text} ({query.country})")
def test_a_query_leads_where_it_is_meant(query: Query, *, has_neighborhoods: bool) -> None:
    if query.kinds == (Kind.DISTRICT,) and query.country == "US" and not has_neighborhoods:
        pytest.skip("npm was not to be had when the places were built")
    places = lookup.find(query.text, query.country).places
    place = places[0]
    assert distance_km(place.point, query.point) <= query.within_km, place.label
    assert place.kind in query.kinds
    if query.also_offered:
        labels = [place.label for place in places[1:9]]
        assert any(label.startswith(query.also_offered) for label in labels), labels


@pytest.mark.parametrize("query", queries(), ids=lambda query: f"{query.text} ({query.country})")
def test_the_label_of_what_a_query_finds_leads_there_again(
    query: Query, *, has_neighborhoods: bool
) -> None:
    if query.kinds == (Kind.DISTRICT,) and query.country == "US" and not has_neighborhoods:
        pytest.skip("npm was not to be had when the places were built")
    for language in ("", "en", "ar", "de", "es", "fr", "pt"):
        for place in lookup.find(query.text, query.country, language).places[:9]:
            again = lookup.find(place.label, query.country, language).places[0]
            assert distance_km(again.point, place.point) < 1, place.label
