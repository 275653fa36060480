"""What the benchmark of pages counts: all that a browser loads for one, as it is sent."""

import gzip
import re

import pytest

from benchmarks.page import files_of, next_query, sent_bytes
from chalicelib.web.http.static_files import FILES
from tools import build_frontend

PAGE = """<link rel="icon" href="/static/1111111111/images/icon.svg">
<link rel="stylesheet" href="/static/2222222222/styles/style.css">
<script src="/static/3333333333/finder/results.js"></script>
<div data-script="/static/4444444444/vendor/map.js"
data-style="/static/5555555555/styles/map.css"></div>"""


def test_a_page_counts_with_its_style_its_script_and_its_icon() -> None:
    assert files_of(PAGE) == ["finder/results.js", "images/icon.svg", "styles/style.css"]


@pytest.mark.skipif(bool(build_frontend.missing(build_frontend.BUILT)), reason="built without npm")
def test_what_a_page_loads_is_all_in_one_script() -> None:
    for name in build_frontend.PAGES:
        assert not re.search(r'\b(?:from|import)\s*"', FILES[name].read_text("utf-8")), name


def test_what_is_loaded_on_a_tap_only_is_not_counted() -> None:
    assert not {"vendor/map.js", "styles/map.css"} & set(files_of(PAGE))


def test_a_small_body_is_sent_as_it_is_and_a_large_one_compressed() -> None:
    assert sent_bytes("a" * 1_023) == 1_023
    assert sent_bytes("é" * 512) == len(gzip.compress(("é" * 512).encode(), 6, mtime=0))


def test_the_next_page_is_the_one_that_the_page_links_to() -> None:
    link = '<a class="button" rel="next" href="/?place=New+York&amp;cursor=a%2Cb">More</a>'
    assert next_query(link) == {"place": "New York", "cursor": "a,b"}
    assert next_query("<a href='/?place=New+York'>Again</a>") is None
