"""The key under which names and words are compared: without case, accents and punctuation."""

import unicodedata

ABBREVIATIONS = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
# Letters that NFKD does not take apart, and signs that are left out.
LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i",
        "ə": "e", "ħ": "h", "ی": "ي", "ى": "ي", "ک": "ك", "ة": "ه", "ـ": "", "'": "", "’": "",
        "‘": "", "ʻ": "", "ʼ": "", "ʿ": "", "ʾ": "", "`": "", "´": "", ".": "",
    }
)  # fmt: skip


# What a shortened word, or its beginning, may stand for is written otherwise.
_SHORTENED = {short[:end] for short in ABBREVIATIONS.values() for end in range(1, 4)}
_LEFT_OUT = {code: None for code, kept in LETTERS.items() if code < 128 and not kept}
_STORED_BELOW = 0x10000  # what is beyond is rare, and too much to keep


class _Signs(dict[int, str]):
    """What each character becomes, for `str.translate`; worked out where one is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if code in LETTERS:
            kept = LETTERS[code]
        elif _is_accent(character):
            kept = ""
        else:
            kept = character if unicodedata.category(character)[0] in "LMN" else " "
        if code < _STORED_BELOW:
            self[code] = kept
        return kept


def _is_accent(character: str) -> bool:
    """Returns whether it is an accent, a Hebrew point, an Arabic vowel mark or shows nothing."""
    return (
        "\u0300" <= character <= "\u036f"
        or "\u0591" <= character <= "\u05c7"
        or "\u064b" <= character <= "\u065f"
        or character == "\u0670"
        or unicodedata.category(character) == "Cf"
    )


_SIGNS = _Signs()


def may_hold(text: str, folded_words: str) -> bool:
    """Returns whether the folded text may hold folded words, in any order.

    Much quicker than that where the text is plain ASCII.
    """
    plain = text.lower().translate(_LEFT_OUT) if text.isascii() else fold(text)
    return all(word in plain for word in folded_words.split() if word not in _SHORTENED)


def fold(text: str) -> str:
    """Returns the key of a name: without case, accents, punctuation and extra space.

    Vowel signs that are marks in Indic and other scripts stay: there they are letters.
    """
    signs = unicodedata.normalize("NFKD", text).casefold().translate(_SIGNS)
    words = unicodedata.normalize("NFC", signs).split()
    if not ABBREVIATIONS.keys().isdisjoint(words):
        words = [ABBREVIATIONS.get(word, word) for word in words]
    return " ".join(words)
