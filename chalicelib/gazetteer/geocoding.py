"""Street address -> point, by a service of others that a deployment may configure.

Nothing is sent anywhere unless it does: without a geocoder an address leads to its town.
"""

from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib import settings
from chalicelib.aws import calls
from chalicelib.aws.clients import NO_RETRIES, bounded
from chalicelib.gazetteer.places import Place
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import InvalidPoint, Point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TIMEOUT_S = 1.5
OWN_TOWN_KM = 60.0  # an address is not farther from its town
# What Amazon Location calls a place that is more certain than a town.
EXACT = frozenset(
    {"PointAddress", "InterpolatedAddress", "SecondaryAddress", "Intersection", "Street", "Block"}
)


class Geocoder(Protocol):
    """Finds addresses."""

    def find(self, address: str, town: Place) -> Point | None:
        """Returns where an address is, near its town; None where that is not known or not now."""
        ...


class AmazonLocation:
    """Amazon Location Service, which is asked for one address at a time and keeps none of them."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def find(self, address: str, town: Place) -> Point | None:
        """Returns where an address is; None also where the service fails or is too slow."""
        try:
            answer: Mapping[str, Any] = calls.call(
                self._client.geocode,
                attempts=1,
                QueryText=address,
                MaxResults=1,
                BiasPosition=[town.point.lon, town.point.lat],
                IntendedUse="SingleUse",
            )
        except (calls.Refused, calls.Unanswered):
            return None
        for item in answer.get("ResultItems") or ():
            position: Sequence[Any] = item.get("Position") or ()
            if item.get("PlaceType") in EXACT and len(position) == 2:
                with suppress(InvalidPoint, TypeError):  # it is no place, whatever it was to be
                    return Point(position[1], position[0])
        return None


@lru_cache(maxsize=1)
def configured() -> Geocoder | None:
    """Returns the deployment's geocoder, or None where there is none."""
    if settings.current().geocoder != "amazon-location":
        return None
    import boto3
    from botocore.config import Config

    limits = Config(connect_timeout=TIMEOUT_S, read_timeout=TIMEOUT_S, retries=NO_RETRIES)
    return AmazonLocation(bounded(boto3.client("geo-places", config=limits)))


def locate(address: str, town: Place) -> Point | None:
    """Returns where an address is, if a geocoder is configured and finds it in or near its town."""
    geocoder = configured()
    found = geocoder.find(address, town) if geocoder else None
    return found if found and distance_km(found, town.point) <= OWN_TOWN_KM else None
