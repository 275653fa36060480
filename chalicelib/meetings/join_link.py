"""Where a link to join a meeting leads: to a known provider of calls, or elsewhere.

It is told from the link's host alone and stored nowhere, so that a provider that is added here
counts for every listing at once.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache, lru_cache

# Services that hold calls, by registered domain: it and every host below it belong to the service.
PROVIDERS = frozenset(
    {
        "8x8.vc",
        "bluejeans.com",
        "call.whatsapp.com",
        "chat.whatsapp.com",
        "clickmeeting.com",
        "dialpad.com",
        "discord.com",
        "discord.gg",
        "facetime.apple.com",
        "freeconference.com",
        "freeconferencecall.com",
        "goto.com",
        "gotomeet.me",
        "gotomeeting.com",
        "hangouts.google.com",
        "join.me",
        "meet.google.com",
        "meet.jit.si",
        "meet.lync.com",
        "meeting.zoho.com",
        "meeting.zoho.com.au",
        "meeting.zoho.eu",
        "meeting.zoho.in",
        "ringcentral.com",
        "signal.group",
        "skype.com",
        "startmeeting.com",
        "t.me",
        "teams.cloud.microsoft",
        "teams.live.com",
        "teams.microsoft.com",
        "teams.microsoft.us",
        "uberconference.com",
        "webex.com",
        "whereby.com",
        "zoom.com",
        "zoom.us",
        "zoomgov.com",
    }
)
# Services whose links say nothing about where they lead: shorteners, and what mail security makes
# of a link where the target does not stand in it.
SHORTENERS = frozenset(
    "acortar.link adf.ly aka.ms app.link bit.do bit.ly bitly.com bitly.ink bitly.ws bl.ink buff.ly"
    " clck.ru conta.cc cutt.ly da.gd db.tt dlvr.it dub.sh edgepilot.com eepurl.com"
    " emailprotection.link encurtador.com.br fb.me gg.gg goo.by goo.gl goo.su ht.ly hubs.la"
    " hubs.ly ift.tt inky.com is.gd j.mp kurzelinks.de kutt.it lc.cx linkd.in"
    " linkprotect.cudasvc.com list-manage.com lnk.to lnkd.in lnks.gd me-qr.com mimecast.com"
    " mimecastprotect.com n9.cl ow.ly page.link po.st protection.outlook.com"
    " protection.partner.outlook.cn protection.sophos.com q-r.to qr-code.click qr.io qr.net"
    " qrco.de qrs.ly rb.gy rebrand.ly s.id scan.page scanmail.trustwave.com secure-web.cisco.com"
    " sendgrid.net shor.by short.gy short.io shorturl.asia shorturl.at shorturl.com shorturl.gg"
    " shrtco.de smarturl.it snip.ly soo.gd surl.li t.cn t.co t.ly t2m.io tiny.cc tiny.one tiny.pl"
    " tinylink.net tinyurl.com tny.im tr.ee tr.im trib.al u.to urldefense.com"
    " urldefense.proofpoint.com urldefense.us urlr.me urlz.fr v.gd vadesecure.com vk.cc vo.la"
    " wp.me x.co x.gd".split()
)

# Their first names are everyday words ("come-join-me.org" imitates nobody).
_EVERYDAY_NAMES = frozenset({"goto.com", "join.me", "signal.group", "t.me"})

_LINK = (  # a text, which is compiled for the first link
    r"https?://(?P<host>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)"
    r"(?::[0-9]{1,5})?(?:[/?#][^\s\\]*)?"
)
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})  # ".co.uk", ".com.au"

# Letters of other scripts, and digits, that a hurried reader takes for these.
_READ_AS = {
    "a": "аα",
    "b": "в",
    "c": "с",
    "d": "ԁđ",
    "e": "еε3",
    "g": "ɡ",
    "h": "һн",
    "j": "ј",
    "k": "кκ",
    "l": "ӏłіιı1i",
    "m": "м",
    "n": "ν",
    "o": "оοø0",
    "p": "рρ",
    "q": "ԛ",
    "s": "ѕ5",
    "t": "тτ",
    "u": "υ",
    "w": "ԝω",
    "x": "хχ",
    "y": "у",
    "z": "2",
}
_LOOKALIKES = str.maketrans(
    {other: letter for letter, others in _READ_AS.items() for other in others}
)
# A provider's brand and its product, in any order, as nobody else is called ("googlemeet.com").
_BRANDS_WITH_PRODUCTS = frozenset(
    "googlemeet meetgoogle microsoftteams msteams teamsmicrosoft hangoutsgoogle googlehangouts"
    " whatsappcall callwhatsapp".split()
)
# Names that no everyday word is like ("discord" and "discard" are).
_LONG_NAMES = frozenset(
    "bluejeans clickmeeting freeconferencecall gotomeeting microsoft ringcentral whatsapp".split()
)
_REPEATED = re.compile(r"(.)\1+")


class LinkKind(StrEnum):
    """What a link to join leads to."""

    PROVIDER = "provider"  # a call at a known provider
    WEB_PAGE = "web_page"  # a page of anybody's
    SHORTENER = "shortener"  # anywhere
    IMITATION = "imitation"  # a host made to look like a provider's, or hidden: never linked


def kind(url: str) -> LinkKind:
    """Returns what the link leads to; what is no http or https link counts as an imitation."""
    return _kind(host(url))


def host(url: str) -> str:
    """Returns the host that a browser opens, in ASCII and small letters; "" where it is unclear."""
    link = re.fullmatch(_LINK, url, re.IGNORECASE)
    return link["host"].lower() if link else ""


def without_imitation(url: str) -> str:
    """Returns the link as other software may have it: "" for an imitation, which it would link."""
    return "" if not url or kind(url) is LinkKind.IMITATION else url


def is_by_phone_alone(url: str, phone: str) -> bool:
    """Returns whether one joins by a number, and by no link that is shown as one."""
    return bool(phone) and not without_imitation(url)


@lru_cache(maxsize=1024)
def _kind(link_host: str) -> LinkKind:
    if not link_host:
        return LinkKind.IMITATION
    if _is_below(link_host, PROVIDERS):
        return LinkKind.PROVIDER
    if _is_below(link_host, SHORTENERS):
        return LinkKind.SHORTENER
    return LinkKind.IMITATION if _imitates_provider(link_host) else LinkKind.WEB_PAGE


def _is_below(link_host: str, domains: frozenset[str]) -> bool:
    labels = link_host.split(".")
    return any(".".join(labels[first:]) in domains for first in range(len(labels)))


def _imitates_provider(link_host: str) -> bool:
    """Returns whether a reader could take the host for a provider's.

    Either it holds a provider's whole domain, a dot perhaps missing or a hyphen
    (zoom.us.example.com, zoom-us.com, notzoom.us), or it is a provider's under another ending
    (zoom.co); letters that look alike count as one (zo0m.us). A name that only has a provider's in
    it stays a page of its own: zoomgroup.org, zoom.example.org.
    """
    seen = _as_seen(link_host)
    words = f"-{seen.replace('.', '-')}-"
    names = _without_ending(seen)
    registered = names.rpartition(".")[2].replace("-", "")
    for imitated in _imitated_domains():
        own_names = _without_ending(imitated)
        if f"-{imitated.replace('.', '-')}-" in words:
            return True
        if "." in own_names:  # meet.google, teams.microsoft
            if f".{names}".endswith((f".{own_names}", f".{own_names.replace('.', '-')}")):
                return True
        elif seen.endswith(imitated) or registered in (own_names, imitated.replace(".", "")):
            return True
    labels = names.replace("-", ".").split(".")
    brand = _REPEATED.sub(r"\1", registered)  # microsoft-teams.com
    return brand in _as_all_seen(_BRANDS_WITH_PRODUCTS) or any(
        _is_slip(label, name) for label in labels for name in _as_all_seen(_LONG_NAMES)
    )


@cache
def _as_all_seen(names: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_as_seen, names))


def _is_slip(written: str, name: str) -> bool:
    """Returns whether a word is a name with one letter wrong, missing, too many or swapped."""
    if written == name or abs(len(written) - len(name)) > 1:
        return False
    pairs = enumerate(zip(written, name, strict=False))
    start = next((at for at, (left, right) in pairs if left != right), min(len(written), len(name)))
    rest, due = written[start:], name[start:]
    return (
        rest[1:] == due[1:]
        or rest[1:] == due
        or rest == due[1:]
        or (rest[:2] == due[1::-1] and rest[2:] == due[2:])
    )


@cache
def _imitated_domains() -> tuple[str, ...]:
    return tuple(sorted(_as_seen(domain) for domain in PROVIDERS - _EVERYDAY_NAMES))


def _as_seen(link_host: str) -> str:
    """Returns the host as a hurried reader sees it: look-alikes as one letter, no letter twice."""
    labels = [_decoded(label) for label in link_host.split(".")]
    plain = unicodedata.normalize("NFKD", ".".join(labels)).translate(_LOOKALIKES)
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _REPEATED.sub(r"\1", letters.replace("rn", "m").replace("vv", "w"))


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode().decode("punycode").lower()
    except UnicodeError:
        return label


def _without_ending(link_host: str) -> str:
    """Returns the host without what nobody registers alone: www.example of www.example.co.uk."""
    labels = link_host.split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    return ".".join(labels)
