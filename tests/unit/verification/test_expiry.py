"""With an occurrence or a sheet of slips goes its start, with a list of withdrawals its month."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.verification import withdrawal_items
from chalicelib.verification.issuing import Issuer
from chalicelib.verification.slips import Slips
from chalicelib.verification.table import VerificationTable
from chalicelib.verification.tickets import new_ticket, ticket_hash
from tests.conftest import Tables
from tests.contracts import faults
from tests.unit.verification.sample_keys import at
from tests.unit.verification.sample_meeting import (
    EVENING,
    HELD,
    MEETING,
    NOW,
    REDEEMED_UNTIL,
    SECOND,
    START,
    give,
    register,
)

WEEK = timedelta(days=7)
STARTS = f"I#{MEETING.id}"


def starts_in(items: Any) -> dict[str, set[int]]:
    """The starts that are noted for the meeting, by what they lead to."""
    found = [item for item in items() if item["pk"]["S"] == STARTS]
    sets = {name: value["NS"] for item in found for name, value in item.items() if "NS" in value}
    return {name: {int(start) for start in starts} for name, starts in sets.items()}


def test_the_starts_of_a_busy_meeting_go_one_by_one(issuer: Issuer, items: Any) -> None:
    for week in range(4):
        register(issuer, new_ticket(), now=NOW + week * WEEK)
        issuer.table.sweep(at(NOW + week * WEEK))
        assert starts_in(items) == {"tickets": {at(START + week * WEEK)}}
    issuer.table.sweep(at(REDEEMED_UNTIL + 3 * WEEK))
    assert items() == []


def test_slips_of_next_week_outlast_the_tickets_of_this_one(issuer: Issuer, items: Any) -> None:
    register(issuer, new_ticket())
    slips = Slips(issuer)
    slips.prepare(MEETING, HELD, START + WEEK, {1: ticket_hash(new_ticket())}, NOW)
    assert starts_in(items) == {"tickets": {at(START)}, "sheets": {at(START + WEEK)}}
    issuer.table.sweep(at(REDEEMED_UNTIL))
    assert starts_in(items) == {"sheets": {at(START + WEEK)}}
    assert [slip.number for slip in slips.of_meeting(MEETING, REDEEMED_UNTIL)] == [1]
    issuer.table.sweep(at(REDEEMED_UNTIL + WEEK))
    assert items() == []


def test_a_start_that_is_noted_while_the_last_one_goes_is_not_lost(
    issuer: Issuer, items: Any, moto_tables: Tables
) -> None:
    register(issuer, new_ticket())
    later = NOW + WEEK

    def register_meanwhile(call: int) -> faults.Answer:
        if call == 1:  # the first one deletes the ticket and its code
            register(issuer, new_ticket(), now=later)
        return None

    faults.on(moto_tables.client, "TransactWriteItems", register_meanwhile)
    issuer.table.sweep(at(later))
    assert starts_in(items) == {"tickets": {at(START + WEEK)}}
    assert len(issuer.tickets(MEETING.id, later)) == 1


def test_an_occurrence_goes_though_its_start_was_noted_nowhere(
    issuer: Issuer, table: VerificationTable, items: Any
) -> None:
    register(issuer, new_ticket())
    table._table.delete(STARTS)
    table.sweep(at(REDEEMED_UNTIL))
    assert items() == []


def test_where_nothing_swept_for_long_the_starts_go_in_the_end(
    issuer: Issuer, table: VerificationTable, items: Any
) -> None:
    register(issuer, new_ticket())
    for item in items():
        if item["pk"]["S"] != STARTS:  # DynamoDB deletes by itself what has long expired
            table._table.delete(item["pk"]["S"])
    assert issuer.tickets(MEETING.id, NOW) == []
    table.sweep(at(REDEEMED_UNTIL + timedelta(days=89)))
    assert starts_in(items) == {"tickets": {at(START)}}
    table.sweep(at(REDEEMED_UNTIL + timedelta(days=90)))
    assert items() == []


def test_the_months_of_lists_go_with_their_lists(issuer: Issuer, items: Any) -> None:
    table, code = issuer.table, give(issuer)
    table.withdraw("AAAA-AAAA-AAAA-AAAA", at(NOW))
    table.withdraw(code.reference, code.claims.expires_at)

    def months() -> list[str]:
        found = [item for item in items() if item["pk"]["S"] == "X#months"]
        return withdrawal_items.read_months(found[0] if found else None)

    assert months() == ["2026-11", "2027-05"]
    december, june = (withdrawal_items.month_end(month) for month in months())
    table.sweep(december - 1)
    assert months() == ["2026-11", "2027-05"]
    table.sweep(december)
    assert months() == ["2027-05"]
    assert table.withdrawn_references(december) == [code.reference]
    table.sweep(june)
    assert items() == []


@pytest.mark.parametrize("lengths", [(120, 90, 60), (60, 90, 120)])
def test_an_occurrence_lasts_as_long_as_its_last_ticket_whatever_length_is_listed(
    issuer: Issuer, items: Any, lengths: tuple[int, ...]
) -> None:
    for length in lengths:
        listed = replace(MEETING, schedule=replace(EVENING, length_min=length))
        references = register(issuer, new_ticket(), meeting=listed).references
        issuer.withdraw(HELD, next(iter(references.values())), NOW)
    last_end = START + timedelta(minutes=120, hours=72)
    issuer.table.sweep(at(last_end - SECOND))
    assert len(issuer.tickets(MEETING.id, last_end - SECOND)) == 1
    issuer.table.sweep(at(last_end))
    assert {item["pk"]["S"][:2] for item in items()} == {"W#", "X#"}


def test_a_whole_life_on_a_database_whose_transactions_are_real(
    busy_issuer: Issuer, dynoxide_tables: Tables
) -> None:
    table, name = busy_issuer.table, dynoxide_tables.settings.verification_table

    def kinds() -> list[str]:
        found = dynoxide_tables.client.scan(TableName=name)["Items"]
        return sorted(item["pk"]["S"].partition("#")[0] for item in found)

    slips, slip = Slips(busy_issuer), new_ticket()
    slips.prepare(MEETING, HELD, START, {1: ticket_hash(slip), 2: ticket_hash(new_ticket())}, NOW)
    slips.give(MEETING, HELD, START, [1], NOW)
    given = [give(busy_issuer, ticket=new_ticket()) for _ in range(2)]
    for code in given:
        busy_issuer.withdraw(HELD, code.reference, NOW)
    assert table.withdrawn_references(at(NOW)) == sorted(code.reference for code in given)
    tickets = busy_issuer.tickets(MEETING.id, NOW)
    assert sorted(ticket.withdrawn for ticket in tickets) == [False, True, True]
    assert [slip.number for slip in slips.of_meeting(MEETING, NOW)] == [1, 2]
    table.sweep(at(REDEEMED_UNTIL) - 1)
    assert kinds() == [*"CCC", "I", "O", "SWEEP", *"TTT", *"WW", *"XX"]
    table.sweep(at(REDEEMED_UNTIL))
    assert kinds() == ["SWEEP", *"WW", *"XX"]
    table.sweep(withdrawal_items.month_end("2027-05"))
    assert kinds() == ["SWEEP"]
