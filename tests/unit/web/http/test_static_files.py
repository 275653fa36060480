"""Stylesheets, scripts and icons."""

import pytest

from chalicelib.web.http.static_addresses import static_address
from chalicelib.web.http.static_files import FILES
from tests.unit.web.site import Site


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("styles/style.css", "text/css"),
        ("images/icon.svg", "image/svg+xml"),
        ("embed.js", "text/javascript"),
    ],
)
def test_a_file_has_its_type_and_is_nothing_else(site: Site, name: str, kind: str) -> None:
    response = site.get(f"/static/{name}")
    assert response.status == 200
    assert response.header("Content-Type").split(";")[0] == kind
    assert response.header("X-Content-Type-Options") == "nosniff"
    assert response.text == FILES[name].read_text("utf-8")


def test_a_file_is_kept_for_a_year_under_the_address_of_its_content(site: Site) -> None:
    versioned = site.get(static_address("", "styles/style.css"))
    assert versioned.header("Cache-Control") == "public, max-age=31536000, immutable"
    assert site.get("/static/styles/style.css").header("Cache-Control") == "no-cache"


def test_what_is_not_in_the_list_is_not_there(site: Site) -> None:
    assert site.get("/static/styles/missing.css").status == 404
