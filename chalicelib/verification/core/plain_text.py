"""A text without what mails, pages and addresses do to one: line ends, escapes, styled letters."""

import re
import unicodedata

FLAGS = re.ASCII | re.IGNORECASE
SPACE = (  # as JavaScript has it
    " \t\n\r\f\v\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
CAPITAL = re.compile(r"[A-Z]")
INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffc\U000e0000-\U000e03ff]"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_EMOJI = re.compile("[\U0001f1e6-\U0001faff]")
# Wide, round and mathematical letters; each by itself, since long sequences take long.
STYLED = re.compile("[\u2000-\u2fff\uff00-\uffef\U0001d400-\U0001d7ff]")
_SPACED_END = re.compile(f"=20(?=[{SPACE}])")
_SOFT_BREAK = re.compile(r"=\r?\n")
PERCENT = re.compile(r"(?:%[0-9a-f]{2})+", FLAGS)
_USER = re.compile(f"://[^{SPACE}/?#\\\\]*@")
_ENTITY = re.compile(r"&(?:#([0-9]{1,5})|#x([0-9a-f]{1,4})|([a-z]{2,16}));", FLAGS)
_SIGNS = {"colon": ":", "sol": "/", "num": "#", "period": ".", "quest": "?", "equals": "="}
_ESCAPED = re.compile(r"\\[nrt]")  # JSON
_TAG = re.compile(r"</?(?!a\b)[a-z]{1,10}(?:[ \t\r\n][^<>]*)?/?>", FLAGS)
# A colon and two slashes as a scanner types them on a keyboard that is set to something else.
_TYPED_LINK = re.compile(
    f'(\\A[^\\n\U00010000-\U0010ffff]{{0,4}}|[{SPACE}"<>`])'
    r"(https?)(?!:[/\\])([^\w \r\n\U00010000-\U0010ffff])([^\w \r\n\U00010000-\U0010ffff])\4"
    r"([^\r\n]{1,80}?)\4",
    FLAGS,
)
_NO_HOST = re.compile(r"[^\w.:]", FLAGS)
WORD_END = re.compile(f'[{SPACE}"<>`]')


def plain(text: str) -> str:
    """Returns the text without what mails, pages and addresses do to one."""
    text = _LONE_SURROGATE.sub("\ufffd", text)  # before what parts two of them goes
    text = _SOFT_BREAK.sub("", _SPACED_END.sub(" ", text))
    for _ in range(3):  # an address inside an address is written so once more
        # decoded, a user's name could look like a host and a path
        text = PERCENT.sub(percent_decoded, _USER.sub("://", text))
    text = _TAG.sub(" ", _ENTITY.sub(_entity_decoded, text))
    text = STYLED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _EMOJI.sub("\0", INVISIBLE.sub("", _ESCAPED.sub(r"\\", text)))
    return _TYPED_LINK.sub(_with_signs, text)


def percent_decoded(run: re.Match[str]) -> str:
    """Returns the characters of a run of `PERCENT`; none of them ends the word that it is in."""
    decoded = bytes.fromhex(run[0].replace("%", "")).decode(errors="replace")
    return WORD_END.sub("\0", decoded)  # the address that it is in goes on


def _entity_decoded(entity: re.Match[str]) -> str:
    if entity[0].lower().startswith("&amp"):
        return "&"
    if entity[3]:
        return _SIGNS.get(entity[3].lower(), " ")
    code = int(entity[1]) if entity[1] else int(entity[2] or "0", 16)
    return chr(code) if 0 < code < 0xD800 else " "


def _with_signs(link: re.Match[str]) -> str:
    """Returns the beginning of an address, as far as its first signs tell what the others were."""
    before, scheme, colon, _, host = link.groups()
    return f"{before}{scheme}://{_NO_HOST.sub('-', host.replace(colon, ':'))}/"


def lower(host: str) -> str:
    """Returns the host with the capitals of ASCII in lower case, and no others."""
    return CAPITAL.sub(lambda match: match[0].lower(), host)
