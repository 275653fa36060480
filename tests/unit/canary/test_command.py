"""`canary visit` and `canary prepare`, as a schedule and an operator meet them."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from nacl.signing import SigningKey

from chalicelib.__main__ import main
from chalicelib.canary import history, sample
from chalicelib.canary.history import History
from chalicelib.canary.sample import Sample
from chalicelib.canary.site import HttpSite
from chalicelib.canary.visit import Answer, NoAnswer, Subject, visit
from chalicelib.commands import canary, clock
from chalicelib.facilitators import accounts
from chalicelib.facilitators.table import open_table
from chalicelib.verification.core.public_keys import KeyRing, PublicKey
from tests.unit.canary.reached import Reached, problems
from tests.unit.web.site import NOW, Site

URL = "https://codes.example.org"
KEY = PublicKey(bytes(SigningKey(bytes(32)).verify_key), signs_from=0)
GOOD = {
    "/": b"<h1>",
    "/v": b"<h1>",
    "/health/ready": b"{}",
    "/v1/meetings?attendance=online&limit=1": b'{"meetings": []}',
    "/.well-known/jwks.json": json.dumps(KeyRing({KEY.kid: KEY}).jwks()).encode(),
    "/v1/withdrawals.json": b'{"references": []}',
}


def run(*arguments: str | Path) -> Result:
    """What a command says; a mistake of ours goes on as it is."""
    return CliRunner().invoke(main, ["canary", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What the service answers by path; nothing at a path that is taken out."""
    answered = dict(GOOD)

    def ask(site: HttpSite, method: str, path: str, *_: object) -> Answer:
        if path not in answered:
            raise NoAnswer("no answer: NewConnectionError")
        return Answer(200, answered[path])

    monkeypatch.setattr(HttpSite, "ask", ask)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return answered


def test_a_visit_says_each_step_and_succeeds_where_all_is_well(answers: dict[str, bytes]) -> None:
    done = run("visit", URL)
    assert done.exit_code == 0
    assert [line.partition(" (")[0] for line in done.output.splitlines()[:5]] == [
        "ready: good",
        "first page: good",
        "search: good",
        "checking page: good",
        "keys and withdrawals: good",
    ]
    assert "--session" in done.output  # nothing was given, and what that would take


def test_what_does_not_work_is_named_and_makes_it_fail(answers: dict[str, bytes]) -> None:
    del answers["/v"]
    answers["/"] = b""
    done = run("visit", URL)
    assert done.exit_code == 1
    assert "checking page: no answer: NewConnectionError (" in done.output
    assert done.output.endswith("Not working: first page, checking page\n")


def test_each_visit_goes_on_from_what_the_ones_before_found(
    answers: dict[str, bytes], tmp_path: Path
) -> None:
    status = tmp_path / "new" / "status"
    assert run("visit", URL, "--status", status).exit_code == 0
    del answers["/v"]
    assert run("visit", URL, "--status", status).exit_code == 1
    found = history.read((status / canary.HISTORY).read_text())
    assert found.days[NOW.date()] == history.Day(2, {Subject.CHECK: 1})
    assert found.failing == {Subject.CHECK: NOW}
    page = (status / "index.html").read_text()
    assert "worked 50 % of the time" in page and f"{URL}/" in page
    assert {file.stat().st_mode & 0o777 for file in status.iterdir()} == {0o644}


def test_with_a_session_a_code_is_given_too(
    site: Site, given: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, file = Reached(site), tmp_path / "session.json"
    monkeypatch.setattr(HttpSite, "ask", lambda _, *asked: reached.ask(*asked))
    done = run("visit", URL, "--session", file)
    assert done.exit_code == 0, done.output
    assert "give: good" in done.output and "check by the lists: good" in done.output
    assert given.session not in done.output


@pytest.mark.parametrize(
    "url",
    [
        "http://[::1",
        "http://a:b",
        "http://host:99999",
        "http://host:0",
        "http://host:80:90",
        "http://a..b",
        "http://-",
        "https://k\u00e4se.example",
        "https://user@host",
        "https://host?q",
        "https://host/#part",
        "https://ho st",
        "https://host\n",
        "https://",
        "ftp://host",
        "host",
    ],
)
def test_what_is_no_address_is_refused_and_no_outage(answers: dict[str, bytes], url: str) -> None:
    done = run("visit", "--", url)
    assert done.exit_code == 2
    assert done.output.startswith("URL must be an http:// or https:// address")


@pytest.mark.parametrize("url", ["http://[::1]:8000", "http://10.0.0.1/api", "https://a-b.c_d.e:1"])
def test_hosts_are_names_and_addresses(answers: dict[str, bytes], url: str) -> None:
    assert run("visit", url).exit_code == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"session": "a"}',
        '{"session": null, "meeting_id": "a"}',
        '{"session": "a\\nb", "meeting_id": "a"}',
        '{"session": "k\u0101se", "meeting_id": "a"}',
        '{"session": "", "meeting_id": "a"}',
        '{"session": "a", "meeting_id": 1}',
        "[" * 100_000,
    ],
)
def test_what_is_no_session_is_refused(
    answers: dict[str, bytes], tmp_path: Path, text: str
) -> None:
    file = tmp_path / "session.json"
    file.write_text(text)
    done = run("visit", URL, "--session", file)
    assert done.exit_code == 2
    assert f"{file} is not what `canary prepare` wrote: " in done.output
    assert done.output.count("\n") == 1  # and nothing was visited


def test_bytes_that_are_no_text_are_no_session(answers: dict[str, bytes], tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    file.write_bytes(b"\xff")
    assert run("visit", URL, "--session", file).exit_code == 2


def test_what_is_no_history_is_refused_and_kept(answers: dict[str, bytes], tmp_path: Path) -> None:
    file = tmp_path / canary.HISTORY
    file.write_text("[")
    done = run("visit", URL, "--status", tmp_path)
    assert done.exit_code == 2
    assert done.output == f"{file}: not what the canary wrote; move it away to begin anew\n"
    assert file.read_text() == "["


def test_a_folder_that_cannot_be_made_is_refused_before_anything_is_asked(
    answers: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    done = run("visit", URL, "--status", tmp_path / "file" / "status")
    assert done.exit_code == 2
    assert done.output.endswith("Not a directory\n") and done.output.count("\n") == 1


def test_what_does_not_work_is_told_though_the_page_cannot_be_written(
    answers: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object, path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(os, "replace", full)
    done = run("visit", URL, "--status", tmp_path)
    assert (done.exit_code, list(tmp_path.iterdir())) == (1, [])
    assert done.output.endswith(f"{tmp_path}: No space left on device\n")
    del answers["/v"]
    done = run("visit", URL, "--status", tmp_path)
    assert done.exit_code == 1
    assert "Not working: checking page; " in done.output


def test_a_session_is_only_made_for_a_file_that_can_be_written(
    site: Site, given: Sample, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place, why in (
        (tmp_path / "none" / "file", "No such file"),
        (tmp_path / "pipe", "no file"),
    ):
        done = run("prepare", place)
        assert done.exit_code == 2
        assert str(place) in done.output and why in done.output
    assert problems(visit(Reached(site), given, NOW)) == {}  # the earlier one has not ended


def test_nobody_reads_a_session_through_what_an_earlier_attempt_left(
    site: Site, given: Sample, tmp_path: Path
) -> None:
    file, left = tmp_path / "session.json", tmp_path / ".session.json.new"
    left.touch(0o666)
    file.chmod(0o644)
    assert run("prepare", file).exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert left.read_text() == ""


def test_an_account_that_holds_other_meetings_is_left_to_who_has_it(
    site: Site, given: Sample, tmp_path: Path
) -> None:
    accounts.set_meetings(sample.ACCOUNT, [given.meeting_id, "other"], open_table())
    file = tmp_path / "another.json"
    done = run("prepare", file)
    assert done.exit_code == 2
    assert "holds other meetings" in done.output
    assert not file.exists()
    assert problems(visit(Reached(site), given, NOW)) == {}


def test_an_empty_history_is_one() -> None:
    assert history.read(history.write(History())) == History()
