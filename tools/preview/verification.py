"""The pages about verifications, made up: facilitators', finished codes, the one for courts."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from markupsafe import Markup

from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.rescheduling import changed_times, coming_times
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.verification import qr
from chalicelib.verification.core.public_keys import KeyRing, PublicKey
from chalicelib.verification.keys import rotate, with_standby
from chalicelib.verification.signers import SeedSigner
from chalicelib.web.facilitator.facilitator_meeting import FacilitatorMeeting
from chalicelib.web.facilitator.give import GivePage
from chalicelib.web.facilitator.meetings import MeetingsPage
from chalicelib.web.facilitator.sign_in import SignInPage
from chalicelib.web.http.templates import Page
from chalicelib.web.participant.code import CodePage, FinishedCode
from chalicelib.web.verifier.courts import CourtsPage, listed_keys
from tools.preview.meetings import ADDRESS, CHICAGO, NOW, ORGANISATION, next_time


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
        "sign-in.html": SignInPage("", "a" * 43),
        "sign-in-used.html": SignInPage("used", "a" * 43),
        "facilitate.html": MeetingsPage(meetings, "Springfield Tuesday", NOW),
        "give.html": give,
        "give-time.html": replace(give, details=("time", "full", "date")),
    }


def code_pages(occurrence: Occurrence) -> dict[str, CodePage]:
    """Returns finished codes, by file name."""
    url = "https://waypost.example.org/v#" + "2KCEJIQDAFMMQLBPEBTFMFUY" * 11
    code = FinishedCode(
        svg=Markup(qr.svg(url)),  # nosec B704 # squares that we draw
        print_svg=Markup(qr.svg(url, qr.Level.Q)),  # nosec B704 # the same
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
        symbol=Markup(qr.svg(f"{ADDRESS}/station")),  # nosec B704 # the same
        phone="+1 (555) 010-0199",
        phone_link="tel:+15550100199",
        code_life_days=180,
        keys=tuple(key for key in keys if key.state != "retired"),
        older_keys=tuple(key for key in keys if key.state == "retired"),
        today=now.date(),
        canonical=f"{ADDRESS}/courts",
    )
    return {"courts.html": sheet, "courts-letter.html": replace(sheet, letter=True)}
