"""The CloudFormation template's own parts: `.chalice/template/SUBJECT.yaml`, merged into one.

`chalice package` adds them to what it writes itself. Each file holds all of its subject: its
parameters, conditions, resources and outputs. What API Gateway answers itself comes from the local
gateway, whose words are those of the language catalogues, and what the CDN knows of the service
from `tools.cdn`.
"""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from chalice.package import YAMLTemplateSerializer

from local.gateway_answers import gateway_answer, gateway_responses
from tools import cdn

FOLDER = Path(__file__).resolve().parent.parent / ".chalice" / "template"


class TemplateConflict(Exception):
    """Two files say different things of one part of the template; names the part."""


def read(folder: Path = FOLDER) -> dict[str, Any]:
    """Returns all parts as one template, as `chalice package --merge-template` takes it.

    Raises TemplateConflict.
    """
    too_many = gateway_answer(HTTPStatus.TOO_MANY_REQUESTS, "application/json").body
    resources = {
        "RestAPI": {"Properties": {"GatewayResponses": gateway_responses()}},
        "Firewall": {"Properties": {"CustomResponseBodies": {"TooMany": {"Content": too_many}}}},
    }
    merged = _merged({"Resources": resources}, cdn.template(), "tools.cdn")
    for file in sorted(folder.glob("*.yaml")):
        part = YAMLTemplateSerializer().load_template(file.read_text("utf-8"), file.name)
        merged = _merged(merged, part, file.name)
    return merged


def _merged(one: Mapping[str, Any], other: Mapping[str, Any], where: str) -> dict[str, Any]:
    both = {**other, **one}
    for name in one.keys() & other.keys():
        at = f"{where}: {name}"
        if isinstance(one[name], dict) and isinstance(other[name], dict):
            both[name] = _merged(one[name], other[name], at)
        elif one[name] != other[name]:
            raise TemplateConflict(f"{at} is given elsewhere, too")
    return both
