"""Values in words: times, days, distances, places. Pure; the language comes in as `say`.

Times are said in the zone that the datetime carries, and `now` may be in any zone. Ranges take an
en dash; a number and its unit are held together by a no-break space.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from chalicelib.geo.point import Point
from chalicelib.meetings.meeting import AttendanceOption, VerificationPolicy
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.web.i18n import genders
from chalicelib.web.i18n.catalogue import Say, UnknownText

EVENING_HOUR = 17
KM_PER_MILE = 1.609344
MILE_COUNTRIES = frozenset({"US", "GB", "LR", "MM"})  # ISO 3166: where roads are signed in miles
SPOKEN_AHEAD = timedelta(hours=12)
MINUTES_ONLY_BELOW = 90
MINUTES_TOO_BELOW_HOURS = 3


# Times of day


def time_of_day(say: Say, moment: datetime) -> str:
    """Says "7:00 pm", or "noon" and "midnight", which nobody mistakes; "19:00" and "12:00" where
    hours are counted to 24.
    """
    hour, minute = moment.hour, moment.minute
    if minute == 0 and hour in (0, 12) and _in_halves(say):
        return say("time.noon" if hour else "time.midnight")
    return say("time.am" if hour < 12 else "time.pm", time=_clock(say, moment))


def time_range(say: Say, start: datetime, end: datetime) -> str:
    """Says "7:00–8:30 pm", or "11:30 am–1:00 pm" where the halves of the day differ."""
    until = time_of_day(say, end)
    words = {say("time.noon"), say("time.midnight")}
    since = time_of_day(say, start)
    same_half = (start.hour < 12) == (end.hour < 12) and start.date() == end.date()
    if same_half and not words & {since, until}:
        since = _clock(say, start)
    return say("time.range", since=since, until=until)


def _in_halves(say: Say) -> bool:
    return say("time.clock") == "h"


def _clock(say: Say, moment: datetime) -> str:
    if _in_halves(say):
        return f"{(moment.hour - 1) % 12 + 1}:{moment.minute:02}"
    digits = len(say("time.clock"))  # "H" or "HH"
    return f"{moment.hour:0{digits}}:{moment.minute:02}"


def zone_name(moment: datetime) -> str:
    """Says "CST", or "UTC+3" where the zone has only a number for a name."""
    name = moment.tzname() or ""
    if name[:1] not in ("+", "-"):
        return name
    offset = moment.utcoffset() or timedelta()
    minutes = round(abs(offset).total_seconds() / 60)
    sign = "−" if offset < timedelta() else "+"
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")


def utc_offset(moment: datetime) -> str:
    """Says "UTC-06:00", as it is written on a verification."""
    text = moment.isoformat()[-6:]
    return f"UTC{text}"


# Days


def today(now: datetime, beside: datetime) -> date:
    """The date at `now` in the zone of `beside`."""
    return now.astimezone(beside.tzinfo).date()


def short_date(say: Say, day: date, now_day: date | None = None) -> str:
    """Says "Tue 17 Nov"; the year is added where it is not this year's, or with no `now_day`."""
    weekday = say(f"weekday.short.{day.isoweekday() % 7}")
    month = say(f"month.short.{day.month}")
    if now_day is not None and day.year == now_day.year:
        return say("date.short", weekday=weekday, day=day.day, month=month)
    return say("date.short_year", weekday=weekday, day=day.day, month=month, year=day.year)


def plain_date(say: Say, day: date) -> str:
    """Says "16 May 2027", for dates whose weekday does not matter."""
    return say("date.plain", day=day.day, month=say(f"month.short.{day.month}"), year=day.year)


def day_word(say: Say, moment: datetime, now: datetime) -> str:
    """Says "Tonight", "Today", "Tomorrow", "Yesterday" or a short date."""
    ahead = (moment.date() - today(now, moment)).days
    if ahead == 0:
        return say("day.tonight" if moment.hour >= EVENING_HOUR else "day.today")
    if ahead in (1, -1):
        return say("day.tomorrow" if ahead == 1 else "day.yesterday")
    return capital(short_date(say, moment.date(), today(now, moment)))


def weekdays(say: Say, days: Sequence[int]) -> str:
    """Says "Every Tuesday", "Monday to Friday", "Tuesdays and Thursdays" (Sunday is 0)."""
    if len(days) == 7:
        return say("weekdays.every_day")
    if len(days) == 1:
        gender = genders.of_weekday(say.language, days[0])
        return say("weekdays.one", day=say(f"weekday.{days[0]}"), gender=gender)
    if tuple(days) == (1, 2, 3, 4, 5):
        return say("weekdays.range", first=say("weekday.1"), last=say("weekday.5"))
    names = [say("weekdays.plural", day=say(f"weekday.{day}")) for day in days]
    return say("list.and", some=listed(say, names[:-1]), last=names[-1])


def listed(say: Say, parts: Iterable[str]) -> str:
    """Says "one, two, three"."""
    return say("list.comma").join(parts)


def capital(text: str) -> str:
    """For the beginning of a line: "Mar, 17 nov"."""
    return text[:1].upper() + text[1:]


# A meeting's time


def when(say: Say, occurrence: Occurrence, now: datetime) -> str:
    """Says "Tonight 7:00–8:30 pm" (say the zone beside it)."""
    start, end = occurrence.start, occurrence.end
    return say("when", day=day_word(say, start, now), time=time_range(say, start, end))


def on_the_day(say: Say, occurrence: Occurrence) -> str:
    """Says "Tue 17 Nov 2026, 7:00–8:30 pm (UTC-06:00)", as a verification does: never relative."""
    start, end = occurrence.start, occurrence.end
    day = short_date(say, start.date())
    return say("when.stated", day=day, time=time_range(say, start, end), offset=utc_offset(start))


def until(say: Say, moment: datetime, now: datetime) -> str:
    """Says "8:30 am tomorrow", "8:30 pm" (today), "8:30 am, Tue 17 Nov"."""
    time = time_of_day(say, moment)
    ahead = (moment.date() - today(now, moment)).days
    if ahead == 0:
        return time
    if ahead == 1:
        return say("until.tomorrow", time=time)
    return say("until.date", time=time, day=short_date(say, moment.date(), today(now, moment)))


def how_soon(say: Say, start: datetime, end: datetime, now: datetime) -> str:
    """Says "in 25 min", "starting now", "started 10 min ago", "over"; "" above twelve hours."""
    if now >= end:
        return say("soon.over")
    minutes = int((start - now).total_seconds() // 60)
    if start - now > SPOKEN_AHEAD:
        return ""
    if start <= now:
        past = int((now - start).total_seconds() // 60)
        return say("soon.started", span=_span(say, past)) if past else say("soon.now")
    return say("soon.in", span=_span(say, minutes)) if minutes else say("soon.now")


def _span(say: Say, minutes: int) -> str:
    if minutes < MINUTES_ONLY_BELOW:
        return say("span.minutes", count=minutes)
    hours, rest = divmod(minutes, 60)
    if rest and hours < MINUTES_TOO_BELOW_HOURS:
        some = (say("span.hours", count=hours), say("span.minutes", count=rest))
        return say("span.both", hours=some[0], minutes=some[1])
    return say("span.hours", count=round(minutes / 60))


def for_scripts(say: Say) -> dict[str, Any]:
    """The words and patterns of static/times.js."""
    return {
        "clock": say("time.clock"),
        "am": say("time.am"),
        "pm": say("time.pm"),
        "noon": say("time.noon"),
        "midnight": say("time.midnight"),
        "range": say("time.range"),
        "weekdays": [say(f"weekday.short.{day}") for day in range(7)],
        "months": [say(f"month.short.{month}") for month in range(1, 13)],
        "date": say("date.short_year"),
        "plain": say("date.plain"),
        "when": say("when"),
        "stated": say("when.stated"),
    }


# Places and ways


def unit_for(country: str) -> str:
    """`mi` or `km`, by ISO 3166 alpha-2 code."""
    return "mi" if country.upper() in MILE_COUNTRIES else "km"


def distance(say: Say, km: float, unit: str) -> str:
    """Says "1.2 km" or "0.7 mi"; one decimal below ten, never nought."""
    length = max(km / KM_PER_MILE if unit == "mi" else km, 0.1)
    number = f"{length:.1f}" if round(length, 1) < 10 else f"{length:.0f}"
    return say(f"distance.{unit}", number=number.replace(".", say("number.decimal")))


def attendance(say: Say, kind: AttendanceOption) -> str:
    """Says "in person", "online", "in person and online", "not meeting at present"."""
    return say(f"attendance.{kind.value}")


def verification(say: Say, policy: VerificationPolicy) -> str:
    """The sentence of policy rule 1."""
    return say(f"verification.{policy.value}")


def type_words(say: Say, codes: Iterable[str]) -> list[str]:
    """Meeting Guide type codes in words; one that nobody told us about stays as it is."""
    said = []
    for code in codes:
        try:
            said.append(say(f"type.{code}"))
        except UnknownText:
            said.append(code)
    return list(dict.fromkeys(said))


def place(location: str, address: str) -> str:
    """Location and address in one line, without saying the same twice."""
    if location and address and not address.casefold().startswith(location.casefold()):
        return f"{location}, {address}"
    return address or location


def paragraphs(text: str) -> list[str]:
    """The non-empty lines of a listing's notes."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def map_link(point: Point, approximate: bool = False) -> str:
    """An ordinary link to a map, opened only by a tap; a town's scale where only that is known."""
    if approximate:
        return f"https://www.openstreetmap.org/#map=13/{point.lat:.2f}/{point.lon:.2f}"
    lat, lon = f"{point.lat:.5f}", f"{point.lon:.5f}"
    return f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}"


def at(point: Point, approximate: bool = False) -> str:
    """Latitude and longitude as they are in `map_link`, for scripts."""
    digits = 2 if approximate else 5
    return f"{point.lat:.{digits}f}/{point.lon:.{digits}f}"


def geo_link(point: Point, name: str) -> str:
    """The same for the phone's own maps app (RFC 5870, with the label that Android reads)."""
    at = f"{point.lat:.5f},{point.lon:.5f}"
    return f"geo:{at}?q={at}({quote(name, safe='')})"


def tel_link(number: str) -> str:
    """A phone number, its pauses and codes kept, as a tel: link; nothing else may be in one."""
    return "tel:" + "".join(sign for sign in number if sign in "0123456789+*#,;").replace(
        "#", "%23"
    )
