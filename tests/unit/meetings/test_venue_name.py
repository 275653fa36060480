"""A place's name does not say again what its address says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.meetings.venue_name import venue_name


@pytest.mark.parametrize(
    ("location", "address", "name"),
    [
        ("Library", "1 Main St, Springfield", "Library"),
        ("1 Main St", "1 Main St, Springfield", ""),
        ("1 Main Street", "1 Main St., Springfield, IL", ""),
        ("1 MAIN ST, Springfield", "1 Main St, Springfield, IL 62701", ""),
        ("Town Hall, 5 Main St", "5 Main Street, Springfield", "Town Hall"),
        (
            "Town Hall, Room 2, 5 Main St, Springfield",
            "5 Main St, Springfield",
            "Town Hall, Room 2",
        ),
        ("Springfield Library", "1 Main St, Springfield", "Springfield Library"),
        ("Town Hall", "", "Town Hall"),
        ("", "1 Main St", ""),
        ("Main", "1 Main St", "Main"),
        ("1 Main", "11 Main St", "1 Main"),
        ("Friedhofstraße 5", "Friedhofstraße 5, Bern", ""),
        ("مركز الشباب، شارع 9", "شارع 9، القاهرة", "مركز الشباب"),
        ("Library", "Library Street 5, Springfield", "Library"),
        ("5 Elm St", "5 Elm St Springfield IL", ""),
        ("9 Oak St #2, Salem, OR 97301", "9 Oak Street #2, Salem, OR 97305, USA", ""),
        ("Hall, 9 Oak St, Salem, OR 97301", "9 Oak St, Salem, OR 97305", "Hall"),
        ("Hall, Room 97301", "9 Oak St, Salem, OR 97301", "Hall, Room 97301"),
    ],
)
def test_the_name_is_what_the_address_does_not_say(location: str, address: str, name: str) -> None:
    assert venue_name(location, address) == name


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_name_is_a_beginning_of_the_location(location: str, address: str) -> None:
    assert location.strip().startswith(venue_name(location, address).strip())
