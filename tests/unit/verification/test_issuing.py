"""Who may give a code, when, and how many; and what is left of it in the tables."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from chalicelib.meetings.meeting import AttendanceOption, Venue, VerificationPolicy
from chalicelib.meetings.schedule.occurrences import next_occurrence
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import Schedule, series
from chalicelib.verification.claims import MAX_PLACE_BYTES
from chalicelib.verification.detail import Detail, place_name
from chalicelib.verification.issuing import (
    Issuer,
    NotOffered,
    NotYourMeeting,
    TicketExpired,
    end_of_life,
)
from chalicelib.verification.keys import KeyRing, PublicKey, SeedSigner
from chalicelib.verification.keystore import KeyStore, pack
from chalicelib.verification.table import OccurrenceLimitReached, VerificationTable
from chalicelib.verification.tickets import InvalidTicket, new_ticket, stored_id, ticket_hash
from chalicelib.verification.token import decode, read_claims
from chalicelib.verification.truncation import truncate
from chalicelib.verification.window import NoSchedule, OutsideIssuingWindow, open_window
from tests.conftest import Tables
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
)

TUESDAY = date(2026, 11, 17)  # the local date of START


def opening(schedule: Schedule, now: datetime) -> datetime | None:
    """The start of the occurrence that codes are given for; None where none are."""
    try:
        return open_window(replace(MEETING, schedule=schedule), now, SETTINGS).opens_at
    except OutsideIssuingWindow:
        return None


def test_a_code_says_what_the_listing_says(issuer: Issuer) -> None:
    given = give(issuer)
    said = read_claims(decode(given.token).payload)
    assert said == given.claims
    assert (said.meeting_id, said.name, said.place) == (MEETING.id, "Tuesday Night", "Springfield")
    assert datetime.fromtimestamp(said.start, UTC) == START
    assert (said.utc_offset_min, said.length_min) == (-360, 90)
    assert datetime.fromtimestamp(said.issued_at, UTC) == NOW
    assert said.hand_in_by.isoformat() == "2027-05-16T23:59:59-06:00"  # 180 days, and that day
    assert given.url == f"https://waypost.example.org/v#{given.token}"
    signer = issuer.keys.ring().keys[decode(given.token).kid]
    assert signer.verify(decode(given.token).signed_bytes, decode(given.token).signature)


@pytest.mark.parametrize(
    ("attendance", "venue", "named"),
    [
        (AttendanceOption.ONLINE, MEETING.venue, "Online"),
        (AttendanceOption.HYBRID, MEETING.venue, "Springfield"),
        (AttendanceOption.IN_PERSON, replace(MEETING.venue, regions=()), "Town Hall"),
        (
            AttendanceOption.IN_PERSON,
            replace(MEETING.venue, regions=("Llanfairpwllgwyngyllgogerychwyrndrobwll",)),
            "Llanfairpwllgwyng…",
        ),
    ],
)
def test_a_code_names_the_place(attendance: AttendanceOption, venue: Venue, named: str) -> None:
    meeting = replace(MEETING, attendance=attendance, venue=venue)
    assert truncate(place_name(meeting), MAX_PLACE_BYTES) == named


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


def test_two_meetings_a_week_have_a_window_each() -> None:
    twice = replace(EVENING, weekdays=(2, 4))
    thursday = START + timedelta(days=2)
    assert opening(twice, END) == START
    assert opening(twice, thursday - SECOND) is None
    assert opening(twice, thursday) == thursday
    assert opening(twice, thursday + timedelta(days=5) - SECOND) is None


def test_a_daily_meeting_gives_for_the_latest_that_started() -> None:
    daily = replace(EVENING, weekdays=tuple(range(7)))
    assert opening(daily, END + timedelta(hours=12) - SECOND) == START
    assert opening(daily, END + timedelta(hours=12)) is None
    assert opening(daily, START + timedelta(days=1)) == START + timedelta(days=1)


def test_a_window_reaches_past_midnight() -> None:
    late = Schedule((6,), 23 * 60, 120, "America/Chicago")  # Saturday, 11 pm to 1 am
    start = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
    window = open_window(replace(MEETING, schedule=late), start + timedelta(hours=3), SETTINGS)
    assert window.opens_at == start
    assert window.occurrence.start.strftime("%a %H:%M") == "Sat 23:00"
    assert window.give_until.strftime("%a %H:%M") == "Sun 13:00"
    assert opening(late, start + timedelta(hours=14) - SECOND) == start
    assert opening(late, start + timedelta(hours=14)) is None


@pytest.mark.parametrize(
    ("start", "offset", "until"),
    [
        (datetime(2026, 11, 1, 4, 0, tzinfo=UTC), -300, "Sun 11:30"),  # clocks go back at 2 am
        (datetime(2027, 3, 14, 5, 0, tzinfo=UTC), -360, "Sun 13:30"),  # clocks go forward
    ],
    ids=["autumn", "spring"],
)
def test_a_night_in_which_clocks_change_has_12_true_hours(
    start: datetime, offset: int, until: str
) -> None:
    late = Schedule((6,), 23 * 60, 90, "America/Chicago")
    meeting = replace(MEETING, schedule=late)
    end = start + timedelta(minutes=90)
    last = end + timedelta(hours=12) - SECOND
    window = open_window(meeting, last, SETTINGS)
    assert (window.opens_at, window.occurrence.utc_offset_min) == (start, offset)
    assert window.give_until.astimezone(UTC) == end + timedelta(hours=12)
    assert window.give_until.strftime("%a %H:%M") == until
    assert window.redeem_until.astimezone(UTC) == end + timedelta(hours=72)
    assert opening(late, last + SECOND) is None
    assert opening(late, start - SECOND) is None


def test_a_cancelled_occurrence_opens_no_window() -> None:
    cancelled = replace(EVENING, exceptions=(Override(TUESDAY),))
    for moment in (START, END, END + timedelta(hours=11)):
        assert opening(EVENING, moment) == START
        with pytest.raises(OutsideIssuingWindow) as outside:
            open_window(replace(MEETING, schedule=cancelled), moment, SETTINGS)
        assert outside.value.window.opens_at == START + timedelta(days=7)


def test_a_moved_occurrence_opens_its_window_at_its_new_time() -> None:
    moved = replace(EVENING, exceptions=(Override(TUESDAY, TUESDAY + timedelta(days=1), 7 * 60),))
    morning = START + timedelta(hours=12)  # Wednesday, 7:00 am
    assert opening(moved, START) is None
    assert opening(moved, morning - SECOND) is None
    assert opening(moved, morning) == morning
    assert opening(moved, morning + timedelta(minutes=90, hours=12) - SECOND) == morning
    assert opening(moved, morning + timedelta(minutes=90, hours=12)) is None


def test_a_monthly_meeting_gives_after_each_of_its_evenings_only() -> None:
    monthly = series((), 19 * 60, 90, "America/Chicago", rule="FREQ=MONTHLY;BYDAY=3TU")
    assert opening(monthly, START) == START
    assert opening(monthly, START + timedelta(days=7)) is None


def test_a_series_that_has_ended_gives_as_long_as_its_last_window_and_has_no_next() -> None:
    once = series((), 19 * 60, 90, "America/Chicago", rule="FREQ=DAILY;COUNT=1", first=TUESDAY)
    assert opening(once, START - SECOND) is None
    assert opening(once, END + timedelta(hours=12) - SECOND) == START
    with pytest.raises(NoSchedule):
        opening(once, END + timedelta(hours=12))


def test_the_window_does_not_depend_on_the_zone_that_now_is_in() -> None:
    zone = next_occurrence(EVENING, NOW).start.tzinfo
    for moment in (START - SECOND, START, END + timedelta(hours=12) - SECOND, END):
        assert opening(EVENING, moment) == opening(EVENING, moment.astimezone(zone))


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


@pytest.mark.parametrize(
    "written",
    [
        "ABCDE12345",
        "abcde-12345",
        "AbCdE12345",
        "abcdeI2345",
        "ABCDE-L2345",
        "abcdel2345",
        " ABCDE 12345 ",
    ],
)
def test_a_ticket_reads_the_same_however_it_was_written_down(written: str) -> None:
    assert ticket_hash(written) == hashlib.sha256(b"ABCDE12345").hexdigest()


def test_the_letter_o_is_a_zero() -> None:
    assert ticket_hash("OoOo0-00000") == ticket_hash("0000000000")


@pytest.mark.parametrize(
    "text", ["", "ABCDE1234", "ABCDE123456", "ABCDEU2345", "ABCDE!2345", "é" * 10]
)
def test_what_is_no_ticket_is_refused(text: str) -> None:
    with pytest.raises(InvalidTicket):
        ticket_hash(text)


def test_nothing_is_kept_of_what_is_no_ticket(issuer: Issuer, items: Any) -> None:
    with pytest.raises(InvalidTicket):
        give(issuer, ticket="ABCDEU2345")
    assert items() == []


def test_new_tickets_differ_and_read_back() -> None:
    made = {new_ticket() for _ in range(1000)}
    assert len(made) == 1000
    assert all(ticket_hash(one) == hashlib.sha256(one.encode()).hexdigest() for one in made)


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
    assert issuer.redeem(TICKET, Detail.FULL, tomorrow) == first  # its holder still has it
    new = give(issuer, meeting=daily, ticket=new_ticket(), now=tomorrow)
    assert new.claims.start == tomorrow.timestamp()


def test_a_ticket_gives_its_code_though_the_listed_time_of_its_day_was_corrected(
    issuer: Issuer,
) -> None:
    first = give(issuer)
    corrected = replace(MEETING, schedule=replace(EVENING, start_min=18 * 60 + 30))
    assert give(issuer, meeting=corrected) == first


def test_both_details_carry_one_reference_and_one_time(issuer: Issuer) -> None:
    full, bare = give(issuer), give(issuer, detail=Detail.TIME)
    assert full.reference == bare.reference
    assert bare.claims == replace(full.claims, meeting_id="", name="", place="")
    assert len(bare.token) < len(full.token)


def test_each_ticket_has_a_reference_of_its_own(issuer: Issuer) -> None:
    assert len({give(issuer, ticket=new_ticket()).reference for _ in range(20)}) == 20


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


@pytest.mark.parametrize("offset_min", [-720, -360, 0, 345, 840])
@pytest.mark.parametrize("days", [1, 180, 365, 366])
def test_a_code_lasts_through_its_last_day_there(days: int, offset_min: int) -> None:
    there = timezone(timedelta(minutes=offset_min))
    for hour in range(24):
        issued = datetime(2026, 11, 17, hour, 20, tzinfo=there)
        last = end_of_life(int(issued.timestamp()), days, offset_min)
        end = datetime.fromtimestamp(last, there)
        assert end.strftime("%H:%M:%S") == "23:59:59"
        whole = days - (days == 366)  # at most 366 days are allowed, and a day is not cut short
        assert end.date() == issued.date() + timedelta(days=whole)


def test_a_ticket_keeps_the_key_of_its_day(issuer: Issuer) -> None:
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
    seeds = issuer.keys._vault
    seeds.create(f"seed-{new.kid}", bytes(32))
    seeds.write("registry", pack(ring))
    after = replace(issuer, keys=KeyStore(seeds))
    later = NOW + timedelta(hours=2)
    assert give(after, now=later) == first
    assert decode(give(after, ticket=new_ticket(), now=later).token).kid == new.kid


def test_an_occurrence_has_100_tickets_and_no_more(issuer: Issuer) -> None:
    few = replace(issuer, settings=replace(SETTINGS, codes_per_occurrence=3))
    tickets = [new_ticket() for _ in range(3)]
    given = [give(few, ticket=one) for one in tickets]
    with pytest.raises(OccurrenceLimitReached):
        give(few, ticket=new_ticket())
    assert [give(few, ticket=one) for one in tickets] == given
    other = replace(MEETING, id="another")
    assert give(few, meeting=other, ticket=new_ticket()).claims.start == START.timestamp()
    assert give(few, ticket=new_ticket(), now=NOW + timedelta(days=7))
    assert SETTINGS.codes_per_occurrence == 100


def test_150_at_once_get_exactly_100_codes(busy_issuer: Issuer, dynoxide_tables: Tables) -> None:
    def one(ticket: str) -> str | None:
        try:
            return give(busy_issuer, ticket=ticket).reference
        except OccurrenceLimitReached:
            return None

    with ThreadPoolExecutor(30) as threads:
        references = list(threads.map(one, [new_ticket() for _ in range(150)]))
    given = [reference for reference in references if reference]
    assert (len(given), len(set(given))) == (100, 100)
    name = dynoxide_tables.settings.verification_table
    items = dynoxide_tables.client.scan(TableName=name)["Items"]
    (counted,) = [item for item in items if item["pk"]["S"].startswith("O#")]
    tickets = {item["pk"]["S"] for item in items} - {counted["pk"]["S"]}
    assert tickets == {f"T#{id}" for id in counted["tickets"]["SS"]}
    assert len(tickets) == 100


def test_one_ticket_sent_many_times_at_once_is_one_code(
    busy_issuer: Issuer, dynoxide_tables: Tables
) -> None:
    name = dynoxide_tables.settings.verification_table
    with ThreadPoolExecutor(16) as threads:
        given = list(threads.map(lambda _: give(busy_issuer), range(32)))
    assert len({one.token for one in given}) == 1
    assert len(dynoxide_tables.client.scan(TableName=name)["Items"]) == 2


def test_a_conflict_with_another_writer_is_tried_again(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    transact = issuer.table._table.transact
    answers = iter([("None", "TransactionConflict"), ("TransactionInProgressException",), None])

    def busy_at_first(actions: Any) -> tuple[str, ...]:
        answer = next(answers)
        return transact(actions) if answer is None else answer

    monkeypatch.setattr(issuer.table._table, "transact", busy_at_first)
    assert give(issuer).claims.name == "Tuesday Night"
    assert next(answers, "used up") == "used up"


def test_the_table_holds_no_ticket_and_no_person(issuer: Issuer, items: Any) -> None:
    tickets = [new_ticket() for _ in range(5)]
    for ticket in tickets:
        give(issuer, ticket=ticket)
        give(issuer, ticket=ticket, detail=Detail.TIME)
    key = issuer.keys.ticket_key()
    kept = items()
    dump = json.dumps(kept, default=lambda raw: raw.hex()).lower()
    for ticket in tickets:
        hashed = ticket_hash(ticket)
        assert ticket.lower() not in dump
        assert hashed not in dump
        assert hashed[:16] not in dump
        assert stored_id(hashed, key) in dump
        assert stored_id(hashed, bytes(32)) not in dump
    assert key.hex() not in dump
    of_tickets = [set(item) for item in kept if item["pk"]["S"].startswith("T#")]
    said = "start utc_offset_min length_min name place reference issued_at expires_at kid".split()
    assert of_tickets == [{"pk", "meeting_id", "expires", "suggested", *said}] * 5
    assert [set(item) for item in kept if not item["pk"]["S"].startswith("T#")] == [
        {"pk", "tickets", "expires"}
    ]


def test_every_item_ends_72_hours_after_the_meeting(issuer: Issuer, items: Any) -> None:
    give(issuer)
    ends = int((END + timedelta(hours=72)).timestamp())
    assert {item["expires"]["N"] for item in items()} == {str(ends)}


def test_what_is_over_is_not_returned_though_it_is_still_there(
    issuer: Issuer, table: VerificationTable, items: Any
) -> None:
    give(issuer)
    id = stored_id(ticket_hash(TICKET), issuer.keys.ticket_key())
    ends = int((END + timedelta(hours=72)).timestamp())
    kept = table.ticket(id)
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
