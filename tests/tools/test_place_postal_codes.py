"""Postal codes that are stored together."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.gazetteer import postal_codes
from tools import place_postal_codes

SPOTS = st.dictionaries(
    st.from_regex(r"[0-9]{5}", fullmatch=True),
    st.builds(
        lambda lat, lon: place_postal_codes.Spot(lat, lon, Counter(["Town"])),
        st.floats(40, 60),
        st.floats(0, 30),
    ),
    min_size=1,
    max_size=60,
)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(SPOTS, st.integers(1, 40))
def test_codes_kept_together_lose_none_and_overlap_nowhere(
    spots: dict[str, place_postal_codes.Spot], most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place_postal_codes, "MOST_CODES", most)
        patch.setattr(place_postal_codes, "FEWER_CODES", most)
        together = place_postal_codes.limit_codes(spots, place_postal_codes.Cities([]))
    for code in spots:
        readings = postal_codes.readings(code)
        keys = postal_codes.table_keys(readings[0]) if readings else (code,)
        found = [key for key in keys if key in together]
        assert len(found) == 1
        assert postal_codes.is_within(code, together[found[0]].ends)
