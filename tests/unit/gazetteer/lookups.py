"""The place that a visitor is taken to."""

from chalicelib.gazetteer.lookup import candidates, not_found
from chalicelib.gazetteer.places import Place


def find(text: str, country: str = "") -> Place:
    """The first of several; raises PlaceNotFound, as the finder does."""
    found = candidates(text, country)
    if not found:
        raise not_found(text)
    return found[0]
