"""What the verification table holds, for how long, and that no person is in it."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.detail import Detail
from chalicelib.verification.issuing import Issuer
from chalicelib.verification.table import VerificationTable
from chalicelib.verification.tickets import new_ticket, stored_id, ticket_hash
from tests.conftest import Tables
from tests.contracts import faults
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
    said = "start utc_offset_min length_min name place reference issued_at expires_at kid".split()
    said += ["issued_at_date_only"]
    names = {
        "T#": {"pk", "meeting_id", "expires", "suggested", *said},
        "C#": {"pk", "ticket", "expires"},
        "O#": {"pk", "tickets", "registered", "listed_then", "listed_within_km", "expires"},
        "I#": {"pk", "tickets", "expires"},
    }
    assert all(set(item) == names[item["pk"]["S"][:2]] for item in kept)
    assert Counter(item["pk"]["S"][:2] for item in kept) == {"T#": 5, "C#": 5, "O#": 1, "I#": 1}


def test_every_item_ends_72_hours_after_the_meeting(issuer: Issuer, items: Any) -> None:
    give(issuer)
    ends = int((END + timedelta(hours=72)).timestamp())
    of_starts = f"I#{MEETING.id}"  # which goes with the last of them
    assert {item["expires"]["N"] for item in items() if item["pk"]["S"] != of_starts} == {str(ends)}
    issuer.table.sweep(ends)
    assert items() == []


def test_what_is_over_is_not_returned_though_it_is_still_there(
    issuer: Issuer, table: VerificationTable, items: Any
) -> None:
    give(issuer)
    ticket_id = stored_id(ticket_hash(TICKET), issuer.keys.ticket_key())
    ends = int((END + timedelta(hours=72)).timestamp())
    kept = table.read([ticket_id], ends).tickets.get(ticket_id)
    assert kept is not None
    assert table.tickets(MEETING.id, ends - 1) == [kept]
    assert table.tickets(MEETING.id, ends) == []
    table.withdraw("AAAA-BBBB-CCCC-DDDD", ends)
    kept_items = len(items())
    december = int(datetime(2026, 12, 1, tzinfo=UTC).timestamp())
    asked = ["AAAA-BBBB-CCCC-DDDD", "EEEE-BBBB-CCCC-DDDD"]
    assert table.withdrawn_among(asked, december - 1) == {"AAAA-BBBB-CCCC-DDDD"}
    assert table.withdrawn_among(asked, december) == frozenset()
    assert table.withdrawn_references(december - 1) == ["AAAA-BBBB-CCCC-DDDD"]
    assert table.withdrawn_references(december) == []
    assert len(items()) == kept_items


def test_a_sweep_deletes_what_is_over_and_nothing_else(
    issuer: Issuer, table: VerificationTable, items: Any
) -> None:
    given = give(issuer)
    next_week = give(issuer, ticket=new_ticket(), now=NOW + timedelta(days=7))
    table.withdraw(given.reference, given.claims.expires_at)
    table.withdraw("AAAA-AAAA-AAAA-AAAA", int(NOW.timestamp()))
    ends = int((END + timedelta(hours=72)).timestamp())
    assert table.sweep(ends - 1) == 0
    november = ["AAAA-AAAA-AAAA-AAAA"]  # listed as long as its month lasts
    assert table.withdrawn_references(ends) == sorted([given.reference, *november])
    assert table.sweep(ends) == 3
    assert kinds(items()) == ["C#", "I#", "O#", "T#", *["W#"] * 2, *["X#"] * 3]
    assert table.sweep(ends) == 0
    assert give(issuer, ticket=new_ticket(), now=NOW + timedelta(days=7)) != next_week
    assert table.sweep(ends + 7 * 24 * 3600) == 5
    assert table.sweep(int(datetime(2026, 12, 1, tzinfo=UTC).timestamp())) == 2
    assert kinds(items()) == ["W#", "X#", "X#"]
    assert table.withdrawn_references(ends) == [given.reference]
    june = int(datetime(2027, 6, 1, tzinfo=UTC).timestamp())
    assert table.sweep(june - 1) == 0
    assert table.sweep(june) == 2
    assert items() == []


def kinds(items: Iterable[Any]) -> list[str]:
    return sorted(item["pk"]["S"][:2] for item in items)


def test_withdrawals_are_listed_in_order_whatever_month_they_end_in(
    table: VerificationTable, items: Any
) -> None:
    month = timedelta(days=31)
    for number, letter in enumerate("CAB"):
        table.withdraw("-".join([letter * 4] * 4), int((NOW + number * month).timestamp()))
    assert [text[0] for text in table.withdrawn_references(int(NOW.timestamp()))] == ["A", "B", "C"]
    assert {item["pk"]["S"] for item in items() if item["pk"]["S"][0] == "X"} == {
        "X#2026-11", "X#2026-12", "X#2027-01", "X#months",
    }  # fmt: skip


def test_a_year_of_withdrawals_is_one_read_of_the_months_and_one_of_their_lists(
    table: VerificationTable, moto_tables: Tables
) -> None:
    moment = int(NOW.timestamp())
    for month in range(13):
        table.withdraw(reference_text(bytes([month] * 10)), moment + month * 31 * 24 * 3600)
    calls = [faults.on(moto_tables.client, name, lambda _: None) for name in ("", "BatchGetItem")]
    assert len(table.withdrawn_references(moment)) == 13
    assert [len(found) for found in calls] == [2, 1]
    asked = table.withdrawal_bytes(moment)
    assert list(asked) == sorted(asked) and set(asked.values()) == {11}
