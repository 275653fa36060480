"""`meeting`: single times that do not take place as listed; no import takes back what is set."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import click

from chalicelib.commands.database import Refused, with_database
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
from chalicelib.meetings.schedule.schedule import Schedule, clock
from chalicelib.meetings.storage.table import NoSuchMeeting, TooManyChanges, open_table

_SHOWN = 3


@click.group()
def meeting() -> None:
    """Times of a meeting that are cancelled or moved. Dates are those of its own zone."""


@meeting.command()
@click.argument("id")
@with_database
def show(id: str) -> None:
    """Show when a meeting takes place next, and what was cancelled or moved."""
    _print(*_found(id))


@meeting.command()
@click.argument("id")
@click.argument("date")
@with_database
def cancel(id: str, date: str) -> None:
    """Take out the time of that date; every other one stays."""
    found, schedule = _found(id)
    asked = _date(date)
    with _refusing(found, schedule, asked):
        _set(
            found,
            schedule,
            rescheduling.cancel(schedule, listed_day_of_occurrence(schedule, asked), _now()),
        )


@meeting.command()
@click.argument("id")
@click.argument("date")
@click.option("--to", required=True, metavar='"YYYY-MM-DD HH:MM"', help="In the meeting's zone.")
@with_database
def move(id: str, date: str, to: str) -> None:
    """Let the time of that date take place at another, as long as ever."""
    found, schedule = _found(id)
    asked = _date(date)
    try:
        new = recurrence_field.date_and_time(to)
    except InvalidMeeting:
        raise Refused('--to must be as in "2026-11-25 19:00"') from None
    with _refusing(found, schedule, asked):
        _set(
            found,
            schedule,
            rescheduling.move(schedule, listed_day_of_occurrence(schedule, asked), *new, _now()),
        )


@meeting.command()
@click.argument("id")
@click.argument("date")
@with_database
def restore(id: str, date: str) -> None:
    """Let the time of that date take place as listed after all."""
    found, schedule = _found(id)
    asked = _date(date)
    with _refusing(found, schedule, asked):
        _set(
            found,
            schedule,
            rescheduling.restore(schedule, listed_day_of_change(schedule, asked), _now()),
        )


@contextmanager
def _refusing(found: Meeting, schedule: Schedule, asked: date) -> Iterator[None]:
    """Says in one line why nothing was changed."""
    try:
        yield
    except CannotChange as problem:
        raise Refused(_reason(problem, found, schedule, asked)) from None
    except NoSuchMeeting:
        raise Refused(f"{found.name} is not listed any more") from None
    except TooManyChanges:
        raise Refused(
            "Nothing was changed: no more times of a meeting can be cancelled or moved; "
            "should its listing say another day?"
        ) from None


def _reason(problem: CannotChange, found: Meeting, schedule: Schedule, asked: date) -> str:
    match problem.reason:
        case Refusal.NOT_LISTED:
            coming = [_said(one) for one in islice(unfinished(schedule, _now()), _SHOWN)]
            next_ones = f"The next: {', '.join(coming)}" if coming else "It has ended"
            return f"{found.name} does not take place on {asked}. {next_ones}"
        case Refusal.AHEAD:
            return f"Nothing was changed: {asked} is more than {MAX_AHEAD_DAYS} days ahead"
        case Refusal.BEGUN:
            return f"Nothing was changed: that of {asked} has begun already"
        case Refusal.OVER:
            return f"Nothing was changed: that of {asked} is over"
        case Refusal.PASSED:
            return "Nothing was changed: the new time has passed"
        case Refusal.TOO_FAR:
            return f"Nothing was changed: --to is more than {MAX_MOVED_DAYS} days from {asked}"
        case Refusal.UNCHANGED:
            return f"Nothing was changed: that of {asked} was neither cancelled nor moved"
        case Refusal.TAKEN:
            assert problem.occurrence is not None
            other = _said(problem.occurrence)
            return f"Nothing was changed: it takes place at {other} already"


def _date(text: str) -> date:
    try:
        return recurrence_field.iso_date(text)
    except InvalidMeeting:
        raise Refused(f"{text} is no date as in 2026-11-24") from None


def _found(id: str) -> tuple[Meeting, Schedule]:
    found = open_table().get(id)
    if found is None:
        raise Refused(f"No meeting has the id {id}")
    if found.schedule is None:
        raise Refused(f"{found.name} is by appointment: no time of it is listed")
    return found, found.schedule


def _set(found: Meeting, schedule: Schedule, override: Override) -> None:
    open_table().override(found.id, override, _now())
    _print(found, replace(schedule, exceptions=merge(schedule.exceptions, [override])))


def _print(found: Meeting, schedule: Schedule) -> None:
    click.echo(f"{found.id}  {found.name}")
    rule = schedule.rule or "weekly"
    click.echo(f"{rule}, {schedule.time} to {schedule.end_time}, {schedule.timezone}")
    for one in changes(schedule, _now().date() - timedelta(days=1)):
        new = f"moved to {one.to} {clock(one.start_min)}" if one.start_min is not None else ""
        click.echo(f"  {one.day}  {new or 'cancelled'}")
    coming = [_said(one) for one in islice(unfinished(schedule, _now()), _SHOWN)]
    click.echo(f"Next: {', '.join(coming) or 'none: it has ended'}")


def _said(occurrence: Occurrence) -> str:
    return f"{occurrence.start:%a %Y-%m-%d %H:%M}"


def _now() -> datetime:
    return datetime.now(UTC)
