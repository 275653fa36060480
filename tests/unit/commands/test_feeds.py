"""`feed check`: a report without a database."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from chalicelib import __main__ as commands
from chalicelib.commands import database
from tests.unit.listings.feeds import row


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting names a database, and nobody connects to anything."""
    for name in database.AWS_SETTINGS:
        monkeypatch.delenv(name, raising=False)

    def refuse(*_: Any) -> None:
        raise AssertionError("it connects")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def check(folder: Path, rows: object, *options: str) -> Result:
    path = folder / "feed.json"
    path.write_text(json.dumps(rows))
    return CliRunner().invoke(commands.main, ["feed", "check", str(path), *options])


def test_a_report_says_what_is_found_and_what_is_lost(tmp_path: Path) -> None:
    result = check(
        tmp_path,
        [row(slug="a"), row(slug="b", day="someday"), row(slug="c", end_time="late")],
    )
    assert result.exit_code == 0
    assert result.stdout.startswith("      3 rows\n      2 meetings would be listed\n")
    assert "\n1 row is set aside: nobody can find its meeting:\n      2  day   " in result.stdout
    assert "\n1 meeting is shown with another end than its row says:\n" in result.stdout


def test_of_many_rows_the_first_are_listed_and_all_on_request(tmp_path: Path) -> None:
    rows = [row(slug=f"n{number}", day="someday") for number in range(25)]
    assert "and 5 more: --verbose lists them" in check(tmp_path, rows).stdout
    whole = check(tmp_path, rows, "--verbose").stdout
    assert "more" not in whole and whole.count("someday") == 25


def test_a_feed_that_loses_nothing_is_told_so(tmp_path: Path) -> None:
    assert check(tmp_path, [row()]).stdout.endswith("Nothing is lost.\n")


def test_the_report_as_json_has_every_row(tmp_path: Path) -> None:
    rows = [row(slug=f"n{number}", day="someday") for number in range(250)]
    report = json.loads(check(tmp_path, {"meetings": rows}, "--json").stdout)
    assert set(report) == {"rows", "checked", "meetings", "losses", "corrected"}
    (loss,) = report["losses"]
    assert loss["code"] == "set_aside"
    assert loss["text"] == "250 rows are set aside: nobody can find their meetings"
    assert loss["count"] == len(loss["rows"]) == 250
    assert loss["rows"][1] == {
        "row": 2,
        "slug": "n1",
        "name": "Evening Circle",
        "field": "day",
        "reason": "'someday' is not a weekday",
    }


def test_rows_without_a_zone_take_the_feeds(tmp_path: Path) -> None:
    appointed = row(latitude=None, longitude=None, formatted_address=None,
                    conference_url="https://zoom.us/j/1")  # fmt: skip
    assert "set aside" in check(tmp_path, [appointed]).stdout
    given = check(tmp_path, [appointed], "--timezone", "Europe/Paris").stdout
    assert "set aside" not in given


@pytest.mark.parametrize(
    ("rows", "options", "reason"),
    [
        ({"rows": []}, (), "the feed is not a list of meetings"),
        ([], ("--timezone", "Eastern"), "--timezone has to be an IANA time zone"),
    ],
)
def test_what_cannot_be_checked_is_refused_in_one_line(
    tmp_path: Path, rows: object, options: tuple[str, ...], reason: str
) -> None:
    result = check(tmp_path, rows, *options)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert result.stderr.startswith("Nothing was checked: ")
    assert reason in result.stderr


def test_a_file_that_is_not_there_is_refused_in_one_line() -> None:
    result = CliRunner().invoke(commands.main, ["feed", "check", "nowhere.json"])
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
