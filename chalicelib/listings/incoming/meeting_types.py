"""Types of meetings as feeds write them: codes of the Meeting Guide format, words, objects."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping

from chalicelib.listings.incoming.text import one_line, quote_value, visible
from chalicelib.listings.incoming.type_names import NAMES, ONLINE, OTHER_NAMES, OWN_NAMES

MAX_TYPES = 40
_MAX_NAME = 60  # characters of one type; the longest known has fewer
_MAX_DEPTH = 4
_MAX_VALUES = 400
_MAX_WORDS = 12
_MAX_TEXT = 20_000  # characters of a text that are read

_PHP_LIST = re.compile(r"a:[0-9]+:\{")  # a:2:{i:0;s:1:"C";i:1;s:1:"W";}
_PHP_TEXT = re.compile(r"""\bs:[0-9]+:"([^"]*)";""")
_SEPARATORS = re.compile(r"[,;|\n]")
_OWN_CODE = re.compile(r"[A-Z0-9][A-Z0-9+-]{0,7}|[a-z0-9][a-z0-9+-]{0,2}")
_QUOTES = " \t\n\"'`“”„«»‘’[]{}<>.:*•-"
# Who says "men and women" shuts nobody out.
_NOTHING = frozenset(
    {"", "none", "null", "undefined", "n a", "not applicable", "mixed", "coed", "co ed"}
    | {"men and women", "women and men", "men women", "women men", "m w", "w m"}
    | {"m and w", "w and m"}
)
_APOSTROPHES = re.compile("â€[™˜]|['’‘ʼ`´′]")  # also where UTF-8 was read as Windows' letters
_AND = re.compile(r"(?<=[\w'’]{3})\s*(?:[+&]|\band\b)\s*(?=\w{3})", re.IGNORECASE)
_BETWEEN_CODES = re.compile(r"\s+(?:&|and)\s+|\s*[+-]\s*|\s+", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[^\w]+|_")
# What may stand before or behind a type's own words.
_LEADING = ("in ", "for ", "this is a ", "a ")
_TRAILING = (
    " meetings", " meeting", " mtg", " group", " groups", " only", " stag", " speaking",
    " language", " format", " study", " focus", " friendly", " welcome", " interest", " people",
)  # fmt: skip
_YES = frozenset({"yes", "y", "true", "on", "1", "x"})
_NO = frozenset({"no", "n", "false", "off", "0", ""})
# The fields of an object that stands for one type, the surest first.
_NAMING_FIELDS = ("code", "key", "value", "slug", "type", "name", "label", "title", "description")


def _simplified(name: str) -> str:
    """Returns a name as it is looked for: small plain letters, one blank between words."""
    plain = (
        unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name)).casefold().replace("&", " and ")
    )
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(_BETWEEN_WORDS.sub(" ", letters).split())


_ALL_NAMES = {**NAMES, **OWN_NAMES}
_CODES_BY_NAME = dict(OTHER_NAMES) | {
    _simplified(name): code for code, name in _ALL_NAMES.items() if name
}
_CODES_BY_CAPITALS = {code.upper(): code for code in _ALL_NAMES} | {ONLINE: ONLINE}


def read_types(value: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns the type codes in the order given, and quotes the values that are none.

    Takes codes and English names, in a list, an object or a text ("Open, Discussion", "[open]",
    JSON). Codes that are a feed's own stay, if they are up to 8 capitals, digits, + or -. ONL is
    left out: a link says it.
    """
    codes: dict[str, None] = {}
    refused: dict[str, None] = {}
    for number, part in enumerate(_parts(value)):
        if number == _MAX_VALUES:
            break
        found = _codes(part) if isinstance(part, str) else ()
        for code in found:
            if code in codes or code == ONLINE:
                continue
            if len(codes) == MAX_TYPES:
                refused[quote_value(part)] = None
            else:
                codes[code] = None
        if not found and part != "":
            refused[quote_value(part)] = None
    return tuple(codes), tuple(refused)


def _parts(value: object, depth: int = 0, *, in_list: bool = False) -> Iterator[object]:
    """Yields the texts in a value, each of one type; what is none as it is."""
    if value is None:
        return
    if isinstance(value, str):
        yield from _parts_of_text(value, depth)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, list) and depth < _MAX_DEPTH:
        for part in value:
            yield from _parts(part, depth + 1, in_list=True)
    elif isinstance(value, Mapping) and depth < _MAX_DEPTH:
        yield from (
            _parts_of_one_type(value, depth + 1) if in_list else _parts_of_object(value, depth)
        )
    else:
        yield value


def _parts_of_text(text: str, depth: int) -> Iterator[object]:
    text = text[:_MAX_TEXT]
    text = one_line(text) if "<" in text or "&" in text else visible(text).strip()
    if text in _CODES_BY_CAPITALS:
        yield text
        return
    if text[:1] in ("[", "{", '"') and depth < _MAX_DEPTH:
        try:
            inner = json.loads(text)
        except (ValueError, RecursionError):
            inner = None
        if isinstance(inner, list | dict | str) and inner != text:
            yield from _parts(inner, depth + 1)
            return
    if _PHP_LIST.match(text):
        yield from _PHP_TEXT.findall(text)
        return
    for part in _SEPARATORS.split(text):
        if _simplified(part) not in _NOTHING:
            yield part.strip(_QUOTES)


def _parts_of_object(value: Mapping[str, object], depth: int) -> Iterator[object]:
    """Yields the names that an object says yes to; else its values, as of a list."""
    answers = {name: _answer(part) for name, part in value.items()}
    if None in answers.values() or all(name.isdigit() for name in value):
        for part in value.values():
            yield from _parts(part, depth + 1, in_list=True)
    else:
        yield from (name for name, answer in answers.items() if answer)


def _parts_of_one_type(value: Mapping[str, object], depth: int) -> Iterator[object]:
    """Yields what an object that stands for one type calls it, or, as of others, its values."""
    names = [name for field in _NAMING_FIELDS if isinstance(name := value.get(field), str)]
    known = (name for name in names if _codes(name))
    if names:
        yield next(known, names[-1])
    elif any(isinstance(part, str) for part in value.values()):  # {"C": "Closed"}
        yield from _parts_of_object(value, depth)
    else:
        yield value


def _answer(value: object) -> bool | None:
    """Returns what a value says yes or no to; None where it is another."""
    if value is None or isinstance(value, bool):
        return bool(value)
    word = str(value).strip().lower() if isinstance(value, str | int) else "?"
    return True if word in _YES else False if word in _NO else None


def _codes(text: str) -> tuple[str, ...]:
    """Returns the codes of one text: of its whole, else of each part of "Gay/Lesbian" or "O W"."""
    if code := _CODES_BY_CAPITALS.get(text.upper()):
        return (code,)
    bare = text.strip(_QUOTES + "()")
    without_brackets = re.sub(r"\([^()]*\)", " ", text).strip(_QUOTES)
    words = _BETWEEN_CODES.split(bare)
    is_known = bare.upper() in _CODES_BY_CAPITALS
    if len(words) > 1 and not is_known and all(word in _CODES_BY_CAPITALS for word in words):
        return tuple(_CODES_BY_CAPITALS[word] for word in words)
    for whole in (text, bare, without_brackets):
        if code := _code(whole):
            return (code,)
    for parts in (without_brackets.split("/"), _AND.split(without_brackets)):
        codes = [_code(part.strip()) for part in parts]
        if len(codes) > 1 and all(codes):
            return tuple(codes)
    return _names_in_a_row(_simplified(without_brackets).split()[:_MAX_WORDS])


def _names_in_a_row(words: list[str]) -> tuple[str, ...]:
    """Returns the codes of "women's step study" and such: of names that take up all its words."""
    codes: list[str] = []
    while words:
        ends = (end for end in range(len(words), 0, -1) if " ".join(words[:end]) in _CODES_BY_NAME)
        end = next(ends, 0)
        if end:
            codes.append(_CODES_BY_NAME[" ".join(words[:end])])
        elif f" {words[0]}" not in _TRAILING:
            return ()
        words = words[end or 1 :]
    return tuple(codes)


def _code(text: str) -> str:
    """Returns the code of one type; "" where it is none."""
    text = " ".join(text.split())
    capitals = text.upper()
    if capitals in _CODES_BY_CAPITALS:
        return _CODES_BY_CAPITALS[capitals]
    return _named(_simplified(text)) or (capitals if _OWN_CODE.fullmatch(text) else "")


def _named(name: str) -> str:
    if len(name) > _MAX_NAME:
        return ""
    if name in _CODES_BY_NAME:
        return _CODES_BY_NAME[name]
    for words in _LEADING:
        if name.startswith(words) and (code := _named(name[len(words) :])):
            return code
    for words in _TRAILING:
        if name.endswith(words) and (code := _named(name[: -len(words)])):
            return code
    return ""
