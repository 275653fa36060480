"""Tickets as a facilitator has them listed, and taken back with their codes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.verification import issuing
from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.issuing import Issuer, TicketUnknown, TicketWithdrawn
from chalicelib.verification.table import OccurrenceLimitReached
from chalicelib.verification.tickets import new_ticket, ticket_hash
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


def test_the_tickets_of_a_meeting_are_listed_by_the_hour(issuer: Issuer) -> None:
    tickets = [new_ticket() for _ in range(5)]
    for hour, ticket in enumerate(tickets):
        register(issuer, ticket, now=NOW + timedelta(hours=hour))
    register(issuer, new_ticket(), meeting=replace(MEETING, id="another"))
    listed = [reference_text(ticket.reference) for ticket in issuer.tickets(MEETING.id, NOW)]
    assert listed == [redeem(issuer, ticket).reference for ticket in tickets]
    assert len(issuer.tickets("another", NOW)) == 1
    assert issuer.tickets(MEETING.id, REDEEMED_UNTIL) == []
    issuer.withdraw(HELD, listed[2], NOW)
    withdrawn = [ticket.withdrawn for ticket in issuer.tickets(MEETING.id, NOW)]
    assert withdrawn == [False, False, True, False, False]


def test_withdrawing_ends_the_ticket_and_its_code(issuer: Issuer, items: Any) -> None:
    kept, code = give(issuer, ticket=new_ticket()), give(issuer)
    issuer.withdraw({"another", MEETING.id}, code.reference, NOW)
    assert issuer.table.withdrawn_references(int(NOW.timestamp())) == [code.reference]
    for attempt in (redeem, lambda issuer, ticket: give(issuer, ticket=ticket)):
        with pytest.raises(TicketWithdrawn):
            attempt(issuer, TICKET)
    stored_items = {item["pk"]["S"]: item for item in items()}
    noted, listed = stored_items[f"W#{code.reference}"], stored_items["X#2027-05"]
    assert set(noted) == {"pk", "expires"}
    assert noted["expires"] == listed["expires"]
    assert listed["references"] == {"BS": [code.claims.reference]}
    assert int(listed["expires"]["N"]) == int(datetime(2027, 6, 1, tzinfo=UTC).timestamp())
    before = items()
    issuer.withdraw(HELD, code.reference, NOW)
    assert items() == before
    assert not issuer.table.withdrawn_among([kept.reference], int(NOW.timestamp()))


def test_only_who_holds_the_meeting_withdraws_and_only_in_time(issuer: Issuer, items: Any) -> None:
    code = give(issuer)
    before = items()
    for held in (set[str](), {"another"}):
        with pytest.raises(TicketUnknown):
            issuer.withdraw(held, code.reference, NOW)
    with pytest.raises(TicketUnknown):
        issuer.withdraw(HELD, "AAAA-AAAA-AAAA-AAAA", NOW)
    with pytest.raises(TicketUnknown):
        issuer.withdraw(HELD, code.reference, REDEEMED_UNTIL)
    assert items() == before
    issuer.withdraw(HELD, code.reference, REDEEMED_UNTIL - SECOND)


@pytest.mark.parametrize("redeemable", [True, False])
def test_a_code_that_is_shown_is_withdrawn_with_its_ticket(
    issuer: Issuer, redeemable: bool
) -> None:
    code = give(issuer)
    now = NOW if redeemable else REDEEMED_UNTIL
    issuer.withdraw_code(code.claims, now)
    assert issuer.table.withdrawn_references(int(now.timestamp())) == [code.reference]
    assert [ticket.withdrawn for ticket in issuer.tickets(MEETING.id, NOW)] == [redeemable]
    if redeemable:
        with pytest.raises(TicketWithdrawn):
            redeem(issuer, TICKET)


def test_a_withdrawn_ticket_frees_its_place_among_those_of_an_occurrence(issuer: Issuer) -> None:
    few = replace(issuer, settings=SETTINGS._replace(codes_per_occurrence=2))
    first, second, third = (new_ticket() for _ in range(3))
    references = register(few, first, second).references
    with pytest.raises(OccurrenceLimitReached):
        register(few, third)
    for _ in range(2):  # the same one twice frees one place
        issuer.withdraw(HELD, references[ticket_hash(first)], NOW)
    assert stored(few, third, new_ticket()) == [ticket_hash(third)]
    with pytest.raises(TicketWithdrawn):
        redeem(few, first)


def test_an_occurrence_has_200_registrations_and_no_more(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert issuing.MAX_REGISTRATIONS == 200
    monkeypatch.setattr(issuing, "MAX_REGISTRATIONS", 5)
    few = replace(issuer, settings=SETTINGS._replace(codes_per_occurrence=2))
    for _ in range(5):
        (reference,) = register(few, new_ticket()).references.values()
        issuer.withdraw(HELD, reference, NOW)
    with pytest.raises(OccurrenceLimitReached):
        register(few, new_ticket())
    assert register(few, new_ticket(), now=NOW + timedelta(days=7)).references
    assert [ticket.withdrawn for ticket in issuer.tickets(MEETING.id, NOW)].count(True) == 5
