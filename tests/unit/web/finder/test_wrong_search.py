"""What of a search with a wrong value can still be searched for."""

from urllib.parse import parse_qsl

import pytest

from chalicelib.web.finder.wrong_search import path_without
from tests.unit.web.finder.test_search_request import ask


@pytest.mark.parametrize(
    ("query", "field", "left"),
    [
        ({"radius": "10"}, "radius", {}),
        ({"place": "Chicago", "radius": "10"}, "radius", {"place": "Chicago"}),
        ({"place": "Chicago", "radius": "10", "day": "x"}, "radius", {"place": "Chicago"}),
        ({"near": "1,1", "day": " 1, 3"}, "sort", {"near": "1,1", "day": "1, 3"}),
        ({"place": "Chicago", "near": "1,1"}, "place", {"near": "1,1"}),
        ({"place": "Chicago", "near": "1,1", "day": "x"}, "day", {"place": "Chicago"}),
        ({"near": "x", "radius": "5mi", "sort": "distance", "type": "W"}, "near", {"type": "W"}),
        ({"near": "x", "attendance": "in_person"}, "near", {}),
        (
            {"near": "x", "attendance": "in_person", "words": "step"},
            "near",
            {"attendance": "in_person", "words": "step"},
        ),
        ({"place": "Chicago", "limit": "999"}, "limit", {"place": "Chicago"}),
        ({"place": "Chicago", "cursor": "x", "timezone": "x"}, "cursor", {"place": "Chicago"}),
        (
            {"place": "Chicago", "attendance": "online", "sort": "distance", "day": "x"},
            "day",
            {"place": "Chicago", "attendance": "online"},
        ),
        ({"words": "a " * 13, "place": "a\x00b"}, "words", {}),
    ],
)
def test_it_is_what_is_right_and_makes_sense_without_the_rest(
    query: dict[str, str], field: str, left: dict[str, str]
) -> None:
    path = path_without(ask(**query), field)
    assert dict(parse_qsl(path.partition("?")[2])) == left
    assert path.startswith("/?") or not left
