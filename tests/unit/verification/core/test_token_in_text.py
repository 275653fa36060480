"""The token that begins somewhere: how far it goes, and what is passed over inside it."""

import pytest

from chalicelib.verification.core.token_in_text import BEGINNING, token_at
from chalicelib.verification.encoding import encode
from tests.unit.verification.sample_codes import ATTENDANCE, SIGNER

TOKEN = encode(ATTENDANCE, SIGNER)
FIRST, LAST = TOKEN[:100], TOKEN[100:]


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        TOKEN.lower(),
        f"{FIRST}\n> {LAST}",
        "-".join(TOKEN),
        f"{TOKEN}AAAA",
        f"{TOKEN} AND MORE",
        f"{FIRST} (1/2)\n12:30 {LAST}",
    ],
)
def test_a_token_ends_where_its_head_declares(text: str) -> None:
    token, end = token_at(text, 0, "")
    assert token == TOKEN
    assert text[:end].upper().endswith(TOKEN[-1])
    assert not BEGINNING.search(text, end)


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("2KCE3IQB", "2KCE3IQB"),
        (f"{FIRST} and words", FIRST),
        (f"{FIRST} https://waypost.example.org", FIRST),
        (f"{FIRST} {TOKEN}", FIRST),
        (f"{FIRST}\x01{LAST[:-1]}!", FIRST + LAST[:-1]),
    ],
)
def test_one_that_is_cut_counts_with_what_there_is_of_it(text: str, token: str) -> None:
    assert token_at(text, 0, "")[0] == token


def test_the_last_part_of_a_message_may_have_come_first() -> None:
    assert token_at(FIRST, 0, f"(2/2) {LAST}\n") == (TOKEN, len(FIRST))
    assert token_at(FIRST, 0, f"(2/2) {LAST}A\n") == (FIRST, len(FIRST))
