"""Connections of botocore that wait no longer than the attempt which the time budget allows.

A socket's time-out begins anew with each byte: a server that sends one a second never reaches it.
"""

import io
import socket
from http.client import HTTPResponse
from typing import Any

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)

from chalicelib.aws import time_budget


class _BoundedReader(io.RawIOBase):
    """Reads from a socket until the attempt's end, whenever the bytes come."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._file = sock.makefile("rb", 0)  # holds the socket open, as http.client expects

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left_s = time_budget.attempt_left_s()
        if left_s is not None:
            if left_s <= 0:
                raise TimeoutError("timed out")
            self._socket.settimeout(left_s)
        return self._socket.recv_into(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


class _BoundedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        self.fp.close()
        self.fp = io.BufferedReader(_BoundedReader(sock))


class _BoundedHTTPConnection(AWSHTTPConnection):
    response_class = _BoundedResponse  # type: ignore[assignment]

    def connect(self) -> None:
        self.timeout = _time_out(self.timeout)
        super().connect()

    def request(self, method: str, url: str, *others: Any, **named: Any) -> Any:
        self.timeout = _time_out(self.timeout)
        return super().request(method, url, *others, **named)


class _BoundedHTTPSConnection(AWSHTTPSConnection):
    response_class = _BoundedResponse  # type: ignore[assignment]

    def connect(self) -> None:
        self.timeout = _time_out(self.timeout)
        super().connect()

    def request(self, method: str, url: str, *others: Any, **named: Any) -> Any:
        self.timeout = _time_out(self.timeout)
        return super().request(method, url, *others, **named)


def _time_out(default: float | None) -> float | None:
    left_s = time_budget.attempt_left_s()
    return default if left_s is None else max(0.001, left_s)


class _BoundedHTTPPool(AWSHTTPConnectionPool):
    ConnectionCls = _BoundedHTTPConnection


class _BoundedHTTPSPool(AWSHTTPSConnectionPool):
    ConnectionCls = _BoundedHTTPSConnection


POOL_CLASSES = {"http": _BoundedHTTPPool, "https": _BoundedHTTPSPool}
