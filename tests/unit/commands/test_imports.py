"""The command and `run_import`, on a listing kept in memory."""

import json
import socket
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chalicelib import __main__ as commands
from chalicelib import settings
from chalicelib.commands import database
from chalicelib.dynamodb import TooBusy
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage import table
from chalicelib.meetings.storage.changes import ImportedMeeting
from tests.unit.listings.feeds import row


class MemoryListing:
    """Keeps manifests as the meetings table does; `writes` counts the meetings written."""

    def __init__(self) -> None:
        self.manifests: dict[str, dict[str, str]] = {}
        self.meetings: dict[str, Meeting] = {}
        self.writes = 0
        self.busy = False

    def manifest(self, source: str) -> Mapping[str, str]:
        return dict(self.manifests.get(source, {}))

    def apply_import(
        self,
        source: str,
        put: Sequence[ImportedMeeting],
        remove: Sequence[str],
        now: datetime,
        progress: Callable[[int], None],
    ) -> None:
        if self.busy:
            raise TooBusy("no quiet moment in 8 s")
        assert now.tzinfo is not None
        slugs = self.manifests.setdefault(source, {})
        for new in put:
            slugs[new.meeting.slug] = new.digest
            self.meetings[new.meeting.slug] = new.meeting
            progress(1)
        for slug in remove:
            del slugs[slug]
            progress(1)
        self.writes += len(put) + len(remove)


@pytest.fixture
def listing(monkeypatch: pytest.MonkeyPatch) -> MemoryListing:
    memory = MemoryListing()
    monkeypatch.setattr(table, "open_table", lambda: memory)
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")
    settings.current.cache_clear()
    return memory


def write(folder: Path, *rows: object) -> str:
    path = folder / "Evening Groups.json"
    path.write_text(json.dumps(rows))
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands.main, ["import", *arguments])


def counts(result: Result) -> dict[str, int]:
    """The numbers of the report, by their words."""
    summary = result.stdout.partition("Source: ")[2].partition("\n\n")[0].splitlines()[1:]
    return {words: int(number) for number, words in (line.split(maxsplit=1) for line in summary)}


def test_an_import_says_what_it_did_and_a_second_one_does_nothing(
    tmp_path: Path, listing: MemoryListing
) -> None:
    path = write(tmp_path, row(slug="a"), row(slug="b"), row(slug="c", day="someday"))
    first = run(path, "--timezone", "America/New_York")
    assert first.exit_code == 0
    assert first.stdout.startswith("Database: http://127.0.0.1:1, table waypost-meetings\n")
    assert "Source: evening-groups" in first.stdout
    assert counts(first) == {
        "added": 2, "changed": 0, "unchanged": 0, "removed": 0, "set aside": 1, "corrected": 0,
    }  # fmt: skip
    assert "      3  day                  'someday' is not a weekday" in first.stdout
    assert listing.writes == 2
    again = run(path, "--timezone", "America/New_York")
    assert counts(again)["unchanged"] == 2
    assert listing.writes == 2


def test_imported_meetings_offer_verifications_only_if_they_are_our_own(
    tmp_path: Path, listing: MemoryListing
) -> None:
    path = write(tmp_path, row())
    run(path, "--affiliation", "other")
    assert listing.meetings["evening-circle"].verification == "not_offered"
    run(path, "--affiliation", "own")
    assert listing.meetings["evening-circle"].verification == "offered"


def test_corrections_are_counted_by_row_and_listed_on_request(
    tmp_path: Path, listing: MemoryListing
) -> None:
    path = write(tmp_path, row(url="x y", conference_url="https://notzoom.us/1"))
    result = run(path)
    assert counts(result)["corrected"] == 1
    assert "notzoom" not in result.stdout
    assert "'notzoom.us' is not a known call provider" in run(path, "--verbose").stdout


@pytest.mark.parametrize(
    ("content", "options", "reason"),
    [
        ("[", (), "not JSON"),
        ("[]", ("--timezone", "Eastern"), "'Eastern' is not an IANA time zone"),
        ("[]", ("--source", "Our Groups"), "a source is 1 to 40 of a-z 0-9 -"),
        ("[]", ("--source", ""), "give --source"),
    ],
)
def test_what_cannot_be_imported_is_refused_in_one_line(
    tmp_path: Path, listing: MemoryListing, content: str, options: tuple[str, ...], reason: str
) -> None:
    (tmp_path / "feed.json").write_text(content)
    result = run(str(tmp_path / "feed.json"), *options)
    assert result.exit_code == 2
    assert reason in result.stderr
    assert result.stderr.count("\n") == 1
    assert listing.writes == 0


@pytest.mark.parametrize("place", ["nowhere.json", "ftp://example.org/feed", "http://127.0.0.1:9/"])
def test_a_feed_that_is_not_there_is_refused_in_one_line(
    place: str, listing: MemoryListing
) -> None:
    result = run(place)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert result.stderr.startswith("Nothing was changed: ")


def test_a_feed_that_comes_back_empty_removes_only_when_accepted(
    tmp_path: Path, listing: MemoryListing
) -> None:
    run(write(tmp_path, row(slug="a"), row(slug="b")))
    refused = run(write(tmp_path))
    assert refused.exit_code == 2
    assert "--accept-removals" in refused.stderr
    assert set(listing.manifests["evening-groups"]) == {"a", "b"}
    accepted = run(write(tmp_path), "--accept-removals")
    assert counts(accepted)["removed"] == 2
    assert listing.manifests["evening-groups"] == {}


def test_a_database_that_is_too_busy_is_told_in_one_line(
    tmp_path: Path, listing: MemoryListing
) -> None:
    listing.busy = True
    result = run(write(tmp_path, row()))
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


# which database


def test_without_aws_settings_the_running_local_database_is_used(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
        (tmp_path / "endpoint.json").write_text(
            json.dumps({"endpoint": endpoint, "public_url": "http://127.0.0.1:8077"})
        )
        environ = {"DATA_DIR": str(tmp_path)}
        assert database.connect(environ) == f"local, {endpoint}"
    assert environ["AWS_ENDPOINT_URL_DYNAMODB"] == endpoint
    assert {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"} <= set(environ)


@pytest.mark.parametrize(
    "content",
    [None, "", "[]", '{"endpoint": 7}', '{"endpoint": "x"}', '{"endpoint": "http://127.0.0.1:1"}'],
)
def test_where_no_database_runs_the_way_to_start_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    for name in database.AWS_SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    if content is not None:
        (tmp_path / "endpoint.json").write_text(content)
    result = run(write(tmp_path, row()))
    assert result.exit_code == 2
    assert result.stderr == (
        "No database is running: start it with `make run`, or give AWS settings\n"
    )


def test_aws_settings_are_left_as_they_are(tmp_path: Path) -> None:
    environ = {"AWS_PROFILE": "waypost", "DATA_DIR": str(tmp_path)}
    assert database.connect(environ) == "AWS, by AWS_PROFILE"
    assert set(environ) == {"AWS_PROFILE", "DATA_DIR"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "offered"),
        (("--affiliation", "own"), "offered"),
        (("--affiliation", "other"), "not_offered"),
    ],
)
def test_only_our_own_meetings_offer_verifications_and_ours_they_are_unless_said(
    tmp_path: Path, listing: MemoryListing, options: tuple[str, ...], said: str
) -> None:
    assert run(write(tmp_path, row(slug="a")), *options).exit_code == 0
    assert listing.meetings["a"].verification.value == said
