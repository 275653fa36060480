"""Builds the scripts and styles of the pages from frontend/, into chalicelib/web/built.

    python -m tools.build_frontend [folder]

static/: one script for each page, the styles, pictures, and the npm libraries that scripts load
when they need them, each at the path of its source. workers/: the service workers.

vendor/ed25519.js: signatures, for browsers whose WebCrypto lacks Ed25519. vendor/zxing.js: the
reader of pictures, with its WebAssembly as text, for browsers without BarcodeDetector.
vendor/pdf.js: draws the pages of PDF files for that reader. vendor/qr.js: symbols of codes on a
device. vendor/map.js: a map of results.

Packages are installed in the user's cache folder, linked as frontend/node_modules, and no script of
theirs is run. Where npm is not to be had, pages load their modules one by one and do without the
libraries: /v leaves the code to its form, /station offers the camera only to browsers that read
codes by themselves, the finder offers no map, tickets and codes have no symbols, and no page is
kept for use without a signal.
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from local import npm
from local.npm import NpmUnavailable

SOURCES = Path(__file__).parent.parent / "frontend"
BUILT = Path(__file__).parent.parent / "chalicelib" / "web" / "built"
PAGES = (
    "api/check-feed.js",
    "finder/embedded.js",
    "finder/meeting.js",
    "finder/print-list.js",
    "finder/results.js",
    "finder/saved.js",
    "facilitator/give.js",
    "facilitator/meetings.js",
    "facilitator/sign-in.js",
    "facilitator/slips.js",
    "participant/check-added.js",
    "participant/code.js",
    "participant/mine.js",
    "participant/ticket.js",
    "verifier/check.js",
    "verifier/check-here.js",
    "verifier/courts.js",
    "verifier/issuers.js",
    "verifier/keep.js",
    "verifier/lists-file.js",
    "verifier/read-text.js",
    "verifier/samples.js",
    "verifier/station.js",
)
CLASSIC = ("embed.js",)  # on other people's pages, which do not load it as a module
WORKERS = ("facilitate.js", "finder.js", "mine.js", "station.js")
LIBRARIES: Mapping[str, Sequence[str]] = {
    "vendor/ed25519.js": ("@noble/ed25519", "@noble/hashes"),
    "vendor/map.js": ("leaflet",),
    "vendor/pdf.js": ("pdfjs-dist",),
    "vendor/qr.js": ("qrcode-generator",),
    "vendor/zxing.js": ("zxing-wasm",),
}
MODULES = ("api", "facilitator", "finder", "lib", "participant", "verifier")
AXE = "axe-core/axe.min.js"  # for tests
_OTHER_HOST = re.compile(r"https?://[^\s\"'`$)]*\$\{")  # an address that a script would fill in
_IDLE = "// Not bundled: no page is kept for use without a signal.\n"
_OPTIONS = ("--bundle", "--minify", "--outbase=.", "--log-level=error", "--charset=utf8")
_BROWSERS = "--target=chrome91,firefox90,safari15"


class BundlesUnavailable(Exception):
    """The bundles can't be had here; the message says why."""


def build(folder: Path, environ: Mapping[str, str]) -> None:
    """Writes static/ and workers/ into the folder.

    Raises BundlesUnavailable where npm is not to be had; what is written then works without it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="building-") as name:
        draft = Path(name)
        try:
            _bundle(draft, environ)
        except NpmUnavailable as reason:
            shutil.rmtree(draft, ignore_errors=True)
            _copy(draft)
            raise BundlesUnavailable(str(reason)) from reason
        finally:
            for part in ("static", "workers"):
                shutil.rmtree(folder / part, ignore_errors=True)
                if (draft / part).exists():
                    (draft / part).rename(folder / part)


def missing(folder: Path) -> list[str]:
    """Returns the names of the bundles that a built folder lacks."""
    names = [f"static/{name}" for name in (*PAGES, *CLASSIC, *LIBRARIES)]
    names += [f"workers/{name}" for name in WORKERS]
    return [name for name in names if not (folder / name).is_file()]


def axe(environ: Mapping[str, str]) -> str:
    """Returns the script of axe-core, for tests. Raises BundlesUnavailable."""
    try:
        return (npm.link_packages(SOURCES, environ) / AXE).read_text("utf-8")
    except NpmUnavailable as reason:
        raise BundlesUnavailable(str(reason)) from reason


def _bundle(draft: Path, environ: Mapping[str, str]) -> None:
    packages = npm.link_packages(SOURCES, environ)
    styles = [f"styles/{file.name}" for file in sorted((SOURCES / "styles").glob("*.css"))]
    static = f"--outdir={draft / 'static'}"
    workers = [f"workers/{name}" for name in WORKERS]

    def esbuild(files: Sequence[str], *options: str) -> None:
        program = str(packages / ".bin" / "esbuild")
        npm.run([program, *files, *_OPTIONS, *options], SOURCES, environ)

    esbuild([*PAGES, *styles], static, "--format=esm", _BROWSERS)
    esbuild(CLASSIC, static, "--format=iife", _BROWSERS)
    esbuild(workers, f"--outdir={draft}", "--format=iife", _BROWSERS)
    options = (
        "--format=esm",
        "--target=es2022",
        "--loader:.wasm=binary",
        "--legal-comments=inline",
    )
    esbuild(list(LIBRARIES), static, *options)
    for name, sources in LIBRARIES.items():
        file = draft / "static" / name
        notices = "".join(_notice(packages / source) for source in sources)
        script = _OTHER_HOST.sub("./${", file.read_text("utf-8"))
        file.write_text(notices + script, encoding="utf-8")
    shutil.copytree(SOURCES / "images", draft / "static" / "images")


def _copy(draft: Path) -> None:
    for name in (*MODULES, "styles", "images"):
        shutil.copytree(SOURCES / name, draft / "static" / name)
    for name in CLASSIC:
        shutil.copyfile(SOURCES / name, draft / "static" / name)
    (draft / "workers").mkdir()
    for name in WORKERS:
        (draft / "workers" / name).write_text(_IDLE, encoding="utf-8")


def _notice(package: Path) -> str:
    """A package's licence, as a comment; its name where it brings no text of it."""
    texts = [file.read_text("utf-8") for file in sorted(package.glob("LICENSE*"))]
    return f"/*! {package.name}\n{''.join(texts)}*/\n"


def main() -> int:
    """Says what was built, or why bundles are missing; fails then only where CI is set."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else BUILT
    try:
        build(folder, os.environ)
    except BundlesUnavailable as reason:
        print(f"Not bundled, and without npm's libraries ({reason})", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    names = (*PAGES, *LIBRARIES)
    sizes = (f"{name} ({(folder / 'static' / name).stat().st_size:,} bytes)" for name in names)
    print("bundled", ", ".join(sizes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
