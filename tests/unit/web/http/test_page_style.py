"""The style within public pages: all of it, small, and let in by its hash."""

import base64
import gzip
import hashlib
from pathlib import Path

import pytest

from chalicelib.web.files import STATIC
from chalicelib.web.finder.meeting import MeetingPage
from chalicelib.web.finder.results import ResultsPage
from chalicelib.web.http import page_style

MAX_BYTES = 5 * 1024  # compressed


@pytest.mark.parametrize("page", [ResultsPage, MeetingPage])
def test_it_is_what_the_linked_files_say(page: type) -> None:
    for name in (*page_style.COMMON, *getattr(page, "own_styles", ())):
        assert (STATIC / name).read_text("utf-8").strip() in page_style.text(page)


@pytest.mark.parametrize("page", [ResultsPage, MeetingPage])
def test_it_is_small(page: type) -> None:
    assert len(gzip.compress(page_style.text(page).encode())) <= MAX_BYTES


def test_results_do_not_carry_what_only_a_meetings_own_page_has() -> None:
    assert ".times" in page_style.text(MeetingPage)
    assert ".times" not in page_style.text(ResultsPage)


@pytest.mark.parametrize("page", [ResultsPage, MeetingPage])
def test_its_hash_is_that_of_every_byte(page: type) -> None:
    digest = hashlib.sha256(page_style.text(page).encode()).digest()
    assert page_style.source(page) == f"'sha256-{base64.b64encode(digest).decode()}'"


def test_a_file_that_is_built_anew_is_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in page_style.COMMON:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a{}")
    monkeypatch.setattr(page_style, "STATIC", tmp_path)
    assert page_style.text(ResultsPage) == "a{}a{}"
    (tmp_path / page_style.COMMON[0]).write_text("bold{}")
    assert page_style.text(ResultsPage) == "bold{}a{}"


def test_a_style_that_could_end_its_element_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in page_style.COMMON:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a{content:'</style>'}")
    monkeypatch.setattr(page_style, "STATIC", tmp_path)
    with pytest.raises(ValueError, match="no <"):
        page_style.text(ResultsPage)
