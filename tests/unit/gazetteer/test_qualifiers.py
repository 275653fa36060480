"""What several words say of a country and region together."""

from chalicelib.gazetteer.places import Qualifier
from chalicelib.gazetteer.qualifiers import countries_of, names_region, narrow
from chalicelib.gazetteer.tables import meanings_of


def test_qualifiers_narrow_each_other() -> None:
    assert narrow(None, meanings_of("ca")) == meanings_of("ca")
    assert narrow(meanings_of("usa"), meanings_of("ca")) == (Qualifier("US", "CA", True),)
    assert narrow(meanings_of("ca"), meanings_of("canada")) == (Qualifier("CA", "", False),)
    assert narrow(meanings_of("alberta"), meanings_of("canada")) == meanings_of("alberta")


def test_what_contradicts_means_nothing() -> None:
    assert narrow(meanings_of("texas"), meanings_of("ohio")) == ()
    assert narrow(meanings_of("texas"), meanings_of("france")) == ()
    assert narrow((), meanings_of("france")) == ()
    assert narrow(meanings_of("puerto rico"), meanings_of("georgia")) == ()


def test_a_territory_is_below_its_country() -> None:
    assert narrow(meanings_of("usa"), meanings_of("pr")) == (Qualifier("PR", "", True),)
    assert narrow(meanings_of("guernsey"), meanings_of("uk")) == meanings_of("guernsey")


def test_they_tell_countries_and_whether_a_region_is_known() -> None:
    assert countries_of(None) is None
    assert countries_of(meanings_of("ca")) == frozenset({"CA", "US"})
    assert not names_region(None)
    assert not names_region(meanings_of("france"))
    assert names_region(meanings_of("ohio"))
    assert names_region(meanings_of("puerto rico"))
