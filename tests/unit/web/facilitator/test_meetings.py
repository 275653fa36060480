"""The facilitator's list of meetings, and the copy of it that a phone stores."""

import pytest

from chalicelib.meetings.attendance import VerificationPolicy
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Site, put_meetings

# It is Wednesday, 7 am in New York.
EARLY = meeting("early", name="Early", start_min=6 * 60)  # on now
TONIGHT = meeting("tonight", name="Tonight", start_min=19 * 60)
TOMORROW = meeting("tomorrow", name="Tomorrow", weekdays=(4,))
FELLOWSHIP = meeting("fellowship", name="Fellowship", verification=VerificationPolicy.NOT_OFFERED)
BY_APPOINTMENT = meeting("appointment", name="Appointment", schedule=None)
ALL = (BY_APPOINTMENT, FELLOWSHIP, TOMORROW, TONIGHT, EARLY)


@pytest.fixture
def desk(site: Site) -> Site:
    put_meetings(*ALL)
    site.sign_in(*ALL)
    return site


def test_what_can_be_given_for_now_comes_first_and_then_the_next_start(desk: Site) -> None:
    text = desk.get("/facilitate").page.text
    names = ("Early", "Fellowship", "Tonight", "Tomorrow", "Appointment")
    places = [text.index(f" {name} ") for name in names]
    assert places == sorted(places)


def test_the_copy_for_a_phone_names_what_else_to_store(desk: Site) -> None:
    assert desk.get("/facilitate").header("Waypost-Keep") == ""
    answer = desk.get("/facilitate", {"kept": "1"})
    ids = {meeting.id for meeting in (EARLY, TONIGHT, TOMORROW)}
    assert set(answer.header("Waypost-Keep").split()) == ids


def test_without_a_session_nobody_sees_a_list(site: Site) -> None:
    assert site.get("/facilitate").status == 401
