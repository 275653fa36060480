"""Links inside of links: what mail security, mailers and search engines make of a link.

Only what stands in the link itself is undone: nothing is asked of any service.
"""

import base64
import re
import string
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from chalicelib.listings.incoming import provider_link
from chalicelib.meetings import join_link

# Services that lead on to the link that stands in theirs, by domain.
_WRAPPERS = frozenset(
    "avanan.click checkpoint.com clicktime.cloud.postoffice.net clicktime.symantec.com"
    " deref-gmx.net deref-mail.com deref-web.de edgepilot.com esvalabs.com fireeye.com"
    " hornetsecurity.com href.li l.facebook.com l.instagram.com l.messenger.com l.workplace.com"
    " linklock.titanhq.com linkprotect.cudasvc.com linkscan.io lm.facebook.com mimecast.com"
    " mimecastprotect.com out.reddit.com protection.office365.us protection.outlook.com"
    " protection.partner.outlook.cn protection.sophos.com safelink.emails.azure.net"
    " scanmail.trustwave.com secure-web.cisco.com slack-redir.net statics.teams.cdn.office.net"
    " t.umblr.com trellix.com trendmicro.com url-protection.com urldefense.com"
    " urldefense.proofpoint.com urldefense.us vadesecure.com".split()
)
_PROOFPOINT = frozenset({"urldefense.proofpoint.com", "urldefense.com", "urldefense.us"})
# Pages of larger sites that do the same, and those sites.
_REDIRECTS = {
    "/away.php": frozenset({"vk.com"}),
    "/ck/a": frozenset({"bing.com"}),
    "/flx/warn": frozenset({"facebook.com"}),
    "/l": frozenset({"duckduckgo.com"}),
    "/linkfilter": frozenset({"steamcommunity.com"}),
    "/linkredirect": frozenset({"meet.google.com"}),
    "/redir/redirect": frozenset({"linkedin.com"}),
    "/redirect": frozenset({"youtube.com"}),
    "/safety/go": frozenset({"linkedin.com"}),
}
_GOOGLE = re.compile(r"(?:[a-z]+\.)*google\.(?:[a-z]{2,3}|com?\.[a-z]{2})")

_LINK = re.compile(r"https?://", re.IGNORECASE)
_HOST_AND_PATH = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/", re.IGNORECASE)
# What the wrapper adds behind a link that it did not escape.
_TAIL = re.compile(
    r"&(?:c|data|domain|e|k|reserved|sa|sdata|sntz|source|typo|umid|usd|usg|ust|ved)=.*", re.DOTALL
)
_PROOFPOINT_V3 = re.compile(r"/v3/__(?P<link>.+?)__;(?P<kept>[A-Za-z0-9_-]*)")
_PROOFPOINT_TOKEN = re.compile(r"\*(?:\*(?P<length>.))?")
_PROOFPOINT_LENGTHS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
_CHECKPOINT = re.compile(r"/v2/(?:r\d+/)?(?:url/)?___(?P<link>.+?)___")


def unwrapped(link: str) -> str:
    """Returns the link that a known wrapper leads to, one layer undone; any other as it is."""
    try:
        return _inside_wrapper(link) or link
    except ValueError:  # not written as the wrapper writes it
        return link


def call_inside(link: str) -> str:
    """Returns what `unwrapped` does; of any other page too the call at a provider in its link.

    A link that joins a call itself comes back as it is.
    """
    inner = unwrapped(link)
    if inner != link or provider_link.joins_call(link):
        return inner
    return _call_in(_links_inside(link)) or link


def _call_in(links: list[str], layers: int = 3) -> str:
    """Returns the first call at a provider that one of the links is or holds; "" without one."""
    for link in links:
        if provider_link.joins_call(link):
            return link
        if layers:
            inner = unwrapped(link)
            call = _call_in([inner] if inner != link else _links_inside(link), layers - 1)
            if call:
                return call
    return ""


def _links_inside(link: str) -> list[str]:
    """Returns what `_nested` does; nothing of a text that is no link."""
    try:
        return _nested(link)
    except ValueError:
        return []


def _inside_wrapper(link: str) -> str:
    host = join_link.host(link)
    if _is_below(host, _PROOFPOINT):
        return _proofpoint(link) or _first(_nested(link))
    if not _is_wrapper(host, urlsplit(link).path):
        return ""
    checkpoint = _CHECKPOINT.search(link)
    if checkpoint:
        return checkpoint["link"]
    return _first(_nested(link) or _in_base64(link) or _without_scheme(link))


def _is_wrapper(host: str, path: str) -> bool:
    if _is_below(host, _WRAPPERS):
        return True
    if _GOOGLE.fullmatch(host) and path in ("/url", "/amp/s", "/imgres"):
        return True
    sites = _REDIRECTS.get(path.rstrip("/"))
    return sites is not None and _is_below(host, sites)


@lru_cache(maxsize=1024)  # many rows of a feed have one host
def _is_below(host: str, domains: frozenset[str]) -> bool:
    labels = host.split(".")
    return any(".".join(labels[first:]) in domains for first in range(len(labels)))


def _first(links: list[str]) -> str:
    return links[0] if links else ""


def _nested(link: str) -> list[str]:
    """Returns the links that stand in the path or the query, escaped or not."""
    parts = urlsplit(link)
    rest = link.partition("://")[2] or link
    raw = _LINK.search(rest)
    found = []
    if raw:
        inner = rest[raw.start() :]
        if "?" in rest[: raw.start()]:
            own_query = _TAIL.sub("", inner) if "?" in inner else inner.partition("&")[0]
            found.append(own_query)
        else:
            found.append(inner)
    else:
        for segment in parts.path.split("/"):
            inner = unquote(segment)
            if _LINK.match(inner):
                found.append(inner)
    values = [value for _, value in parse_qsl(parts.query)] + [unquote(parts.query)]
    for value in values:
        inner = unquote(value) if re.match(r"https?%3a", value, re.IGNORECASE) else value
        if _LINK.match(inner) and not raw:
            found.append(inner)
    return found


def _in_base64(link: str) -> list[str]:
    found = []
    for _, value in parse_qsl(urlsplit(link).query):
        for encoded in (value, value[2:]):  # Bing sets "a1" before it
            if re.match(r"aHR0c[A-Za-z0-9+/_-]+=*$", encoded):
                inner = _from_base64(encoded).decode()
                if _LINK.match(inner):
                    found.append(inner)
    return found


def _without_scheme(link: str) -> list[str]:
    found = dict(parse_qsl(urlsplit(link).query))
    values = (found.get(name, "") for name in ("url", "u", "q", "a", "target", "destination"))
    return [f"https://{value}" for value in values if _HOST_AND_PATH.match(value)]


def _from_base64(text: str) -> bytes:
    text = text.rstrip("=").replace("-", "+").replace("_", "/")
    return base64.b64decode(text + "=" * (-len(text) % 4))


def _proofpoint(link: str) -> str:
    """Returns what stands in a link of Proofpoint's URL Defense, by its three ways of writing."""
    parts = urlsplit(link)
    values = dict(parse_qsl(parts.query))
    if parts.path.startswith("/v1/"):
        return values.get("u", "")
    if parts.path.startswith("/v2/"):
        coded = values.get("u", "").replace("_", "/")
        return unquote(re.sub(r"-(?=[0-9A-Fa-f]{2})", "%", coded))
    match = _PROOFPOINT_V3.search(unquote(link))
    if not match:
        return ""
    kept = _from_base64(match["kept"]).decode()

    def characters(token: re.Match[str]) -> str:
        nonlocal kept
        count = _PROOFPOINT_LENGTHS.index(token["length"]) + 2 if token["length"] else 1
        taken, kept = kept[:count], kept[count:]
        return taken or token[0]

    inner = _PROOFPOINT_TOKEN.sub(characters, match["link"])
    return re.sub(r"^(https?:/)(?=[^/])", r"\1/", inner)
