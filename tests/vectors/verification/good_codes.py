"""Codes that are genuine, whatever shape they come in."""

from collections.abc import Iterable
from dataclasses import replace

from tests.vectors.codes import (
    DAY,
    ISSUED,
    NOW,
    ROTATED,
    SIGNING,
    START,
    VERIFY_ONLY,
    Case,
    Code,
    case,
    header,
    listed,
    payload,
    said,
)


def good_codes() -> Iterable[Case]:
    good = Code(payload())
    yield case("full code", good.text, "genuine", **said())
    yield case("in a link", f"https://waypost.example.org/v#{good.text}", "genuine", **said())
    yield case("after two number signs", f"https://x.example/v#a#{good.text}", "genuine")
    yield case("lower case", good.text.lower(), "genuine")
    half = len(good.text) // 2
    yield case("mixed case", good.text[:half].lower() + good.text[half:], "genuine")
    yield case("white space at both ends", f" \t\r\n{good.text}\v\f\n", "genuine")
    bare = ["", START, -360, 90, "", ""]
    yield case(
        "date and time only",
        Code(payload(listing=bare)).text,
        "genuine",
        **said(listing=bare),
    )
    yield case("alg -19", replace(good, protected=header(SIGNING, -19)).text, "genuine")
    longest = ["abcdEFGH_-12", START, 840, 1440, "Ä" * 16, "é" * 10]
    yield case(
        "longest texts",
        Code(payload(listing=longest)).text,
        "genuine",
        **said(listing=longest),
    )
    yield case("shortest meeting", Code(listed(3, 1)).text, "genuine")
    yield case("offset +1439", Code(listed(2, 1439)).text, "genuine")
    yield case("offset -1439", Code(listed(2, -1439)).text, "genuine")
    yield case("offset zero", Code(listed(2, 0)).text, "genuine")
    yield case("start at zero", Code(listed(1, 0)).text, "genuine")
    yield case("last start", Code(listed(1, 2**37 - 1)).text, "genuine")
    bidi = ["a1", START, 60, 90, "\u202eabc\u2066", "\u05d7\u05d9\u05e4\u05d4"]
    yield case(
        "name with direction marks",
        Code(payload(listing=bidi)).text,
        "genuine",
        **said(listing=bidi),
    )
    bom = ["a1", START, 60, 90, "\ufeffMeeting", ""]
    yield case(
        "name with a byte order mark",
        Code(payload(listing=bom)).text,
        "genuine",
        **said(listing=bom),
    )
    null = ["a1", START, 60, 90, "\x00<b>&amp;", ""]
    yield case("name with markup", Code(payload(listing=null)).text, "genuine")
    longest_life = payload(exp=ISSUED + 366 * DAY)
    yield case("366 days", Code(longest_life).text, "genuine")
    before = payload(iat=ROTATED, exp=NOW + DAY)
    yield case("verify-only key, its last second", Code(before, VERIFY_ONLY).text, "genuine")
    first = payload(iat=ROTATED)
    yield case("signing key, its first second", Code(first).text, "genuine")
