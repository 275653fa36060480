"""Every count that the finder shows is what a tap there then gives, among random meetings."""

import random
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Conference, Meeting
from chalicelib.web.finder import results, search_request
from tests.unit.meetings.factories import meeting
from tests.unit.meetings.memory_reader import MemoryReader
from tests.unit.web.finder.test_search_request import ask
from tests.unit.web.site import NOW, Page

ZOOM = Conference("https://zoom.us/j/1")
NEW_YORK = ("40.71,-74.01", "America/New_York", ("2mi", "5mi", "10mi", "25mi", "50mi"))
BERLIN = ("52.52,13.4", "Europe/Berlin", ("2km", "5km", "10km", "25km", "50km", "100km"))


def around(near: str, timezone: str, chance: random.Random) -> Meeting:
    """A meeting up to some 80 km away, near ones more often."""
    lat, lon = map(float, near.split(","))
    reach = chance.choice([0.01, 0.05, 0.2, 0.7])
    attendance = chance.choice([AttendanceOption.IN_PERSON, AttendanceOption.HYBRID])
    return meeting(
        f"m{chance.random()}",
        types=tuple(chance.sample(["O", "W", "S", "X", "D", "FR"], chance.randint(0, 4))),
        attendance=attendance,
        conference=ZOOM if attendance.has_link else Conference(),
        verification=chance.choice([*VerificationPolicy]),
        entity=chance.choice(["North", "South"]),
        weekdays=tuple(sorted(chance.sample(range(7), chance.choice([1, 1, 2])))),
        start_min=chance.randrange(24 * 60),
        timezone=timezone,
        point=Point(lat + chance.uniform(-reach, reach), lon + chance.uniform(-reach, reach)),
    )


@pytest.fixture
def listing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets searches read those meetings."""

    def put(meetings: list[Meeting]) -> None:
        reader = MemoryReader(meetings, NOW)
        for module in (results, search_request):
            monkeypatch.setattr(module, "open_table", lambda: reader)

    return put


def shown(query: dict[str, str]) -> str:
    """The page of a search, whose fields may be several joined by commas."""
    return str(results.results_page(ask(**query)).body)


def found(html: str) -> int:
    """How many results it says there are."""
    counted = re.search(r"(\d+) found", Page(html).text)
    return int(counted[1]) if counted else 0


def form_choices(html: str) -> Iterator[tuple[str, dict[str, str], int]]:
    """Each choice of the form that has a count: its name, what is sent with it, and that count."""
    form = html.partition('id="narrow"')[2].partition("</form>")[0]
    fields, choices = Page(form), []
    sent: dict[str, list[str]] = {}
    name = ""
    for tag, attributes in fields.tags:
        name = attributes["name"] if tag == "select" else name
        if tag == "option":
            choices.append((name, attributes["value"], True))
            if "selected" in attributes:
                sent[name] = [attributes["value"]]
        elif tag == "input" and attributes.get("type") == "checkbox":
            choices.append((attributes["name"], attributes["value"], False))
            if "checked" in attributes:
                sent.setdefault(attributes["name"], []).append(attributes["value"])
        elif tag == "input":
            sent.setdefault(attributes["name"], []).append(attributes.get("value", ""))
    counts = dict(re.findall(r'<option value="([^"]*)"[^>]*>[^\n]*\((\d+)\)', form))
    counts |= dict(re.findall(r'value="([^"]*)"[^>]*><span>[^<]*<small>(\d+)</small>', form))
    for name, value, instead in choices:
        if value in counts and value:
            others = [] if instead else [one for one in sent.get(name, []) if one != value]
            query = {**sent, name: [*others, value]}
            yield (
                name,
                {key: ",".join(filter(None, given)) for key, given in query.items()},
                int(counts[value]),
            )


def links_with_counts(html: str) -> Iterator[tuple[dict[str, str], int]]:
    """Each button with a number in brackets: the query that it leads to, and the number."""
    for href, count in re.findall(r'class="button" href="([^"]*)">[^<]*\((\d+)\)</a>', html):
        yield dict(parse_qsl(urlsplit(href.replace("&amp;", "&")).query)), int(count)


@pytest.mark.parametrize("where", [NEW_YORK, BERLIN], ids=["miles", "kilometres"])
@pytest.mark.parametrize("seed", range(3))
def test_every_count_is_what_its_choice_then_finds(
    listing: Any, where: tuple[str, str, tuple[str, ...]], seed: int
) -> None:
    near, timezone, rungs = where
    chance = random.Random(f"{near} {seed}")
    listing([around(near, timezone, chance) for _ in range(chance.choice([12, 60, 120]))])
    followed = 0
    for query in (
        {"near": near},
        {"near": near, "day": chance.choice("0123456")},
        {"near": near, "type": "W", "time": "evening"},
        {"near": near, "type": "W,S,X", "entity": "North"},
        {"near": near, "radius": rungs[0], "type": "FR", "day": "today"},
        {"near": near, "radius": "3km", "verification": "offered", "type": "X,FR", "day": "2"},
    ):
        html = shown(query)
        for name, chosen, count in form_choices(html):
            assert found(shown(chosen)) == count, (query, name, chosen)
            followed += 1
        for chosen, count in links_with_counts(html):
            assert found(shown(chosen)) == count, (query, chosen)
            followed += 1
    assert followed > 30


@pytest.mark.parametrize("where", [NEW_YORK, BERLIN], ids=["miles", "kilometres"])
def test_every_control_carries_the_radius_in_use_but_not_the_box_for_a_place(
    listing: Any, where: tuple[str, str, tuple[str, ...]]
) -> None:
    near, timezone, rungs = where
    chance = random.Random(3)
    listing([around(near, timezone, chance) for _ in range(40)])
    html = shown({"near": near, "type": "O"})
    box, _, rest = html.partition("<main")[2].partition("</form>")
    assert "radius" not in box
    (selected,) = re.findall(r'<option value="([^"]+)" selected>', rest.partition("radius")[2])[:1]
    assert selected in rungs
    links = [href for href in Page(html).links() if href.startswith("/?") and "online" not in href]
    assert links
    for href in links:
        assert dict(parse_qsl(urlsplit(href).query))["radius"] == selected


def test_any_distance_drops_the_radius(listing: Any) -> None:
    near, timezone, _ = NEW_YORK
    chance = random.Random(3)
    listing([around(near, timezone, chance) for _ in range(40)])
    assert re.search(r'<select name="radius"[^>]*>\s*<option value="">', shown({"near": near}))


def test_a_radius_that_is_asked_for_stays_as_it_was_asked(listing: Any) -> None:
    listing([])
    for asked in ("16km", "3mi", "0.5mi", "62mi", "10mi"):
        html = shown({"near": NEW_YORK[0], "radius": asked})
        assert re.search(rf'<option value="{re.escape(asked)}" selected>', html)


def test_no_radius_of_a_country_with_miles_is_an_odd_number_of_them(listing: Any) -> None:
    listing([])
    text = Page(shown({"near": NEW_YORK[0]})).text.replace("\u00a0", " ")
    assert "within 50 mi" in text
    assert not re.search(r"\b(?:62|31|16|6|1) mi\b|\bkm\b", text)
