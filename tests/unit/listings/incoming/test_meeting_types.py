"""Types of meetings as feeds write them: codes, words, objects, JSON in a text."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.listings.incoming.feed import Remark
from chalicelib.listings.incoming.meeting_types import read_types
from chalicelib.listings.incoming.type_names import NAMES, ONLINE, OTHER_NAMES, OWN_NAMES
from tests.unit.listings.feeds import meeting, read, row

CODES = sorted({**NAMES, **OWN_NAMES})


@pytest.mark.parametrize(
    ("written", "types"),
    [
        (["O", "W"], ("O", "W")),
        (["o", "W", "O"], ("O", "W")),
        ("Open, Discussion", ("O", "D")),
        ("O,D", ("O", "D")),
        ("O D W", ("O", "D", "W")),
        (["Wheelchair Access", "12X12", 11], ("X", "12x12", "11")),
        (["ONL", "onl", "Online", "", None, "B"], ("B",)),
        (["ZZZ", "AL-AN"], ("ZZZ", "AL-AN")),
        (None, ()),
        ([], ()),
        ("N/A", ()),
        (["Men and Women", "Mixed", "M/W"], ()),
        (["M & W", "M and W", "W &amp; M", "w and m"], ()),
        ("[open]", ("O",)),
        ("[open, men]", ("O", "M")),
        ("['O', 'W']", ("O", "W")),
        ('["O","W"]', ("O", "W")),
        ('{"0":"O","2":"W"}', ("O", "W")),
        ({"0": "O", "2": "W"}, ("O", "W")),
        ({"O": True, "C": False, "W": True}, ("O", "W")),
        ({"open": "yes", "women": "no"}, ("O",)),
        ({"types": ["O", "W"]}, ("O", "W")),
        ([{"code": "O", "name": "Open"}, {"id": 7, "name": "Women"}], ("O", "W")),
        ([["O"], ["W"]], ("O", "W")),
        ([{"C": "Closed"}, {"W": "Women"}], ("C", "W")),
        ('a:2:{i:0;s:1:"C";i:1;s:1:"W";}', ("C", "W")),
        ("Closed,Step Meeting", ("C", "ST")),
        ("open;women|speaker\nliterature", ("O", "W", "SP", "LIT")),
        (["Sign Language", "Outdoor Meeting", "Wheelchair-accessible"], ("ASL", "OUT", "X")),
        (["Women’s", "Men‘s", "Young Peoples’"], ("W", "M", "Y")),
        (["WOMEN'S MEETING", "For men", "Women Only"], ("W", "M")),
        ("Women&#8217;s &amp; Newcomers", ("W", "BE")),
        (["Spanish-speaking", "In French", "Español"], ("S", "FR")),
        (["Gay/Lesbian", "Blind / Visually Impaired"], ("G", "L", "BV-I")),
        (["12 Steps and 12 Traditions", "11th step"], ("12x12", "11")),
        (["Closed (members only)"], ("C",)),
        ("Geschlossenes Treffen, nur für Frauen", ("C", "W")),
        (["Reunión cerrada", "Sólo hombres", "Jóvenes"], ("C", "M", "Y")),
        (["Réunion fermée", "Pour femmes"], ("C", "W")),
        (["Reunião aberta", "Só mulheres"], ("O", "W")),
        (["اجتماع مغلق", "للنساء فقط"], ("C", "W")),
        (
            ["Women's Step Study", "Closed Men", "Open speaker meeting"],
            ("W", "ST", "C", "M", "O", "SP"),
        ),
        ("W & C", ("W", "C")),
        ("C-W", ("C", "W")),
        ("C+W+X", ("C", "W", "X")),
        (["D-HOH"], ("D-HOH",)),
        (["O\u200b", "\u200bW"], ("O", "W")),
        (["Womenâ€™s"], ("W",)),
        (["Location temporarily closed", "Temporarily Closed"], ("TC",)),
        (["Childcare", "Beginners", "LGBT", "Agnostic"], ("BA", "BE", "LGBTQ", "A")),
    ],
)
def test_types_are_read_as_feeds_write_them(written: object, types: tuple[str, ...]) -> None:
    assert read_types(written) == (types, ())
    assert meeting(types=written).types == types


def test_types_that_are_none_are_named() -> None:
    feed = read(row(types=["O", "a long story", True, {"x": 1}]))
    assert feed.meetings[0].types == ("O",)
    assert feed.corrected == (
        Remark(1, "evening-circle", "types", "left out: 'a long story', true, an object"),
    )


@pytest.mark.parametrize("written", ["Not open", "Closed to women", "open and shut case", "T&C"])
def test_words_that_only_hold_a_type_are_none(written: str) -> None:
    types, refused = read_types([written])
    assert types == () and len(refused) == 1


_SPELLINGS: dict[str, Callable[[str], str]] = {
    "as published": str,
    "small": str.lower,
    "capitals": str.upper,
    "with a word behind": lambda name: f"{name} meeting",
    "in brackets": lambda name: f"[{name}]",
    "in quotes": lambda name: f"“{name}”",
    "curly": lambda name: name.replace("'", "’"),
    "blanks": lambda name: f"  {name.replace(' ', '  ')} ",
    "hyphens": lambda name: name.replace(" ", "-"),
    "escaped": lambda name: name.replace("&", "&amp;amp;"),
}


@pytest.mark.parametrize("spelling", _SPELLINGS)
def test_the_published_names_are_read_however_they_are_spelled(spelling: str) -> None:
    for code, name in {**NAMES, **OWN_NAMES}.items():
        if name:
            assert read_types([_SPELLINGS[spelling](name)]) == ((code,), ()), name


def test_other_names_are_looked_for_as_they_stand_in_the_table() -> None:
    for name, code in OTHER_NAMES.items():
        expected = () if code == ONLINE else (code,)
        assert read_types([name]) == (expected, ()), name


@given(st.lists(st.sampled_from(CODES), unique=True, max_size=8))
def test_every_shape_of_a_list_holds_the_same_types(codes: list[str]) -> None:
    shapes: list[object] = [
        codes,
        ",".join(codes),
        "; ".join(codes),
        json.dumps(codes),
        f"[{', '.join(codes)}]",
        {str(2 * number): code for number, code in enumerate(codes)},
        dict.fromkeys(codes, True) if codes != ["11"] else codes,
        [{"code": code} for code in codes],
    ]
    for shape in shapes:
        assert read_types(shape) == (tuple(codes), ()), shape


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(_ANYTHING)
def test_anything_is_read_and_reading_it_again_changes_nothing(value: object) -> None:
    types, _ = read_types(value)
    assert len(types) == len(set(types)) <= 40
    assert read_types(list(types))[0] == types
