"""The software bill of materials of a deployment package, in CycloneDX 1.6.

What is in the zip, and what of npm is in the pages' scripts. The same zip gives the same document:
it has no moment, and its serial number is made from the zip.
"""

import base64
import hashlib
import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools import package_content
from tools.build_licences import CONTAINED, RUNTIME, licence_of, pins

SPECIFICATION = "1.6"
_NAMESPACE = uuid.UUID("2f9a3c1e-6f0b-5c55-9d0e-7a1f4b8c2d63")
_OR_AND = re.compile(r" (?:AND|OR|WITH) ")


def document(content: Path, zipped: bytes, project: Path, runtime: str) -> str:
    """Returns the document as JSON text.

    `content` is the unpacked zip, `zipped` the zip itself, `runtime` Lambda's name of the Python.
    Raises LicenceUnknown.
    """
    digest = hashlib.sha256(zipped).hexdigest()
    version = re.search(
        r'^version = "(.+)"$', (project / "pyproject.toml").read_text("utf-8"), re.M
    )
    itself = {
        "type": "application",
        "bom-ref": "waypost",
        "name": "waypost",
        "version": version[1] if version else "",
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "licenses": _licences("MIT"),
        "properties": [{"name": "waypost:runtime", "value": runtime}],
    }
    components = sorted(
        [*_of_python(content, project), *_of_npm(project)], key=lambda each: str(each["bom-ref"])
    )
    bom = {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPECIFICATION}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, digest)}",
        "version": 1,
        "metadata": {"component": itself},
        "components": components,
        "dependencies": [{"ref": "waypost", "dependsOn": [each["bom-ref"] for each in components]}],
    }
    return json.dumps(bom, indent=2, ensure_ascii=False) + "\n"


def _of_python(content: Path, project: Path) -> Iterator[dict[str, Any]]:
    """Yields the packages in the zip, each with its wheel's list of files and of their hashes."""
    for package in package_content.packages(content):
        metadata = package.metadata.json
        stated = str(metadata.get("license_expression") or metadata.get("license") or "")
        (folder,) = {
            path.partition("/")[0]
            for path, _ in package_content.recorded(package)
            if path.endswith(".dist-info/METADATA")
        }
        yield _component(
            "pypi",
            package.name.lower().replace("_", "-"),
            package.version,
            licence_of(package.name.lower(), stated),
            [_file(f"{folder}/RECORD", (content / folder / "RECORD").read_bytes())],
        )
    # The framework's own modules, which Chalice puts in without metadata.
    pinned = pins((project / "requirements-dev.txt").read_text("utf-8"))
    own = sorted((content / RUNTIME).rglob("*.py"))
    files = [_file(str(file.relative_to(content)), file.read_bytes()) for file in own]
    yield _component("pypi", RUNTIME, pinned[RUNTIME], licence_of(RUNTIME, ""), files)


def _of_npm(project: Path) -> Iterator[dict[str, Any]]:
    """Yields what scripts are bundled with, as it is locked: hashes are of npm's archives."""
    frontend = project / "frontend"
    wanted = json.loads((frontend / "package.json").read_text("utf-8"))["dependencies"]
    locked = json.loads((frontend / "package-lock.json").read_text("utf-8"))["packages"]
    for name in sorted(wanted):
        entry = locked[f"node_modules/{name}"]
        component = _component(
            "npm", name, entry["version"], licence_of(name, entry.get("license", "")), []
        )
        algorithm, _, digest = entry["integrity"].partition("-")
        if algorithm != "sha512":
            raise ValueError(f"{name} is locked by {algorithm}")
        component["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}]
        yield component


def _component(
    kind: str, name: str, version: str, licence: str, files: list[dict[str, Any]]
) -> dict[str, Any]:
    purl = f"pkg:{kind}/{name.replace('@', '%40')}@{version}"
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "licenses": _licences(licence),
        "purl": purl,
    }
    if name in CONTAINED:
        contained = {"name": "waypost:contains", "value": CONTAINED[name]}
        component["properties"] = [contained]
    if files:
        component["components"] = files
    return component


def _licences(licence: str) -> list[dict[str, Any]]:
    if _OR_AND.search(licence):
        return [{"expression": licence}]
    return [{"license": {"id": licence}}]


def _file(name: str, content: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {
        "type": "file",
        "bom-ref": f"file:{name}",
        "name": name,
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }
