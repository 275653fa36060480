"""What the package carries of botocore's description of DynamoDB, for its cold starts.

The whole is half a megabyte, of sixty operations and their documentation.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CARRIED = Path(__file__).with_name("botocore-data")  # a package has it, and a checkout has not
OPERATIONS = (
    "BatchGetItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Scan",
    "TransactWriteItems",
    "UpdateItem",
)
_DESCRIPTION = "service-2"


def compile_model(folder: Path = CARRIED) -> None:
    """Writes the description of these operations as botocore's loader looks for it.

    For a deployment package only. A later botocore reads it too, as any description of its kind.
    """
    from botocore.loaders import Loader

    loader = Loader()
    version = loader.determine_latest_version("dynamodb", _DESCRIPTION)
    model = _of_operations(loader.load_service_model("dynamodb", _DESCRIPTION, version))
    path = folder / "dynamodb" / version / f"{_DESCRIPTION}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(model, separators=(",", ":")), "utf-8")


def _of_operations(model: Mapping[str, Any]) -> dict[str, Any]:
    operations = {name: model["operations"][name] for name in OPERATIONS}
    shapes: dict[str, Any] = {}
    wanted = _named_in(operations)
    while wanted:
        name = wanted.pop()
        if name not in shapes:
            shapes[name] = model["shapes"][name]
            wanted += _named_in(shapes[name])
    carried: dict[str, Any] = _without_documentation(
        {**model, "operations": operations, "shapes": shapes}
    )
    return carried


def _named_in(value: Any) -> list[str]:
    """Returns the shapes that a part of the description names, at any depth."""
    if isinstance(value, list):
        return [name for part in value for name in _named_in(part)]
    if not isinstance(value, Mapping):
        return []
    own = [value["shape"]] if isinstance(value.get("shape"), str) else []
    return own + [name for part in value.values() for name in _named_in(part)]


def _without_documentation(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_documentation(part) for part in value]
    if not isinstance(value, Mapping):
        return value
    return {
        name: _without_documentation(part)
        for name, part in value.items()
        if not (name == "documentation" and isinstance(part, str))
    }
