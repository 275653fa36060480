"""Several codes in one text, and damaged ones."""

from collections.abc import Iterable
from urllib.parse import quote

from tests.vectors.codes import Code, base32, bstr, payload
from tests.vectors.finding.pieces import (
    EVIL,
    LINK,
    OTHER,
    OURS,
    SAFELINKS,
    TIME_ONLY,
    TOKEN,
    Case,
    case,
    code,
    parts,
)


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
    apart = f"(1/2) {endless[:24]}\n(2/2) {endless[24:]}"
    yield case("such a payload in the parts of a message", apart, code(endless[:24], ""))
    missing = TOKEN[:90] + TOKEN[91:]
    yield case("a character missing, words after", f"{missing} thanks", code(missing, ""))
    changed = TOKEN[:200] + ("A" if TOKEN[200] != "A" else "B") + TOKEN[201:]
    yield case("a character changed", f"{changed}.", code(changed, ""))
    zero = f"{TOKEN[:200]}0{TOKEN[201:]}"
    yield case("a zero inside", zero, code(TOKEN[:200], ""))
    beginning = TOKEN[:8]
    yield case("the beginning alone", beginning, code(beginning, ""))
    yield case("another beginning", "A" + TOKEN[1:])
