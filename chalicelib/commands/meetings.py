"""`meeting`: times that do not take place as listed, which no import takes back; the read model."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

import click

from chalicelib.commands import clock
from chalicelib.commands.database import Failed, Refused, with_database
from chalicelib.commands.terminal import print_line
from chalicelib.listings import recurrence_field
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule import rescheduling
from chalicelib.meetings.schedule.occurrences import Occurrence, changes, unfinished
from chalicelib.meetings.schedule.overrides import Override, merge
from chalicelib.meetings.schedule.rescheduling import (
    MAX_AHEAD_DAYS,
    MAX_MOVED_DAYS,
    CannotChange,
    Refusal,
    listed_day_of_change,
    listed_day_of_occurrence,
)
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.meetings.schedule.schedule import clock as clock_text
from chalicelib.meetings.storage.table import NoSuchMeeting, TooManyChanges, open_table

if TYPE_CHECKING:
    from chalicelib.meetings.storage.read_model.subject import Difference

_OCCURRENCES_SHOWN = 3
_DIFFERENCES_SHOWN = 20


@click.group()
def meeting() -> None:
    """Times that are cancelled or moved, by a meeting's own zone; and a check of the listing."""


@meeting.command()
@click.argument("meeting_id", metavar="ID")
@with_database
def show(meeting_id: str) -> None:
    """Show when a meeting takes place next, and what was cancelled or moved."""
    _print(*_find(meeting_id))


@meeting.command()
@click.argument("meeting_id", metavar="ID")
@click.argument("date_text", metavar="DATE")
@with_database
def cancel(meeting_id: str, date_text: str) -> None:
    """Take out the time of that date; every other one stays."""
    found, schedule = _find(meeting_id)
    day = _parse_date(date_text)
    with _refusals_explained(found, schedule, day):
        listed = listed_day_of_occurrence(schedule, day)
        _store(found, schedule, rescheduling.cancel(schedule, listed, clock.now()))


@meeting.command()
@click.argument("meeting_id", metavar="ID")
@click.argument("date_text", metavar="DATE")
@click.option("--to", required=True, metavar='"YYYY-MM-DD HH:MM"', help="In the meeting's zone.")
@with_database
def move(meeting_id: str, date_text: str, to: str) -> None:
    """Let the time of that date take place at another, as long as ever."""
    found, schedule = _find(meeting_id)
    day = _parse_date(date_text)
    try:
        new_day, start_min = recurrence_field.date_and_time(to)
    except InvalidMeeting:
        raise Refused('--to must be as in "2026-11-25 19:00"') from None
    with _refusals_explained(found, schedule, day):
        listed = listed_day_of_occurrence(schedule, day)
        override = rescheduling.move(schedule, listed, new_day, start_min, clock.now())
        _store(found, schedule, override)


@meeting.command()
@click.argument("meeting_id", metavar="ID")
@click.argument("date_text", metavar="DATE")
@with_database
def restore(meeting_id: str, date_text: str) -> None:
    """Let the time of that date take place as listed after all."""
    found, schedule = _find(meeting_id)
    day = _parse_date(date_text)
    with _refusals_explained(found, schedule, day):
        listed = listed_day_of_change(schedule, day)
        _store(found, schedule, rescheduling.restore(schedule, listed, clock.now()))


@meeting.command()
@with_database
def verify() -> None:
    """Compare all that searches read with the meetings; exit status 1 where anything differs."""
    differences = open_table().verify(clock.now())
    _print_differences(differences)
    if _unreadable(differences):
        raise Failed("`meeting rebuild`, then an import of the feeds of the unreadable ones")
    if differences:
        raise Failed("`meeting rebuild` makes it what the meetings say")


@meeting.command()
@with_database
def rebuild() -> None:
    """Make all that searches read what the meetings say; may run beside anything, and again."""
    differences = open_table().rebuild(clock.now())
    _print_differences(differences)
    if _unreadable(differences):
        raise Failed("Import the feeds of the unreadable ones anew; all else was mended")
    if differences:
        print_line("All of it was mended")


def _unreadable(differences: "Sequence[Difference]") -> bool:
    return any(difference.kind == "unreadable" for difference in differences)


def _print_differences(differences: "Sequence[Difference]") -> None:
    if not differences:
        print_line("Everything is what the meetings say")
        return
    counts = Counter(str(difference.kind) for difference in differences)
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    subject = "1 item differs" if len(differences) == 1 else f"{len(differences)} items differ"
    print_line(f"{subject} from what the meetings say: {kinds}")
    for difference in differences[:_DIFFERENCES_SHOWN]:
        print_line(f"{difference.kind:>10}  {difference.key}")
    if len(differences) > _DIFFERENCES_SHOWN:
        print_line(f"and {len(differences) - _DIFFERENCES_SHOWN} more")


@contextmanager
def _refusals_explained(found: Meeting, schedule: Schedule, day: date) -> Iterator[None]:
    """Says in one line why nothing was changed."""
    try:
        yield
    except CannotChange as refusal:
        raise Refused(_explain(refusal, found, schedule, day)) from None
    except NoSuchMeeting:
        raise Refused(f"{found.name} is not listed any more") from None
    except TooManyChanges:
        raise Refused(
            "Nothing was changed: no more times of a meeting can be cancelled or moved; "
            "should its listing say another day?"
        ) from None


def _explain(refusal: CannotChange, found: Meeting, schedule: Schedule, day: date) -> str:
    match refusal.reason:
        case Refusal.NOT_LISTED:
            ahead = _next_times(schedule)
            next_times = f"The next: {ahead}" if ahead else "It has ended"
            return f"{found.name} does not take place on {day}. {next_times}"
        case Refusal.AHEAD:
            return f"Nothing was changed: {day} is more than {MAX_AHEAD_DAYS} days ahead"
        case Refusal.BEGUN:
            return f"Nothing was changed: that of {day} has begun already"
        case Refusal.OVER:
            return f"Nothing was changed: that of {day} is over"
        case Refusal.PASSED:
            return "Nothing was changed: the new time has passed"
        case Refusal.TOO_FAR:
            return f"Nothing was changed: --to is more than {MAX_MOVED_DAYS} days from {day}"
        case Refusal.UNCHANGED:
            return f"Nothing was changed: that of {day} was neither cancelled nor moved"
        case Refusal.TAKEN:
            assert refusal.occurrence is not None
            start = _format_start(refusal.occurrence)
            return f"Nothing was changed: it takes place at {start} already"


def _parse_date(text: str) -> date:
    try:
        return recurrence_field.iso_date(text)
    except InvalidMeeting:
        raise Refused(f"{text} is no date as in 2026-11-24") from None


def _find(meeting_id: str) -> tuple[Meeting, Schedule]:
    found = open_table().get(meeting_id)
    if found is None:
        raise Refused(f"No meeting has the id {meeting_id}")
    if found.schedule is None:
        raise Refused(f"{found.name} is by appointment: no time of it is listed")
    return found, found.schedule


def _store(found: Meeting, schedule: Schedule, override: Override) -> None:
    open_table().override(found.id, override, clock.now())
    _print(found, replace(schedule, exceptions=merge(schedule.exceptions, [override])))


def _print(found: Meeting, schedule: Schedule) -> None:
    print_line(f"{found.id}  {found.name}")
    rule = schedule.rule or "weekly"
    print_line(f"{rule}, {schedule.time} to {schedule.end_time}, {schedule.timezone}")
    for change in changes(schedule, clock.now().date() - timedelta(days=1)):
        state = "cancelled"
        if change.start_min is not None:
            state = f"moved to {change.to} {clock_text(change.start_min)}"
        print_line(f"  {change.day}  {state}")
    print_line(f"Next: {_next_times(schedule) or 'none: it has ended'}")


def _next_times(schedule: Schedule) -> str:
    ahead = islice(unfinished(schedule, clock.now()), _OCCURRENCES_SHOWN)
    return ", ".join(map(_format_start, ahead))


def _format_start(occurrence: Occurrence) -> str:
    return f"{occurrence.start:%a %Y-%m-%d %H:%M}"
