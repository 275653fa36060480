"""Which browser the tests get."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tools import browser


def put(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


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
def test_the_headless_shell_that_playwright_installs_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with sync_playwright() as playwright:
        whole = Path(playwright.chromium.executable_path)
    put(whole)
    folder = whole.relative_to(tmp_path).parts[0].replace("chromium-", "chromium_headless_shell-")
    shell = put(tmp_path / folder / "chrome-headless-shell-linux64" / "chrome-headless-shell")
    assert browser.find({"PATH": ""}) == shell
