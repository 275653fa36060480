"""Dates, times and ranges in every language, as Babel says them from the same CLDR."""

import re
from datetime import UTC, date, datetime, timedelta

import babel.dates
import pytest

from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.catalogue import FALLBACK, OWN_NAMES, translator

OTHERS = tuple(tag for tag in OWN_NAMES if tag != FALLBACK)
DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 800, 3)]
MIDNIGHT = datetime(2026, 11, 17, tzinfo=UTC)
MOMENTS = [
    MIDNIGHT + timedelta(hours=hour, minutes=minute)
    for hour in range(24)
    for minute in (0, 5, 30, 59)
]


def plain(text: str) -> str:
    """Without the spaces that only keep a line together."""
    return re.sub(r"[\u00a0\u202f\u2009]", " ", text)


@pytest.mark.parametrize("tag", OTHERS)
def test_dates_are_said_as_babel_says_them(tag: str) -> None:
    say = translator(tag)
    for day in DAYS:

        def babels(skeleton: str, day: date = day) -> str:
            return plain(babel.dates.format_skeleton(skeleton, day, locale=tag))

        assert plain(formatting.short_date(say, day, date(day.year, 1, 1))) == babels("MMMEd")
        assert plain(formatting.short_date(say, day)) == babels("yMMMEd")
        assert plain(formatting.plain_date(say, day)) == babels("yMMMd")
        weekday = say(f"weekday.{day.isoweekday() % 7}")
        assert weekday == babel.dates.format_date(day, "EEEE", locale=tag)


@pytest.mark.parametrize("tag", OTHERS)
def test_times_are_said_as_babel_says_them(tag: str) -> None:
    say = translator(tag)
    for moment in MOMENTS:
        said = plain(formatting.time_of_day(say, moment))
        if say("time.clock") == "h" and moment.hour % 12 == 0 and moment.minute == 0:
            assert said == plain(say("time.noon" if moment.hour else "time.midnight"))
        else:
            assert said == plain(babel.dates.format_time(moment, "short", UTC, tag))


@pytest.mark.parametrize("tag", OTHERS)
def test_ranges_are_said_as_babel_says_them(tag: str) -> None:
    say = translator(tag)
    skeleton = "hm" if say("time.clock") == "h" else "Hm"
    for start in MOMENTS:
        end = start + timedelta(minutes=85)
        if start.date() != end.date() or 0 in (start.hour % 12, end.hour % 12):
            continue
        if skeleton == "hm" and (start.hour < 12) != (end.hour < 12):
            continue  # CLDR then puts spaces around the dash
        babels = babel.dates.format_interval(start, end, skeleton, locale=tag)
        assert plain(formatting.time_range(say, start, end)) == plain(babels)


def test_english_reads_as_it_was_designed() -> None:
    say = translator("en")
    moment = MIDNIGHT + timedelta(hours=19)
    assert formatting.short_date(say, moment.date(), moment.date()) == "Tue 17 Nov"
    assert (
        plain(formatting.time_range(say, moment, moment + timedelta(minutes=90))) == "7:00–8:30 pm"
    )


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("en", "Tue 17 Nov 2026, 7:00–8:30 pm (UTC-06:00)"),
        ("es", "mar, 17 nov 2026, 19:00–20:30 (UTC-06:00)"),
        ("fr", "mar. 17 nov. 2026, 19:00 – 20:30 (UTC-06:00)"),
        ("de", "Di., 17. Nov. 2026, 19:00–20:30 Uhr (UTC-06:00)"),
        ("pt", "ter., 17 de nov. de 2026, 19:00 – 20:30 (UTC-06:00)"),
        ("ar", "الثلاثاء، 17 نوفمبر 2026، 7:00–8:30 م (UTC-06:00)"),
    ],
)
def test_a_verification_states_its_time_in_each_language(tag: str, said: str) -> None:
    start = datetime.fromisoformat("2026-11-17T19:00-06:00")
    occurrence = Occurrence(start, start + timedelta(minutes=90))
    assert plain(formatting.on_the_day(translator(tag), occurrence)) == said
