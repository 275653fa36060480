"""What a deployment package holds of others, read and checked: distributions and libraries.

`chalice package` leaves out a dependency for which it finds no wheel, and only warns.
"""

import base64
import csv
import hashlib
import io
import re
import struct
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

MACHINES = {"arm64": (183, "aarch64"), "x86_64": (62, "x86_64")}  # of ELF, and in wheels' names
_LIBRARY = re.compile(r"\.so(\.[0-9.]+)?$")
_MADE_FOR = re.compile(r"\.cpython-.*\.so$")
_ELSEWHERE = re.compile(r"\.\./|[^/]+\.data/")  # programs and the like, for which Lambda has no use
_TAG = re.compile(r"^Tag: [^-\s]+-([^-\s]+)-([^-\s]+)$", re.MULTILINE)
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)", re.MULTILINE)


class Unfit(Exception):
    """The content is not what Lambda needs; the message says what of it."""


def check(content: Path, requirements: str, architecture: str, python: tuple[int, int]) -> None:
    """Raises Unfit where something is missing, is for another machine or Python, or was changed.

    `content` is the unpacked zip, `python` the runtime's version.
    """
    found = {_normal(each.name): each.version for each in packages(content)}
    for name, version in _PIN.findall(requirements):
        if found.get(_normal(name)) != version:
            there = found.get(_normal(name), "not there: it has no wheel for Lambda")
            raise Unfit(f"{name} {version} is pinned, and in the package it is {there}")
    for library in libraries(content):
        _check_library(content, library, architecture, python)
    for package in packages(content):
        _check_wheel(package, architecture, python)
        _check_files(content, package)


def packages(content: Path) -> list[Distribution]:
    """Returns the Python packages of others, those with metadata, by name."""
    found = distributions(path=[str(content)])
    return sorted(found, key=lambda package: _normal(package.name))


def libraries(content: Path) -> list[Path]:
    """Returns the files of machine code."""
    return sorted(file for file in content.rglob("*.so*") if _LIBRARY.search(file.name))


def recorded(package: Distribution) -> Iterator[tuple[str, str]]:
    """Yields what a wheel says of its files: the path, and its SHA-256 in URL-safe base64."""
    for path, digest, _ in csv.reader(io.StringIO(package.read_text("RECORD") or "")):
        if digest.startswith("sha256="):
            yield path, digest.removeprefix("sha256=")


def _check_library(
    content: Path, library: Path, architecture: str, python: tuple[int, int]
) -> None:
    name = library.relative_to(content)
    machine, word = MACHINES[architecture]
    head = library.read_bytes()[:20]
    if head[:5] != b"\x7fELF\x02" or struct.unpack("<H", head[18:20])[0] != machine:
        raise Unfit(f"{name} is not for {architecture}")
    made_for = _MADE_FOR.search(library.name)
    if made_for and made_for[0] != f".cpython-{python[0]}{python[1]}-{word}-linux-gnu.so":
        raise Unfit(f"{name} is not for Python {python[0]}.{python[1]} on {architecture}")


def _check_wheel(package: Distribution, architecture: str, python: tuple[int, int]) -> None:
    """Holds against Lambda what the package's wheel says that it is for.

    The names of libraries alone don't tell: "abi3" is also that of one for another C library.
    """
    _, word = MACHINES[architecture]
    abis = ("none", "abi3", f"cp{python[0]}{python[1]}")
    platform = re.compile(rf"any|(many)?linux[0-9_]*_{word}")
    tags = _TAG.findall(package.read_text("WHEEL") or "")
    if not any(abi in abis and platform.fullmatch(system) for abi, system in tags):
        stated = ", ".join("-".join(tag) for tag in tags) or "nothing"
        raise Unfit(
            f"{package.name} {package.version} is not for Python {python[0]}.{python[1]} on"
            f" {architecture}: its wheel is for {stated}"
        )


def _check_files(content: Path, package: Distribution) -> None:
    """Holds a package's files against what its wheel says of them."""
    for path, digest in recorded(package):
        file = content / path
        if _ELSEWHERE.match(path):
            continue
        if not file.is_file():
            raise Unfit(f"{path} is missing, which {package.name} {package.version} brought")
        actual = base64.urlsafe_b64encode(hashlib.sha256(file.read_bytes()).digest())
        if actual.decode().rstrip("=") != digest:
            raise Unfit(f"{path} is not what {package.name} {package.version} brought")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
