"""`import`, on a listing stored in memory."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chalicelib import __main__ as commands
from chalicelib import settings
from chalicelib.commands import clock
from chalicelib.meetings.storage import table
from tests.unit.listings.feeds import row
from tests.unit.listings.memory_storage import MemoryStorage

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def listing(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryStorage]:
    memory = MemoryStorage()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(table, "open_table", lambda: memory)
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")
    settings.current.cache_clear()
    yield memory
    settings.current.cache_clear()


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
    tmp_path: Path, listing: MemoryStorage
) -> None:
    path = write(tmp_path, row(slug="a"), row(slug="b"), row(slug="c", day="someday"))
    first = run(path, "--timezone", "America/New_York")
    assert first.exit_code == 0
    assert first.stdout.startswith("Database: http://127.0.0.1:1, table waypost-meetings\n")
    assert "Source: evening-groups" in first.stdout
    assert counts(first) == {
        "added": 2, "changed": 0, "unchanged": 0, "removed": 0, "set aside": 1, "corrected": 0,
    }  # fmt: skip
    assert "1 row is set aside: nobody can find its meeting:" in first.stdout
    line = "      3  day                  'someday' is not a weekday · Evening Circle (c)\n"
    assert line in first.stdout
    assert listing.writes == 2
    again = run(path, "--timezone", "America/New_York")
    assert counts(again)["unchanged"] == 2
    assert listing.writes == 2


def test_imported_meetings_offer_verifications_only_if_they_are_our_own(
    tmp_path: Path, listing: MemoryStorage
) -> None:
    path = write(tmp_path, row())
    run(path, "--affiliation", "other")
    assert listing.meetings["evening-circle"].verification == "not_offered"
    run(path, "--affiliation", "own")
    assert listing.meetings["evening-circle"].verification == "offered"


def test_corrections_are_counted_by_row_and_listed_on_request(
    tmp_path: Path, listing: MemoryStorage
) -> None:
    path = write(tmp_path, row(url="x y", conference_url="https://notzoom.us/1"))
    result = run(path)
    assert counts(result)["corrected"] == 1
    assert "Corrected:" not in result.stdout
    assert "Corrected:" in run(path, "--verbose").stdout


def test_an_import_says_what_its_losses_mean_to_visitors(
    tmp_path: Path, listing: MemoryStorage
) -> None:
    result = run(write(tmp_path, row(slug="a"), row(slug="b", end_time="late")))
    assert "\n\n1 meeting is shown with another end than its row says:\n" in result.stdout
    assert "      2  end_time             'late' is not a time of day" in result.stdout


def test_the_report_of_an_import_as_json(tmp_path: Path, listing: MemoryStorage) -> None:
    path = write(tmp_path, row(slug="a"), row(slug="c", day="someday"))
    result = run(path, "--json")
    assert result.stderr.startswith("Database: ")
    report = json.loads(result.stdout)
    assert {name: report[name] for name in ("source", "added", "changed", "rows", "checked")} == {
        "source": "evening-groups", "added": 1, "changed": 0, "rows": 2, "checked": 2,
    }  # fmt: skip
    (loss,) = report["losses"]
    assert (loss["code"], loss["count"], loss["rows"][0]["slug"]) == ("set_aside", 1, "c")


@pytest.mark.parametrize(
    ("content", "options", "reason"),
    [
        ("[", (), "not JSON"),
        ("[]", ("--timezone", "Eastern"), "'Eastern' is not an IANA time zone"),
        ("[]", ("--timezone", "EST"), "'EST' is not an IANA time zone of a place"),
        ("[]", ("--source", "Our Groups"), "a source is 1 to 40 of a-z 0-9 -"),
        ("[]", ("--source", ""), "give --source"),
    ],
)
def test_what_cannot_be_imported_is_refused_in_one_line(
    tmp_path: Path, listing: MemoryStorage, content: str, options: tuple[str, ...], reason: str
) -> None:
    (tmp_path / "feed.json").write_text(content)
    result = run(str(tmp_path / "feed.json"), *options)
    assert result.exit_code == 2
    assert reason in result.stderr
    assert result.stderr.count("\n") == 1
    assert listing.writes == 0


@pytest.mark.parametrize("place", ["nowhere.json", "ftp://example.org/feed", "http://127.0.0.1:9/"])
def test_a_feed_that_is_not_there_is_refused_in_one_line(
    place: str, listing: MemoryStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    result = run(place)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert result.stderr.startswith("Nothing was changed: ")


def test_a_feed_that_comes_back_empty_removes_only_when_accepted(
    tmp_path: Path, listing: MemoryStorage
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
    tmp_path: Path, listing: MemoryStorage
) -> None:
    listing.busy = True
    result = run(write(tmp_path, row()))
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "offered"),
        (("--affiliation", "own"), "offered"),
        (("--affiliation", "other"), "not_offered"),
    ],
)
def test_only_our_own_meetings_offer_verifications_and_ours_they_are_unless_said(
    tmp_path: Path, listing: MemoryStorage, options: tuple[str, ...], said: str
) -> None:
    assert run(write(tmp_path, row(slug="a")), *options).exit_code == 0
    assert listing.meetings["a"].verification.value == said
