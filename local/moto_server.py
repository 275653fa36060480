"""`python -m local.moto_server --port PORT --recording FILE`: moto's DynamoDB, made to last.

moto keeps its tables in memory. Every write that succeeds is added to a recording before it is
answered, and the recording is replayed at the next start. moto's own recorder is not used: it notes
requests before they are done, in another order than they take effect, reads and refused writes
included, and a half-written last line makes its replay fail.
"""

import argparse
import copy
import json
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from moto.dynamodb.models.table import Table
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.datastructures import Headers
from werkzeug.serving import make_server
from werkzeug.test import EnvironBuilder, run_wsgi_app

Wsgi = Callable[..., Iterable[bytes]]

WRITES = frozenset(
    {
        "BatchWriteItem",
        "CreateTable",
        "DeleteItem",
        "DeleteTable",
        "PutItem",
        "TransactWriteItems",
        "UpdateItem",
        "UpdateTable",
        "UpdateTimeToLive",
    }
)
SHORTEN = "Local.Shorten"
"""The target of a request that has the recording hold the tables as they are, and no more."""
_SERVICE = "DynamoDB_20120810"
_DUMMY_SIGNATURE = (
    "AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host, Signature=0"
)
_ADDING = frozenset({"CreateTable", "PutItem", "UpdateTimeToLive"})
_REWRITE_ABOVE = 2_000  # entries; below, replaying them is quicker than it is worth shortening


class Recording:
    """The writes that made the tables what they are: one JSON object per line, oldest first."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def entries(self) -> Iterator[tuple[str, str]]:
        """Yields operation and body of each write.

        A last line that a crash cut short was never answered, and is dropped from the file.
        """
        if not self._file.exists():
            return
        complete_bytes = 0
        with open(self._file, "rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                complete_bytes += len(line)
                entry = json.loads(line)
                yield entry["operation"], entry["body"]
        os.truncate(self._file, complete_bytes)

    def add(self, operation: str, body: str) -> None:
        """Adds a write; it outlives this process once this returns."""
        line = json.dumps({"operation": operation, "body": body}).encode() + b"\n"
        with open(self._file, "ab", buffering=0) as out:
            out.write(line)

    def replace(self, entries: Iterable[tuple[str, str]]) -> None:
        """Puts other writes in place of the recorded ones, all or nothing."""
        draft = self._file.with_suffix(".draft")
        with open(draft, "wb") as out:
            for operation, body in entries:
                out.write(json.dumps({"operation": operation, "body": body}).encode() + b"\n")
        draft.replace(self._file)


class RecordedDatabase:
    """A WSGI application: moto's, with one request at a time and every write recorded.

    moto itself lets a reader see half of a transaction.
    """

    def __init__(self, moto: Wsgi, recording: Recording) -> None:
        self._moto = moto
        self._recording = recording
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answers one request (WSGI); a write that succeeded is recorded before it is answered."""
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        if target == SHORTEN:
            with self._lock:
                self.shorten()
            start_response("200 OK", [("Content-Type", "application/json")])
            return [b"{}"]
        operation = target.rpartition(".")[2]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        with self._lock:
            body_parts, status, headers = self._call_moto(environ)
            if operation in WRITES and status.startswith("200"):
                self._recording.add(operation, body.decode())
        start_response(status, headers.to_wsgi_list())
        return body_parts

    def _call_moto(self, environ: dict[str, Any]) -> tuple[Iterable[bytes], str, Headers]:
        _copies.clear()
        return run_wsgi_app(self._moto, environ, buffered=True)

    def replay(self) -> None:
        """Does every recorded write again.

        Shortens the recording where it is long, or something was deleted since.
        """
        count, deleted = 0, False
        for operation, body in self._recording.entries():
            self._call(operation, body)
            count += 1
            deleted = deleted or operation not in _ADDING
        if deleted or count > _REWRITE_ABOVE:
            self.shorten()

    def shorten(self) -> None:
        """Records the tables as they are now in place of how they came to be."""
        self._recording.replace(self._snapshot())

    def _snapshot(self) -> Iterator[tuple[str, str]]:
        for name in json.loads(self._call("ListTables", "{}"))["TableNames"]:
            table = json.dumps({"TableName": name})
            description = json.loads(self._call("DescribeTable", table))["Table"]
            schema = {key: description[key] for key in ("KeySchema", "AttributeDefinitions")}
            billing = {"BillingMode": "PAY_PER_REQUEST"}
            yield "CreateTable", json.dumps({"TableName": name, **schema, **billing})
            life = json.loads(self._call("DescribeTimeToLive", table))["TimeToLiveDescription"]
            if life.get("TimeToLiveStatus") == "ENABLED":
                rule = {"Enabled": True, "AttributeName": life["AttributeName"]}
                body = {"TableName": name, "TimeToLiveSpecification": rule}
                yield "UpdateTimeToLive", json.dumps(body)
            start: dict[str, Any] = {}
            while True:
                page = json.loads(self._call("Scan", json.dumps({"TableName": name, **start})))
                for item in page["Items"]:
                    yield "PutItem", json.dumps({"TableName": name, "Item": item})
                if "LastEvaluatedKey" not in page:
                    break
                start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def _call(self, operation: str, body: str) -> str:
        request = EnvironBuilder(
            method="POST",
            data=body.encode(),
            headers=Headers(
                [
                    ("X-Amz-Target", f"{_SERVICE}.{operation}"),
                    ("Content-Type", "application/x-amz-json-1.0"),
                    ("Host", "dynamodb.us-east-1.amazonaws.com"),
                    ("Authorization", _DUMMY_SIGNATURE),
                ]
            ),
        )
        body_parts, status, _ = self._call_moto(request.get_environ())
        text = b"".join(body_parts).decode()
        if not status.startswith("200"):
            raise RuntimeError(f"{operation} failed with {status}: {text}")
        return text


_copies: dict[str, Table] = {}  # of this request; there is one at a time


def _copy_once(table: Table, memo: dict[int, Any]) -> Table:
    """Copies a table once for each request.

    Before a transaction moto copies the whole table once for each of its items, to be able to go
    back: minutes for an import. The first copy serves, as nothing is written in between.
    """
    if table.name not in _copies:
        duplicate = cast(Table, Table.__new__(Table))
        duplicate.__dict__ = copy.deepcopy(table.__dict__, memo)
        _copies[table.name] = duplicate
    return _copies[table.name]


class _QuietHandler(MotoRequestHandler):
    def log(self, *arguments: Any) -> None:
        """Logs no access: time and key together say who was where."""


def main() -> None:
    """Replays the recording, then serves until the process is stopped."""
    parser = argparse.ArgumentParser(prog="python -m local.moto_server")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--recording", type=Path, required=True)
    arguments = parser.parse_args()
    Table.__deepcopy__ = _copy_once  # type: ignore[attr-defined]
    database = RecordedDatabase(
        DomainDispatcherApplication(create_backend_app), Recording(arguments.recording)
    )
    database.replay()
    server = make_server("127.0.0.1", arguments.port, database, True, request_handler=_QuietHandler)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
