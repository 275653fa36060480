"""Weekdays, clock times and dates as feeds write them."""

import re
import unicodedata
from datetime import UTC, datetime

from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.typed_text import with_plain_digits
from chalicelib.listings.incoming.text import quote_value
from chalicelib.meetings.errors import InvalidMeeting

DAY_MIN = 24 * 60
DEFAULT_LENGTH_MIN = 60
MIN_LENGTH_MIN = 5
_MAX_TEXT = 200
MAX_WRAP_MIN = 12 * 60  # an end before the start by more than this is a slip, not a long night

# Of each language a week from Sunday on, and how it is shortened.
_DAYS = (
    "sunday monday tuesday wednesday thursday friday saturday",
    "sun mon tue wed thu fri sat",
    "su mo tu we th fr sa",
    "- - tues weds thur - -",
    "- - - - thurs - -",
    "sonntag montag dienstag mittwoch donnerstag freitag samstag",
    "so mo di mi do fr sonnabend",
    "domingo lunes martes miércoles jueves viernes sábado",
    "dom lun mar mié jue vie sáb",
    "dimanche lundi mardi mercredi jeudi vendredi samedi",
    "dim lun mar mer jeu ven sam",
    "domingo segunda terça quarta quinta sexta sábado",
    "dom seg ter qua qui sex sáb",
    "الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت",
    "أحد اثنين ثلاثاء أربعاء خميس جمعة سبت",
)
_NAMED_DAYS = {
    fold(name): day for week in _DAYS for day, name in enumerate(week.split()) if name != "-"
}
_SEVERAL_DAYS = {
    "daily": range(7), "every day": range(7), "everyday": range(7), "taglich": range(7),
    "todos los dias": range(7), "tous les jours": range(7), "todos os dias": range(7),
    "يوميا": range(7), "weekdays": range(1, 6), "weekends": (0, 6), "weekend": (0, 6),
}  # fmt: skip
_BETWEEN_DAYS = re.compile(r"[,;/&|+،]|\b(?:and|und|et|y|e)\b")
_FROM_TO = re.compile(
    r"(?P<first>.+?)\s*(?:[-–—]|\b(?:to|through|thru|bis|à|au|a|al|até)\b)\s*(?P<last>.+)"
)
_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
    r"\s*(?:(?P<half>[ap])\.?\s?m\.?|(?P<whole>uhr|h))?",
    re.IGNORECASE,
)
_ARABIC_HALF = re.compile("[مص]$")
_CLOCK_WORDS = {"noon": 12 * 60, "midday": 12 * 60, "midnight": 0}
_LENGTHS = (
    re.compile(
        r"(?P<hours>)(?P<minutes>[0-9]{1,4}(?:\.[0-9]+)?)"
        r"(?:m|mins?|minut(?:e|es|en|o|os)|'|′)?\.?"
    ),
    re.compile(r"(?P<hours>[0-9]{1,2}):(?P<minutes>[0-5][0-9])(?::[0-9]{2})?"),
    re.compile(
        r"(?:pt?)?(?P<hours>[0-9]{1,2}(?:\.[0-9]+)?)(?:h|hrs?|hours?|heures?|horas?|std|stunden?)"
        r"\.?,?(?:and|und|et|y|e)?"
        r"(?:(?P<minutes>[0-9]{1,4})(?:m|mins?|minut(?:e|es|en|o|os))?\.?)?(?:[0-9]+s)?"
    ),
    re.compile(r"(?:pt?)(?P<hours>)(?P<minutes>[0-9]{1,4})m(?:[0-9]+s)?"),
)
_US_DATES = (
    "%m/%d/%Y",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
)


def weekdays(value: object) -> tuple[int, ...]:
    """Returns ascending weekdays, Sunday 0; empty where none is given.

    Takes 0 to 7 (7 is Sunday too) as numbers or text, names in six languages, "Mon-Fri", and lists
    of these. Raises InvalidMeeting where the value is none of them.
    """
    if value is None:
        return ()
    parts = value if isinstance(value, list) else [value]
    days: set[int] = set()
    for part in parts:
        if part is None:
            continue
        if isinstance(part, str):
            for word in _BETWEEN_DAYS.split(part[:_MAX_TEXT].lower()):
                days |= _named_days(word.strip())
        else:
            days.add(_numbered_day(part))
    return tuple(sorted(days))


def _named_days(text: str) -> set[int]:
    name = fold(text)
    if not name:
        return set()
    if name in _SEVERAL_DAYS:
        return set(_SEVERAL_DAYS[name])
    if re.fullmatch(r"[0-9]", name):
        return {_numbered_day(int(name))}
    day = _day(name)
    if day is not None:
        return {day}
    several = [_day(word) for word in name.split()]
    between = _FROM_TO.fullmatch(text)
    if between:
        first, last = _day(fold(between["first"])), _day(fold(between["last"]))
        if first is not None and last is not None:
            return {(first + after) % 7 for after in range((last - first) % 7 + 1)}
    elif None not in several:
        return {day for day in several if day is not None}
    raise InvalidMeeting("day", f"{quote_value(text)} is not a weekday")


def _day(name: str) -> int | None:
    """Returns the weekday of a folded name: "mondays", "lunes", "segunda feira"."""
    name = name.removesuffix(" feira")
    return _NAMED_DAYS.get(name, _NAMED_DAYS.get(name.removesuffix("s")))


def _numbered_day(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in range(8):
        raise InvalidMeeting(
            "day", f"{quote_value(value)} is not a weekday (0 is Sunday, 6 Saturday)"
        )
    return int(value) % 7


def clock_time(value: object, field: str = "time") -> int | None:
    """Returns minutes after midnight, 0 to 1440 ("24:00" is the end of the day); None without one.

    Takes 19:00, 9:00, 19:00:00, 7:00 PM, 7 p.m., 19.00, 19h, 19 Uhr, noon, midnight. Raises
    InvalidMeeting where the value is no time of day.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    minutes = _minutes_of_day(value) if isinstance(value, str) else None
    if minutes is None:
        raise InvalidMeeting(field, f"{quote_value(value)} is not a time of day (HH:MM)")
    return minutes


def _minutes_of_day(value: str) -> int | None:
    """Returns the minutes that a text means; None where it is no time of day."""
    text = with_plain_digits(unicodedata.normalize("NFKC", value[:_MAX_TEXT])).lower()
    text = _ARABIC_HALF.sub(lambda half: "pm" if half[0] == "م" else "am", " ".join(text.split()))
    if text in _CLOCK_WORDS:
        return _CLOCK_WORDS[text]
    match = _CLOCK.fullmatch(text)
    if not match or not (match["minute"] or match["half"] or match["whole"]):
        return None
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if half and hour <= 12:
        if hour == 0:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half == "a":
        return None
    minutes = hour * 60 + minute
    return None if minute > 59 or minutes > DAY_MIN else minutes


def length(start_min: int, end_min: int | None) -> tuple[int, str]:
    """Returns the length in minutes, and why it is not what the end says ("" where it is)."""
    if end_min is None:
        return DEFAULT_LENGTH_MIN, ""
    if end_min == start_min:
        return DEFAULT_LENGTH_MIN, "the end is the start"
    if end_min > start_min:
        return end_min - start_min, ""
    wrapped = end_min + DAY_MIN - start_min
    if wrapped > MAX_WRAP_MIN:
        return DEFAULT_LENGTH_MIN, "the end is before the start"
    return wrapped, ""


def duration(value: object) -> int | None:
    """Returns a length in minutes, 5 to 1440; None without one.

    Takes minutes (90, "90", "90 min"), hours and minutes ("1:30", "01:30:00", "1h 30m",
    "1.5 hours") and ISO 8601 ("PT90M"). Raises InvalidMeeting where the value is none of them.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    problem = InvalidMeeting("duration", f"{quote_value(value)} is not a length in minutes")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise problem
    text = "".join(str(value).lower().replace("½", ".5").split())
    text = re.sub(r"(?<=[0-9]),(?=[0-9])", ".", text)
    match = next(filter(None, (form.fullmatch(text) for form in _LENGTHS)), None)
    if not match:
        raise problem
    hours, minutes = (float(part or 0) for part in match.group("hours", "minutes"))
    length_min = round(hours * 60 + minutes)
    if not MIN_LENGTH_MIN <= length_min <= DAY_MIN:  # 1 or 1.5 may be meant as hours
        raise problem
    return length_min


def updated(value: object) -> datetime | None:
    """Returns when a listing was last changed, in UTC; None where the value is no such moment.

    Takes ISO 8601, "YYYY-MM-DD HH:MM:SS" (UTC) and the US forms that spreadsheets write.
    """
    if not isinstance(value, str):
        return None
    text = " ".join(value.split())
    moment: datetime | None = None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        for form in _US_DATES:
            try:
                moment = datetime.strptime(text, form).replace(tzinfo=UTC)
                break
            except ValueError:
                continue
    if moment is None:
        return None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:  # within an offset of year 1 or 9999
        return None
