"""Every page with made-up data, for looking at: python -m tools.preview_pages FOLDER

Serve the folder (python -m http.server) and open its index. Nothing here is a real meeting.
"""

import shutil
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from markupsafe import Markup

from chalicelib.geo.point import Point
from chalicelib.meetings.meeting import (
    AttendanceOption,
    Conference,
    Meeting,
    Venue,
    VerificationPolicy,
)
from chalicelib.meetings.report import MAX_TEXT, Kind
from chalicelib.meetings.schedule.occurrences import Occurrence, next_occurrence
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.rescheduling import changed_times, coming_times
from chalicelib.meetings.schedule.schedule import Schedule, zone
from chalicelib.meetings.search.facets import count
from chalicelib.meetings.search.filters import EVERYTHING
from chalicelib.meetings.search.query import Sort
from chalicelib.meetings.storage.rows import Row, row
from chalicelib.verification import qr
from chalicelib.web.facilitator.meetings import Held
from chalicelib.web.files import STATIC
from chalicelib.web.finder import meeting as meeting_page
from chalicelib.web.finder.search_request import FIELDS, Asked
from chalicelib.web.http.templates import render

NOW = datetime(2026, 11, 18, 0, 35, tzinfo=UTC)  # Tuesday 6:35 pm in Illinois
CHICAGO = "America/Chicago"
ORGANISATION = "Example Mutual Help"
CRISIS = (
    ("US and Canada", "988", "tel:988", "call or text"),
    ("UK and Ireland", "116 123", "tel:116123", ""),
    ("Australia", "13 11 14", "tel:131114", ""),
)
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


@dataclass(frozen=True)
class Found:
    row: Row
    occurrence: Occurrence
    distance_km: float | None


def meetings() -> list[Meeting]:
    made = []
    for n, name in enumerate(NAMES):
        way = (
            AttendanceOption.IN_PERSON,
            AttendanceOption.IN_PERSON,
            AttendanceOption.HYBRID,
            AttendanceOption.IN_PERSON,
            AttendanceOption.ONLINE,
        )[n % 5]
        location, address = PLACES[n % len(PLACES)]
        days = ((2,), (2, 4), (3,), (1, 3, 5), (4,))[n % 5]
        start = (19 * 60, 18 * 60, 7 * 60 + 30, 12 * 60, 20 * 60 + 15, 17 * 60 + 45)[n % 6]
        offered = n % 4 != 3
        made.append(
            Meeting(
                id=f"{n * 7919 + 46657:x}0k",
                source="sample",
                slug=f"sample-{n}",
                name=name,
                attendance=way,
                verification=(
                    VerificationPolicy.OFFERED if offered else VerificationPolicy.NOT_OFFERED
                ),
                schedule=Schedule(days, start, (60, 90, 75)[n % 3], CHICAGO),
                venue=Venue(
                    location=location,
                    formatted_address=address,
                    regions=("Illinois", "Springfield"),
                    location_notes="Use the side door.\nRing twice.",
                    point=Point(39.80117 + n * 0.00731, -89.64371 - n * 0.00517),
                    approximate=n == 8,
                )
                if way.has_room
                else Venue(regions=("Illinois",)),
                conference=Conference(
                    url=f"https://zoom.us/j/{8123456789 + n * 104729}",
                    url_notes="Passcode: welcome",
                    phone="+1-312-555-0147,,81234567#" if n % 2 else "",
                    phone_notes="Passcode 4471",
                )
                if way.has_link
                else Conference(),
                types=("O", "EN", "BE", "X", "ASL", "Q7"),
                notes="Newcomers are welcome; come ten minutes early.\nTea and biscuits.",
                group="Springfield Group",
                url="https://meetings.example.org/springfield",
                entity="" if offered else "Prairie Family Groups",
                entity_url="" if offered else "https://prairie.example.org",
                updated=datetime(2026, 10, 30, tzinfo=UTC),
            )
        )
    return made


def coming(schedule: Schedule) -> Occurrence:
    """The next time of a series that goes on."""
    occurrence = next_occurrence(schedule, NOW)
    assert occurrence
    return occurrence


def held(
    id: str, name: str, place: str, schedule: Schedule, *, offered: bool = True, open: bool = False
) -> Held:
    """A meeting in a facilitator's list; with its times, one of which is cancelled."""
    occurrence = coming(schedule)
    until = occurrence.end + timedelta(hours=12) if open else None
    times = coming_times(schedule, NOW, 6)
    changed = changed_times(schedule, NOW)
    return Held(id, name, place, offered, occurrence, open, until, (), times, changed)


def found(of: list[Meeting]) -> tuple[Found, ...]:
    made = []
    for n, one in enumerate(of):
        assert one.schedule
        distance = 0.7 + n * 1.37 if one.attendance.has_room else None
        made.append(Found(row(one), coming(one.schedule), distance))
    return tuple(sorted(made, key=lambda each: each.occurrence.start))


def asked(**given: str) -> dict[str, str]:
    return {name: given.get(name, "") for name in FIELDS}


def pages() -> dict[str, str]:
    """File name -> HTML."""
    listed = meetings()
    results = found(listed)
    online = found([one for one in listed if not one.attendance.has_room])
    search = Asked(
        point=Point(39.8, -89.64),
        place=None,
        other_places=(),
        visitors_zone=CHICAGO,
        radius_km=None,
        day=None,
        attendance=None,
        filter=EVERYTHING,
        sort=Sort.START,
        limit=25,
        cursor=None,
    )
    finder = {
        "now": NOW,
        "zone": zone(CHICAGO),
        "unit": "mi",
        "radius": 25,
        "more": "",
        "problem": "",
        "suggestions": (),
        "online": (),
        "crisis": CRISIS,
        "searched": True,
        "found": (),
        "place": "Springfield, Illinois",
        "other_places": ("Springfield, Missouri, US", "Springfield, Massachusetts, US"),
        "query": asked(place="Springfield"),
        "asked": search,
        "counts": count(((one.row, one.occurrence.start) for one in results), EVERYTHING),
        "counted_all": True,
        "any_day": None,
        "beyond": (),
        "map": None,
    }
    hybrid = listed[2]
    first = listed[0]
    assert hybrid.schedule and first.schedule
    tonight = coming(first.schedule)
    saturdays = Schedule((6,), 600, 60, CHICAGO)
    cancelled = coming_times(saturdays, NOW, 2)[1].day
    families = Schedule((0,), 900, 60, CHICAGO)
    mine = (
        held("a1", "Tuesday Night", "Public Library, Springfield", first.schedule, open=True),
        held(
            "a2",
            "Saturday Morning",
            "Springfield",
            replace(saturdays, exceptions=(Override(cancelled),)),
        ),
        held("a3", "Friends and Family", "", families, offered=False),
    )
    code = {
        "reference": "4QF7-K2MX-PB3A-ZL6D",
        "again": "/facilitate/give/a1",
        "occurrence": tonight,
        "hand_in_by": (tonight.start + timedelta(days=180)).date(),
        "organisation": ORGANISATION,
        "url": "https://waypost.example.org/v#" + "2KCEJIQDAFMMQLBPEBTFMFUY" * 11,
    }
    code["svg"] = Markup(qr.svg(str(code["url"])))
    code["print_svg"] = Markup(qr.svg(str(code["url"]), qr.Level.Q))

    def page(template: str, **context: object) -> str:
        return render(template, "", **context)  # type: ignore[arg-type]

    reported = {
        "meeting": hybrid,
        "kinds": [kind.value for kind in Kind],
        "most": MAX_TEXT,
        "crisis": CRISIS,
    }
    unlisted = Meeting(
        "zz",
        "sample",
        "zz",
        "By Arrangement",
        AttendanceOption.ONLINE,
        VerificationPolicy.NOT_OFFERED,
        None,
    )
    return {
        "finder-empty.html": page(
            "finder/results.html",
            **finder
            | {
                "searched": False,
                "place": "",
                "other_places": (),
                "query": asked(),
                "found": online[:3],
                "radius": None,
                "zone": None,
            },
        ),
        "finder.html": page(
            "finder/results.html", **finder | {"found": results, "more": "bGF0ZXI"}
        ),
        "finder-distance.html": page(
            "finder/results.html",
            **finder
            | {
                "found": sorted(results, key=lambda one: one.distance_km or 0)[5:15],
                "query": asked(near="39.80,-89.64", sort="distance", day="2", radius="25km"),
                "place": "",
                "other_places": (),
                "unit": "km",
            },
        ),
        "finder-online.html": page(
            "finder/results.html",
            **finder
            | {
                "found": online,
                "query": asked(attendance="online"),
                "place": "",
                "other_places": (),
                "radius": None,
                "zone": None,
            },
        ),
        "finder-unknown.html": page(
            "finder/results.html",
            **finder
            | {
                "problem": "unknown_place",
                "place": "",
                "other_places": (),
                "query": asked(place="Sprigfeild"),
                "suggestions": (
                    ("Springfield, Illinois", "Springfield, IL"),
                    ("Springfield, Missouri", "Springfield, MO"),
                ),
                "online": online[:3],
            },
        ),
        "finder-none.html": page(
            "finder/results.html",
            **finder
            | {
                "problem": "none_within",
                "radius": 10,
                "online": online[:3],
                "query": asked(place="Springfield", day="today", radius="10mi"),
            },
        ),
        "meeting.html": page("finder/meeting.html", **meeting_context(hybrid)),
        "meeting-appointment.html": page("finder/meeting.html", **meeting_context(unlisted)),
        "report.html": page("finder/report.html", **reported, sent=False),
        "report-sent.html": page("finder/report.html", **reported, sent=True),
        "expect.html": page(
            "finder/what-to-expect.html",
            organisation=ORGANISATION,
            contact="https://example.org/contact",
            volunteer="https://example.org/volunteer",
            resources=(("Example help", "https://example.org/help"),),
            crisis=CRISIS,
        ),
        "error.html": page("error.html", problem="not_found", crisis=CRISIS),
        "error-unavailable.html": page(
            "error.html", problem="unavailable", again="/", crisis=CRISIS
        ),
        "sign-in.html": page("facilitator/sign-in.html", problem=""),
        "sign-in-used.html": page("facilitator/sign-in.html", problem="used"),
        "facilitate.html": page(
            "facilitator/meetings.html", held=mine, label="Springfield Tuesday", now=NOW
        ),
        "give.html": page(
            "facilitator/give.html",
            meeting=mine[0],
            occurrence=tonight,
            now=NOW,
            once="k3",
            preselect="full",
        ),
        "give-time.html": page(
            "facilitator/give.html",
            meeting=mine[0],
            occurrence=tonight,
            now=NOW,
            once="k3",
            preselect="time",
        ),
        "code.html": page(
            "participant/code.html", **code | {"name": "Tuesday Night", "place": "Springfield, IL"}
        ),
        "code-time.html": page("participant/code.html", **code | {"name": "", "place": ""}),
    }


def meeting_context(meeting: Meeting) -> dict[str, object]:
    """What meeting.html is given."""
    shown = meeting_page.shown(meeting, (), NOW)
    return {**shown, "organisation": ORGANISATION, "crisis": CRISIS}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True)
    made = pages()
    for name, html in made.items():
        (folder / name).write_text(html, "utf-8")
    index = "".join(f'<li><a href="{name}">{name}</a>' for name in made)
    (folder / "index.html").write_text(f"<!doctype html><title>Pages</title><ul>{index}</ul>")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
