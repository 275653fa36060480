"""Occurrences and searches worked out the slow way, with nothing of the code that is tested."""

import calendar
import math
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.meetings.search.query import NearQuery, OnlineQuery

Span = tuple[datetime, datetime]


@lru_cache(maxsize=100_000)
def start_on(day: date, start_min: int, timezone: str) -> datetime:
    """The first instant at which the clock there shows that time of that day; where it never does,
    the instant at which the clock of the day before would."""
    zone = ZoneInfo(timezone)
    shown = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=start_min)
    offsets = [(shown + timedelta(hours=h)).astimezone(zone).utcoffset() for h in (-26, 26)]
    instants = [shown - offset for offset in offsets if offset is not None]
    right = [i for i in instants if i.astimezone(zone).replace(tzinfo=UTC) == shown]
    return min(right, default=instants[0])


@lru_cache(maxsize=100_000)
def in_rule(rule: str, first: date | None, day: date) -> bool:
    """Whether a day is one of a rule's, from what RFC 5545 says of its parts."""
    if first and day < first:
        return False
    parts = dict(part.split("=") for part in rule.split(";"))
    if day.strftime("%Y%m%d") > parts.get("UNTIL", "9"):
        return False
    interval, origin = int(parts.get("INTERVAL", 1)), first or day
    if parts["FREQ"] == "DAILY":
        found = day == first
    elif parts["FREQ"] == "WEEKLY":
        mondays = [start - timedelta(days=start.weekday()) for start in (origin, day)]
        weeks = (mondays[1] - mondays[0]).days // 7
        found = weeks % interval == 0 and _NAMES[day.weekday()] in parts["BYDAY"].split(",")
    else:
        months = (day.year - origin.year) * 12 + day.month - origin.month
        found = months % interval == 0 and day in _of_month(parts, day)
    if not found or "COUNT" not in parts or first is None:
        return found
    if parts["FREQ"] == "DAILY":
        return True
    endless = rule.replace(f";COUNT={parts['COUNT']}", "")
    earlier = (first + timedelta(days=n) for n in range((day - first).days))
    return sum(in_rule(endless, first, past) for past in earlier) < int(parts["COUNT"])


_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _of_month(parts: dict[str, str], of: date) -> set[date]:
    count = calendar.monthrange(of.year, of.month)[1]
    days = [of.replace(day=number) for number in range(1, count + 1)]
    if "BYMONTHDAY" in parts:
        numbers = map(int, parts["BYMONTHDAY"].split(","))
        return {days[n - 1 if n > 0 else n] for n in numbers if abs(n) <= count}
    found = set()
    for part in parts["BYDAY"].split(","):
        same = [day for day in days if _NAMES[day.weekday()] == part[-2:]]
        place = int(part[:-2] or 0)
        found |= set(same if not place else _places(same, [place]))
    if "BYSETPOS" in parts:
        found = _places(sorted(found), map(int, parts["BYSETPOS"].split(",")))
    return found


def _places(days: list[date], places: Iterable[int]) -> set[date]:
    return {days[n - 1 if n > 0 else n] for n in places if abs(n) <= len(days)}


def in_series(schedule: Schedule, day: date) -> bool:
    """Whether a day is one of the series, as if nothing had been cancelled or moved."""
    if schedule.rule:
        return in_rule(schedule.rule, schedule.first, day)
    begun = schedule.first is None or day >= schedule.first
    return begun and (day.weekday() + 1) % 7 in schedule.weekdays


def dated(schedule: Schedule, days: Iterable[date]) -> list[tuple[date, datetime, datetime]]:
    """What takes place on those days: the day, start and end, in order of the starts."""
    changed = {override.day: override for override in schedule.exceptions}
    moved = [
        override
        for override in changed.values()
        if override.to and in_series(schedule, override.day)
    ]
    found = []
    for day in days:
        starts = [override.start_min for override in moved if override.to == day]
        if day not in changed and in_series(schedule, day):
            starts.append(schedule.start_min)
        for start_min in starts:
            start = start_on(day, start_min or 0, schedule.timezone)
            found.append((day, start, start + timedelta(minutes=schedule.length_min)))
    return sorted(found, key=lambda dated: dated[1:])


def occurrences(schedule: Schedule, now: datetime, days: int = 0) -> list[Span]:
    """Those that are not over at `now`, in order; of two weeks, and of many where some are not
    simply weekly, or of that many days."""
    today = now.astimezone(ZoneInfo(schedule.timezone)).date()
    plain = not (schedule.rule or schedule.first or schedule.exceptions)
    reach = days or (15 if plain else 430)
    coming = [today + timedelta(days=ahead) for ahead in range(-3, reach)]
    return [(start, end) for _, start, end in dated(schedule, coming) if end > now]


def kilometres(a: Point, b: Point) -> float:
    """By the angle between two vectors."""

    def vector(p: Point) -> tuple[float, float, float]:
        lat, lon = math.radians(p.lat), math.radians(p.lon)
        return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)

    return 6371.0088 * 2 * math.asin(min(1.0, math.dist(vector(a), vector(b)) / 2))


def _local_date(moment: datetime, timezone: str) -> date:
    return moment.astimezone(ZoneInfo(timezone)).date()


def _near_start(query: NearQuery, schedule: Schedule, now: datetime) -> datetime | None:
    zone, today = schedule.timezone, _local_date(now, schedule.timezone)
    if query.day is None or query.day == "today":
        start = next((start for start, _ in occurrences(schedule, now)), None)
        if query.day is None or start is None:
            return start
        return start if start <= now or _local_date(start, zone) == today else None
    ahead = [1] if query.day == "tomorrow" else range(-2, 8)
    days = [today + timedelta(days=days) for days in ahead]
    wanted = [d for d in days if query.day == "tomorrow" or (d.weekday() + 1) % 7 in query.day]
    return next((start for _, start, end in dated(schedule, wanted) if end > now), None)


def _ends_too_soon(meeting: Meeting, end: datetime, distance: float, now: datetime) -> bool:
    """Whether nobody can still arrive: 2 min a kilometre up to 10 km, then 45 s, at least 5 min."""
    if meeting.attendance is AttendanceOption.HYBRID:
        return False
    seconds: float = sum(120 if km < 10 else 45 for km in range(int(distance)))
    seconds += (distance - int(distance)) * (120 if distance < 10 else 45)
    return end <= now + timedelta(seconds=max(seconds, 300))


def near(
    query: NearQuery, meetings: Iterable[Meeting], radius_km: float, now: datetime
) -> list[tuple[str, datetime]]:
    """Ids and starts of all that the search must find, in order."""
    found: list[tuple[tuple[float | str | bool, ...], str, datetime]] = []
    for meeting in meetings:
        if meeting.schedule is None or not meeting.attendance.has_room:
            continue
        if query.filter.hybrid and meeting.attendance is not AttendanceOption.HYBRID:
            continue
        assert meeting.venue.point is not None
        distance = kilometres(query.point, meeting.venue.point)
        start = _near_start(query, meeting.schedule, now)
        if distance > radius_km or start is None:
            continue
        end = start + timedelta(minutes=meeting.schedule.length_min)
        by_town, away = meeting.venue.placed_by_town, round(distance, 6)
        time = start.timestamp()
        if query.sort == "distance":
            found.append(((by_town, away, time, meeting.id), meeting.id, start))
            continue
        if _ends_too_soon(meeting, end, distance, now):
            zone = meeting.schedule.timezone
            day = max(_local_date(now, zone), _local_date(start, zone)) + timedelta(days=1)
            time = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp()
        found.append(((time, by_town, away, meeting.id), meeting.id, start))
    return [(meeting_id, start) for _, meeting_id, start in sorted(found)]


def online(
    query: OnlineQuery, meetings: Iterable[Meeting], now: datetime
) -> list[tuple[str, datetime]]:
    """Ids and starts of all that the search must find, in order."""
    today = _local_date(now, query.timezone)
    spans = [(now, now + timedelta(days=500))]
    if query.day is not None:
        days = [today + timedelta(days=ahead) for ahead in range(8)]
        if query.day == "today":
            days = days[:1]
        elif query.day == "tomorrow":
            days = days[1:2]
        else:
            days = [day for day in days if (day.weekday() + 1) % 7 in query.day]
        spans = [
            (
                max(now, start_on(day, 0, query.timezone)),
                start_on(day + timedelta(days=1), 0, query.timezone),
            )
            for day in days
        ]
    found = []
    for meeting in meetings:
        if meeting.schedule is None or not meeting.attendance.has_link:
            continue
        if query.filter.hybrid and meeting.attendance is not AttendanceOption.HYBRID:
            continue
        starts = [start for start, _ in occurrences(meeting.schedule, now)]
        within = [
            start
            for start in starts
            for begin, end in spans
            if (begin <= now or start >= begin) and start < end
        ]
        if within:
            found.append((min(within), meeting.id))
    return [(meeting_id, start) for start, meeting_id in sorted(found)]
