"""Slips: prepared they give nothing, marked they are tickets, and what is not marked is gone."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.verification.issuing import (
    Issuer,
    NotOffered,
    NotYourMeeting,
    TicketUnknown,
    TicketWithdrawn,
)
from chalicelib.verification.slips import (
    SlipGiven,
    SlipRepeated,
    Slips,
    SlipUnknown,
    TooEarlyForSlips,
)
from chalicelib.verification.table import OccurrenceLimitReached
from chalicelib.verification.tickets import new_ticket, ticket_hash
from chalicelib.verification.window import NoSchedule, OutsideIssuingWindow, Window
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
    redeem,
    register,
)

WEEK = timedelta(days=7)
BEFORE = START - timedelta(days=2)
CLOSES = END + timedelta(hours=12)
TUESDAY = date(2026, 11, 17)  # the local date of START
TICKETS = {number: new_ticket() for number in range(1, 6)}


@pytest.fixture
def slips(issuer: Issuer) -> Slips:
    return Slips(issuer)


def prepare(
    slips: Slips,
    tickets: dict[int, str] = TICKETS,
    *,
    meeting: Meeting = MEETING,
    starts_at: datetime = START,
    now: datetime = BEFORE,
) -> Window:
    hashes = {number: ticket_hash(ticket) for number, ticket in tickets.items()}
    return slips.prepare(meeting, HELD, starts_at, hashes, now)


def give(
    slips: Slips,
    *numbers: int,
    meeting: Meeting = MEETING,
    starts_at: datetime = START,
    now: datetime = NOW,
) -> dict[int, str]:
    return dict(slips.give(meeting, HELD, starts_at, numbers, now).references)


def shown(
    slips: Slips, now: datetime = NOW, *, meeting: Meeting = MEETING
) -> list[tuple[int, bool]]:
    return [(slip.number, slip.given) for slip in slips.of_meeting(meeting, now)]


def moved(day: date, start_min: int) -> Meeting:
    """The meeting, its time of TUESDAY moved."""
    move = Override(TUESDAY, to=day, start_min=start_min)
    return replace(MEETING, schedule=replace(EVENING, exceptions=(move,)))


def keys_of(items: Iterable[Any]) -> list[str]:
    return sorted(item["pk"]["S"][:2] for item in items)


def test_a_prepared_slip_gives_nothing_until_it_is_marked(slips: Slips, items: Any) -> None:
    assert prepare(slips).redeem_until == REDEEMED_UNTIL
    assert keys_of(items()) == ["I#", "S#"]
    for moment in (BEFORE, NOW):
        with pytest.raises(TicketUnknown):
            redeem(slips.issuer, TICKETS[2], now=moment)
    references = give(slips, 2, 4)
    assert list(references) == [2, 4]
    assert redeem(slips.issuer, TICKETS[2]).reference == references[2]
    assert redeem(slips.issuer, TICKETS[4]).claims.start == START.timestamp()
    for number in (1, 3, 5):
        with pytest.raises(TicketUnknown):
            redeem(slips.issuer, TICKETS[number])
    assert shown(slips) == [(1, False), (2, True), (3, False), (4, True), (5, False)]
    given = [slip for slip in slips.of_meeting(MEETING, NOW) if slip.given]
    assert {slip.number: slip.reference for slip in given} == references
    assert {slip.starts_at for slip in given} == {START}


def test_marking_again_gives_the_same_references_and_writes_nothing(
    slips: Slips, items: Any
) -> None:
    prepare(slips)
    first = give(slips, 3, 1)
    before = items()
    assert give(slips, 1, 3, 3) == {1: first[1], 3: first[3]}
    assert items() == before


def test_preparing_again_is_no_error_and_other_tickets_replace_those_not_given(
    slips: Slips, items: Any
) -> None:
    prepare(slips)
    given = give(slips, 2)
    prepare(slips, now=NOW)
    assert give(slips, 2) == given
    fresh = {1: new_ticket(), 6: new_ticket()}
    prepare(slips, fresh, now=NOW)
    give(slips, 1, 6)
    assert redeem(slips.issuer, fresh[1]).reference
    with pytest.raises(TicketUnknown):
        redeem(slips.issuer, TICKETS[1])
    before = items()
    with pytest.raises(SlipGiven):
        prepare(slips, {7: new_ticket(), 2: new_ticket()}, now=NOW)
    for repeated in ({8: TICKETS[3]}, {8: TICKETS[2]}, {8: "ABCDE12345", 9: "ABCDE12345"}):
        with pytest.raises(SlipRepeated):
            prepare(slips, repeated, now=NOW)
    assert items() == before


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (START - WEEK - SECOND, TooEarlyForSlips),
        (START - WEEK, None),
        (START - SECOND, None),
        (CLOSES - SECOND, None),
        (CLOSES, OutsideIssuingWindow),
        (CLOSES + WEEK, OutsideIssuingWindow),
    ],
    ids=str,
)
def test_slips_are_prepared_from_seven_days_before_until_codes_are_no_longer_given(
    slips: Slips, items: Any, now: datetime, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        prepare(slips, now=now)
        return
    with pytest.raises(refusal):
        prepare(slips, now=now)
    assert items() == []


def test_slips_are_marked_only_while_codes_of_their_occurrence_are_given(slips: Slips) -> None:
    prepare(slips)
    for moment in (BEFORE, START - SECOND, CLOSES, START + WEEK):
        with pytest.raises(OutsideIssuingWindow):
            give(slips, 1, now=moment)
    assert give(slips, 1, now=START)
    assert give(slips, 2, now=CLOSES - SECOND)


def test_slips_are_of_one_occurrence(slips: Slips) -> None:
    daily = replace(MEETING, schedule=replace(EVENING, weekdays=tuple(range(7))))
    next_day = START + timedelta(days=1)
    for start in (START, next_day):
        prepare(slips, {1: new_ticket(), 2: new_ticket()}, meeting=daily, starts_at=start)
    first = give(slips, 1, meeting=daily)
    second = give(slips, 1, meeting=daily, starts_at=next_day, now=next_day)
    assert first[1] != second[1]
    with pytest.raises(OutsideIssuingWindow):
        give(slips, 2, meeting=daily, now=next_day)
    with pytest.raises(OutsideIssuingWindow):
        prepare(slips, meeting=daily, starts_at=START + timedelta(minutes=1), now=next_day)


def test_slips_stay_good_when_the_listed_time_of_their_day_is_corrected(slips: Slips) -> None:
    prepare(slips)
    corrected = replace(MEETING, schedule=replace(EVENING, start_min=18 * 60 + 30))
    assert give(slips, 1, meeting=corrected)
    assert redeem(slips.issuer, TICKETS[1]).claims.starts_at.isoformat()[11:16] == "18:30"
    assert give(slips, 2, meeting=corrected, starts_at=START - timedelta(minutes=30))


@pytest.mark.parametrize("start_min", [0, 12 * 60, 18 * 60, 22 * 60, 23 * 60 + 59])
def test_slips_follow_their_occurrence_to_another_time_of_its_day(
    slips: Slips, items: Any, start_min: int
) -> None:
    prepare(slips)
    later = moved(TUESDAY, start_min)
    start = START + timedelta(minutes=start_min - 19 * 60)
    closes = start + timedelta(minutes=90, hours=12)
    assert shown(slips, start - SECOND, meeting=later) == [(number, False) for number in TICKETS]
    assert {slip.starts_at for slip in slips.of_meeting(later, start)} == {start}
    with pytest.raises(OutsideIssuingWindow):
        give(slips, 1, meeting=later, now=start - SECOND)
    # as this phone knew it before, and as it is listed now
    first = give(slips, 1, meeting=later, now=start)
    last = give(slips, 2, meeting=later, starts_at=start, now=closes - SECOND)
    slips.issuer.table.sweep(at(closes - SECOND))
    prepare(slips, {6: new_ticket()}, meeting=later, starts_at=start, now=closes - SECOND)
    assert sum(item["pk"]["S"].startswith("S#") for item in items()) == 1
    marks = [(1, True), (2, True), (3, False), (4, False), (5, False), (6, False)]
    assert shown(slips, closes - SECOND, meeting=later) == marks
    assert shown(slips, closes, meeting=later) == marks[:2]
    with pytest.raises(OutsideIssuingWindow):
        give(slips, 3, meeting=later, now=closes)
    redeemed_until = closes + timedelta(hours=60)
    for ticket, reference in ((TICKETS[1], first[1]), (TICKETS[2], last[2])):
        code = redeem(slips.issuer, ticket, now=redeemed_until - SECOND)
        assert (code.reference, code.claims.start) == (reference, start.timestamp())
    slips.issuer.table.sweep(at(redeemed_until))
    assert items() == []


def test_a_slip_gives_no_other_day_than_its_paper_says(slips: Slips) -> None:
    prepare(slips)
    next_day = moved(TUESDAY + timedelta(days=1), 19 * 60)
    start = START + timedelta(days=1)
    assert shown(slips, NOW, meeting=next_day) == shown(slips, start, meeting=next_day) == []
    for starts_at in (START, start):
        with pytest.raises((OutsideIssuingWindow, SlipUnknown)):
            give(slips, 1, meeting=next_day, starts_at=starts_at, now=start)
    fresh = {1: new_ticket()}
    prepare(slips, fresh, meeting=next_day, starts_at=start, now=NOW)
    assert give(slips, 1, 2, meeting=next_day, starts_at=start, now=start).keys() == {1}
    assert redeem(slips.issuer, fresh[1], now=start).claims.start == start.timestamp()
    with pytest.raises(TicketUnknown):
        redeem(slips.issuer, TICKETS[1], now=start)


def test_slips_of_a_cancelled_time_wait_for_its_restoring(slips: Slips) -> None:
    prepare(slips)
    cancelled = replace(EVENING, exceptions=(Override(TUESDAY),))
    assert shown(slips, meeting=replace(MEETING, schedule=cancelled)) == []
    with pytest.raises(OutsideIssuingWindow):
        give(slips, 1, meeting=replace(MEETING, schedule=cancelled))
    assert len(shown(slips)) == len(TICKETS)
    assert give(slips, 1)


def test_those_given_before_their_time_was_corrected_are_listed_with_the_others(
    slips: Slips,
) -> None:
    """Else their numbers would be taken for free ones."""
    prepare(slips)
    reference = give(slips, 1)[1]
    corrected = replace(MEETING, schedule=replace(EVENING, start_min=18 * 60 + 30))
    listed = slips.of_meeting(corrected, NOW)
    assert {slip.starts_at for slip in listed} == {START - timedelta(minutes=30)}
    assert [slip.reference for slip in listed if slip.given] == [reference]


def test_an_occurrence_has_one_sheet_of_slips_whatever_start_is_sent(
    slips: Slips, items: Any
) -> None:
    for minutes in (-30, 1, 60):
        with pytest.raises(OutsideIssuingWindow):
            prepare(slips, starts_at=START + timedelta(minutes=minutes))
    assert items() == []
    prepare(slips)
    corrected = replace(MEETING, schedule=replace(EVENING, start_min=18 * 60 + 30))
    prepare(slips, {6: new_ticket()}, meeting=corrected)  # as they were told before
    assert keys_of(items()) == ["I#", "S#"]
    assert list(give(slips, 1, 6, meeting=corrected)) == [1, 6]


def test_only_who_holds_the_meeting_prepares_and_marks_and_only_where_it_is_offered(
    slips: Slips, items: Any
) -> None:
    hashes = {1: ticket_hash(TICKETS[1])}
    for held in (set[str](), {"another"}):
        with pytest.raises(NotYourMeeting):
            slips.prepare(MEETING, held, START, hashes, BEFORE)
        with pytest.raises(NotYourMeeting):
            slips.give(MEETING, held, START, [1], NOW)
    silent = replace(MEETING, verification=VerificationPolicy.NOT_OFFERED)
    with pytest.raises(NotOffered):
        prepare(slips, meeting=silent)
    for closed in (
        replace(MEETING, schedule=None),
        replace(MEETING, attendance=AttendanceOption.INACTIVE),
    ):
        with pytest.raises(NoSchedule):
            prepare(slips, meeting=closed)
    assert items() == []
    prepare(slips)
    with pytest.raises(NotOffered):
        give(slips, 1, meeting=silent)


def test_numbers_that_were_not_prepared_do_not_hinder_the_others(slips: Slips) -> None:
    with pytest.raises(SlipUnknown):
        give(slips, 1)
    prepare(slips)
    assert list(give(slips, 30, 1, 29)) == [1]
    with pytest.raises(SlipUnknown):
        give(slips, 30)


def test_slips_count_among_the_tickets_of_the_occurrence(slips: Slips) -> None:
    few = replace(slips.issuer, settings=SETTINGS._replace(codes_per_occurrence=2))
    small = Slips(few)
    prepare(small)
    register(few, ticket := "K7QX2M9P4T")
    assert list(give(small, 1, 2, 3)) == [1]
    with pytest.raises(OccurrenceLimitReached):
        give(small, 2, 3)
    few.withdraw(HELD, redeem(few, ticket).reference, NOW)
    assert list(give(small, 3)) == [3]


def test_a_given_slip_is_withdrawn_like_any_ticket(slips: Slips) -> None:
    prepare(slips)
    references = give(slips, 1, 2)
    slips.issuer.withdraw(HELD, references[1], NOW)
    assert slips.issuer.table.withdrawn_references(at(NOW)) == [references[1]]
    assert give(slips, 1, 2) == {2: references[2]}
    with pytest.raises(TicketWithdrawn):
        give(slips, 1)


def test_what_is_not_marked_is_deleted_and_in_no_list(slips: Slips, items: Any) -> None:
    prepare(slips)
    reference = give(slips, 2)[2]
    assert slips.issuer.table.sweep(at(CLOSES - SECOND)) == 0
    assert len(shown(slips, CLOSES - SECOND)) == 5
    assert shown(slips, CLOSES) == [(2, True)]
    # its time could have been moved to a minute before midnight
    latest = CLOSES + timedelta(hours=5)
    slips.issuer.table.sweep(at(latest - SECOND))
    assert "S#" in keys_of(items()) and shown(slips, latest - SECOND) == [(2, True)]
    slips.issuer.table.sweep(at(latest))
    assert keys_of(items()) == ["C#", "I#", "O#", "T#"]
    assert slips.issuer.table.withdrawn_references(0) == []
    assert [ticket.slip for ticket in slips.issuer.tickets(MEETING.id, CLOSES)] == [2]
    assert redeem(slips.issuer, TICKETS[2], now=REDEEMED_UNTIL - SECOND).reference == reference
    slips.issuer.table.sweep(at(REDEEMED_UNTIL))
    assert items() == []


def test_nothing_kept_of_a_slip_leads_to_its_ticket(slips: Slips, items: Any) -> None:
    prepare(slips)
    kept = repr(items())
    for ticket in TICKETS.values():
        assert ticket not in kept
        assert ticket_hash(ticket) not in kept
    starts, sheet = sorted(items(), key=lambda item: str(item["pk"]["S"]))
    assert set(starts) == {"pk", "sheets", "expires"}
    assert set(sheet) == {
        "pk", "meeting_id", "start", "utc_offset_min", "prepared", "given", "rev", "expires",
    }  # fmt: skip


def test_many_at_once_mark_and_prepare_the_same_slips(busy_issuer: Issuer) -> None:
    slips = Slips(busy_issuer)
    tickets = {number: new_ticket() for number in range(1, 13)}
    prepare(slips, tickets)

    def work(turn: int) -> dict[int, str]:
        if turn % 4 == 0:
            prepare(slips, {20 + turn // 4: new_ticket()}, now=NOW)
        return give(slips, *tickets)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(work, range(16)))
    assert len(answers[0]) == 12
    assert all(answer == answers[0] for answer in answers)
    assert shown(slips) == [
        *((number, True) for number in tickets),
        *((number, False) for number in range(20, 24)),
    ]
