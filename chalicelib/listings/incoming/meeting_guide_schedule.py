"""When a row of Meeting Guide JSON says that its meeting is: days, times, and `x_recurrence`."""

from dataclasses import dataclass, replace

from chalicelib.listings import recurrence_field
from chalicelib.listings.incoming import times
from chalicelib.listings.incoming.row import Row
from chalicelib.listings.incoming.text import quote_value
from chalicelib.listings.recurrence_field import Recurrence
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.schedule.occurrences import first_on, is_listed
from chalicelib.meetings.schedule.overrides import Override, with_override
from chalicelib.meetings.schedule.schedule import RECURRENCE, Schedule, rule_weekdays, series


@dataclass(frozen=True, slots=True)
class ScheduleFields:
    """When a meeting takes place, by the clock of a zone that is still to be found."""

    weekdays: tuple[int, ...]
    start_min: int
    length_min: int
    recurrence: Recurrence


def read_schedule_fields(row: Row) -> ScheduleFields | None:
    """Returns weekdays, start and length; None for a meeting by appointment.

    Where there is a rule, it tells the weekdays. Raises InvalidMeeting where nobody could tell when
    to come.
    """
    recurrence = recurrence_field.read(row.value(RECURRENCE))
    days = times.weekdays(row.value("day"))
    start = times.clock_time(row.value("time"))
    if recurrence.rule:
        rule_days = rule_weekdays(recurrence.rule, recurrence.first)
        if not set(days) <= set(rule_days):
            row.remark("day", f"left out: {RECURRENCE} says another")
        days = rule_days
        if start == times.DAY_MIN:
            reason = f"24:00 with {RECURRENCE}: give 00:00, and the rule of the day that begins"
            raise InvalidMeeting("time", reason)
    if not days and start is None:
        return None
    if not days:
        raise InvalidMeeting("day", "there is a time and no day")
    if start is None:
        raise InvalidMeeting("time", "there is a day and no time")
    if start == times.DAY_MIN:
        row.remark("time", "24:00 is taken as 00:00 of the next day")
        days, start = tuple(sorted((day + 1) % 7 for day in days)), 0
    return ScheduleFields(days, start, _length(row, start), recurrence)


def _length(row: Row, start_min: int) -> int:
    """Returns the meeting's length in minutes: until its end, else its duration, else 60."""
    end_time, problem = row.value("end_time"), ""
    try:
        end_min = times.clock_time(end_time, "end_time")
    except InvalidMeeting as error:
        problem = error.reason
    else:
        if end_min is not None:
            length_min, slip = times.length(start_min, end_min)
            if not slip:
                return length_min
            problem = f"{quote_value(end_time)}: {slip}"
    length_min = _duration(row) or times.DEFAULT_LENGTH_MIN
    if problem:
        row.remark("end_time", f"{problem}: taken as {length_min} minutes")
    return length_min


def _duration(row: Row) -> int | None:
    try:
        return times.duration(row.value("duration"))
    except InvalidMeeting as error:
        row.remark("duration", f"left out: {error.reason}")
        return None


def build_schedule(row: Row, fields: ScheduleFields, timezone: str) -> Schedule:
    """Returns the schedule; cancellations and moves that do not fit it are left out.

    Raises InvalidMeeting where the rule is none, or does not fit the day on which it begins.
    """
    recurrence = fields.recurrence
    schedule = series(
        fields.weekdays,
        fields.start_min,
        fields.length_min,
        timezone,
        rule=recurrence.rule,
        first=recurrence.first,
    )
    if not recurrence.exceptions:
        return schedule
    fitting = tuple(change for change in recurrence.exceptions if is_listed(schedule, change.day))
    for change in recurrence.exceptions:
        if change not in fitting:
            row.remark(RECURRENCE, f"left out: it does not take place on {change.day.isoformat()}")
    for change in fitting:
        cancelled = Override(change.day)
        without = replace(schedule, exceptions=with_override(fitting, cancelled))
        if change.to is not None and first_on(without, change.to) is not None:
            row.remark(RECURRENCE, f"left out: it takes place on {change.to.isoformat()} already")
            fitting = tuple(other for other in fitting if other != change)
    return replace(schedule, exceptions=fitting)
