"""What a page's browser may load: of this host everything that pages have, of others nothing."""

from chalicelib.web.finder.meeting import MeetingPage
from chalicelib.web.finder.results import ResultsPage
from chalicelib.web.http import page_style
from chalicelib.web.http.policy import content_security_policy, page_policy
from chalicelib.web.participant.mine import MinePage


def directives(policy: str) -> dict[str, str]:
    """Returns the sources of each directive."""
    return dict(part.split(" ", 1) for part in policy.split("; "))


def test_by_itself_a_policy_lets_in_this_host_alone() -> None:
    found = directives(content_security_policy())
    assert found["default-src"] == found["base-uri"] == found["frame-ancestors"] == "'none'"
    assert found["style-src"] == found["script-src"] == "'self'"
    assert not any("unsafe" in sources or "http" in sources for sources in found.values())


def test_a_page_that_carries_its_style_may_use_that_one_and_linked_ones() -> None:
    for page in (ResultsPage, MeetingPage):
        sources = directives(page_policy(page))["style-src"]
        assert sources == f"'self' {page_style.source(page)}"
    assert directives(page_policy(MinePage))["style-src"] == "'self'"


def test_a_page_may_ask_the_origins_that_it_names_and_no_other() -> None:
    asked = ("https://b.example", "https://a.example:8443", "https://b.example")
    found = directives(content_security_policy(asked=asked))
    assert found["connect-src"] == "'self' https://a.example:8443 https://b.example"
    assert found["img-src"] == "'self' data: blob:"


def test_further_pictures_stand_beside_our_own() -> None:
    found = directives(page_policy(MinePage, images="https://tiles.example"))
    assert found["img-src"] == "'self' https://tiles.example data: blob:"
