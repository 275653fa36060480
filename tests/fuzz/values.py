"""Values that requests are spoilt with: plausible ones, and some of each kind that breaks much."""

import json
import random
from typing import Any

MARK = "<u onfuzz=1>"  # stands as it is in no page
PLAUSIBLE = (
    "", "full", "time", "date", "today", "tomorrow", "sunday", "online", "hybrid", "in_person",
    "distance", "start", "10mi", "25km", "100km", "40.71,-74.01", "-90,180", "0,0", "Chicago",
    "Springfield, IL", "10001", "京都", "SW1A 1AA", "O", "D,O", "circle", "offered", "yes", "true",
    "cancel", "move", "restore", "2026-03-04", "2026-03-04T19:00:00-05:00", "19:00", "de", "phone",
    "moved", "ABCDE12345", "America/New_York", "1", "100",
)  # fmt: skip
SPOILT = (
    f"'\"></script>{MARK}", f"{{{{7*7}}}}{MARK}", "\x00", "\r\nSet-Cookie: a=b", "\u202e\u2066",
    "\ufffd", "\ufeff", "a" * 201, "a" * 5_000, "%", "%00", "%ff", "../..", "//evil.example/",
    "https://evil.example/#x", "javascript:alert(1)", "=cmd|' /C calc'!A0", "-1", "1e999", "NaN",
    "0x1", "٣", "99999999999999999999", "999999-99-99", "2026-02-30", "24:60", "null", "[]",
    "Z\u0351\u0343\u0344" * 20, "İ", "ß", "𝕏", "&", ";", "|", "*", "?", "#", "\\", "'", '"',
)  # fmt: skip
NAMES = (
    "place", "near", "radius", "day", "time", "after", "before", "attendance", "type", "words",
    "verification", "entity", "sort", "limit", "cursor", "timezone", "language", "v", "x", "code",
    "token", "tokens", "secret", "link", "meeting_id", "detail", "once", "ticket", "tickets",
    "starts_at", "slips", "numbers", "feed", "kind", "text", "change", "new_date", "new_time", "to",
    "fresh", "__proto__", "",
)  # fmt: skip


def text(chance: random.Random, known: tuple[str, ...]) -> str:
    """Returns a value: of those known here, plausible, spoilt, or of random characters."""
    kind = chance.randrange(5)
    if kind < 2 and known:
        return chance.choice(known)
    if kind < 4:
        return chance.choice(PLAUSIBLE if kind == 2 else SPOILT)
    characters = (chr(_character(chance)) for _ in range(chance.randrange(30)))
    return "".join(characters)


def _character(chance: random.Random) -> int:
    """Returns a code point that UTF-8 can write: no surrogate."""
    point = chance.choice(
        (chance.randrange(0x80), chance.randrange(0x3000), chance.randrange(0x110000))
    )
    return 0xFFFD if 0xD800 <= point < 0xE000 else point


def value(chance: random.Random, known: tuple[str, ...], depth: int = 0) -> Any:
    """Returns a JSON value of any type."""
    kind = chance.randrange(12 if depth < 3 else 8)
    if kind < 4:
        return text(chance, known)
    if kind < 8:
        return chance.choice(
            (None, True, False, 0, -1, 7, 10**30, 1.5, 1e308, float("nan"), chance.random())
        )
    inner = [value(chance, known, depth + 1) for _ in range(chance.randrange(4))]
    if kind < 10:
        return inner
    return {chance.choice(NAMES): each for each in inner}


def json_body(chance: random.Random, known: tuple[str, ...], names: tuple[str, ...]) -> bytes:
    """Returns a JSON object of a route's own fields, most of the time."""
    body = {name: value(chance, known) for name in names if chance.random() < 0.8}
    if chance.random() < 0.2:
        body[chance.choice(NAMES)] = value(chance, known)
    return json.dumps(body, ensure_ascii=chance.random() < 0.5).encode()


def bytes_spoilt(chance: random.Random, body: bytes) -> bytes:
    """Returns the body cut, doubled, or with a byte that is another."""
    if not body:
        return chance.choice((b"", b"\xff", b"{", b"[" * 50_000, b"a=b&a=c"))
    at = chance.randrange(len(body))
    return chance.choice(
        (body[:at], body + body, body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :])
    )
