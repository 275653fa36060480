"""VTIMEZONE (RFC 5545 section 3.6.5) from the IANA zones.

A calendar has to say the clock changes of a series in local time, or the series moves by an hour
twice a year.
A change that comes every year on the same weekday of the month, or on that weekday within the same
seven days of it, is a rule without end; others, such as those that follow Ramadan, are listed for
the years that `YEARS` says.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby, islice
from typing import NamedTuple

from chalicelib.listings.outgoing import ics
from chalicelib.meetings.schedule.schedule import zone

YEARS = 10  # after the last year that is asked for
_STEP = timedelta(days=5)  # no zone changes its clock twice within so few days
_MIN_YEARLY = 12  # in so many years a weekday falls on each of the dates that it can have
_CALENDAR_CYCLE = 28  # years after which weekdays fall on the same dates again
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Change(NamedTuple):
    """A clock change: its moment by the clock before it, the offsets, the name after it."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str


@lru_cache(maxsize=512)
def vtimezone(name: str, year: int, this_year: int) -> tuple[str, ...]:
    """Returns the lines of a zone's VTIMEZONE, true from `year` until long after `this_year`."""
    last_year = this_year + YEARS
    first = datetime(year - 1, 1, 1, tzinfo=UTC)
    changes = list(_changes(name, first, first.replace(year=last_year + 1)))
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    if not changes or changes[0].onset.year >= year:
        now = first.astimezone(zone(name))
        offset = now.utcoffset() or timedelta()
        initial = Change(datetime(year - 1, 1, 1), offset, offset, now.tzname() or "")  # noqa: DTZ001
        lines += _observance([initial], "")
    kind = Change._fields.index("before")
    for _, alike in groupby(sorted(changes, key=lambda c: c[kind:]), key=lambda c: c[kind:]):
        run = list(alike)
        rule = _yearly(run, last_year)
        parts = [(run, rule)] if rule else _runs(run, name, last_year)
        for part in parts:
            lines += _observance(*part)
    return (*lines, "END:VTIMEZONE")


def _changes(name: str, first: datetime, last: datetime) -> Iterator[Change]:
    """Yields the clock changes between two moments, in order."""
    local_zone = zone(name)

    def state(moment: datetime) -> tuple[timedelta, str]:
        local = moment.astimezone(local_zone)
        return local.utcoffset() or timedelta(), local.tzname() or ""

    begin = first
    while begin < last:
        end = begin + _STEP
        if state(begin) != state(end):
            before, after = begin, end
            while after - before > timedelta(seconds=1):
                middle = before + (after - before) // 2
                middle = middle.replace(microsecond=0)
                if middle == before:
                    break
                if state(middle) == state(begin):
                    before = middle
                else:
                    after = middle
            offset, _ = state(before)
            onset = (after + offset).replace(tzinfo=None)
            yield Change(onset, offset, *state(after))
        begin = end


def _runs(changes: list[Change], name: str, last_year: int) -> list[tuple[list[Change], str]]:
    """Returns changes of one kind with the rule by which they go on, others with "".

    A whole cycle of the calendar tells these days: the Friday before a last Sunday is one of the
    23rd to the 29th. A last Thursday, 24:00, may be the first of a month: such changes are written
    a second sooner.
    """
    if changes[-1].onset.year != last_year:
        return [(changes, "")]
    begin = datetime(last_year + 1, 1, 1, tzinfo=UTC)
    later = _changes(name, begin, begin.replace(year=begin.year + _CALENDAR_CYCLE))
    cycle = [change.onset for change in later if change[1:] == changes[-1][1:]]
    for sooner in (timedelta(), timedelta(seconds=1)):
        rule = _rule_within_days([onset - sooner for onset in cycle])
        moved = [change._replace(onset=change.onset - sooner) for change in changes]
        for since in range(len(moved) if rule else 0):
            onsets = [change.onset for change in moved[since:]]
            if _follow(rule, onsets):
                earlier = [(changes[:since], "")] if since else []
                return [*earlier, (moved[since:], rule)]
    return [(changes, "")]


def _follow(rule: str, onsets: list[datetime]) -> bool:
    from dateutil.rrule import rrulestr  # few zones need it

    return list(islice(rrulestr(rule, dtstart=onsets[0]), len(onsets))) == onsets


def _rule_within_days(onsets: list[datetime]) -> str:
    """Returns the rule of changes on one weekday within seven days of one month, or ""."""
    days = sorted({onset.day for onset in onsets})
    alike = {(onset.month, onset.weekday(), onset.time()) for onset in onsets}
    if len(onsets) != _CALENDAR_CYCLE or len(alike) > 1 or days[-1] - days[0] != 6:
        return ""
    month, weekday = onsets[0].month, _WEEKDAYS[onsets[0].weekday()]
    yearly = f"FREQ=YEARLY;BYMONTH={month}"
    if month != 2 and days[-1] == monthrange(onsets[0].year, month)[1]:
        return f"{yearly};BYDAY=-1{weekday}"
    if days[-1] % 7 == 0:
        return f"{yearly};BYDAY={days[-1] // 7}{weekday}"
    return f"{yearly};BYMONTHDAY={','.join(map(str, days))};BYDAY={weekday}"


def _yearly(changes: list[Change], last_year: int) -> str:
    """Returns the rule by which they come every year until that one at least, or ""."""
    onsets = [change.onset for change in changes]
    years = [onset.year for onset in onsets]
    if len(years) < _MIN_YEARLY or years != list(range(years[0], last_year + 1)):
        return ""
    if len({(onset.month, onset.weekday(), onset.time()) for onset in onsets}) > 1:
        return ""
    last_days = {(onset + timedelta(days=7)).month != onset.month for onset in onsets}
    weeks = {(onset.day - 1) // 7 + 1 for onset in onsets}
    if last_days == {True}:
        week = -1
    elif len(weeks) == 1:
        (week,) = weeks
    else:
        return ""
    return f"FREQ=YEARLY;BYMONTH={onsets[0].month};BYDAY={week}{_WEEKDAYS[onsets[0].weekday()]}"


def _observance(changes: list[Change], rule: str) -> list[str]:
    first = changes[0]
    kind = "DAYLIGHT" if first.after > first.before else "STANDARD"
    lines = [
        f"BEGIN:{kind}",
        f"DTSTART:{ics.local(first.onset)}",
        f"TZOFFSETFROM:{ics.offset(first.before)}",
        f"TZOFFSETTO:{ics.offset(first.after)}",
        f"TZNAME:{ics.text(first.name)}",
    ]
    if rule:
        lines.append(f"RRULE:{rule}")
    else:
        lines += [f"RDATE:{ics.local(change.onset)}" for change in changes[1:]]
    return [*lines, f"END:{kind}"]
