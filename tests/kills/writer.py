"""A phone that gives, redeems and takes back tickets, and asks again until it gets an answer."""

import http.client
import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from benchmarks.load.world import Held
from chalicelib.verification.tickets import new_ticket, ticket_hash

_AGAIN_S = 0.1
_TIMEOUT_S = 60
_NOT_NOW = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.BAD_GATEWAY)


class Writer:
    """Writes in a thread of its own. `wrong`: answers that should not have come."""

    def __init__(self, port: int, held: Held, seed: int) -> None:
        self._port, self._held, self._chance = port, held, random.Random(seed)
        self._working, self._stopped = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._connection: http.client.HTTPConnection | None = None
        self._tickets: dict[str, tuple[str, str]] = {}  # meeting and reference, by ticket
        self._codes: dict[str, Any] = {}  # by ticket
        self.withdrawn: set[str] = set()  # references
        self.wrong: list[str] = []

    @contextmanager
    def writing(self) -> Iterator["Writer"]:
        """Writes while the context lasts."""
        self._thread.start()
        try:
            yield self
        finally:
            self._stopped.set()
            self._thread.join()

    @contextmanager
    def pause(self) -> Iterator[None]:
        """Holds it between two actions; what is under way gets its answer first."""
        with self._working:
            yield

    @property
    def given(self) -> Counter[tuple[str, str]]:
        """Meeting and reference of each ticket that was given."""
        return Counter(self._tickets.values())

    def redeem_again(self) -> None:
        """Redeems every ticket that was redeemed; each has to give the same code."""
        for ticket in list(self._codes):
            self._redeem(ticket)

    def _write(self) -> None:
        while not self._stopped.is_set():
            with self._working:
                self._give()
                ticket = self._chance.choice([*self._tickets, ""])
                if ticket and self._chance.random() < 0.5:
                    self._redeem(ticket)
                elif ticket and self._chance.random() < 0.3:
                    self._withdraw(ticket)

    def _give(self) -> None:
        ticket, meeting = new_ticket(), self._chance.choice(self._held.meetings)
        body = {"meeting_id": meeting, "tickets": [ticket_hash(ticket)]}
        answer = self._ask("POST", "/v1/tickets", body)
        if answer is not None:
            (reference,) = answer["references"].values()
            self._tickets[ticket] = (meeting, reference)

    def _withdraw(self, ticket: str) -> None:
        _, reference = self._tickets[ticket]
        if self._ask("DELETE", f"/v1/tickets/{reference}") is not None:
            self.withdrawn.add(reference)

    def _redeem(self, ticket: str) -> None:
        if self._tickets[ticket][1] in self.withdrawn:
            return
        answer = self._ask("POST", "/v1/tickets/redeem", {"ticket": ticket})
        if (
            answer is not None
            and self._codes.setdefault(ticket, answer["forms"]) != answer["forms"]
        ):
            self.wrong.append("a ticket has two codes")

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        """Returns the JSON of the answer, as late as it comes; None where the test is over."""
        headers = {
            "Content-Type": "application/json",
            "Cookie": self._held.cookie,
            "Origin": f"http://127.0.0.1:{self._port}",
        }
        while True:
            try:
                if self._connection is None:
                    self._connection = http.client.HTTPConnection(
                        "127.0.0.1", self._port, timeout=_TIMEOUT_S
                    )
                sent = None if body is None else json.dumps(body)
                self._connection.request(method, path, sent, headers)
                answer = self._connection.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException):
                self._connection = None
            else:
                if answer.status in (HTTPStatus.OK, HTTPStatus.CREATED):
                    return json.loads(text)
                if answer.status not in _NOT_NOW:
                    self.wrong.append(f"{path}: {answer.status} {text[:200]!r}")
                    return None
            if self._stopped.wait(_AGAIN_S):
                return None
