"""The radii to choose from, in miles and in kilometres."""

import pytest

from chalicelib.meetings.search.ladder import KILOMETRES, MAX_RADIUS_KM, MILES, Ladder
from chalicelib.web.http import params


@pytest.mark.parametrize("ladder", [KILOMETRES, MILES])
def test_a_rung_comes_back_exactly_from_its_text(ladder: Ladder) -> None:
    for rung, km in zip(ladder.rungs, ladder.rungs_km, strict=True):
        assert ladder.text(km) == f"{rung}{ladder.unit}"
        assert params.radius_km(ladder.text(km)) == km <= MAX_RADIUS_KM
    assert ladder.first_km in ladder.rungs_km


@pytest.mark.parametrize(
    ("km", "text"), [(37.412, "37.412km"), (16.0, "16km"), (0.5, "0.5km"), (100.0, "100km")]
)
def test_any_other_radius_is_said_in_kilometres(km: float, text: str) -> None:
    assert MILES.text(km) == text
    assert params.radius_km(text) == km


def test_wider_rungs_are_those_above_a_radius() -> None:
    assert KILOMETRES.wider_km(10.0) == (25.0, 50.0, 100.0)
    assert KILOMETRES.wider_km(10.1) == (25.0, 50.0, 100.0)
    assert MILES.wider_km(MILES.rungs_km[-1]) == ()
