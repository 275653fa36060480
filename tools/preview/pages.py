"""Every page, rendered with made-up data."""

from dataclasses import replace

from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.report import MAX_TEXT, Kind
from chalicelib.web.finder.report import ReportPage
from chalicelib.web.finder.what_to_expect import Resource, WhatToExpectPage
from chalicelib.web.http.error_responses import ErrorPage
from chalicelib.web.http.templates import Page, render_page
from tools.preview.finder import finder_pages, list_pages, meeting_page
from tools.preview.meetings import ADDRESS, CRISIS, ORGANISATION, made_up_meetings, next_time
from tools.preview.verification import code_pages, courts_pages, facilitator_pages


def rendered_pages() -> dict[str, str]:
    """Returns every page as HTML, by file name."""
    listed = made_up_meetings()
    hybrid = listed[2]
    first = listed[0].schedule
    assert first
    report = ReportPage(hybrid, tuple(kind.value for kind in Kind), MAX_TEXT, False, "form", CRISIS)
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
