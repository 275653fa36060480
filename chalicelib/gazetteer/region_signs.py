"""Regions as people shorten them where the gazetteer has only their names: "Watford, Herts"."""

from chalicelib.gazetteer.city_names import cities_named_in
from chalicelib.gazetteer.places import Meanings
from chalicelib.gazetteer.tables import meanings_of

# Counties of Great Britain, which have many towns (folded).
_COUNTIES = frozenset(
    "beds bucks cambs ches derbys glos hants herts hunts lancs leics lincs mddx middx northants"
    " northumb notts oxon salop staffs warks wilts worcs yorks dumfries".split()
)
_COUNTY_PREFIXES = frozenset("n north s south e east w west".split())
_COUNTIES_IN_TWO = frozenset(
    "e sussex|w sussex|west mids|w mids|w midlands|tyne wear|gtr manchester|gt manchester"
    "|gtr london|co durham".split("|")
)
_GREAT_BRITAIN = ("england", "scotland", "wales")
# Signs that mean a region only where the country is known, as other countries have the same.
_SIGNS = {
    "IN": {
        "ap": "andhra pradesh", "as": "assam", "br": "bihar", "cg": "chhattisgarh",
        "dl": "delhi", "ga": "goa", "gj": "gujarat", "hp": "himachal pradesh",
        "hr": "haryana", "jh": "jharkhand", "jk": "jammu and kashmir", "ka": "karnataka",
        "kl": "kerala", "mh": "maharashtra", "mp": "madhya pradesh", "od": "odisha",
        "or": "odisha", "pb": "punjab", "rj": "rajasthan", "tg": "telangana", "tn": "tamil nadu",
        "ts": "telangana", "uk": "uttarakhand", "up": "uttar pradesh", "wb": "west bengal",
    },
    "ZA": {
        "ec": "eastern cape", "fs": "free state", "gp": "gauteng", "lp": "limpopo",
        "mp": "mpumalanga", "nc": "northern cape", "nw": "north west", "wc": "western cape",
    },
}  # fmt: skip
_LAST_WORDS = _COUNTIES.union(*_SIGNS.values(), (two.split()[-1] for two in _COUNTIES_IN_TWO))


def meanings_of_sign(name: str, countries: frozenset[str] | None) -> Meanings:
    """Returns the region or country that folded words mean besides those that the table knows.

    `countries` are those that the address can be in; None where nothing is known.
    """
    if (countries is None or "GB" in countries) and is_british_county(name):
        return tuple(area for part in _GREAT_BRITAIN for area in meanings_of(part))
    for country in countries or ():
        if region := _SIGNS.get(country, {}).get(name):
            return tuple(area for area in meanings_of(region) if area.country == country)
    return ()


def may_be_sign(word: str) -> bool:
    """Returns whether a folded word can be the last of such; most words cannot."""
    return word in _LAST_WORDS or word.endswith("shire")


def is_british_county(name: str) -> bool:
    """Returns whether folded words are a county's abbreviation, or end as only counties do."""
    words = name.split()
    if not words:
        return False
    if name in _COUNTIES_IN_TWO:
        return True
    if words[0] in _COUNTY_PREFIXES and len(words) == 2:
        del words[0]
    if len(words) > 1:
        return False
    is_shire = len(words[0]) > len("shire") and words[0].endswith("shire")
    return words[0] in _COUNTIES or (
        is_shire and not any(city.population for city in cities_named_in(words[0], []))
    )
