"""Operators' commands: accounts made, linked, listed and ended; codes withdrawn; every refusal is
one line on stderr that says what to do."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chalicelib import dynamodb, settings
from chalicelib.__main__ import main
from chalicelib.commands import clock, database
from chalicelib.facilitators import sessions
from chalicelib.facilitators.table import open_table as facilitators
from chalicelib.meetings.storage.table import open_table as meetings
from chalicelib.verification.encoding import encode
from chalicelib.verification.signers import SAMPLE_SIGNER
from tests.conftest import Tables
from tests.unit.meetings.factories import meeting
from tests.unit.verification.sample_codes import ATTENDANCE

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
EVENING = meeting("evening")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def refused(result: Result, status: int = 2) -> str:
    """The one line of a refusal."""
    assert result.exit_code == status, result.output
    assert not isinstance(result.exception, Exception)
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1
    assert "Traceback" not in lines[0]
    return lines[0]


@pytest.fixture(autouse=True)
def listing(moto_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8001")  # a local service
    meetings().put(EVENING, NOW)


def link_in(result: Result) -> str:
    (link,) = [line for line in result.stdout.splitlines() if "/sign-in#" in line]
    return link.partition("#")[2]


def signs_in(secret: str) -> bool:
    try:
        sessions.sign_in(secret, facilitators(), settings.current(), NOW)
    except sessions.InvalidLink:
        return False
    return True


def test_an_account_is_made_with_a_link_that_works_once() -> None:
    made = run("facilitator", "add", "--label", "Elm desk", "--meeting", EVENING.id)
    assert made.exit_code == 0, made.output
    assert made.stdout.startswith("Database: ")
    assert "It works once, within 24 hours." in made.stdout
    secret = link_in(made)
    assert [signs_in(secret), signs_in(secret)] == [True, False]
    listed = run("facilitator", "list")
    assert f"Elm desk: {EVENING.id}" in listed.stdout


def test_a_link_can_be_made_again_and_everything_ended() -> None:
    run("facilitator", "add", "--label", "desk", "--meeting", EVENING.id)
    first, second = (link_in(run("facilitator", "link", "--label", "desk")) for _ in range(2))
    assert signs_in(first)
    ended = run("facilitator", "revoke", "--label", "desk")
    assert ended.exit_code == 0
    assert "has ended" in ended.stdout
    assert not signs_in(second)


def test_an_account_holds_as_many_meetings_as_are_named() -> None:
    other = meeting("other")
    meetings().put(other, NOW)
    for number, named in enumerate(
        (("--meeting", EVENING.id, other.id), ("--meeting", EVENING.id, "--meeting", other.id))
    ):
        made = run("facilitator", "add", "--label", f"desk {number}", *named)
        assert made.exit_code == 0, made.output
    both = " ".join(sorted((EVENING.id, other.id)))
    listed = run("facilitator", "list").stdout
    assert f"desk 0: {both}" in listed and f"desk 1: {both}" in listed
    changed = run("facilitator", "hold", "--label", "desk 0", "--meeting", other.id)
    assert changed.exit_code == 0, changed.output
    assert f"desk 0: {other.id}\n" in run("facilitator", "list").stdout


def test_a_removed_account_is_gone_with_its_links() -> None:
    made = run("facilitator", "add", "--label", "desk", "--meeting", EVENING.id)
    assert run("facilitator", "remove", "--label", "desk").exit_code == 0
    assert "desk" not in run("facilitator", "list").stdout
    assert not signs_in(link_in(made))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "--label", "new", "--meeting", "nosuch"), "No meeting has the id nosuch"),
        (("hold", "--label", "desk", "--meeting", "nosuch"), "No meeting has the id nosuch"),
        (("hold", "--label", "x", "--meeting", EVENING.id), "`facilitator list` shows them"),
        (("remove", "--label", "nobody"), "`facilitator list` shows them"),
        (("add", "--label", "desk", "--meeting", EVENING.id), "`facilitator link` signs it in"),
        (("add", "--label", " ", "--meeting", EVENING.id), "--label must be 1 to 60 characters"),
        (("add", "--label", "x" * 61, "--meeting", EVENING.id), "--label must be 1 to 60"),
        (("link", "--label", "nobody"), "`facilitator list` shows them"),
        (("revoke", "--label", "nobody"), "`facilitator list` shows them"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments: tuple[str, ...], words: str) -> None:
    run("facilitator", "add", "--label", "desk", "--meeting", EVENING.id)
    before = [(each.label, each.version) for each in facilitators().all()]
    assert words in refused(run("facilitator", *arguments))
    assert [(each.label, each.version) for each in facilitators().all()] == before


@pytest.mark.parametrize("token", ["x", "", "https://waypost.example/v#AAAA", "\udcff"])
def test_only_a_code_of_this_service_is_withdrawn(token: str) -> None:
    assert "it is unreadable" in refused(run("withdraw", "--", token))
    sample = encode(ATTENDANCE, SAMPLE_SIGNER)
    assert "it is sample" in refused(run("withdraw", sample))


def test_while_the_database_is_away_the_command_fails_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from botocore.exceptions import EndpointConnectionError

    def away(**arguments: object) -> None:
        raise EndpointConnectionError(endpoint_url="http://nowhere")

    monkeypatch.setattr(dynamodb.client(), "scan", away)
    said = refused(run("facilitator", "list"), status=1)
    assert said.startswith("The database did not do it")


def test_where_the_answer_was_lost_the_command_claims_to_know_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from botocore.exceptions import ReadTimeoutError

    write = dynamodb.client().transact_write_items
    done: list[object] = []

    def lose(**arguments: object) -> None:
        if not done:
            done.append(write(**arguments))
        raise ReadTimeoutError(endpoint_url="http://nowhere")

    with monkeypatch.context() as patched:
        patched.setattr(dynamodb.client(), "transact_write_items", lose)
        said = refused(run("meeting", "cancel", EVENING.id, "2026-03-11"), status=1)
    assert "may have been done or not" in said
    assert "cancelled" in run("meeting", "show", EVENING.id).stdout


def test_a_table_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from botocore.exceptions import ClientError

    def without(**arguments: object) -> None:
        raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "Scan")

    monkeypatch.setattr(dynamodb.client(), "scan", without)
    said = refused(run("facilitator", "list"), status=1)
    assert settings.current().facilitators_table in said


def test_without_a_running_database_the_command_says_how_to_start_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in database.AWS_SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for content in (None, "", "{}", "[]", '{"endpoint": "x", "public_url": "y"}', "null", "\xff",
                    '{"endpoint": "http://127.0.0.1:1", "public_url": "http://127.0.0.1:8000"}',
                    '{"endpoint": "http://127.0.0.1:99999999", "public_url": "x"}',
                    '{"endpoint": "http://[", "public_url": "x"}'):  # fmt: skip
        if content is not None:
            (tmp_path / "endpoint.json").write_text(content, "latin-1")
        assert "start it with `make run`" in refused(run("facilitator", "list")), content


def test_a_setting_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODE_LIFE_DAYS", "forever")
    settings.current.cache_clear()
    assert "CODE_LIFE_DAYS" in refused(run("facilitator", "list"))
