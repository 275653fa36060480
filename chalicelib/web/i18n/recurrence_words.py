"""A meeting's series in words: "Every second Tuesday", "First Monday of the month"."""

from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from chalicelib.meetings.schedule import recurrence
from chalicelib.meetings.schedule.recurrence import Rule
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.web.i18n import formatting, genders
from chalicelib.web.i18n.catalogue import Translator

if TYPE_CHECKING:
    from chalicelib.meetings.schedule.occurrences import Occurrence
    from chalicelib.meetings.schedule.rescheduling import ListedTime


def words(t: Translator, schedule: Schedule, today: date) -> str:
    """Says on which days a meeting takes place.

    Since when, where that is ahead of `today`; until when, where it ends.
    """
    begins = schedule.first if schedule.first and schedule.first > today else None
    if not schedule.rule:
        days = formatting.capital(formatting.weekdays(t, schedule.weekdays))
        return _from(t, days, begins)
    rule = recurrence.read(schedule.rule)
    if rule.once:
        assert schedule.first is not None  # as Schedule requires
        return t("series.once", date=formatting.short_date(t, schedule.first))
    days = _from(t, formatting.capital(_regularly(t, rule)), begins)
    last = recurrence.last_day(schedule.rule, schedule.first)
    return days if last is None else t("series.until", days=days, date=_date(t, last))


def change(t: Translator, time: "ListedTime", now: datetime) -> str:
    """Says of one time of the series that nobody should come then, or when it is instead."""
    listed = _start(t, time.listed, now)
    if time.taking_place is None:
        return t("meeting.not_on", **listed)
    new = _start(t, time.taking_place, now)
    if new["day"] == listed["day"]:
        return t("meeting.moved_time", **listed, new_time=new["time"])
    return t("meeting.moved", **listed, new_day=new["day"], new_time=new["time"])


def short_change(
    t: Translator, time: "ListedTime", now: datetime, zone: tzinfo | None = None
) -> str:
    """Says in a list what became of a time: "Cancelled: Sat 28 Nov", "Moved from 7:00 pm".

    Times are those of `zone`, where one is given.
    """
    zone = zone or time.listed.start.tzinfo
    listed = time.listed.start.astimezone(zone)
    if time.taking_place is None:
        today = formatting.today(now, listed)
        return t("change.cancelled", day=formatting.short_date(t, listed.date(), today))
    if time.taking_place.start.astimezone(zone).date() == listed.date():
        return t("change.moved_from", time=formatting.time_of_day(t, listed))
    return t("change.moved_from_day", **_moment(t, listed, now))


def moved_to(t: Translator, occurrence: "Occurrence", now: datetime, zone: tzinfo | None) -> str:
    """Says "Moved to Sun 29 Nov, 8:00 pm", in `zone` where one is given."""
    start = occurrence.start
    return t("change.moved_to", **_moment(t, start.astimezone(zone or start.tzinfo), now))


def _start(t: Translator, occurrence: "Occurrence", now: datetime) -> dict[str, str]:
    return _moment(t, occurrence.start, now)


def _moment(t: Translator, start: datetime, now: datetime) -> dict[str, str]:
    day = formatting.short_date(t, start.date(), formatting.today(now, start))
    return {"day": day, "time": formatting.time_of_day(t, start)}


def _from(t: Translator, days: str, begins: date | None) -> str:
    return t("series.from", days=days, date=_date(t, begins)) if begins else days


def _date(t: Translator, day: date) -> str:
    return formatting.short_date(t, day)


def _regularly(t: Translator, rule: Rule) -> str:
    if rule.freq == "WEEKLY":
        names = [_name(t, weekday) for _, weekday in rule.by_day]
        if rule.interval == 1:
            return formatting.weekdays(t, [weekday for _, weekday in rule.by_day])
        if rule.interval == 2 and len(names) == 1:
            return t("series.second_week", day=names[0])
        return t("series.weeks", count=rule.interval, days=formatting.and_list(t, names))
    which = formatting.and_list(t, _in_month(t, rule))
    if rule.interval == 1:
        return t("series.month", which=which)
    return t("series.months", count=rule.interval, which=which)


def _in_month(t: Translator, rule: Rule) -> list[str]:
    """Says "first Monday", "last Friday", "day 15"."""
    if rule.positions:  # the last of Monday to Friday
        names = [_name(t, weekday) for _, weekday in rule.by_day]
        day = t("series.any", days=formatting.comma_list(t, names[:-1]), last=names[-1])
        first = rule.by_day[0][1]
        return [_nth(t, position, first, day) for position in rule.positions]
    if rule.month_days:
        return [_month_day(t, number) for number in rule.month_days]
    return [_nth(t, place, day, _name(t, day)) for place, day in rule.by_day]


def _nth(t: Translator, place: int | None, weekday: int, name: str) -> str:
    """Says "first Monday"; the ordinal agrees with that weekday."""
    gender = genders.of_weekday(t.language, weekday)
    return t(f"series.nth.{place}", day=name, gender=gender)


def _month_day(t: Translator, number: int) -> str:
    if number == -1:
        return t("series.last_day")
    return t("series.day" if number > 0 else "series.day_from_end", number=abs(number))


def _name(t: Translator, weekday: int) -> str:
    return t(f"weekday.{weekday}")
