"""What search engines may ask for."""

import re

import pytest

from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Site

MEETING = f"/meetings/{meeting('evening').id}"


def allows(text: str, path: str) -> bool:
    """Whether the rules let a crawler ask for a path: the longest that fits counts, and of two
    equal ones the one that allows (RFC 9309 section 2.2.2)."""
    agent, *lines = text.splitlines()
    assert agent == "User-agent: *"
    best = (0, True)
    for line in lines:
        verb, _, pattern = line.partition(": ")
        assert verb in ("Allow", "Disallow")
        fits = re.escape(pattern).replace(r"\*", ".*").replace(r"\$", "$")
        if re.match(fits, path):
            best = max(best, (len(pattern), verb == "Allow"))
    return best[1]


@pytest.mark.parametrize(
    "path",
    ["/", MEETING, "/what-to-expect", "/courts", "/developers", "/?place=Chicago", "/static/x/y"],
)
def test_what_people_look_for_may_be_found(site: Site, path: str) -> None:
    assert allows(site.get("/robots.txt").text, path)


@pytest.mark.parametrize(
    "path",
    [
        "/?place=Chicago&day=1",
        "/?near=40.71,-74.01",
        "/?attendance=online",
        "/?day=1&place=Chicago",
        "/print?place=Chicago",
        "/embed?place=Chicago",
        "/results.geojson?place=Chicago",
        f"{MEETING}/report",
        f"{MEETING}/calendar.ics",
        "/v",
        "/v?fresh=fr",
        "/v/check",
        "/t",
        "/mine",
        "/saved",
        "/station",
        "/facilitate",
        "/facilitate/give/x",
        "/sign-in",
        "/v1/meetings",
        "/feeds/meetings.csv",
        "/cells/dr5r/3.json",
        "/pages/en/v",
        "/health/ready",
        "/.well-known/jwks.json",
    ],
)
def test_what_is_one_persons_or_for_software_or_one_of_endless_searches_may_not(
    site: Site, path: str
) -> None:
    assert not allows(site.get("/robots.txt").text, path)


def test_the_rules_are_plain_text_below_the_path_of_the_deployment(site: Site) -> None:
    site.stage = "/api"
    answer = site.get("/robots.txt")
    assert answer.header("Content-Type") == "text/plain; charset=utf-8"
    assert answer.header("Cache-Control") == "public, max-age=3600"
    assert allows(answer.text, "/api/") and not allows(answer.text, "/api/v1/meetings")
