"""A value that may not be so."""

import pytest

from chalicelib.web.http.exceptions import MAX_TEXT, InvalidField, require_text


def test_it_names_the_field_and_what_it_may_be() -> None:
    error = InvalidField("radius", "such as 10mi", "/?place=x")
    assert str(error) == "radius: such as 10mi"
    assert (error.field, error.allowed, error.return_path) == (
        "radius",
        "such as 10mi",
        "/?place=x",
    )


def test_text_has_a_limit() -> None:
    assert require_text("name", "x" * MAX_TEXT) == "x" * MAX_TEXT
    assert require_text("name", "x" * 300, 300) == "x" * 300
    with pytest.raises(InvalidField, match=f"name: at most {MAX_TEXT} characters"):
        require_text("name", "x" * (MAX_TEXT + 1))
