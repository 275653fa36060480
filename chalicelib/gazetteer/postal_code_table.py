"""Postal codes outside the United States as the table has them: readings of a text -> its codes."""

from collections.abc import Sequence

from chalicelib.gazetteer import postal_codes
from chalicelib.gazetteer.postal_rows import (
    PostalCode,
    last_postal_row,
    postal_rows_with_keys,
)

# A postal code's town, as a known city, is not farther from it than the largest city's edge.
OWN_TOWN_KM = 60.0


def codes_in_table(
    readings: Sequence[postal_codes.Reading], *, confirmed: bool
) -> list[PostalCode]:
    """Returns the codes of the table that a text can mean, one for each country.

    Where words have `confirmed` it, a code that is not listed may count to those that begin alike.
    """
    by_key: dict[str, list[postal_codes.Reading]] = {}
    for reading in readings:
        for key in postal_codes.table_keys(reading):
            by_key.setdefault(key, []).append(reading)
    rows = postal_rows_with_keys(tuple(by_key))
    found: dict[str, PostalCode] = {}
    # of codes stored together, those that share the most with the code asked for
    rows.sort(key=lambda row: row.key.count(postal_codes.ANY_DIGIT))
    for row in rows:
        for reading in by_key[row.key]:
            fits = confirmed or postal_codes.is_within(reading.key, row.ends)
            if fits and reading.allows(row.country) and row.country not in found:
                code = postal_codes.format_code(reading.key, row.country)
                found[row.country] = row.read_as(code, listed=True)
    for reading in readings:
        for country, (size, shared) in postal_codes.FIRST_OF_TOWN.items():
            if not reading.key.isdigit() or len(reading.key) != size:
                continue
            if reading.allows(country) and country not in found:
                first = reading.key[:shared].ljust(size, "0")
                for row in last_postal_row(country, first, reading.key):
                    code = postal_codes.format_code(reading.key, country)
                    found[country] = row.read_as(code, listed=False)
    return list(found.values())
