"""The OpenAPI 3.1 document of everything that is for other software.

It is written by hand in openapi.yaml beside this module; `make build` makes JSON of it
(tools/build_openapi.py). The human page at /developers says the same, and tests hold the service to
it.
"""

import json
from functools import lru_cache
from typing import Any

from chalicelib.web.files import BUILT

BUILT_DOCUMENT = BUILT / "openapi.json"


def document(server: str) -> dict[str, Any]:
    """Returns the document; `server` is the address below which its paths are.

    Raises FileNotFoundError where it has not been built.
    """
    return {**_built(), "servers": [{"url": server}]}


@lru_cache(maxsize=1)
def _built() -> dict[str, Any]:
    described: dict[str, Any] = json.loads(BUILT_DOCUMENT.read_text("utf-8"))
    return described
