"""Which browser the tests get."""

from pathlib import Path

import pytest

from tools import browser


def put(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for Playwright's own downloads."""
    folder = tmp_path / "downloads"
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(folder))
    return folder


def test_a_headless_shell_is_taken_before_a_whole_browser(tmp_path: Path) -> None:
    path = {"PATH": str(tmp_path)}
    whole = put(tmp_path / "chromium")
    assert browser.find(path) == whole
    shell = put(tmp_path / "chromium-headless-shell")
    assert browser.find(path) == shell
    assert browser.find(path, browser.WHOLE) == whole
    assert browser.find({**path, "CHROMIUM": whole}) == whole
    assert browser.find({**path, "CHROMIUM": "chromium"}) == whole


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["chrome-headless-shell-linux64/chrome-headless-shell", "chrome-linux/headless_shell"]
)
def test_the_headless_shell_that_playwright_installs_is_found(
    name: str, tmp_path: Path, downloaded: Path
) -> None:
    from playwright.sync_api import sync_playwright

    nowhere = {"PATH": str(tmp_path)}
    assert browser.find(nowhere) is None
    with sync_playwright() as playwright:
        whole = Path(playwright.chromium.executable_path)
    version = whole.relative_to(downloaded).parts[0].removeprefix("chromium-")
    put(whole)
    assert browser.find(nowhere) == str(whole)
    shell = put(downloaded / f"chromium_headless_shell-{version}" / name)
    assert browser.find(nowhere) == shell
