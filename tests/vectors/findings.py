"""Writes tests/vectors/finding.json: texts that people give, and the codes that are in each.

    make vectors

One file for both finders, the service's (Python) and the pages' (JavaScript), and for the faces
that use them. What is found is written here by hand, case by case, from the codes of
tests/vectors/codes.py.

    {"gaps": [[first, last]], "unseen", "styled", "carriers", "opaque_hosts",
     "cases": [{"name", "text", "codes": [{"token", "host", "wrapper"}], "opaque": host or ""}]}

The tables before the cases are the finder's own, for whoever writes another: ranges of characters
by their numbers, and hosts as regular expressions.

`host` is of the link that the code is in, `wrapper` the outermost other host around it; "" for
none. `opaque` is the host of a link that hides its target.
"""

import json
import quopri
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from chalicelib.verification.core import finding, plain_text
from tests.vectors.case_file import named_once, write
from tests.vectors.codes import (
    CTI,
    SAMPLE,
    SIGNING,
    START,
    VERIFY_ONLY,
    Code,
    base32,
    bstr,
    header,
    payload,
)

FILE = Path(__file__).with_name("finding.json")
OURS = "waypost.example.org"
EVIL = "evi1.example"
TOKEN = Code(payload()).text
TIME_ONLY = Code(payload(listing=["", START, -360, 90, "", ""])).text
OTHER = Code(payload(cti=CTI[::-1])).text
SECOND_ALG = Code(payload(), protected=header(SIGNING, -19)).text
TRAINING = Code(payload(), SAMPLE).text
LINK = f"https://{OURS}/v#{TOKEN}"
SAFELINKS = "eur01.safelinks.protection.outlook.com"

Case = dict[str, Any]


def code(token: str = TOKEN, host: str = OURS, wrapper: str = "") -> dict[str, str]:
    return {"token": token, "host": host, "wrapper": wrapper}


def case(name: str, text: str, *codes: dict[str, str], opaque: str = "") -> Case:
    return {"name": name, "text": text, "codes": list(codes), "opaque": opaque}


def parts(text: str, length: int) -> list[str]:
    return [text[at : at + length] for at in range(0, len(text), length)]


def ranges(characters: str | re.Pattern[str]) -> list[list[int]]:
    """The characters of a class, as the first and the last number of each range."""
    matches = re.compile(characters).match
    found: list[list[int]] = []
    for number in range(0x110000):
        if not matches(chr(number)):
            continue
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


GAPS = ranges(finding._GAP)
UNSEEN = ranges(plain_text.INVISIBLE)
STYLED = ranges(plain_text.STYLED)


def bare() -> Iterable[Case]:
    yield case("a token", TOKEN, code(host=""))
    yield case("a token in lower case", TOKEN.lower(), code(host=""))
    yield case("a token in both cases", TOKEN[:40].lower() + TOKEN[40:], code(host=""))
    yield case("a date-and-time-only token", TIME_ONLY, code(TIME_ONLY, ""))
    yield case("a token of alg -19", SECOND_ALG, code(SECOND_ALG, ""))
    yield case("a training token", TRAINING, code(TRAINING, ""))
    older = Code(payload(), VERIFY_ONLY).text
    yield case("a token of an older key", older, code(older, ""))
    yield case("white space around", f" \t\r\n{TOKEN}\v\f\n", code(host=""))
    yield case("a number sign before", f"#{TOKEN}", code(host=""))
    yield case("a link", LINK, code())
    yield case("a link in capitals", LINK.upper(), code())
    yield case("a link in lower case", LINK.lower(), code())
    yield case("under a base path", f"https://{OURS}/api/v#{TOKEN}", code())
    yield case("with a port", f"http://127.0.0.1:8000/v#{TOKEN}", code(host="127.0.0.1:8000"))
    yield case("with the usual port", f"https://{OURS}:443/v#{TOKEN}", code())
    yield case("with a full stop after the host", f"https://{OURS}./v#{TOKEN}", code())
    yield case("without a scheme", f"{OURS}/v#{TOKEN}", code())
    yield case("without a scheme, with a port", f"{OURS}:8443/v#{TOKEN}", code(host=f"{OURS}:8443"))
    yield case("nothing", "")
    yield case("no code", "Thank you for coming on Tuesday.")
    yield case("a link without a code", f"https://{OURS}/v")
    yield case("base32 of another kind", "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43UOV3HO6DZPI")


def punctuation() -> Iterable[Case]:
    marks = {
        "a full stop after": f"{LINK}.",
        "a comma after": f"{LINK},",
        "a closing bracket after": f"{LINK})",
        "a greater-than after": f"{LINK}>",
        "a quote after": f'{LINK}"',
        "in brackets": f"({LINK})",
        "in angle brackets": f"<{LINK}>",
        "in square brackets": f"[{LINK}]",
        "in braces": f"{{{LINK}}}",
        "in straight quotes": f'"{LINK}"',
        "in single quotes": f"'{LINK}'",
        "in curly quotes": f"\u201c{LINK}\u201d",
        "in German quotes": f"\u201e{LINK}\u201c",
        "in guillemets": f"\u00ab\u00a0{LINK}\u00a0\u00bb",
        "in corner brackets": f"\u300c{LINK}\u300d",
        "in backticks": f"`{LINK}`",
        "in stars": f"**{LINK}**",
        "a bracket and a full stop after": f"({LINK}).",
        "an ellipsis after": f"{LINK}\u2026",
        "a Chinese full stop after": f"{LINK}\u3002",
        "an Arabic comma after": f"{LINK}\u060c",
        "Markdown": f"[proof]({LINK})",
        "Markdown with a title": f'[proof]({LINK} "my code")',
        "a link of a wiki": f"[{LINK} proof]",
        "a link of a chat": f"<{LINK}|proof>",
        "HTML": f'<a href="{LINK}">proof</a>',
        "HTML with the link as text": f'<a href="{LINK}">{LINK}</a>',
        "HTML written as text": f"&lt;a href=&quot;{LINK}&quot;&gt;",
        "HTML with an entity for the number sign": LINK.replace("#", "&#35;"),
        "HTML with an entity in sixteens": LINK.replace("#", "&#x23;"),
        "JSON": json.dumps({"url": LINK, "n": 1}),
        "JSON in JSON": json.dumps(json.dumps({"url": LINK})),
        "JSON with line breaks": json.dumps("\n".join(parts(LINK, 60))),
        "JSON of a reply": json.dumps("".join(f"> {line}\r\n" for line in parts(LINK, 60))),
        "JSON with tabs": json.dumps("\t".join(parts(LINK, 60))),
        "HTML with names for signs": (
            LINK.replace(":", "&colon;").replace("/", "&sol;").replace("#", "&num;")
        ),
        "a parameter after": f"{LINK}&x=y",
        "a campaign after": f"{LINK}?utm_source=mail",
        "a number sign after": f"{LINK}#",
        "an anchor after": f"{LINK}#main",
        "a slash after": f"{LINK}/",
        "letters after": f"{LINK}THANKS",
        "a campaign before": f"https://{OURS}/v?utm_source=mail#{TOKEN}",
        "two number signs": f"https://{OURS}/v##{TOKEN}",
        "a user before the host": f"https://me@{OURS}/v#{TOKEN}",
    }
    for name, text in marks.items():
        yield case(name, text, code())


def sentences() -> Iterable[Case]:
    texts = {
        "a sentence": f"Here is my proof: {LINK}. Thank you!",
        "a sentence in capitals after": f"{LINK} THANK YOU AND GOOD BYE",
        "a label": f"QR: {LINK}",
        "a label without a space": f"Code:{LINK}",
        "German": f"Mein Nachweis: {LINK}; vielen Dank",
        "Arabic adjoining": f"الرابط:{LINK}وشكرًا",
        "Chinese adjoining": f"证明：{LINK}谢谢",
        "Japanese adjoining": f"リンク{LINK}です",
        "Thai adjoining": f"ลิงก์{LINK}ขอบคุณ",
        "Hebrew with direction marks": f"\u200f\u2066{LINK}\u2069\u200f שלום",
        "an emoji adjoining": f"\U0001f44d{LINK}\U0001f64f",
        "another link before": f"I was at https://zoom.us/j/1 on Tuesday. {LINK}",
        "another link after": f"{LINK} and https://zoom.us/j/1",
        "another link on the line before": f"https://zoom.us/j/1\n{LINK}",
        "an address of mail before": f"me@mail.example: {LINK}",
        "no scheme, another link before": f"From https://zoom.us my code is {OURS}/v#{TOKEN}",
        "no scheme, another link ends a sentence": f"At https://zoom.us. See {OURS}/v#{TOKEN}",
        "spaces behind the full stops": f"https://{OURS}/v#{TOKEN}".replace(".", ". "),
        "no scheme, a space after the number sign": f"See {OURS}/v# {TOKEN}",
        "no scheme, spaces around the number sign": f"My code:\n{OURS}/v # {TOKEN}",
        "spoken, with the scheme in words": (
            f"https colon slash slash {OURS}/v# {' '.join(parts(TOKEN, 4))}"
        ),
    }
    for name, text in texts.items():
        yield case(name, text, code())
    yield case("a token after another link", f"https://zoom.us/j/1 {TOKEN}", code(host=""))
    yield case("a token on the line after a link", f"https://zoom.us/j/1\n{TOKEN}", code(host=""))
    yield case("a label before a token", f"Code: {TOKEN}", code(host=""))
    yield case("a label in Arabic", f"الرمز:{TOKEN}", code(host=""))
    for prefix in ("]Q1", "]d2", "]Q3", "\x02", "QR:", "*"):
        name = prefix.encode("unicode_escape").decode()
        yield case(f"a scanner's {name} and a link", f"{prefix}{LINK}\r", code())
        yield case(f"a scanner's {name} and a token", f"{prefix}{TOKEN}\r", code(host=""))


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


def letters() -> Iterable[Case]:
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


def wrapped() -> Iterable[Case]:
    inner = quote(LINK, safe="")
    lower = inner.replace("%3A", "%3a").replace("%2F", "%2f")
    proofpoint = f"https-3A__{OURS}_v-23{TOKEN}"
    wrappers = {
        SAFELINKS: f"https://{SAFELINKS}/?url={inner}&data=05%7C02%7Cme%40mail.example&reserved=0",
        "nam02.safelinks.protection.office365.us": (
            f"https://nam02.safelinks.protection.office365.us/?url={inner}&amp;data=05"
        ),
        "urldefense.proofpoint.com": (
            f"https://urldefense.proofpoint.com/v2/url?u={proofpoint}&d=DwMFaQ&c=a-2D_b"
        ),
        "urldefense.com": f"https://urldefense.com/v3/__https://{OURS}/v*{TOKEN}__;Iw!!Abc!D-e_f$",
        "urldefense.us": f"https://urldefense.us/v3/__https://{OURS}/v*{TOKEN}__;Iw!!Abc$ ",
        "linkprotect.cudasvc.com": f"https://linkprotect.cudasvc.com/url?a={lower}&c=E,1,abc&typo=1",
        "secure-web.cisco.com": f"https://secure-web.cisco.com/1ab-C_d/{inner}",
        "imsva91-ctp.trendmicro.com": (
            f"https://imsva91-ctp.trendmicro.com:443/wis/clicktime/v1/query?url={lower}&umid=A-1"
        ),
        "protect2.fireeye.com": f"https://protect2.fireeye.com/v1/url?k=1-2&q=1&e=3&u={inner}",
        "url.avanan.click": f"https://url.avanan.click/v2/___{LINK}___.YXAz",
        "linklock.titanhq.com": f"https://linklock.titanhq.com/analyse?url={inner}&data=eJ",
        "www.google.com": f"https://www.google.com/url?q={inner}&sa=D&source=docs",
        "l.facebook.com": f"https://l.facebook.com/l.php?u={inner}&h=AT0",
        "l.messenger.com": f"https://l.messenger.com/l.php?u={inner}&h=AT0",
        "l.threads.net": f"https://l.threads.net/?u={inner}&e=AT0",
        "l.wl.co": f"https://l.wl.co/l?u={inner}",
        "meet.google.com": f"https://meet.google.com/linkredirect?authuser=0&dest={inner}",
        "www.linkedin.com": f"https://www.linkedin.com/safety/go?url={inner}&trk=msg",
        "vk.com": f"https://vk.com/away.php?to={inner}",
        "statics.teams.cdn.office.net": (
            "https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html"
            f"?url={inner}&locale=en-us"
        ),
        "protect.checkpoint.com": f"https://protect.checkpoint.com/v2/r01/___{LINK}___.YXAz",
        "cas5-0-urlprotect.trendmicro.com": (
            "https://cas5-0-urlprotect.trendmicro.com:443/wis/clicktime/v1/query"
            f"?url={lower}&umid=A-1"
        ),
        "url-shield.securence.com": f"https://url-shield.securence.com/?p=1.0&u={inner}",
        "clicktime.cloud.postoffice.net": (
            f"https://clicktime.cloud.postoffice.net/clicktime.php?U={inner}&E=me"
        ),
    }
    for host, text in wrappers.items():
        yield case(f"through {host}", text, code(wrapper=host))
    symantec = f"https://clicktime.symantec.com/15siF9LCu?u={inner}"
    yield case(
        "through one that hides its target at times",
        symantec,
        code(wrapper="clicktime.symantec.com"),
        opaque="clicktime.symantec.com",
    )
    long = wrappers[SAFELINKS]
    broken = "\r\n".join(parts(long, 76))
    yield case("through a filter, lines of 76", broken, code(wrapper=SAFELINKS))
    quoted = "".join(f"> {line}\n" for line in parts(long, 76))
    yield case("through a filter, quoted in a reply", quoted, code(wrapper=SAFELINKS))
    nested = f"https://urldefense.com/v3/__{long}__;!!A$"
    yield case("through two filters", nested, code(wrapper="urldefense.com"))
    plain_text = f"{LINK}<{long}>"
    yield case("a link and its filter, as plain mails have it", plain_text, code(wrapper=SAFELINKS))
    stranger = f"https://{EVIL}/?u={inner}"
    yield case("through a stranger", stranger, code(wrapper=EVIL))
    text = f"https://{SAFELINKS}/?url={quote(stranger, safe='')}&data=1"
    yield case("through a stranger inside a filter", text, code(wrapper=EVIL))
    text = f"https://{EVIL}#{LINK}"
    yield case("after a stranger's number sign", text, code(wrapper=EVIL))


def elsewhere() -> Iterable[Case]:
    evil = f"https://{EVIL}/v#{TOKEN}"
    yield case("another host", evil, code(host=EVIL))
    yield case("another host in a sentence", f"See {evil}.", code(host=EVIL))
    yield case("our name as a user", f"https://{OURS}@{EVIL}/v#{TOKEN}", code(host=EVIL))
    yield case(
        "our name as a beginning", f"https://{OURS}.{EVIL}/v#{TOKEN}", code(host=f"{OURS}.{EVIL}")
    )
    yield case("our name in the path", f"https://{EVIL}/{OURS}/v#{TOKEN}", code(host=EVIL))
    yield case("a backslash", f"https://{EVIL}\\@{OURS}/v#{TOKEN}", code(host=EVIL))
    yield case("without a number sign", f"https://{EVIL}/v/{TOKEN}", code(host=EVIL))
    yield case("in the query", f"https://{EVIL}/?c={TOKEN}", code(host=EVIL))
    yield case("a host in capitals", f"HTTPS://EVI1.Example/v#{TOKEN}", code(host=EVIL))
    cyrillic = "w\u0430ypost.example.org"
    yield case("a host that looks like ours", f"https://{cyrillic}/v#{TOKEN}", code(host=cyrillic))
    ways = {
        "a space in per cents": f"https://{EVIL}/v#%20{TOKEN}",
        "a quote in per cents": f"https://{EVIL}/v#a%22{TOKEN}",
        "a line break in per cents": f"https://{EVIL}/v#%0A%0A{TOKEN}",
        "a space after the number sign": f"https://{EVIL}/v# {TOKEN}",
        "a space before the number sign": f"https://{EVIL}/v #{TOKEN}",
        "an entity in the query": f"https://{EVIL}/?a&nbsp;b#{TOKEN}",
        "a quote in the query": f'https://{EVIL}/?"b#{TOKEN}',
        "a tag in the query": f"https://{EVIL}/?<b>#{TOKEN}",
        "JSON slashes": f'"https:\\/\\/{EVIL}\\/v#{TOKEN}"',
        "backslashes alone": f"https:\\\\{EVIL}\\v#{TOKEN}",
        "one slash": f"https:/{EVIL}/v#{TOKEN}",
        "the scheme of the page": f'<a href="//{EVIL}/v#{TOKEN}">',
        "the scheme of the page alone": f"//{EVIL}/v#{TOKEN}",
        "our name and a slash as a user": f"https://{OURS}%2F@{EVIL}/v#{TOKEN}",
        "our name and a number sign as a user": f"https://a@{OURS}%23@{EVIL}/v#{TOKEN}",
        "a beginning in the path": f"https://{EVIL}/{TOKEN[:8]}A/v#{TOKEN}",
    }
    fake = code(f"{TOKEN[:8]}A", EVIL)
    for name, text in ways.items():
        before = [fake] if name == "a beginning in the path" else []
        yield case(f"another host, {name}", text, *before, code(host=EVIL))
    for name, mark in {"comma": ",", "bracket": "(", "bar": "|", "closing bracket": "]"}.items():
        text = f"https://{EVIL}/{mark}{LINK}"
        yield case(f"ours in the path of another, after a {name}", text, code(wrapper=EVIL))
    text = f"https://www.google.com/url?q=https://{EVIL}&x={LINK}"
    yield case("ours beside the target of a filter", text, code(wrapper=EVIL))
    text = f"https://{SAFELINKS}/?url={quote(evil, safe='')}&data=1"
    yield case("another host through a filter", text, code(host=EVIL, wrapper=SAFELINKS))
    text = f"https://{OURS}/leave?to={evil}"
    yield case("another host through ours", text, code(host=EVIL, wrapper=OURS))
    text = f"[{LINK}]({evil})"
    yield case("ours as the words of another", text, code(wrapper=EVIL))
    text = f'<a href="{evil}">{LINK}</a>'
    yield case("ours as the text of another", text, code(host=EVIL, wrapper=OURS))

    text = f"https://{OURS}.//{EVIL}/v#{TOKEN}"
    yield case("another host after two slashes", text, code(host=EVIL, wrapper=OURS))
    yield case("the usual port of another scheme", f"http://{OURS}:443/v#{TOKEN}", code())
    yield case("another port", f"https://{OURS}:8443/v#{TOKEN}", code(host=f"{OURS}:8443"))


def several() -> Iterable[Case]:
    other = f"https://{OURS}/v#{OTHER}"
    evil = f"https://{EVIL}/v#{TOKEN}"
    both = (code(), code(OTHER))
    yield case("two links on two lines", f"{LINK}\n{other}\n", *both)
    yield case("two links with a comma", f"{LINK},{other}", *both)
    yield case("two links with nothing between", LINK + other, *both)
    yield case("two links in a sentence", f"Mine: {LINK}. Hers: {other}.", *both)
    yield case("two tokens", f"{TOKEN} {OTHER}", code(host=""), code(OTHER, ""))
    yield case("two tokens with nothing between", TOKEN + OTHER, code(host=""), code(OTHER, ""))
    broken = "".join(f"> {line}\n" for text in (LINK, other) for line in parts(text, 60))
    yield case("two links in lines of a reply", broken, *both)
    yield case("two forms of one code", f"{LINK}\n{TIME_ONLY}", code(), code(TIME_ONLY, ""))
    yield case("the same twice", f"{LINK}\n{LINK}", code())
    yield case("the same as token and link", f"{TOKEN}\n{LINK}", code())
    yield case("the same in two cases", f"{LINK}\n{LINK.lower()}", code())
    shown = f"https://{OURS}/v#{TOKEN[:24]}"
    yield case("a link whose text is shortened", f'<a href="{LINK}">{shown}\u2026</a>', code())
    yield case("a shortened link, then the whole", f"{shown}... <{LINK}>", code())
    yield case("the whole link, then shortened", f"{LINK} ({shown}...)", code())
    shortened = f'<a href="https://{EVIL}/v#{TOKEN}">{shown}\u2026</a>'
    yield case("ours shortened as the text of another", shortened, code(host=EVIL, wrapper=OURS))
    order = f"{shown}... {other} {LINK}"
    yield case("a beginning counts for nothing in the order", order, code(OTHER), code())
    through = f"https://{SAFELINKS}/?url={quote(LINK, safe='')}&data=1"
    text = f"{through}\n{evil}"
    yield case("the same through a filter, then another host", text, code(wrapper=EVIL))
    yield case("another host, then the same", f"{evil}\n{LINK}", code(host=EVIL, wrapper=OURS))
    yield case("a token, then another host", f"{TOKEN}\n{evil}", code(host=EVIL))
    text = f"{LINK}\n{through}\n{LINK}"
    yield case("the same with a filter once", text, code(wrapper=SAFELINKS))
    three = f"{LINK}\n{other}\n{LINK}"
    yield case("two of three the same", three, *both)
    elsewhere = f"https://{EVIL}/v#{OTHER}"
    yield case("ours and another host's", f"{LINK} {elsewhere}", code(), code(OTHER, EVIL))


def damaged() -> Iterable[Case]:
    cut = TOKEN[:100]
    yield case("a token that is cut", cut, code(cut, ""))
    yield case("a cut link in a sentence", f"https://{OURS}/v#{cut}. Thanks a lot", code(cut))
    other = f"https://{OURS}/v#{OTHER}"
    before = f"https://{OURS}/v#{cut}\n{other}"
    yield case("a cut link before another", before, code(cut), code(OTHER))
    yield case("a cut token before another", f"{cut} {OTHER}", code(cut, ""), code(OTHER, ""))
    grown = (cut + OTHER)[: len(TOKEN)]
    yield case("a cut token with another right behind", cut + OTHER, code(grown, ""))
    good = Code(payload())
    long_head = b"\x59\x00" + bytes([len(good.payload)])
    endless = base32(good.raw.replace(bstr(good.payload), long_head + good.payload))
    yield case("a payload whose head gives no length", f"{endless} GO", code(endless, ""))
    yield case("such a payload in groups", " ".join(parts(endless, 20)), code(endless[:40], ""))
    missing = TOKEN[:90] + TOKEN[91:]
    yield case("a character missing, words after", f"{missing} thanks", code(missing, ""))
    changed = TOKEN[:200] + ("A" if TOKEN[200] != "A" else "B") + TOKEN[201:]
    yield case("a character changed", f"{changed}.", code(changed, ""))
    zero = f"{TOKEN[:200]}0{TOKEN[201:]}"
    yield case("a zero inside", zero, code(TOKEN[:200], ""))
    beginning = TOKEN[:8]
    yield case("the beginning alone", beginning, code(beginning, ""))
    yield case("another beginning", "A" + TOKEN[1:])


def opaque() -> Iterable[Case]:
    links = {
        "protect-us.mimecast.com": "https://protect-us.mimecast.com/s/AbCdEfGh?domain=waypost.example",
        "protect-de.mimecast.com": "Proof: https://protect-de.mimecast.com/s/Ab, thanks",
        "url.uk.m.mimecastprotect.com": "https://url.uk.m.mimecastprotect.com/s/Ab?domain=x",
        "us-west-2.protection.sophos.com": (
            "https://us-west-2.protection.sophos.com/?d=waypost.example.org&u=aHR0cHM6Ly93&i=NWM"
        ),
        "url.emailprotection.link": "<https://url.emailprotection.link/?bAbCdEf~>",
        "us01.l.antigena.com": "https://us01.l.antigena.com/l/AbCd~",
        "linkscan.io": "https://linkscan.io/scan/ux/aHR0cHM6Ly93",
        "atpscan.global.hornetsecurity.com": (
            "https://atpscan.global.hornetsecurity.com/index.php?atp_str=AbC"
        ),
        "www.mailcontrol.com": "https://www.mailcontrol.com/sr/AbCd==",
    }
    for host, text in links.items():
        yield case(f"{host} hides its target", text, opaque=host)
    beside = f"https://protect-us.mimecast.com/s/Ab {LINK}"
    yield case(
        "a code beside a link that hides its target",
        beside,
        code(),
        opaque="protect-us.mimecast.com",
    )
    yield case("such a host without a scheme", f"{host}/s/Ab", opaque=host)
    yield case("a mention of such a host", "We use mimecast.com for mail.")
    evil = "https://mimecast.com.evil.example/s/Ab"
    yield case("a host that begins like such a one", evil)
    yield case("a host that ends nearly like such a one", "https://notmimecast.com/s/Ab")


def generate() -> dict[str, Any]:
    """Returns what the file holds, the same at each call; ValueError if two cases share a name."""
    groups = (
        bare,
        punctuation,
        sentences,
        broken,
        gaps,
        in_parts,
        letters,
        encoded,
        wrapped,
        elsewhere,
        several,
        damaged,
        opaque,
    )
    cases = [found for group in groups for found in group()]
    tables = {
        "gaps": GAPS,
        "unseen": UNSEEN,
        "styled": STYLED,
        "carriers": finding._CARRIERS.pattern.replace(r"\Z", "$"),
        "opaque_hosts": finding._OPAQUE.pattern.replace(r"\Z", "$"),
    }
    return tables | {"cases": named_once(cases)}


if __name__ == "__main__":
    write(FILE, generate())
