"""A server that hangs, drips or stops halfway, on a real socket: no attempt outlasts its grant.

Whichever service of AWS it is.

Nothing here measures time: what would hang forever comes to its end at all.
"""

import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError

from chalicelib import dynamodb, settings
from chalicelib.aws import time_budget
from chalicelib.aws.clients import TruncatedAnswer
from chalicelib.aws.time_budget import TimeBudget
from chalicelib.dynamodb import OutcomeUnknown, StorageUnavailable, Table
from chalicelib.gazetteer import geocoding
from chalicelib.gazetteer.places import Place
from chalicelib.geo.point import Point
from chalicelib.settings import Settings
from chalicelib.verification import kms
from chalicelib.verification.vault import KeysUnavailable, ParameterVault
from tests.unit.verification.sample_codes import PUBLIC

ITEM = b'{"Item":{"pk":{"S":"X"}}}'
BUDGET_S = 1.0
ENDPOINTS = ("AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL")
TOWN = Place("Washington, District of Columbia, US", Point(38.9, -77.04), "US", "America/New_York")
Serve = Callable[[socket.socket, threading.Event], object]


def answer(body: bytes, length: int | None = None, checksum: int | None = None) -> bytes:
    head = [
        b"HTTP/1.1 200 OK",
        b"content-type: application/x-amz-json-1.0",
        b"content-length: %d" % (len(body) if length is None else length),
    ]
    if checksum is not None:
        head.append(b"x-amz-crc32: %d" % checksum)
    return b"\r\n".join([*head, b"", body])


@contextmanager
def database(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Table, list[int]]]:
    """A table on a server that treats each connection like this; and its connections so far."""
    over, connections = threading.Event(), list[int]()
    threads = list[threading.Thread]()

    def one(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            serve(connection, over)

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connections.append(len(connections))
                threads.append(threading.Thread(target=one, args=(connection,)))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        acceptor = threading.Thread(target=accept)
        acceptor.start()
        for name, value in {
            **dict.fromkeys(ENDPOINTS, f"http://127.0.0.1:{listener.getsockname()[1]}"),
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():
            monkeypatch.setenv(name, value)
        dynamodb.client.cache_clear()
        try:
            with time_budget.spent_together(TimeBudget(BUDGET_S)):
                yield Table(dynamodb.client(), "table"), connections
        finally:
            dynamodb.client.cache_clear()
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            for thread in (acceptor, *threads):
                thread.join()


def hang(connection: socket.socket, over: threading.Event) -> None:
    over.wait()


def drip(text: bytes) -> Serve:
    """A byte now and then: each comes long before a socket's time-out, the last one never."""

    def serve(connection: socket.socket, over: threading.Event) -> None:
        for start in range(len(text)):
            connection.sendall(text[start : start + 1])
            if over.wait(0.1):
                return

    return serve


NEVER_WHOLE: dict[str, Serve] = {
    "nothing comes": hang,
    "the headers come by bytes": drip(b"HTTP/1.1 200 OK\r\nx: " + b"x" * 10_000),
    "the body comes by bytes": drip(answer(ITEM + b" " * 10_000)),
}


@pytest.mark.parametrize("serve", NEVER_WHOLE.values(), ids=NEVER_WHOLE)
def test_an_answer_that_never_ends_is_given_up(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database(serve, monkeypatch) as (table, connections):
        with pytest.raises(StorageUnavailable) as caught:
            table.get("X")
        assert not isinstance(caught.value, OutcomeUnknown)
        assert len(connections) <= 3
        time_budget.current().left_s = 0
        with pytest.raises(StorageUnavailable, match="OutOfTime"):  # nobody is asked
            table.get("X")


@pytest.mark.parametrize("serve", NEVER_WHOLE.values(), ids=NEVER_WHOLE)
def test_a_store_of_keys_that_never_answers_is_given_up(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database(serve, monkeypatch) as (_, connections):
        vault = ParameterVault.open("/waypost")
        require_limits(vault._ssm)
        with pytest.raises(KeysUnavailable):
            vault.read("registry")
        assert len(connections) <= 3
        time_budget.current().left_s = 0
        with pytest.raises(KeysUnavailable, match="OutOfTime"):
            vault.read("registry")


@pytest.mark.parametrize("serve", NEVER_WHOLE.values(), ids=NEVER_WHOLE)
def test_a_signature_that_never_comes_is_given_up(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database(serve, monkeypatch) as (_, connections):
        client = kms.open_client()
        require_limits(client)
        signer = kms.KmsSigner(client, "arn:aws:kms:us-east-1:1:key/1", PUBLIC)
        with pytest.raises(KeysUnavailable):
            signer.sign(b"what a code says")
        assert len(connections) <= 3


@pytest.mark.parametrize("serve", NEVER_WHOLE.values(), ids=NEVER_WHOLE)
def test_a_geocoder_that_never_answers_is_asked_once(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest of the time is the database's, which has what the visitor came for."""
    with_one = Settings(geocoder="amazon-location")
    monkeypatch.setattr(settings, "current", lambda: with_one)
    with database(serve, monkeypatch) as (_, connections):
        geocoder = geocoding.configured.__wrapped__()  # not the one that this process may have
        assert isinstance(geocoder, geocoding.AmazonLocation)
        require_limits(geocoder._client)
        assert geocoder.find("1600 Pennsylvania Ave", TOWN) is None
        assert len(connections) == 1


def require_limits(client: Any) -> None:
    """The client's own limits, without which a test of it would take minutes to fail."""
    limits = client.meta.config
    assert limits.connect_timeout <= 2
    assert limits.read_timeout <= 2
    assert limits.retries["total_max_attempts"] == 1  # `calls` makes them, within the budget


def test_what_became_of_a_write_without_an_answer_is_not_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with database(hang, monkeypatch) as (table, _), pytest.raises(OutcomeUnknown):
        table.put({"pk": {"S": "X"}})


HALVES: dict[str, bytes] = {
    "shorter than it says": answer(ITEM[:10], len(ITEM)),
    "nothing at all": answer(b"", len(ITEM)),
    "no checksum in its place": b"HTTP/1.1 200 OK\r\nx-amz-crc32: none\r\n\r\n" + ITEM,
    "another checksum": answer(ITEM, checksum=zlib.crc32(ITEM) ^ 1),
    "a page of somebody else": answer(b"<html>Please sign in to this network</html>"),
    "cut off behind a brace": answer(b'{"Item":{"pk":{"S":"X"}'),
    "an end of the headers alone": b"HTTP/1.1 200 OK\r\n\r\n",
}


@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
def test_half_an_answer_is_not_read_as_that_there_is_no_item(
    half: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def serve(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(half)

    with database(serve, monkeypatch) as (table, _), pytest.raises(StorageUnavailable):
        table.get("X")


@pytest.mark.parametrize("body", [b"", b"{}"])
def test_an_answer_that_has_nothing_to_say_is_whole(
    monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    """As KMS answers `DisableKey`."""

    def serve(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(answer(body))

    with database(serve, monkeypatch):
        kms.open_client().disable_key(KeyId="1")


@pytest.mark.parametrize(
    ("operation", "half"), [("disable_key", answer(b"", 2)), ("get_public_key", answer(b""))]
)
def test_half_an_answer_is_not_read_as_one_that_has_nothing_to_say(
    monkeypatch: pytest.MonkeyPatch, operation: str, half: bytes
) -> None:
    def serve(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(half)

    with database(serve, monkeypatch), pytest.raises((TruncatedAnswer, BotoCoreError)):
        getattr(kms.open_client(), operation)(KeyId="1")


def test_an_answer_without_its_items_is_not_read_as_that_there_are_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def serve(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(answer(b"{}", checksum=zlib.crc32(b"{}")))

    with database(serve, monkeypatch) as (table, _):
        with pytest.raises(StorageUnavailable):
            table.get_many(["X"])
        with pytest.raises(StorageUnavailable):
            list(table.scan())


def test_a_connection_that_was_closed_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[bytes] = [b"", answer(ITEM, checksum=zlib.crc32(ITEM))]

    def serve(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(answers.pop(0))

    with database(serve, monkeypatch) as (table, connections):
        time_budget.current().left_s = 600.0  # so that a slow machine makes no difference
        assert table.get("X") == {"pk": {"S": "X"}}
        assert len(connections) == 2


def test_a_connection_that_nobody_takes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with database(hang, monkeypatch) as _, socket.socket() as full, socket.socket() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting.connect(full.getsockname())  # the queue has room for no other
        address = f"http://127.0.0.1:{full.getsockname()[1]}"
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", address)
        dynamodb.client.cache_clear()
        with pytest.raises(StorageUnavailable) as caught:
            Table(dynamodb.client(), "table").put({"pk": {"S": "X"}})
        assert not isinstance(caught.value, OutcomeUnknown)  # it was never sent
