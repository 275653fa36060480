"""The licences of third parties: all that ships is named, in the version that ships."""

import json

import pytest

from tools import build_licences
from tools.build_licences import LicenceUnknown

WRITTEN = build_licences.TARGET.read_text("utf-8")
PINNED = build_licences.pins(build_licences.PINNED.read_text("utf-8"))
DEVELOPMENT = build_licences.pins(build_licences.PINNED_FOR_DEVELOPMENT.read_text("utf-8"))
BUNDLED = json.loads(build_licences.NPM_PACKAGES.read_text("utf-8"))["dependencies"]
SHIPPED = {**PINNED, build_licences.RUNTIME: DEVELOPMENT[build_licences.RUNTIME]}


@pytest.mark.parametrize(("name", "version"), sorted({**SHIPPED, **BUNDLED}.items()))
def test_every_package_that_ships_is_named_in_its_version(name: str, version: str) -> None:
    assert f"\n| {name} | {version} | " in WRITTEN, "run `make licences`"


@pytest.mark.parametrize("name", build_licences.DATA_PACKAGES)
def test_data_are_named_with_the_version_of_the_package_that_carries_them(name: str) -> None:
    assert f"{name} {DEVELOPMENT[name]}" in WRITTEN, "run `make licences`"


@pytest.mark.parametrize(("name", "version"), sorted(SHIPPED.items()))
def test_the_text_of_each_licence_is_there_as_the_package_has_it(name: str, version: str) -> None:
    package = build_licences.python_package(name, version)
    assert f"| {name} | {version} | {package.licence}" in WRITTEN
    lines = {line.rstrip() for line in WRITTEN.splitlines()}
    for licence in package.texts:
        assert {line.rstrip() for line in licence.splitlines()} <= lines, "run `make licences`"


def test_a_licence_that_asks_for_its_notice_has_it() -> None:
    for notice in build_licences.NOTICES.values():
        assert build_licences.mit(notice) in WRITTEN


def test_pins_are_read_with_their_extras_and_without_comments() -> None:
    requirements = "A.b==1.0\n    # via c==2\nmoto[server]==5.1.0\n"
    assert build_licences.pins(requirements) == {"a.b": "1.0", "moto": "5.1.0"}


def test_another_version_than_the_pinned_one_is_refused() -> None:
    with pytest.raises(LicenceUnknown, match="is installed"):
        build_licences.python_package("six", "0.0")


@pytest.mark.parametrize("licence", ["", "BSD", "GPL-3.0-only", "MIT AND GPL-3.0-only"])
def test_a_licence_that_is_not_known_or_not_allowed_is_refused(
    licence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(build_licences.STATED, "qrcode", licence)
    with pytest.raises(LicenceUnknown, match="see STATED and ALLOWED"):
        build_licences.python_package("qrcode", PINNED["qrcode"])
