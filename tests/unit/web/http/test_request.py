"""What a view learns of a request."""

from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import settings
from chalicelib.web.http.cookies import session_cookie, session_cookie_name
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.request import MAX_BODY, Request, base_path


class Query(dict[str, list[str]]):
    """Query parameters as the framework has them."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def request_of(
    query: dict[str, list[str]] | None = None,
    /,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
) -> Request:
    chalice: Any = SimpleNamespace(
        query_params=Query(query) if query else None,
        headers=headers or {},
        raw_body=body,
        context={"path": "/", "resourcePath": "/"},
        to_original_event=dict,
    )
    return Request(chalice)


def test_a_value_that_is_absent_is_empty() -> None:
    request = request_of()
    assert (request.query("place"), request.queries("day"), request.query_pairs()) == ("", [], [])
    assert request.header("origin") == ""
    assert request.form("to") == {"to": ""}


def test_a_value_is_given_once_unless_it_may_be_repeated() -> None:
    request = request_of({"day": ["1", "3"], "place": ["Chicago"]})
    assert request.queries("day") == ["1", "3"]
    assert request.query("place") == "Chicago"
    assert request.query_pairs() == [("day", "1"), ("day", "3"), ("place", "Chicago")]
    with pytest.raises(InvalidField, match="day: give it once"):
        request.query("day")


def test_a_form_is_read_by_the_names_that_are_asked_for() -> None:
    assert request_of(body=b"to=fr&x=1").form("to", "fresh") == {"to": "fr", "fresh": ""}
    with pytest.raises(InvalidField, match="each field once"):
        request_of(body=b"to=fr&to=de").form("to")


def test_an_object_has_no_other_members() -> None:
    assert request_of(body=b'{"token": "x"}').json("token", "tokens") == {"token": "x"}
    with pytest.raises(InvalidField) as refused:
        request_of(body=b'{"name": "x"}').json("token")
    assert refused.value.field == "name"


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff", b'{"a": NaN}', b"x" * (MAX_BODY + 1)])
def test_another_body_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidField) as refused:
        request_of(body=body).json("a")
    assert refused.value.field == "body"


def test_the_country_is_that_of_the_browser() -> None:
    request = request_of(headers={"accept-language": "de-CH,en;q=0.5"})
    assert (request.language, request.country) == ("de", "CH")


def request_at(
    context: dict[str, str],
    values: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> Any:
    """A request as the framework has it, at a path."""
    return SimpleNamespace(
        context=context, uri_params=values, headers=headers or {}, to_original_event=dict
    )


@pytest.mark.parametrize(
    ("path", "resource", "base"),
    [
        ("/", "/", ""),
        ("/v1/meetings", "/v1/meetings", ""),
        ("/api/v1/meetings", "/v1/meetings", "/api"),
        ("/api/", "/", "/api"),
        ("/api/meetings/a", "/meetings/{meeting_id}", "/api"),
    ],
)
def test_the_base_is_what_stands_before_the_resource(path: str, resource: str, base: str) -> None:
    context = {"path": path, "resourcePath": resource}
    chalice = request_at(context)
    assert base_path(chalice) == base


@pytest.mark.parametrize("sent", ["/api/meetings/a%2Fb/report", "/api/meetings/a/b/report"])
def test_a_slash_in_a_value_is_no_part_of_the_base(sent: str) -> None:
    context = {"path": sent, "resourcePath": "/meetings/{meeting_id}/report"}
    chalice = request_at(context, {"meeting_id": "a/b"})
    assert base_path(chalice) == "/api"


def test_a_session_is_sent_anew_only_where_it_was_renewed() -> None:
    request = request_of(headers={"cookie": f"{session_cookie_name()}=secret"})
    renewed: Any = SimpleNamespace(renewed=True)
    assert request.renewed_session_cookie(renewed) == session_cookie("secret")
    unchanged: Any = SimpleNamespace(renewed=False)
    assert request.renewed_session_cookie(unchanged) == {}


@pytest.mark.parametrize(
    ("public", "base"), [("https://waypost.example", ""), ("https://waypost.example/help", "/help")]
)
def test_through_a_cdn_the_base_is_the_path_of_the_public_address(
    monkeypatch: pytest.MonkeyPatch, public: str, base: str
) -> None:
    monkeypatch.setenv("PUBLIC_URL", public)
    settings.current.cache_clear()
    context = {"path": "/api/v", "resourcePath": "/v"}
    assert base_path(request_at(context, headers={"X-Waypost-Via": "cdn"})) == base
    for value in ("", "CDN", "cdn, cdn", "proxy"):
        assert base_path(request_at(context, headers={"X-Waypost-Via": value})) == "/api"
