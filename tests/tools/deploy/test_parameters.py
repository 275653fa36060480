"""The values of parameters are checked before anything is uploaded."""

from typing import Any

import pytest

from tools import template
from tools.deploy import parameters
from tools.deploy.errors import NotDeployed

DECLARED: dict[str, dict[str, Any]] = {
    "PublicUrl": {
        "Type": "String",
        "AllowedPattern": "https://[a-z.]+",
        "ConstraintDescription": "Must be https:// and a host.",
        "Description": "Base of every link.",
    },
    "KeyLifeDays": {"Type": "Number", "MinValue": 30, "MaxValue": 366, "Default": 91},
    "Kind": {"Type": "String", "AllowedValues": ["a", "b"], "Default": "a"},
    "Short": {"Type": "String", "MaxLength": 3, "Default": ""},
    "Alarms": {"Type": "String", "AllowedValues": ["true", "false"], "Default": "false"},
}
URL = "https://a.example"


def refusal(**given: object) -> str:
    with pytest.raises(NotDeployed) as refused:
        parameters.checked(given, DECLARED, "deploy/prod.json")
    return str(refused.value)


def test_good_values_are_taken_as_cloudformation_takes_them() -> None:
    given = {"PublicUrl": URL, "KeyLifeDays": 60, "Alarms": True, "Kind": "b"}
    assert parameters.checked(given, DECLARED, "x") == {
        "PublicUrl": URL,
        "KeyLifeDays": "60",
        "Alarms": "true",
        "Kind": "b",
    }


def test_what_is_missing_is_named_with_what_it_is() -> None:
    assert refusal() == "deploy/prod.json: PublicUrl is missing: Base of every link."


def test_an_unknown_parameter_is_named_with_the_one_that_may_be_meant() -> None:
    assert "no parameter is called PublicURL: did you mean PublicUrl?" in refusal(PublicURL=URL)
    assert "`.venv/bin/python -m tools.deploy parameters`" in refusal(PublicUrl=URL, Zzz="1")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PublicUrl", "http://a.example", "must be https:// and a host, and is 'http://a.example'"),
        ("PublicUrl", f"{URL}/", "must be https:// and a host"),
        ("KeyLifeDays", 5, "must be a number from 30 to 366, and is 5"),
        ("KeyLifeDays", "soon", "must be a number from 30 to 366, and is 'soon'"),
        ("Kind", "c", "must be one of a, b, and is 'c'"),
        ("Short", "long", "must be a text of at most 3, and is 'long'"),
        ("Short", {"a": 1}, "must be a text of at most 3, and is {'a': 1}"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_what_it_must_be(
    name: str, value: object, said: str
) -> None:
    (line,) = refusal(**{"PublicUrl": URL, name: value}).splitlines()
    assert line.startswith(f"deploy/prod.json: {name} {said}")


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert len(refusal(Kind="c", KeyLifeDays=5).splitlines()) == 3


def test_every_parameter_of_the_template_is_listed_and_what_is_required_comes_first() -> None:
    declared = template.read()["Parameters"]
    lines = list(parameters.described(declared))
    names = [line.split(" (")[0] for line in lines if not line.startswith(" ")]
    assert sorted(names) == sorted(declared)
    assert names[0] == "PublicUrl"
    assert "required" in lines[0]
    assert all(len(line) > 10 for line in lines)
