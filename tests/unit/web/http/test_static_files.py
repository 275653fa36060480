"""Stylesheets, scripts and icons."""

import pytest

from chalicelib.web.http.static_addresses import static_address
from chalicelib.web.http.static_files import FILES, objects
from tests.unit.web.site import Site

STYLE = "styles/style.css"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (STYLE, "text/css"),
        ("images/icon.svg", "image/svg+xml"),
        ("embed.js", "text/javascript"),
    ],
)
def test_a_file_has_its_type_and_is_nothing_else(site: Site, name: str, kind: str) -> None:
    for address in (f"/static/{name}", static_address("", name)):
        response = site.get(address)
        assert response.status == 200
        assert response.header("Content-Type").split(";")[0] == kind
        assert response.header("X-Content-Type-Options") == "nosniff"
        assert response.text == FILES[name].read_text("utf-8")


@pytest.mark.parametrize("name", [STYLE, "embed.js"])
def test_a_file_is_kept_for_a_year_under_the_hash_of_its_content_and_no_other(
    site: Site, name: str
) -> None:
    current = site.get(static_address("", name))
    assert current.header("Cache-Control") == "public, max-age=31536000, immutable"
    for through in ({}, {"X-Waypost-Via": "cdn"}):
        for other in ("0123456789", "ffffffffff"):
            earlier = site.get(f"/static/{other}/{name}", **through)  # as an older page asks for it
            assert (earlier.status, earlier.body) == (200, current.body)
            assert earlier.header("Cache-Control") == "no-cache"
    for address in (f"/static/{name}", f"/static/{name}?v=0123456789"):
        assert site.get(address).header("Cache-Control") == "private, no-cache"


def test_who_has_a_file_already_is_sent_nothing(site: Site) -> None:
    for address in (f"/static/{STYLE}", f"/static/0123456789/{STYLE}"):
        tag = site.get(address).header("ETag")
        again = site.get(address, **{"If-None-Match": tag})
        assert (again.status, again.body, again.header("ETag")) == (304, b"", tag)


@pytest.mark.parametrize(
    "path",
    ["styles/missing.css", "0123456789/missing.css", "0123456789", "styles", "012345678/embed.js"],
)
def test_what_is_not_in_the_list_is_not_there(site: Site, path: str) -> None:
    assert site.get(f"/static/{path}").status == 404


def test_a_bucket_is_given_every_file_as_the_application_answers_it(site: Site) -> None:
    given = list(objects())
    assert {each.file for each in given} == set(FILES.values())
    for each in given:
        answer = site.get(f"/{each.key}")
        assert answer.body == each.file.read_bytes()
        for name, value in each.headers.items():
            assert answer.header(name) == value, each.key
