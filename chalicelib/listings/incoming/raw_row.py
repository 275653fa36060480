"""What a row of a feed says, taken from its raw values alone.

None of the rules by which a meeting is made of a row is used here: what they lose can only be
noticed from outside of them. Where it is not certain what a row says, it counts as saying nothing.
"""

import html
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote

from chalicelib.gazetteer.folding import fold
from chalicelib.geo.point import InvalidPoint, Point
from chalicelib.listings.incoming import meeting_types
from chalicelib.meetings.meeting import PRIVATE

Values = Mapping[str, object]

# The types that narrow who may come.
AUDIENCES = frozenset(
    "C W M Y LGBTQ L G T BI NB POC N NDG SEN P D-HOH BV-I FAM VET TRAINING".split()
) | {PRIVATE}
_MAX_TEXT = 20_000  # characters of one field
_MAX_TYPES = 200
_ROUNDS = 4  # escaped text is escaped again by others

_SPELLINGS = {
    "C": "closed geschlossen geschlossene cerrada cerrado fermee ferme fechada fechado مغلق مغلقه",
    "W": "women womens woman womans ladies female frauen mujeres femmes mulheres نساء للنساء",
    "M": "men mens man mans gentlemen male manner hombres hommes homens رجال للرجال",
    "Y": "young youth jugend jovenes jeunes jovens شباب للشباب",
}
_CODES = {word: code for code, words in _SPELLINGS.items() for word in words.split()}
_BETWEEN_TYPES = re.compile(r"[,;|/\[\]{}()\"\n]+")
_WORDS_AROUND = frozenset(
    "for meeting meetings group groups only people s stag fur para pour".split()
)

_LINK = re.compile(
    r"https?:/|\bwww\.|(?<![@\w.-])[a-z0-9.-]{2,200}\.[a-z]{2,12}(?:[/?#:]|\s|$)", re.IGNORECASE
)
_PASSCODE = re.compile(
    r"(?:\b|-3F|-26)(?:pwd|passwd|password|passcode|pass code|pin)\b\s?(?:[=:]|is\b|-3D)\s?"
    r"([A-Za-z0-9._~!*+-]{3,64})",
    re.IGNORECASE,
)
_CALL_NUMBER = re.compile(r"(?<![+\d])\d{9,}")
_DIALLED_CODE = re.compile(r"[,;*#]\s?(\d{3,}|(?=\w{0,20}\d)\w{1,20}(?=#))")


def text(values: Values, field: str) -> str:
    """Returns a field's text without blanks around it; "" where there is none."""
    value = values.get(field)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)[:_MAX_TEXT].strip()


def unescaped(source: str) -> str:
    """Returns a text with HTML entities and percent signs undone, as often as they were done."""
    for _ in range(_ROUNDS):
        plain = unquote(html.unescape(source))
        if plain == source:
            break
        source = plain
    return source


def audiences(values: Values) -> frozenset[str]:
    """Returns those of AUDIENCES that the row's types name, in any spelling."""
    found: set[str] = set()
    for number, part in enumerate(_parts(values.get("types"))):
        if number == _MAX_TYPES:
            break
        for piece in _BETWEEN_TYPES.split(part[:_MAX_TEXT], maxsplit=_MAX_TYPES):
            found |= _audiences_in(piece[:80])
    return frozenset(found)


def _parts(value: object, depth: int = 0) -> Iterator[str]:
    """Yields the texts in a value; of an object the names that it says yes to, too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list) and depth < 3:
        if isinstance(value, Mapping):
            yield from (name for name, part in value.items() if part is True or part == 1)
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _parts(part, depth + 1)


@lru_cache(maxsize=4096)
def _audiences_in(piece: str) -> frozenset[str]:
    piece = unescaped(piece)
    codes = set(meeting_types.read_types(piece)[0])
    words = [word for word in fold(piece).split() if word not in _WORDS_AROUND]
    if len(words) == 1 and words[0] in _CODES:
        codes.add(_CODES[words[0]])
    codes |= {_CODES[word] for word in words if word in ("womens", "mens")}
    named = {_CODES[word] for word in words if _CODES.get(word) in ("W", "M")}
    if not codes and len(named) == 1:  # "Ladies' Night", and not "men and women"
        codes |= named
    return frozenset(codes & AUDIENCES)


def has_link(values: Values, field: str) -> bool:
    """Returns whether a field holds a web address of any kind."""
    return bool(_LINK.search(text(values, field)))


def passcodes(link: str) -> tuple[str, ...]:
    """Returns the passcodes that a link, or words around it, hold."""
    return tuple(_PASSCODE.findall(unescaped(link)))


def call_numbers(values: Values) -> tuple[str, ...]:
    """Returns the numbers of calls in the field of the link: nine digits or more."""
    return tuple(_CALL_NUMBER.findall(unescaped(text(values, "conference_url"))))


def has_phone(values: Values) -> bool:
    """Returns whether the field of the phone holds a number, of five digits or more, no link."""
    number = text(values, "conference_phone")
    return "://" not in number and sum(map(str.isdigit, number)) >= 5


def dialled_codes(values: Values) -> tuple[str, ...]:
    """Returns what the phone dials after its number: a meeting's number, a passcode."""
    number = unicodedata.normalize("NFKC", unescaped(text(values, "conference_phone")))
    return tuple(_DIALLED_CODE.findall(number))


def point(values: Values) -> Point | None:
    """Returns the point of the row's own coordinates; None where they are none, or 0,0."""
    pair = _degrees(values)
    coordinates = values.get("coordinates")
    if not any(pair) and isinstance(coordinates, Mapping):
        pair = _degrees(coordinates)
    elif not any(pair) and isinstance(coordinates, list):
        pair = [str(part) for part in coordinates]
    elif not any(pair):
        pair = text(values, "coordinates").split(",")
    try:
        lat, lon = map(float, pair)
    except ValueError:
        return None
    if not (math.isfinite(lat) and math.isfinite(lon)) or lat == lon == 0:
        return None
    try:
        return Point(lat, lon)
    except InvalidPoint:
        return None


def _degrees(values: Values) -> list[str]:
    lat = text(values, "latitude") or text(values, "lat")
    return [lat, text(values, "longitude") or text(values, "lng") or text(values, "lon")]


def says_yes(values: Values, field: str) -> bool:
    """Returns whether a yes-or-no field says yes."""
    value = values.get(field)
    return value is True or text(values, field).lower() in ("yes", "y", "true", "1")
