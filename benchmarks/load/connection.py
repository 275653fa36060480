"""One kept connection to the local service, as a browser has it."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_TIMEOUT_S = 60
_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an answer."""

    status: int
    body: bytes

    @property
    def json(self) -> Any:
        """The body's JSON value."""
        return json.loads(self.body)


class Connection:
    """Asks one request after the other. Raises OSError and EOFError where the service is gone."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        """Returns the answer to GET."""
        return await self._ask("GET", path, {}, b"")

    async def post(self, path: str, body: object, cookie: str = "") -> Answer:
        """Returns the answer to a post of JSON from the service's own page."""
        headers = {"Content-Type": "application/json", "Origin": f"http://{_HOST}:{self._port}"}
        if cookie:
            headers["Cookie"] = cookie
        return await self._ask("POST", path, headers, json.dumps(body).encode())

    async def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        async with asyncio.timeout(_TIMEOUT_S):  # a timeout is an OSError
            if self._streams is None:
                self._streams = await asyncio.open_connection(_HOST, self._port)
            reader, writer = self._streams
            lines = [f"{method} {path} HTTP/1.1", f"Host: {_HOST}:{self._port}"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            lines += [f"Content-Length: {len(body)}"] if body else []
            writer.write("\r\n".join((*lines, "", "")).encode() + body)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *fields = head.rstrip("\r\n").split("\r\n")
            told = {name.lower(): value for name, _, value in (f.partition(": ") for f in fields)}
            content = await reader.readexactly(int(told.get("content-length", "0")))
        return Answer(int(first.split()[1]), content)

    def close(self) -> None:
        """Hangs up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
