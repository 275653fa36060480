"""Writes a file of cases: the same at each run, and each case under a name of its own."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Case = dict[str, Any]


def named_once(cases: Iterable[Case]) -> list[Case]:
    """Returns the cases. Raises ValueError where two share a name."""
    found = list(cases)
    names = [case["name"] for case in found]
    repeated = {name for name in names if names.count(name) > 1}
    if repeated:
        raise ValueError(f"names used twice: {sorted(repeated)}")
    return found


def file_text(content: dict[str, Any]) -> str:
    """Returns the text of a file of cases."""
    return json.dumps(content, indent=1) + "\n"


def write(file: Path, content: dict[str, Any]) -> None:
    """Writes a file of cases, and prints how many it has."""
    file.write_text(file_text(content), encoding="utf-8")
    print(f"{file.name}: {len(content['cases'])} cases")
