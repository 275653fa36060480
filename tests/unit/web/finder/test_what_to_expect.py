"""What to expect at a meeting."""

import pytest

from chalicelib import settings
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Conference
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import NOW, Site, put_meetings

ZOOM = Conference("https://us02web.zoom.us/j/1", phone="+15551234567,,99#")
EVENING = meeting("evening", attendance=AttendanceOption.HYBRID, conference=ZOOM, updated=NOW)


def test_every_finder_page_leads_to_what_to_expect(site: Site) -> None:
    put_meetings(EVENING)
    for path in ("/", "/?place=Chicago", f"/meetings/{EVENING.id}", "/meetings/nosuch"):
        assert "/what-to-expect" in site.get(path).page.links(), path


def test_what_to_expect_names_the_deployments_contacts(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = site.get("/what-to-expect").page
    assert "It is free" in before.text
    assert "tel:988" in before.links()
    assert "or tell us" not in before.text  # nothing says how
    monkeypatch.setenv("CONTACT_URL", "https://example.org/contact")
    monkeypatch.setenv("VOLUNTEER_URL", "mailto:volunteers@example.org")
    monkeypatch.setenv("RESOURCES", "One help|https://one.example; Two|https://two.example/x")
    settings.current.cache_clear()
    page = site.get("/what-to-expect").page
    assert "or tell us" in page.text
    for link in (
        "https://example.org/contact",
        "mailto:volunteers@example.org",
        "https://one.example",
        "https://two.example/x",
    ):
        assert link in page.links()
        assert link not in before.links()


@pytest.mark.parametrize(
    "environment",
    [{"CONTACT_URL": "javascript:alert(1)"}, {"VOLUNTEER_URL": "http://x"}, {"RESOURCES": "Name"},
     {"RESOURCES": "Name|javascript:x"}],
)  # fmt: skip
def test_a_link_of_a_deployment_that_nobody_should_tap_is_refused(
    environment: dict[str, str],
) -> None:
    with pytest.raises(settings.InvalidSetting):
        settings.read(environment)
