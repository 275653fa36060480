"""The text of a code: what may stand around it, its letters, and its base32."""

from collections.abc import Iterable

from tests.vectors.codes import START, Case, Code, case, payload

SPACES = {"\t": "tab", "\n": "line feed", "\v": "vertical tab", "\f": "form feed", "\r": "return"}
NO_SPACES = {
    "\x00": "NUL",
    "\x1c": "file separator",
    "\x1f": "unit separator",
    "\x85": "next line",
    "\xa0": "no-break space",
    "\u2003": "em space",
    "\u200b": "zero-width space",
    "\u3000": "ideographic space",
    "\ufeff": "byte order mark",
}
"""What some languages' trim functions take off too."""
LOOK_ALIKE = {
    "K": "\u212a",  # the sign of the kelvin, which is lower-cased to k
    "S": "\u00df",  # which is upper-cased to SS
    "A": "\uff21",  # full width
    "I": "\ufb01",  # a ligature, which is upper-cased to FI
}


def texts() -> Iterable[Case]:
    good = Code(payload()).text
    yield case("empty", "", "unreadable")
    yield case("white space only", " \n", "unreadable")
    yield case("link without a code", "https://waypost.example.org/v", "unreadable")
    yield case("link with an empty code", "https://waypost.example.org/v#", "unreadable")
    yield case("513 characters", "A" * 513, "unreadable")
    yield case("512 characters", "A" * 512, "unreadable")
    for odd in ("0", "1", "8", "9", "=", "-", " ", "\u00e4", "\u017f", "\u0131", "%20"):
        changed = good[:40] + odd + good[41:]
        yield case(f"with {odd!a} inside", changed, "unreadable")
    yield case("white space that is not ASCII", "\u00a0" + good, "unreadable")
    yield case("padding", good + "=" * (-len(good) % 8 or 8), "unreadable")
    yield case("last character cut", good[:-1], "unreadable")
    yield case("first character cut", good[1:], "unreadable")
    tail = good[: len(good) // 8 * 8]
    for rest in ("A", "AAA", "AAAAAA"):
        yield case(f"{len(rest)} characters over", tail + rest, "unreadable")
    # The bits that a last character carries beyond the last byte must be zero.
    padded = Code(payload(listing=["", START, -360, 90, "", "x"])).text
    spare = {2: 2, 4: 4, 5: 1, 7: 3}
    for name, text in (("full code", good), ("short code", padded)):
        bits = spare.get(len(text) % 8)
        if bits:
            alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
            last = alphabet[alphabet.index(text[-1]) | 1]
            yield case(f"spare bit set, {name}", text[:-1] + last, "unreadable")
    yield case("twice", good + good, "unreadable")
    jwt = "eyJhbGciOiJFZERTQSJ9.e30.AAAA"
    yield case("a JWT", jwt, "unreadable")


def text_ends() -> Iterable[Case]:
    good = Code(payload()).text
    link = f"https://waypost.example.org/v#{good}"
    for space, name in (SPACES | {" ": "space"}).items():
        yield case(f"{name} before", space + good, "genuine")
        yield case(f"{name} after", good + space, "genuine")
        yield case(f"{name} after a link", link + space, "genuine")
        yield case(f"{name} after the number sign", link.replace("#", f"#{space}"), "unreadable")
    for space, name in NO_SPACES.items():
        yield case(f"{name} before", space + good, "unreadable")
        yield case(f"{name} after", good + space, "unreadable")
    yield case("number sign before", f"#{good}", "genuine")
    yield case("two number signs before", f"##{good}", "genuine")
    yield case("number sign after", f"{good}#", "unreadable")
    yield case("space and number sign after", f"{good} #", "unreadable")
    yield case("number sign only", "#", "unreadable")
    yield case("number sign in percent code", link.replace("#", "%23"), "unreadable")
    yield case("full stop after", f"{good}.", "unreadable")
    yield case("query after", f"{link}?from=mail", "unreadable")
    yield case("link of 700 characters", f"https://x.example/{'a' * 700}#{good}", "genuine")


def letter_case() -> Iterable[Case]:
    good = Code(payload()).text
    letters = enumerate(good)
    every_other = "".join(char.lower() if at % 2 else char for at, char in letters)
    yield case("every other letter in lower case", every_other, "genuine")
    yield case("first letter in lower case", good[:2].lower() + good[2:], "genuine")
    yield case("last letter in lower case", good[:-1] + good[-1].lower(), "genuine")
    link = f"https://waypost.example.org/v#{good}"
    yield case("link in upper case", link.upper(), "genuine")
    yield case("link in lower case", link.lower(), "genuine")
    for letter, other in LOOK_ALIKE.items():
        changed = good.replace(letter, other, 1)
        yield case(f"{other!a} in the place of {letter}", changed, "unreadable")
