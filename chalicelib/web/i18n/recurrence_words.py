"""A meeting's series in words: "Every second Tuesday", "First Monday of the month"."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from chalicelib.meetings.schedule import recurrence
from chalicelib.meetings.schedule.recurrence import Rule
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.web.i18n import formatting, genders
from chalicelib.web.i18n.catalogue import Say

if TYPE_CHECKING:
    from chalicelib.meetings.schedule.occurrences import Occurrence
    from chalicelib.meetings.schedule.rescheduling import ListedTime


def words(say: Say, schedule: Schedule, today: date) -> str:
    """Says on which days a meeting takes place; since when, where that is ahead of `today`, and
    until when, where it ends.
    """
    begins = schedule.first if schedule.first and schedule.first > today else None
    if not schedule.rule:
        said = formatting.capital(formatting.weekdays(say, schedule.weekdays))
        return _from(say, said, begins)
    rule = recurrence.read(schedule.rule)
    if rule.once:
        assert schedule.first is not None  # Schedule holds this
        return say("series.once", date=formatting.short_date(say, schedule.first))
    said = _from(say, formatting.capital(_regularly(say, rule)), begins)
    last = recurrence.last_day(schedule.rule, schedule.first)
    return said if last is None else say("series.until", days=said, date=_date(say, last))


def changed(say: Say, one: "ListedTime", now: datetime) -> str:
    """Says of one time of the series that nobody should come then, or when it is instead."""
    listed = _start(say, one.listed, now)
    if one.taking_place is None:
        return say("meeting.not_on", **listed)
    new = _start(say, one.taking_place, now)
    return say("meeting.moved", **listed, new_day=new["day"], new_time=new["time"])


def _start(say: Say, occurrence: "Occurrence", now: datetime) -> dict[str, str]:
    start = occurrence.start
    day = formatting.short_date(say, start.date(), formatting.today(now, start))
    return {"day": day, "time": formatting.time_of_day(say, start)}


def _from(say: Say, said: str, begins: date | None) -> str:
    return say("series.from", days=said, date=_date(say, begins)) if begins else said


def _date(say: Say, day: date) -> str:
    return formatting.short_date(say, day)


def _regularly(say: Say, rule: Rule) -> str:
    if rule.freq == "WEEKLY":
        names = [_name(say, weekday) for _, weekday in rule.by_day]
        if rule.interval == 1:
            return formatting.weekdays(say, [weekday for _, weekday in rule.by_day])
        if rule.interval == 2 and len(names) == 1:
            return say("series.second_week", day=names[0])
        return say("series.weeks", count=rule.interval, days=_all(say, names))
    which = _all(say, _in_month(say, rule))
    if rule.interval == 1:
        return say("series.month", which=which)
    return say("series.months", count=rule.interval, which=which)


def _in_month(say: Say, rule: Rule) -> list[str]:
    """Says "first Monday", "last Friday", "day 15"."""
    if rule.positions:  # the last of Monday to Friday
        names = [_name(say, weekday) for _, weekday in rule.by_day]
        day = say("series.any", days=formatting.listed(say, names[:-1]), last=names[-1])
        first = rule.by_day[0][1]
        return [_nth(say, position, first, day) for position in rule.positions]
    if rule.month_days:
        return [_month_day(say, number) for number in rule.month_days]
    return [_nth(say, place, day, _name(say, day)) for place, day in rule.by_day]


def _nth(say: Say, place: int | None, weekday: int, named: str) -> str:
    """Says "first Monday"; the ordinal agrees with that weekday."""
    gender = genders.of_weekday(say.language, weekday)
    return say(f"series.nth.{place}", day=named, gender=gender)


def _month_day(say: Say, number: int) -> str:
    if number == -1:
        return say("series.last_day")
    return say("series.day" if number > 0 else "series.day_from_end", number=abs(number))


def _all(say: Say, parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return say("list.and", some=formatting.listed(say, parts[:-1]), last=parts[-1])


def _name(say: Say, weekday: int) -> str:
    return say(f"weekday.{weekday}")
