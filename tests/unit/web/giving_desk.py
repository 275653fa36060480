"""Tonight's meeting with a facilitator who gives codes, and listings that give none or no place."""

from datetime import timedelta
from typing import Any

from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Conference
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import NOW, Site, put_meetings

TONIGHT = meeting("tonight", name="Wednesday Night")  # 7 to 8 pm in New York
OTHERS = meeting("others")
FELLOWSHIP = meeting("fellowship", verification=VerificationPolicy.NOT_OFFERED)
BY_APPOINTMENT = meeting("appointment", schedule=None)
INACTIVE = meeting("inactive", attendance=AttendanceOption.INACTIVE)
ONLINE = meeting(
    "online",
    name="Online Evening",
    attendance=AttendanceOption.ONLINE,
    point=None,
    conference=Conference("https://zoom.us/j/1"),
)
START = NOW + timedelta(hours=12)  # 7 pm
CLOSES = START + timedelta(hours=1 + 12)
GIVE = f"/facilitate/give/{TONIGHT.id}"
ONCE = "ABCDE-12345"


def facilitator_at_the_end(site: Site) -> Site:
    """A facilitator of all but `OTHERS`, at the end of tonight's meeting."""
    put_meetings(TONIGHT, OTHERS, FELLOWSHIP, BY_APPOINTMENT, INACTIVE, ONLINE)
    site.clock.moment = START + timedelta(hours=1)
    site.sign_in(TONIGHT, FELLOWSHIP, BY_APPOINTMENT, INACTIVE, ONLINE)
    return site


def checked(site: Site, token: str) -> Any:
    return site.post("/v1/verifications/check", {"token": token}).json
