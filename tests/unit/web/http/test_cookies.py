"""Cookies: the session's and the language's."""

from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import settings
from chalicelib.web.http.cookies import cookie_value, session_cookie, session_cookie_name


def request_with(*cookies: str) -> Any:
    """As API Gateway sends it: the last of several Cookie headers stands by itself."""
    event = {"multiValueHeaders": {"Cookie": list(cookies)}}
    return SimpleNamespace(headers={"cookie": cookies[-1]}, to_original_event=lambda: event)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("", ""),
        ("language=fr", "fr"),
        ("a=b; language=fr;c=d", "fr"),
        ("language=", ""),
        ("xlanguage=fr", ""),
        ("language=a=b", "a=b"),
        ("language", ""),
    ],
)
def test_a_cookie_is_found_by_its_whole_name(header: str, value: str) -> None:
    assert cookie_value(request_with(header), "language") == value


def test_cookies_of_several_headers_are_all_found() -> None:
    split = request_with("waypost=secret; a=b", "language=es")
    assert cookie_value(split, "waypost") == "secret"
    assert cookie_value(split, "a") == "b"
    assert cookie_value(split, "language") == "es"


def test_a_session_lasts_for_its_days_and_no_script_reads_it() -> None:
    attributes = session_cookie("secret")["Set-Cookie"].split("; ")
    seconds = settings.current().session_days * 24 * 3600
    assert attributes[0] == f"{session_cookie_name()}=secret"
    assert {"Path=/", "HttpOnly", "SameSite=Lax", f"Max-Age={seconds}"} <= set(attributes)


def test_an_empty_value_ends_a_session() -> None:
    assert "Max-Age=0" in session_cookie("")["Set-Cookie"].split("; ")


@pytest.mark.parametrize(
    ("url", "name", "secure"),
    [
        ("https://waypost.example", "__Host-waypost", True),
        ("http://127.0.0.1:8000", "waypost", False),
    ],
)
def test_over_https_a_session_is_bound_to_its_host(
    monkeypatch: pytest.MonkeyPatch, url: str, name: str, secure: bool
) -> None:
    chosen = settings.read({"PUBLIC_URL": url})
    monkeypatch.setattr(settings, "current", lambda: chosen)
    attributes = session_cookie("secret")["Set-Cookie"].split("; ")
    assert attributes[0] == f"{name}=secret"
    assert ("Secure" in attributes) == secure
