"""A code by itself, and what stands around one: punctuation, sentences, other links."""

import json
from collections.abc import Iterable

from tests.vectors.codes import VERIFY_ONLY, Code, payload
from tests.vectors.finding.pieces import (
    LINK,
    OURS,
    SECOND_ALG,
    TIME_ONLY,
    TOKEN,
    TRAINING,
    Case,
    case,
    code,
    parts,
)


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
