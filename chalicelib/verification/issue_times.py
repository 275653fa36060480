"""When a code says that it was issued, and until when it counts: rounded, so that it tells no hour.

A moment of issue that is told to the second, or in a date-only code to the hour, could tell which
meeting a code is of although it names none.
"""

from dataclasses import dataclass

from chalicelib.verification.core.claims import DAY_S, MAX_LIFE_S

HOUR_S = 3600
# Where a key has just begun, codes say that they were issued this long after, and not before: a
# list that was fetched while it was the next one takes only what came after the fetching.
KEY_SETTLED_S = 300


@dataclass(frozen=True, slots=True)
class IssueTimes:
    """What the forms of one code say of their issue, in epoch seconds.

    `issued_at` is the `iat` of full and times-only codes, `issued_at_date_only` that of date-only
    ones; `expires_at` is the `exp` of all.
    """

    issued_at: int
    issued_at_date_only: int
    expires_at: int


def issue_times(
    now: int, signs_from: int, start: int, utc_offset_min: int, days: int
) -> IssueTimes:
    """Returns what a code says that is issued now, `days` before it is to be handed in.

    `signs_from` is when its key began to sign, `start` that of the occurrence. Every time lies
    within the signing time of the key. The days are counted from the date of the occurrence (of the
    issue, where the key began later), so that `expires_at` tells of no hour either.
    """
    earliest = min(now, signs_from + KEY_SETTLED_S)
    issued_at = max(now // HOUR_S * HOUR_S, earliest)
    date_only = max(local_midnight(start, utc_offset_min), earliest)
    last_second = end_of_life(date_only, days, utc_offset_min)
    if last_second - date_only // HOUR_S * HOUR_S > MAX_LIFE_S:
        last_second -= DAY_S  # where days begin within an hour, as in India; whenever it was given
    if last_second <= now:  # given the day after, where codes last a day
        last_second = end_of_life(issued_at, 1, utc_offset_min)
    return IssueTimes(issued_at, date_only, last_second)


def local_midnight(moment: int, utc_offset_min: int) -> int:
    """Returns when the day of that moment begins, by a UTC offset; both in epoch seconds."""
    return moment - (moment + utc_offset_min * 60) % DAY_S


def end_of_life(issued_at: int, days: int, utc_offset_min: int) -> int:
    """Returns the last second of the day on which a code is to be handed in, in epoch seconds.

    The day ends by the meeting's own UTC offset: somebody who comes on that day comes in time. It
    is at most 366 days after `issued_at`.
    """
    last_second = local_midnight(issued_at, utc_offset_min) + (days + 1) * DAY_S - 1
    return last_second if last_second - issued_at <= MAX_LIFE_S else last_second - DAY_S
