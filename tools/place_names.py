"""The names that people have for a city, for `tools.build_places`."""

import re
import unicodedata

from chalicelib.gazetteer.folding import fold

# The scripts that a country's signs are in, by the first word of their characters' Unicode names.
SCRIPTS = {
    code: tuple(scripts.split())
    for codes, scripts in {
        "BG BY KG KZ ME MK MN RS RU TJ UA UZ": "CYRILLIC",
        "AE AF BH DJ DZ EG EH IQ IR JO KM KW": "ARABIC",
        "LB LY MA MR OM PK PS QA SA SD SO SY TD TN YE": "ARABIC",
        "CN HK MO TW": "CJK",
        "JP": "CJK HIRAGANA KATAKANA",
        "KR KP": "HANGUL CJK",
        "SG MY": "CJK TAMIL",
        "IN": "DEVANAGARI BENGALI GUJARATI GURMUKHI KANNADA MALAYALAM ORIYA TAMIL TELUGU ARABIC",
        "BD": "BENGALI",
        "NP": "DEVANAGARI",
        "LK": "SINHALA TAMIL",
        "MV": "THAANA",
        "BT": "TIBETAN",
        "MM": "MYANMAR",
        "TH": "THAI",
        "LA": "LAO",
        "KH": "KHMER",
        "ET": "ETHIOPIC",
        "ER": "ETHIOPIC ARABIC",
        "GR CY": "GREEK",
        "GE": "GEORGIAN",
        "AM": "ARMENIAN",
        "IL": "HEBREW ARABIC",
    }.items()
    for code in codes.split()
}
KNOWN_ABROAD = 1_000_000  # people; such a city is looked up in every script
KNOWN_NEARBY = 100_000  # people; such a city has names in its neighbours' languages
KNOWN_OTHERWISE = 30_000  # the same where towns have two names of their own
BILINGUAL = "AD BA BE BY CH CY CZ EE ES FI FR GB IE IL IT KZ LT LU LV MD MT RS SK UA"
LONGEST_OTHER_NAME = 28  # characters; longer ones are descriptions

# Names in daily use that GeoNames lacks, that are too short to be taken on trust, or that are also
# the names of small towns: they count as the city's own.
EXTRA_NAMES = {
    ("New York City", "US"): ("New York", "NYC"),
    ("Los Angeles", "US"): ("LA",),
    ("San Francisco", "US"): ("SF", "San Fran"),
    ("Philadelphia", "US"): ("Philly",),
    ("Minneapolis", "US"): ("Mpls",),
    ("Las Vegas", "US"): ("Vegas",),
    ("New Orleans", "US"): ("NOLA",),
    ("Indianapolis", "US"): ("Indy",),
    ("Jacksonville", "US"): ("Jax",),
    ("Salt Lake City", "US"): ("SLC",),
    ("Oklahoma City", "US"): ("OKC",),
    ("Rio de Janeiro", "BR"): ("Rio",),
    ("Nara-shi", "JP"): ("Nara",),
    ("Lisbon", "PT"): ("Lisboa",),
    ("Washington", "US"): ("Washington DC", "DC"),
    ("Mexico City", "MX"): ("CDMX",),
    ("Frankfurt am Main", "DE"): ("Frankfurt",),
    ("Halle (Saale)", "DE"): ("Halle",),
    ("Quezon City", "PH"): ("QC",),
    ("Santiago de Compostela", "ES"): ("Santiago",),
    ("Santiago de los Caballeros", "DO"): ("Santiago",),
    ("Brugge", "BE"): ("Bruges",),
    ("Geneva", "CH"): ("Ginebra",),
    ("Girona", "ES"): ("Gerona",),
    ("Lleida", "ES"): ("Lérida",),
    ("Odesa", "UA"): ("Odessa",),
    ("Ðà Lạt", "VN"): ("Dalat",),
}

# Of 100, for how many of a city's people a name stands: against other places that are called so.
OWN_NAME = 100
# "Las Palmas" for Las Palmas de Gran Canaria, "Halle" for Halle (Saale)
BEGINNING = 60
# "Hull" for Kingston upon Hull; but Victoria is in Canada rather than Ciudad Victoria
END = 25
# Cologne for Köln. A city called so comes first unless it is very much smaller: Waterloo is in
# Ontario, though Austin was once called so.
OTHER_NAME = 3
# What goes on to say where: "Marburg an der Lahn", "Weil am Rhein", "Schwedt (Oder)"
WHERE = re.compile(
    r" \([^()\d]+\)$|[ -](?:a[mn]|auf|bei|i[mn]|ob|unter|vor|zur?|(?:up)?on|under|next"
    r"|sur|sous|en|lès|aux|aan|sulla?)[ -]"
)


def is_worth_keeping(name: str, country: str, population: int) -> bool:
    """Returns whether someone may well write this other name of a city.

    Not a machine's transliteration ("ai de meng dun"), an airport ("YEA"), or a word too short to
    be certain of; in the scripts of other countries only where the city is known there.
    """
    latin = all(ord(character) < 0x370 or 0x1E00 <= ord(character) < 0x1F00 for character in name)
    if latin:
        ordinary = not name[0].islower() and not (name.isupper() and len(name) == 3)
        known = population >= (KNOWN_OTHERWISE if country in BILINGUAL.split() else KNOWN_NEARBY)
        return known and ordinary and 2 < len(name) <= LONGEST_OTHER_NAME
    if len(name) > LONGEST_OTHER_NAME:
        return False
    script = unicodedata.name(name[0], "").split()[0]
    return population >= KNOWN_ABROAD or script in SCRIPTS.get(country, ())


# What a city is, said after its name in East Asia; of two characters both are the name.
UNITS = tuple("市區区縣县町村시")


def without_unit(name: str) -> str:
    """Returns 臺北市 as 臺北; "" where a name ends in no such word."""
    return name[:-1] if len(name) > 2 and name.endswith(UNITS) else ""


def short_name(name: str) -> str:
    """Returns a city's name without what says where it is; "" where nothing does."""
    short, *where = WHERE.split(name, maxsplit=1)
    return short if where else ""


def weight(key: str, name: str, country: str) -> int:
    """Returns for how many of 100 people of a city one of its names, folded, stands."""
    own = {fold(part) for part in (name, *name.split(" / "), *EXTRA_NAMES.get((name, country), ()))}
    folded = fold(name)
    if key in own:
        return OWN_NAME
    if folded.startswith(f"{key} "):
        return BEGINNING
    return END if folded.endswith(f" {key}") else OTHER_NAME
