"""Whether somebody who sets out now arrives before a meeting is over.

A guess that errs on the side of going: nothing is known of roads or of how somebody travels.
"""

from datetime import datetime, time, timedelta

from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.storage.rows import Row

_LEAST = timedelta(minutes=5)
_TOWN_KM, _TOWN_KM_PER_H = 10.0, 30.0
_COUNTRY_KM_PER_H = 80.0


def travel_time(distance_km: float) -> timedelta:
    """Returns how long the way takes at least, in a straight line.

    The first 10 km at 30 km/h, as in a town, what is beyond at 80 km/h; never under 5 minutes.
    """
    in_town = min(distance_km, _TOWN_KM)
    hours = in_town / _TOWN_KM_PER_H + (distance_km - in_town) / _COUNTRY_KM_PER_H
    return max(_LEAST, timedelta(hours=hours))


def sinks_to(
    row: Row, occurrence: Occurrence, distance_km: float, as_of: datetime
) -> datetime | None:
    """Returns where an occurrence is listed that is over before one who sets out could be there.

    As if it began when its day ends, by its own clock: below all that is to come on the day. None
    where one could arrive, and for a meeting that can be joined from where one is.
    """
    if occurrence.end > as_of + travel_time(distance_km):
        return None
    if row.attendance.has_link:
        return None
    local_zone = occurrence.start.tzinfo
    day = max(as_of.astimezone(local_zone).date(), occurrence.start.date())
    return datetime.combine(day + timedelta(days=1), time(), local_zone)
