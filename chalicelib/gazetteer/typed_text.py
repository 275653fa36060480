"""What visitors type around the name of a place, in six languages: "near", "airport", "here"."""

import re
import unicodedata

from chalicelib.gazetteer.folding import fold

# Folded, the longest first. "de" and "la" begin many names themselves.
BEFORE_PLACE = tuple(
    sorted(
        (
            "near", "nearby", "near to", "close to", "around", "in", "at", "in the", "near the",
            "downtown", "greater", "central", "outside", "outside of",
            "meetings in", "meetings near", "meeting in", "meeting near", "aa in", "na in",
            "aa", "meetings", "meetings around", "recovery meetings", "support groups", "groups in",
            "groups near", "reuniones", "réunions", "treffen", "reuniões", "somewhere in",
            "cerca de", "en", "alrededor de", "reuniones en", "reuniones cerca de",
            "près de", "à", "au", "autour de", "réunions à", "proche de",
            "bei", "nahe", "in der nähe von", "im", "rund um", "treffen in", "meetings bei",
            "landkreis", "kreis", "lkr",
            "perto de", "em", "no", "na", "reuniões em", "reuniões perto de", "ao redor de",
            "في", "قرب", "بالقرب من", "قريب من", "اجتماعات في",
        ),
        key=len,
        reverse=True,
    )
)  # fmt: skip
FOLDED_BEFORE_PLACE = tuple(map(fold, BEFORE_PLACE))
AFTER_PLACE = tuple(
    map(fold, ("area", "meetings", "metro area", "area metropolitana", "und umgebung", "downtown"))
)
HERE = frozenset(
    map(
        fold,
        (
            "here", "near me", "nearby", "around me", "close to me", "my location", "near here",
            "current location", "me", "where I am",
            "aquí", "cerca de mí", "cerca", "mi ubicación", "cerca de aquí",
            "ici", "près de moi", "autour de moi", "ma position", "près d'ici", "à proximité",
            "hier", "in meiner Nähe", "in der Nähe", "mein Standort", "bei mir",
            "aqui", "perto de mim", "minha localização", "por perto", "perto daqui",
            "هنا", "قريب مني", "بالقرب مني", "موقعي", "قربي",
        ),
    )
)  # fmt: skip
AIRPORTS = tuple(
    map(
        fold,
        ("international airport", "airport", "aeropuerto internacional", "aeropuerto",
         "aeroporto internacional", "aeroporto", "aéroport international", "aéroport",
         "Flughafen", "مطار"),
    )
)  # fmt: skip
DIGIT = re.compile(r"\d")
AIRPORT_CODE = re.compile(r"[A-Z]{3}", re.ASCII)
# What a street's name has, folded; German writes "straße" at the end of a word.
STREET_WORDS = frozenset(
    "street st avenue ave av road rd boulevard blvd lane ln drive dr court ct place pl square sq"
    " highway hwy parkway pkwy way terrace crescent close broadway"
    " calle avenida avda carrera plaza paseo camino rua praca travessa alameda estrada"
    " rue place quai chemin allee impasse strasse str platz weg allee gasse ufer"
    " شارع طريق ميدان".split()
)
# "Paris 11", "Lyon 3e": cities whose districts have numbers, which are the ends of their codes.
DISTRICT_CODES = {"paris": "75{:03}", "lyon": "69{:03}", "marseille": "13{:03}", "dublin": "D{:02}"}
NUMBERED = r"(\D+?) (\d{1,2})(?:e|er|eme|nd|rd|st|th|o)?(?: (?:arrondissement|bezirk|arr))?"
STREET_ENDS = ("strasse", "str", "platz", "weg", "gasse", "allee")


def is_here(text: str) -> bool:
    """Returns whether a text means where the visitor is, which a device knows and nobody else."""
    return fold(text) in HERE


def point_of(text: str) -> tuple[float, float] | None:
    """Returns the latitude and longitude that a text is, in degrees, or None."""
    if not DIGIT.search(text):
        return None
    from chalicelib.gazetteer.typed_point import read  # few searches need it

    return read(with_plain_digits(text))


def without_preposition(text: str) -> str:
    """Returns the place alone of "near 10001", "in Chicago"; "" where nothing is left out."""
    folded, words = fold(text), text.split()
    for before in FOLDED_BEFORE_PLACE:
        if folded.startswith(f"{before} "):
            return " ".join(words[len(before.split()) :])
    for after in AFTER_PLACE:
        if folded.endswith(f" {after}"):
            return " ".join(words[: -len(after.split())])
    return ""


def numbered_district(text: str) -> tuple[str, str]:
    """Returns the city of "Paris 11", folded, and the postal code of the district, or ""."""
    match = re.fullmatch(NUMBERED, fold(text), re.ASCII)
    if match is None:
        return "", ""
    code = DISTRICT_CODES.get(match[1], "")
    return match[1], code.format(int(match[2]))


def without_airport(folded: str) -> str:
    """Returns what is named beside the word for an airport; "" where the word is not there."""
    for word in AIRPORTS:
        if folded.startswith(f"{word} "):
            rest = folded[len(word) + 1 :]
            return next(
                (rest.removeprefix(f"{joint} ") for joint in ("de", "of", "do", "da")
                 if rest.startswith(f"{joint} ")),
                rest,
            )  # fmt: skip
        if folded.endswith(f" {word}"):
            return folded[: -len(word) - 1]
    return ""


def looks_like_street(folded: str) -> bool:
    """Returns whether folded words are of a street: they have a number or the word for one.

    "st" at the beginning is a saint.
    """
    words = folded.split()
    return any(
        word.isdigit()
        or (word in STREET_WORDS and not (number == 0 and word == "st"))
        or (len(word) > 6 and word.endswith(STREET_ENDS))
        or bool(re.fullmatch(r"\d+[a-z]{0,2}", word))
        for number, word in enumerate(words)
    )


def with_plain_digits(text: str) -> str:
    """Returns the text with the digits of any script as 0 to 9.

    The marks of direction that come along when something is copied are left out.
    """
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(character, character))
        for character in text
        if unicodedata.category(character) != "Cf"
    )
