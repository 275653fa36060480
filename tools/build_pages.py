"""Renders the pages that never change into chalicelib/web/built/, with the frontend beside them.

    python -m tools.build_pages [folder]

v.<language>.html and station.<language>.html: a page rendered here costs no template engine at a
cold start. Its links are relative ("./v1/…"), so that it serves under any base path; it lies at the
first level ("/v"), where they resolve. static/later/v.<language>.js: what /v adds to itself for
some answers only. static/later/lists.<language>.js: what the desk says of lists from files.
station-worker.<language>.js and station.<language>.webmanifest: what keeps the checking desk on a
device. static/styles/: stylesheets of their own that some pages have, made of the common ones. The
rest of static/, and workers/: see tools/build_frontend.py.
"""

import base64
import json
import os
import re
import sys
from collections.abc import Container, Sequence
from dataclasses import replace
from pathlib import Path

from chalicelib import settings
from chalicelib.verification.core.public_keys import SAMPLE_KID, SAMPLE_PUBLIC_KEY
from chalicelib.web.files import BUILT, LANGUAGES
from chalicelib.web.http.offline_shell import BASE, Manifest, manifest_text, worker_script
from chalicelib.web.http.static_addresses import optional_address, static_address
from chalicelib.web.http.templates import render, render_page
from chalicelib.web.i18n.catalogue import FALLBACK, languages, read_folder, translator
from chalicelib.web.participant import mine
from chalicelib.web.verifier import station
from chalicelib.web.verifier.page import STYLE, CheckPage
from chalicelib.web.verifier.station import StationPage
from tools import build_frontend, page_style

CHECK_SCRIPT = "verifier/check.js"
CHECK_HERE = "verifier/check-here.js"
CHECK_READER = "verifier/read-text.js"
CHECK_KEEP = "verifier/keep.js"
CHECK_STYLES = ("styles/style.css", "styles/code.css", "styles/verify.css")
DESK_STYLES = (*CHECK_STYLES, "styles/station.css")
MINE_STYLES = ("styles/style.css", "styles/code.css", "styles/mine.css", "styles/sheet.css")
_STATION_PREFIX = "station."
_OF_LISTS = "trust."
_IMPORT = re.compile(r'^(?:import|export)[^;"]*"(\.[^"]+)";', re.MULTILINE)


def sample_jwk() -> dict[str, str]:
    """The published key of training codes (RFC 8037)."""
    x = base64.urlsafe_b64encode(SAMPLE_PUBLIC_KEY).decode().rstrip("=")
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": SAMPLE_KID}


def check_page(
    language: str,
    organisation: str,
    folder: Path = BUILT,
) -> str:
    """Returns the check page, before any code, with what is built in the folder."""
    static = folder / "static"
    page = CheckPage(
        organisation=organisation,
        style=optional_address(BASE, STYLE, static),
        sample=sample_jwk(),
        script=static_address(BASE, CHECK_SCRIPT, static),
        ed25519=optional_address(BASE, station.ED25519, static),
        others=static_address(BASE, station.OTHERS, static),
        reader=static_address(BASE, CHECK_READER, static),
        keep=static_address(BASE, CHECK_KEEP, static),
        check=static_address(BASE, CHECK_HERE, static),
        later=static_address(BASE, _later(language), static),
    )
    return render_page(page, BASE, language)


def check_later(language: str) -> str:
    """Returns the script with what the check page adds to itself for some answers only."""
    html = render("verifier/check_later.html", BASE, language)
    return f"export const html = {json.dumps(html, ensure_ascii=False)};\n"


def _later(language: str) -> str:
    return f"later/v.{language}.js"


def check_style(organisation: str, folder: Path = BUILT) -> str:
    """Returns the check page's stylesheet: those rules of the common ones that it can use."""
    page = check_page(FALLBACK, organisation, folder) + render("verifier/check_later.html", BASE)
    return _own_style(page, (CHECK_SCRIPT, CHECK_KEEP), CHECK_STYLES, folder)


def desk_style(organisation: str, folder: Path = BUILT) -> str:
    """Returns the checking desk's stylesheet, made likewise."""
    page = station_page(FALLBACK, organisation, folder)
    return _own_style(page, (station.SCRIPT, station.LISTS, station.SAMPLES), DESK_STYLES, folder)


def mine_style(organisation: str, folder: Path = BUILT) -> str:
    """Returns the stylesheet of the page of a participant's own codes, made likewise."""
    page = mine.mine_html(settings.current()._replace(organisation=organisation))
    return _own_style(page, (mine.SCRIPT, mine.CHECKER), MINE_STYLES, folder)


def _own_style(page: str, scripts: Sequence[str], styles: Sequence[str], folder: Path) -> str:
    static = folder / "static"
    names = page_style.Names.of(page, _scripts(static, scripts))
    css = "".join((static / name).read_text("utf-8") for name in styles)
    return page_style.usable_rules(css, names)


def _scripts(static: Path, names: Sequence[str]) -> list[str]:
    """The text of scripts, and of the modules that they import where nothing is bundled."""
    files = [(static / name).resolve() for name in names]
    for file in files:  # grows
        found = (file.parent / name for name in _IMPORT.findall(file.read_text("utf-8")))
        files += [other.resolve() for other in found if other.resolve() not in files]
    return [file.read_text("utf-8") for file in files]


def station_page(
    language: str,
    organisation: str,
    folder: Path = BUILT,
) -> str:
    """Returns the checking desk, with what is built in the folder."""
    static = folder / "static"
    texts = _desk_texts(language)
    page = StationPage(
        organisation=organisation,
        sample=sample_jwk(),
        style=optional_address(BASE, station.STYLE, static),
        script=static_address(BASE, station.SCRIPT, static),
        texts={name: text for name, text in texts.items() if not name.startswith(_OF_LISTS)},
        others=static_address(BASE, station.OTHERS, static),
        lists=static_address(BASE, station.LISTS, static),
        list_words=static_address(BASE, _list_words(language), static),
        samples=static_address(BASE, station.SAMPLES, static),
        ed25519=optional_address(BASE, station.ED25519, static),
        reader=optional_address(BASE, station.READER, static),
        pdf=optional_address(BASE, station.PDF, static),
        symbols=optional_address(BASE, station.SYMBOLS, static),
    )
    return render_page(page, BASE, language)


def list_words(language: str) -> str:
    """Returns the script with what the desk says of lists from files, by key."""
    words = {
        name: text for name, text in _desk_texts(language).items() if name.startswith(_OF_LISTS)
    }
    return f"export const words = {json.dumps(words, ensure_ascii=False)};\n"


def _list_words(language: str) -> str:
    return f"later/lists.{language}.js"


def _desk_texts(language: str) -> dict[str, str]:
    """What the desk's scripts say, by key."""
    t = translator(language)
    keys = [key for key in read_folder(LANGUAGES / FALLBACK) if key.startswith(_STATION_PREFIX)]
    sources = sorted((build_frontend.SOURCES / "verifier").glob("*.js"))
    scripts = "".join(file.read_text("utf-8") for file in sources)
    named = {key.removeprefix(_STATION_PREFIX): key for key in keys}
    return {name: t(key) for name, key in named.items() if _says(scripts, name, named)}


def _says(script: str, name: str, names: Container[str]) -> bool:
    """Whether the desk's script may say that text; some names it puts together."""
    if "." not in name:
        return f'text("{name}"' in script or f"texts.{name}" in script
    group, _, rest = name.partition(".")
    if group == "count":  # an outcome's stands in the page, a note's in the script
        return f"note.{rest}" in names
    return name.startswith(("note.", "csv.", "sample.", "trust.refused.")) or f'"{name}"' in script


def station_worker(language: str, page: str, folder: Path = BUILT) -> str:
    """Returns the desk's service worker, for that page and the files that are built."""
    shell = replace(station.SHELL, files=(*station.SHELL.files, _list_words(language)))
    return worker_script(shell, page, built=folder)


def station_manifest(language: str, folder: Path = BUILT) -> str:
    """Returns what a browser needs to install the desk."""
    t = translator(language)
    manifest = Manifest(
        name=t("site.title", page=t("station.title")),
        short_name=t("station.short"),
        language=language,
        start_url=station.SHELL.page,
        display="standalone",
        theme_color="#0b4a4d",
    )
    return manifest_text(manifest, folder)


def build(folder: Path, organisation: str) -> list[Path]:
    """Writes the pages into the folder, where the frontend is built already; returns them."""
    (folder / "static/later").mkdir(exist_ok=True)
    for language in languages():
        later = {_later(language): check_later, _list_words(language): list_words}
        for name, script in later.items():
            (folder / "static" / name).write_text(script(language), encoding="utf-8")
    styles = {STYLE: check_style, station.STYLE: desk_style, mine.STYLE: mine_style}
    for name, style in styles.items():
        (folder / "static" / name).write_text(style(organisation, folder), encoding="utf-8")
    pages = []
    for language in languages():
        desk = station_page(language, organisation, folder)
        texts = {
            f"v.{language}.html": check_page(language, organisation, folder),
            f"station.{language}.html": desk,
            f"station-worker.{language}.js": station_worker(language, desk, folder),
            f"station.{language}.webmanifest": station_manifest(language, folder),
        }
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        pages += [folder / name for name in texts if name.endswith(".html")]
    return pages


def main() -> None:
    """Builds, and says what is missing. `.ready` tells make that nothing is."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else BUILT
    (folder / ".ready").unlink(missing_ok=True)
    try:
        build_frontend.build(folder, os.environ)
    except build_frontend.BundlesUnavailable as reason:
        if os.environ.get("CI"):
            raise
        print(f"Not bundled, and without npm's libraries ({reason})", file=sys.stderr)
    files = build(folder, settings.current().organisation)
    if not build_frontend.missing(folder):
        (folder / ".ready").touch()
    sizes = ", ".join(f"{file.name} ({file.stat().st_size:,} bytes)" for file in files)
    print(f"built {sizes}")


if __name__ == "__main__":
    main()
