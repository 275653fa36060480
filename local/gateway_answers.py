"""What API Gateway answers itself, without the application: read from the template that deploys it.

See `GatewayResponses` of AWS::Serverless::Api.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from chalicelib import settings

TEMPLATE = Path(__file__).resolve().parent.parent / ".chalice" / "resources.json"
_KINDS = {
    HTTPStatus.NOT_FOUND: "MISSING_AUTHENTICATION_TOKEN",  # AWS's name for "there is no route"
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "REQUEST_TOO_LARGE",
    HTTPStatus.TOO_MANY_REQUESTS: "THROTTLED",
}


@dataclass(frozen=True, slots=True)
class GatewayAnswer:
    """Headers and body of an answer with that status."""

    status: HTTPStatus
    headers: Mapping[str, str]
    body: str


def gateway_answer(status: HTTPStatus, accept: str) -> GatewayAnswer:
    """Returns the answer with that status: a page where it is asked for and there is one."""
    default = "DEFAULT_4XX" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "DEFAULT_5XX"
    answer = _configured()[_KINDS.get(status, default)]
    templates = answer["ResponseTemplates"]
    media_type = "text/html" if "text/html" in accept and "text/html" in templates else ""
    body = templates[media_type or "application/json"]
    return GatewayAnswer(
        status,
        {"Content-Type": media_type or "application/json", **_own_headers(answer)},
        body,
    )


def headers_of_not_found() -> Mapping[str, str]:
    """Returns the headers that every answer to an address without a route has."""
    return _own_headers(_configured()[_KINDS[HTTPStatus.NOT_FOUND]])


def _own_headers(answer: Mapping[str, Any]) -> dict[str, str]:
    """Returns the headers that the template gives an answer.

    Where visitors come over http, without the one that binds them to https.
    """
    values = answer["ResponseParameters"]["Headers"]
    return {
        name: value.strip("'")
        for name, value in values.items()
        if name != "Strict-Transport-Security" or settings.current().secure
    }


@lru_cache(maxsize=1)
def _configured() -> Mapping[str, Any]:
    resources = json.loads(TEMPLATE.read_text("utf-8"))["Resources"]
    answers: Mapping[str, Any] = resources["RestAPI"]["Properties"]["GatewayResponses"]
    return answers
