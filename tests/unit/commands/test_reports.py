"""`reports`: what a coordinator reads of what people say, and forgets when it is put right."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from chalicelib import dynamodb
from chalicelib.__main__ import main
from chalicelib.commands import clock
from chalicelib.meetings.report import Kind, Report
from chalicelib.meetings.storage.table import open_table
from tests.conftest import Tables
from tests.contracts import faults
from tests.unit.meetings.factories import meeting

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
EVENING, OTHER = meeting("evening"), meeting("other")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture(autouse=True)
def listing(moto_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    for each in (EVENING, OTHER):
        open_table().put(each, NOW)


def reported(meeting_id: str, kind: Kind, text: str = "", days_ago: int = 0) -> None:
    day = (NOW - timedelta(days=days_ago)).date()
    open_table().add_report(Report(meeting_id, kind, text, day))


def test_without_reports_it_says_so() -> None:
    assert run("reports").stdout.splitlines()[1:] == ["Nobody reported anything."]


def test_reports_are_listed_by_meeting_and_in_words() -> None:
    reported(EVENING.id, Kind.TIME, "It is at eight now", days_ago=1)
    reported(EVENING.id, Kind.NOBODY_THERE, days_ago=5)
    reported("gone", Kind.OTHER)
    lines = run("reports").stdout.splitlines()[1:]
    about = lines.index(f"{EVENING.id}  Meeting evening (test)")
    assert lines[about + 1] == "    2 in all: nobody was there, the time is wrong"
    assert lines[about + 2].endswith("  nobody was there")
    assert lines[about + 3].endswith("  the time is wrong: It is at eight now")
    assert "gone  no longer listed" in lines
    assert not any(OTHER.id in line for line in lines)
    assert run("reports", "list").stdout.splitlines()[1:] == lines


def test_what_several_say_is_one_line_with_their_number() -> None:
    for _ in range(3):
        reported(EVENING.id, Kind.TIME, "It is at eight now")
    _, line = run("reports").stdout.splitlines()[2:]
    assert line.endswith("  the time is wrong (3 times): It is at eight now")


def test_how_many_said_what_of_a_meeting_is_told_first_whatever_their_words() -> None:
    for words in ("Locked", "Dark", ""):
        reported(EVENING.id, Kind.NOBODY_THERE, words)
    reported(EVENING.id, Kind.ENDED, days_ago=9)
    reported(OTHER.id, Kind.TIME)
    lines = run("reports").stdout.splitlines()
    about, other = (lines.index(f"{one.id}  {one.name} (test)") for one in (EVENING, OTHER))
    assert lines[about + 1] == "    4 in all: nobody was there (3 times), it has ended"
    assert lines[other + 1] == "    1 in all: the time is wrong"


def test_what_is_put_right_is_forgotten_and_the_rest_stays() -> None:
    reported(EVENING.id, Kind.TIME)
    reported(EVENING.id, Kind.PLACE)
    reported(OTHER.id, Kind.ENDED)
    done = run("reports", "done", EVENING.id)
    assert done.exit_code == 0
    assert "2 forgotten." in done.stdout
    assert [each.meeting_id for each in open_table().reports(NOW)] == [OTHER.id]
    again = run("reports", "done", EVENING.id)
    assert again.exit_code == 2
    assert len(again.stderr.strip().splitlines()) == 1


def test_what_is_reported_while_the_rest_is_being_forgotten_is_not_lost() -> None:
    reported(EVENING.id, Kind.TIME)

    def meanwhile(call: int) -> faults.Answer:
        if call == 0:
            reported(EVENING.id, Kind.PLACE)
        return None

    faults.on(dynamodb.client(), "DeleteItem", meanwhile)
    assert "2 forgotten." in run("reports", "done", EVENING.id).stdout
    assert open_table().reports(NOW) == []


def test_what_is_over_is_not_listed() -> None:
    reported(EVENING.id, Kind.TIME, days_ago=91)
    assert "Nobody reported anything." in run("reports").stdout
