"""Only rules that a page cannot use are taken from its stylesheet."""

import pytest

from tools.page_style import Names, usable_rules

PAGE = """<main id="main" class="check wide"><p class="quiet" hidden>Text</p>
<a href="x" data-tone="good">Y</a></main>"""
NAMES = Names.of(PAGE, ["""t.split(/[\\s"]/);put(p,"whole",`${q} warns`);call(q,'to keep');"""])


@pytest.mark.parametrize(
    "selector",
    [
        "p",
        "*",
        "p.quiet[hidden]",
        "#main>.quiet",
        ".check a:hover",
        "::placeholder",
        "main:not(.other)",
        "main :is(.other,.else)",
        "#main:has(h1)~p",
        "[dir=rtl] .check",
        ".whole",
        ".keep:before",
        ".warns",
        "a+a",
        "a.good",
    ],
)
def test_a_rule_that_may_match_stays(selector: str) -> None:
    rule = f"{selector}{{color:red}}"
    assert usable_rules(rule, NAMES) == rule


@pytest.mark.parametrize(
    "selector", ["h1", ".other", "#result", "p.other", ".check>.other", "main:not(.a) ul", "#quiet"]
)
def test_a_rule_that_matches_nothing_goes(selector: str) -> None:
    assert usable_rules(f"{selector}{{color:red}}", NAMES) == ""


def test_the_rest_of_a_list_stays() -> None:
    assert usable_rules("h1, p,:is(h2,a)  ,ul{a:b}", NAMES) == "p,:is(h2,a){a:b}"


def test_order_stays_and_conditions_go_with_the_last_rule_in_them() -> None:
    css = "/* p{} */a{x:y}@media print{ul{a:b}p{c:d}}@media(width:1px){ul{a:b}}p{e:f}"
    assert usable_rules(css, NAMES) == "a{x:y}@media print{p{c:d}}p{e:f}"


def test_other_at_rules_stay_as_they_are() -> None:
    assert usable_rules("@page{margin:1cm}", NAMES) == "@page{margin:1cm}"


def test_a_block_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="no end"):
        usable_rules("p{a:b", NAMES)


def test_a_pattern_with_a_quote_hides_no_word_of_a_script() -> None:
    names = Names.of("<p>Text</p>", ["""split(/["`]/),put(p,`${kind} warns`)"""])
    assert usable_rules(".warns p{a:b}", names)
