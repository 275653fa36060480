"""What giving, listing and withdrawing read, whatever the table holds; and how long a sweep takes.

Each request is measured twice: with next to nothing else in the table, and with 100,000 tickets of
others. Their items are written as they are stored, without what registering them would read.
"""

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks import application, databases, machine
from benchmarks.figures import Figure
from benchmarks.units import Units
from chalicelib.dynamodb import MAX_TRANSACTION_ITEMS, Table
from chalicelib.settings import Settings
from chalicelib.verification import items
from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.items import SlipSheet, Ticket
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.publishing import Publisher
from chalicelib.verification.table import VerificationTable
from chalicelib.verification.transactions import Limits
from chalicelib.verification.vault import FileVault
from chalicelib.web.api import published
from chalicelib.web.http import request

OTHERS, WITHDRAWN, TICKETS, SLIPS = 100_000, 370, 25, 30
EXPIRED = 50_000
MAX_SWEEP_S = 60.0  # a sweep of one table has that long
NAME = "issuance"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
MOMENT = int(NOW.timestamp())
HOUR_S, DAY_S = 3600, 24 * 3600
_LIMITS = Limits(tickets=100, registrations=200)


def measure(client: Any, announce: Callable[[str], None]) -> list[Figure]:
    """Returns the units of each request, and the time of a sweep."""
    databases.create_table(client, NAME)
    verification = VerificationTable(client, NAME)
    units = Units(client)
    announce("Issuing: tickets, slips and withdrawals")
    ours = [_ticket(number, "ours", MOMENT - HOUR_S) for number in range(TICKETS)]
    for ticket in ours:
        verification.register(ticket, _LIMITS)
    for number in range(WITHDRAWN):
        reference = reference_text(number.to_bytes(10, "big"))
        verification.withdraw(reference, MOMENT + 170 * DAY_S)
    verification.change_sheet("ours", MOMENT + DAY_S, MOMENT, lambda _: _sheet("ours"))
    spare = iter([ours[0], ours[1]])

    def withdraw() -> None:
        ticket = next(spare)
        found = verification.ticket_of(reference_text(ticket.reference), MOMENT)
        assert found is not None
        verification.withdraw_ticket(found)

    requests: dict[str, Callable[[], object]] = {
        f"GET /v1/withdrawals.json, {WITHDRAWN} of them": lambda: _published(verification),
        "the signed snapshot's lists": lambda: (
            verification.revoked(MOMENT),
            verification.withdrawn_references(MOMENT),
        ),
        f"tickets of an occurrence, {TICKETS} of them": lambda: verification.tickets(
            "ours", MOMENT
        ),
        f"slips of an occurrence, {SLIPS} of them": lambda: verification.sheets("ours", MOMENT),
        "redeeming a ticket": lambda: verification.read([ours[2].id], MOMENT),
        "withdrawing a ticket, reads and writes": withdraw,
    }
    alone = {name: units.of(asked) for name, asked in requests.items()}
    announce(f"Issuing: {OTHERS:,} tickets of others")
    write(client, NAME, others(OTHERS))
    crowded = {name: units.of(asked) for name, asked in requests.items()}
    figures = []
    for name in requests:
        subject = f"issuing: {name}"
        figures += [
            Figure(subject, "units", alone[name], upper_limit=_UNITS[name.partition(",")[0]]),
            Figure(
                subject,
                f"more of them beside {OTHERS:,} tickets",
                crowded[name] - alone[name],
                upper_limit=0,
            ),
        ]
    return [*figures, *_sweep(client, verification, announce)]


_UNITS = {
    "GET /v1/withdrawals.json": 3,
    "the signed snapshot's lists": 4,
    "tickets of an occurrence": TICKETS + 4,
    "slips of an occurrence": 3,
    "redeeming a ticket": 2,
    "withdrawing a ticket": 20,
}


def _published(verification: VerificationTable) -> None:
    no_keys = KeyStore(FileVault(Path()))  # nothing reads them
    publisher = Publisher(no_keys, lambda: verification, Settings())
    with (
        mock.patch.object(published, "open_publisher", return_value=publisher),
        mock.patch.object(request, "datetime", application.Clock),
    ):
        application.Clock.moment = NOW
        application.get(application.event("/v1/withdrawals.json", {}))


def _sweep(
    client: Any, verification: VerificationTable, announce: Callable[[str], None]
) -> list[Figure]:
    announce(f"Sweeping {EXPIRED:,} expired items of {OTHERS + EXPIRED:,}")
    expired = ({"pk": {"S": f"T#over{n:060}"}, "expires": {"N": "1"}} for n in range(EXPIRED))
    write(client, NAME, expired)
    limit_s = MAX_SWEEP_S * max(1.0, machine.slowness())
    began = time.monotonic()
    deleted = verification.sweep(2, limit_s)
    took_s = time.monotonic() - began
    subject = f"sweep of {EXPIRED:,} expired items"
    return [
        Figure(subject, "left over", EXPIRED - deleted, upper_limit=0),
        Figure(subject, "time", took_s, "s", upper_limit=limit_s),
        Figure(subject, "rate", deleted / took_s, "items/s"),
    ]


def _ticket(number: int, meeting_id: str, start: int) -> Ticket:
    return Ticket(
        id=f"{meeting_id:->20}{number:020}",
        meeting_id=meeting_id,
        start=start,
        utc_offset_min=-360,
        length_min=90,
        name="Tuesday Night at the Library",
        place="Springfield, IL",
        reference=bytes([1]) + number.to_bytes(8, "big") + bytes([len(meeting_id)]),
        issued_at=start,
        issued_at_date_only=start,
        expires_at=start + 180 * DAY_S,
        kid="hOWKOMev",
        redeem_until=start + 72 * HOUR_S,
        suggested="full",
    )


def _sheet(meeting_id: str) -> SlipSheet:
    prepared = {number: f"{number:040}" for number in range(1, SLIPS + 1)}
    return SlipSheet(meeting_id, MOMENT + DAY_S, -360, MOMENT + 2 * DAY_S, prepared, {})


def others(count: int) -> Iterator[Mapping[str, Any]]:
    """Yields the items of so many tickets of other meetings."""
    for number in range(count):
        ticket = _ticket(number, f"m{number // TICKETS}", MOMENT - HOUR_S)
        yield {"pk": {"S": items.ticket_item_key(ticket.id)}, **items.ticket_attributes(ticket)}


def write(client: Any, table: str, stored: Iterable[Mapping[str, Any]]) -> None:
    """Writes items in large transactions, which the database takes quickest."""
    whole, iterator = Table(client, table), iter(stored)
    while batch := list(itertools.islice(iterator, MAX_TRANSACTION_ITEMS)):
        assert not whole.transact([{"Put": {"Item": item}} for item in batch])
