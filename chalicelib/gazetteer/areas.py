"""Kinds of places."""

from enum import StrEnum


class Kind(StrEnum):
    """What a place is."""

    TOWN = "town"
    POSTAL_CODE = "postal_code"
    DISTRICT = "district"
    COUNTY = "county"
    REGION = "region"
    COUNTRY = "country"
    AIRPORT = "airport"
    POINT = "point"


KINDS = tuple(Kind)
"""Those whose places in this order are their numbers in the table of areas."""

AIRPORT_KEY = "airport"
"""Begins the keys of airports that are looked for only where the word for one was typed."""
