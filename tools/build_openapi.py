"""Writes chalicelib/web/built/openapi.json from chalicelib/web/api/openapi.yaml.

    python -m tools.build_openapi

It is JSON because Lambda has no YAML reader, and one would start slowly. The parameters of a search
come from the table by which requests are read, so that what is documented is what is taken.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from chalicelib.web.api import openapi
from chalicelib.web.http import params

SOURCE = Path(openapi.__file__).with_suffix(".yaml")
SEARCH_PARAMETERS = "x-search-parameters"
Shape = dict[str, Any]


def document(source: str) -> Shape:
    """Returns the whole document for a YAML text, the parameters of searches filled in."""
    described: Shape = yaml.safe_load(source)
    for methods in described["paths"].values():
        for operation in methods.values():
            descriptions = operation.pop(SEARCH_PARAMETERS, None)
            if descriptions is not None:
                own = operation.get("parameters", [])
                operation["parameters"] = [*search_parameters(descriptions), *own]
    return described


def search_parameters(descriptions: Mapping[str, str]) -> list[Shape]:
    """Returns the parameters of a search, with these descriptions in place of the table's."""
    return [
        {
            **_parameter(parameter),
            "description": descriptions.get(parameter.name, parameter.description),
        }
        for parameter in params.SEARCH
    ]


def _parameter(
    parameter: params.QueryParameter[Any] | params.RepeatableParameter[Any],
) -> Shape:
    schema = dict(parameter.schema)
    shape: Shape = {"name": parameter.name, "in": "query", "schema": schema}
    if isinstance(parameter, params.RepeatableParameter):
        shape |= {"schema": {"type": "array", "items": schema}, "style": "form", "explode": False}
    if parameter.example is not None:
        example = parameter.example
        shape["example"] = example if isinstance(example, str) else list(example)
    return shape


def main() -> None:
    """Writes the document where the service reads it."""
    described = document(SOURCE.read_text("utf-8"))
    openapi.BUILT_DOCUMENT.parent.mkdir(exist_ok=True)
    openapi.BUILT_DOCUMENT.write_text(
        json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
