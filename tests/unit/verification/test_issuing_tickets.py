"""Tickets: registered by their hashes, redeemed for the same code every time, gone in the end."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.meetings.attendance import VerificationPolicy
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.occurrences import Occurrence, latest_started
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.verification import issuing, window
from chalicelib.verification.core.checking import Outcome, TrustedLists, check
from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.core.decoding import decode
from chalicelib.verification.detail import Detail
from chalicelib.verification.issuing import (
    Issuer,
    NotOffered,
    NotYourMeeting,
    RegisteredTickets,
    TicketExpired,
    TicketUnknown,
    TicketWithdrawn,
)
from chalicelib.verification.items import ListedThen
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.table import OccurrenceLimitReached
from chalicelib.verification.tickets import InvalidTicket, new_ticket, ticket_hash
from chalicelib.verification.vault import FileVault
from chalicelib.verification.window import OutsideIssuingWindow
from tests.conftest import Tables
from tests.contracts import faults
from tests.unit.verification.sample_keys import at
from tests.unit.verification.sample_meeting import (
    END,
    EVENING,
    HELD,
    MEETING,
    NOW,
    REDEEMED_UNTIL,
    SECOND,
    SETTINGS,
    START,
    TICKET,
    give,
    redeem,
    register,
    stored,
)


def only_reference(issuer: Issuer) -> str:
    (ticket,) = issuer.tickets(MEETING.id, NOW)
    return reference_text(ticket.reference)


def test_a_ticket_is_redeemed_for_the_code_of_its_meeting(issuer: Issuer) -> None:
    registered = register(issuer, TICKET)
    code = redeem(issuer, "abcde-I2345", now=NOW + timedelta(hours=60))
    assert registered == RegisteredTickets(
        END + timedelta(hours=12), REDEEMED_UNTIL, {ticket_hash(TICKET): code.reference}
    )
    assert code == give(issuer)
    assert (code.claims.name, code.claims.start) == (MEETING.name, START.timestamp())


def test_redeeming_again_gives_the_same_and_writes_nothing(
    issuer: Issuer, items: Any, moto_tables: Tables
) -> None:
    register(issuer, TICKET)
    kept = items()
    writes = [
        faults.on(moto_tables.client, operation, lambda call: None)
        for operation in ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems")
    ]
    codes = {
        redeem(issuer, TICKET, detail, NOW + timedelta(hours=hours)).token
        for detail in Detail
        for hours in (0, 1, 71)
    }
    assert len(codes) == len(Detail)
    assert writes == [[]] * 4
    assert items() == kept


def test_the_same_hash_twice_is_no_error(issuer: Issuer, items: Any) -> None:
    first = register(issuer, TICKET, TICKET)
    kept = items()
    assert list(first.references) == [ticket_hash(TICKET)]
    assert register(issuer, TICKET, now=NOW + timedelta(hours=1)) == first
    assert items() == kept


def test_many_tickets_have_the_window_of_one_moment(
    issuer: Issuer, moto_tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[datetime] = []

    def latest(schedule: Schedule, now: datetime) -> Occurrence | None:
        asked.append(now)
        return latest_started(schedule, now)

    monkeypatch.setattr(window, "latest_started", latest)
    register(issuer, new_ticket())  # the first, for which the listing is looked at
    asked.clear()
    assert len(register(issuer, *(new_ticket() for _ in range(5))).references) == 5
    assert asked == [NOW]


def test_many_tickets_are_looked_up_together(issuer: Issuer, moto_tables: Tables) -> None:
    many = replace(issuer, settings=SETTINGS._replace(codes_per_occurrence=200))
    tickets = [new_ticket() for _ in range(100)]
    register(many, *tickets[:40])
    reads = faults.on(moto_tables.client, "BatchGetItem", lambda call: None)
    writes = faults.on(moto_tables.client, "TransactWriteItems", lambda call: None)
    assert stored(many, *tickets) == [ticket_hash(ticket) for ticket in tickets]
    assert (len(reads), len(writes)) == (2, 60)  # a request has a hundred keys
    register(many, *tickets)
    assert (len(reads), len(writes)) == (4, 60)


def test_what_is_listed_at_the_time_is_counted_once_for_many_tickets(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[datetime] = []

    def count(meeting: Meeting, start: datetime, reader: Any) -> ListedThen:
        counted.append(start)
        return ListedThen(7, None)

    monkeypatch.setattr(issuing, "listed_then", count)
    register(issuer, new_ticket(), new_ticket(), TICKET)
    register(issuer, new_ticket(), new_ticket())
    assert counted == [START]
    assert issuer.redeem(TICKET, NOW).listed_then == 7


def test_an_occurrence_that_was_longer_ends_with_the_last_of_its_tickets(issuer: Issuer) -> None:
    longer = replace(MEETING, schedule=replace(EVENING, length_min=120))
    first = new_ticket()
    register(issuer, first, meeting=longer)
    register(issuer, new_ticket(), new_ticket())
    ends = issuer.tickets(MEETING.id, REDEEMED_UNTIL)
    assert len(ends) == 1
    assert redeem(issuer, first, now=REDEEMED_UNTIL)


def test_a_ticket_that_another_request_registers_meanwhile_is_answered_as_its(
    issuer: Issuer, moto_tables: Tables
) -> None:
    """Between the looking up and the writing."""
    meanwhile: list[RegisteredTickets] = []

    def other(call: int) -> faults.Answer:
        if call == 0:
            meanwhile.append(register(issuer, TICKET))
        return None

    faults.on(moto_tables.client, "TransactWriteItems", other)
    fresh = new_ticket()
    both = register(issuer, TICKET, fresh).references
    assert both.keys() == {ticket_hash(TICKET), ticket_hash(fresh)}
    assert both.items() >= meanwhile[0].references.items()
    assert len(issuer.tickets(MEETING.id, NOW)) == 2


def test_registering_follows_the_rules_of_giving(issuer: Issuer, items: Any) -> None:
    hashes = [ticket_hash(TICKET)]
    for held in (set[str](), {"another"}):
        with pytest.raises(NotYourMeeting):
            issuer.register(MEETING, held, hashes, NOW)
    silent = replace(MEETING, verification=VerificationPolicy.NOT_OFFERED)
    with pytest.raises(NotOffered):
        register(issuer, TICKET, meeting=silent)
    for moment in (START - SECOND, END + timedelta(hours=12)):
        with pytest.raises(OutsideIssuingWindow):
            register(issuer, TICKET, now=moment)
    assert items() == []


def test_tickets_made_for_one_occurrence_are_not_kept_for_the_next(
    issuer: Issuer, items: Any
) -> None:
    daily = replace(MEETING, schedule=replace(EVENING, weekdays=tuple(range(7))))
    next_day = START + timedelta(days=1)
    for now, occurrence_start in ((next_day, START), (END, next_day)):
        with pytest.raises(OutsideIssuingWindow) as refused:
            register(issuer, TICKET, meeting=daily, now=now, occurrence_start=occurrence_start)
        assert refused.value.window.opens_at == (next_day if now == next_day else START)
    assert items() == []
    assert register(
        issuer, TICKET, meeting=daily, now=next_day - SECOND * 40000, occurrence_start=START
    )
    assert redeem(issuer, TICKET).claims.start == START.timestamp()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_an_occurrence_is_told_by_the_date_where_the_meeting_is(issuer: Issuer, zone: str) -> None:
    """At fourteen hours ahead of UTC and eleven behind, from one minute to the next."""
    schedule = replace(EVENING, weekdays=tuple(range(7)), start_min=0, timezone=zone)
    midnight = replace(MEETING, schedule=schedule)
    latest = latest_started(schedule, NOW)
    assert latest is not None
    start = latest.start
    ours, before = start.astimezone(UTC), (start - SECOND).astimezone(UTC)
    assert register(issuer, TICKET, meeting=midnight, now=start, occurrence_start=ours)
    with pytest.raises(OutsideIssuingWindow):
        register(issuer, new_ticket(), meeting=midnight, now=start, occurrence_start=before)


def test_tickets_that_cannot_be_kept_do_not_hinder_the_others(issuer: Issuer) -> None:
    other = replace(MEETING, id="another")
    elsewhere, withdrawn, fresh = new_ticket(), new_ticket(), new_ticket()
    register(issuer, elsewhere, meeting=other)
    register(issuer, withdrawn)
    issuer.withdraw(HELD, only_reference(issuer), NOW)
    sent = register(issuer, elsewhere, withdrawn, fresh)
    assert list(sent.references) == [ticket_hash(fresh)]
    with pytest.raises(TicketWithdrawn):
        redeem(issuer, withdrawn)
    assert redeem(issuer, elsewhere).claims.meeting_id == "another"


def test_a_full_occurrence_still_acknowledges_what_it_has(issuer: Issuer, items: Any) -> None:
    few = replace(issuer, settings=SETTINGS._replace(codes_per_occurrence=2))
    first, second, third, fourth = (new_ticket() for _ in range(4))
    assert stored(few, first, second, third) == [ticket_hash(first), ticket_hash(second)]
    kept = items()
    assert stored(few, third, second, fourth, first) == [ticket_hash(second), ticket_hash(first)]
    with pytest.raises(OccurrenceLimitReached):
        register(few, third, fourth)
    with pytest.raises(TicketUnknown):
        redeem(few, third)
    assert items() == kept


def test_an_unknown_ticket_is_told_from_one_that_is_none(issuer: Issuer) -> None:
    with pytest.raises(TicketUnknown):
        redeem(issuer, TICKET)
    for text in ("", "ABCDE-1234", "ABCDEU2345"):
        with pytest.raises(InvalidTicket):
            redeem(issuer, text)


def test_a_ticket_is_redeemed_until_72_hours_after_the_end(issuer: Issuer) -> None:
    register(issuer, TICKET)
    assert redeem(issuer, TICKET, now=REDEEMED_UNTIL - SECOND)
    with pytest.raises(TicketExpired):
        redeem(issuer, TICKET, now=REDEEMED_UNTIL)
    issuer.table.sweep(int(REDEEMED_UNTIL.timestamp()))
    with pytest.raises(TicketUnknown):
        redeem(issuer, TICKET, now=REDEEMED_UNTIL)


def test_an_edit_of_the_listing_between_two_redemptions_changes_nothing(issuer: Issuer) -> None:
    first = give(issuer)
    edited = replace(
        MEETING,
        name="Another name",
        schedule=replace(EVENING, weekdays=(5,), start_min=600, length_min=30),
        venue=replace(MEETING.venue, regions=("Elsewhere",)),
        verification=VerificationPolicy.NOT_OFFERED,
        types=("W",),
    )
    assert redeem(issuer, TICKET) == first
    assert give(issuer, meeting=edited) == first
    assert issuer.find(TICKET, NOW).suggested == "full"


def test_a_key_rotation_between_two_redemptions_changes_nothing(
    issuer: Issuer, key_files: FileVault
) -> None:
    register(issuer, TICKET)
    first = redeem(issuer, TICKET)
    issuer.keys.rotate(NOW)
    later = NOW + timedelta(minutes=11)
    new = issuer.keys.signer(later).kid
    assert new != decode(first.token).kid
    assert redeem(issuer, TICKET, now=later) == first
    another = replace(issuer, keys=KeyStore(key_files))
    assert redeem(another, TICKET, now=REDEEMED_UNTIL - SECOND) == first
    assert decode(give(issuer, ticket=new_ticket(), now=later).token).kid == new


@pytest.mark.parametrize("minutes", [0, 10, 11, 15, 16, 60, 520], ids="{} min after".format)
def test_every_form_is_genuine_on_the_day_on_which_the_key_is_rotated(
    issuer: Issuer, minutes: int
) -> None:
    """For desks that fetched their lists before it, the next key on standby, and after it."""
    noon = START.replace(hour=18) - timedelta(days=1)  # by the clock of the meeting
    given_at = noon + timedelta(minutes=minutes)
    day_long = replace(MEETING, schedule=replace(EVENING, start_min=30, length_min=1000))
    before = issuer.keys.ring()
    after = issuer.keys.rotate(noon)
    register(issuer, TICKET, meeting=day_long, now=given_at)
    forms = issuer.redeem(TICKET, given_at).forms
    (kid,) = {decode(form.token).kid for form in forms.values()}
    assert (kid == before.standby().kid) is (minutes > 10)
    desks = [(before, noon - timedelta(days=29)), (before, noon), (after, given_at)]
    for ring, fetched_at in desks:
        lists = TrustedLists(ring, (), at(fetched_at), at(fetched_at))
        for detail, form in forms.items():
            checked = check(form.token, lists, given_at)
            assert checked.outcome is Outcome.GENUINE, detail
            assert checked.claims == form.claims


def test_fifty_tickets_each_redeemed_by_four_phones_at_once(
    busy_issuer: Issuer, dynoxide_tables: Tables
) -> None:
    tickets = [new_ticket() for _ in range(50)]
    assert len(stored(busy_issuer, *tickets)) == 50
    name = dynoxide_tables.settings.verification_table

    def everything() -> dict[str, Any]:
        items = dynoxide_tables.client.scan(TableName=name)["Items"]
        return {item["pk"]["S"]: item for item in items}

    before = everything()
    with ThreadPoolExecutor(16) as threads:
        codes = list(threads.map(lambda ticket: redeem(busy_issuer, ticket), tickets * 4))
    assert everything() == before
    assert len({code.reference for code in codes}) == 50
    assert codes[:50] == codes[50:100] == codes[100:150] == codes[150:]
