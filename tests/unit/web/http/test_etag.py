"""`If-None-Match`, at every address whose answer has an entity tag (RFC 9110 section 13.1.2)."""

import pytest

from chalicelib.web.http.etag import etag_matches, quick_etag, strong_etag, weak_etag
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Site, put_meetings

TAG, OTHER = strong_etag("content"), strong_etag("other content")
EVENING = meeting("evening", weekdays=tuple(range(7)))
TAGGED = (
    "/v1/openapi.json",
    "/v1/withdrawals.json",
    "/.well-known/jwks.json",
    "/feeds/meeting-guide.json",
    "/feeds/meetings.csv",
    "/feeds/meetings.geojson",
    "/feeds/meetings.ics",
    f"/meetings/{EVENING.id}/calendar.ics",
)


def test_a_tag_changes_with_the_content_and_says_whether_it_is_weak() -> None:
    assert strong_etag("content") == TAG
    assert TAG != OTHER
    assert weak_etag("content") == f"W/{TAG}"
    assert quick_etag("content") == quick_etag(b"content")
    assert len({quick_etag(text) for text in ("", "in 25 min", "in 24 min", "in 25 mins")}) == 4
    assert etag_matches(quick_etag("content"), quick_etag("content"))


@pytest.mark.parametrize(
    "header",
    [TAG, f"W/{TAG}", f"{OTHER}, {TAG}", f"{OTHER},W/{TAG} ", f'"a,b",{TAG}', "*", " * "],
)
def test_a_tag_that_is_held_is_named_whether_weak_or_strong(header: str) -> None:
    assert etag_matches(TAG, header)
    assert etag_matches(f"W/{TAG}", header)


@pytest.mark.parametrize(
    "header", ["", OTHER, TAG.strip('"'), f'"x{TAG[1:]}', '"*"', f'"{TAG[1:-1]}, {OTHER[1:]}', "W/"]
)
def test_anything_else_does_not_name_it(header: str) -> None:
    assert not etag_matches(TAG, header)


@pytest.mark.parametrize("path", TAGGED)
def test_every_address_with_a_tag_goes_by_the_same_rule(site: Site, path: str) -> None:
    put_meetings(EVENING)
    tag = site.get(path).header("ETag")
    other = 'W/"other"'
    for held in (tag, f"W/{tag.removeprefix('W/')}", f"{other}, {tag}", "*"):
        answer = site.get(path, **{"If-None-Match": held})
        assert (answer.status, answer.body, answer.header("ETag")) == (304, b"", tag), held
    for held in (other, tag.removeprefix("W/").strip('"'), '"*"'):
        assert site.get(path, **{"If-None-Match": held}).status == 200, held
