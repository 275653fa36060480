"""Renders the pages that never change, and squeezes scripts and styles, into chalicelib/web/built/.

    python -m tools.build_pages [folder]

v.<language>.html and station.<language>.html: a page rendered here costs no template engine at a
cold start. Its links are relative ("./v1/…"), so that it serves under any base path; it lies at the
first level ("/v"), where they resolve. station-worker.<language>.js and
station.<language>.webmanifest: what keeps the checking desk on a device. static/*: each file
minified, for phones on a poor signal, and the libraries that tools/build_browser.py bundles, where
npm is to be had.
"""

import base64
import hashlib
import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup
from rcssmin import cssmin
from rjsmin import jsmin

from chalicelib import settings
from chalicelib.verification import qr
from chalicelib.verification.claims import AttendanceClaims
from chalicelib.verification.keys import SAMPLE_KID, SAMPLE_PUBLIC_KEY, SAMPLE_SIGNER
from chalicelib.verification.token import encode
from chalicelib.web.files import LANGUAGES, STATIC
from chalicelib.web.http.templates import content_hash, render
from chalicelib.web.i18n.catalogue import FALLBACK, direction, languages, read_folder, speaker
from tools import build_browser

BUILT = Path(__file__).parent.parent / "chalicelib" / "web" / "built"
BASE = "."
STATION_PARTS = ("style.css", "verify.css", "station.css", "icon.svg")
JOINED = ("v.js", "station.js")
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_STATION_PREFIX = "station."
_SAMPLE_DAY = 1_767_722_400  # Tue 6 Jan 2026, 6:00 pm UTC
_SAMPLE = AttendanceClaims(
    meeting_id="",
    start=_SAMPLE_DAY,
    utc_offset_min=0,
    length_min=90,
    name="Sample meeting",
    place="Sample town",
    reference=b"SAMPLECODE",
    issued_at=_SAMPLE_DAY + 90 * 60,
    expires_at=_SAMPLE_DAY + 180 * 86400,
)


def sample_jwk() -> dict[str, str]:
    """The published key of training codes (RFC 8037)."""
    x = base64.urlsafe_b64encode(SAMPLE_PUBLIC_KEY).decode().rstrip("=")
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": SAMPLE_KID}


def samples() -> list[tuple[str, str, Markup]]:
    """Codes to practise with, none of them proof: name, what its symbol holds, the symbol."""
    plain = encode(_SAMPLE, SAMPLE_SIGNER)
    time_only = replace(_SAMPLE, name="", place="", reference=b"SAMPLE-TWO")
    elsewhere = replace(_SAMPLE, reference=b"SAMPLE-3RD")
    padded = plain + "=" * (-len(plain) % 8)
    changed = base64.b32decode(padded).replace(b"Sample town", b"Simple town")
    named = {
        "plain": plain,
        "time_only": encode(time_only, SAMPLE_SIGNER),
        "changed": base64.b32encode(changed).decode().rstrip("="),
        "elsewhere": f"https://look-alike.example/v#{encode(elsewhere, SAMPLE_SIGNER)}",
    }
    return [(name, code, Markup(qr.svg(code))) for name, code in named.items()]


def check_page(language: str, organisation: str, ed25519: str = "") -> str:
    """The check page, before any code. `ed25519` is the path of the bundled library, if any."""
    return render(
        "verifier/check.html",
        BASE,
        language,
        organisation=organisation,
        sample=sample_jwk(),
        result=None,
        script=_script_path("v.js"),
        ed25519=ed25519,
    )


def station_page(
    language: str, organisation: str, ed25519: str = "", reader: str = "", pdf: str = ""
) -> str:
    """The checking desk. `ed25519`, `reader` and `pdf` are the paths of the bundled libraries, if
    any.
    """
    say = speaker(language)
    keys = [key for key in read_folder(LANGUAGES / FALLBACK) if key.startswith(_STATION_PREFIX)]
    script = (STATIC / "station.js").read_text("utf-8")
    named = {key.removeprefix(_STATION_PREFIX): key for key in keys}
    used = {name: say(key) for name, key in named.items() if _says(script, name)}
    return render(
        "verifier/station.html",
        BASE,
        language,
        organisation=organisation,
        sample=sample_jwk(),
        samples=samples(),
        script=_script_path("station.js"),
        ed25519=ed25519,
        reader=reader,
        pdf=pdf,
        station=used,
    )


def _says(script: str, name: str) -> bool:
    """Whether the desk's script may say that text; some names it puts together."""
    return (
        name.startswith(("note.", "csv.", "count.", "camera."))
        or f'"{name}"' in script
        or f"texts.{name}" in script
    )


def station_worker(page: str, paths: list[str], later: list[str]) -> str:
    """The desk's service worker, for the page and the paths that it needs without a network;
    `later` are those that it can start without.
    """
    files = [f"{BASE}/station", *paths]
    build = hashlib.sha256("\n".join([page, *files]).encode()).hexdigest()[:10]
    named = {"FILES": files, "LATER": later, "BUILD": build}
    constants = "".join(f"const {name}={json.dumps(value)};" for name, value in named.items())
    return f"{constants}\n" + squeezed(STATIC / "station-worker.js")


def station_manifest(language: str) -> str:
    """What a browser needs to install the desk (W3C Web Application Manifest)."""
    say = speaker(language)
    icon = {"src": _path("icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    manifest = {
        "name": say("site.title", page=say("station.title")),
        "short_name": say("station.short"),
        "lang": language,
        "dir": direction(language),
        "start_url": f"{BASE}/station",
        "scope": f"{BASE}/station",
        "display": "standalone",
        "background_color": "#faf6ee",
        "theme_color": "#0b4a4d",
        "icons": [icon],
    }
    return json.dumps(manifest, ensure_ascii=False, indent=0)


def _script_path(name: str) -> str:
    """The path of a script that is joined when it is built: changes with every part of it."""
    digest = hashlib.sha256(squeezed(STATIC / name).encode()).hexdigest()[:10]
    return f"{BASE}/static/{name}?v={digest}"


def _path(name: str) -> str:
    return f"{BASE}/static/{name}?v={content_hash(name)}"


def _bundle_path(folder: Path, name: str) -> str:
    """The path of a bundled library; "" where it was not built."""
    file = folder / "static" / name
    if not file.is_file():
        return ""
    return f"{BASE}/static/{name}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:10]}"


def squeezed(source: Path) -> str:
    """A script or stylesheet as it is sent: without comments and needless white space. Those in
    JOINED come with the scripts that they import, so that there is one to wait for.
    """
    if source.suffix != ".js":
        return f"{cssmin(source.read_text('utf-8'))}\n"
    text = _joined(source, set()) if source.name in JOINED else source.read_text("utf-8")
    return f"{jsmin(text)}\n"


def _joined(script: Path, known: set[str]) -> str:
    """A module after those that it imports, each once. They share one scope then, in which a name
    that two of them have is a syntax error.
    """
    text = script.read_text("utf-8")
    parts = []
    for name in _IMPORT.findall(text):
        if name not in known:
            known.add(name)
            parts.append(_joined(script.parent / name, known))
    return "\n".join([*parts, _EXPORT.sub("", _IMPORT.sub("", text))])


def build(folder: Path, organisation: str) -> list[Path]:
    """Writes everything into the folder, made if need be; the pages written."""
    (folder / "static").mkdir(parents=True, exist_ok=True)
    for source in sorted([*STATIC.glob("*.js"), *STATIC.glob("*.css")]):
        (folder / "static" / source.name).write_text(squeezed(source), encoding="utf-8")
    bundles = ("ed25519.js", "zxing.js", "pdf.js")
    ed25519, reader, pdf = (_bundle_path(folder, name) for name in bundles)
    pages = {}
    for language in languages():
        pages[f"v.{language}.html"] = check_page(language, organisation, ed25519)
        desk = station_page(language, organisation, ed25519, reader, pdf)
        pages[f"station.{language}.html"] = desk
    paths = [
        *map(_path, STATION_PARTS),
        _script_path("station.js"),
        *filter(None, (ed25519, reader)),
    ]
    for language in languages():
        worker = station_worker(pages[f"station.{language}.html"], paths, [pdf] if pdf else [])
        (folder / f"station-worker.{language}.js").write_text(worker, encoding="utf-8")
        manifest = folder / f"station.{language}.webmanifest"
        manifest.write_text(station_manifest(language), encoding="utf-8")
    for name, page in pages.items():
        (folder / name).write_text(page, encoding="utf-8")
    return [folder / name for name in pages]


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else BUILT
    try:
        build_browser.build(folder / "static", os.environ)
    except build_browser.BundlesUnavailable as reason:
        if os.environ.get("CI"):
            raise
        print(f"Without npm's libraries for the browser ({reason})", file=sys.stderr)
    files = build(folder, settings.current().organisation)
    sizes = ", ".join(f"{file.name} ({file.stat().st_size:,} bytes)" for file in files)
    print(f"built {sizes}")


if __name__ == "__main__":
    main()
