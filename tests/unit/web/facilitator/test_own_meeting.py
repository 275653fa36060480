"""Each page of a facilitator's meeting is for who holds it, and refused to others."""

import pytest

from chalicelib.meetings.attendance import VerificationPolicy
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Response, Site, put_meetings, stored_items

OWN = meeting("own")
OTHERS = meeting("others")
FELLOWSHIP = meeting("fellowship", verification=VerificationPolicy.NOT_OFFERED)
TONIGHT = {"change": "cancel", "day": "2026-03-04"}
FORM = {"detail": "full", "once": "ABCDE-12345"}


@pytest.fixture
def desk(site: Site) -> Site:
    put_meetings(OWN, OTHERS, FELLOWSHIP)
    site.sign_in(OWN, FELLOWSHIP)
    return site


def answers(desk: Site, meeting_id: str) -> dict[str, Response]:
    return {
        "give": desk.get(f"/facilitate/give/{meeting_id}"),
        "given": desk.submit(f"/facilitate/give/{meeting_id}", FORM),
        "slips": desk.get(f"/facilitate/slips/{meeting_id}"),
        "times": desk.submit(f"/facilitate/times/{meeting_id}", TONIGHT),
    }


@pytest.mark.parametrize(
    ("meeting_id", "status"), [(OTHERS.id, 403), ("nothing", 404), ("no.meeting", 400)]
)
def test_what_is_not_their_own_is_refused_and_nothing_changes(
    desk: Site, meeting_id: str, status: int
) -> None:
    before = stored_items(desk)
    found = {name: answer.status for name, answer in answers(desk, meeting_id).items()}
    assert found == dict.fromkeys(("give", "given", "slips", "times"), status)
    assert stored_items(desk) == before


def test_a_meeting_that_offers_no_verifications_has_times_and_nothing_to_give(desk: Site) -> None:
    found = {name: answer.status for name, answer in answers(desk, FELLOWSHIP.id).items()}
    assert found == {"give": 409, "given": 409, "slips": 409, "times": 303}
