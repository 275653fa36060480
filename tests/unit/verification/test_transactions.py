"""What is written together: all of it or nothing, whoever else writes at that moment."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.verification.issuing import Issuer, TicketUnknown
from chalicelib.verification.table import OccurrenceLimitReached, VerificationTable
from chalicelib.verification.tickets import new_ticket, ticket_hash
from tests.conftest import Tables
from tests.contracts import faults
from tests.unit.verification.sample_meeting import (
    HELD,
    MEETING,
    NOW,
    REDEEMED_UNTIL,
    SECOND,
    SETTINGS,
    TICKET,
    give,
    redeem,
    register,
    stored,
)


def test_a_conflict_with_another_writer_is_tried_again(issuer: Issuer, moto_tables: Tables) -> None:
    answers = [faults.conflict(), faults.failure("TransactionInProgressException"), None]
    calls = faults.on(moto_tables.client, "TransactWriteItems", answers.__getitem__)
    assert give(issuer).claims.name == "Tuesday Night"
    assert len(calls) == len(answers)


def test_a_ticket_swept_meanwhile_is_not_called_withdrawn(
    issuer: Issuer, table: VerificationTable, items: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = give(issuer)
    listed = issuer.tickets(MEETING.id, NOW)
    table.sweep(int(REDEEMED_UNTIL.timestamp()))
    monkeypatch.setattr(VerificationTable, "ticket_of", lambda self, reference, now: listed[0])
    with pytest.raises(TicketUnknown):
        issuer.withdraw(HELD, code.reference, REDEEMED_UNTIL - SECOND)
    assert items() == []


def test_a_refusal_for_want_of_room_waits_until_the_ticket_itself_is_settled(
    issuer: Issuer, moto_tables: Tables
) -> None:
    """The same hash was sent twice at once, and the first of the two took the last place."""
    few = replace(issuer, settings=SETTINGS._replace(codes_per_occurrence=1))
    causes = [{"Code": "TransactionConflict"}, {"Code": "ConditionalCheckFailed"}]

    def after_the_other(call: int) -> faults.Answer:
        if call > 0:
            return None
        register(few, TICKET)
        return faults.failure("TransactionCanceledException", CancellationReasons=causes)

    faults.on(moto_tables.client, "TransactWriteItems", after_the_other)
    assert stored(few, TICKET) == [ticket_hash(TICKET)]


def test_150_registrations_at_once_each_sent_twice_are_exactly_100(
    busy_issuer: Issuer, dynoxide_tables: Tables
) -> None:
    tickets = [new_ticket() for _ in range(150)]

    def stored_hashes(ticket: str) -> tuple[str, ...]:
        try:
            return tuple(stored(busy_issuer, ticket))
        except OccurrenceLimitReached:
            return ()

    with ThreadPoolExecutor(24) as threads:
        answers = list(threads.map(stored_hashes, [ticket for ticket in tickets for _ in range(2)]))
    acknowledged = {hashed for answer in answers for hashed in answer}
    assert len(acknowledged) == 100
    for first, again in zip(answers[::2], answers[1::2], strict=True):
        assert first == again
    name = dynoxide_tables.settings.verification_table
    items = dynoxide_tables.client.scan(TableName=name)["Items"]
    assert len([item for item in items if item["pk"]["S"].startswith("T#")]) == 100
    (counted,) = [item for item in items if item["pk"]["S"].startswith("O#")]
    assert len(counted["tickets"]["SS"]) == 100
    redeemed = [ticket for ticket in tickets if ticket_hash(ticket) in acknowledged]
    assert len({redeem(busy_issuer, ticket).reference for ticket in redeemed}) == 100


def test_codes_that_are_withdrawn_at_once_are_all_listed(busy_issuer: Issuer) -> None:
    meetings = [replace(MEETING, id=f"meeting{number}") for number in range(4)]
    given = [give(busy_issuer, meeting=m, ticket=new_ticket()) for m in meetings for _ in range(10)]
    held = {meeting.id for meeting in meetings}
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda code: busy_issuer.withdraw(held, code.reference, NOW), given))
    now = int(NOW.timestamp())
    assert busy_issuer.table.withdrawn_references(now) == sorted(code.reference for code in given)
    for meeting in meetings:
        assert all(ticket.withdrawn for ticket in busy_issuer.tickets(meeting.id, NOW))
