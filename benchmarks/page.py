"""The finder's first page of results, the next one, and the pages that check codes: what is loaded.

Sizes are those of bodies as they are sent: compressed as the deployed site's are, those below 1 KB
as they are. The first page counts with the style, the script and the icon; the
manifest and the worker, which browsers ask for when the page is there, are counted apart. Of the
next page only the HTML is new.
"""

import gzip
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

from benchmarks import application, databases, feeds, searching, world
from benchmarks.figures import Figure, percentile
from chalicelib import settings
from chalicelib.listings.incoming.feed import Affiliation
from chalicelib.listings.incoming.feed_import import run_import
from chalicelib.meetings.storage.table import MeetingsTable
from chalicelib.web.files import BUILT
from chalicelib.web.finder import saved
from chalicelib.web.http.offline_shell import stored_addresses
from chalicelib.web.http.static_addresses import name_at
from chalicelib.web.http.static_files import FILES
from chalicelib.web.i18n.catalogue import FALLBACK, OWN_NAMES
from local.__main__ import OPEN_STREET_MAP
from local.server import COMPRESS_FROM_BYTES

MAX_FIRST_PAGE_BYTES = 14 * 1024
MAX_NEXT_PAGE_BYTES = 10 * 1024  # with its style, 4 KB of it: a page is one round trip
MAX_CHECK_PAGE_BYTES = 10 * 1024
MAX_DESK_BYTES = 30 * 1024
RESULTS = 25
CITIES = 40  # the world's largest, and as many drawn by their people
_STATIC_FILE = re.compile(r'(?:src|href)="[^"]*/static/[0-9a-f]{10}/([^"]+)"')
_NEXT = re.compile(r'rel="next" href="([^"]+)"')
_SCRIPTS = re.compile(r"<script.*?</script>", re.DOTALL)

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pages:
    """A search's first page and the one after it, "" where there is none."""

    query: Query
    first: str
    after: str

    @property
    def first_bytes(self) -> int:
        """Returns the size of the first page as it is sent."""
        return sent_bytes(self.first)

    @property
    def after_bytes(self) -> int:
        """Returns the size of the next page as it is sent."""
        return sent_bytes(self.after)

    @property
    def where(self) -> str:
        """Returns the place and the kind of meetings that were searched for."""
        return f"{self.query['place']}, {self.query.get('attendance', 'in person')}"


def measure(client: Any, announce: Callable[[str], None]) -> list[Figure]:
    """Returns the sizes of the pages of each listing."""
    found = _listing(client, "sample listing", feeds.SAMPLE, None, feeds.SAMPLE_SEARCH, announce)
    if real := feeds.real_feed():
        found += _listing(
            client, "Orange County", real, feeds.REAL_ZONE, feeds.REAL_SEARCH, announce
        )
    return [*found, *_checking_pages(announce)]


def measure_world(client: Any, announce: Callable[[str], None]) -> list[Figure]:
    """Returns the same in the world of 300,000 meetings: the largest pages of all searches."""
    announce("Pages of the world")
    cities = world.cities()
    among = [*cities[:CITIES], *searching.draw_cities(cities, CITIES, by_people=True)]
    kinds = ({"radius": "25km"}, {"attendance": "online"})
    with _serving(MeetingsTable(client, databases.WORLD)):
        everywhere = [_pages({"place": city.name, **kind}) for city in among for kind in kinds]
        full = [pages for pages in everywhere if pages.after]
        return [
            *_spread("first page, 300,000 meetings", [pages.first_bytes for pages in everywhere]),
            *_first_page(
                "300,000 meetings, largest", max(full, key=lambda pages: pages.first_bytes)
            ),
            *_spread("next page, 300,000 meetings", [pages.after_bytes for pages in full]),
            *_next_page(
                "300,000 meetings, largest", max(full, key=lambda pages: pages.after_bytes)
            ),
        ]


def _listing(
    client: Any,
    name: str,
    feed: Path,
    zone: str | None,
    query: Query,
    announce: Callable[[str], None],
) -> list[Figure]:
    announce(f"Pages, {name}")
    table = f"page-{feed.stem}"
    databases.create_table(client, table)
    meetings = MeetingsTable(client, table)
    run_import(
        str(feed), source="page", timezone=zone, affiliation=Affiliation.OWN, storage=meetings,
        now=databases.NOW,
    )  # fmt: skip
    with _serving(meetings):
        pages = _pages(query)
        return [*_first_page(name, pages), *_next_page(name, pages)]


@contextmanager
def _serving(meetings: MeetingsTable) -> Iterator[None]:
    """Lets the application read that table in the evening, and offer a map."""
    tiles, credit, credit_url = OPEN_STREET_MAP.values()
    with_map = settings.current()._replace(
        map_tiles=tiles, map_credit=credit, map_credit_url=credit_url
    )
    application.Clock.moment = databases.NOW + timedelta(hours=18)
    with ExitStack() as until_done:
        until_done.enter_context(mock.patch.object(settings, "current", return_value=with_map))
        until_done.enter_context(application.serving(meetings))
        yield


def _pages(query: Query, language: str = FALLBACK) -> Pages:
    first = application.get(application.event("/", query, language))
    following = next_query(first)
    after = application.get(application.event("/", following, language)) if following else ""
    return Pages(query, first, after)


def _first_page(name: str, pages: Pages) -> list[Figure]:
    title = f"first page, {name}"
    listed = application.meetings_of(application.event("/v1/meetings", pages.query))
    without_scripts = _SCRIPTS.sub("", pages.first)
    shown = sum(f'/meetings/{meeting["id"]}"' in without_scripts for meeting in listed)
    sizes = _file_bytes(pages.first)
    styled = pages.first_bytes + sum(
        size for file, size in sizes.items() if not file.endswith(".js")
    )
    by_language = {tag: _pages(pages.query, tag).first for tag in OWN_NAMES}
    whole = {
        tag: sent_bytes(html) + sum(_file_bytes(html).values()) for tag, html in by_language.items()
    }
    longest = max(whole, key=whole.__getitem__)
    afterwards = sent_bytes(saved.saved_manifest(longest)) + sent_bytes(saved.saved_worker(longest))
    return [
        Figure(title, "results", len(listed), "", lower_limit=RESULTS),
        Figure(title, "results shown without a script", shown, "", lower_limit=RESULTS),
        Figure(title, f"HTML ({pages.where})", pages.first_bytes, "B"),
        *(Figure(title, file, size, "B") for file, size in sizes.items()),
        Figure(title, "HTML, style and icon", styled, "B"),
        Figure(title, "HTML, style, icon and scripts", whole[FALLBACK], "B", MAX_FIRST_PAGE_BYTES),
        Figure(
            title,
            f"the same in the longest language ({longest})",
            whole[longest],
            "B",
            MAX_FIRST_PAGE_BYTES,
        ),
        Figure(title, "the same with manifest and worker", whole[longest] + afterwards, "B"),
        Figure(title, "what the worker then fetches to keep", _stored_bytes(), "B"),
    ]


def _next_page(name: str, pages: Pages) -> list[Figure]:
    title = f"next page, {name}"
    sizes = {tag: _pages(pages.query, tag).after_bytes for tag in OWN_NAMES}
    longest = max(sizes, key=sizes.__getitem__)
    return [
        Figure(title, "results", pages.after.count("<h3>")),
        Figure(title, f"HTML ({pages.where})", pages.after_bytes, "B", MAX_NEXT_PAGE_BYTES),
        Figure(
            title,
            f"the same in the longest language ({longest})",
            sizes[longest],
            "B",
            MAX_NEXT_PAGE_BYTES,
        ),
    ]


def _checking_pages(announce: Callable[[str], None]) -> list[Figure]:
    """What the two pages load first, in English and in the language in which it is the most.

    A code's check loads one module more, beside the lists of keys and withdrawals.
    """
    announce("Pages that check codes")
    found = []
    for name, limit in (("v", MAX_CHECK_PAGE_BYTES), ("station", MAX_DESK_BYTES)):
        pages = {tag: (BUILT / f"{name}.{tag}.html").read_text("utf-8") for tag in OWN_NAMES}
        files = _file_bytes(pages[FALLBACK])
        whole = {tag: sent_bytes(html) + sum(files.values()) for tag, html in pages.items()}
        longest = max(whole, key=whole.__getitem__)
        title = f"/{name}, what loads first"
        found += [
            Figure(title, "HTML", sent_bytes(pages[FALLBACK]), "B"),
            *(Figure(title, file, size, "B") for file, size in files.items()),
            Figure(title, "HTML, style, icon and script", whole[FALLBACK], "B", limit),
            Figure(
                title, f"the same in the longest language ({longest})", whole[longest], "B", limit
            ),
        ]
    check = sent_bytes(FILES["verifier/check-here.js"].read_text("utf-8"))
    return [*found, Figure("/v, with a code", "verifier/check-here.js", check, "B")]


def _spread(title: str, sizes: Sequence[int]) -> list[Figure]:
    return [
        Figure(title, "searches", len(sizes)),
        Figure(title, "HTML, p50", percentile(sizes, 0.5), "B"),
    ]


def _file_bytes(html: str) -> dict[str, int]:
    return {name: sent_bytes(FILES[name].read_text("utf-8")) for name in files_of(html)}


def _stored_bytes() -> int:
    paths = [urlsplit(address).path for address in stored_addresses(saved.SHELL)]
    names = [name_at(name)[0] for path in paths if (name := path.partition("/static/")[2])]
    files = [FILES[name].read_text("utf-8") for name in names]
    return sum(map(sent_bytes, [saved.saved_html(has_linked_style=True), *files]))


def sent_bytes(body: str) -> int:
    """Returns the size of a body as it is sent, compressed where the site compresses it."""
    content = body.encode()
    if len(content) < COMPRESS_FROM_BYTES:
        return len(content)
    return len(gzip.compress(content, 6, mtime=0))


def files_of(html: str) -> list[str]:
    """Returns the names of the static files that a page loads."""
    return sorted(set(_STATIC_FILE.findall(html)))


def next_query(html: str) -> dict[str, str] | None:
    """Returns the query of a page's link to the next one; None where it has no such link."""
    link = _NEXT.search(html)
    return dict(parse_qsl(urlsplit(unescape(link[1])).query)) if link else None
