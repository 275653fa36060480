"""`python -m tools.package [FOLDER]`: the deployment package, in build/package unless named.

`chalice package` on a copy that holds only what is deployed, then the zip once more with everything
compiled: Lambda's code folder is read-only, so modules without usable bytecode would be compiled
again at every cold start. The runtime is that of the interpreter which packages, Python 3.13 unless
a test takes its own (tools/package_python.py). Beside the zip stands what it is made of.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from chalicelib.aws.service_model import CARRIED, compile_model
from chalicelib.web.http.templates import compile_templates
from tools import (
    build_frontend,
    build_stamp,
    package_bom,
    package_content,
    package_python,
    template,
)
from tools.build_licences import LicenceUnknown

PROJECT = Path(__file__).resolve().parent.parent
STAGE = "production"
ARCHITECTURES = ("arm64", "x86_64")
BUILT = ("chalicelib/gazetteer/places.sqlite", "chalicelib/web/built")
_CHALICE = "import sys; from chalice.cli import main; sys.exit(main())"
_LAMBDA_FOLDER = "/var/task"
_OF_ANY_METHOD = ("parameters", "responses", "x-amazon-apigateway-integration")
_OWN_PARTS = ".chalice/template.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same content gives the same zip
_NOT_DEPLOYED = shutil.ignore_patterns("__pycache__", "*.pyc", "*.draft")


class NotPackaged(Exception):
    """The package could not be built; the message says why."""


def build(project: Path, out: Path, architecture: str, python: Path = Path(sys.executable)) -> None:
    """Writes deployment.zip, sam.json and sbom.json into `out`.

    `python` is an interpreter with Chalice and the application's packages: its version is the
    runtime. Raises NotPackaged.
    """
    for name in BUILT:
        if not (project / name).exists():
            raise NotPackaged(f"{name} is missing: run `make build` first")
    missing = build_frontend.missing(project / BUILT[1])
    if missing:
        raise NotPackaged(f"{', '.join(missing)}: missing, since npm was not to be had")
    with tempfile.TemporaryDirectory(prefix="waypost-") as folder:
        copy = Path(folder) / "project"
        _copy(project, copy, architecture)
        package = Path(folder) / "package"
        _chalice_package(copy, package, python)
        content = Path(folder) / "content"
        with zipfile.ZipFile(package / "deployment.zip") as deployment:
            deployment.extractall(content)
        sam = json.loads((package / "sam.json").read_text())
        runtime = sam["Resources"]["APIHandler"]["Properties"]["Runtime"]
        major, minor = map(int, runtime.removeprefix("python").split("."))
        pinned = (project / "requirements.txt").read_text("utf-8")
        try:
            package_content.check(content, pinned, architecture, (major, minor))
        except package_content.Unfit as reason:
            raise NotPackaged(str(reason)) from None
        _compile(content, python)
        out.mkdir(parents=True, exist_ok=True)
        _zip(content, out / "deployment.zip")
        _take_every_method(sam["Resources"]["RestAPI"]["Properties"]["DefinitionBody"])
        (out / "sam.json").write_text(json.dumps(sam, indent=2, sort_keys=True) + "\n")
        zipped = (out / "deployment.zip").read_bytes()
        try:
            bom = package_bom.document(content, zipped, project, runtime)
        except LicenceUnknown as reason:
            raise NotPackaged(str(reason)) from None
        (out / "sbom.json").write_text(bom, "utf-8")


def _copy(project: Path, copy: Path, architecture: str) -> None:
    shutil.copytree(project / "chalicelib", copy / "chalicelib", ignore=_NOT_DEPLOYED)
    for name in ("app.py", "requirements.txt"):
        shutil.copy2(project / name, copy / name)
    compile_templates(copy / "chalicelib" / "web" / "built" / "templates")
    compile_model(copy / "chalicelib" / "aws" / CARRIED.name)
    build_stamp.stamp(project, copy)
    (copy / ".chalice").mkdir()
    for file in (project / ".chalice").glob("*.json"):
        shutil.copy2(file, copy / ".chalice")
    own_parts = template.read(project / ".chalice" / "template")
    (copy / _OWN_PARTS).write_text(json.dumps(own_parts))
    config = json.loads((project / ".chalice" / "config.json").read_text())
    config["lambda_architecture"] = architecture
    (copy / ".chalice" / "config.json").write_text(json.dumps(config))


def _chalice_package(copy: Path, out: Path, python: Path) -> None:
    merged = ["--merge-template", _OWN_PARTS]
    process = subprocess.run(
        [str(python), "-c", _CHALICE, "package", "--stage", STAGE, *merged, str(out)],
        cwd=copy,
        env={**os.environ, "AWS_DEFAULT_REGION": os.environ.get("AWS_DEFAULT_REGION", "us-east-1")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    output = process.stdout + process.stderr
    # For a dependency without a wheel for Lambda it only warns, and leaves it out.
    if process.returncode or "could not install dependencies" in output.lower():
        raise NotPackaged(f"chalice package:\n{output.strip()}")


def _take_every_method(definition: dict[str, Any]) -> None:
    """Lets the application answer methods that an address has not: 405, with those that it has.

    API Gateway's own answer is the same as where there is nothing.
    """
    for methods in definition["paths"].values():
        own = next(method for name, method in methods.items() if name != "options")
        any_method = {key: value for key, value in own.items() if key in _OF_ANY_METHOD}
        methods["x-amazon-apigateway-any-method"] = any_method


def _compile(content: Path, python: Path) -> None:
    """Compiles everything, by the interpreter whose bytecode the runtime reads."""
    compiled = subprocess.run(
        [
            *(str(python), "-I", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"),
            *("-s", str(content), "-p", _LAMBDA_FOLDER, str(content)),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if compiled.returncode:
        raise NotPackaged(f"some modules could not be compiled:\n{compiled.stdout.strip()}")


def _zip(content: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for file in sorted(path for path in content.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(str(file.relative_to(content)), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, file.read_bytes())


def this_architecture() -> str:
    """Returns Lambda's name for this machine's processor."""
    return "arm64" if platform.machine().lower() in ("aarch64", "arm64") else "x86_64"


def main() -> int:
    """Packages, says what it made, and returns the exit status."""
    configured = json.loads((PROJECT / ".chalice" / "config.json").read_text())
    parser = argparse.ArgumentParser(prog="python -m tools.package")
    parser.add_argument("folder", nargs="?", type=Path, default=PROJECT / "build" / "package")
    parser.add_argument(
        "--architecture", choices=ARCHITECTURES, default=configured["lambda_architecture"]
    )
    chosen = parser.parse_args()
    try:
        python = package_python.with_chalice(package_python.find(os.environ), PROJECT)
        build(PROJECT, chosen.folder.absolute(), chosen.architecture, python)
    except (NotPackaged, package_python.NoInterpreter) as reason:
        print(f"Not packaged: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Not packaged: stopped", file=sys.stderr)
        return 130
    size = (chosen.folder / "deployment.zip").stat().st_size
    runtime = f"Python {'.'.join(map(str, package_python.VERSION))}, {chosen.architecture}"
    print(f"{chosen.folder}: deployment.zip ({size / 1e6:.1f} MB, {runtime}), sam.json, sbom.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
