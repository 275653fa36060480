"""Addresses of static files: they change with the content."""

import re
from pathlib import Path

import pytest

from chalicelib.web.http.static_addresses import optional_address, static_address


def test_a_static_files_address_changes_with_its_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    before = static_address("/api", "a.css", tmp_path)
    assert re.fullmatch("/api/static/[0-9a-f]{10}/a.css", before)
    (tmp_path / "a.css").write_text("b{color:red}")
    assert static_address("/api", "a.css", tmp_path) != before
    with pytest.raises(FileNotFoundError):
        static_address("", "missing.css", tmp_path)


def test_a_library_that_was_not_built_has_no_address(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("a()")
    assert optional_address("", "a.js", tmp_path) == static_address("", "a.js", tmp_path)
    assert optional_address("", "missing.js", tmp_path) == ""
