"""A name in fewer bytes is cut between what people see as characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.verification.truncation import truncate


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Tuesday Night", 13, "Tuesday Night"),
        ("Tuesday Night", 12, "Tuesday N…"),
        ("Tuesday Night", 11, "Tuesday…"),
        ("äääää", 10, "äääää"),
        ("ääääää", 10, "äää…"),
        ("日本語日本語", 12, "日本語…"),
        ("Cafe\u0301 am See", 8, "Caf…"),  # e and its accent are one letter
        ("Cafe\u0301 am See", 9, "Cafe\u0301…"),
        ("Abc 👨‍👩‍👧 family", 20, "Abc…"),  # one emoji of three people
        ("Abc 👍🏽 thumb", 12, "Abc…"),  # a hand and its skin tone
        ("Abc ❤️ heart", 10, "Abc…"),  # a heart and what makes it an emoji
        ("Abc 🇨🇦🇺🇸", 16, "Abc 🇨🇦…"),
        ("Abc 🇨🇦🇺🇸", 14, "Abc…"),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿 Highlands", 20, "…"),  # a flag of seven parts, 28 bytes
        ("หน้าที่นี่", 20, "หน้า…"),  # Thai vowels and tones stand above their letters
    ],
)
def test_a_text_is_cut_between_characters(text: str, limit: int, short: str) -> None:
    assert truncate(text, limit) == short


PIECES = st.sampled_from("a é e\u0301 日 👍 👍🏽 👨‍👩‍👧 🇨🇦 ❤️ नि ที่".split(" "))


@given(st.lists(PIECES, max_size=12), st.integers(3, 40))
def test_a_cut_text_holds_whole_characters_and_fits(pieces: list[str], limit: int) -> None:
    text = "".join(pieces)
    short = truncate(text, limit)
    assert len(short.encode()) <= limit
    if short != text:
        whole = ["".join(pieces[:count]) for count in range(len(pieces))]
        assert short.removesuffix("…") in whole
        longest = max(
            len(beginning.encode()) for beginning in whole if len(beginning.encode()) + 3 <= limit
        )
        assert len(short.encode()) == longest + 3


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(3, 40))
def test_any_cut_text_begins_as_the_whole_one_and_fits(text: str, limit: int) -> None:
    short = truncate(text, limit)
    assert len(short.encode()) <= limit
    if short != text:
        kept = short.removesuffix("…")
        assert text.startswith(kept)
        assert len(text.encode()) > limit
        rest = text[len(kept) :].lstrip()
        assert not unicodedata.combining(rest[0]) or text[len(kept)] != rest[0]
