"""A meeting on Tuesday evenings, and the moment at which its codes are given."""

from datetime import UTC, datetime, timedelta

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Meeting, Venue
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.settings import Settings
from chalicelib.verification.detail import Detail
from chalicelib.verification.issuing import Issuer, RegisteredTickets, Verification
from chalicelib.verification.tickets import ticket_hash

TICKET = "ABCDE-12345"
EVENING = Schedule((2,), 19 * 60, 90, "America/Chicago")  # Tuesdays, 7:00 to 8:30 pm
MEETING = Meeting(
    id="a1b2c3d4e5",
    source="springfield",
    slug="tuesday-night",
    name="Tuesday Night",
    attendance=AttendanceOption.IN_PERSON,
    verification=VerificationPolicy.OFFERED,
    schedule=EVENING,
    venue=Venue("Town Hall", regions=("Illinois", "Springfield"), point=Point(39.8, -89.6)),
)
START = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)  # Tue 17 Nov, 7:00 pm
END = START + timedelta(minutes=90)
NOW = END
HELD = frozenset({MEETING.id})
SECOND = timedelta(seconds=1)
SETTINGS = Settings(public_url="https://waypost.example.org")
REDEEMED_UNTIL = END + timedelta(hours=72)


def give(
    issuer: Issuer,
    *,
    meeting: Meeting = MEETING,
    ticket: str = TICKET,
    detail: Detail = Detail.FULL,
    now: datetime = NOW,
) -> Verification:
    return issuer.give(meeting, {meeting.id}, ticket, detail, now)


def register(
    issuer: Issuer,
    *tickets: str,
    meeting: Meeting = MEETING,
    now: datetime = NOW,
    occurrence_start: datetime | None = None,
) -> RegisteredTickets:
    hashes = [ticket_hash(ticket) for ticket in tickets]
    return issuer.register(meeting, HELD | {meeting.id}, hashes, now, occurrence_start)


def redeem(
    issuer: Issuer, ticket: str, detail: Detail = Detail.FULL, now: datetime = NOW
) -> Verification:
    return issuer.redeem(ticket, now).forms[detail]


def stored(issuer: Issuer, *tickets: str) -> list[str]:
    """The hashes of those tickets that are stored now."""
    return list(register(issuer, *tickets).references)
