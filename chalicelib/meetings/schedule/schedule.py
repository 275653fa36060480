"""A series: when a meeting is listed to take place, in its own zone."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.schedule import recurrence
from chalicelib.meetings.schedule.overrides import Override

MAX_LENGTH_MIN = 24 * 60
MAX_OVERRIDES = 100  # set by a feed, and as many again here
RECURRENCE = "x_recurrence"  # the feeds' field of what Meeting Guide has no name for


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Returns the IANA time zone of that name. Raises InvalidMeeting where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InvalidMeeting("timezone", f"{name!r} is not an IANA time zone") from None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A series in the meeting's own zone: weekly, unless a rule says otherwise.

    `weekdays`: Sunday is 0, ascending, at least one; with a rule, those on which its days can fall
    (`series` works them out). `start_min`: local minutes after midnight. `length_min`: 1 to 1440.
    `rule`: "", or an RFC 5545 recurrence rule as `schedule.recurrence` writes it.
    `first`: the local date of the first time, where that matters. `exceptions`: the times that are
    cancelled or moved, in order of the days for which they were listed.
    """

    weekdays: tuple[int, ...]
    start_min: int
    length_min: int
    timezone: str
    rule: str = ""
    first: date | None = None
    exceptions: tuple[Override, ...] = ()

    def __post_init__(self) -> None:
        """Raises InvalidMeeting, with the field that is wrong."""
        if not self.weekdays or any(day not in range(7) for day in self.weekdays):
            raise InvalidMeeting("day", "must be 0 (Sunday) to 6")
        if list(self.weekdays) != sorted(set(self.weekdays)):
            raise InvalidMeeting("day", "must be ascending and without repeats")
        if not 0 <= self.start_min < 24 * 60:
            raise InvalidMeeting("time", "must be 00:00 to 23:59")
        if not 1 <= self.length_min <= MAX_LENGTH_MIN:
            raise InvalidMeeting("end_time", "a meeting lasts 1 minute to 24 hours")
        zone(self.timezone)
        if self.rule or self.first:
            self._check_rule()
        if self.exceptions:
            self._check_exceptions()

    def _check_rule(self) -> None:
        if not self.rule:
            assert self.first is not None
            _check_date(self.first)
            if self.first.isoweekday() % 7 not in self.weekdays:
                reason = f"first: {self.first.isoformat()} is not a day of the series"
                raise InvalidMeeting(RECURRENCE, reason)
            return
        if self.weekdays != rule_weekdays(self.rule, self.first):
            raise InvalidMeeting(RECURRENCE, f"{self.rule} is not of those weekdays")
        if self.rule != str(recurrence.read(self.rule)):
            raise InvalidMeeting(RECURRENCE, f"{self.rule!r} is not in its normal form")

    def _check_exceptions(self) -> None:
        days = [override.day for override in self.exceptions]
        if days != sorted(set(days)):
            raise InvalidMeeting(RECURRENCE, "each day may be cancelled or moved once")
        if len(days) > 2 * MAX_OVERRIDES:
            reason = f"at most {MAX_OVERRIDES} times can be cancelled or moved"
            raise InvalidMeeting(RECURRENCE, reason)
        for override in self.exceptions:
            _check_date(override.day)
            if override.to is not None:
                _check_date(override.to)
                if override.start_min is None or not 0 <= override.start_min < 24 * 60:
                    raise InvalidMeeting(RECURRENCE, "a moved time must be 00:00 to 23:59")
            elif override.start_min is not None:
                raise InvalidMeeting(RECURRENCE, "a moved time needs its date")

    @property
    def once(self) -> bool:
        """Returns whether it takes place a single time, on `first`."""
        return self.rule == recurrence.ONCE

    @property
    def time(self) -> str:
        """Returns the start as HH:MM, 24 hours."""
        return clock(self.start_min)

    @property
    def end_time(self) -> str:
        """Returns the end as HH:MM, 24 hours, by the clock on an ordinary day."""
        return clock((self.start_min + self.length_min) % (24 * 60))


def series(
    weekdays: tuple[int, ...],
    start_min: int,
    length_min: int,
    timezone: str,
    *,
    rule: str = "",
    first: date | None = None,
    exceptions: tuple[Override, ...] = (),
) -> Schedule:
    """Returns the schedule, in its normal form, of a rule as anyone may write it.

    `weekdays` count only where there is no rule. Raises InvalidMeeting, of the field x_recurrence
    where rule, first day and overrides are wrong or don't go together.
    """
    if rule:
        weekdays = rule_weekdays(rule, first)
        read = recurrence.read(rule)
        rule = "" if read.freq == "WEEKLY" and read.interval == 1 and not read.ends else str(read)
    return Schedule(weekdays, start_min, length_min, timezone, rule, first, exceptions)


def rule_weekdays(rule: str, first: date | None) -> tuple[int, ...]:
    """Returns the weekdays that a rule can fall on. Raises InvalidMeeting where it is none."""
    try:
        return recurrence.weekdays(str(recurrence.read(rule)), first)
    except recurrence.InvalidRule as error:
        raise InvalidMeeting(RECURRENCE, str(error)) from None


def _check_date(day: date) -> None:
    if day.year not in recurrence.YEARS:
        raise InvalidMeeting(RECURRENCE, f"{day.isoformat()} is no likely date")


def clock(minutes: int) -> str:
    """Returns minutes after midnight as HH:MM."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
