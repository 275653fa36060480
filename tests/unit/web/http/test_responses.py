"""Pages, JSON and redirects, with the headers that each kind has."""

import json

import pytest

from chalicelib.web.http.responses import html_response, json_response, see_other


def test_a_page_may_load_only_what_is_its_own() -> None:
    response = html_response("<p>", 404, {"Cache-Control": "private"})
    assert (response.body, response.status_code) == ("<p>", 404)
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in str(response.headers["Content-Security-Policy"])
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private"
    assert "Cache-Control" not in html_response("").headers  # which is the route's to say


def test_json_is_compact_and_in_the_letters_of_its_texts() -> None:
    response = json_response({"name": "Café", "list": [1, None]}, 201, {"X": "y"})
    assert response.body == '{"name":"Café","list":[1,null]}'
    assert (response.status_code, response.headers["X"]) == (201, "y")
    assert response.headers["Content-Type"] == "application/json"
    assert json.loads(response.body) == {"name": "Café", "list": [1, None]}


def test_a_number_that_json_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_response(float("nan"))


def test_a_form_leads_to_a_page_that_can_be_loaded_again() -> None:
    response = see_other("/facilitate", {"Set-Cookie": "a=b"})
    assert (response.status_code, response.headers["Location"]) == (303, "/facilitate")
    assert response.headers["Set-Cookie"] == "a=b"
