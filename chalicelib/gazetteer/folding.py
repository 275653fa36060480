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
# What the same comes to for ASCII, where most names end.
ASCII_LETTERS = str.maketrans(
    {
        character: LETTERS.get(ord(character), character.lower() if character.isalnum() else " ")
        for character in map(chr, range(128))
    }
)


def fold(text: str) -> str:
    """Returns the key of a name: without case, accents, punctuation and extra space.

    Vowel signs that are marks in Indic and other scripts stay: there they are letters.
    """
    if text.isascii():
        words = text.translate(ASCII_LETTERS).split()
        return " ".join(ABBREVIATIONS.get(word, word) for word in words)
    characters = []
    for character in unicodedata.normalize("NFKD", text).casefold().translate(LETTERS):
        if _is_accent(character):
            continue
        characters.append(character if unicodedata.category(character)[0] in "LMN" else " ")
    words = unicodedata.normalize("NFC", "".join(characters)).split()
    return " ".join(ABBREVIATIONS.get(word, word) for word in words)


def _is_accent(character: str) -> bool:
    """Returns whether it is an accent, a Hebrew point, an Arabic vowel mark or shows nothing."""
    return (
        "\u0300" <= character <= "\u036f"
        or "\u0591" <= character <= "\u05c7"
        or "\u064b" <= character <= "\u065f"
        or character == "\u0670"
        or unicodedata.category(character) == "Cf"
    )
