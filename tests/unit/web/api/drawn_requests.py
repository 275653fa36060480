"""Requests drawn from the OpenAPI document, valid ones and others, and what answers must be."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from urllib3 import HTTPResponse

from chalicelib.web.api import openapi
from tests.unit.web.site import Client, Response

DOCUMENT = openapi.document("/")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SAME_EACH_RUN = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]


def answered(site: Client, case: Any) -> requests.Response:
    """The service's answer to a case, as the checks take it."""
    sent = requests.Request(
        **{
            name: value
            for name, value in case.as_transport_kwargs(base_url="http://waypost.example").items()
            if name in ("method", "url", "headers", "params", "json", "data", "cookies")
        }
    ).prepare()
    headers = {name: _text(value) for name, value in sent.headers.items()}
    headers.pop("Cookie", None)  # the desk's own
    if (case.method, case.path) == ("DELETE", "/v1/session"):
        headers["Cookie"] = f"{site.cookie.partition('=')[0]}=another"  # the desk goes on
    if case.method in ("POST", "DELETE"):
        headers["Origin"] = site.origin
    body = sent.body or b""
    assert isinstance(body, bytes | str)
    data = body if isinstance(body, bytes) else body.encode()
    answer: Response = site.request(case.method, sent.path_url, headers=headers, body=data)
    made = requests.Response()
    made.status_code = answer.status
    made._content = answer.body
    made.raw = HTTPResponse(headers={name: answer.header(name) for name in answer.headers})
    made.headers.update(made.raw.headers)
    made.request = sent
    made.url = sent.url or ""
    return made


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def drawn() -> Iterator[Any]:
    """Every operation with what it may be sent, and with what it may not, where that can be."""
    for operation in OPERATIONS:
        described = DOCUMENT["paths"][operation.path][operation.method]
        names = {parameter["name"] for parameter in described.get("parameters", ())} - {
            "If-None-Match"
        }
        for mode in GenerationMode:
            if mode is GenerationMode.POSITIVE or names or "requestBody" in described:
                yield pytest.param(operation, mode, id=f"{operation.label} {mode.value}")
