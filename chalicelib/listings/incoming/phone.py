"""Phone numbers and the codes behind them, as conference services print them and people paste them.

Such as "+16465588656,,1234567890#,,,,*123456# US (New York)".
"""

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote

from chalicelib.listings.incoming.text import plain_text, quote_value
from chalicelib.meetings.errors import InvalidMeeting

MAX_DIAL = 100
_MIN_DIGITS = 5
_MAX_DIGITS = 15  # of a number, by E.164
_MAX_PREFIXES = 4  # "+1+1+1" and more
_FULL_DIGITS = 10  # with as many, what follows a blank may be another number
_FIELD = "conference_phone"

_LABEL = re.compile(
    r"^[\s(\[]*(?:(?:tel|telephone|phone|mobile|call|dial(?:[- ]?in)?|number|toll[- ]free"
    r"|one[- ]tap(?:[- ]mobile)?|by|us|usa|uk)\b[\s:.\])-]*)+",
    re.IGNORECASE,
)
_INTERNATIONAL = re.compile(r"\+[0-9](?:[ ().-]{0,2}[0-9]){6,}")
_NORTH_AMERICAN = re.compile(r"\(?\b[0-9]{3}\)?[ .-]?[0-9]{3}[ .-]?[0-9]{4}\b")
_NOT_A_PHONE = re.compile(
    r"\b(?:id|code|passcode|password|pin|pwd|meeting|access)\b", re.IGNORECASE
)
_LOOKALIKES = str.maketrans(
    {**dict.fromkeys("‐‑‒–—", "-"), **dict.fromkeys("∗⁎✱✲✳٭", "*"), **dict.fromkeys("♯⌗", "#")}
)
_TWO_PREFIXES = re.compile(r"\+?(?P<prefix>[0-9]{0,3})[ ().-]*(?P<number>\+.*)", re.DOTALL)
_TRUNK_ZERO = re.compile(r"^(\+[0-9]{1,3}) *\(0\)")
# "069 / 7104 9922": what stands before is too short for a number of its own.
_SLASH_AFTER_AREA_CODE = re.compile(r"^([+(]*(?:[0-9][ ().-]*){2,6})\s/\s(?=[0-9])")
_ANCHOR = re.compile(
    r"""<a\b[^<>]*\bhref\s*=\s*["']?tel:(?P<number>[^"'<>]++)[^<>]*+>(?P<label>[^<>]*)</a\s*>""",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\(?\+?[ (]*[0-9](?:[0-9]|[ ().-]+(?=[0-9])|/(?=[0-9]))*\)?")
_GROUP = re.compile(r"[0-9]+")
_EXTENSION = re.compile(r"\s*(?<![a-z])(?:extension|ext\.?|x)\s*(?=[0-9])", re.IGNORECASE)
_ESCAPED = re.compile(r"%(?:2[0-9ABC]|3B)", re.IGNORECASE)  # # * + , ; and such in a link
_PAUSE = re.compile(r"(?:[ \t]*[,;])+[ \t]*")
_PAUSE_LETTERS = re.compile(r"(?<=[0-9#*])[pw]+(?=[0-9*#])", re.IGNORECASE)  # as phones write
_CODE = re.compile(r"[*#]*(?:[0-9](?:[0-9*#]|[ .-]+(?=[0-9]))*)?(?: ?[*#])*")
_LONE_SIGN = re.compile(r"^ ?[*#]+(?=[\s,;]|$)")  # "555-0122#": nothing follows it
_COMMAND_BEFORE = re.compile(r"[*#][0-9*#]*$")
_CODE_WITH_LETTERS = re.compile(r"(?=[^\s,;]*[0-9*#])[^\s,;]")


class PhoneText(NamedTuple):
    """What a field says: digits to dial with + , * #, where a comma is a pause, and the words.

    `is_cut`: a code has letters, which cannot be dialled, or follows the number without a pause,
    which makes a phone take the whole for a command. The number ends before it, and the words are
    the whole text.
    """

    number: str
    words: str = ""
    is_cut: bool = False


def read_phone(source: str) -> PhoneText:
    """Returns the number in a text, with the codes behind it, and the other words.

    Raises InvalidMeeting where there is none, and where it begins with * or # or is a part of what
    does: a phone takes that as a command to itself.
    """
    whole = plain_text(_ANCHOR.sub(_number_of_anchor, source) if "<" in source else source)
    before, text = _from_number_on(whole)
    match = _NUMBER.match(text)
    number, end = _number(match[0]) if match else ("", 0)
    if len(_GROUP.findall(number)) != 1 or len(number) < _MIN_DIGITS:
        raise InvalidMeeting(_FIELD, f"{quote_value(whole)} is not a phone number")
    codes, rest = _codes(text[end:])
    dialled = (number + codes).rstrip(",")
    if len(dialled) > MAX_DIAL:
        raise InvalidMeeting(_FIELD, f"{quote_value(whole)} is longer than {MAX_DIAL} characters")
    if _CODE_WITH_LETTERS.match(rest):
        return PhoneText(dialled, whole, is_cut=True)
    words = rest.strip(" \t\n,;/|-")
    return PhoneText(dialled, "\n".join(filter(None, (before, words))))


def _number_of_anchor(anchor: re.Match[str]) -> str:
    """Returns what an anchor shows, if that is the number, else the number that it calls.

    Codes that are dialled after the number and not shown stay with it.
    """
    number, label = unquote(anchor["number"]).strip(), anchor["label"]
    called, shown = ("".join(filter(str.isdigit, text)) for text in (number, label))
    if len(shown) >= _MIN_DIGITS and not (len(called) > len(shown) and shown in called):
        return label
    return f" {number} "


def _from_number_on(text: str) -> tuple[str, str]:
    """Returns the words before the number, without such as "Phone:", and the text from it on."""
    if text[:4].lower() == "tel:":
        text = text[4:]
    text = _ESCAPED.sub(lambda escape: unquote(escape[0]), text)
    text = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)
    text = _PAUSE_LETTERS.sub(lambda pause: "," * len(pause[0]), text.replace(";ext=", ","))
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    unlabelled = _LABEL.sub("", text).lstrip()
    if re.match(r"[ (,;]*[*#]", unlabelled):
        raise InvalidMeeting(_FIELD, _command(text))
    before = ""
    if not re.match(r"[(+ ]*[0-9+]", unlabelled):
        found = _INTERNATIONAL.search(text) or _NORTH_AMERICAN.search(text)
        if not found or (found[0][0] != "+" and _NOT_A_PHONE.search(text[: found.start()])):
            return "", ""
        before, unlabelled = text[: found.start()].strip(), text[found.start() :]
        if _COMMAND_BEFORE.search(before):
            raise InvalidMeeting(_FIELD, _command(text))
    return before, _EXTENSION.sub(",", _with_one_prefix(unlabelled))


def _command(text: str) -> str:
    return f"{quote_value(text)} begins with * or #, which is a command to a phone"


def _with_one_prefix(text: str) -> str:
    """Returns the text with one +1 for "+1+1", and without the zero of "+44 (0)"."""
    text = re.sub(r"^\+[+ ]*(?=\+)", "", text)
    for _ in range(_MAX_PREFIXES):
        twice = _TWO_PREFIXES.match(text)
        if not twice:
            break
        prefix, text = twice["prefix"], twice["number"]
        national = _NUMBER.match(text)
        if prefix == "1" and national and sum(map(str.isdigit, national[0])) == _FULL_DIGITS:
            text = "+1" + text[1:]
    return _SLASH_AFTER_AREA_CODE.sub(r"\1 ", _TRUNK_ZERO.sub(r"\1 ", text))


def _number(written: str) -> tuple[str, int]:
    """Returns the number without its punctuation, and how much of the text it takes.

    Where there are too many digits for one number, the first is taken.
    """
    plus = "+" if "+" in written else ""
    digits, end = "", 0
    total = sum(map(str.isdigit, written))
    for group in _GROUP.finditer(written):
        if total > _MAX_DIGITS and len(digits) >= _FULL_DIGITS:
            return plus + digits, end
        digits, end = digits + group[0], group.end()
    if plus and re.fullmatch(r"11[2-9][0-9]{9}", digits):  # no area code begins with 1
        digits = digits[1:]
    return (plus + digits, len(written)) if len(digits) <= _MAX_DIGITS else ("", 0)


def _codes(text: str) -> tuple[str, str]:
    """Returns the codes with the pauses before them, and what is left."""
    codes, rest = "", _LONE_SIGN.sub("", text)
    while pause := _PAUSE.match(rest):
        behind = rest[pause.end() :]
        code = _CODE.match(behind)
        after = behind[code.end() :] if code else behind
        if code and code[0] and not (code[0][-1].isdigit() and after[:1].isalpha()):
            codes += _packed(pause[0]).replace(";", ",") + _packed(code[0])
            rest = after
        else:
            return codes, behind if not pause[0][-1].isspace() else rest
    return codes, rest


def _packed(text: str) -> str:
    return re.sub(r"[ \t.-]", "", text)
