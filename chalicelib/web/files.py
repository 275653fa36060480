"""Where the files of the web lie: what pages are made of, and what `make build` makes of it."""

from pathlib import Path

_WEB = Path(__file__).parent
PAGES = _WEB / "pages"
LANGUAGES = _WEB / "languages"
BUILT = _WEB / "built"
STATIC = BUILT / "static"  # from frontend/
