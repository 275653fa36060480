"""What visitors may write in a query, and what it means."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from chalicelib.geo.point import Point
from chalicelib.web.finder import search_request
from chalicelib.web.http import params
from chalicelib.web.http.exceptions import InvalidField, require_text


@pytest.mark.parametrize(
    ("text", "point"),
    [("41.88,-87.63", Point(41.88, -87.63)), (" 41.88, -87.63 ", Point(41.88, -87.63)),
     ("-90,180", Point(-90, 180)), ("0,0", Point(0, 0))],
    ids=str,
)  # fmt: skip
def test_near_is_latitude_and_longitude(text: str, point: Point) -> None:
    assert params.near(text) == point


@pytest.mark.parametrize(
    ("text", "km"), [("16km", 16), ("10mi", 16.09344), ("0.5km", 0.5), ("100km", 100)]
)
def test_a_radius_has_its_unit(text: str, km: float) -> None:
    assert params.radius_km(text) == pytest.approx(km)


def test_a_day_is_a_word_or_a_weekday_from_sunday() -> None:
    tuesday = 2
    given = {
        "today": "today", "tomorrow": "tomorrow", "0": frozenset({0}), "6": frozenset({6}),
        "1,3": frozenset({1, 3}), "weekend": frozenset({0, 6}), "today,5": frozenset({2, 5}),
        "tomorrow,today": frozenset({2, 3}), "": None,
    }  # fmt: skip
    assert {text: params.day([text], tuesday) for text in given} == given
    assert params.day(["1", "", "3"], tuesday) == frozenset({1, 3})


@pytest.mark.parametrize(
    "text",
    ["41.878113600000015,-87.6297999", "+41.88, -87.63", " 41.88 , -87.63", "41.88,  -87.63"],
)
def test_coordinates_are_taken_as_devices_and_people_write_them(text: str) -> None:
    point = params.near(text)
    assert (round(point.lat, 2), round(point.lon, 2)) == (41.88, -87.63)


@given(st.text(max_size=20))
def test_text_passes_unless_it_holds_control_characters(text: str) -> None:
    plain = all(
        ord(letter) > 31 and not 127 <= ord(letter) < 160 and not 0xD800 <= ord(letter) < 0xE000
        and letter != "\ufffd"
        for letter in text
    )  # fmt: skip
    try:
        assert require_text("place", text) == text
        assert plain
    except InvalidField as refused:
        assert refused.field == "place"
        assert not plain


# The table of what a search takes

PATTERNS = {
    parameter.name: parameter for parameter in params.SEARCH if "pattern" in parameter.schema
}
NAMED = {parameter.name: parameter for parameter in params.SEARCH if "enum" in parameter.schema}
ACCEPTED = {
    "near": ["41.88,-87.63", "+41.88, -87.63", "41.878113600000015 ,-87.6", "-90,180"],
    "radius": ["10mi", "16km", "0.125km", "100km"],
    "after": ["18:30", "9:00", "24:00"],
    "before": ["18:30", "9:00", "00:00"],
    "type": ["W", "w", "12x12", "D-HOH", "12+"],
}


def read_text(parameter: object, text: str) -> object:
    """Reads a text by the table, as one value of a request."""
    if isinstance(parameter, params.RepeatableParameter):
        return parameter.read([text])
    assert isinstance(parameter, params.QueryParameter)
    return parameter.read(text)


def is_documented(parameter: object, text: str) -> bool:
    """Whether the documented schema holds a text to be good."""
    assert isinstance(parameter, params.QueryParameter | params.RepeatableParameter)
    return bool(Draft202012Validator(dict(parameter.schema)).is_valid(text))


def test_every_parameter_stands_there_once_and_is_read_by_every_search() -> None:
    names = [parameter.name for parameter in params.SEARCH]
    assert len(names) == len(set(names))
    source = Path(search_request.__file__).read_text("utf-8")
    assert set(re.findall(r"params\.([A-Z]+)\.of\(", source)) == {name.upper() for name in names}


def test_every_example_is_documented_and_read() -> None:
    for parameter in params.SEARCH:
        texts = (
            [parameter.example] if isinstance(parameter.example, str) else parameter.example or ()
        )
        for text in texts:
            assert is_documented(parameter, text), parameter.name
            assert read_text(parameter, text) is not None


@pytest.mark.parametrize("name", PATTERNS)
def test_the_pattern_that_is_documented_takes_what_is_read(name: str) -> None:
    assert set(PATTERNS) == set(ACCEPTED)
    for text in ACCEPTED[name]:
        assert is_documented(PATTERNS[name], text), text
        assert read_text(PATTERNS[name], text) is not None


@pytest.mark.parametrize("name", PATTERNS)
@given(st.data())
def test_what_the_pattern_does_not_take_is_refused(name: str, data: st.DataObject) -> None:
    pattern = re.compile(str(PATTERNS[name].schema["pattern"]), re.ASCII)
    likely = st.text("0123456789.,:+-kmi W", max_size=14) | st.from_regex(pattern)
    text = data.draw(likely).strip()
    if pattern.fullmatch(text) or name == "type":
        return
    with pytest.raises(InvalidField) as refused:
        read_text(PATTERNS[name], text)
    assert refused.value.field == name


@pytest.mark.parametrize("name", NAMED)
def test_the_values_that_are_documented_are_those_that_are_read(name: str) -> None:
    for value in NAMED[name].schema["enum"]:
        assert read_text(NAMED[name], value)
    if name != "day":
        with pytest.raises(InvalidField):
            read_text(NAMED[name], "another")
        return
    assert all(params.day([value], 2) for value in NAMED[name].schema["enum"])
    with pytest.raises(InvalidField):
        params.day(["another"], 2)


def test_how_many_is_documented_as_it_is_read() -> None:
    limits = params.LIMIT.schema
    assert [params.limit(str(n)) for n in (limits["minimum"], limits["maximum"])] == [1, 100]
    for beyond in (limits["minimum"] - 1, limits["maximum"] + 1):
        with pytest.raises(InvalidField):
            params.limit(str(beyond))
