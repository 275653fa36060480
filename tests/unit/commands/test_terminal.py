"""No text of others reaches a terminal as anything but characters to read, in any command."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chalicelib.__main__ import main
from chalicelib.commands import clock
from chalicelib.commands.terminal import shown
from chalicelib.facilitators import accounts
from chalicelib.facilitators.table import open_table as facilitators
from chalicelib.meetings.report import Kind, Report
from chalicelib.meetings.storage.table import open_table as meetings
from tests.conftest import Tables
from tests.unit.listings.feeds import row
from tests.unit.meetings.factories import meeting

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
HOSTILE = "A\x1b]0;owned\x07\x1b[2K\x9b31m\x7f\u202eB\u2066C\u2028D\x85E\u200fF\U000e0041"
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200f\u2028-\u202e\u2066-\u2069\U000e0041]")


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert not isinstance(result.exception, Exception), result.exception
    assert not OBEYED.search(result.output), repr(result.output)
    return result


@pytest.fixture
def listing(moto_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def hostile_feed(folder: Path) -> str:
    fields = [name for name in row() if name not in ("slug", "latitude", "longitude")]
    rows: list[object] = [row(slug=f"n{name}", **{name: HOSTILE}) for name in fields]
    rows += [row(slug=HOSTILE, day="x"), row(slug=f"{HOSTILE}2", conference_url=f"ht{HOSTILE}")]
    rows += [HOSTILE, row(slug="t", types=[HOSTILE]), row(slug="e", end_time=HOSTILE)]
    path = folder / "feed.json"
    path.write_text(json.dumps(rows))
    return str(path)


@pytest.mark.parametrize("option", ["--verbose", "--json"])
def test_a_feed_that_is_checked_or_imported(option: str, tmp_path: Path, listing: None) -> None:
    feed = hostile_feed(tmp_path)
    assert run("feed", "check", feed, option).exit_code == 0
    assert run("import", feed, option, "--timezone", "America/New_York").exit_code == 0


def test_a_feed_that_cannot_be_read(tmp_path: Path, listing: None) -> None:
    (tmp_path / HOSTILE.replace("\0", "")).mkdir()
    for place in (str(tmp_path / HOSTILE), f"http://{HOSTILE}/", f"x{HOSTILE}://a/"):
        assert run("feed", "check", place).exit_code == 2
        assert run("import", place, "--source", "a").exit_code == 2
    assert run("import", "x.json", "--source", HOSTILE).exit_code == 2


def test_a_meeting_and_reports_about_it(listing: None) -> None:
    hostile = meeting("hostile", name=HOSTILE)
    meetings().put(hostile, NOW)
    meetings().add_report(Report(hostile.id, Kind.OTHER, HOSTILE, NOW.date()))
    assert "owned" in run("meeting", "show", hostile.id).stdout
    assert "owned" in run("meeting", "cancel", hostile.id, "2026-03-05").output
    assert run("reports").stdout.count("owned") == 2


def test_an_account(listing: None) -> None:
    hostile = meeting("hostile")
    meetings().put(hostile, NOW)
    accounts.add(HOSTILE, [hostile.id], facilitators())
    assert "owned" in run("facilitator", "list").stdout
    run("facilitator", "hold", "--label", HOSTILE, "--meeting", hostile.id)
    run("facilitator", "add", "--label", HOSTILE, "--meeting", hostile.id)
    run("facilitator", "add", "--label", "a", "--meeting", HOSTILE)
    run("facilitator", "link", "--label", f"{HOSTILE}2")


def test_a_code_that_is_checked(listing: None) -> None:
    for text in (HOSTILE, f"https://{HOSTILE}/v#AAAA", f"https://example.org/v#{HOSTILE}"):
        run("check", "--", text)
        run("withdraw", "--", text)


def test_what_is_escaped_means_the_same_as_json() -> None:
    text = json.dumps(HOSTILE, ensure_ascii=False)
    assert json.loads(shown(text)) == HOSTILE


@pytest.mark.parametrize(
    "text", ["Noël · Αθήνα · 東京", "می‌خواهم", "שלום", "👩‍👧 ❤️", "a b", "a\u00a0b", "…–“”"]
)
def test_what_people_write_is_shown_as_it_is(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [("a\nb\tc\r", "a\\u000ab\\u0009c\\u000d"), ("\ud800x", "\\ud800x"), ("\x1b", "\\u001b")],
)
def test_what_a_terminal_obeys_is_shown_as_an_escape(text: str, escaped: str) -> None:
    assert shown(text) == escaped
