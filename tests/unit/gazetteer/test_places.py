"""Labels of places: each leads back to its own."""

import random

import pytest

from chalicelib.gazetteer import tables
from chalicelib.gazetteer.lookup import candidates
from tests.unit.gazetteer.lookups import find


@pytest.mark.slow
def test_every_label_leads_back_to_its_own_place() -> None:
    rows = tables.database().execute("SELECT id FROM place").fetchall()
    chosen = random.Random(7).sample([number for (number,) in rows], 6000)
    known = [tables.read_cities("place.id = ?", (number,))[0].place() for number in chosen]
    astray = [place.label for place in known if find(place.label) != place]
    assert astray == []


@pytest.mark.slow
def test_every_label_of_an_area_leads_back_to_it() -> None:
    rows = tables.database().execute("SELECT key FROM area_name").fetchall()
    keys = random.Random(7).sample([key for (key,) in rows], 4000)
    known = [area.place() for key in keys for area in tables.areas_with_key(key)[:3]]
    astray = [place.label for place in known if find(place.label) != place]
    assert astray == []


def test_two_towns_of_one_name_in_one_country_are_told_apart() -> None:
    found = [place for place in candidates("Santa Cruz") if place.country == "PH"]
    assert len(found) > 4
    assert len({place.label for place in found}) == len(found)
    assert "Santa Cruz (Los Baños), Philippines" in {place.label for place in found}
    assert [find(place.label) for place in found] == found


def test_the_great_one_of_towns_of_one_name_is_called_by_it_alone() -> None:
    labels = [place.label for place in candidates("San José") if place.country == "CR"]
    assert labels[0] == "San José, Costa Rica"
    assert labels[1].startswith("San José (")


def test_a_label_goes_before_the_second_names_of_greater_cities() -> None:
    assert find("New Delhi, Delhi, IN").label == "New Delhi, Delhi, IN"
    assert find("quezon, philippines").label == "Quezon, Philippines"
