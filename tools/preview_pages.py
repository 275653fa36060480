"""Renders every page with made-up data, for looking at.

    python -m tools.preview_pages FOLDER

Serve the folder (python -m http.server) and open its index. Nothing here is a real meeting.
"""

import hashlib
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

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
from chalicelib.meetings.search.query import Found, Sort
from chalicelib.meetings.storage.rows import row
from chalicelib.verification import qr
from chalicelib.verification.core.public_keys import KeyRing, PublicKey
from chalicelib.verification.keys import SeedSigner, rotate, with_standby
from chalicelib.web.facilitator.facilitator_meeting import FacilitatorMeeting
from chalicelib.web.facilitator.give import GivePage
from chalicelib.web.facilitator.meetings import MeetingsPage
from chalicelib.web.facilitator.sign_in import SignInPage
from chalicelib.web.files import STATIC
from chalicelib.web.finder import meeting as meeting_view
from chalicelib.web.finder.chips import chips
from chalicelib.web.finder.filter_controls import active_filters, controls
from chalicelib.web.finder.meeting import MeetingPage
from chalicelib.web.finder.print_list import PrintListPage
from chalicelib.web.finder.report import ReportPage
from chalicelib.web.finder.results import ResultsPage
from chalicelib.web.finder.same_place import SamePlace
from chalicelib.web.finder.search_request import FIELDS, SearchRequest
from chalicelib.web.finder.timetable import Group, groups
from chalicelib.web.finder.week import week
from chalicelib.web.finder.what_to_expect import Resource, WhatToExpectPage
from chalicelib.web.finder.widget import WidgetPage
from chalicelib.web.http.error_responses import ErrorPage
from chalicelib.web.http.templates import Page, render_page
from chalicelib.web.i18n.catalogue import FALLBACK, translator
from chalicelib.web.i18n.crisis import crisis_lines
from chalicelib.web.participant.code import CodePage, FinishedCode
from chalicelib.web.verifier.courts import CourtsPage, listed_keys

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


def meetings() -> list[Meeting]:
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
        location, address = PLACES[n % len(PLACES)]
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
                venue=Venue(
                    location=location,
                    formatted_address=address,
                    regions=("Illinois", "Springfield"),
                    town=address.split(", ")[1],
                    location_notes="Use the side door.\nRing twice.",
                    point=Point(39.80117 + n * 0.00731, -89.64371 - n * 0.00517),
                    approximate=n == 8,
                )
                if attendance.has_room
                else Venue(regions=("Illinois",)),
                conference=Conference(
                    url=f"https://zoom.us/j/{8123456789 + n * 104729}",
                    url_notes="Passcode: welcome",
                    phone="+1-312-555-0147,,81234567#" if n % 2 else "",
                    phone_notes="Passcode 4471",
                )
                if attendance.has_link
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
    return listed


def next_time(schedule: Schedule) -> Occurrence:
    """Returns the next time of a series that goes on."""
    occurrence = next_occurrence(schedule, NOW)
    assert occurrence
    return occurrence


def facilitator_meeting(
    id_: str,
    name: str,
    place: str,
    schedule: Schedule,
    *,
    offered: bool = True,
    is_open: bool = False,
) -> FacilitatorMeeting:
    """Returns a meeting in a facilitator's list, with its times; one is cancelled."""
    occurrence = next_time(schedule)
    until = occurrence.end + timedelta(hours=12) if is_open else None
    return FacilitatorMeeting(
        id_,
        name,
        place,
        offered,
        occurrence,
        is_open,
        until,
        windows=(),
        times=coming_times(schedule, NOW, 6),
        changed_times=changed_times(schedule, NOW),
    )


def results_of(meetings: list[Meeting]) -> tuple[Found, ...]:
    """Returns search results, one for each meeting, in the order of their start."""
    results = []
    for n, meeting in enumerate(meetings):
        assert meeting.schedule
        distance = 0.7 + n * 1.37 if meeting.attendance.has_room else None
        results.append(Found(row(meeting), next_time(meeting.schedule), distance))
    return tuple(sorted(results, key=lambda result: result.occurrence.start))


def query_of(**values: str) -> dict[str, str]:
    """Returns every query field of a search; "" for those not given."""
    return {name: values.get(name, "") for name in FIELDS}


def finder_pages(listed: list[Meeting], language: str = FALLBACK) -> dict[str, ResultsPage]:
    """Returns the finder in several states, by file name."""
    t = translator(language)
    results = results_of(listed)
    online = results_of([meeting for meeting in listed if not meeting.attendance.has_room])
    search = SearchRequest(
        point=Point(39.8, -89.64),
        place=None,
        other_places=(),
        visitor_timezone=CHICAGO,
        radius_km=None,
        day=None,
        attendance=None,
        filter=EVERYTHING,
        sort=Sort.START,
        limit=25,
        cursor=None,
    )
    counts = count(((result.row, result.occurrence.start) for result in results), EVERYTHING.unmet)

    def groups_of(found: Sequence[Found], sort: str = "start") -> tuple[Group, ...]:
        return tuple(groups(t, found, NOW, zone(CHICAGO), sort, unit="mi"))

    def after_search(query: dict[str, str], **values: Any) -> ResultsPage:
        asked = controls(t, search, query, counts, True)
        active = active_filters(t, search, query, counts, None)
        page = ResultsPage(
            query,
            searched=True,
            now=NOW,
            crisis=CRISIS,
            canonical=f"{ADDRESS}/",
            search=search,
            counts=counts,
            counts_complete=True,
            active_filters=tuple(active),
            chips=tuple(chips(t, search, query, asked, active)),
            controls=tuple(asked),
            distance="25\u00a0mi",
        )
        return replace(page, **values)

    springfield = {
        "place": "Springfield, Illinois",
        "other_places": ("Springfield, Missouri, US", "Springfield, Massachusetts, US"),
    }
    nearest = sorted(results, key=lambda result: result.distance_km or 0)[5:15]
    return {
        "finder-empty.html": ResultsPage(
            query_of(),
            searched=False,
            now=NOW,
            crisis=CRISIS,
            canonical=f"{ADDRESS}/",
            result_groups=tuple(groups(t, online[:3], NOW)),
        ),
        "finder.html": after_search(
            query_of(place="Springfield"),
            result_groups=groups_of(results),
            next_cursor="bGF0ZXI",
            **springfield,
        ),
        "finder-distance.html": after_search(
            query_of(near="39.80,-89.64", sort="distance", day="2", radius="25km"),
            result_groups=groups_of(nearest, "distance"),
        ),
        "finder-online.html": after_search(
            query_of(attendance="online"),
            result_groups=tuple(groups(t, online, NOW)),
            distance="",
        ),
        "finder-unknown.html": ResultsPage(
            query_of(place="Sprigfeild"),
            searched=True,
            now=NOW,
            crisis=CRISIS,
            canonical=f"{ADDRESS}/",
            problem="unknown_place",
            suggestions=("Springfield, Illinois", "Springfield, Missouri"),
            online_groups=groups_of(online[:3]),
        ),
        "finder-none.html": after_search(
            query_of(place="Springfield", day="today", radius="10mi"),
            problem="none_within",
            distance="10\u00a0mi",
            beyond_groups=groups_of(nearest[:6], "distance"),
            online_groups=groups_of(online[:3]),
            **springfield,
        ),
    }


def list_pages(listed: list[Meeting], language: str = FALLBACK) -> dict[str, Page]:
    """Returns the list by the days of the week, on paper and in a frame, by file name."""
    days = tuple(week(translator(language), results_of(listed), NOW, zone(CHICAGO)))
    paper = PrintListPage(
        query_of(place="Springfield"),
        days=days,
        place="Springfield, Illinois",
        named="",
        online=False,
        distance="25\u00a0mi",
        complete=True,
        fold=False,
        today=NOW,
        address=ADDRESS,
        crisis=CRISIS,
    )
    return {
        "print.html": paper,
        "print-fold.html": replace(paper, fold=True),
        "embed-week.html": WidgetPage(query_of(place="Springfield"), NOW, CRISIS, days=days),
    }


def meeting_page(meeting: Meeting) -> MeetingPage:
    """Returns a meeting's own page."""
    page = meeting_view.page_of(meeting, SamePlace(), CRISIS, NOW, translator())
    return replace(page, organisation=ORGANISATION)


def facilitator_pages(first: Schedule) -> dict[str, Page]:
    """Returns the facilitator's pages, by file name."""
    saturdays = Schedule((6,), 600, 60, CHICAGO)
    cancelled = coming_times(saturdays, NOW, 2)[1].day
    saturdays = replace(saturdays, exceptions=(Override(cancelled),))
    families = Schedule((0,), 900, 60, CHICAGO)
    meetings = (
        facilitator_meeting(
            "a1", "Tuesday Night", "Public Library, Springfield", first, is_open=True
        ),
        facilitator_meeting("a2", "Saturday Morning", "Springfield", saturdays),
        facilitator_meeting("a3", "Friends and Family", "", families, offered=False),
    )
    give = GivePage(
        meeting=meetings[0],
        occurrence=next_time(first),
        now=NOW,
        idempotency_key="k3",
        details=("full", "time", "date"),
        redeem_address="waypost.example.org/t",
    )
    return {
        "sign-in.html": SignInPage(""),
        "sign-in-used.html": SignInPage("used"),
        "facilitate.html": MeetingsPage(meetings, "Springfield Tuesday", NOW),
        "give.html": give,
        "give-time.html": replace(give, details=("time", "full", "date")),
    }


def code_pages(occurrence: Occurrence) -> dict[str, CodePage]:
    """Returns finished codes, by file name."""
    url = "https://waypost.example.org/v#" + "2KCEJIQDAFMMQLBPEBTFMFUY" * 11
    code = FinishedCode(
        svg=Markup(qr.svg(url)),
        print_svg=Markup(qr.svg(url, qr.Level.Q)),
        reference="4QF7-K2MX-PB3A-ZL6D",
        url=url,
        name="Tuesday Night",
        place="Springfield, IL",
        occurrence=occurrence,
        hand_in_by=(occurrence.start + timedelta(days=180)).date(),
    )
    page = CodePage(code, "/facilitate/give/a1", ORGANISATION, "waypost.example.org")
    time_only = replace(code, name="", place="")
    return {
        "code.html": page,
        "code-time.html": replace(page, code=time_only),
        "code-date.html": replace(page, code=replace(time_only, date_only=True)),
    }


def pages() -> dict[str, str]:
    """Returns every page as HTML, by file name."""
    listed = meetings()
    hybrid = listed[2]
    first = listed[0].schedule
    assert first
    report = ReportPage(hybrid, tuple(kind.value for kind in Kind), MAX_TEXT, False, CRISIS)
    unlisted = Meeting(
        "zz",
        "sample",
        "zz",
        "By Arrangement",
        AttendanceOption.ONLINE,
        VerificationPolicy.NOT_OFFERED,
        None,
    )
    expect = WhatToExpectPage(
        organisation=ORGANISATION,
        contact_url="https://example.org/contact",
        volunteer_url="https://example.org/volunteer",
        resources=(Resource("Example help", "https://example.org/help"),),
        crisis=CRISIS,
        canonical=f"{ADDRESS}/what-to-expect",
    )
    by_name: dict[str, Page] = {
        **finder_pages(listed),
        **list_pages(listed),
        "meeting.html": meeting_page(hybrid),
        "meeting-appointment.html": meeting_page(unlisted),
        "report.html": report,
        "report-sent.html": replace(report, sent=True),
        "expect.html": expect,
        "error.html": ErrorPage("not_found", CRISIS),
        "error-unavailable.html": ErrorPage("unavailable", CRISIS, return_path="/"),
        **facilitator_pages(first),
        **code_pages(next_time(first)),
        **courts_pages(),
    }
    return {name: render_page(page, "") for name, page in by_name.items()}


def courts_pages() -> dict[str, CourtsPage]:
    """Returns the page for courts, as a sheet and as a letter, after 15 months of quarters."""
    seeds = (hashlib.sha256(bytes([number])).digest() for number in range(256))
    public_keys = (SeedSigner(seed).public for seed in seeds)
    now = datetime(2027, 11, 28, 12, tzinfo=UTC)
    moment = int((now - timedelta(days=470)).timestamp())
    first = PublicKey(next(public_keys), moment, None, moment)
    ring = with_standby(KeyRing({first.kid: first}), next(public_keys), moment)
    for _ in range(5):
        moment += 91 * 24 * 3600
        ring = with_standby(rotate(ring, moment), next(public_keys), moment)
    keys = list(listed_keys(ring, now))
    sheet = CourtsPage(
        letter=False,
        organisation=ORGANISATION,
        site=ADDRESS.removeprefix("https://"),
        symbol=Markup(qr.svg(f"{ADDRESS}/station")),
        phone="+1 (555) 010-0199",
        phone_link="tel:+15550100199",
        code_life_days=180,
        keys=tuple(key for key in keys if key.state != "retired"),
        older_keys=tuple(key for key in keys if key.state == "retired"),
        today=now.date(),
        canonical=f"{ADDRESS}/courts",
    )
    return {"courts.html": sheet, "courts-letter.html": replace(sheet, letter=True)}


def main(folder: Path) -> None:
    """Writes the pages and an index into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True)
    html_by_name = pages()
    for name, html in html_by_name.items():
        (folder / name).write_text(html, "utf-8")
    index = "".join(f'<li><a href="{name}">{name}</a>' for name in html_by_name)
    (folder / "index.html").write_text(f"<!doctype html><title>Pages</title><ul>{index}</ul>")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
