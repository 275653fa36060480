"""Every address, and the view that answers it."""

from collections import Counter
from importlib import import_module

import pytest

import app as front_door
from chalicelib.web.http.request import ANY, FORM, JSON, TEXT
from chalicelib.web.routes import ROUTES, Route

CHANGE_NOTHING = ("/v1/feeds/check", "/v1/verifications/check")
ALL = [(module, route) for module, routes in ROUTES.items() for route in routes]


@pytest.mark.parametrize(
    ("module", "route"), ALL, ids=[f"{route.method} {route.path}" for _, route in ALL]
)
def test_every_route_has_its_view(module: str, route: Route) -> None:
    assert callable(getattr(import_module(f"chalicelib.web.{module}"), route.view))


def test_every_address_and_method_is_answered_once() -> None:
    counts = Counter((route.path, method) for _, route in ALL for method in route.methods)
    assert max(counts.values()) == 1
    registered = {
        (path, method) for path, methods in front_door.app.routes.items() for method in methods
    }
    assert registered == set(counts)


def test_what_follows_the_same_path_has_one_name() -> None:
    """API Gateway refuses two parameters of different names at one place."""
    names: dict[str, set[str]] = {}
    for _, route in ALL:
        parts = route.path.split("/")
        for at, part in enumerate(parts):
            if part.startswith("{"):
                before = ["{}" if p.startswith("{") else p for p in parts[:at]]
                names.setdefault("/".join(before), set()).add(part)
    assert {place: found for place, found in names.items() if len(found) > 1} == {}


def test_a_post_says_what_it_takes_and_is_closed_to_other_origins_unless_it_changes_nothing() -> (
    None
):
    for _, route in ALL:
        accepted = set(route.accepts.split(","))
        assert (accepted <= {FORM, JSON, TEXT}) == (route.method == "POST"), route
        assert route.method == "POST" or route.accepts == ANY
        if route.cors:
            assert route.method == "GET" or route.path in CHANGE_NOTHING
