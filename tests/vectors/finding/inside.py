"""A code that is broken or changed inside: by lines, gaps, parts of a message, encodings."""

import quopri
from collections.abc import Iterable
from urllib.parse import quote

from tests.vectors.finding.pieces import EVIL, LINK, OTHER, OURS, TOKEN, Case, case, code, parts
from tests.vectors.finding.tables import GAPS, UNSEEN


def broken() -> Iterable[Case]:
    for length in (60, 64, 72, 76):
        lines = parts(LINK, length)
        yield case(f"lines of {length}", "\n".join(lines), code())
        yield case(f"lines of {length}, with returns", "\r\n".join(lines), code())
    lines = parts(LINK, 60)
    yield case("lines quoted in a reply", "".join(f"> {line}\r\n" for line in lines), code())
    yield case("lines quoted twice", "".join(f"> > {line}\r\n" for line in lines), code())
    yield case("lines quoted closely", "".join(f">>{line}\n" for line in lines), code())
    yield case("lines with bars", "".join(f"| {line} |\n" for line in lines), code())
    for mark in ("//", "#", ":", "\u2502", "\u203a"):
        quoted = "".join(f"{mark} {line}\n" for line in lines)
        yield case(f"lines after {mark}", quoted, code())
    yield case("lines with return signs", "\u23ce\n".join(lines), code())
    yield case("lines set in", "".join(f"        {line}\n" for line in lines), code())
    yield case("lines with spaces after", "".join(f"{line}  \n" for line in lines), code())
    yield case("lines with backslashes", "\\\n".join(lines), code())
    yield case("lines of HTML", "<br>\n".join(lines), code())
    yield case("lines of XHTML", "<br />".join(lines), code())
    yield case("lines by U+2028", "\u2028".join(lines), code())
    yield case("a line that ends at the number sign", f"https://{OURS}/v#\n{TOKEN}", code())
    yield case("a line that ends in the path", f"https://{OURS}/\n v#{TOKEN}", code())
    yield case("a line that ends in the host", f"https://waypost.exam\n> ple.org/v#{TOKEN}", code())
    spaces = f"https://waypost.exam > ple.org/v#{TOKEN}"
    yield case("the same in a field of one line", spaces, code())
    spaces = " ".join(f"https://{OURS}/api/v#{TOKEN}"[at : at + 30] for at in range(0, 360, 30))
    yield case("a line that ends in the path, in a field of one line", spaces, code())
    encoded = quopri.encodestring(f"My proof is {LINK}, thank you.".encode()).decode()
    yield case("quoted-printable", encoded, code())
    soft = "=\r\n".join(parts(LINK, 70)).replace("#", "=23")
    yield case("quoted-printable, a number sign too", soft, code())
    yield case("quoted-printable HTML", f'<a href=3D"{soft}">', code())
    for length in (4, 8):
        spaced = " ".join(parts(TOKEN, length))
        yield case(f"a token in groups of {length}", spaced, code(host=""))
        yield case(
            f"the token of a link in groups of {length}", f"https://{OURS}/v#{spaced}", code()
        )
    yield case("a token in groups with hyphens", "-".join(parts(TOKEN, 8)), code(host=""))
    for name, mark in {
        "colons": ":",
        "slashes": "/",
        "minus signs": "\u2212",
        "ogham": "\u1680",
    }.items():
        yield case(f"a token in groups with {name}", mark.join(parts(TOKEN, 5)), code(host=""))
    yield case("a token in lower-case groups", " ".join(parts(TOKEN.lower(), 4)), code(host=""))
    yield case("a token letter by letter", " ".join(TOKEN), code(host=""))
    yield case("no-break spaces", "\u00a0".join(parts(TOKEN, 16)), code(host=""))
    invisible = {
        "soft hyphens": "\u00ad",
        "zero-width spaces": "\u200b",
        "joiners": "\u200d",
        "word joiners": "\u2060",
        "byte order marks": "\ufeff",
        "direction marks": "\u200e",
        "Hangul fillers": "\u3164",
        "tag characters": "\U000e0020",
        "object replacements": "\ufffc",
        "wbr": "<wbr>",
        "soft hyphens of HTML": "&shy;",
        "zero-width spaces of HTML": "&#8203;",
        "soft hyphens in per cents": "%C2%AD",
    }
    for name, mark in invisible.items():
        yield case(f"{name} inside", mark.join(parts(LINK, 31)), code())
    yield case("spans of HTML", "".join(f"<span class='x'>{p}</span>" for p in lines), code())


def gaps() -> Iterable[Case]:
    halves = (TOKEN[:40], " ".join(parts(TOKEN[40:], 8)))
    for length in (39, 40):
        yield case(f"a gap of {length} spaces", (" " * length).join(halves), code(host=""))
        inside = f"2K{' ' * length}{TOKEN[2:]}"
        yield case(f"a gap of {length} spaces in the beginning", inside, code(host=""))
    yield case("a gap of 41 spaces", (" " * 41).join(halves), code(halves[0], ""))
    yield case("a gap of 41 spaces in the beginning", f"2K{' ' * 41}{TOKEN[2:]}")
    for name, table in (("gaps", GAPS), ("characters that are not seen", UNSEEN)):
        ends = sorted({chr(number) for limits in table for number in limits} - {"<", "\n"})
        mixed = "".join(a + b for a, b in zip(TOKEN, [*ends, *[""] * len(TOKEN)], strict=False))
        yield case(f"the first and last of each range of {name}", mixed, code(host=""))
    for odd in "!$();?@[]^{}\u00b2\u2fff\u3001\U0001f130":
        name = odd.encode("unicode_escape").decode()
        yield case(f"{name} is no gap", odd.join(halves), code(halves[0], ""))
    words = "BUT NOT THIS and NOT THAT"
    yield case("capitals, then a word", f"{halves[0]} {words}", code(f"{halves[0]}BUTNOTTHIS", ""))
    small = f"{halves[0].lower()} but so on"
    yield case("small letters, then words", small, code(f"{halves[0]}BUTSOON", ""))


def in_parts() -> Iterable[Case]:
    """Messages of a phone that came in parts, and other things between the pieces of a code."""
    first, second = LINK[:140], LINK[140:]
    thirds = parts(LINK, 101)
    texts = {
        "numbers in brackets": f"(1/2) My code: {first}\n(2/2) {second}",
        "numbers in brackets, in a row": f"(1/2){first}(2/2){second}",
        "numbers in square brackets": f"[1/2] {first}\n[2/2] {second}",
        "numbers alone": f"1/2 {first}\n2/2 {second}",
        "numbers and a bracket": f"1/2) {first}\n2/2) {second}",
        "numbers in words": f"1 of 2: {first}\n2 of 2: {second}",
        "numbers behind": f"{first} (1/2)\n{second} (2/2)",
        "a word in capitals": f"MSG 1/2 {first}\nMSG 2/2 {second}",
        "three parts": "\n".join(f"({i}/3) {part}" for i, part in enumerate(thirds, 1)),
        "times": f"[10:02] (1/2) {first}\n[10:03] (2/2) {second}",
        "a sender's number": f"(1/2) {first}\n+1 555 0100\n(2/2) {second}",
        "a sender's name": f"MARIA\n10:02\n(1/2) {first}\nMARIA\n10:02\n(2/2) {second}",
        "a chat that was exported": (
            f"[27/11/2026, 10:02:11] Maria: {first}\n[27/11/2026, 10:02:15] Maria: {second}"
        ),
        "the second before the first": f"(2/2) {second}\n(1/2) {first}",
        "the first twice": f"(1/2) {first}\n(1/2) {first}\n(2/2) {second}",
        "dots at the cut": f"{first}...\n...{second}",
        "the foot of a mail": f"{first}\n\nSent from my phone\n\n{second}",
        "the foot of a mail, with a link": f"{first}\n<https://mail.example/foot>\n{second}",
        "the number of a page": f"{first}\n2\n{second}",
        "the numbers of lines": "".join(f"{i}: {p}\n" for i, p in enumerate(parts(LINK, 60), 1)),
        "a few letters in the last": f"(1/2) {LINK[:-6]}\n(2/2) {LINK[-6:]}",
        "the numbers of lines, a few letters in the last": "".join(
            f"{i:4}| {p}\n" for i, p in enumerate(parts(LINK, 40), 1)
        ),
        "cut in the host": f"(1/2) My proof https://waypost.exam\n(2/2) ple.org/v#{TOKEN}",
        "cut at the number sign": f"(1/2) My proof https://{OURS}/v#\n(2/2) {TOKEN}",
        "cut in the path": f"1/2 My proof https://{OURS}/\n2/2 v#{TOKEN}",
        "a line of a few letters at the end": f"{LINK[:90]}\n2\n{LINK[90:-9]}\n{LINK[-9:]}",
        "an emoji": f"{first}\U0001f600{second}",
        "an emoji of two, with spaces": f"{first} \U0001f44d\U0001f3fd {second}",
        "a flag": f"{first}\U0001f1fa\U0001f1f8{second}",
    }
    for name, text in texts.items():
        yield case(f"in parts: {name}", text, code())
    other = f"https://{OURS}/v#{OTHER}"
    both = f"(1/2) {first}\n(2/2) {second}\n(1/2) {other[:140]}\n(2/2) {other[140:]}"
    yield case("in parts: two codes", both, code(), code(OTHER))
    yield case("in parts: small letters", f"(1/2) {first}\n(2/2) {second}".lower(), code())
    evil = f"(1/2) https://{EVIL}/v#{TOKEN[:90]}\n(2/2) {TOKEN[90:]}"
    yield case("in parts: another host", evil, code(host=EVIL))
    lost = TOKEN[:200]
    yield case("in parts: one is lost", f"(1/3) {lost}\n(3/3) {TOKEN[220:]}", code(lost, ""))
    longer = f"{lost} and {TOKEN[200:]}THANKS"
    yield case("in parts: letters right behind", longer, code(lost, ""))
    short = f"{TOKEN[:-3]}\nFrom 2\n{TOKEN[-3:]}"
    yield case("in parts: too few letters behind words", short, code(TOKEN[:-3], ""))
    words = f"{lost} is my code {'a' * 64}"
    yield case("in parts: a long word in small letters", words, code(lost, ""))
    last = TOKEN[200:]
    words = f"{lost}\n{'a' * len(last)}\n{last}"
    yield case("in parts: a word as long as what is missing", words, code(host=""))
    small = f"(2/2) {last.lower()}\n(1/2) {lost}"
    yield case("in parts: the second before the first, in small letters", small, code(host=""))
    site = f"{TOKEN[:-5]}\nhttps://{OURS}/"
    yield case("in parts: the scheme of a link is no last part", site, code(TOKEN[:-5], ""))


def letters() -> Iterable[Case]:
    halves = f"https://{OURS}/\ud83d\u200b\ude00v#{TOKEN}"
    yield case("halves of an emoji, parted by what is not seen", halves, code())
    parted = f"{TOKEN[:-3]}\ud83d\u200b\ude00{TOKEN[-3:]}"
    yield case("such halves are no gap", parted, code(TOKEN[:-3], ""))
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in LINK)
    yield case("fullwidth", wide, code())
    bold = "".join(
        chr(0x1D400 + ord(letter) - 65) if letter.isalpha() else chr(0x1D7CE + int(letter))
        for letter in TOKEN
    )
    yield case("mathematical bold", bold, code(host=""))
    kelvin = TOKEN.replace("K", "\u212a")
    yield case("a sign of the kelvin is a K", kelvin, code(host=""))
    two = TOKEN.replace("2", "\u2461")
    yield case("a two in a circle is a 2", two, code(host=""))
    yield case("a long s is no S", TOKEN[:8] + "\u017f", code(TOKEN[:8], ""))
    yield case("a Cyrillic letter at the beginning", "2\u041aCE3IQB" + TOKEN[8:])


def encoded() -> Iterable[Case]:
    once = quote(LINK, safe="")
    twice = quote(once, safe="")
    yield case("in per cents", once, code())
    yield case("in per cents twice", twice, code())
    yield case("in per cents three times", quote(twice, safe=""), code())
    fourth = quote(quote(twice, safe=""), safe="")
    yield case("in per cents four times", fourth, code(host=""))
    yield case("a number sign in per cents", LINK.replace("#", "%23"), code())
    yield case("line breaks in per cents", "%0D%0A".join(parts(LINK, 60)), code())
    yield case("words in per cents", quote(f"Mein Nachweis für Sie: {LINK}"), code())
    yield case("per cents that are no UTF-8", f"%FF%C3{LINK}%E2%82", code())
