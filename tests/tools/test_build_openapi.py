"""The OpenAPI document as `make build` makes it from its YAML."""

import json

from chalicelib.web.api import openapi
from chalicelib.web.http import params
from tools import build_openapi

SEARCHED = """
paths:
  /search:
    get:
      x-search-parameters: {radius: Another description.}
      parameters: [{name: page, in: query}]
  /other:
    get: {summary: Not a search}
"""


def test_what_is_built_is_what_is_written() -> None:
    written = build_openapi.document(build_openapi.SOURCE.read_text("utf-8"))
    assert json.loads(openapi.BUILT_DOCUMENT.read_text("utf-8")) == written, "run `make build`"


def test_a_search_gets_its_parameters_before_its_own() -> None:
    described = build_openapi.document(SEARCHED)["paths"]
    parameters = described["/search"]["get"]["parameters"]
    assert [parameter["name"] for parameter in parameters] == [
        *(parameter.name for parameter in params.SEARCH),
        "page",
    ]
    radius = next(parameter for parameter in parameters if parameter["name"] == "radius")
    assert radius["description"] == "Another description."
    assert radius["schema"]["pattern"] == params.RADIUS.schema["pattern"]
    assert described["/other"]["get"] == {"summary": "Not a search"}


def test_a_parameter_with_several_values_is_a_list_joined_by_commas() -> None:
    day = next(
        parameter for parameter in build_openapi.search_parameters({}) if parameter["name"] == "day"
    )
    assert (day["schema"]["type"], day["style"], day["explode"]) == ("array", "form", False)
    assert day["example"] == ["1", "3"]
