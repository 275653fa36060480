"""On which days a series takes place where it is not simply weekly: RFC 5545 recurrence rules.

Of the rules that the standard knows, those that meetings keep to, each with its one way to write
it; python-dateutil counts their days. A rule's first day (the standard's DTSTART) is stored beside
it, and times of day are no part of it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

ALLOWED = (
    "allowed are FREQ=WEEKLY;BYDAY=TU, FREQ=MONTHLY;BYDAY=2TU (or -1FR, or BYDAY=TU;BYSETPOS=2), "
    "FREQ=MONTHLY;BYMONTHDAY=15, with INTERVAL, and UNTIL=YYYYMMDD or COUNT; "
    "FREQ=DAILY;COUNT=1 for a single day"
)
ONCE = "FREQ=DAILY;COUNT=1"
YEARS = range(1970, 2200)  # of every date that is named here
MAX_COUNT = 1000
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_MAX_INTERVAL = {"WEEKLY": 52, "MONTHLY": 12}
_MAX_GAP_YEARS = 40  # the fifth Friday of every February comes round in that time
_PARTS = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYSETPOS", "BYMONTHDAY", "UNTIL", "COUNT"})
_BYDAY = r"([+-]?[1-5])?(SU|MO|TU|WE|TH|FR|SA)"


class InvalidRule(ValueError):
    """Not a rule that a series can have; the message says why."""


class Rule(NamedTuple):
    """A recurrence rule, read.

    `by_day`: (position in the month, weekday Sunday 0), the position 0 for all of them; `positions`
    count over the days of all `by_day` together (BYSETPOS).
    """

    freq: str
    interval: int = 1
    by_day: tuple[tuple[int, int], ...] = ()
    positions: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    until: date | None = None
    times: int | None = None  # COUNT

    @property
    def once(self) -> bool:
        """Returns whether it has a single day."""
        return self.freq == "DAILY"

    @property
    def ends(self) -> bool:
        """Returns whether it has a last day."""
        return self.until is not None or self.times is not None

    def __str__(self) -> str:
        """Returns the rule as it is stored: the same text for the same rule."""
        parts = [f"FREQ={self.freq}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.by_day:
            days = (f"{position or ''}{_WEEKDAYS[day]}" for position, day in self.by_day)
            parts.append(f"BYDAY={','.join(days)}")
        if self.positions:
            parts.append(f"BYSETPOS={','.join(map(str, self.positions))}")
        if self.month_days:
            parts.append(f"BYMONTHDAY={','.join(map(str, self.month_days))}")
        if self.until:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        if self.times:
            parts.append(f"COUNT={self.times}")
        return ";".join(parts)


@lru_cache(maxsize=1024)
def read(text: str) -> Rule:
    """Returns the rule of an RRULE value. Raises InvalidRule where it is none of those allowed."""
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
        name, _, value = part.partition("=")
        if name not in _PARTS or name in parts or not value:
            raise InvalidRule(f"{part[:40]!r} cannot be in a rule: {ALLOWED}")
        parts[name] = value
    freq = parts.get("FREQ", "")
    until = _until(parts["UNTIL"]) if "UNTIL" in parts else None
    count = _number(parts["COUNT"], range(1, MAX_COUNT + 1), "COUNT") if "COUNT" in parts else None
    if until and count:
        raise InvalidRule("UNTIL and COUNT exclude each other")
    if freq == "DAILY":
        if parts != {"FREQ": "DAILY", "COUNT": "1"}:
            raise InvalidRule(ALLOWED)
        return Rule("DAILY", times=1)
    if freq not in _MAX_INTERVAL:
        raise InvalidRule(ALLOWED)
    interval = _number(parts.get("INTERVAL", "1"), range(1, _MAX_INTERVAL[freq] + 1), "INTERVAL")
    by_day = _by_day(parts["BYDAY"]) if "BYDAY" in parts else ()
    positions = _numbers(parts, "BYSETPOS", 5)
    month_days = _numbers(parts, "BYMONTHDAY", 31)
    placed = any(position for position, _ in by_day)
    if freq == "WEEKLY":
        fits = by_day and not placed and not positions and not month_days
    elif month_days:
        fits = not by_day and not positions
    else:
        every = all(position for position, _ in by_day)
        fits = bool(by_day) and (every if not positions else not placed)
    if not fits:
        raise InvalidRule(ALLOWED)
    if positions and len(by_day) == 1:  # TU, the second of them: the second Tuesday
        by_day, positions = tuple((position, by_day[0][1]) for position in positions), ()
    return Rule(freq, interval, by_day, positions, month_days, until, count)


def _until(text: str) -> date:
    if not re.fullmatch(r"[0-9]{8}", text):
        raise InvalidRule("UNTIL is a local date here: UNTIL=YYYYMMDD")
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise InvalidRule(f"UNTIL={text} is no date") from None
    if day.year not in YEARS:
        raise InvalidRule(f"UNTIL={text} is no likely date")
    return day


def _number(text: str, allowed: range, name: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,4}", text) or int(text) not in allowed:
        raise InvalidRule(f"{name} must be {allowed.start} to {allowed.stop - 1}")
    return int(text)


def _numbers(parts: dict[str, str], name: str, limit: int) -> tuple[int, ...]:
    if name not in parts:
        return ()
    allowed = range(-limit, limit + 1)
    found = {_number(text, allowed, name) for text in parts[name].split(",")}
    if 0 in found:
        raise InvalidRule(f"{name} must not be 0")
    return tuple(sorted(found, key=lambda number: (number < 0, number)))


def _by_day(text: str) -> tuple[tuple[int, int], ...]:
    found = set()
    for part in text.split(","):
        match = re.fullmatch(_BYDAY, part)
        if not match:
            raise InvalidRule(f"{part[:20]!r} is no day for BYDAY: {ALLOWED}")
        found.add((int(match[1] or 0), _WEEKDAYS.index(match[2])))
    return tuple(sorted(found, key=lambda day: (day[0] < 0, day)))


@lru_cache(maxsize=4096)
def weekdays(rule: str, first: date | None) -> tuple[int, ...]:
    """Returns the weekdays (Sunday 0) on which the rule's days can fall.

    Raises InvalidRule where rule and first day don't go together, or there is no such day.
    """
    read_rule = read(rule)
    if first is None:
        if read_rule.interval > 1 or read_rule.times is not None:
            raise InvalidRule("first, the date of the first time, is needed with INTERVAL or COUNT")
        return _weekdays(read_rule, None)
    if first.year not in YEARS:
        raise InvalidRule(f"first: {first.isoformat()} is no likely date")
    if read_rule.until and read_rule.until < first:
        raise InvalidRule("it ends before its first time")
    if not _fits(read_rule, first):
        raise InvalidRule(f"first: {first.isoformat()} is not a day of {rule}")
    return _weekdays(read_rule, first)


def _weekdays(rule: Rule, first: date | None) -> tuple[int, ...]:
    if rule.once and first:
        return (first.isoweekday() % 7,)
    if rule.month_days:
        return tuple(range(7))
    return tuple(sorted({day for _, day in rule.by_day}))


def _fits(rule: Rule, first: date) -> bool:
    """Returns whether a series of the rule can begin that day.

    It is looked up within its month: of a rule without any day, dateutil looks for the next until
    the year 9999.
    """
    if rule.once:
        return True
    every = rule._replace(interval=1, until=None, times=None)
    begin = first - timedelta(days=first.weekday())
    if rule.freq == "MONTHLY":
        begin = first.replace(day=1)
    return first in _dateutil_days(every, begin, first)


def is_day(rule: str, first: date | None, day: date) -> bool:
    """Returns whether that is one of the rule's days."""
    return next(days_from(rule, first, day), None) == day


def days_from(rule: str, first: date | None, day: date) -> Iterator[date]:
    """Yields the rule's days from that one on, in order; it may end."""
    if first is not None and day < first:
        day = first
    read_rule = read(rule)
    if read_rule.times is not None:
        assert first is not None  # `weekdays` ensures this
        days = _days_of_count(rule, first)
        yield from days[bisect_left(days, day) :]
        return
    last_year = read_rule.until.year if read_rule.until else date.max.year - 1
    year = day.year
    empty = 0
    while year <= last_year and empty < _MAX_GAP_YEARS:
        days = _in_year(rule, first, year)
        yield from days[bisect_left(days, day) :] if year == day.year else days
        empty = 0 if days else empty + 1
        year += 1


def last_day(rule: str, first: date | None) -> date | None:
    """Returns the rule's last day; None where it goes on."""
    read_rule = read(rule)
    if read_rule.times is not None:
        assert first is not None  # `weekdays` ensures this
        return _days_of_count(rule, first)[-1]
    if read_rule.until is None:
        return None
    for year in range(read_rule.until.year, read_rule.until.year - _MAX_GAP_YEARS, -1):
        if days := _in_year(rule, first, year):
            return days[-1]
    return read_rule.until


@lru_cache(maxsize=4096)
def _days_of_count(rule: str, first: date) -> tuple[date, ...]:
    read_rule = read(rule)
    if read_rule.once:
        return (first,)
    return _dateutil_days(read_rule, first, None)


@lru_cache(maxsize=8192)
def _in_year(rule: str, first: date | None, year: int) -> tuple[date, ...]:
    """Returns the days of one year of a rule without COUNT.

    The counting begins in the last of its weeks or months that is not after New Year's Day, so that
    it is short however old the series is.
    """
    read_rule = read(rule)
    new_year, last = date(year, 1, 1), date(year, 12, 31)
    origin = first or new_year
    if read_rule.until and read_rule.until < last:
        last = read_rule.until
    if read_rule.freq == "WEEKLY":
        begin = origin - timedelta(days=origin.weekday())
        weeks = max(0, (new_year - begin).days // 7)
        begin += timedelta(weeks=weeks - weeks % read_rule.interval)
    else:
        months = max(0, (year - origin.year) * 12 - (origin.month - 1))
        months += origin.month - 1 - months % read_rule.interval
        begin = date(origin.year + months // 12, months % 12 + 1, 1)
    earliest = max(new_year, origin)
    return tuple(day for day in _dateutil_days(read_rule, begin, last) if day >= earliest)


def _dateutil_days(rule: Rule, begin: date, last: date | None) -> tuple[date, ...]:
    if last is not None and last < begin:
        return ()
    from datetime import datetime, time

    from dateutil import rrule

    days = [rrule.weekday((weekday - 1) % 7, position or None) for position, weekday in rule.by_day]
    found = rrule.rrule(
        rrule.WEEKLY if rule.freq == "WEEKLY" else rrule.MONTHLY,
        dtstart=datetime.combine(begin, time()),
        interval=rule.interval,
        byweekday=days or None,
        bysetpos=rule.positions or None,
        bymonthday=rule.month_days or None,
        count=rule.times,
        until=datetime.combine(last, time()) if last else None,
    )
    return tuple(moment.date() for moment in found)
