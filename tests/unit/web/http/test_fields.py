"""Fields of bodies: text is text, whatever else JSON may hold in its place."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.web.http import fields
from chalicelib.web.http.exceptions import InvalidField, require_text


@pytest.mark.parametrize("value", [None, True, 1, b"abc", [], {}], ids=repr)
def test_text_is_text(value: object) -> None:
    readers: list[Callable[[Any], object]] = [
        lambda value: require_text("x", value),
        fields.meeting_id,
        fields.detail,
    ]
    for read in readers:
        with pytest.raises(InvalidField):
            read(value)
