"""What developers read: the document, and the same as a page."""

from chalicelib.web.api import openapi
from tests.unit.web.site import Site


def test_the_document_is_fresh_for_an_hour_and_its_tag_goes_with_the_address(site: Site) -> None:
    response = site.get("/v1/openapi.json")
    assert response.header("Cache-Control") == "public, max-age=3600"
    assert response.json == openapi.document("/")
    tag = response.header("ETag")
    site.stage = "/api"
    below = site.get("/v1/openapi.json")
    assert below.json == openapi.document("/api")
    assert below.header("ETag") != tag


def test_the_page_says_each_parameter_with_what_it_means(site: Site) -> None:
    page = site.get("/developers").page
    (near,) = [
        parameter
        for parameter in openapi.document("/")["paths"]["/v1/meetings"]["get"]["parameters"]
        if parameter["name"] == "near"
    ]
    assert near["description"] in page.text
    assert page.all("a", href="/v1/openapi.json")
