"""What the verification table holds, for how long, and that no person is in it."""

import json
from datetime import timedelta
from typing import Any

from chalicelib.verification.detail import Detail
from chalicelib.verification.issuing import Issuer
from chalicelib.verification.table import VerificationTable
from chalicelib.verification.tickets import new_ticket, stored_id, ticket_hash
from tests.unit.verification.sample_meeting import END, MEETING, NOW, TICKET, give


def test_the_table_holds_no_ticket_and_no_person(issuer: Issuer, items: Any) -> None:
    tickets = [new_ticket() for _ in range(5)]
    for ticket in tickets:
        give(issuer, ticket=ticket)
        give(issuer, ticket=ticket, detail=Detail.TIME)
    key = issuer.keys.ticket_key()
    kept = items()
    dump = json.dumps(kept, default=lambda raw: raw.hex()).lower()
    for ticket in tickets:
        hash_hex = ticket_hash(ticket)
        assert ticket.lower() not in dump
        assert hash_hex not in dump
        assert hash_hex[:16] not in dump
        assert stored_id(hash_hex, key) in dump
        assert stored_id(hash_hex, bytes(32)) not in dump
    assert key.hex() not in dump
    of_tickets = [set(item) for item in kept if item["pk"]["S"].startswith("T#")]
    said = "start utc_offset_min length_min name place reference issued_at expires_at kid".split()
    said += ["issued_at_date_only"]
    assert of_tickets == [{"pk", "meeting_id", "expires", "suggested", *said}] * 5
    assert [set(item) for item in kept if not item["pk"]["S"].startswith("T#")] == [
        {"pk", "tickets", "registered", "listed_then", "listed_within_km", "expires"}
    ]


def test_every_item_ends_72_hours_after_the_meeting(issuer: Issuer, items: Any) -> None:
    give(issuer)
    ends = int((END + timedelta(hours=72)).timestamp())
    assert {item["expires"]["N"] for item in items()} == {str(ends)}


def test_what_is_over_is_not_returned_though_it_is_still_there(
    issuer: Issuer, table: VerificationTable, items: Any
) -> None:
    give(issuer)
    ticket_id = stored_id(ticket_hash(TICKET), issuer.keys.ticket_key())
    ends = int((END + timedelta(hours=72)).timestamp())
    kept = table.read(ticket_id, ends).ticket
    assert kept is not None
    assert table.tickets(MEETING.id, ends - 1) == [kept]
    assert table.tickets(MEETING.id, ends) == []
    table.withdraw("AAAA-BBBB-CCCC-DDDD", ends)
    assert table.is_withdrawn("AAAA-BBBB-CCCC-DDDD", ends - 1)
    assert not table.is_withdrawn("AAAA-BBBB-CCCC-DDDD", ends)
    assert table.withdrawn_references(ends - 1) == ["AAAA-BBBB-CCCC-DDDD"]
    assert table.withdrawn_references(ends) == []
    assert len(items()) == 3


def test_a_sweep_deletes_what_is_over_and_nothing_else(
    issuer: Issuer, table: VerificationTable, items: Any
) -> None:
    given = give(issuer)
    next_week = give(issuer, ticket=new_ticket(), now=NOW + timedelta(days=7))
    table.withdraw(given.reference, given.claims.expires_at)
    table.withdraw("AAAA-AAAA-AAAA-AAAA", int(NOW.timestamp()))
    ends = int((END + timedelta(hours=72)).timestamp())
    assert table.sweep(ends - 1) == 1
    assert table.withdrawn_references(0) == [given.reference]
    assert table.sweep(ends) == 2
    assert len(items()) == 3
    assert table.sweep(ends) == 0
    assert give(issuer, ticket=new_ticket(), now=NOW + timedelta(days=7)) != next_week
    assert table.sweep(ends + 7 * 24 * 3600) == 3
    assert [item["pk"]["S"] for item in items()] == [f"W#{given.reference}"]
    assert table.sweep(given.claims.expires_at - 1) == 0
    assert table.sweep(given.claims.expires_at) == 1
    assert items() == []


def test_withdrawals_are_listed_in_order(table: VerificationTable) -> None:
    for reference in ("CCCC", "AAAA", "BBBB"):
        table.withdraw(reference, 100)
    assert table.withdrawn_references(99) == ["AAAA", "BBBB", "CCCC"]


def test_what_a_process_withdraws_is_among_its_withdrawals_at_once(issuer: Issuer) -> None:
    table, now = issuer.table, int(NOW.timestamp())
    given = give(issuer)
    assert table.recent_withdrawals.at(now).references == []
    issuer.withdraw({MEETING.id}, given.reference, NOW)
    assert table.recent_withdrawals.at(now).references == [given.reference]
    table.withdraw("AAAA", now + 9000)
    assert len(table.recent_withdrawals.at(now).references) == 2
