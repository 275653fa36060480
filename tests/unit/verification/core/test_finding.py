"""Any text -> the codes in it, by the rules that the pages' finder keeps too."""

import json
import re
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.verification.core.checking import Outcome, check
from chalicelib.verification.core.finding import FoundCode, find_codes, opaque_host
from chalicelib.verification.encoding import encode
from tests.unit.verification.sample_codes import ATTENDANCE, NOW, SIGNER, trust

VECTORS = json.loads(
    (Path(__file__).parents[3] / "vectors" / "finding.json").read_text(encoding="utf-8")
)
TOKEN = encode(ATTENDANCE, SIGNER)
LINK = f"https://waypost.example.org/v#{TOKEN}"
OURS = {"waypost.example.org"}
PASSING = {Outcome.GENUINE, Outcome.EXPIRED, Outcome.NOT_YET_VALID, Outcome.SAMPLE}
# Texts that a search going over them again and again would take minutes for.
HOSTILE = (
    " ",
    "\n",
    "2",
    "2KCE3IQB",
    "2KCE3IQB.",
    "2" + " " * 39,
    "(",
    "://",
    "://a@a",
    "a://b#2KCE3IQB!",
    "%25",
    "%41 ",
    "&amp;",
    "<b ",
    "a#\n> ",
    "urldefense",
    "a.",
    "/",
    "\u0315\u0300",
    "\uff12",
    "=\r\n",
    TOKEN[:34] + " ",
    TOKEN[:130],
    TOKEN,
    # what may be parts of a message
    "A" * 16 + " ",
    "a" * 17 + " ",
    TOKEN[:60] + " (1/2)",
    TOKEN[:60] + " a " + "A" * 20 + " ",
    "A" * 70 + " " + TOKEN[:60] + " ",
    "&sol;",
    " https;--",
    " https!?",
    "\\n",
    "\U0001f600",
)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=[case["name"] for case in VECTORS["cases"]])
def test_finds_what_the_shared_vectors_say(case: dict[str, Any]) -> None:
    found = [
        {"token": code.token, "host": code.host, "wrapper": code.wrapper}
        for code in find_codes(case["text"])
    ]
    assert found == case["codes"]
    assert opaque_host(case["text"]) == case["opaque"]


def test_the_vectors_are_many() -> None:
    assert len(VECTORS["cases"]) >= 200


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert find_codes(text) == []
    opaque_host(text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_code_is_found_between_any_texts(before: str, after: str) -> None:
    assert TOKEN in [code.token for code in find_codes(f"{before} {TOKEN} {after}")]


def _has_part(text: str, missing: int) -> bool:
    runs = re.findall("[a-z2-7]+", unicodedata.normalize("NFKC", text), re.IGNORECASE)
    return any(len(run) >= 16 or len(run) == missing for run in runs)


@given(st.integers(8, len(TOKEN) - 4), st.text(max_size=60))
def test_a_code_in_two_parts_is_found_whatever_is_between(at: int, between: str) -> None:
    assume(not _has_part(between, len(TOKEN) - at))
    first, second = f"See {LINK[: at - len(TOKEN)]}", TOKEN[at:]
    found = find_codes(f"(1/2) {first}\n{between}\n(2/2) {second}\nBye")
    assert [code.token for code in found] == [TOKEN]


@given(st.integers(0, len(TOKEN) - 1), st.characters())
def test_a_changed_code_never_passes(at: int, other: str) -> None:
    changed = TOKEN[:at] + other + TOKEN[at + 1 :]
    for code in find_codes(f"See {changed}. Thank you"):
        if code.token != TOKEN:  # the other character may be the same in another case or width
            assert check(code.token, trust(), NOW).outcome not in PASSING


@given(st.integers(0, len(TOKEN) - 1))
def test_a_code_without_a_character_never_passes(at: int) -> None:
    cut = TOKEN[:at] + TOKEN[at + 1 :]
    for code in find_codes(f"See {cut} THANK YOU"):
        assert check(code.token, trust(), NOW).outcome not in PASSING


def _seconds(search: Callable[[str], object], text: str, searches: int) -> float:
    began = time.process_time()
    for _ in range(searches):
        search(text)
    return time.process_time() - began


@pytest.mark.parametrize("before", ["", f"{TOKEN[:60]} "], ids=["alone", "behind a cut code"])
@pytest.mark.parametrize("part", HOSTILE, ids=lambda part: repr(part[:16]))
def test_the_time_grows_no_faster_than_the_text(part: str, before: str) -> None:
    """A text takes as long as 16 of a sixteenth; squared it would be 16 times as long.

    One is measured right after the other: a busy machine is as slow for both.
    """
    times = 3_000 // len(part) + 1
    short = before + part * times
    long = before + part * times * 16
    searches: tuple[Callable[[str], object], ...] = (find_codes, opaque_host)
    for search in searches:
        rounds = (
            _seconds(search, long, 1) / max(_seconds(search, short, 16), 0.016) for _ in range(5)
        )
        assert any(slower < 4 for slower in rounds)


@pytest.mark.parametrize(
    ("code", "host"),
    [
        (FoundCode(TOKEN), ""),
        (FoundCode(TOKEN, "waypost.example.org"), ""),
        (FoundCode(TOKEN, "evi1.example"), "evi1.example"),
        (FoundCode(TOKEN, "waypost.example.org", "urldefense.com"), ""),
        (FoundCode(TOKEN, "evi1.example", "urldefense.com"), "evi1.example"),
        (FoundCode(TOKEN, "waypost.example.org", "evi1.example"), "evi1.example"),
        (FoundCode(TOKEN, "evi1.example", "waypost.example.org"), "evi1.example"),
        (FoundCode(TOKEN, "urldefense.com"), "urldefense.com"),
        (FoundCode(TOKEN, "w\u0430ypost.example.org"), "xn--wypost-3nf.example.org"),
        (FoundCode(TOKEN, "\ufffd.example"), "\ufffd.example"),
    ],
)
def test_a_host_that_is_not_ours_is_named(code: FoundCode, host: str) -> None:
    assert code.elsewhere(OURS) == host


def test_mail_security_is_named_as_what_carried_the_link() -> None:
    assert FoundCode(TOKEN, "waypost.example.org", "urldefense.com").carrier == "urldefense.com"
    assert FoundCode(TOKEN, "waypost.example.org", "evi1.example").carrier == ""
    assert FoundCode(TOKEN, "waypost.example.org", "not-urldefense.com").carrier == ""
