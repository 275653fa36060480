"""Offline shells: what a worker stores, its version, manifests; their addresses and scopes, which
never change."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from chalicelib.web.facilitator import meetings
from chalicelib.web.finder import saved
from chalicelib.web.http import offline_shell
from chalicelib.web.http.offline_shell import Manifest, OfflineShell
from chalicelib.web.http.static_addresses import name_at
from chalicelib.web.participant import mine
from chalicelib.web.verifier import station
from tests.unit.web.site import Site
from tools import build_pages

SHELL = OfflineShell(
    worker="some.js",
    page="./page",
    manifest="./page.webmanifest",
    files=("some/page.js",),
    libraries=("vendor/first.js", "vendor/second.js"),
    later=("vendor/large.js",),
)
FILES = ("styles/style.css", "images/icon.svg", "some/page.js", "vendor/first.js")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A build without the second library."""
    for name in (*FILES, "vendor/large.js"):
        file = tmp_path / "static" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    (tmp_path / "workers").mkdir()
    (tmp_path / "workers" / "some.js").write_text("work();\n")
    return tmp_path


def constants(script: str) -> dict[str, Any]:
    """Returns the constants that stand before a worker's code."""
    return {name: json.loads(value) for name, value in re.findall(r"const (\w+) = (.*);\n", script)}


def names_of(addresses: list[str]) -> list[str]:
    """The names of the files at those addresses."""
    return [name_at(address.removeprefix("./static/"))[0] for address in addresses]


def test_the_page_comes_first_and_every_static_file_by_its_content(built: Path) -> None:
    page, manifest, *static = offline_shell.stored_addresses(SHELL, built)
    assert (page, manifest) == ("./page", "./page.webmanifest")
    assert all(re.match(r"\./static/[0-9a-f]{10}/", address) for address in static)
    assert names_of(static) == list(FILES)


def test_a_shell_may_have_neither_page_nor_manifest(built: Path) -> None:
    shell = OfflineShell(worker="some.js", files=())
    addresses = offline_shell.stored_addresses(shell, built)
    assert names_of(addresses) == ["styles/style.css", "images/icon.svg"]


def test_what_a_page_needs_must_be_built(built: Path) -> None:
    shell = OfflineShell(worker="some.js", files=("missing.js",))
    with pytest.raises(FileNotFoundError):
        offline_shell.stored_addresses(shell, built)


def test_the_worker_begins_with_what_it_stores(built: Path) -> None:
    script = offline_shell.worker_script(SHELL, "<p>page", "{}", built=built)
    assert script.endswith("work();\n")
    found = constants(script)
    assert found.keys() == {"VERSION", "FILES", "LATER"}
    assert found["FILES"] == offline_shell.stored_addresses(SHELL, built)
    assert names_of(found["LATER"]) == ["vendor/large.js"]


def test_the_version_changes_with_all_that_is_stored_and_with_nothing_else(built: Path) -> None:
    def version() -> str:
        script = offline_shell.worker_script(SHELL, "<p>page", "{}", built=built)
        return str(constants(script)["VERSION"])

    versions = [version()]
    assert version() == versions[0]
    for name in ("some/page.js", "vendor/first.js", "vendor/second.js", "vendor/large.js"):
        (built / "static" / name).write_text("changed")
        versions.append(version())
    for texts in (("<p>another page", "{}"), ("<p>page", '{"name": "x"}')):
        script = offline_shell.worker_script(SHELL, *texts, built=built)
        versions.append(str(constants(script)["VERSION"]))
    assert len(set(versions)) == len(versions) == 7


def test_a_manifest_says_what_installs_the_page(built: Path) -> None:
    manifest = Manifest(name="Name: Ü", short_name="Name", language="ar", start_url="./page")
    text = offline_shell.manifest_text(manifest, built)
    assert "Ü" in text
    found = json.loads(text)
    (icon,) = found.pop("icons")
    assert names_of([icon.pop("src")]) == ["images/icon.svg"]
    assert icon == {"sizes": "any", "type": "image/svg+xml"}
    assert found == {
        "name": "Name: Ü",
        "short_name": "Name",
        "lang": "ar",
        "dir": "rtl",
        "start_url": "./page",
        "scope": "./page",
        "display": "minimal-ui",
        "background_color": "#faf6ee",
        "theme_color": "#faf6ee",
    }


# What phones have installed


@pytest.mark.parametrize(
    "path",
    ["/finder-worker.js", "/mine-worker.js", "/facilitate-worker.js", "/station-worker.js"],
)
def test_every_worker_stands_where_phones_ask_for_it(bare_site: Site, path: str) -> None:
    answer = bare_site.get(path)
    assert answer.status == 200
    assert answer.header("Content-Type") == "text/javascript; charset=utf-8"
    assert answer.header("Cache-Control") == "private, no-cache"
    assert answer.header("Content-Security-Policy") == "default-src 'none'; connect-src 'self'"
    assert answer.header("X-Content-Type-Options") == "nosniff"
    assert constants(answer.text).keys() >= {"VERSION", "FILES", "LATER"}


@pytest.mark.parametrize(
    ("path", "scope", "app_id"),
    [
        ("/site.webmanifest", "./", "./"),
        ("/mine.webmanifest", "./mine", "./mine"),
        ("/station.webmanifest", "./station", None),
    ],
)
def test_every_manifest_has_the_scope_that_phones_have_installed(
    bare_site: Site, path: str, scope: str, app_id: str | None
) -> None:
    answer = bare_site.get(path)
    assert answer.status == 200
    assert answer.header("Content-Type") == "application/manifest+json; charset=utf-8"
    assert answer.header("Cache-Control") == "private, no-cache"
    manifest = json.loads(answer.text)
    assert manifest["scope"] == manifest["start_url"] == scope
    assert manifest.get("id") == app_id


def test_workers_answer_with_the_pages_that_phones_open() -> None:
    assert saved.SHELL.page == "./saved"
    assert mine.SHELL.page == "./mine"
    assert station.SHELL.page == "./station"
    assert {station.OTHERS, station.LISTS} <= set(station.SHELL.files)
    assert meetings.SHELL.page == ""  # a facilitator's own pages, which the worker fetches


def test_the_desks_manifest_is_its_own() -> None:
    manifest = json.loads(build_pages.station_manifest("en"))
    assert manifest["display"] == "standalone"
    assert manifest["theme_color"] == "#0b4a4d"
