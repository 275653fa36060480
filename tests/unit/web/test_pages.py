"""Each template is given what it uses, and nothing else: the fields of its page's dataclass."""

from typing import Any

import pytest
from jinja2 import meta, nodes

from chalicelib.canary.status_page import StatusPage
from chalicelib.web.api.check_feed import CheckFeedPage
from chalicelib.web.api.developers import DevelopersPage
from chalicelib.web.facilitator.give import GivePage
from chalicelib.web.facilitator.meetings import MeetingsPage
from chalicelib.web.facilitator.sign_in import SignInPage
from chalicelib.web.facilitator.slips import SlipsPage
from chalicelib.web.files import PAGES
from chalicelib.web.finder.meeting import MeetingPage
from chalicelib.web.finder.print_list import PrintListPage
from chalicelib.web.finder.report import ReportPage
from chalicelib.web.finder.results import ResultsPage
from chalicelib.web.finder.saved import SavedPage
from chalicelib.web.finder.what_to_expect import WhatToExpectPage
from chalicelib.web.finder.widget import WidgetPage
from chalicelib.web.http import templates
from chalicelib.web.http.error_responses import ErrorPage
from chalicelib.web.http.templates import Page
from chalicelib.web.participant.code import CodePage
from chalicelib.web.participant.mine import MinePage
from chalicelib.web.participant.ticket import TicketPage
from chalicelib.web.verifier.courts import CourtsPage
from chalicelib.web.verifier.page import CheckPage
from chalicelib.web.verifier.station import StationPage

PAGE_TYPES: tuple[type[Page], ...] = (
    CheckFeedPage,
    CheckPage,
    CodePage,
    CourtsPage,
    DevelopersPage,
    ErrorPage,
    GivePage,
    MeetingPage,
    MeetingsPage,
    MinePage,
    PrintListPage,
    ReportPage,
    ResultsPage,
    SavedPage,
    SignInPage,
    SlipsPage,
    StationPage,
    StatusPage,
    TicketPage,
    WhatToExpectPage,
    WidgetPage,
)
GIVEN_TO_ALL = {  # by templates.render
    "base",
    "direction",
    "formatting",
    "inline_style",
    "language",
    "link",
    "linked_styles",
    "own_names",
    "recurrence_words",
    "static",
    "t",
}
SET_BY_SOME = {"here", "fresh", "self"}  # which base.html does without
ONLY_IN_SOME = {"crisis", "style"}  # fields of those that have them; base.html does without


def variables(template: str) -> set[str]:
    """Returns the names that a template, and those that it is made of, look up in their context."""
    source = (PAGES / template).read_text("utf-8")
    tree = templates.environment().parse(source)
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx in ("store", "param")}
    own |= {macro.name for macro in tree.find_all(nodes.Macro)}
    for imported in tree.find_all(nodes.FromImport):
        own |= {name if isinstance(name, str) else name[1] for name in imported.names}
    own |= {imported.target for imported in tree.find_all(nodes.Import)}
    names = meta.find_undeclared_variables(tree)
    for part in meta.find_referenced_templates(tree):
        assert part, template
        names |= variables(part)
    return names - own


@pytest.mark.parametrize("page", PAGE_TYPES, ids=lambda page: page.template)
def test_a_page_has_a_field_for_each_variable_of_its_template_and_no_other(
    page: Any,
) -> None:
    names = set(page.__match_args__)
    needed = variables(page.template) - GIVEN_TO_ALL - SET_BY_SOME
    assert needed - names <= ONLY_IN_SOME, needed - names
    assert names <= needed, names - needed


def test_every_template_that_is_a_page_has_a_dataclass() -> None:
    whole = {
        str(file.relative_to(PAGES))
        for file in PAGES.rglob("*.html")
        if "{% extends" in (text := file.read_text("utf-8")) or "<!doctype" in text
    }
    assert {page.template for page in PAGE_TYPES} == whole - {"base.html"}
