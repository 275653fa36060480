"""How many listed meetings start when one does: counted once an occurrence, kept, never guessed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.dynamodb import StorageUnavailable
from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import PRIVATE, Conference, Venue
from chalicelib.meetings.storage.table import MeetingsTable
from chalicelib.verification.issuing import Issuer
from chalicelib.verification.tickets import new_ticket
from tests.conftest import Tables
from tests.contracts import faults
from tests.unit.verification.sample_meeting import MEETING, NOW, TICKET, register

LINK = Conference("https://zoom.us/j/1")
NEAR = replace(MEETING.venue, point=Point(40.0, -89.6))  # 22 km away
FAR = replace(MEETING.venue, point=Point(40.1, -89.6))  # 33 km


@pytest.fixture
def listed(listings: MeetingsTable) -> MeetingsTable:
    """Seven meetings at one time: four in rooms near each other, three with a link."""
    here = [("near", NEAR), ("nearer", MEETING.venue), ("far", FAR)]
    found = [replace(MEETING, id=slug, slug=slug, venue=venue) for slug, venue in here]
    linked = replace(MEETING, attendance=AttendanceOption.HYBRID, conference=LINK, venue=FAR)
    found.append(replace(linked, id="hybrid", slug="hybrid"))
    online = replace(linked, attendance=AttendanceOption.ONLINE, venue=Venue())
    found += [replace(online, id=slug, slug=slug) for slug in ("online", "online2")]
    for meeting in (MEETING, *found):
        listings.put(meeting, NOW)
    return listings


def told(issuer: Issuer, ticket: str = TICKET) -> tuple[int | None, int | None]:
    redeemed = issuer.redeem(ticket, NOW)
    return redeemed.listed_then, redeemed.listed_within_km


def test_meetings_within_25_km_that_start_then_are_counted(
    issuer: Issuer, listed: MeetingsTable
) -> None:
    register(issuer, TICKET)
    assert told(issuer) == (3, 25)
    hybrid = listed.get("hybrid")
    assert hybrid is not None
    ticket = new_ticket()
    register(issuer, ticket, meeting=hybrid)
    assert told(issuer, ticket) == (3, 25)  # itself, the far one and the near one


def test_of_an_online_meeting_those_with_a_link_anywhere(
    issuer: Issuer, listed: MeetingsTable
) -> None:
    online = listed.get("online")
    assert online is not None
    register(issuer, TICKET, meeting=online)
    assert told(issuer) == (3, None)


def test_a_meeting_that_was_just_taken_off_is_one_of_them(issuer: Issuer) -> None:
    register(issuer, TICKET)
    assert told(issuer) == (1, 25)


def test_nothing_is_counted_for_a_meeting_that_is_in_no_public_list(
    issuer: Issuer, listed: MeetingsTable
) -> None:
    register(issuer, TICKET, meeting=replace(MEETING, types=(PRIVATE,)))
    assert told(issuer) == (None, None)


def test_it_is_counted_with_the_first_ticket_and_never_again(
    issuer: Issuer, listed: MeetingsTable, moto_tables: Tables
) -> None:
    register(issuer, TICKET)
    reads = faults.on(moto_tables.client, "BatchGetItem", lambda call: None)
    listed.remove("near", NOW)
    reads.clear()
    second = new_ticket()
    register(issuer, second)
    assert len(reads) == 1  # the ticket itself
    assert told(issuer) == told(issuer, second) == (3, 25)
    next_week = new_ticket()
    register(issuer, next_week, now=NOW + timedelta(days=7))
    assert told(issuer, next_week) == (2, 25)


def test_where_the_listing_cannot_be_read_nothing_is_said_and_the_code_is_given(
    issuer: Issuer, listed: MeetingsTable
) -> None:
    class Away:
        def directories(self, keys: object) -> object:
            raise StorageUnavailable("away")

        rows = heads = directories

    register(replace(issuer, listings=Away()), TICKET)  # type: ignore[arg-type]
    assert told(issuer) == (None, None)
    register(issuer, new_ticket())  # not counted later either: it would be another listing
    assert told(issuer) == (None, None)
