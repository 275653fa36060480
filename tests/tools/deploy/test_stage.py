"""A stage's file: what it may say, and what is said where it is none."""

import json
from pathlib import Path

import pytest

from tools import template
from tools.deploy import parameters, stage
from tools.deploy.errors import NotDeployed

URL = {"PublicUrl": "https://codes.example.org"}


def write(folder: Path, content: object) -> Path:
    (folder / "prod.json").write_text(content if isinstance(content, str) else json.dumps(content))
    return folder


def test_a_file_says_where_and_with_what(tmp_path: Path) -> None:
    content = {"region": "eu-west-1", "account": "123456789012", "parameters": URL}
    read = stage.read("prod", write(tmp_path, content))
    assert read == stage.Stage("prod", URL, "eu-west-1", "123456789012")
    assert read.stack == "waypost-prod"


def test_without_the_file_it_is_said_which_to_write_and_how(tmp_path: Path) -> None:
    with pytest.raises(NotDeployed) as refused:
        stage.read("prod", tmp_path)
    said = str(refused.value)
    assert said.startswith(f"{tmp_path / 'prod.json'} is missing")
    assert '"PublicUrl": "https://codes.example.org"' in said
    assert "`.venv/bin/python -m tools.deploy parameters`" in said
    assert stage.read_if_there("prod", tmp_path) == stage.Stage("prod")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "can't be read as JSON"),
        ([], 'must be a JSON object with "parameters"'),
        (URL, 'must be a JSON object with "parameters"'),
        ({"parameters": URL, "regoin": "eu-west-1"}, "'regoin' is none of parameters, region"),
        ({"parameters": URL, "region": "Ireland"}, "'Ireland' is no region"),
        ({"parameters": URL, "account": 123456789012}, "123456789012 is no account"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, content: object, said: str) -> None:
    with pytest.raises(NotDeployed, match=r"prod\.json") as refused:
        stage.read("prod", write(tmp_path, content))
    assert said in str(refused.value)


@pytest.mark.parametrize("name", ["", "Prod", "../prod", "-a", "x" * 40])
def test_a_name_that_none_can_be_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotDeployed, match="STAGE=prod"):
        stage.read(name, tmp_path)


def test_the_example_is_one_that_can_be_deployed() -> None:
    example = stage.read("example")
    values = parameters.checked(example.parameters, template.read()["Parameters"], "example")
    assert values.keys() == example.parameters.keys()
