"""The deployment package: it starts in a bare interpreter, and holds what it should."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import pytest

from tools import package

PROJECT = Path(__file__).resolve().parents[2]
BARE = """
import json, sys
sys.path[:0] = sys.argv[1:]
from app import app
outside = sorted(
    name for name, module in sys.modules.items()
    if getattr(module, "__file__", None) and "site-packages" in module.__file__
)
print(json.dumps({"routes": {path: sorted(kinds) for path, kinds in app.routes.items()},
                  "outside": outside}))
"""


def bare(script: str, *arguments: object) -> str:
    """What a script prints in an interpreter without this project or its environment."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script, *map(str, arguments)],
        env={
            "AWS_DEFAULT_REGION": "us-east-1",
            "PUBLIC_URL": "https://example.org",
            "PATH": "/usr/bin:/bin",
        },
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_app_starts_from_the_package_alone(unpacked: Path, lambda_runtime: Path) -> None:
    told = json.loads(bare(BARE, unpacked, lambda_runtime))
    assert told["outside"] == []
    from app import app

    assert told["routes"] == {path: sorted(kinds) for path, kinds in app.routes.items()}
    assert "/" in told["routes"]


def test_every_module_of_ours_can_be_imported_from_the_package(
    unpacked: Path, lambda_runtime: Path
) -> None:
    modules = [
        ".".join(file.relative_to(unpacked).with_suffix("").parts)
        for file in (unpacked / "chalicelib").rglob("*.py")
        if file.name not in ("__init__.py", "__main__.py")
        and "commands" not in file.parts  # for an operator's machine
    ]
    script = "import sys, importlib; sys.path[:0] = sys.argv[1:3]\n"
    script += "for name in sys.argv[3:]: importlib.import_module(name)"
    bare(script, unpacked, lambda_runtime, *modules)


def test_third_party_packages_that_hold_compiled_code_work(
    unpacked: Path, lambda_runtime: Path
) -> None:
    script = """
import sys; sys.path[:0] = sys.argv[1:]
import cbor2, jinja2, nacl.signing, nh3, qrcode, tzfpy, zoneinfo, tzdata
key = nacl.signing.SigningKey(bytes(32))
key.verify_key.verify(key.sign(cbor2.dumps({1: "a"})))
print(jinja2.Template("{{ a }}").render(a=1), zoneinfo.ZoneInfo("America/Chicago"))
print(nh3.clean("<b>a</b>", tags=set()), tzfpy.get_tz(-87.63, 41.88))
"""
    assert bare(script, unpacked, lambda_runtime) == "1 America/Chicago\na America/Chicago\n"


def test_the_package_holds_what_is_generated(names: list[str]) -> None:
    assert "chalicelib/gazetteer/places.sqlite" in names
    assert any(name.startswith("chalicelib/aws/botocore-data/dynamodb/") for name in names)
    assert any(name.startswith("chalicelib/web/built/") for name in names)
    assert any(name.startswith("chalicelib/web/pages/") for name in names)
    assert any(name.startswith("chalicelib/web/languages/") for name in names)


def test_the_package_knows_which_build_it_is(built: Path) -> None:
    with zipfile.ZipFile(built / "deployment.zip") as content:
        stamp = content.read("chalicelib/build.txt").decode()
    assert re.fullmatch(r"(content-)?[0-9a-f]{12}\n", stamp)


@pytest.mark.usefixtures("bundles")
def test_without_a_bundle_there_is_no_package(tmp_path: Path) -> None:
    for name in package.BUILT:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PROJECT / package.BUILT[0], tmp_path / package.BUILT[0])
    static = shutil.copytree(PROJECT / package.BUILT[1], tmp_path / package.BUILT[1]) / "static"
    (static / "vendor" / "qr.js").unlink()
    with pytest.raises(package.NotPackaged, match=r"^static/vendor/qr\.js: missing"):
        package.build(tmp_path, tmp_path / "out", package.this_architecture())


def test_the_package_holds_nothing_else(names: list[str]) -> None:
    top = {name.split("/")[0] for name in names}
    for folder in ("tests", "tools", "local", ".chalice", "boto3", "botocore", "pip", "click"):
        assert folder not in top
    assert {name for name in names if name.startswith("chalice/") and name.endswith(".py")} == {
        "chalice/__init__.py",
        "chalice/app.py",
    }


def test_every_module_comes_compiled_and_its_source_is_not_checked(built: Path) -> None:
    with zipfile.ZipFile(built / "deployment.zip") as content:
        names = content.namelist()
        compiled = [name for name in names if name.endswith(".pyc")]
        sources = [name for name in names if name.endswith(".py")]
        assert len(compiled) == len(sources)
        for name in compiled:
            code = content.read(name)
            assert code[:4] == MAGIC_NUMBER, name  # of the interpreter that packages
            assert code[4:8] == (1).to_bytes(4, "little"), name  # PEP 552: hash, unchecked
            assert str(PROJECT).encode() not in code


def test_the_package_fits_lambda(built: Path) -> None:
    with zipfile.ZipFile(built / "deployment.zip") as content:
        assert sum(entry.file_size for entry in content.infolist()) < 250_000_000
    assert (built / "deployment.zip").stat().st_size < 50_000_000


@pytest.mark.slow
@pytest.mark.usefixtures("bundles")
def test_wheels_for_lambdas_arm_processors_are_all_to_be_had(tmp_path: Path) -> None:
    """`make package` is for arm64; whatever has none would be missing from the package."""
    package.build(PROJECT, tmp_path, "arm64")
    with zipfile.ZipFile(tmp_path / "deployment.zip") as content:
        libraries = [name for name in content.namelist() if name.endswith(".so")]
        assert any(name.startswith("nacl/") for name in libraries)
        assert any(name.startswith("_cffi_backend") for name in libraries)
        for name in libraries:
            assert content.read(name)[:20].endswith(b"\x03\x00\xb7\x00"), name  # ELF, aarch64
