"""A failure's line: one JSON object, of known fields with harmless values."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib import failure_log
from chalicelib.aws.calls import Refused, Unanswered
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.verification.vault import KeysUnavailable

SECRET = "Jane Doe, 12 Elm Street"


def raised(error: Exception, behind: Exception | None = None) -> Exception:
    try:
        raise error from behind
    except type(error) as caught:
        return caught


def read(event: str, error: Exception | None = None, **fields: Any) -> Any:
    return json.loads(failure_log.line(event, error, **fields))


def test_an_error_is_named_by_its_class_and_place_and_never_by_its_words() -> None:
    said = read("unexpected_error", raised(ValueError(SECRET), KeyError(SECRET)))
    assert said.pop("at").startswith("test_failure_log.py:")
    assert said == {
        "level": "ERROR",
        "event": "unexpected_error",
        "cause": "ValueError",
        "code": "KeyError",
    }


@pytest.mark.parametrize(
    ("behind", "code"),
    [
        (Refused("AccessDeniedException", {"Message": SECRET}, after_lost=False), "AccessDenied"),
        (Unanswered("ReadTimeoutError", may_be_done=True), "ReadTimeoutError"),
        (PermissionError(SECRET), "PermissionError"),
    ],
)
def test_what_lies_behind_an_outage_is_told_in_one_word(behind: Exception, code: str) -> None:
    for outage in (StorageUnavailable(SECRET), KeysUnavailable(SECRET)):
        said = read("unavailable", raised(outage, behind))
        assert said["code"].startswith(code)
        assert SECRET not in json.dumps(said)


def test_an_error_that_was_never_raised_has_no_place() -> None:
    said = read("unavailable", KeysUnavailable("away"))
    assert said == {"level": "ERROR", "event": "unavailable", "cause": "KeysUnavailable"}


def test_the_stack_has_the_places_in_our_own_code() -> None:
    try:
        json.loads("{")
        raise AssertionError
    except ValueError as error:
        assert failure_log.stack(error) == []
    try:
        failure_log.line("unexpected_error", known=1)
        raise AssertionError
    except KeyError as error:
        (place, *_) = failure_log.stack(error)
        assert place.startswith("chalicelib/failure_log.py:")


def test_of_a_deep_stack_the_places_next_to_the_mistake_are_kept() -> None:
    file = str(Path(failure_log.__file__).resolve())
    names: dict[str, Any] = {}
    code = "def down(n):\n  if n:\n    down(n - 1)\n  raise ValueError\n"
    exec(compile(code, file, "exec"), names)
    try:
        names["down"](40)
        raise AssertionError
    except ValueError as error:
        places = failure_log.stack(error)
    assert places == [*["chalicelib/failure_log.py:3"] * 11, "chalicelib/failure_log.py:4"]


def test_there_is_no_field_beside_those_named() -> None:
    with pytest.raises(KeyError):
        failure_log.line("unavailable", query=SECRET)


@pytest.mark.parametrize("name", sorted(failure_log.FIELDS.keys() - {"event", "level"}))
@pytest.mark.parametrize("value", [SECRET, "a\nb", "käse", "", "x" * 500, "/meetings/a?b=c"])
def test_a_value_that_a_field_does_not_have_is_not_written(name: str, value: str) -> None:
    assert read("unavailable", None, **{name: value})[name] == "?"


def test_a_line_is_one_line_on_the_error_output(capsys: pytest.CaptureFixture[str]) -> None:
    failure_log.write("unavailable", raised(StorageUnavailable("a\nb")), status=503)
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.count("\n") == 1
    assert json.loads(written.err)["status"] == 503
