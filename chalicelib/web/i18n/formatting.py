"""Values in words: times, days, distances, places. Pure; the language comes in as `t`.

Times are said in the zone that the datetime carries, and `now` may be in any zone. Ranges take an
en dash; a number and its unit are held together by a no-break space.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from chalicelib.geo.distance import KM_PER_MILE
from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.join_link import is_by_phone_alone
from chalicelib.meetings.phone_link import tel_link as tel_link  # for templates
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.venue_name import venue_name
from chalicelib.web.i18n import genders
from chalicelib.web.i18n.catalogue import Translator, UnknownText

EVENING_HOUR = 17
MILE_COUNTRIES = frozenset({"US", "GB", "LR", "MM"})  # ISO 3166: where roads are signed in miles
SPOKEN_AHEAD = timedelta(hours=12)
MINUTES_ONLY_BELOW = 90
MINUTES_TOO_BELOW_HOURS = 3


# Times of day


def time_of_day(t: Translator, moment: datetime) -> str:
    """Says "7:00 pm", or "noon" and "midnight", which nobody mistakes.

    "19:00" and "12:00" where hours are counted to 24.
    """
    hour, minute = moment.hour, moment.minute
    if minute == 0 and hour in (0, 12) and _in_halves(t):
        return t("time.noon" if hour else "time.midnight")
    return t("time.am" if hour < 12 else "time.pm", time=_clock(t, moment))


def time_range(t: Translator, start: datetime, end: datetime) -> str:
    """Says "7:00–8:30 pm", or "11:30 am–1:00 pm" where the halves of the day differ."""
    until = time_of_day(t, end)
    words = {t("time.noon"), t("time.midnight")}
    since = time_of_day(t, start)
    same_half = (start.hour < 12) == (end.hour < 12) and start.date() == end.date()
    if same_half and not words & {since, until}:
        since = _clock(t, start)
    return t("time.range", since=since, until=until)


def end_time(t: Translator, start: datetime, end: datetime) -> str:
    """Says "8:30" after a start in the same half of the day, else "12:30 am"."""
    same_half = (start.hour < 12) == (end.hour < 12) and start.date() == end.date()
    is_word = end.minute == 0 and end.hour in (0, 12)
    return _clock(t, end) if same_half and not is_word else time_of_day(t, end)


def _in_halves(t: Translator) -> bool:
    return t("time.clock") == "h"


def _clock(t: Translator, moment: datetime) -> str:
    if _in_halves(t):
        return f"{(moment.hour - 1) % 12 + 1}:{moment.minute:02}"
    digits = len(t("time.clock"))  # "H" or "HH"
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
    """Returns the date at `now` in the zone of `beside`."""
    return now.astimezone(beside.tzinfo).date()


def short_date(t: Translator, day: date, now_day: date | None = None) -> str:
    """Says "Tue 17 Nov"; the year is added where it is not this year's, or with no `now_day`."""
    weekday = t(f"weekday.short.{day.isoweekday() % 7}")
    month = t(f"month.short.{day.month}")
    if now_day is not None and day.year == now_day.year:
        return t("date.short", weekday=weekday, day=day.day, month=month)
    return t("date.short_year", weekday=weekday, day=day.day, month=month, year=day.year)


def plain_date(t: Translator, day: date) -> str:
    """Says "16 May 2027", for dates whose weekday does not matter."""
    return t("date.plain", day=day.day, month=t(f"month.short.{day.month}"), year=day.year)


def day_word(t: Translator, moment: datetime, now: datetime) -> str:
    """Says "Tonight", "Today", "Tomorrow", "Yesterday" or a short date."""
    ahead = (moment.date() - today(now, moment)).days
    if ahead == 0:
        return t("day.tonight" if moment.hour >= EVENING_HOUR else "day.today")
    if ahead in (1, -1):
        return t("day.tomorrow" if ahead == 1 else "day.yesterday")
    return capital(short_date(t, moment.date(), today(now, moment)))


def weekdays(t: Translator, days: Sequence[int]) -> str:
    """Says "Every Tuesday", "Monday to Friday", "Tuesdays and Thursdays" (Sunday is 0)."""
    if len(days) == 7:
        return t("weekdays.every_day")
    if len(days) == 1:
        gender = genders.of_weekday(t.language, days[0])
        return t("weekdays.one", day=t(f"weekday.{days[0]}"), gender=gender)
    if tuple(days) == (1, 2, 3, 4, 5):
        return t("weekdays.range", first=t("weekday.1"), last=t("weekday.5"))
    names = [t("weekdays.plural", day=t(f"weekday.{day}")) for day in days]
    return and_list(t, names)


def comma_list(t: Translator, parts: Iterable[str]) -> str:
    """Says "one, two, three"."""
    return t("list.comma").join(parts)


def and_list(t: Translator, parts: Sequence[str]) -> str:
    """Says "one, two and three"."""
    if len(parts) == 1:
        return parts[0]
    return t("list.and", some=comma_list(t, parts[:-1]), last=parts[-1])


def capital(text: str) -> str:
    """Returns a text as a line begins with it: "Mar, 17 nov"."""
    return text[:1].upper() + text[1:]


# A meeting's time


def when(t: Translator, occurrence: Occurrence, now: datetime) -> str:
    """Says "Tonight 7:00–8:30 pm" (say the zone beside it)."""
    start, end = occurrence.start, occurrence.end
    return t("when", day=day_word(t, start, now), time=time_range(t, start, end))


def on_the_day(t: Translator, occurrence: Occurrence) -> str:
    """Says "Tue 17 Nov 2026, 7:00–8:30 pm (UTC-06:00)", as a verification does: never relative."""
    start, end = occurrence.start, occurrence.end
    day = short_date(t, start.date())
    return t("when.stated", day=day, time=time_range(t, start, end), offset=utc_offset(start))


def until(t: Translator, moment: datetime, now: datetime) -> str:
    """Says "8:30 am tomorrow", "8:30 pm" (today), "8:30 am, Tue 17 Nov"."""
    time = time_of_day(t, moment)
    ahead = (moment.date() - today(now, moment)).days
    if ahead == 0:
        return time
    if ahead == 1:
        return t("until.tomorrow", time=time)
    return t("until.date", time=time, day=short_date(t, moment.date(), today(now, moment)))


def how_soon(t: Translator, start: datetime, end: datetime, now: datetime) -> str:
    """Says "in 25 min", "starting now", "started 10 min ago", "over"; "" above twelve hours."""
    if now >= end:
        return t("soon.over")
    minutes = int((start - now).total_seconds() // 60)
    if start - now > SPOKEN_AHEAD:
        return ""
    if start <= now:
        past = int((now - start).total_seconds() // 60)
        return t("soon.started", span=_span(t, past)) if past else t("soon.now")
    return t("soon.in", span=_span(t, minutes)) if minutes else t("soon.now")


def is_soon(start: datetime, now: datetime) -> bool:
    """Returns whether something has begun, or begins within an hour and a half."""
    return start - now < timedelta(minutes=MINUTES_ONLY_BELOW)


def _span(t: Translator, minutes: int) -> str:
    if minutes < MINUTES_ONLY_BELOW:
        return t("span.minutes", count=minutes)
    hours, rest = divmod(minutes, 60)
    if rest and hours < MINUTES_TOO_BELOW_HOURS:
        some = (t("span.hours", count=hours), t("span.minutes", count=rest))
        return t("span.both", hours=some[0], minutes=some[1])
    return t("span.hours", count=round(minutes / 60))


def for_scripts(t: Translator) -> dict[str, Any]:
    """Returns the words and patterns with which scripts say times."""
    return {
        "clock": t("time.clock"),
        "am": t("time.am"),
        "pm": t("time.pm"),
        "noon": t("time.noon"),
        "midnight": t("time.midnight"),
        "range": t("time.range"),
        "weekdays": [t(f"weekday.short.{day}") for day in range(7)],
        "months": [t(f"month.short.{month}") for month in range(1, 13)],
        "date": t("date.short_year"),
        "plain": t("date.plain"),
        "when": t("when"),
        "stated": t("when.stated"),
    }


# Places and ways


def unit_for(country: str) -> str:
    """Returns `mi` or `km`, by ISO 3166 alpha-2 code."""
    return "mi" if country.upper() in MILE_COUNTRIES else "km"


def distance(t: Translator, km: float, unit: str) -> str:
    """Says "1.2 km" or "0.7 mi"; one decimal below ten, never nought."""
    length = max(km / KM_PER_MILE if unit == "mi" else km, 0.1)
    number = f"{length:.1f}" if round(length, 1) < 10 else f"{length:.0f}"
    return t(f"distance.{unit}", number=number.replace(".", t("number.decimal")))


def attendance(t: Translator, kind: AttendanceOption, url: str = "", phone: str = "") -> str:
    """Says "in person", "online", "by phone", "in person and online", "not meeting at present".

    `url` and `phone` are those by which one joins; with the number alone, it is by phone.
    """
    if kind.has_link and is_by_phone_alone(url, phone):
        return t("attendance.hybrid_phone" if kind.has_room else "attendance.phone")
    return t(f"attendance.{kind.value}")


def verification(t: Translator, policy: VerificationPolicy) -> str:
    """Says whether verifications are given, in the sentence of policy rule 1."""
    return t(f"verification.{policy.value}")


def type_words(t: Translator, codes: Iterable[str]) -> list[str]:
    """Returns Meeting Guide type codes in words; an unknown one stays as it is."""
    names = []
    for code in codes:
        try:
            names.append(t(f"type.{code}"))
        except UnknownText:
            names.append(code)
    return list(dict.fromkeys(names))


def place(location: str, address: str) -> str:
    """Returns location and address in one line, without saying the same twice."""
    return ", ".join(filter(None, (venue_name(location, address), address)))


def before_town(address: str, town: str) -> str:
    """Returns the street of an address whose town is shown beside it: "326 S 7th St"."""
    street, found, _ = address.partition(f", {town}") if town else (address, "", "")
    if found:
        return street
    return "" if town and address.casefold().startswith(town.casefold()) else address


def paragraphs(text: str) -> list[str]:
    """Returns the lines of a listing's notes that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def map_link(point: Point, approximate: bool = False) -> str:
    """Returns a link to a map, on a town's scale where only that is known."""
    if approximate:
        return f"https://www.openstreetmap.org/#map=13/{point.lat:.2f}/{point.lon:.2f}"
    lat, lon = f"{point.lat:.5f}", f"{point.lon:.5f}"
    return f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}"


def at(point: Point, approximate: bool = False) -> str:
    """Returns latitude and longitude as they are in `map_link`, for scripts."""
    digits = 2 if approximate else 5
    return f"{point.lat:.{digits}f}/{point.lon:.{digits}f}"


def geo_link(point: Point, name: str) -> str:
    """Returns a link to the phone's own maps app (RFC 5870, with the label that Android reads)."""
    at = f"{point.lat:.5f},{point.lon:.5f}"
    return f"geo:{at}?q={at}({quote(name, safe='')})"
