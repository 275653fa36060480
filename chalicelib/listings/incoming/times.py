"""Weekdays, clock times and dates as feeds write them."""

import re
import unicodedata
from collections.abc import Mapping
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
    "يوميا": range(7), "7 days a week": range(7),
    "weekdays": range(1, 6), "weekends": (0, 6), "weekend": (0, 6),
}  # fmt: skip
_SPREADSHEET_DAY = re.compile(r"\W*[0-9]\.0\W*")  # "1.0"
_BELOW_ZERO = re.compile(r"[-−–][0-9]")
_BETWEEN_DAYS = re.compile(r"[,;/&|+،]|\b(?:and|und|et|y|e)\b")
_FROM_TO = re.compile(
    r"(?P<first>.+?)\s*(?:[-–—]|\b(?:to|through|thru|bis|à|au|a|al|até)\b)\s*(?P<last>.+)"
)
_NO_OTHER_DAY = frozenset(
    "every each weekly on only cada jeden los les tous todo todos toda todas كل".split()
)
_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})"
    r"(?:\s?[:.;h]\s?(?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?|(?P<minute_too>[0-9]{2}))?"
    r"\s*(?:(?P<half>[ap])(?:\.?\s?m)?\.?|(?P<whole>uhr|hrs?\.?|hs|h|horas|hours|noon|midnight))?",
    re.IGNORECASE,
)
_BEFORE_CLOCK = re.compile(
    r"^(?:at|from|um|von|kl\.?|à|às|as|a las?|de las?|de|das|t|@)\s?(?=[0-9])"
)
_BETWEEN_CLOCKS = re.compile(
    r"\s*(?:[-–—]|\b(?:to|till|until|bis|à|a las?|al|a(?=\s*[0-9])|às|as|hasta|até)\b)\s*"
)  # the "a" of "8 a.m." is none
_LONGEST_RANGE_MIN = 8 * 60
# What stands behind may be an offset from UTC, and no end: "20:00:00-04:00", "21:00-05:00".
_MAYBE_OFFSET = re.compile(
    r"[0-9]{2}:[0-9]{2}(?P<seconds>:[0-9]{2}(?:\.[0-9]+)?)?\s?-[01][0-9]:?[0-9]{2}"
)
_LATEST_OFFSET_MIN = 10 * 60
_SURE_RANGE_MIN = 5 * 60  # of such a form; a night's meeting, "22:00-00:30", is shorter
_BARE_CLOCK = re.compile(r"(?:[^\W\d]+\.? )?[0-9]{1,2}(?:[:.][0-9]{2})?\s*")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ](?P<clock>[0-9]{2}:[0-9]{2}.*)")
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
    of these, also as PHP writes them. Raises InvalidMeeting where the value is none of them.
    """
    if value is None:
        return ()
    if isinstance(value, Mapping) and all(key.isdecimal() for key in value):  # a list with gaps
        value = list(value.values())
    parts = value if isinstance(value, list) else [value]
    days: set[int] = set()
    for part in parts:
        if part is None:
            continue
        if isinstance(part, str):
            for word in _BETWEEN_DAYS.split(with_plain_digits(part[:_MAX_TEXT]).lower()):
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
    is_number = re.fullmatch(r"[0-9]", name) or _SPREADSHEET_DAY.fullmatch(text)
    if is_number and not _BELOW_ZERO.search(text):
        return {_numbered_day(int(name[0]))}
    day = _day(name)
    if day is not None:
        return {day}
    several = [_day(word) for word in name.split() if word not in _NO_OTHER_DAY]
    between = _FROM_TO.fullmatch(text)
    if between:
        first, last = _day(fold(between["first"])), _day(fold(between["last"]))
        if first is not None and last is not None:
            return {(first + after) % 7 for after in range((last - first) % 7 + 1)}
    elif several and None not in several:
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

    Takes 19:00, 9:00, 19:00:00, 7:00 PM, 7 p.m., 7p, 19.00, 19h, 19 Uhr, 1900 (a number too), noon,
    midnight, and the part of a day that spreadsheets have (0.8125 is 19:30). Of a range, such as
    7-8 PM, it is the start. Raises InvalidMeeting where the value is no time of day.
    """
    return clock_range(value, field)[0]


def clock_range(value: object, field: str = "time") -> tuple[int | None, int | None]:
    """Returns start and end, as `clock_time` does; None for the end where the value has none."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None, None
    found = _range(value)
    if found is None:
        raise InvalidMeeting(field, f"{quote_value(value)} is not a time of day (HH:MM)")
    return found


def _range(value: object) -> tuple[int, int | None] | None:
    """Returns the start and the end that a value means; None where it is no time of day."""
    if isinstance(value, float) and 0 < value < 1:
        return round(value * DAY_MIN), None
    if isinstance(value, int | float) and not isinstance(value, bool) and 100 <= value <= 2400:
        value = f"{value:04g}"
    if not isinstance(value, str):
        return None
    text = with_plain_digits(unicodedata.normalize("NFKC", value[:_MAX_TEXT])).lower()
    text = _BEFORE_CLOCK.sub("", " ".join(text.split()))
    moment = _MOMENT.fullmatch(text)
    whole = _clock(moment["clock"] if moment else text)
    if whole is not None:
        return whole, None
    if moment:
        return None
    first, *others = _BETWEEN_CLOCKS.split(text)
    if len(others) != 1:
        return None
    end = _clock(others[0])
    starts = [_clock(first)]
    if _BARE_CLOCK.fullmatch(first):
        half = others[0].rstrip(" .m")[-1:]
        units = {"p": ("pm", "am"), "a": ("am", "pm"), "r": ("h",), "h": ("h",)}.get(half, ("",))
        starts = [_clock(f"{first} {unit}") for unit in units]
    known = [start for start in starts if start is not None]
    if end is None or not known:
        return None
    start = next((start for start in known if start < end), known[0])  # 11-1 pm: in the morning
    length_min = (end - start) % DAY_MIN
    offset = _MAYBE_OFFSET.fullmatch(text)
    if offset and (
        offset["seconds"] or (end < _LATEST_OFFSET_MIN and length_min >= _SURE_RANGE_MIN)
    ):
        return None
    return (start, end) if length_min <= _LONGEST_RANGE_MIN else None


def _clock(text: str) -> int | None:
    """Returns the minutes of one time of day, in small letters; None where it is none."""
    text = _BEFORE_CLOCK.sub("", text.strip())
    text = _ARABIC_HALF.sub(lambda half: "pm" if half[0] == "م" else "am", text)
    if text in _CLOCK_WORDS:
        return _CLOCK_WORDS[text]
    match = _CLOCK.fullmatch(text)
    if not match or not any(match.group("minute", "minute_too", "half", "whole")):
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or match["minute_too"] or 0)
    half, whole = match["half"], match["whole"]
    if whole in _CLOCK_WORDS:
        return _CLOCK_WORDS[whole] if (hour, minute) == (12, 0) else None
    if half and hour <= 12:
        if hour == 0:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half == "a":
        return None
    minutes = hour * 60 + minute
    return minutes if minute <= 59 and minutes <= DAY_MIN else None


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
