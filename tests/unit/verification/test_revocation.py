"""A revoked key signs nothing more: not in a process either that has read the registry before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.verification.core.checking import Outcome, TrustedLists, check
from chalicelib.verification.core.decoding import decode
from chalicelib.verification.issuing import Issuer, TicketWithdrawn
from chalicelib.verification.keys import StepRefused
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.table import OccurrenceLimitReached, VerificationTable
from chalicelib.verification.tickets import new_ticket, ticket_hash
from chalicelib.verification.vault import FileVault, KeysUnavailable
from tests.unit.verification.sample_keys import at
from tests.unit.verification.sample_meeting import (
    HELD,
    MEETING,
    NOW,
    SECOND,
    TICKET,
    give,
    redeem,
    register,
)

Revoke = Callable[[str], None]


@pytest.fixture
def revoke(issuer: Issuer, key_files: FileVault) -> Revoke:
    """Revokes a key as an operator does: in another process than the issuer's."""

    def revoking(kid: str) -> None:
        KeyStore(key_files).revoke(kid, NOW, lambda: issuer.table.mark_revoked(kid, at(NOW)))

    return revoking


def test_no_process_signs_with_a_revoked_key_whatever_registry_it_read(
    issuer: Issuer, revoke: Revoke, items: Any
) -> None:
    first = give(issuer)
    old = decode(first.token).kid
    revoke(old)
    assert old not in issuer.keys.ring().revoked  # what this process has read before
    attempts: list[Callable[[], object]] = [
        lambda: redeem(issuer, TICKET),
        lambda: issuer.find(TICKET, NOW),
        lambda: give(issuer),
    ]
    for attempt in attempts:
        with pytest.raises(TicketWithdrawn):
            attempt()
    (listed,) = issuer.tickets(MEETING.id, NOW)
    assert listed.withdrawn
    new = new_ticket()
    assert list(register(issuer, TICKET, new).references) == [ticket_hash(new)]
    code = redeem(issuer, new)
    assert decode(code.token).kid != old
    assert code.reference != first.reference


def test_its_tickets_stay_dead_when_the_mark_has_expired(issuer: Issuer, revoke: Revoke) -> None:
    old = decode(give(issuer).token).kid
    revoke(old)
    later = NOW + timedelta(hours=2)
    issuer.table.sweep(at(later))
    fresh = replace(issuer, keys=KeyStore(issuer.keys._vault))
    for attempt in (redeem, lambda issuer, ticket, now: give(issuer, ticket=ticket, now=now)):
        with pytest.raises(TicketWithdrawn):
            attempt(fresh, TICKET, now=later)
    assert [ticket.withdrawn for ticket in fresh.tickets(MEETING.id, later)] == [True]


def test_the_mark_is_kept_for_an_hour_and_swept(issuer: Issuer, revoke: Revoke, items: Any) -> None:
    old = issuer.keys.signer(NOW).kid
    revoke(old)
    hour = timedelta(hours=1)
    assert issuer.table.read(["x"], at(NOW + hour - SECOND)).revoked == {old}
    assert issuer.table.read(["x"], at(NOW + hour)).revoked == set()
    assert issuer.table.sweep(at(NOW + hour - SECOND)) == 0
    assert issuer.table.sweep(at(NOW + hour)) == 1
    assert items() == []


def test_two_keys_revoked_within_an_hour_are_both_marked(issuer: Issuer, revoke: Revoke) -> None:
    first, second = issuer.keys.ring().keys
    revoke(first)
    revoke(second)
    assert issuer.table.read(["x"], at(NOW)).revoked == {first, second}
    assert decode(give(issuer).token).kid not in (first, second)


def test_the_mark_comes_before_anything_else_and_only_where_the_step_is_taken(
    issuer: Issuer, key_files: FileVault
) -> None:
    store = KeyStore(key_files)
    old = store.signer(NOW).kid
    marked = list[bool]()
    store.revoke(old, NOW, lambda: marked.append(old in KeyStore(key_files).ring().keys))
    assert marked == [True]
    with pytest.raises(StepRefused):
        store.revoke(old, NOW, lambda: marked.append(False))
    assert marked == [True]


def test_between_the_mark_and_the_registry_no_ticket_is_frozen_on_the_key(
    issuer: Issuer, items: Any
) -> None:
    old = issuer.keys.signer(NOW).kid
    issuer.table.mark_revoked(old, at(NOW))
    with pytest.raises(KeysUnavailable):
        register(issuer, TICKET)
    assert [item["pk"]["S"] for item in items()] == ["K#revoked"]


@pytest.mark.parametrize("registry_is_old", [True, False])
def test_tickets_of_a_revoked_key_leave_their_places_to_others(
    issuer: Issuer, revoke: Revoke, registry_is_old: bool
) -> None:
    few = replace(issuer, settings=issuer.settings._replace(codes_per_occurrence=3))
    old = [new_ticket() for _ in range(3)]
    register(few, *old)
    with pytest.raises(OccurrenceLimitReached):
        register(few, TICKET)
    revoke(issuer.keys.signer(NOW).kid)
    later = NOW
    if not registry_is_old:
        later = NOW + timedelta(hours=2)
        issuer.table.sweep(at(later))
        few = replace(few, keys=KeyStore(issuer.keys._vault))
    new = [new_ticket() for _ in range(4)]
    given = register(few, *new, now=later).references
    assert list(given) == [ticket_hash(ticket) for ticket in new[:3]]
    with pytest.raises(OccurrenceLimitReached):
        register(few, TICKET, now=later)
    tickets = few.tickets(MEETING.id, later)
    assert sorted(ticket.withdrawn for ticket in tickets) == [False] * 3 + [True] * 3


def test_places_stay_taken_where_no_ticket_can_be_of_a_revoked_key(
    issuer: Issuer, revoke: Revoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = replace(issuer, settings=issuer.settings._replace(codes_per_occurrence=1))
    register(few, TICKET)
    standby = issuer.keys.ring().standby()
    assert standby
    revoke(standby.kid)
    with pytest.raises(OccurrenceLimitReached):
        register(few, new_ticket())
    issuer.table.sweep(at(NOW + timedelta(hours=1)))
    asked = list[object]()
    monkeypatch.setattr(VerificationTable, "free_dead_places", lambda *given: asked.append(given))
    few, week = replace(few, keys=KeyStore(issuer.keys._vault)), timedelta(days=7)
    register(few, new_ticket(), now=NOW + week)
    with pytest.raises(OccurrenceLimitReached):
        register(few, new_ticket(), now=NOW + week)
    assert asked == []


def test_a_ticket_of_a_revoked_key_can_still_be_taken_back(issuer: Issuer, revoke: Revoke) -> None:
    code = give(issuer)
    revoke(decode(code.token).kid)
    issuer.withdraw(HELD, code.reference, NOW)
    assert issuer.table.withdrawn_references(at(NOW)) == [code.reference]


@pytest.mark.parametrize("fetched_before", [timedelta(0), timedelta(hours=30)])
def test_every_form_of_its_successor_is_genuine_for_a_desk_that_was_offline(
    issuer: Issuer, revoke: Revoke, fetched_before: timedelta
) -> None:
    """Also where the desk has fetched its lists the day before, with the successor on standby."""
    before = issuer.keys.ring()
    revoke(issuer.keys.signer(NOW).kid)
    after = KeyStore(issuer.keys._vault).ring()
    given_at = NOW + timedelta(minutes=7)
    ring = before if fetched_before else after
    fetched = at(NOW - fetched_before)
    register(issuer, TICKET, now=given_at)
    for form in issuer.redeem(TICKET, given_at).forms.values():
        lists = TrustedLists(ring, (), fetched, fetched)
        assert check(form.token, lists, given_at).outcome is Outcome.GENUINE
