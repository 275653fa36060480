"""Made-up meetings, and the moment at which the pages show them. None of them is real."""

from datetime import UTC, datetime

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Conference, Meeting, Venue
from chalicelib.meetings.schedule.occurrences import Occurrence, next_occurrence
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.web.i18n.crisis import crisis_lines

NOW = datetime(2026, 11, 18, 0, 35, tzinfo=UTC)  # Tuesday 6:35 pm in Illinois
CHICAGO = "America/Chicago"
ORGANISATION = "Example Mutual Help"
ADDRESS = "https://waypost.example.org"
CRISIS = crisis_lines()
NAMES = (
    "Tuesday Night",
    "Women’s Meeting",
    "Prairie Capital Newcomers",
    "Tools for Change",
    "Family and Friends",
    "Early Risers",
    "Reunión en español",
    "Lunch Hour",
    "Veterans",
    "Westside Discussion",
    "Young People’s Circle",
    "Candlelight",
    "Step Back and Look",
    "Lincoln Park Walk and Talk",
    "Men’s Group",
    "Saturday Morning",
    "Online from the Heartland",
    "Building Motivation",
    "Coping with Urges",
    "Managing Thoughts, Feelings and Behaviour",
    "Living a Balanced Life",
    "LGBTQ Welcome",
    "Deaf and Hard of Hearing",
    "Late Shift",
    "Quiet Hour",
)
PLACES = (
    ("Public Library, Room 2", "326 S 7th St, Springfield, IL 62701"),
    ("Grace Lutheran Church", "714 E Capitol Ave, Springfield, IL 62701"),
    ("Community Health Center", "1100 E Adams St, Springfield, IL 62703"),
    ("", "2100 W Lawrence Ave, Springfield, IL 62704"),
    ("YWCA", "4th St and Jackson St, Springfield, IL 62701"),
    ("Chatham Village Hall", "116 E Mulberry St, Chatham, IL 62629"),
    ("Union Hall 193, side entrance", "3520 Ginger Creek Dr, Springfield, IL 62711"),
    ("Jacksonville Senior Center", "507 W State St, Jacksonville, IL 62650"),
)


def made_up_meetings() -> list[Meeting]:
    """Returns meetings of every kind."""
    listed = []
    for n, name in enumerate(NAMES):
        attendance = (
            AttendanceOption.IN_PERSON,
            AttendanceOption.IN_PERSON,
            AttendanceOption.HYBRID,
            AttendanceOption.IN_PERSON,
            AttendanceOption.ONLINE,
        )[n % 5]
        days = ((2,), (2, 4), (3,), (1, 3, 5), (4,))[n % 5]
        start = (19 * 60, 18 * 60, 7 * 60 + 30, 12 * 60, 20 * 60 + 15, 17 * 60 + 45)[n % 6]
        offered = n % 4 != 3
        listed.append(
            Meeting(
                id=f"{n * 7919 + 46657:x}0k",
                source="sample",
                slug=f"sample-{n}",
                name=name,
                attendance=attendance,
                verification=(
                    VerificationPolicy.OFFERED if offered else VerificationPolicy.NOT_OFFERED
                ),
                schedule=Schedule(days, start, (60, 90, 75)[n % 3], CHICAGO),
                venue=_venue(n) if attendance.has_room else Venue(regions=("Illinois",)),
                conference=_conference(n) if attendance.has_link else Conference(),
                types=("O", "EN", "BE", "X", "ASL", "Q7"),
                notes="Newcomers are welcome; come ten minutes early.\nTea and biscuits.",
                group="Springfield Group",
                url="https://meetings.example.org/springfield",
                entity="" if offered else "Prairie Family Groups",
                entity_url="" if offered else "https://prairie.example.org",
                updated=datetime(2026, 10, 30, tzinfo=UTC),
            )
        )
    return listed


def _venue(n: int) -> Venue:
    location, address = PLACES[n % len(PLACES)]
    return Venue(
        location=location,
        formatted_address=address,
        regions=("Illinois", "Springfield"),
        town=address.split(", ")[1],
        location_notes="Use the side door.\nRing twice.",
        point=Point(39.80117 + n * 0.00731, -89.64371 - n * 0.00517),
        approximate=n == 8,
    )


def _conference(n: int) -> Conference:
    return Conference(
        url=f"https://zoom.us/j/{8123456789 + n * 104729}",
        url_notes="Passcode: welcome",
        phone="+1-312-555-0147,,81234567#" if n % 2 else "",
        phone_notes="Passcode 4471",
    )


def next_time(schedule: Schedule) -> Occurrence:
    """Returns the next time of a series that goes on."""
    occurrence = next_occurrence(schedule, NOW)
    assert occurrence
    return occurrence
