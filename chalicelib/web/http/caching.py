"""How long answers may be kept: by browsers, and by a CDN in front of the service.

A CDN says with `X-Waypost-Via: cdn` that a request comes through it. What it may keep then depends
on its cache key alone: the path, the query fields that the route knows, and of the headers those
that `varies_by` names. A view sees no other header of such a request, so that it cannot answer by
one. Anybody may send the header: they get the same pages, with the same words for their own caches.

A CDN hands `s-maxage` and what follows it to no browser: browsers ask each time (`no-cache`), but
for what `browser_s` lets them keep.
"""

from typing import NamedTuple
from urllib.parse import urlsplit

from chalice.app import Request as ChaliceRequest

from chalicelib import settings
from chalicelib.web.http.headers import header_of

VIA_HEADER, VIA_CDN = "X-Waypost-Via", "cdn"
NO_STORE = {"Cache-Control": "no-store"}
_NEEDED = (VIA_HEADER, "If-None-Match")  # of a request, besides what the answer varies by


class Caching(NamedTuple):
    """How long an answer may be kept, in seconds.

    `shared_s`: by a CDN without asking. `stale_s`: for so much longer, while the CDN asks anew.
    `stale_if_error_s`: likewise, while the service fails. `browser_s`: by a browser without asking.
    `varies_by`: the headers that the answer depends on.
    """

    name: str
    shared_s: int = 0
    stale_s: int = 0
    stale_if_error_s: int = 0
    browser_s: int = 0
    varies_by: tuple[str, ...] = ()

    @property
    def is_shared(self) -> bool:
        """Whether the answer is the same for everybody who asks with the same cache key."""
        return self.shared_s > 0


_BY_LANGUAGE = ("Accept-Language",)
NEVER = Caching("never")  # with all cookies, always from the service
# With words such as "in 25 min", which are at most 2 minutes old, and 5 while the service fails.
SEARCH = Caching("search", 60, 60, 240, varies_by=_BY_LANGUAGE)
# Times as such, without words that depend on the minute.
MEETING = Caching("meeting", 60, 60, 3_600)
# Pages, workers and manifests that change with a release. They name files of theirs: workers, which
# keep both, are the reason why it is not for hours.
PAGE = Caching("page", 300, 300, 86_400, varies_by=_BY_LANGUAGE)
FEED = Caching("feed", 300, 300, 86_400, browser_s=300)
# What checks rely on: a withdrawal is seen after as long as until now, and a minute or two.
LISTS = Caching("lists", 60, 60, 86_400, browser_s=300)
LISTS_AS_BYTES = LISTS._replace(name="lists-as-bytes", varies_by=("Accept",))
# As the search that they stand for: what is cancelled stands there soon.
CELLS = Caching("cells", 60, 60, 3_600, browser_s=300)
DOCUMENT = Caching("document", 3_600, 3_600, 86_400, browser_s=3_600)
FILES = Caching("files", 300, 300, 86_400)  # under a name without a hash; else see static_files

# The fields of queries that views read. A CDN drops all others, and sorts them by name.
SEARCH_FIELDS = (
    "place", "near", "radius", "day", "time", "after", "before", "attendance", "type", "words",
    "verification", "entity", "sort", "timezone", "limit", "cursor",
)  # fmt: skip
FEED_FIELDS = (*SEARCH_FIELDS, "page")
PRINT_FIELDS = (*SEARCH_FIELDS, "fold")
WIDGET_FIELDS = (
    *SEARCH_FIELDS, "ids", "source", "group", "view", "language", "paper", "ink", "accent",
)  # fmt: skip


def comes_through_cdn(request: ChaliceRequest) -> bool:
    """Tells whether a CDN says that it passes this request on."""
    return header_of(request, VIA_HEADER) == VIA_CDN


def public_base_path() -> str:
    """Returns the path of the public address: what links start with behind a CDN."""
    return urlsplit(settings.current().public_url).path


def request_by_key(request: ChaliceRequest, caching: Caching) -> ChaliceRequest:
    """Returns the request as the answer may depend on it: as it came where no CDN keeps that."""
    if not (caching.is_shared and comes_through_cdn(request)):
        return request
    kept = {name.lower() for name in (*_NEEDED, *caching.varies_by)}
    event = dict(request.to_original_event())
    for part in ("headers", "multiValueHeaders"):
        sent = event.get(part) or {}
        event[part] = {name: value for name, value in sent.items() if name.lower() in kept}
    event["requestContext"] = {**event["requestContext"], "identity": {}}
    return ChaliceRequest(event, request.lambda_context)


def cache_control(caching: Caching, through_cdn: bool) -> str:
    """Returns the `Cache-Control` of a whole answer (RFC 9111 section 5.2, RFC 5861)."""
    if not caching.is_shared:
        return "no-store"
    if through_cdn:
        return (
            f"public, max-age={caching.browser_s}, s-maxage={caching.shared_s}, "
            f"stale-while-revalidate={caching.stale_s}, stale-if-error={caching.stale_if_error_s}"
        )
    return f"public, max-age={caching.browser_s}" if caching.browser_s else "private, no-cache"
