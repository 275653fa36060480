"""Street addresses by a service of others: only where a deployment configures one."""

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.gazetteer import geocoding
from chalicelib.gazetteer.geocoding import AmazonLocation
from chalicelib.gazetteer.places import Place
from chalicelib.geo.point import Point

TOWN = Place("Washington, District of Columbia, US", Point(38.9, -77.04), "US", "America/New_York")


class Client:
    """Amazon Location, as its client answers."""

    def __init__(self, *items: dict[str, Any], fails: bool = False) -> None:
        self._items = items
        self._fails = fails
        self.asked: list[dict[str, Any]] = []

    def geocode(self, **values: Any) -> dict[str, Any]:
        self.asked.append(values)
        if self._fails:
            raise ReadTimeoutError(endpoint_url="https://places.example")
        return {"ResultItems": list(self._items)}


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Any:
    def configure(client: Client | SimpleNamespace | None) -> None:
        geocoder = AmazonLocation(client) if client else None
        monkeypatch.setattr(geocoding, "configured", lambda: geocoder)

    return configure


def test_without_a_geocoder_nothing_is_asked() -> None:
    assert geocoding.configured() is None
    assert geocoding.locate("1600 Pennsylvania Ave Washington", TOWN) is None


def test_an_address_in_its_town_is_taken(use: Any) -> None:
    client = Client({"PlaceType": "PointAddress", "Position": [-77.0365, 38.8977]})
    use(client)
    found = geocoding.locate("1600 Pennsylvania Ave Washington", TOWN)
    assert found == Point(38.8977, -77.0365)
    assert client.asked[0]["QueryText"] == "1600 Pennsylvania Ave Washington"
    assert client.asked[0]["IntendedUse"] == "SingleUse"  # what is found is not kept


@pytest.mark.parametrize(
    "item",
    [
        {"PlaceType": "Locality", "Position": [-77.0, 38.9]},  # no more than its town
        {"PlaceType": "PointAddress", "Position": [-122.3, 47.6]},  # of another Washington
        {"PlaceType": "PointAddress"},
        {"PlaceType": "PointAddress", "Position": [999.0, 999.0]},
        {"PlaceType": "PointAddress", "Position": [None, None]},
        {"PlaceType": "PointAddress", "Position": None},
    ],
)
def test_what_is_no_address_of_that_town_is_not(use: Any, item: dict[str, Any]) -> None:
    use(Client(item))
    assert geocoding.locate("1600 Pennsylvania Ave Washington", TOWN) is None


@pytest.mark.parametrize("answer", [{}, {"ResultItems": None}, {"ResultItems": []}])
def test_an_answer_without_places_leaves_the_town(use: Any, answer: dict[str, Any]) -> None:
    use(SimpleNamespace(geocode=lambda **_: answer))
    assert geocoding.locate("1600 Pennsylvania Ave Washington", TOWN) is None


def test_a_service_that_fails_leaves_the_town(use: Any) -> None:
    use(Client(fails=True))
    assert geocoding.locate("1600 Pennsylvania Ave Washington", TOWN) is None
