"""VTIMEZONE (RFC 5545 section 3.6.5) from the IANA zones.

A calendar has to say the clock changes of a series in local time, or the series moves by an hour
twice a year.
A change that comes every year on the same weekday of the month is a rule without end; others, such
as those that follow Ramadan, are listed for the years that `YEARS` says.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from chalicelib.listings.outgoing import ics
from chalicelib.meetings.schedule.schedule import zone

YEARS = 10  # after the last year that is asked for
_STEP = timedelta(days=5)  # no zone changes its clock twice within so few days
_MIN_YEARLY = 3
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
        for run in _runs(list(alike), last_year):
            lines += _observance(*run)
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


def _runs(changes: list[Change], last_year: int) -> Iterator[tuple[list[Change], str]]:
    """Yields changes of one kind, with the rule by which they go on every year, or with ""."""
    for since in range(len(changes)):
        rule = _yearly(changes[since:], last_year)
        if rule:
            if since:
                yield changes[:since], ""
            yield changes[since:], rule
            return
    yield changes, ""


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
