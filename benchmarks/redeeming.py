"""Redeeming: many phones at once ask the running local service for the codes of their tickets."""

import asyncio
import json
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from benchmarks.figures import Figure, percentile
from chalicelib.verification.tickets import new_ticket, ticket_hash
from tests.browser.service import Service

CLIENTS = 200
TICKETS = 50  # each is redeemed by four clients
TURNS = 3  # redemptions by each client, one after the other
ALONE = 40  # redemptions by a single client, to compare with
_TIMEOUT_S = 120
_GIVE = re.compile(r"/facilitate/give/([\w-]+)")


class NotRegistered(Exception):
    """The service took no tickets for any of the sample's meetings."""


@dataclass(frozen=True, slots=True)
class Redemption:
    """One redemption: how long its answer took; its code in all forms, "" where there was none."""

    ticket: str
    took_ms: float
    token: str


def measure(announce: Callable[[str], None]) -> list[Figure]:
    """Returns the times of a single client, then of all at once, each on its own connection."""
    announce("Redeeming: starting the service")
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder) / "data")
        try:
            service.wait_until_ready()
            tickets = [new_ticket() for _ in range(TICKETS)]
            _register(service, tickets)
            announce("Redeeming")
            plans = [[tickets[n % TICKETS]] * TURNS for n in range(CLIENTS)]
            alone, _ = asyncio.run(_redeem_together(service.port, [[tickets[0]] * ALONE]))
            at_once, took_s = asyncio.run(_redeem_together(service.port, plans))
        finally:
            service.stop()
    return [
        *_figures("redeeming, one client", alone),
        *_figures(f"redeeming, {CLIENTS} clients at once", at_once),
        Figure(
            f"redeeming, {CLIENTS} clients at once", "rate", len(at_once) / took_s, "requests/s"
        ),
    ]


def _figures(title: str, redemptions: list[Redemption]) -> list[Figure]:
    times = [redemption.took_ms for redemption in redemptions]
    codes: dict[str, set[str]] = {}
    for redemption in redemptions:
        codes.setdefault(redemption.ticket, set()).update({redemption.token} - {""})
    different = max(map(len, codes.values()))
    return [
        Figure(title, "requests", len(redemptions)),
        Figure(
            title,
            "errors",
            sum(not redemption.token for redemption in redemptions),
            "",
            upper_limit=0,
        ),
        Figure(title, "different codes of one ticket", different, "", upper_limit=1),
        Figure(title, "p50", percentile(times, 0.5), "ms"),
        Figure(title, "p95", percentile(times, 0.95), "ms"),
        Figure(title, "slowest", max(times), "ms"),
    ]


def _register(service: Service, tickets: Iterable[str]) -> None:
    """Registers the tickets for one of the sample's meetings whose window is open.

    Raises NotRegistered where no window is open.
    """
    cookie = {"Cookie": f"waypost={service.new_session(service.sign_in_link)}"}
    with urlopen(Request(f"{service.base}/facilitate", headers=cookie), timeout=30) as response:
        meeting_ids = _GIVE.findall(response.read().decode())
    hashes = [ticket_hash(ticket) for ticket in tickets]
    for meeting_id in dict.fromkeys(meeting_ids):
        if _try_to_register(service, cookie, {"meeting_id": meeting_id, "tickets": hashes}):
            return
    raise NotRegistered


def _try_to_register(
    service: Service, cookie: Mapping[str, str], body: Mapping[str, object]
) -> bool:
    """Returns whether the service registered that: not where the meeting's window is closed."""
    headers = {**cookie, "Content-Type": "application/json", "Origin": service.base}
    data = json.dumps(body).encode()
    try:
        with urlopen(Request(f"{service.base}/v1/tickets", data, headers), timeout=30):
            return True
    except HTTPError as error:
        with error:
            if error.code != HTTPStatus.CONFLICT:
                raise
        return False


async def _redeem_together(port: int, plans: list[list[str]]) -> tuple[list[Redemption], float]:
    """Returns every client's redemptions, and the seconds from their start to the last response.

    All are connected before the first of them sends a request.
    """
    start = asyncio.Event()
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in plans]
    clients = [
        asyncio.create_task(_client(*connection, plan, start))
        for connection, plan in zip(connections, plans, strict=True)
    ]
    began = time.perf_counter()
    start.set()
    answers = await asyncio.gather(*clients)
    return [redemption for client in answers for redemption in client], time.perf_counter() - began


async def _client(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    plan: list[str],
    start: asyncio.Event,
) -> list[Redemption]:
    """Redeems one ticket after the other. After a broken connection the rest are errors too."""
    await start.wait()
    redemptions: list[Redemption] = []
    try:
        for ticket in plan:
            began = time.perf_counter()
            async with asyncio.timeout(_TIMEOUT_S):
                status, body = await _redeem(reader, writer, ticket)
            took_ms = (time.perf_counter() - began) * 1e3
            forms = json.loads(body)["forms"] if status == HTTPStatus.OK else {}
            token = " ".join(form["token"] for form in forms.values())
            redemptions.append(Redemption(ticket, took_ms, token))
    except (OSError, EOFError):  # a timeout is an OSError
        took_ms = (time.perf_counter() - began) * 1e3
        redemptions += [Redemption(ticket, took_ms, "") for ticket in plan[len(redemptions) :]]
    writer.close()
    return redemptions


async def _redeem(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ticket: str
) -> tuple[int, bytes]:
    """Redeems a ticket, and returns the response's status and body."""
    body = json.dumps({"ticket": ticket})
    head = (
        "POST /v1/tickets/redeem HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    writer.write("\r\n".join((*head, "", body)).encode())
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    content = await reader.readexactly(int(headers["content-length"]))
    return int(first.split()[1]), content
