"""What visitors type, and the place that they are taken to."""

from hypothesis import strategies as st

from chalicelib.gazetteer import lookup
from chalicelib.gazetteer.places import Place

ANY_TEXT = st.text(st.characters(), max_size=250) | st.lists(
    st.sampled_from(
        ["Paris", "NY", "10001", "USA", ",", "5", "St", "東京都", "日本", "é", "\ud800", "near"]
    )
).map(" ".join)


def find(text: str, country: str = "") -> Place:
    """The first of several; raises PlaceNotFound, as the finder does."""
    return lookup.find(text, country).places[0]
