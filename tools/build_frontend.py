"""Bundles the libraries that pages use in a browser, from npm, into chalicelib/web/built/static.

    python -m tools.build_browser [folder]

ed25519.js: signatures, for browsers whose WebCrypto lacks Ed25519. zxing.js: the reader of
pictures, with its WebAssembly as text, for browsers without BarcodeDetector. pdf.js: draws the
pages of PDF files for that reader. qr.js: symbols of codes on a device. map.js: a map of results.
Versions and digests are those of browser/package-lock.json; packages are installed in the user's
cache folder and nowhere else, and no script of theirs is run. Without npm the pages are built
without: /v then leaves the code to its form, /station offers the camera only to browsers that read
codes by themselves, and the finder offers no map.
What only tests use stays in the cache folder.
"""

import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from local import npm
from local.npm import NpmUnavailable, cache_dir

SOURCES = Path(__file__).parent.parent / "browser"
BUILT = Path(__file__).parent.parent / "chalicelib" / "web" / "built" / "static"
BUNDLES = {
    "ed25519.js": ("@noble/ed25519", "@noble/hashes"),
    "zxing.js": ("zxing-wasm",),
    "pdf.js": ("pdfjs-dist",),
    "qr.js": ("qrcode-generator",),
    "map.js": ("leaflet",),
}
FOR_TESTS = {"axe.js": "axe-core/axe.min.js"}  # as it came, never among the pages
_OTHER_HOST = re.compile(r"https?://[^\s\"'`$)]*\$\{")  # an address that a script would fill in
_OPTIONS = (
    "--bundle",
    "--minify",
    "--format=esm",
    "--platform=browser",
    "--target=es2022",
    "--loader:.wasm=binary",
    "--legal-comments=inline",
    "--log-level=error",
)


class BundlesUnavailable(Exception):
    """The libraries can't be had here; the message says why."""


def build(folder: Path, environ: Mapping[str, str]) -> list[Path]:
    """Writes the bundles into the folder, or raises BundlesUnavailable and leaves none there."""
    for name in BUNDLES:
        (folder / name).unlink(missing_ok=True)
    bundles = bundled(environ)
    folder.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copy(bundles / name, folder / name)) for name in BUNDLES]


def bundled(environ: Mapping[str, str]) -> Path:
    """The folder in the cache that holds the bundles and what is for tests, made the first time.
    Made anew where a source or a pin has changed. Raises BundlesUnavailable."""
    target = cache_dir(environ) / f"browser-{_digest()}"
    if _is_whole(target):
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix="bundling-") as folder:
            work, draft = Path(folder), Path(folder) / "bundles"
            for source in (*SOURCES.glob("*.js"), *SOURCES.glob("package*.json")):
                shutil.copy(source, work)
            npm.install(work, environ)
            esbuild = str(work / "node_modules" / ".bin" / "esbuild")
            npm.run([esbuild, *BUNDLES, f"--outdir={draft}", *_OPTIONS], work, environ)
            for name, packages in BUNDLES.items():
                notices = "".join(_notice(work / "node_modules" / each) for each in packages)
                script = _OTHER_HOST.sub("./${", (draft / name).read_text("utf-8"))
                (draft / name).write_text(notices + script, encoding="utf-8")
            for name, file in FOR_TESTS.items():
                shutil.copy(work / "node_modules" / file, draft / name)
            shutil.rmtree(target, ignore_errors=True)
            draft.rename(target)
    except (OSError, NpmUnavailable) as error:
        if _is_whole(target):  # another process was quicker
            return target
        raise BundlesUnavailable(str(error)) from error
    return target


def _is_whole(folder: Path) -> bool:
    return all((folder / name).is_file() for name in (*BUNDLES, *FOR_TESTS))


def _notice(package: Path) -> str:
    """A package's licence, as a comment; its name where it brings no text of it."""
    texts = [file.read_text("utf-8") for file in sorted(package.glob("LICENSE*"))]
    return f"/*! {package.name}\n{''.join(texts)}*/\n"


def _digest() -> str:
    """Twelve hex digits of everything that the bundles come from."""
    made_of = hashlib.sha256()
    for file in (Path(__file__), *sorted(SOURCES.glob("*.js*"))):
        made_of.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return made_of.hexdigest()[:12]


def main() -> int:
    """Says what was built, or why nothing was; fails then only where CI is set."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else BUILT
    try:
        files = build(folder, os.environ)
    except BundlesUnavailable as reason:
        print(f"no libraries for the browser ({reason})", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    print("bundled", ", ".join(f"{file.name} ({file.stat().st_size:,} bytes)" for file in files))
    return 0


if __name__ == "__main__":
    sys.exit(main())
