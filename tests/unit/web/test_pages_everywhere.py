"""What holds for every page: nothing from elsewhere, links below the deployment's path, a title, a
heading, and words that judge nobody."""

import base64
import hashlib
import re
from collections.abc import Iterator

import pytest

from chalicelib import settings
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Conference
from chalicelib.web.files import LANGUAGES, PAGES
from chalicelib.web.http import static_files
from chalicelib.web.http.static_addresses import name_at
from chalicelib.web.i18n import catalogue
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import NOW, Response, Site, put_meetings

EVENING = meeting(
    "evening", attendance=AttendanceOption.HYBRID, conference=Conference("https://zoom.us/j/1")
)
MORNING = meeting("morning", weekdays=(3,), start_min=6 * 60 + 30)  # in its window now
ELSEWHERE = (
    "tel:",
    "geo:",
    "webcal:",
    "https://www.openstreetmap.org/",
    "https://maps.apple.com/",
    "https://www.google.com/maps/",
    "https://zoom.us/",
    "https://findahelpline.com",
)
PUBLIC = (
    "/",
    "/?place=Chicago",
    "/?near=40.71,-74.01",
    "/?near=40.71,-74.01&radius=5mi&sort=distance&day=today",
    "/?attendance=online",
    "/?place=Chicgo",
    "/?place=New+York&day=9",
    "/?near=60,-150&radius=5mi&day=0&attendance=hybrid",
    f"/meetings/{EVENING.id}",
    f"/meetings/{EVENING.id}/report",
    "/meetings/nosuch",
    "/what-to-expect",
    "/print?place=New+York",
    "/print?attendance=online&fold=yes",
    "/saved",
    "/developers",
    "/developers/check-feed",
    "/v",
    "/courts",
    "/courts/letter",
    "/sign-in",
    "/static/nosuch.css",
)
# policy rule 6; "does not attest to sobriety" would be the one exception
FORBIDDEN = re.compile(
    r"\b(addict\w*|alcoholic\w*|clean|dirty|sober|sobriety|abus\w+|relaps\w+|offender\w*|complian\w+)\b",
    re.IGNORECASE,
)


@pytest.fixture(params=["", "/api"], ids=["own domain", "stage path"])
def visited(request: pytest.FixtureRequest, site: Site) -> Site:
    """A service at the root of its own domain, or below a stage."""
    put_meetings(EVENING, MORNING)
    site.stage = request.param
    return site


def every_page(site: Site) -> Iterator[tuple[str, Response]]:
    """Each kind of page, as a visitor and as a facilitator."""
    for path in PUBLIC:
        yield path, site.get(path)
    yield "/facilitate, not signed in", site.get("/facilitate")
    yield "POST /v/check", site.submit("/v/check", {"token": "x"})
    yield "POST /sign-in", site.submit("/sign-in", {"link": "#used"})
    site.sign_in(EVENING, MORNING)
    give = f"/facilitate/give/{MORNING.id}"
    yield "/facilitate", site.get("/facilitate")
    yield give, site.get(give)
    yield "slips", site.get(f"/facilitate/slips/{MORNING.id}")
    yield "POST " + give, site.submit(give, {"detail": "full", "once": "ABCDE12345"})
    yield "outside", site.get(f"/facilitate/give/{EVENING.id}")


def sha256(text: str) -> str:
    """A hash as a policy names it."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_a_page_of_the_finder_is_whole_with_its_first_answer(site: Site) -> None:
    put_meetings(EVENING)
    for path in PUBLIC:
        if path.endswith("/report") or path.startswith(("/developers", "/v", "/sign-in")):
            continue
        page = site.get(path).page
        assert len(page.all("style")) == 1, path
        linked = [link["href"] for link in page.all("link", rel="stylesheet")]
        assert not [link for link in linked if "/style.css" in link or "/finder.css" in link], path


def test_the_canonical_address_is_the_deployments_own_whatever_host_was_asked(site: Site) -> None:
    put_meetings(EVENING)
    own = settings.current().public_url
    for path in ("/", "/?place=Chicago%2C+Illinois%2C+US&day=2", "/?attendance=online",
                 f"/meetings/{EVENING.id}", "/what-to-expect"):  # fmt: skip
        for host in ("waypost.example", "attacker.example"):
            (canonical,) = site.get(path, Host=host).page.all("link", rel="canonical")
            assert canonical["href"] == own + path


def test_a_page_loads_nothing_from_elsewhere_and_says_so_to_the_browser(visited: Site) -> None:
    for name, answer in every_page(visited):
        policy = answer.header("Content-Security-Policy")
        assert "default-src 'none'" in policy and "http" not in policy, name
        assert "unsafe" not in policy and "*" not in policy
        assert answer.header("Referrer-Policy") == "same-origin"
        assert answer.header("X-Content-Type-Options") == "nosniff"
        page = answer.page
        for address in page.loaded_files():
            assert address.startswith((f"{visited.stage}/static/", "./static/")), (name, address)
            assert name_at(address.partition("/static/")[2])[0] in static_files.FILES
        for _, attributes in page.tags:
            assert not any(key.startswith("on") or key == "style" for key in attributes), name
        for style in re.findall(r"<style>(.*?)</style>", answer.text, re.S):
            assert f"'sha256-{sha256(style)}'" in policy, name
        data = '<script type="application/ld+json">'  # which no browser runs
        assert re.search(r"<script(?![^>]*\bsrc=)", answer.text.replace(data, "")) is None


def test_every_link_and_form_stays_below_the_path_of_the_deployment(visited: Site) -> None:
    for name, answer in every_page(visited):
        page = answer.page
        targets = page.links() + [form["action"] for form in page.all("form")]
        targets += list(page.loaded_files())
        assert targets
        for target in targets:
            if target.startswith(ELSEWHERE) or target.startswith(("#", "./")):
                continue
            assert target.startswith(f"{visited.stage}/"), (name, target)
            assert not target.startswith("/api/api")


def test_redirects_stay_below_the_path_of_the_deployment(visited: Site) -> None:
    visited.sign_in(EVENING)
    again = visited.get("/?place=Chicago&cursor=old").header("Location")
    out = visited.submit("/sign-out", {}).header("Location")
    assert (again, out) == (f"{visited.stage}/?place=Chicago", f"{visited.stage}/")


def test_the_check_page_finds_its_files_from_wherever_it_is(visited: Site) -> None:
    page = visited.get("/v").page
    for address in page.loaded_files():
        assert visited.get(f"/{address.removeprefix('./')}").status == 200


def test_static_files_are_kept_for_a_year_under_the_address_that_pages_use(site: Site) -> None:
    for address in site.get("/").page.loaded_files():
        answer = site.get(address)
        assert answer.status == 200
        assert "immutable" in answer.header("Cache-Control")
    kinds = {site.get(f"/static/{name}").header("Content-Type") for name in static_files.FILES}
    assert kinds == {"text/css; charset=utf-8", "text/javascript; charset=utf-8", "image/svg+xml"}


def test_every_page_can_be_read_by_everyone(visited: Site) -> None:
    for name, answer in every_page(visited):
        page = answer.page
        assert page.all("html")[0].get("lang") == "en", name
        assert len(page.all("h1")) == 1, name
        assert page.all("main", id="main"), name
        assert "Waypost" in answer.text.partition("<title>")[2].partition("</title>")[0]
        fields = {field["id"] for field in page.all("label") if field.get("id")}
        fields |= {label["for"] for label in page.all("label") if "for" in label}
        for field in page.all("input"):
            named = field.get("id") in fields or "aria-label" in field
            assert named or field.get("type") in ("hidden", "radio", "checkbox"), (name, field)


def test_no_page_says_a_word_that_judges(visited: Site) -> None:
    for name, answer in every_page(visited):
        assert not FORBIDDEN.findall(answer.page.text), name


def test_pages_of_the_finder_carry_the_crisis_lines(visited: Site) -> None:
    for path in PUBLIC:
        if not path.startswith(("/v", "/courts", "/sign-in")):
            assert "tel:988" in visited.get(path).page.links(), path


@pytest.mark.parametrize(
    ("languages", "number"), [("en-GB,en", "116123"), ("en-AU", "131114"), ("fr-CA,fr", "988")]
)
def test_the_visitors_own_crisis_line_comes_first(site: Site, languages: str, number: str) -> None:
    for path in (
        "/",
        "/?attendance=online",
        "/?place=qxzkvw",
        "/?place=Chicago&day=9",
        "/meetings/nosuch",
        "/what-to-expect",
        "/embed",
    ):
        page = site.get(path, **{"Accept-Language": languages}).page
        lines = [link for link in page.links() if link.startswith("tel:")]
        assert lines[0] == f"tel:{number}", path


def test_over_https_browsers_are_told_to_come_by_no_other_way(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "Strict-Transport-Security"
    assert site.get("/v").header(name) == ""
    monkeypatch.setenv("PUBLIC_URL", "https://waypost.example.org")
    settings.current.cache_clear()
    for path in (
        "/v",
        "/v1/meetings",
        "/.well-known/jwks.json",
        "/static/styles/style.css",
        "/meetings/nosuch",
    ):
        assert site.get(path).header(name) == "max-age=31536000", path


@pytest.mark.parametrize(
    "address", ["/?place=New+York&day=9", "/?radius=10", "/print?sort=up", "/print?fold=no"]
)
def test_a_search_that_cannot_be_is_said_in_a_visitors_words(site: Site, address: str) -> None:
    for language in catalogue.languages():
        page = site.get(address, **{"Accept-Language": language})
        assert page.status == 400
        assert catalogue.translator(language)("error.bad_search.title") in page.page.text
        for word in ("weekdays from 0", "radius:", "16km", "start or distance"):
            assert word not in page.page.text


def test_pages_with_something_of_a_person_are_never_kept(site: Site) -> None:
    put_meetings(EVENING, MORNING)
    site.sign_in(MORNING)
    give = f"/facilitate/give/{MORNING.id}"
    given = site.submit(give, {"detail": "full", "once": "ABCDE12345"})
    slips = site.get(f"/facilitate/slips/{MORNING.id}")
    for answer in (site.get("/facilitate"), site.get(give), slips, given):
        assert answer.status == 200
        assert answer.header("Cache-Control") == "no-store"
    assert site.clock.moment == NOW


# The catalogue


def spoken() -> dict[str, str]:
    return catalogue.read_folder(LANGUAGES / catalogue.FALLBACK)


def test_no_text_has_a_word_that_judges() -> None:
    for key, text in spoken().items():
        assert not FORBIDDEN.findall(text), key


def test_every_outcome_and_its_reasons_have_words() -> None:
    texts = spoken()
    template = (PAGES / "verifier/outcome.html").read_text("utf-8")
    table = re.findall(r'"(\w+)": \("\w+", "\w+", \(([^)]*)\)\)', template)
    assert len(table) == 9
    for outcome, reasons in table:
        assert f"v.{outcome}.word" in texts
        for reason in re.findall(r'"(\w+)"', reasons):
            assert f"v.{outcome}.{reason}" in texts
        assert f"v.{outcome}.says" in texts or outcome == "could_not_check"
