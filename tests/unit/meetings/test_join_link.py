"""What a link to join leads to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.meetings.join_link import PROVIDERS, SHORTENERS, LinkKind, host, kind


@pytest.mark.parametrize("domain", sorted(PROVIDERS))
def test_a_provider_and_every_host_below_it_is_a_provider(domain: str) -> None:
    assert kind(f"https://{domain}/j/1?pwd=a#b") is LinkKind.PROVIDER
    assert kind(f"https://us02web.{domain}") is LinkKind.PROVIDER
    assert kind(f"HTTPS://{domain.upper()}/j/1") is LinkKind.PROVIDER


@pytest.mark.parametrize("domain", sorted(SHORTENERS))
def test_a_link_shortener_can_lead_anywhere(domain: str) -> None:
    assert kind(f"https://{domain}/abc") is LinkKind.SHORTENER
    assert kind(f"http://www.{domain}/abc") is LinkKind.SHORTENER


@pytest.mark.parametrize(
    "link",
    [
        "https://hilltop-group.org/zoom",
        "http://www.example.org/zoom.us/j/1",
        "https://zoomgroup.org/",
        "https://aa-zoom-meetings.org/",
        "https://zoom.hilltop-group.org/",
        "https://www.google.com/maps",
        "https://www.microsoft.com/",
        "https://sites.google.com/view/hilltop",
        "https://online.zoom-ins.example/",
        "https://come-join-me.org/",
        "https://about.me/group",
        "https://reddit.me/",
        "https://goto.hilltop.org/",
        "https://wherebyyoulive.org/",
        "https://discordia.org/",
        "https://www.google.com/",
        "https://www.whatsapp.com/",
        "https://teams.example.org/",
        "https://our-google-group.org/",
        "https://xn--mnchen-3ya.de/",  # münchen.de
        "https://xn--80adigcdg5btt3j5a.xn--p1ai/",  # a name in Cyrillic
    ],
)
def test_a_page_of_anybodys_is_a_web_page(link: str) -> None:
    assert kind(link) is LinkKind.WEB_PAGE


@pytest.mark.parametrize(
    "link",
    [
        "https://notzoom.us/j/1",
        "https://zoom-us.com/j/1",
        "https://us02web-zoom-us.com/j/1",
        "https://zoom.us.example.com/j/1",
        "https://us02web.zoom.us.example.com/j/1",
        "https://zoomus.com/j/1",
        "https://zoom.co/j/1",
        "https://www.zoom.co.uk/j/1",
        "https://zo0m.us/j/1",
        "https://us02web.zoorn.us/j/1",
        "https://zooom.us/j/1",
        "https://zom.us/j/1",
        "https://xn--zm-fmca.us/j/1",  # zооm.us with a Cyrillic о
        "https://xn--zm-fmca.example/j/1",
        "https://xn--zom-sna.us/j/1",  # zöom.us
        "https://meet-google-com.example/abc",
        "https://meet.google.com.example.net/abc",
        "https://teams-microsoft.com/l/1",
        "https://meet.google.example/abc",
        "https://meet-google.net/abc",
        "https://meet.goog1e.com/abc",
        "https://zoom.us-join.com/j/1",
        "https://vvebex.com/1",
        "https://cl1ckmeeting.com/1",
        "https://2oom.us/j/1",
        "https://googlemeet.com/abc",
        "https://google-meet.com.co/abc",
        "https://meetgoogle.com/abc-defg-hij",
        "https://microsoft-teams.com/l/1",
        "https://msteams.com/l/1",
        "https://teams.mircosoft.com/l/1",
        "https://micrsoft-teams.com/l/1",
        "https://gotomeetimg.com/join/1",
    ],
)
def test_a_host_that_looks_like_a_providers_is_an_imitation(link: str) -> None:
    assert kind(link) is LinkKind.IMITATION


@pytest.mark.parametrize(
    "link",
    [
        "",
        "zoom.us/j/1",
        "javascript:alert(1)//zoom.us",
        "javascript://zoom.us/%0aalert(1)",
        "ftp://zoom.us/j/1",
        "https://zoom.us@example.com/",
        "https://example.com\\.zoom.us/",
        "https://example.com\\@zoom.us/",
        "https://example.com /.zoom.us/",
        "https://zoom.us%2eexample.com/",
        "https://[::1]/zoom.us",
        "https://127.0.0.1/",
        "https://zоom.us/",
        "https://zoom.us\n/j/1",
    ],
)
def test_what_hides_its_host_is_never_more_than_an_imitation(link: str) -> None:
    assert kind(link) is LinkKind.IMITATION
    assert host(link) == ""


@given(
    st.sampled_from(sorted(PROVIDERS)),
    st.from_regex(r"[a-z0-9]{1,20}\.(com|org|de|co\.uk|xyz)", fullmatch=True),
)
def test_what_somebody_else_registered_is_never_a_provider(domain: str, other: str) -> None:
    if other not in PROVIDERS:
        assert kind(f"https://{domain}.{other}/") is not LinkKind.PROVIDER
        assert kind(f"https://{domain.replace('.', '-')}.{other}/") is not LinkKind.PROVIDER
        assert kind(f"https://a{domain.replace('.', '')}.{other}/") is not LinkKind.PROVIDER


@given(st.text())
def test_any_text_has_a_kind(text: str) -> None:
    assert kind(text) in LinkKind
    assert kind("https://" + text) in LinkKind


def test_the_host_is_the_one_that_a_browser_opens() -> None:
    assert host("HTTPS://Hilltop-Group.ORG:443/a") == "hilltop-group.org"


@given(st.sampled_from(["microsoft", "whatsapp"]), st.integers(0, 3), st.booleans())
def test_a_long_name_with_one_letter_missing_or_swapped_is_an_imitation(
    name: str, at: int, swapped: bool
) -> None:
    letters = name[at + 1] + name[at] if swapped else name[at + 1]
    slip = name[:at] + letters + name[at + 2 :]
    assert slip == name or kind(f"https://teams.{slip}.example/x") is LinkKind.IMITATION
