"""What is built of frontend/, with npm and without."""

import re
from pathlib import Path

import pytest

from tools import build_frontend

_IMPORTED = re.compile(r'^(?:import|export) [^"]*"(\.[^"]+)";', re.MULTILINE)


@pytest.fixture(scope="module")
def unbundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is built where there is no npm."""
    folder = tmp_path_factory.mktemp("built")
    nowhere = {"PATH": str(folder / "nowhere"), "XDG_CACHE_HOME": str(folder / "cache")}
    with pytest.raises(build_frontend.BundlesUnavailable, match=r"not installed|esbuild"):
        build_frontend.build(folder, nowhere)
    return folder


def test_without_npm_each_script_is_where_pages_ask_for_it(unbundled: Path) -> None:
    absent = {f"static/{name}" for name in build_frontend.LIBRARIES}
    assert set(build_frontend.missing(unbundled)) == absent
    assert (unbundled / "static/styles/style.css").is_file()
    assert (unbundled / "static/images/icon.svg").is_file()


def test_without_npm_each_module_finds_those_that_it_imports(unbundled: Path) -> None:
    seen = 0
    for file in (unbundled / "static").rglob("*.js"):
        for address in _IMPORTED.findall(file.read_text("utf-8")):
            assert (file.parent / address).resolve().is_file(), (file.name, address)
            seen += 1
    assert seen > 50


def test_every_script_of_a_page_is_built(unbundled: Path) -> None:
    """Each page names its own; what is not a page's is a module of some."""
    imported = {
        (file.parent / address).resolve()
        for file in (unbundled / "static").rglob("*.js")
        for address in _IMPORTED.findall(file.read_text("utf-8"))
    }
    entries = {
        file.relative_to(unbundled / "static").as_posix()
        for file in (unbundled / "static").rglob("*.js")
        if file.resolve() not in imported
    }
    assert entries == {*build_frontend.PAGES, *build_frontend.CLASSIC}
