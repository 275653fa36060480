"""What is written of a failure: one line of JSON, of the fields named here and nothing else.

What went wrong, where in the code, and at which kind of address: never what somebody sent, which
an error's own words may hold. A value that is not as its field says is written as "?". The lines go
to the process's error output, which Lambda keeps as its log, one event a line.
"""

import json
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chalicelib.aws import calls

_PROJECT = Path(__file__).resolve().parent.parent
_PLACE = r"[\w./-]+\.py:\d+"
_METHODS = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS"
FIELDS: Mapping[str, str] = {  # each with all that it may be
    "level": r"ERROR|WARNING",
    "event": r"[a-z_]{1,40}",
    "cause": r"\w{1,80}",  # the class of the error
    "code": r"[A-Za-z][\w.]{0,80}",  # what AWS called it, or the class of the error behind it
    "at": _PLACE,
    "stack": _PLACE,  # of each frame that is ours, the outermost first
    "route": r"/[\w./{}-]{0,80}",  # the resource, and never a path with values
    "method": _METHODS,
    "status": r"[45]\d\d",
    "request_id": r"[0-9a-f-]{36}",  # Lambda's own: API Gateway's may be the sender's choice
    "month": r"\d{4}-\d\d",
    "bytes": r"\d{1,12}",
    "keys": r"\d{1,6}",
}


def write(
    event: str, error: BaseException | None = None, *, level: str = "ERROR", **fields: Any
) -> None:
    """Writes the line of a failure; `fields` as in FIELDS."""
    sys.stderr.write(line(event, error, level=level, **fields) + "\n")
    sys.stderr.flush()


@contextmanager
def logged(event: str) -> Iterator[None]:
    """Writes the line of an error that what stands within raises, and lets it go on."""
    try:
        yield
    except Exception as error:
        write(event, error)
        raise


def line(
    event: str, error: BaseException | None = None, *, level: str = "ERROR", **fields: Any
) -> str:
    """Returns the line of a failure, one JSON object. Raises KeyError for a field that is none."""
    values = {"level": level, "event": event, **(_of_error(error) if error else {}), **fields}
    return json.dumps(
        {name: _allowed(FIELDS[name], value) for name, value in values.items() if value is not None}
    )


def stack(error: BaseException) -> list[str]:
    """Returns the places in our own code that an error came through, the outermost first."""
    return [place for place, is_ours in _places(error) if is_ours][-12:]


def _of_error(error: BaseException) -> dict[str, Any]:
    places = list(_places(error))
    return {
        "cause": type(error).__name__,
        "code": _code(error),
        "at": places[-1][0] if places else None,
    }


def _code(error: BaseException) -> str | None:
    """Returns what lies behind an error: AWS's own word where there is one; None for nothing."""
    code = None
    behind = error.__cause__
    while behind is not None:
        match behind:
            case calls.Refused():
                return behind.code
            case calls.Unanswered():
                return behind.reason
        code, behind = type(behind).__name__, behind.__cause__
    return code


def _places(error: BaseException) -> Iterator[tuple[str, bool]]:
    """Yields where an error came through, the outermost first, and whether that is in our code."""
    for frame, number in traceback.walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        is_ours = path.is_relative_to(_PROJECT / "chalicelib") or path == _PROJECT / "app.py"
        name = path.relative_to(_PROJECT).as_posix() if is_ours else path.name
        yield f"{name}:{number}", is_ours


def _allowed(pattern: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_allowed(pattern, each) for each in value]
    return value if re.fullmatch(pattern, str(value), re.ASCII) else "?"
