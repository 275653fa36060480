"""Single times cancelled, moved and restored: what becomes of them, and what is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.meetings.schedule.occurrences import unfinished
from chalicelib.meetings.schedule.overrides import Override, merge
from chalicelib.meetings.schedule.rescheduling import (
    CannotChange,
    Refusal,
    cancel,
    changed_times,
    coming_times,
    listed_day_of_change,
    listed_day_of_occurrence,
    listed_time,
    move,
    restore,
)
from chalicelib.meetings.schedule.schedule import MAX_OVERRIDES, Schedule

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)  # a Sunday
TUESDAYS = Schedule((2,), 19 * 60, 60, "America/New_York")
NEXT, AFTER = date(2026, 11, 24), date(2026, 12, 1)
WEDNESDAY = date(2026, 11, 25)


def with_(schedule: Schedule, *set_: Override) -> Schedule:
    return replace(schedule, exceptions=merge(schedule.exceptions, set_))


def starts(schedule: Schedule, count: int = 3) -> list[str]:
    found = zip(range(count), unfinished(schedule, NOW), strict=False)
    return [f"{occurrence.start:%m-%d %H:%M}" for _, occurrence in found]


def why(call: object, *arguments: object) -> Refusal:
    with pytest.raises(CannotChange) as refused:
        call(*arguments)  # type: ignore[operator]
    return refused.value.reason


def test_a_cancelled_time_is_shown_as_such_and_the_others_stay() -> None:
    schedule = with_(TUESDAYS, cancel(TUESDAYS, NEXT, NOW))
    assert starts(schedule) == ["12-01 19:00", "12-08 19:00", "12-15 19:00"]
    (only,) = changed_times(schedule, NOW)
    assert only.taking_place is None and only.day == NEXT
    coming = coming_times(schedule, NOW, 2)
    assert [time.day for time in coming] == [AFTER, AFTER + timedelta(days=7)]


def test_a_moved_time_is_known_by_the_date_it_was_listed_for() -> None:
    schedule = with_(TUESDAYS, move(TUESDAYS, NEXT, WEDNESDAY, 18 * 60, NOW))
    assert starts(schedule)[:2] == ["11-25 18:00", "12-01 19:00"]
    (only,) = changed_times(schedule, NOW)
    assert (only.day, f"{only.listed.start:%d %H:%M}") == (NEXT, "24 19:00")
    assert only.taking_place and f"{only.taking_place.start:%d %H:%M}" == "25 18:00"
    assert (
        listed_day_of_occurrence(schedule, WEDNESDAY)
        == listed_day_of_occurrence(schedule, NEXT)
        == NEXT
    )


def test_restored_it_is_as_listed() -> None:
    for change in (cancel(TUESDAYS, NEXT, NOW), move(TUESDAYS, NEXT, WEDNESDAY, 0, NOW)):
        schedule = with_(TUESDAYS, change)
        assert with_(schedule, restore(schedule, NEXT, NOW)) == TUESDAYS
    assert why(restore, TUESDAYS, NEXT, NOW) is Refusal.UNCHANGED


def test_moved_to_where_it_was_listed_is_no_change() -> None:
    away = with_(TUESDAYS, move(TUESDAYS, NEXT, WEDNESDAY, 18 * 60, NOW))
    assert with_(away, move(away, NEXT, NEXT, 19 * 60, NOW)) == TUESDAYS


def test_what_is_over_cannot_be_cancelled_but_made_up_for_where_it_was() -> None:
    last = NEXT - timedelta(days=7)
    assert why(cancel, TUESDAYS, last, NOW) is Refusal.OVER
    assert why(move, TUESDAYS, last, WEDNESDAY, 60, NOW) is Refusal.OVER
    fell_out = with_(TUESDAYS, Override(last))
    made_up = with_(fell_out, move(fell_out, last, WEDNESDAY, 18 * 60, NOW))
    assert starts(made_up)[:2] == ["11-24 19:00", "11-25 18:00"]


def test_one_in_progress_can_be_cancelled() -> None:
    started = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)  # 19:30 in New York
    assert cancel(TUESDAYS, NEXT, started).cancelled
    assert why(cancel, TUESDAYS, NEXT, started + timedelta(minutes=30)) is Refusal.OVER


def test_a_new_time_lies_ahead_near_and_where_no_other_is() -> None:
    assert why(move, TUESDAYS, NEXT, date(2026, 11, 21), 0, NOW) is Refusal.PASSED
    assert why(move, TUESDAYS, NEXT, AFTER, 10 * 60, NOW) is Refusal.TAKEN
    assert why(move, TUESDAYS, NEXT, date(2027, 1, 24), 10 * 60, NOW) is Refusal.TOO_FAR
    assert why(move, TUESDAYS, NEXT, date(9999, 12, 31), 23 * 60, NOW) is Refusal.TOO_FAR
    assert why(move, TUESDAYS, date(2027, 3, 2), NEXT + timedelta(1), 0, NOW) is Refusal.TOO_FAR
    assert move(TUESDAYS, NEXT, NEXT, 10 * 60, NOW).to == NEXT
    free = with_(TUESDAYS, Override(AFTER))
    assert move(free, NEXT, AFTER, 10 * 60, NOW).to == AFTER


def test_one_date_never_gets_two_times() -> None:
    schedule = with_(TUESDAYS, Override(NEXT))
    schedule = with_(schedule, move(schedule, AFTER, NEXT, 18 * 60, NOW))
    assert why(restore, schedule, NEXT, NOW) is Refusal.TAKEN
    assert starts(schedule)[:2] == ["11-24 18:00", "12-08 19:00"]


def test_what_has_begun_is_neither_moved_nor_put_back() -> None:
    started = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)  # 19:30 in New York
    assert why(move, TUESDAYS, NEXT, WEDNESDAY, 18 * 60, started) is Refusal.BEGUN
    schedule = with_(TUESDAYS, Override(NEXT))
    assert restore(schedule, NEXT, started).reinstated  # cancelled by mistake
    assert why(restore, schedule, NEXT, started + timedelta(minutes=30)) is Refusal.OVER
    later = with_(TUESDAYS, move(TUESDAYS, NEXT, NEXT, 20 * 60, NOW))
    assert why(restore, later, NEXT, started + timedelta(minutes=30)) is Refusal.OVER


def test_nothing_is_set_for_years_to_come() -> None:
    for day in (date(2028, 11, 28), date(2500, 1, 5), date(9999, 12, 28)):
        assert why(cancel, TUESDAYS, day, NOW) is Refusal.AHEAD
        assert why(move, TUESDAYS, day, day, 0, NOW) is Refusal.AHEAD


def test_a_date_names_what_takes_place_then_or_for_putting_back_what_was_to() -> None:
    schedule = with_(TUESDAYS, Override(NEXT, AFTER, 600), Override(AFTER))
    assert listed_day_of_occurrence(schedule, AFTER) == NEXT
    assert listed_day_of_change(schedule, AFTER) == AFTER
    assert listed_day_of_change(schedule, NEXT) == NEXT


def test_moved_to_what_the_listing_says_by_now_is_no_change() -> None:
    moved_to = replace(TUESDAYS, start_min=18 * 60)
    schedule = with_(moved_to, Override(NEXT, NEXT, 18 * 60))
    assert changed_times(schedule, NOW) == ()


def test_any_number_of_times_can_be_cancelled_one_after_the_other() -> None:
    schedule = TUESDAYS
    for week in range(9):
        (soonest, *_) = coming_times(schedule, NOW, 6)
        assert soonest.day == NEXT + timedelta(weeks=week)
        schedule = with_(schedule, cancel(schedule, soonest.day, NOW))


def test_a_date_on_which_nothing_is_listed_is_refused() -> None:
    for change in (cancel, restore, listed_time, listed_day_of_occurrence):
        told = (NOW,) if change in (cancel, restore) else ()
        arguments = (TUESDAYS, WEDNESDAY, *told)
        assert why(change, *arguments) is Refusal.NOT_LISTED


days = st.integers(-10, 60).map(lambda ahead: NEXT + timedelta(days=ahead))
overrides = days.map(Override) | st.builds(Override, days, days, st.integers(0, 1439))


@given(st.lists(overrides, max_size=MAX_OVERRIDES), st.integers(-5, 40))
def test_the_times_listed_and_the_times_that_take_place_are_the_same(
    set_: list[Override], ahead: int
) -> None:
    schedule = with_(TUESDAYS, *set_)
    now = NOW + timedelta(days=ahead)
    shown = coming_times(schedule, now, 30)
    taking_place = [time.taking_place for time in shown if time.taking_place]
    for _, occurrence in zip(range(8), unfinished(schedule, now), strict=False):
        assert occurrence in taking_place
    assert all(time.changed for time in changed_times(schedule, now))
