"""What the benchmark of pages counts: all that a browser loads for one, as it is sent."""

import gzip

from benchmarks.page import files_of, next_query, sent_bytes

PAGE = """<link rel="icon" href="/static/icon.svg?v=1"><link rel="stylesheet"
href="/static/style.css?v=2"><script src="/static/first.js?v=3" defer></script>
<div data-script="/static/map.js?v=4" data-style="/static/map.css?v=5"></div>"""
TEXTS = {
    "icon.svg": "<svg/>",
    "style.css": "a { content: 'from\"./never.js\"' }",
    "first.js": 'import{a}from"./second.js";later(import(address));',
    "second.js": 'import "./third.js"; import { b } from "./first.js";',
    "third.js": "",
    "map.js": "",
    "map.css": "",
}


def test_a_page_counts_with_what_its_scripts_import() -> None:
    loaded = files_of(PAGE, TEXTS)
    assert {"icon.svg", "style.css", "first.js", "second.js", "third.js"} == set(loaded)
    assert len(loaded) == 5


def test_what_is_loaded_on_a_tap_only_is_not_counted() -> None:
    assert not {"map.js", "map.css"} & set(files_of(PAGE, TEXTS))


def test_a_small_body_is_sent_as_it_is_and_a_large_one_compressed() -> None:
    assert sent_bytes("a" * 1_023) == 1_023
    assert sent_bytes("é" * 512) == len(gzip.compress(("é" * 512).encode(), 6, mtime=0))


def test_the_next_page_is_the_one_that_the_page_links_to() -> None:
    link = '<a class="button" rel="next" href="/?place=New+York&amp;cursor=a%2Cb">More</a>'
    assert next_query(link) == {"place": "New York", "cursor": "a,b"}
    assert next_query("<a href='/?place=New+York'>Again</a>") is None
