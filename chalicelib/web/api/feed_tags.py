"""Entity tags of feeds, known before anything is written.

A feed's tag is made of all that its body depends on, so that who asks again for what has not
changed costs next to nothing: the code and the settings, the query, and what else the feed depends
on (marks of the listing, the week that a calendar begins with). The rules of time zones are left
out: new ones reach calendars with the next week.
"""

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from chalicelib import settings
from chalicelib.web.http.etag import strong_etag
from chalicelib.web.http.request import Request

_CODE = Path(__file__).parents[2]
_SOURCES = ("*.py", "web/languages/**/*.json")  # languages have the words of types


def feed_tag(name: str, request: Request, depends_on: Iterable[str]) -> str:
    """Returns the strong tag of a feed; `name` tells the formats apart."""
    current = settings.current()
    own = [_code_digest(), name, current.public_url, current.organisation]
    return strong_etag(json.dumps([own, request.query_pairs(), [*depends_on]]))


@lru_cache(maxsize=1)
def _code_digest() -> str:
    """Returns a digest of the code that runs: any of it may have a part in a feed."""
    content = hashlib.sha256()
    for pattern in _SOURCES:
        for file in sorted(_CODE.rglob(pattern)):
            content.update(f"{file.relative_to(_CODE)}\0".encode())
            content.update(file.read_bytes())
    return content.hexdigest()
