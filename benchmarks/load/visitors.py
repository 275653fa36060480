"""What visitors do: find meetings, give tickets, redeem them, and check codes.

Each keeps in mind what it was told, so that nothing told may be lost, and nothing be there twice.
"""

import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus

from benchmarks.load.connection import Answer, Connection
from chalicelib.verification.tickets import new_ticket, ticket_hash

ACTIONS = ("find", "give", "redeem", "check")
_ATTEMPTS = 20  # at a ticket, which may be stored although the answer said nothing of it
_WEIGHTS = (50, 15, 20, 15)
_SEARCHES = (
    "/",
    "/?place=Chicago",
    "/?place=Springfield",
    "/?attendance=online",
    "/?place=Chicago&day=today&type=O",
    "/v1/meetings?near=41.88,-87.63",
    "/v1/meetings?attendance=online&limit=20",
    "/v1/meetings?words=circle",
    "/v",
    "/.well-known/jwks.json",
    "/v1/withdrawals.json",
)


@dataclass
class Told:
    """What the service has said: tickets by meeting, codes by ticket; times in ms by action."""

    references: dict[str, str] = field(default_factory=dict)  # by ticket
    meetings: dict[str, str] = field(default_factory=dict)  # by ticket
    codes: dict[str, str] = field(default_factory=dict)  # by ticket
    times: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in ACTIONS})
    errors: Counter[str] = field(default_factory=Counter)


class Visitor:
    """One visitor with a connection of its own; `chance` decides what comes next."""

    def __init__(
        self, port: int, cookie: str, meetings: list[str], told: Told, chance: random.Random
    ) -> None:
        self._connection = Connection(port)
        self._cookie, self._meetings, self._told, self._chance = cookie, meetings, told, chance

    async def look_around(self) -> None:
        """Opens every page once, uncounted: what is kept of them is then loaded."""
        for path in _SEARCHES:
            await self._connection.get(path)

    async def stay(self, until: float) -> None:
        """Does one thing after the other until that moment of `time.monotonic`."""
        while time.monotonic() < until:
            (action,) = self._chance.choices(ACTIONS, _WEIGHTS)
            began = time.perf_counter()
            try:
                problem = await getattr(self, f"_{action}")()
            except (OSError, EOFError) as error:
                problem = type(error).__name__
                self._connection.close()
            self._told.times[action].append((time.perf_counter() - began) * 1e3)
            if problem:
                self._told.errors[f"{action}: {problem}"] += 1
        self._connection.close()

    async def _find(self) -> str:
        found = await self._connection.get(self._chance.choice(_SEARCHES))
        return _unless(found, HTTPStatus.OK)

    async def _give(self) -> str:
        ticket, meeting = new_ticket(), self._chance.choice(self._meetings)
        body = {"meeting_id": meeting, "tickets": [ticket_hash(ticket)]}
        for _ in range(_ATTEMPTS):
            given = await self._connection.post("/v1/tickets", body, self._cookie)
            if given.status != HTTPStatus.SERVICE_UNAVAILABLE:
                break
            # an error, whatever comes of it; the same ticket again, as a phone does
            self._told.errors["give: status 503"] += 1
        if problem := _unless(given, HTTPStatus.CREATED):
            return problem
        (self._told.references[ticket],) = given.json["references"].values()
        self._told.meetings[ticket] = meeting
        return ""

    async def _redeem(self) -> str:
        if not self._told.references:
            return await self._find()
        ticket = self._chance.choice(list(self._told.references))
        redeemed = await self._connection.post("/v1/tickets/redeem", {"ticket": ticket})
        if problem := _unless(redeemed, HTTPStatus.OK):
            return problem
        forms = json.dumps(redeemed.json["forms"], sort_keys=True)
        if self._told.codes.setdefault(ticket, forms) != forms:
            return "two codes of one ticket"
        return ""

    async def _check(self) -> str:
        if not self._told.codes:
            return await self._find()
        forms = json.loads(self._chance.choice(list(self._told.codes.values())))
        token = self._chance.choice(sorted(form["token"] for form in forms.values()))
        checked = await self._connection.post("/v1/verifications/check", {"token": token})
        if problem := _unless(checked, HTTPStatus.OK):
            return problem
        outcome = checked.json["outcome"]
        return "" if outcome == "genuine" else f"a given code was {outcome}"


def _unless(answer: Answer, expected: int) -> str:
    return "" if answer.status == expected else f"status {answer.status}"
