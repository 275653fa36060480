"""The deployment package, built once for this machine's processor, by the same tool as
`make package`. Whoever uses it is in the group "package", so that one process builds it."""

import json
import sysconfig
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tools import package

PROJECT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
# What Lambda's Python runtime has besides the standard library.
LAMBDA_HAS = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six.py", "urllib3")


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts what needs the package into one group."""
    for item in items:
        if item.path.parent == HERE and "built" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group("package"))


@pytest.fixture(scope="session")
def built(bundles: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `make package` would fill."""
    out = tmp_path_factory.mktemp("package")
    package.build(PROJECT, out, package.this_architecture())
    return out


@pytest.fixture(scope="session")
def names(built: Path) -> list[str]:
    with zipfile.ZipFile(built / "deployment.zip") as content:
        return content.namelist()


@pytest.fixture(scope="session")
def template(built: Path) -> dict[str, Any]:
    return dict(json.loads((built / "sam.json").read_text()))


@pytest.fixture(scope="session")
def unpacked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as Lambda unpacks it."""
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(built / "deployment.zip") as content:
        content.extractall(folder)
    return folder


@pytest.fixture(scope="session")
def lambda_runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the packages that Lambda brings."""
    folder = tmp_path_factory.mktemp("runtime")
    installed = Path(sysconfig.get_path("purelib"))
    for name in LAMBDA_HAS:
        (folder / name).symlink_to(installed / name)
    return folder
