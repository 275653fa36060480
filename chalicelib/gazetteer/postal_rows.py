"""Postal codes outside the United States in `places.sqlite`, as its rows have them."""

from dataclasses import dataclass

from chalicelib.gazetteer.areas import Kind
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import Place
from chalicelib.gazetteer.postal_codes import FIRST_OF_TOWN
from chalicelib.gazetteer.tables import database
from chalicelib.geo.point import Point


@dataclass(frozen=True, slots=True)
class PostalCode:
    """A postal code outside the United States, as somebody asked for it.

    `rank` is the id of the known city that it is called after or that is nearest. `listed` says
    that the table has it, and that it was not only inferred from the first code of its town.
    """

    code: str
    country: str
    name: str
    country_name: str
    point: Point
    timezone: str
    rank: int
    listed: bool

    def place(self) -> Place:
        """Returns it as "10115 Berlin, Germany"."""
        label = f"{self.code} {self.name}"
        if fold(self.country_name) != fold(self.name):
            label = f"{label}, {self.country_name}"
        return Place(label, self.point, self.country, self.timezone, Kind.POSTAL_CODE)


@dataclass(frozen=True, slots=True)
class PostalRow:
    """A row of the table of postal codes, which may stand for several codes.

    `key` and `ends` are as `chalicelib.gazetteer.postal_codes` describes them.
    """

    key: str
    country: str
    ends: str
    name: str
    country_name: str
    point: Point
    timezone: str
    rank: int

    def read_as(self, code: str, *, listed: bool) -> PostalCode:
        """Returns the row as the postal code that was asked for."""
        return PostalCode(
            code,
            self.country,
            self.name,
            self.country_name,
            self.point,
            self.timezone,
            self.rank,
            listed,
        )


def postal_rows_with_keys(keys: tuple[str, ...]) -> list[PostalRow]:
    """Returns the rows of postal codes that have one of the keys, those of any country."""
    return _postal_rows(f"postal.key IN ({', '.join('?' * len(keys))})", keys)


def last_postal_row(country: str, first: str, last: str) -> list[PostalRow]:
    """Returns the row with the greatest key from `first` to `last`, or none.

    Only for countries whose table has the first code of each town and no other.
    """
    indexed = ", ".join(f"'{country}'" for country in FIRST_OF_TOWN)  # as in the index's own words
    where = (
        "postal.country = ?1 AND postal.key = (SELECT max(key) FROM postal"
        # nosec B608 # our own countries
        f" WHERE country IN ({indexed}) AND country = ?1 AND key BETWEEN ?2 AND ?3)"
    )
    return _postal_rows(where, (country, first, last))


def _postal_rows(where: str, values: tuple[str, ...]) -> list[PostalRow]:
    rows = database().execute(
        "SELECT postal.key, postal.country, postal.ends,"
        # nosec B608 # conditions written here; what is searched for is a parameter
        " coalesce(nullif(postal.name, ''), place.name), country.name, postal.lat_e3,"
        " postal.lon_e3, zone.name, place.id FROM postal"
        " JOIN place ON place.id = postal.place JOIN zone ON zone.id = place.zone"
        f" JOIN country ON country.code = postal.country WHERE {where}",
        values,
    )
    return [
        PostalRow(
            key, country, ends, name, country_name, Point(lat / 1e3, lon / 1e3), timezone, rank
        )
        for key, country, ends, name, country_name, lat, lon, timezone, rank in rows
    ]
