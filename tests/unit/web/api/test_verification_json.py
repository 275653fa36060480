"""A finished code, as issuing and redeeming answer it."""

from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Site, put_meetings

EARLY = meeting("early", start_min=6 * 60)  # on now


def test_a_code_has_its_text_its_link_its_reference_and_its_symbol(site: Site) -> None:
    put_meetings(EARLY)
    site.sign_in(EARLY)
    given = site.post("/v1/verifications", {"meeting_id": EARLY.id}).json
    assert set(given) == {"token", "url", "reference", "hand_in_by", "svg"}
    assert given["url"].endswith(f"/v#{given['token']}")
    assert given["svg"].startswith("<svg")
