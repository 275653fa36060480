"""What a package holds of others: everything that is pinned, for its machine, as it was made."""

import base64
import hashlib
import re
import shutil
from pathlib import Path

import pytest

from tools import package_content

PINS = "good_lib==1.0 \\\n    --hash=sha256:00\nother==2.0\n"
AARCH64 = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00\xb7\x00"
X86_64 = AARCH64[:18] + b"\x3e\x00"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A package for arm64 and Python 3.13."""
    for name, version in (("good-lib", "1.0"), ("other", "2.0")):
        metadata = tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Name: {name}\nVersion: {version}\n")
        (metadata / "WHEEL").write_text(
            "Wheel-Version: 1.0\nTag: py2-none-any\nTag: py3-none-any\n"
        )
    (tmp_path / "other.py").write_text("A = 1\n")
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"A = 1\n").digest()).decode().rstrip("=")
    record = f"other.py,sha256={digest},6\n../../bin/other,sha256=abc,1\nother/RECORD,,\n"
    record += "other-2.0.data/scripts/other,sha256=abc,1\n"
    (tmp_path / "other-2.0.dist-info" / "RECORD").write_text(record)
    for name in ("a.cpython-313-aarch64-linux-gnu.so", "b.abi3.so", "libc-1.so.26"):
        (tmp_path / name).write_bytes(AARCH64)
    return tmp_path


def check(content: Path) -> None:
    package_content.check(content, PINS, "arm64", (3, 13))


def test_a_package_that_has_everything_passes(content: Path) -> None:
    check(content)


def test_a_dependency_that_was_left_out_is_named(content: Path) -> None:
    shutil.rmtree(content / "good_lib-1.0.dist-info")
    with pytest.raises(package_content.Unfit, match=r"^good_lib 1\.0 is pinned, .* not there"):
        check(content)


def test_another_version_than_is_pinned_is_named(content: Path) -> None:
    (content / "other-2.0.dist-info" / "METADATA").write_text("Name: other\nVersion: 2.1\n")
    with pytest.raises(package_content.Unfit, match=r"^other 2\.0 is pinned, .* 2\.1$"):
        check(content)


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("b.abi3.so", X86_64),
        ("libc-1.so.26", X86_64),
        ("b.abi3.so", b"MZ" + bytes(30)),
        ("b.abi3.so", b""),
        ("c.cpython-311-aarch64-linux-gnu.so", AARCH64),
        ("c.cpython-313-x86_64-linux-gnu.so", AARCH64),
        ("c.cpython-313t-aarch64-linux-gnu.so", AARCH64),
        ("c.cpython-313-aarch64-linux-musl.so", AARCH64),
        ("c.cpython-313-darwin.so", AARCH64),
    ],
)
def test_a_library_for_another_machine_or_python_is_named(
    content: Path, name: str, head: bytes
) -> None:
    (content / name).write_bytes(head)
    with pytest.raises(package_content.Unfit, match=rf"^{re.escape(name)} is not for"):
        check(content)


@pytest.mark.parametrize(
    "tags",
    [
        *("cp38-abi3-manylinux_2_17_aarch64", "cp313-cp313-manylinux2014_aarch64"),
        *("cp313-cp313-linux_aarch64", "py3-none-any\nTag: cp313-cp313t-any"),
    ],
)
def test_a_wheel_for_lambda_passes(content: Path, tags: str) -> None:
    (content / "other-2.0.dist-info" / "WHEEL").write_text(f"Tag: {tags}\n")
    check(content)


@pytest.mark.parametrize(
    "tag",
    [
        *("cp38-abi3-musllinux_1_2_aarch64", "cp38-abi3-manylinux_2_17_x86_64"),
        *("cp313-cp313t-manylinux_2_17_aarch64", "cp312-cp312-manylinux_2_17_aarch64"),
        *("cp313-cp313-macosx_11_0_arm64", ""),
    ],
)
def test_a_wheel_for_something_else_is_named(content: Path, tag: str) -> None:
    (content / "other-2.0.dist-info" / "WHEEL").write_text(f"Tag: {tag}\n")
    with pytest.raises(
        package_content.Unfit, match=r"^other 2\.0 is not for Python 3\.13 on arm64"
    ):
        check(content)


def test_a_file_that_its_wheel_brought_and_is_not_there_is_named(content: Path) -> None:
    (content / "other.py").unlink()
    with pytest.raises(package_content.Unfit, match=r"^other\.py is missing, which other 2\.0"):
        check(content)


def test_a_file_that_is_not_as_its_wheel_brought_it_is_named(content: Path) -> None:
    (content / "other.py").write_text("A = 2\n")
    with pytest.raises(package_content.Unfit, match=r"^other\.py is not what other 2\.0 brought"):
        check(content)
