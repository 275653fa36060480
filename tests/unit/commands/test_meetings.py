"""Operators cancel, move and restore single times of a meeting; refusals say what to do."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from chalicelib.__main__ import main
from chalicelib.commands import clock
from chalicelib.meetings.schedule.occurrences import next_occurrence
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.meetings.storage.names import PARTS
from chalicelib.meetings.storage.table import open_table
from tests.conftest import Tables
from tests.unit.meetings.factories import meeting

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # a Wednesday
EVENING = meeting("evening", name="Tuesday evening", weekdays=(2,))
APPOINTMENT = meeting("appointment", schedule=None)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["meeting", *arguments])


def test_what_searches_read_is_compared_and_mended(moto_tables: Tables) -> None:
    done(run("rebuild"))  # the meetings were put by hand, and are in no manifest
    assert "Everything is what" in done(run("verify"))
    before = open_table().names(["evening"])
    missing = [f"N#{number}" for number in range(PARTS)]
    for key in [*missing, "G#dr5r#2#0"]:
        moto_tables.client.delete_item(
            TableName=moto_tables.settings.meetings_table, Key={"pk": {"S": key}}
        )
    assert not open_table().names(["evening"])["evening"]
    for command, exit_code in (("verify", 1), ("verify", 1), ("rebuild", 0)):
        result = run(command)
        assert result.exit_code == exit_code
        assert "  missing  G#dr5r#2#0\n" in result.stdout
        assert "  missing  N#" in result.stdout
    assert "Everything is what" in done(run("rebuild"))
    assert "Everything is what" in done(run("verify"))
    assert open_table().names(["evening"]) == before


def test_twenty_of_many_differences_are_shown(moto_tables: Tables) -> None:
    done(run("rebuild"))
    for number in range(30):
        moto_tables.client.put_item(
            TableName=moto_tables.settings.meetings_table,
            Item={"pk": {"S": f"O#{number + 10}#0"}, "rows": {"B": b"?"}},
        )
    result = run("verify")
    assert "30 items differ from what the meetings say: 30 extra" in result.stdout
    assert result.stdout.count("  extra  ") == 20
    assert "and 10 more" in result.stdout
    assert "meeting rebuild" in result.stderr
    done(run("rebuild"))
    done(run("verify"))


def test_a_meeting_that_cannot_be_read_is_named_and_left(moto_tables: Tables) -> None:
    name = moto_tables.settings.meetings_table
    moto_tables.client.put_item(
        TableName=name, Item={"pk": {"S": "M#broken"}, "body": {"B": b"?"}, "rev": {"N": "1"}}
    )
    for command in ("verify", "rebuild"):
        result = run(command)
        assert result.exit_code == 1
        assert "unreadable  M#broken" in result.stdout


def refused(result: Result) -> str:
    assert result.exit_code == 2, result.output
    (line,) = result.stderr.strip().splitlines()
    return line


def done(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def schedule() -> Schedule:
    found = open_table().get(EVENING.id)
    assert found and found.schedule
    return found.schedule


def coming(number: int = 0) -> datetime:
    """The start of the next Tuesday evening, or of one after it."""
    assert EVENING.schedule
    found = next_occurrence(EVENING.schedule, NOW + timedelta(weeks=number))
    assert found
    return found.start


@pytest.fixture(autouse=True)
def listing(moto_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    for each in (EVENING, APPOINTMENT):
        open_table().put(each, NOW)


def test_a_cancelled_time_is_out_and_restored_is_back() -> None:
    first, second = coming(), coming(1)
    told = done(run("cancel", EVENING.id, f"{first:%Y-%m-%d}"))
    assert "Tuesday evening" in told and f"{first:%Y-%m-%d}  cancelled" in told
    found = next_occurrence(schedule(), first - timedelta(days=1))
    assert found and found.start == second
    assert f"{first:%Y-%m-%d}  cancelled" in done(run("show", EVENING.id))
    assert "cancelled" not in done(run("restore", EVENING.id, f"{first:%Y-%m-%d}"))
    assert schedule() == EVENING.schedule


def test_a_moved_time_is_moved_again_cancelled_and_restored_by_either_date() -> None:
    listed = f"{coming():%Y-%m-%d}"
    wednesday = f"{coming() + timedelta(days=1):%Y-%m-%d}"
    told = done(run("move", EVENING.id, listed, "--to", f"{wednesday} 07:30"))
    assert f"{listed}  moved to {wednesday} 07:30" in told
    assert f"Wed {wednesday} 07:30" in told
    done(run("move", EVENING.id, wednesday, "--to", f"{wednesday} 18:00"))
    (only,) = schedule().exceptions
    assert (f"{only.day}", f"{only.to}", only.start_min) == (listed, wednesday, 18 * 60)
    done(run("cancel", EVENING.id, wednesday))
    (only,) = schedule().exceptions
    assert only.cancelled and f"{only.day}" == listed
    done(run("move", EVENING.id, listed, "--to", f"{listed} 19:00"))  # as it was listed
    assert schedule() == EVENING.schedule
    done(run("move", EVENING.id, listed, "--to", f"{wednesday} 07:30"))
    done(run("restore", EVENING.id, wednesday))
    assert schedule() == EVENING.schedule


def test_what_cannot_be_done_is_told_in_one_line() -> None:
    first, second = (f"{moment:%Y-%m-%d}" for moment in (coming(), coming(1)))
    wednesday = f"{coming() + timedelta(days=1):%Y-%m-%d}"
    assert "No meeting has the id none" in refused(run("cancel", "none", first))
    assert "by appointment" in refused(run("show", APPOINTMENT.id))
    line = refused(run("cancel", EVENING.id, wednesday))
    assert f"does not take place on {wednesday}" in line
    assert f"Tue {first} 19:00, Tue {second} 19:00" in line
    assert "no date as in 2026-11-24" in refused(run("cancel", EVENING.id, "24.11."))
    assert "2026-11-25 19:00" in refused(run("move", EVENING.id, first, "--to", "tomorrow"))
    assert "has passed" in refused(run("move", EVENING.id, first, "--to", "2020-11-25 19:00"))
    assert f"at Tue {second} 19:00 already" in refused(
        run("move", EVENING.id, first, "--to", f"{second} 10:00")
    )
    assert "neither cancelled nor moved" in refused(run("restore", EVENING.id, first))
    past = f"{coming() - timedelta(weeks=3):%Y-%m-%d}"
    assert "is over" in refused(run("cancel", EVENING.id, past))
    assert schedule() == EVENING.schedule
