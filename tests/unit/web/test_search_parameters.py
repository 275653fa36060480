"""Each parameter that narrows a search has all its places: the answer of the API, the documents,
the forms of the page, what can be taken back, and the tables of tests.

Nothing is searched: each view is given a single result.
"""

import json
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.search.facets import count
from chalicelib.meetings.search.query import Found, Results
from chalicelib.meetings.storage.rows import row
from chalicelib.web.api import meetings
from chalicelib.web.finder import results, search_request
from chalicelib.web.finder.filter_controls import active_filters, controls
from chalicelib.web.http import params
from chalicelib.web.i18n.catalogue import translator
from tests.unit.meetings.factories import meeting
from tests.unit.web.finder.test_filter_controls import FOUND, NARROWED, NEAR, REFUSED, first_form
from tests.unit.web.finder.test_search_request import ask
from tests.unit.web.site import NOW, Page

PROJECT = Path(__file__).parents[3]
# Where a search looks, and how its results are shown; every other parameter narrows it.
WHERE = {"place", "near", "timezone", "radius"}
SHOWN = {"sort", "limit", "cursor"}
NARROWING = [one.name for one in params.SEARCH if one.name not in WHERE | SHOWN]
NOT_OF_THE_WHOLE_LISTING = {"day", "attendance"}  # a feed takes them with a place only
WITHOUT_CONTROL = {"after", "before"}  # the page says them, but only an address can ask for them
TYPED = {"words"}  # in a box, so that there is no choice to count
COUNTED_BY_DAY = {"day"}  # over days to come, which are not read here
REFUSING = {one.name for one in params.SEARCH if {"enum", "pattern"} & one.schema.keys()}

QUERY = {**NEAR, **NARROWED}
# A row that meets everything NARROWED asks for, and one that meets nothing of it.
MEETS_ALL = row(
    meeting(
        name="Open Door",
        types=("W", "S"),
        attendance=AttendanceOption.HYBRID,
        verification=VerificationPolicy.OFFERED,
        entity="Elm Group",
    )
)
MEETS_NONE = row(
    meeting(
        types=(),
        attendance=AttendanceOption.IN_PERSON,
        verification=VerificationPolicy.NOT_OFFERED,
        entity="Another",
    )
)
NOTHING = count((), lambda _row, _start: [])
EVENING, EARLY = NOW.replace(hour=19), NOW.replace(hour=6)
each_that_narrows = pytest.mark.parametrize("name", NARROWING)


@pytest.fixture
def single_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every search has the same result, whatever it asks for."""
    found = Found(MEETS_ALL, Occurrence(EVENING, EVENING + timedelta(hours=1)), 1.0)
    answer = Results((found,), NOW, 25.0, None, NOTHING._replace(results=1), counts_complete=True)
    monkeypatch.setattr(search_request, "find", lambda *_, **__: answer)


@each_that_narrows
def test_it_is_in_the_tables_of_the_tests(name: str) -> None:
    assert name in NARROWED, "NARROWED of test_filter_controls.py"
    assert any(name in query for query, _ in FOUND), "FOUND of test_filter_controls.py"
    if name in REFUSING:
        assert name in {refused for refused, _ in REFUSED}, "REFUSED of test_filter_controls.py"


@each_that_narrows
@pytest.mark.usefixtures("single_result")
def test_the_api_repeats_it(name: str) -> None:
    body = json.loads(meetings.meetings(ask(**QUERY)).body)
    assert name in body["search"], "chalicelib/web/api/meetings.py"


@pytest.mark.parametrize("document", ["docs/api.md", "chalicelib/web/api/openapi.yaml"])
def test_a_document_says_what_narrows_the_whole_listing(document: str) -> None:
    text = (PROJECT / document).read_text("utf-8")
    (named,) = re.findall(r"((?:`[a-z]+`(?:,\s+|\s+and\s+)?)+)\s+narrow\b", text)
    assert set(re.findall(r"[a-z]+", named)) - {"and"} == set(NARROWING) - NOT_OF_THE_WHOLE_LISTING


@each_that_narrows
@pytest.mark.usefixtures("single_result")
def test_a_search_in_another_town_keeps_it(name: str) -> None:
    html = results.results_page(ask(**QUERY)).body
    assert first_form(html).get(name) == NARROWED[name], "the first form of finder/results.html"


@each_that_narrows
@pytest.mark.usefixtures("single_result")
def test_narrowing_further_keeps_it(name: str) -> None:
    """By its control, or hidden: never both, since what is hidden can't be unticked."""
    html = results.results_page(ask(**QUERY)).body
    form = Page(html.partition('id="narrow"')[2].partition("</form>")[0])
    hidden = {box["name"] for box in form.all("input", type="hidden")}
    assert (name in hidden) == (name in WITHOUT_CONTROL), "the second form of finder/results.html"
    values = sent(form).get(name)
    assert values, "controls in finder/filter_controls.py"
    assert len(values) == len(set(values)), "sent twice"
    assert set(values) in ({NARROWED[name]}, {*NARROWED[name].split(",")})


def sent(form: Page) -> dict[str, list[str]]:
    """What a browser sends of a form, without what is empty."""
    values: dict[str, list[str]] = {}
    select = ""
    for tag, attributes in form.tags:
        if tag == "select":
            select = attributes["name"]
        name = select if tag == "option" else attributes.get("name", "")
        is_sent = (
            "selected" in attributes
            if tag == "option"
            else tag == "input"
            and (attributes.get("type") != "checkbox" or "checked" in attributes)
        )
        if is_sent and attributes["value"]:
            values.setdefault(name, []).append(attributes["value"])
    return values


@pytest.mark.parametrize(
    "name", [name for name in NARROWING if name not in WITHOUT_CONTROL | TYPED | COUNTED_BY_DAY]
)
def test_its_control_says_how_many_results_each_choice_leaves(name: str) -> None:
    assert search_request.parse(ask(**QUERY)).filter.matches(MEETS_ALL, EVENING), "MEETS_ALL"
    search = search_request.parse(ask(**NEAR))
    query = {field: NEAR.get(field, "") for field in search_request.FIELDS}
    counts = count([(MEETS_ALL, EVENING), (MEETS_NONE, EARLY)], search.filter.unmet)
    shown = controls(translator("en"), search, query, counts, counts_complete=True)
    options = [option for control in shown if control.name == name for option in control.options]
    assert 1 in {option.result_count for option in options}, "Counts in meetings/search/facets.py"


@each_that_narrows
def test_it_can_be_taken_back(name: str) -> None:
    """The search without it has one more result: the meeting that meets nothing."""
    request = ask(**QUERY)
    search = search_request.parse(request)
    query = {field: QUERY.get(field, "") for field in search_request.FIELDS}
    counts = NOTHING._replace(without=Counter(search.filter.unmet(MEETS_NONE, EARLY)))
    taken_back = [
        active
        for active in active_filters(translator("en"), search, query, counts, any_day=1)
        if active.query_without[name] != query[name]
    ]
    assert taken_back, "active_filters in finder/filter_controls.py"
    assert all(active.count_without == 1 for active in taken_back), "its name in Filter.unmet"
