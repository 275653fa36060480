"""Who may give a code, when, and how many; and what is left of it in the tables."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.verification.core.decoding import decode
from chalicelib.verification.core.public_keys import KeyRing, PublicKey
from chalicelib.verification.detail import Detail
from chalicelib.verification.issuing import Issuer, NotOffered, NotYourMeeting, TicketExpired
from chalicelib.verification.key_reader import pack
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.signers import SeedSigner
from chalicelib.verification.table import OccurrenceLimitReached
from chalicelib.verification.tickets import InvalidTicket, new_ticket
from chalicelib.verification.vault import FileVault
from chalicelib.verification.window import NoSchedule, OutsideIssuingWindow
from tests.conftest import Tables
from tests.contracts import faults
from tests.unit.verification.sample_meeting import (
    END,
    EVENING,
    MEETING,
    NOW,
    SECOND,
    SETTINGS,
    START,
    TICKET,
    give,
    redeem,
)


@pytest.mark.parametrize(
    ("moment", "given"),
    [
        (START - SECOND, False),
        (START, True),
        (END, True),
        (END + timedelta(hours=12) - SECOND, True),
        (END + timedelta(hours=12), False),
    ],
    ids=["a second early", "at the start", "at the end", "the last second", "12 hours after"],
)
def test_codes_are_given_from_the_start_until_12_hours_after_the_end(
    issuer: Issuer, moment: datetime, given: bool
) -> None:
    if given:
        assert give(issuer, now=moment).claims.start == START.timestamp()
        return
    with pytest.raises(OutsideIssuingWindow) as refused:
        give(issuer, now=moment)
    coming = START if moment < START else START + timedelta(days=7)
    assert refused.value.window.opens_at == coming
    ends = coming + timedelta(minutes=90)
    assert refused.value.window.give_until == ends + timedelta(hours=12)
    assert refused.value.window.redeem_until == ends + timedelta(hours=72)


def test_only_who_holds_a_meeting_gives_its_codes(issuer: Issuer, items: Any) -> None:
    for held in (set[str](), {"another"}):
        with pytest.raises(NotYourMeeting):
            issuer.give(MEETING, held, TICKET, Detail.FULL, NOW)
    assert items() == []


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"verification": VerificationPolicy.NOT_OFFERED}, NotOffered),
        ({"schedule": None}, NoSchedule),
        ({"attendance": AttendanceOption.INACTIVE}, NoSchedule),
    ],
    ids=["not offered", "by appointment", "inactive"],
)
def test_some_listings_have_no_codes(
    issuer: Issuer, items: Any, changed: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        give(issuer, meeting=replace(MEETING, **changed))
    assert items() == []


def test_nothing_is_kept_of_what_is_no_ticket(issuer: Issuer, items: Any) -> None:
    with pytest.raises(InvalidTicket):
        give(issuer, ticket="ABCDEU2345")
    assert items() == []


def test_the_same_ticket_gives_the_same_code_and_writes_nothing(issuer: Issuer, items: Any) -> None:
    first = give(issuer)
    kept = items()
    for later in (SECOND, timedelta(hours=11), timedelta(hours=71)):
        assert give(issuer, ticket="abcdel2345", now=NOW + later) == first
    renamed = replace(MEETING, name="Another name", verification=VerificationPolicy.NOT_OFFERED)
    assert give(issuer, meeting=renamed) == first
    assert items() == kept


def test_a_ticket_gives_no_code_while_codes_are_given_for_another_occurrence(
    issuer: Issuer, items: Any
) -> None:
    daily = replace(MEETING, schedule=replace(EVENING, weekdays=tuple(range(7))))
    first = give(issuer, meeting=daily)
    kept = items()
    between, tomorrow = END + timedelta(hours=12), START + timedelta(days=1)
    assert give(issuer, meeting=daily, now=between) == first
    assert give(issuer, meeting=daily, now=tomorrow - SECOND) == first
    for detail in Detail:
        with pytest.raises(OutsideIssuingWindow) as refused:
            give(issuer, meeting=daily, detail=detail, now=tomorrow)
        assert refused.value.window.opens_at == tomorrow
    assert items() == kept
    assert redeem(issuer, TICKET, now=tomorrow) == first  # its holder still has it
    new = give(issuer, meeting=daily, ticket=new_ticket(), now=tomorrow)
    assert new.claims.start == tomorrow.timestamp()


def test_a_ticket_gives_its_code_though_the_listed_time_of_its_day_was_corrected(
    issuer: Issuer,
) -> None:
    first = give(issuer)
    corrected = replace(MEETING, schedule=replace(EVENING, start_min=18 * 60 + 30))
    assert give(issuer, meeting=corrected) == first


def test_a_code_costs_one_read_and_one_write_and_the_first_a_look_at_the_listing(
    issuer: Issuer, moto_tables: Tables
) -> None:
    give(issuer)
    operations = ("BatchGetItem", "TransactWriteItems", "")
    calls = [faults.on(moto_tables.client, name, lambda call: None) for name in operations]
    give(issuer, ticket=new_ticket())
    assert [len(made) for made in calls] == [1, 1, 2]
    give(issuer)
    assert [len(made) for made in calls] == [2, 1, 3]


def test_a_ticket_is_of_one_meeting(issuer: Issuer) -> None:
    give(issuer)
    with pytest.raises(InvalidTicket):
        give(issuer, meeting=replace(MEETING, id="another"))


def test_a_ticket_is_over_72_hours_after_the_end(issuer: Issuer) -> None:
    first = give(issuer)
    last = END + timedelta(hours=72) - SECOND
    assert give(issuer, now=last) == first
    for detail in Detail:
        with pytest.raises(TicketExpired):
            give(issuer, detail=detail, now=last + SECOND)
    issuer.table.sweep(int((last + SECOND).timestamp()))
    with pytest.raises(OutsideIssuingWindow):
        give(issuer, now=last + SECOND)


def test_a_ticket_keeps_the_key_of_its_day(issuer: Issuer, key_files: FileVault) -> None:
    first = give(issuer)
    old = issuer.keys.ring().keys[decode(first.token).kid]
    new = SeedSigner(bytes(32))
    rotated = int(NOW.timestamp()) + 3600
    ring = KeyRing(
        {
            old.kid: replace(old, signs_until=rotated),
            new.kid: PublicKey(new.public, rotated + 1),
        }
    )
    key_files.create(f"seed-{new.kid}", bytes(32))
    key_files.write("registry", pack(ring))
    after = replace(issuer, keys=KeyStore(key_files))
    later = NOW + timedelta(hours=2)
    assert give(after, now=later) == first
    assert decode(give(after, ticket=new_ticket(), now=later).token).kid == new.kid


def test_an_occurrence_has_100_tickets_and_no_more(issuer: Issuer) -> None:
    few = replace(issuer, settings=SETTINGS._replace(codes_per_occurrence=3))
    tickets = [new_ticket() for _ in range(3)]
    given = [give(few, ticket=ticket) for ticket in tickets]
    with pytest.raises(OccurrenceLimitReached):
        give(few, ticket=new_ticket())
    assert [give(few, ticket=ticket) for ticket in tickets] == given
    other = replace(MEETING, id="another")
    assert give(few, meeting=other, ticket=new_ticket()).claims.start == START.timestamp()
    assert give(few, ticket=new_ticket(), now=NOW + timedelta(days=7))
    assert SETTINGS.codes_per_occurrence == 100


def test_150_at_once_get_exactly_100_codes(busy_issuer: Issuer, dynoxide_tables: Tables) -> None:
    def reference_given(ticket: str) -> str | None:
        try:
            return give(busy_issuer, ticket=ticket).reference
        except OccurrenceLimitReached:
            return None

    with ThreadPoolExecutor(30) as threads:
        references = list(threads.map(reference_given, [new_ticket() for _ in range(150)]))
    given = [reference for reference in references if reference]
    assert (len(given), len(set(given))) == (100, 100)
    name = dynoxide_tables.settings.verification_table
    items = dynoxide_tables.client.scan(TableName=name)["Items"]
    (counted,) = [item for item in items if item["pk"]["S"].startswith("O#")]
    tickets = {item["pk"]["S"] for item in items if item["pk"]["S"].startswith("T#")}
    assert tickets == {f"T#{stored}" for stored in counted["tickets"]["SS"]}
    assert len(tickets) == 100


def test_one_ticket_sent_many_times_at_once_is_one_code(
    busy_issuer: Issuer, dynoxide_tables: Tables
) -> None:
    name = dynoxide_tables.settings.verification_table
    with ThreadPoolExecutor(16) as threads:
        given = list(threads.map(lambda _: give(busy_issuer), range(32)))
    assert len({code.token for code in given}) == 1
    kept = dynoxide_tables.client.scan(TableName=name)["Items"]
    assert sorted(item["pk"]["S"][:2] for item in kept) == ["C#", "I#", "O#", "T#"]
