"""The bill of materials beside the package: all that is in it, in a form that other tools read."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tools import package_bom

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def bom(built: Path) -> dict[str, Any]:
    return dict(json.loads((built / "sbom.json").read_text("utf-8")))


def test_it_is_as_the_specification_says(built: Path) -> None:
    text = (built / "sbom.json").read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text.replace("purl", "pearl"))


def test_it_names_the_package_by_its_hash(built: Path, bom: dict[str, Any]) -> None:
    digest = hashlib.sha256((built / "deployment.zip").read_bytes()).hexdigest()
    itself = bom["metadata"]["component"]
    assert itself["name"] == "waypost"
    assert itself["hashes"] == [{"alg": "SHA-256", "content": digest}]


def test_everything_of_others_is_in_it(names: list[str], bom: dict[str, Any]) -> None:
    there = {name.partition("/")[0] for name in names if ".dist-info/" in name}
    python = {
        component["components"][0]["name"].partition("/")[0]
        for component in bom["components"]
        if component["purl"].startswith("pkg:pypi/") and component["name"] != "chalice"
    }
    assert python == there
    assert len(there) >= 10
    bundled = json.loads((PROJECT / "frontend" / "package.json").read_text())["dependencies"]
    npm = {
        component["name"]: component["version"]
        for component in bom["components"]
        if component["purl"].startswith("pkg:npm/")
    }
    assert npm == bundled


def test_each_part_has_what_tells_it_apart(unpacked: Path, bom: dict[str, Any]) -> None:
    for component in bom["components"]:
        assert component["version"]
        assert component["licenses"]
        assert component["purl"].endswith(f"@{component['version']}")
        assert component.get("hashes") or component["components"]
        for file in component.get("components", ()):
            content = (unpacked / file["name"]).read_bytes()
            assert file["hashes"][0]["content"] == hashlib.sha256(content).hexdigest()
    chalice = next(each for each in bom["components"] if each["name"] == "chalice")
    assert {file["name"] for file in chalice["components"]} == {
        "chalice/__init__.py",
        "chalice/app.py",
    }


def test_the_same_package_gives_the_same_document(
    built: Path, unpacked: Path, bom: dict[str, Any], template: dict[str, Any]
) -> None:
    runtime = template["Resources"]["APIHandler"]["Properties"]["Runtime"]
    zipped = (built / "deployment.zip").read_bytes()
    again = package_bom.document(unpacked, zipped, PROJECT, runtime)
    assert again == (built / "sbom.json").read_text("utf-8")
    assert "timestamp" not in bom["metadata"]
    changed = json.loads(package_bom.document(unpacked, zipped + b"x", PROJECT, runtime))
    assert changed["serialNumber"] != bom["serialNumber"]
