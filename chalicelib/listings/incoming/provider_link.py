"""Links at providers of calls: whether one joins a call, and what stands wrongly in one."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from chalicelib.meetings import join_link
from chalicelib.meetings.join_link import LinkKind

# Parts of a path that lead to a provider's own pages, and name no call by themselves.
_OWN_PAGES = frozenset(
    "about account accounts app apps billing buy client contact de download downloads"
    " downloads.html en en-us en-gb es explore features fr freesignup help home host index"
    " index.html index.php invite j join joinmeeting l landing launch launcher leave linkredirect"
    " login lookup m meet meeting meetings meetup-join my new plans postattendee pricing privacy"
    " products profile pt r register s schedule sign-in signin signup start support test u upcoming"
    " us user v2 w wc web webapp webinar webinars".split()
)
# Hosts of a provider that explain and sell, by their first name.
_OWN_HOSTS = frozenset(
    "blog community developer developers docs explore help learn marketplace status support".split()
)
# Parts of a query that name no call.
_WITHOUT_CALL = frozenset(
    "authuser campaign continue dest from gclid fbclid hl lang language locale next passcode"
    " password pli pwd ref referrer rf sa sntz source uname url usg ust zx".split()
)
_ZOOM_NUMBERS = re.compile(r"[/.]zoom\.us/u/")  # the phone numbers of a country
_CALL_PATH = re.compile(
    r"/(?:j|s|w|wc/join|wc|join)/(?P<number>[0-9](?:[0-9]|-|%20|\+)*[0-9])(?![^/])"
)
_SEARCH_ENGINE_TAIL = re.compile(
    r"[?&;](?:amp;)?sa=[A-Za-z](?:[&;](?:amp;)?(?:sntz|source|usg|usd|ust|ved)=[^&;#]*)+(?=#|$)"
)


def joins_call(link: str) -> bool:
    """Returns whether the link leads to a call at a known provider, and not to its front page."""
    if join_link.kind(link) is not LinkKind.PROVIDER:
        return False
    parts = urlsplit(link)
    path = parts.path
    if join_link.host(link).partition(".")[0] in _OWN_HOSTS:
        return False
    if path.rstrip("/").endswith("/linkredirect") or _ZOOM_NUMBERS.search(link):
        return False
    if "/" in parts.fragment:  # a page that runs in the browser has its path there
        path += "/" + parts.fragment
    names = (name.lower() for name in re.split(r"[/_#]+", unquote(path)))
    if any(name not in _OWN_PAGES for name in names if name):
        return True
    return any(
        value and name.lower() not in _WITHOUT_CALL and not name.lower().startswith("utm_")
        for name, value in parse_qsl(parts.query)
    )


def mended(link: str) -> str:
    """Returns the link without what a search engine, a mailer or a writer added to it.

    That are the marks of Google's redirects, a "?" that is escaped or an "&" in its place, and
    blanks or hyphens in the number of a call. A link elsewhere comes back as it is.
    """
    if join_link.kind(link) is not LinkKind.PROVIDER:
        return link
    parts = urlsplit(_SEARCH_ENGINE_TAIL.sub("", link))
    path, query = parts.path, parts.query
    for mark in ("%3F", "%3f", "&"):
        if mark in path and not query:
            path, _, query = path.partition(mark)
    if "=" not in query:
        query = unquote(query)
    call = _CALL_PATH.match(path)
    if call:
        number = re.sub(r"-|%20|\+", "", call["number"])
        path = path[: call.start("number")] + number + path[call.end("number") :]
    return urlunsplit((parts.scheme, parts.netloc, path, query, parts.fragment))
