"""One visit: finds a meeting, gives a code, redeems it and checks it, each as a visitor would.

What a step does not find makes it fail; the steps that need what it would have found are not taken.
"""

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from chalicelib.canary import sample
from chalicelib.canary.sample import Sample
from chalicelib.verification.core import checking
from chalicelib.verification.core.checking import Outcome, TrustedLists
from chalicelib.verification.tickets import ticket_hash

_CODE = r"[A-Z2-7]{100,512}"


class Subject(StrEnum):
    """What a step is about, as the status page says it."""

    FIND = "find"
    GIVE = "give"
    CHECK = "check"


class Answer(NamedTuple):
    """What an address answered."""

    status: int
    body: bytes


class NoAnswer(Exception):
    """The site did not answer, or not in time; the message says which."""


class Site(Protocol):
    """The service as it is reached from outside."""

    def ask(self, method: str, path: str, body: object = None, session: str = "") -> Answer:
        """Returns the answer to a request, with a JSON body and a session where given.

        Raises NoAnswer.
        """
        ...


class Step(NamedTuple):
    """A step that was taken: `problem` is "" where it worked."""

    name: str
    subject: Subject
    took_ms: int
    problem: str


class _Wrong(Exception):
    """The answer is not what it should be; the message says how."""


def visit(
    site: Site, given: Sample | None, now: datetime, clock: Callable[[], float] = time.monotonic
) -> list[Step]:
    """Returns the steps of one visit, each with what was wrong.

    Without a sample nothing is given, and of codes only the lists are looked at. `clock`: seconds.
    """
    steps: list[Step] = []

    def take(name: str, subject: Subject, action: Callable[[], Any]) -> Any:
        begin, problem, result = clock(), "", None
        try:
            result = action()
        except (NoAnswer, _Wrong) as error:
            problem = str(error)
        steps.append(Step(name, subject, round((clock() - begin) * 1000), problem))
        return result

    take("ready", Subject.FIND, lambda: _ready(site))
    take("first page", Subject.FIND, lambda: _page(site, "/"))
    take("search", Subject.FIND, lambda: _search(site))
    take("checking page", Subject.CHECK, lambda: _page(site, "/v"))
    lists = take("keys and withdrawals", Subject.CHECK, lambda: _lists(site, now))
    if given is None:
        return steps
    ticket = take("give", Subject.GIVE, lambda: _give(site, given, now))
    code = ticket and take("redeem", Subject.GIVE, lambda: _redeem(site, ticket))
    if code:
        take("check by the service", Subject.CHECK, lambda: _check_there(site, code))
    if code and lists:
        take("check by the lists", Subject.CHECK, lambda: _check_here(code, lists, now))
    return steps


def _ready(site: Site) -> None:
    _read(site.ask("GET", "/health/ready"))


def _page(site: Site, path: str) -> None:
    answer = _require(site.ask("GET", path), 200)
    if b"<h1" not in answer.body:
        raise _Wrong("a page without a heading")


def _search(site: Site) -> None:
    found = _read(site.ask("GET", "/v1/meetings?attendance=online&limit=1"))
    if not isinstance(found.get("meetings"), list):
        raise _Wrong("no list of meetings")


def _lists(site: Site, now: datetime) -> TrustedLists:
    keys = _read(site.ask("GET", "/.well-known/jwks.json"))
    withdrawn = _read(site.ask("GET", "/v1/withdrawals.json"))
    moment = int(now.timestamp())
    lists = TrustedLists.from_published(keys, withdrawn.get("references"), moment, moment)
    if not lists.ring.keys:
        raise _Wrong("no keys are published")
    if lists.withdrawals_fetched_at is None:
        raise _Wrong("no list of withdrawals")
    return lists


def _give(site: Site, given: Sample, now: datetime) -> str:
    ticket = sample.ticket(given, now)
    body = {"meeting_id": given.meeting_id, "tickets": [ticket_hash(ticket)]}
    _read(site.ask("POST", "/v1/tickets", body, given.session), 201)
    return ticket


def _redeem(site: Site, ticket: str) -> str:
    redeemed = _read(site.ask("POST", "/v1/tickets/redeem", {"ticket": ticket}))
    try:
        token = redeemed["forms"]["full"]["token"]
    except (KeyError, TypeError):
        raise _Wrong("no code") from None
    if not isinstance(token, str) or not re.fullmatch(_CODE, token):
        raise _Wrong("no code")
    return token


def _check_there(site: Site, code: str) -> None:
    for text, outcome in _codes(code):
        said = _read(site.ask("POST", "/v1/verifications/check", {"token": text})).get("outcome")
        if said != outcome.value:
            raise _Wrong(f"{said}, and not {outcome.value}")


def _check_here(code: str, lists: TrustedLists, now: datetime) -> None:
    for text, outcome in _codes(code):
        said = checking.check(text, lists, now).outcome
        if said is not outcome:
            raise _Wrong(f"{said.value}, and not {outcome.value}")


def _codes(code: str) -> Iterator[tuple[str, Outcome]]:
    """Yields the code, and one whose signature was changed, with what a check should say."""
    yield code, Outcome.GENUINE
    at = len(code) - 20
    other = "B" if code[at] == "A" else "A"
    yield f"{code[:at]}{other}{code[at + 1 :]}", Outcome.NOT_GENUINE


def _read(answer: Answer, status: int = 200) -> dict[str, Any]:
    try:
        value = json.loads(_require(answer, status).body)
    except (ValueError, RecursionError):
        raise _Wrong("not JSON") from None
    if not isinstance(value, dict):
        raise _Wrong("not a JSON object")
    return value


def _require(answer: Answer, status: int) -> Answer:
    if answer.status != status:
        raise _Wrong(f"status {answer.status}, and not {status}")
    return answer
