"""The CloudFront Function as it is deployed, run by Node, as long as a test needs it."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import cdn

_RUNNER = Path(__file__).with_name("run_function.mjs")


@dataclass(frozen=True)
class Seen:
    """A request as it leaves the function. `query` is what follows the "?"."""

    uri: str
    query: str
    headers: dict[str, str]

    @property
    def target(self) -> str:
        return f"{self.uri}?{self.query}" if self.query else self.uri


class EdgeFunction:
    """The function, in a process of its own."""

    def __init__(self, code: str = "") -> None:
        node = shutil.which("node")
        assert node, "Node is missing"
        self._process = subprocess.Popen(
            [node, str(_RUNNER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._send({"code": code or cdn.function_code()})

    def __enter__(self) -> "EdgeFunction":
        return self

    def __exit__(self, *_raised: object) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()

    def __call__(
        self, method: str, target: str, headers: Iterable[tuple[str, str]], ip: str
    ) -> Seen:
        """Returns what the function makes of a request, as CloudFront hands it over."""
        uri, _, query = target.partition("?")
        lowered = [(name.lower(), value) for name, value in headers]
        fields = [pair.partition("=") for pair in query.split("&") if pair]
        self._send(
            {
                "viewer": {"ip": ip},
                "request": {
                    "method": method,
                    "uri": uri,
                    "querystring": _fields((name, value) for name, _, value in fields),
                    "headers": _fields(pair for pair in lowered if pair[0] != "cookie"),
                    "cookies": _fields(_cookies(lowered)),
                },
            }
        )
        assert self._process.stdout
        seen = json.loads(self._process.stdout.readline())
        kept = seen["querystring"]
        return Seen(
            seen["uri"],
            kept if isinstance(kept, str) else query,
            {name: field["value"] for name, field in seen["headers"].items()},
        )

    def _send(self, value: Any) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(value) + "\n")
        self._process.stdin.flush()


def _fields(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Returns them as CloudFront does: one object a name, with all values of a repeated one."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            first = found[name]
            first.setdefault("multiValue", [{"value": first["value"]}]).append({"value": value})
        else:
            found[name] = {"value": value}
    return found


def _cookies(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    lines = (value for name, value in headers if name == "cookie")
    parts = (part.strip().partition("=") for line in lines for part in line.split(";"))
    return [(name, value) for name, _, value in parts if name]
