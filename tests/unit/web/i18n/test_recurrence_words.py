"""A series as a visitor reads it."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from chalicelib.meetings.schedule import recurrence
from chalicelib.meetings.schedule.schedule import Schedule, series
from chalicelib.web.i18n.catalogue import languages, translator
from chalicelib.web.i18n.recurrence_words import words
from tests.unit.meetings.factories import TODAY, meeting, ruled_schedules
from tests.unit.web.site import NOW, Site, put_meetings

T = translator("en")


@pytest.mark.parametrize(
    ("rule", "first", "text"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", None, "Every Tuesday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-02-24", "Every second Tuesday"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH", "2026-02-24",
         "Every 3 weeks: Tuesday and Thursday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-03-10",
         "Every second Tuesday, from Tue 10 Mar 2026"),
        ("FREQ=WEEKLY;BYDAY=TU", "2026-03-10", "Every Tuesday, from Tue 10 Mar 2026"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261218", None, "Every Tuesday, until Tue 15 Dec 2026"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=8", "2026-02-24", "Every Tuesday, until Tue 14 Apr 2026"),
        ("FREQ=MONTHLY;BYDAY=1MO", None, "First Monday of the month"),
        ("FREQ=MONTHLY;BYDAY=-1FR", None, "Last Friday of the month"),
        ("FREQ=MONTHLY;BYDAY=2TU,4TU", None, "Second Tuesday and fourth Tuesday of the month"),
        ("FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=-1", None, "Last Monday or Friday of the month"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", None, "Day 15 of the month"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", None, "Last day of the month"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1WE", "2026-01-07", "Every 3 months: first Wednesday"),
        ("FREQ=DAILY;COUNT=1", "2026-12-05", "Once, Sat 5 Dec 2026"),
    ],
)  # fmt: skip
def test_a_series_is_said_in_words(rule: str, first: str | None, text: str) -> None:
    begins = date.fromisoformat(first) if first else None
    schedule = series((), 1140, 60, "America/New_York", rule=rule, first=begins)
    assert words(T, schedule, TODAY) == text


@pytest.mark.parametrize(
    ("language", "rule", "text"),
    [
        ("es", "FREQ=WEEKLY;BYDAY=TU", "Cada martes"),
        ("es", "FREQ=WEEKLY;BYDAY=TU,TH", "Martes y jueves"),
        ("es", "FREQ=MONTHLY;BYDAY=-1FR", "Último viernes del mes"),
        ("fr", "FREQ=WEEKLY;BYDAY=TU", "Tous les mardis"),
        ("fr", "FREQ=WEEKLY;BYDAY=TU,TH", "Mardi et jeudi"),
        ("fr", "FREQ=MONTHLY;BYDAY=1SA", "Premier samedi du mois"),
        ("fr", "FREQ=MONTHLY;BYMONTHDAY=15", "Le 15 du mois"),
        ("de", "FREQ=MONTHLY;BYDAY=2WE", "Zweiter Mittwoch im Monat"),
        ("pt", "FREQ=WEEKLY;BYDAY=TU", "Toda terça-feira"),
        ("pt", "FREQ=WEEKLY;BYDAY=SU", "Todo domingo"),
        ("pt", "FREQ=WEEKLY;BYDAY=TU,SA", "Terça-feira e sábado"),
        ("pt", "FREQ=MONTHLY;BYDAY=-1FR", "Última sexta-feira do mês"),
        ("pt", "FREQ=MONTHLY;BYDAY=1SA", "Primeiro sábado do mês"),
        ("pt", "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=-1", "Último domingo ou sábado do mês"),
        ("pt", "FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=1",
         "Primeira segunda-feira ou sexta-feira do mês"),
        ("ar", "FREQ=MONTHLY;BYDAY=1MO", "يوم الاثنين الأول من الشهر"),
    ],
)  # fmt: skip
def test_ordinals_agree_and_lines_begin_with_a_capital(language: str, rule: str, text: str) -> None:
    schedule = series((), 1140, 60, "America/New_York", rule=rule)
    assert words(translator(language), schedule, TODAY) == text
    if rule.startswith("FREQ=WEEKLY"):
        days = tuple(weekday for _, weekday in recurrence.read(rule).by_day)
        assert words(translator(language), series(days, 1140, 60, "UTC"), TODAY) == text


@given(ruled_schedules())
def test_every_series_has_words_in_every_language(schedule: Schedule) -> None:
    for language in languages():
        text = words(translator(language), schedule, TODAY)
        assert text and "{" not in text


def test_the_meetings_page_says_its_series(site: Site) -> None:
    monthly = series((), 1140, 60, "America/New_York", rule="FREQ=MONTHLY;BYDAY=2WE")
    example = meeting(schedule=monthly)
    put_meetings(example)
    page = site.get(f"/meetings/{example.id}").text
    assert "Second Wednesday of the month, 7:00" in page
    assert "Wed 11 Mar" in page


def test_the_page_of_a_meeting_that_is_over_says_so(site: Site) -> None:
    yesterday = NOW.date() - timedelta(days=1)
    once = series((), 600, 60, "UTC", rule="FREQ=DAILY;COUNT=1", first=yesterday)
    example = meeting(schedule=once)
    put_meetings(example)
    assert translator("en")("meeting.ended") in site.get(f"/meetings/{example.id}").text
