"""The OpenAPI document is what the service does: every address of it, and no undocumented answer to
anything that is made from it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from schemathesis import GenerationMode

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Conference
from chalicelib.verification.core.checking import Outcome
from chalicelib.web.http import params
from chalicelib.web.routes import ROUTES
from tests.unit.meetings.factories import meeting
from tests.unit.web.api.drawn_requests import CHECKS, DOCUMENT, SAME_EACH_RUN, answered, drawn
from tests.unit.web.site import Site, put_meetings

EVENING = meeting("evening", weekdays=tuple(range(7)), start_min=6 * 60 + 30)
FAR = meeting(
    "far",
    attendance=AttendanceOption.ONLINE,
    point=None,
    conference=Conference("https://zoom.us/j/1"),
)


@pytest.fixture(scope="module")
def desk(site_for_module: Site) -> Site:
    put_meetings(EVENING, FAR)
    site_for_module.sign_in(EVENING)
    return site_for_module


def test_the_document_says_what_a_place_is_and_what_narrows_a_whole_feed() -> None:
    search = DOCUMENT["paths"]["/v1/meetings"]["get"]
    (place,) = [parameter for parameter in search["parameters"] if parameter["name"] == "place"]
    assert "postal code" in place["description"] and "ZIP" not in place["description"]
    feed = DOCUMENT["paths"]["/feeds/meetings.csv"]["get"]
    for name in ("type", "words", "time", "after", "before", "entity", "verification"):
        assert f"`{name}`" in feed["description"]
    (radius,) = [parameter for parameter in feed["parameters"] if parameter["name"] == "radius"]
    assert "25km" in radius["description"]


@pytest.mark.parametrize(("operation", "mode"), list(drawn()))
@settings(SAME_EACH_RUN, max_examples=10)
@given(data=st.data())
def test_every_answer_is_one_that_the_document_names(
    operation: Any, mode: GenerationMode, desk: Site, data: st.DataObject
) -> None:
    case = data.draw(operation.as_strategy(generation_mode=mode))
    case.validate_response(answered(desk, case), checks=CHECKS)


def test_the_document_is_sound() -> None:
    validate(DOCUMENT)


def test_every_address_for_software_is_in_it_and_no_other() -> None:
    for_software = ("/v1/", "/feeds/", "/cells/", "/.well-known/", "/health")
    answered_here = {
        (route.path, route.method.lower())
        for routes in ROUTES.values()
        for route in routes
        if route.path.startswith(for_software) or route.path.endswith(".ics")
    }
    documented = {
        (path, method) for path, methods in DOCUMENT["paths"].items() for method in methods
    }
    assert documented == answered_here


def test_every_search_field_is_in_it() -> None:
    parameters = DOCUMENT["paths"]["/v1/meetings"]["get"]["parameters"]
    assert [parameter["name"] for parameter in parameters] == [
        parameter.name for parameter in params.SEARCH
    ]
    feed = DOCUMENT["paths"]["/feeds/meetings.csv"]["get"]["parameters"]
    assert [parameter["name"] for parameter in feed][: len(parameters)] == [
        parameter["name"] for parameter in parameters
    ]


def test_every_outcome_is_in_it() -> None:
    check = DOCUMENT["components"]["schemas"]["Check"]["properties"]
    assert check["outcome"]["enum"] == [outcome.value for outcome in Outcome]


# Its own order


def references(part: Any) -> Iterator[str]:
    """Every `$ref` below a part of the document."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for below in part.values():
            yield from references(below)
    elif isinstance(part, list):
        for below in part:
            yield from references(below)


def test_every_operation_has_a_name_of_its_own_a_known_tag_and_a_summary() -> None:
    operations = [
        operation for methods in DOCUMENT["paths"].values() for operation in methods.values()
    ]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    tags = [tag["name"] for tag in DOCUMENT["tags"]]
    assert {tag for operation in operations for tag in operation["tags"]} == set(tags)
    for operation in operations:
        assert len(operation["tags"]) == 1
        assert operation["summary"][0].isupper() and not operation["summary"].endswith(".")
        assert {"405", "503"} <= operation["responses"].keys()
        assert ("415" in operation["responses"]) == ("requestBody" in operation)
        assert ("401" in operation["responses"]) <= ("session" in str(operation))


def test_every_shape_and_answer_is_used_and_no_other_is_named() -> None:
    defined = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "responses")
        for name in DOCUMENT["components"][kind]
    }
    assert set(references(DOCUMENT)) == defined


def test_every_parameter_is_described_once() -> None:
    for path, methods in DOCUMENT["paths"].items():
        for operation in methods.values():
            parameters = operation.get("parameters", [])
            names = [(parameter["in"], parameter["name"]) for parameter in parameters]
            assert len(names) == len(set(names)), path
            in_path = {name for where, name in names if where == "path"}
            assert in_path == set(re.findall(r"\{(\w+)\}", path)), path


def test_the_document_is_served_to_any_origin_with_a_tag(site: Site) -> None:
    answer = site.get("/v1/openapi.json")
    assert answer.json == json.loads(json.dumps(DOCUMENT))
    assert answer.header("Access-Control-Allow-Origin") == "*"
    again = site.get("/v1/openapi.json", **{"If-None-Match": answer.header("ETag")})
    assert again.status == 304
    site.stage = "/api"
    assert site.get("/v1/openapi.json").json["servers"] == [{"url": "/api"}]


def test_the_page_for_people_names_every_address_and_parameter(site: Site) -> None:
    page = site.get("/developers").page
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            assert f"{method.upper()} {path}" in page.text
            assert operation["summary"] in page.text
    for parameter in DOCUMENT["paths"]["/v1/meetings"]["get"]["parameters"]:
        assert parameter["name"] in page.text
    assert "`" not in page.text
    assert "/v1/openapi.json" in page.links()
