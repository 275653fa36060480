"""Whether a row names a room that one can go to: by its address, else by its location."""

from collections.abc import Callable, Iterable
from enum import Enum

from chalicelib.gazetteer import addresses
from chalicelib.gazetteer.addresses import AddressReading, names_in
from chalicelib.gazetteer.city_names import cities_named_in
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.tables import meanings_of
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point
from chalicelib.listings.incoming.online_words import without_online_words

ReadAddress = Callable[[str, str, str, str, str], AddressReading]
"""`read_address`: (address, city, state, postal_code, country) to what they say."""


ELSEWHERE_KM = 50.0  # from a town's middle; nobody gives that town for the place there


class NamedBy(Enum):
    """What names the room of a row."""

    ADDRESS = "address"
    LOCATION = "location"
    COORDINATES = "coordinates"  # alone
    NOTHING = "nothing"


def read_address(
    address: str, city: str, state: str, postal_code: str, country: str
) -> AddressReading:
    """Returns what an address, and the fields beside it, say of where it is.

    Words for online, and what belongs to them, say nothing.
    """
    address, city = map(without_online_words, (address, city))
    return addresses.read_address(address, city, state, postal_code, country)


def named_by(
    reading: AddressReading,
    location: str,
    regions: Iterable[str],
    *,
    is_mere_point: bool,
    point: Point | None = None,
) -> NamedBy:
    """Returns what names the room of a row, whatever else the row says of it.

    An address names one where more than one town remains of it without postal codes, regions,
    countries, words for online and repeats. Else the location does, if it is more than a town, one
    of the row's own `regions`, or a word for online. `is_mere_point`: the row gives exact
    coordinates and no address. `point` are its coordinates: a location named as a town that is far
    from them, such as Zion, is a venue, and they count as they would alone.
    """
    if reading.rest:
        return NamedBy.ADDRESS
    named = without_online_words(location)
    if names_in(named, reading.areas) and fold(named) not in map(fold, regions):
        return NamedBy.LOCATION
    if (is_mere_point and not location) or (point and _is_elsewhere(named, reading, point)):
        return NamedBy.COORDINATES
    return NamedBy.NOTHING


def _is_elsewhere(name: str, reading: AddressReading, point: Point) -> bool:
    """Returns whether a name is that of towns alone, all of them far from a point."""
    towns = cities_named_in(fold(name), [reading.areas] if reading.areas else [])
    return (
        bool(towns)
        and not meanings_of(fold(name))
        and all(distance_km(town.point, point) > ELSEWHERE_KM for town in towns)
    )
