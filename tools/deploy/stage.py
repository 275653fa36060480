"""A stage's file, `deploy/STAGE.json`: where it is deployed, and the values of its parameters."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tools.deploy.errors import NotDeployed
from tools.deploy.parameters import LISTING

PROJECT = Path(__file__).resolve().parent.parent.parent
FOLDER = PROJECT / "deploy"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_TEXTS = {
    "region": re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]"),
    "account": re.compile(r"[0-9]{12}"),
    "bucket": re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
}
_EXAMPLE = """{
  "region": "eu-west-1",
  "parameters": {
    "PublicUrl": "https://codes.example.org"
  }
}"""


class Stage(NamedTuple):
    """Where a stage is deployed, and with what. What the file leaves out is empty."""

    name: str
    parameters: Mapping[str, Any] = {}
    region: str = ""
    account: str = ""  # the only one that it may go to
    bucket: str = ""  # of the uploads; empty: one of its own

    @property
    def stack(self) -> str:
        """The stack's name."""
        return f"waypost-{self.name}"


def read(name: str, folder: Path = FOLDER) -> Stage:
    """Returns what the stage's file says. Raises NotDeployed."""
    path = _path(name, folder)
    if not path.is_file():
        raise NotDeployed(
            f"{path} is missing. Write it, with the address that visitors will see (the base of"
            f" every link in a code: choose it once):\n{_EXAMPLE}\n`{LISTING}` lists every"
            " parameter"
        )
    return _stage(name, path)


def read_if_there(name: str, folder: Path = FOLDER) -> Stage:
    """Returns what the stage's file says; where there is none, the stage by its name alone.

    Raises NotDeployed.
    """
    path = _path(name, folder)
    return _stage(name, path) if path.is_file() else Stage(name)


def _path(name: str, folder: Path) -> Path:
    if not _NAME.fullmatch(name):
        raise NotDeployed(
            "A stage has a name of small letters, digits and hyphens, such as STAGE=prod:"
            f" {name!r} is none"
        )
    return folder / f"{name}.json"


def _stage(name: str, path: Path) -> Stage:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NotDeployed(f"{path} can't be read as JSON: {error}") from error
    if not isinstance(content, dict) or not isinstance(content.get("parameters"), dict):
        raise NotDeployed(f'{path} must be a JSON object with "parameters", as in:\n{_EXAMPLE}')
    for key, value in content.items():
        if key == "parameters":
            continue
        if key not in _TEXTS:
            known = ", ".join(("parameters", *_TEXTS))
            raise NotDeployed(f"{path}: {key!r} is none of {known}")
        if not isinstance(value, str) or not _TEXTS[key].fullmatch(value):
            raise NotDeployed(f"{path}: {value!r} is no {key}")
    return Stage(name, **content)
