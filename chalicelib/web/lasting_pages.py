"""The pages that a release leaves as they are, in each language.

They are what checks and keeps codes, at the addresses of their own that codes and devices know, and
the finder's manifest, which browsers ask for with its pages. Behind a CDN they are answered
from a bucket, where the sweep puts them as `pages/LANGUAGE/NAME` (see `site_copy`), and from this
address only while they are not there. Their links are relative: to a browser they are at the first
level, whatever the CDN asks for.
"""

from chalice.app import Response

from chalicelib.web.http.exceptions import NotFound
from chalicelib.web.http.request import Request
from chalicelib.web.i18n.catalogue import languages

NAMES = (
    "v",
    "station",
    "station-worker.js",
    "station.webmanifest",
    "mine",
    "mine-worker.js",
    "mine.webmanifest",
    "site.webmanifest",
)


def page(request: Request, language: str, name: str) -> Response:
    """Returns one of them. Raises NotFound."""
    if name not in NAMES or language not in languages():
        raise NotFound
    response = lasting_page(name, language)
    response.headers.setdefault("Content-Language", language)
    return response


def lasting_page(name: str, language: str) -> Response:
    """Returns the page of that name (one of NAMES) in that language."""
    from chalicelib.web.finder import saved
    from chalicelib.web.participant import mine
    from chalicelib.web.verifier import check, station

    made = {
        "v": check.page_in,
        "station": station.page_in,
        "station-worker.js": station.worker_in,
        "station.webmanifest": station.manifest_in,
        "mine": mine.page_in,
        "mine-worker.js": mine.worker_in,
        "mine.webmanifest": mine.manifest_in,
        "site.webmanifest": saved.manifest_in,
    }
    return made[name](language)
