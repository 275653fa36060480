"""What a template says of a function: its variables, and what its role may do."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

FUNCTION = "AWS::Serverless::Function"
_NAMED_IN_SUB = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}")


def functions(template: Mapping[str, Any]) -> dict[str, Any]:
    """The functions of a template, by name, with what it gives to all of them."""
    everywhere = template.get("Globals", {}).get("Function", {})
    return {
        name: {**resource, "Everywhere": everywhere}
        for name, resource in template["Resources"].items()
        if resource["Type"] == FUNCTION
    }


def variables(template: Mapping[str, Any], function: str) -> dict[str, Any]:
    """The variables that a function gets."""
    found = functions(template)[function]
    own = found["Properties"].get("Environment", {}).get("Variables", {})
    return {**found["Everywhere"].get("Environment", {}).get("Variables", {}), **own}


def statements(policy: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The statements of a policy, those under a condition too."""
    for statement in policy["PolicyDocument"]["Statement"]:
        yield statement["Fn::If"][1] if "Fn::If" in statement else statement


def resource_text(resource: Any) -> str:
    """A resource of a statement, as one reads it: its ARN, or what it is the ARN of."""
    if isinstance(resource, str):
        return resource
    if "Fn::GetAtt" in resource:
        name, _ = resource["Fn::GetAtt"]
        return str(name)
    sub = resource["Fn::Sub"]
    text, values = (sub, {}) if isinstance(sub, str) else sub
    for name, value in values.items():
        text = text.replace(f"${{{name}}}", _value_text(value))
    return str(text.rpartition("${AWS::AccountId}:")[2])


def _value_text(value: Any) -> str:
    """A value under a condition: what it is without parameters."""
    own = value["Fn::If"][1]
    return str(own["Ref"] if "Ref" in own else own["Fn::Sub"])


def references(part: Any) -> Iterator[str]:
    """The names that a part of a template refers to: Ref, GetAtt, Sub and DependsOn."""
    if isinstance(part, list):
        for each in part:
            yield from references(each)
    if not isinstance(part, dict):
        return
    for name, value in part.items():
        if name == "Ref":
            yield value.partition(".")[0]
        elif name == "Fn::GetAtt":
            yield (value if isinstance(value, str) else value[0]).partition(".")[0]
        elif name == "DependsOn":
            yield from [value] if isinstance(value, str) else value
        elif name == "Fn::Sub":
            text, values = (value, {}) if isinstance(value, str) else value
            yield from set(_NAMED_IN_SUB.findall(text)) - set(values)
            yield from references(values)
        else:
            yield from references(value)


def circle(template: Mapping[str, Any]) -> list[str]:
    """The resources that wait for each other, in order; none where there is no such circle."""
    resources = {**template["Resources"], **functions(template)}
    waits_for = {
        name: sorted(set(references(part)) & resources.keys()) for name, part in resources.items()
    }
    done: set[str] = set()

    def follow(name: str, path: list[str]) -> list[str]:
        if name in path:
            return path[path.index(name) :]
        if name in done:
            return []
        for next_name in waits_for[name]:
            if found := follow(next_name, [*path, name]):
                return found
        done.add(name)
        return []

    return next(filter(None, (follow(name, []) for name in sorted(waits_for))), [])


def changed(template: Mapping[str, Any]) -> Any:
    """A copy of a template, to be spoilt."""
    return json.loads(json.dumps(template))
