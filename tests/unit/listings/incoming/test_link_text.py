"""The link in what people write: whatever escaped, wrapped, broke or doubled it is undone."""

import base64
import html
from collections.abc import Callable
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.listings.incoming.link_text import LinkText, read_link
from chalicelib.listings.incoming.links import unescaped
from chalicelib.meetings import join_link
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.join_link import PROVIDERS, LinkKind

ZOOM = "https://us02web.zoom.us/j/1234567890?pwd=abcDEF123"


@pytest.mark.parametrize(
    "written",
    [
        "https://us02web.zoom.us/j/ 1234567890?pwd=abcDEF123",
        "https://us02web.zoom.us./j/1234567890?pwd=abcDEF123",
        "https://us02web.zoom.us/j/１２３４５６７８９０?pwd=abcDEF123",
        "https://us02web.zoom.us/j/١٢٣٤٥٦٧٨٩٠?pwd=abcDEF123",
        "https://us02web.zoom.us/j/123 456 7890?pwd=abcDEF123",
        "us02web.zoom.us/j/123 456 7890?pwd=abcDEF123",
        "https://us02web.zoom.us/j/123%20456%207890?pwd=abcDEF123",
        "https://us02web.zoom.us/j/%201234567890?pwd=abcDEF123",
        "https://us02web.zoom.us/j/123-456-7890?pwd=abcDEF123",
        "https://us02web.zoom. us/j/1234567890?pwd=abcDEF123",
        "https://us02web.zoom.us /j/1234567890?pwd=abcDEF123",
        "https: //us02web.zoom.us/j/1234567890?pwd=abcDEF123",
        "https://us02web.zoom.us/j/1234567890 ?pwd=abcDEF123",
        "https://us02web.zoom.us/j/1234567890?pwd= abcDEF123",
        "https://us02web.zoom.us/j/1234567890?pwd=\nabcDEF123",
        "https://us02web.zoom.us/j/1234567890&pwd=abcDEF123",
        "https://us02web.zoom.us/j/1234567890%3Fpwd%3DabcDEF123",
        "https%3A%2F%2Fus02web.zoom.us%2Fj%2F1234567890%3Fpwd%3DabcDEF123",
        "https:\\/\\/us02web.zoom.us\\/j\\/1234567890?pwd=abcDEF123",
        "https//us02web.zoom.us/j/1234567890?pwd=abcDEF123",
        "https://us02web.zoom.us\\j\\1234567890?pwd=abcDEF123",
        "https：//us02web.zoom.us/j/1234567890?pwd=abcDEF123",
        "https:/us02web.zoom.us/j/1234567890?pwd=abcDEF123",
        "htps://us02web.zoom.us/j/1234567890?pwd=abcDEF123",
        "hhttps://us02web.zoom.us/j/1234567890?pwd=abcDEF123",
        "ttps://us02web.zoom.us/j/1234567890?pwd=abcDEF123",
        "https;//us02web.zoom.us/j/1234567890?pwd=abcDEF123",
        "https//:us02web.zoom.us/j/1234567890?pwd=abcDEF123",
        "zoommtg://us02web.zoom.us/join?confno=1234567890&pwd=abcDEF123",
        "https://us02web.zoom.us/j/1234567890?pwd=abcDEF123…",
        "https://https://us02web.zoom.us/j/1234567890?pwd=abcDEF123",
        "http://https://us02web.zoom.us/j/1234567890?pwd=abcDEF123",
        "http://https//us02web.zoom.us/j/1234567890?pwd=abcDEF123",
        "https://us02web.zoom.us/j/https://us02web.zoom.us/j/1234567890?pwd=abcDEF123",
        "https://us02web.zoom.us/j/1234567890 " + ZOOM,
        ZOOM + "&sa=D&sntz=1&usg=AOvVaw0",
        ZOOM + "&amp;sa=D&amp;source=calendar&amp;ust=1&amp;usg=AOvVaw0",
        f"<{ZOOM}>",
        f"({ZOOM}).",
        f'<a href="{ZOOM}" target="_blank">{ZOOM}</a>',
    ],
)
def test_a_link_that_was_broken_on_its_way_is_whole_again(written: str) -> None:
    found = read_link(written)
    assert (found.url, found.words) == (ZOOM, "")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (f"[Join us]({ZOOM})", "Join us"),
        (f"[{ZOOM}]({ZOOM})", ""),
        ("[Zoom](us02web.zoom.us/j/1234567890?pwd=abcDEF123) at 7", "Zoom at 7"),
    ],
)
def test_a_link_in_markdown_is_that_link(written: str, words: str) -> None:
    found = read_link(written)
    assert (found.url, found.words) == (ZOOM, words)


def test_a_link_for_the_teams_program_is_that_of_its_page() -> None:
    path = "teams.microsoft.com/l/meetup-join/19%3ameeting_Ab%40thread.v2/0"
    assert read_link(f"msteams://{path}").url == f"https://{path}"


def test_a_blank_before_the_name_of_a_call_is_taken_out() -> None:
    assert read_link("meet.google.com/ abc-defg-hij").url == "https://meet.google.com/abc-defg-hij"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Zoom: {} Passcode: 12", "Zoom: Passcode: 12"),
        ("Zoom:{}", "Zoom:"),
        ("[Join]({})", "Join"),
        ('<p><a href="{}">Join us</a> at seven</p>', "Join us at seven"),
        ("{}, or ask at https://hilltop-group.org", "or ask at https://hilltop-group.org"),
        ("https://hilltop-group.org {}", "https://hilltop-group.org"),
        ("{} https://zoom.us/j/2", "https://zoom.us/j/2"),
        ("{} https://zoom.us/join", ""),
        ("h {} https://us02web.zoom.us/j/1234567890", "h"),
        ("https://us02web.zoom.us/j/1234567890 {}", ""),
        ("{} https://us02web.zoom.us/j/12345678901", "https://us02web.zoom.us/j/12345678901"),
    ],
)
def test_the_words_around_a_link_are_kept(written: str, words: str) -> None:
    found = read_link(written.format(ZOOM))
    assert (found.url, found.words) == (ZOOM, words)


@pytest.mark.parametrize(
    "written",
    [
        "Meeting ID 123 456 7890, passcode 12",
        "Join at zoom.us with 123 456 7890",
        "The link is on the notice board",
    ],
)
def test_words_alone_are_words(written: str) -> None:
    assert read_link(written) == LinkText("", written)


@pytest.mark.parametrize(
    "page",
    [
        "https://zoom.us",
        "https://zoom.us/",
        "zoom.us/join",
        "https://us02web.zoom.us/j/",
        "https://us02web.zoom.us/j?pwd=abc",
        "https://us02web.zoom.us/u/kdAbC123",
        "https://zoom.us/signin#/login",
        "https://zoom.us/meeting#/upcoming",
        "https://zoom.us/freesignup/",
        "https://support.zoom.us/hc/en-us/articles/201362193",
        "https://whereby.com/user/login",
        "https://discord.com/channels/@me",
        "https://facetime.apple.com/join",
        "https://zoom.us/linkredirect?url=abc",
        "https://meet.google.com/",
        "https://meet.google.com/landing?authuser=0",
        "https://meet.google.com/linkredirect?dest=mailto%3Aa",
        "https://teams.microsoft.com/v2/",
        "https://www.webex.com/en-us/index.html",
    ],
)
def test_a_providers_own_page_joins_no_call(page: str) -> None:
    with pytest.raises(InvalidMeeting) as refused:
        read_link(page)
    assert "joins no call" in refused.value.reason


@pytest.mark.parametrize(
    "link",
    [
        "https://zoom.us/my/hilltop",
        "https://zoom.us/wc/join/1234567890",
        "https://zoom.us/j/?confno=1234567890",
        "https://meet.google.com/abc-defg-hij?authuser=0",
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting_Ab%40thread.v2/0?context=%7b%7d",
        "https://teams.microsoft.com/_#/l/meetup-join/19:meeting_Ab@thread.v2/0",
        "https://example.webex.com/meet/hilltop",
        "https://t.me/hilltop",
        "https://facetime.apple.com/join#v=1&p=abcDEF",
        "https://signal.group/#abcDEF",
        "https://discord.com/channels/123/456",
        "https://hilltop-group.org/zoom?next=https://example.org/a",
    ],
)
def test_what_joins_a_call_or_is_a_page_of_anybodys_stays_as_it_is(link: str) -> None:
    assert read_link(link) == LinkText(link)


@pytest.mark.parametrize(
    "written",
    [
        "https://zoom.us:pw@zoom.us/j/1",
        "https://zoom.us@evil.example/j/1",
        "https://evil.example\\@zoom.us/",
        "https://zoom.us\\.evil.example/",
        "https://zoom.us:8443/j/1",
        "https://zoom.us%2eevil.example/",
        "https://zoom.us\u2024evil.example/",
        "https://ｚoom.us/j/1",
        "https://[::1]/zoom.us",
        "https://zoom.us:99999999/",
        "javascript:alert(1)//zoom.us",
        "javascript:alert(1)//https://zoom.us/j/1",
        "javascript://zoom.us/%0aalert(1)",
        "data:text/html,zoom.us",
        "ftp://zoom.us/j/1",
        "mailto:desk@zoom.us",
        "https://",
        "1234567890",
        "TBA",
        "St.Mary",
        "",
        "https://zoom.us/" + "x" * 3000,
    ],
)
def test_what_hides_its_host_or_is_no_link_is_refused(written: str) -> None:
    with pytest.raises(InvalidMeeting) as refused:
        read_link(written)
    assert refused.value.field == "conference_url"


def test_a_host_in_other_letters_is_written_in_ascii() -> None:
    assert read_link("https://münchen.example/raum").url == "https://xn--mnchen-3ya.example/raum"


def _proofpoint_2(link: str) -> str:
    coded = quote(link, safe="/").replace("-", "%2D").replace("_", "%5F")
    coded = coded.replace("%", "-").replace("/", "_")
    return f"https://urldefense.proofpoint.com/v2/url?u={coded}&d=DwMFaQ&c=xyz&r=abc&m=def&e="


def _proofpoint_3(link: str) -> str:
    kept = "".join(letter for letter in link if letter in "*%#")
    coded = base64.urlsafe_b64encode(kept.encode()).decode().rstrip("=")
    hidden = "".join("*" if letter in "*%#" else letter for letter in link)
    return f"https://urldefense.com/v3/__{hidden}__;{coded}!!AbC1!xyz$"


def _in_base64(link: str) -> str:
    coded = quote(base64.b64encode(link.encode()).decode())
    return f"https://us-west-2.protection.sophos.com/?d=zoom.us&u={coded}&i=NWY&t=abc"


WRAPPERS: dict[str, Callable[[str], str]] = {
    "bare": lambda link: link,
    "proofpoint 1": lambda link: (
        f"https://urldefense.proofpoint.com/v1/url?u={quote(link, safe='')}&k=oIv%0A&r=x"
    ),
    "proofpoint 2": _proofpoint_2,
    "proofpoint 3": _proofpoint_3,
    "safe links": lambda link: (
        "https://nam12.safelinks.protection.outlook.com/"
        f"?url={quote(link, safe='')}&data=05%7C02%7C&sdata=x%3D&reserved=0"
    ),
    "safe links of teams": lambda link: (
        "https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html"
        f"?url={quote(link, safe='')}&locale=en-us"
    ),
    "google": lambda link: (
        f"https://www.google.com/url?q={quote(link, safe='')}&sa=D&source=calendar&usg=AOv"
    ),
    "google, not escaped": lambda link: f"https://www.google.co.uk/url?q={link}&sa=D&ust=1&usg=AOv",
    "google, without a scheme": lambda link: (
        f"https://www.google.com/url?q={quote(link.removeprefix('https://'), safe='')}&sa=D"
    ),
    "google meet": lambda link: f"https://meet.google.com/linkredirect?dest={quote(link, safe='')}",
    "barracuda": lambda link: (
        f"https://linkprotect.cudasvc.com/url?a={quote(link, safe='').lower()}&c=E,1,x&typo=1"
        if link == link.lower()
        else f"https://linkprotect.cudasvc.com/url?a={quote(link, safe='')}&c=E,1,x&typo=1"
    ),
    "cisco": lambda link: f"https://secure-web.cisco.com/1aB-c_/{quote(link, safe='')}",
    "sophos": _in_base64,
    "avanan": lambda link: f"https://url.avanan.click/v2/___{link}___.YXAzOmFiYzpx",
    "fireeye": lambda link: f"https://protect2.fireeye.com/v1/url?k=1&u={quote(link, safe='')}",
    "facebook": lambda link: f"https://l.facebook.com/l.php?u={quote(link, safe='')}&h=AT0",
    "a mailer that nobody knows": lambda link: (
        f"https://click.mailer.example/track?id=7&to={quote(link, safe='')}"
    ),
    "a page to sign in": lambda link: f"https://zoom.us/signin?rf={quote(link, safe='')}",
}
ESCAPES: dict[str, Callable[[str], str]] = {
    "bare": lambda link: link,
    "entity": html.escape,
    "entity twice": lambda link: html.escape(html.escape(link)),
    "entity thrice": lambda link: html.escape(html.escape(html.escape(link))),
    "number": lambda link: link.replace("&", "&#038;"),
    "hexadecimal": lambda link: link.replace("&", "&#x26;"),
    "json": lambda link: link.replace("/", "\\/"),
    "in blanks": lambda link: f" {link}\n",
    "in brackets": lambda link: f"<{link}>",
    "twice": lambda link: link + link,
    "twice with a blank": lambda link: f"{link} {link}",
    "scheme twice": lambda link: "https://" + link,
    "zero-width blanks": lambda link: link.replace("/j/", "/\u200bj/"),
}
_HOSTS = st.sampled_from(["zoom.us", "us06web.zoom.us", "example-org.zoom.us", "zoomgov.com"])
_NUMBERS = st.from_regex(r"[1-9][0-9]{8,10}", fullmatch=True)
_PASSCODES = st.from_regex(r"[A-Za-z0-9]{4,20}(\.1)?", fullmatch=True)
_NAMES = st.sampled_from(["", "uname=x&", "from=addon&uname=Ann%20B&"])


@st.composite
def _calls(draw: st.DrawFn) -> str:
    host, number, passcode = draw(_HOSTS), draw(_NUMBERS), draw(_PASSCODES)
    return f"https://{host}/j/{number}?{draw(_NAMES)}pwd={passcode}"


@pytest.mark.parametrize("wrapper", WRAPPERS)
@given(_calls(), st.sampled_from(sorted(ESCAPES)))
def test_wrappers_and_escapes_come_back_to_the_bare_link(
    wrapper: str, link: str, escape: str
) -> None:
    found = read_link(ESCAPES[escape](WRAPPERS[wrapper](link)))
    assert (found.url, found.words) == (link, "")


@given(_calls(), *[st.sampled_from(sorted(WRAPPERS.keys() - {"google, not escaped"}))] * 2)
def test_a_wrapper_in_a_wrapper_is_undone(link: str, inner: str, outer: str) -> None:
    if "avanan" not in (inner, outer) and "proofpoint 3" not in (inner, outer):
        assert read_link(WRAPPERS[outer](WRAPPERS[inner](link))).url == link


@pytest.mark.parametrize(
    "wrapper", sorted(WRAPPERS.keys() - {"a mailer that nobody knows", "a page to sign in"})
)
def test_a_page_of_anybodys_comes_out_of_a_known_wrapper(wrapper: str) -> None:
    page = "https://hilltop-group.org/zoom?a=1"
    assert read_link(WRAPPERS[wrapper](page)).url == page


@pytest.mark.parametrize("wrapper", sorted(WRAPPERS))
def test_no_wrapper_hides_what_is_no_link(wrapper: str) -> None:
    for target in ("javascript:alert(1)//zoom.us", "https://zoom.us@evil.example/j/1"):
        try:
            url = read_link(WRAPPERS[wrapper](target)).url
        except InvalidMeeting:
            continue
        assert not url.startswith("javascript") and join_link.host(url) != "evil.example"


_PIECES = st.sampled_from(
    "https:// http:// zoom.us evil.example notzoom.us / /j/ 123 ?pwd= &amp; &#038; @ \\ % %20 . : "
    "- < > ; , # javascript: www. google.com/url?q= https%3A%2F%2F bit.ly j x é".split(" ")
) | st.text(max_size=3)


@given(st.text() | st.lists(_PIECES, max_size=12).map("".join))
def test_any_text_is_a_safe_link_or_refused(written: str) -> None:
    try:
        found = read_link(written)
    except InvalidMeeting:
        return
    if not found.url:
        assert found.words
        return
    assert found.url.isascii() and found.url.startswith(("https://", "http://"))
    assert join_link.host(found.url)
    assert read_link(found.url) == LinkText(found.url)


@given(st.lists(_PIECES, max_size=10).map("".join))
def test_no_link_leads_to_a_host_that_the_text_does_not_name(written: str) -> None:
    try:
        url = read_link(written).url
    except InvalidMeeting:
        return
    host = join_link.host(url)
    if "xn--" not in host:
        assert host in unquote(unescaped(written)).lower()


@given(st.text())
def test_a_link_at_a_provider_is_https_and_at_that_provider(written: str) -> None:
    for domain in ("zoom.us", "meet.google.com"):
        try:
            url = read_link(f"http://{domain}/{written}").url
        except InvalidMeeting:
            continue
        host = join_link.host(url)
        if join_link.kind(url) is LinkKind.PROVIDER:
            assert url.startswith("https://")
            assert any(host == each or host.endswith("." + each) for each in PROVIDERS)


@pytest.mark.parametrize("inner", ["https://[", "http://[::1", "https://zoom.us]/j/1234567890"])
@pytest.mark.parametrize("page", ["https://example.org/go?u=", "https://www.google.com/url?q="])
def test_a_broken_link_in_a_link_stops_nothing(page: str, inner: str) -> None:
    source = page + quote(inner, safe="")
    try:
        assert read_link(source).url in (source, "")
    except InvalidMeeting as error:
        assert error.field == "conference_url"
