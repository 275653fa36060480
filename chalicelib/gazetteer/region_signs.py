"""Regions as people shorten them where the gazetteer has only their names: "Watford, Herts"."""

from collections.abc import Sequence

from chalicelib.gazetteer.areas import Kind
from chalicelib.gazetteer.city_names import cities_named_in
from chalicelib.gazetteer.places import Entry, Meanings
from chalicelib.gazetteer.tables import areas_with_key, meanings_of
from chalicelib.geo.distance import distance_km

# Counties of Great Britain, which have many towns (folded), and their names in full.
_COUNTIES = {
    "beds": "bedfordshire", "bucks": "buckinghamshire", "cambs": "cambridgeshire",
    "ches": "cheshire", "derbys": "derbyshire", "glos": "gloucestershire", "hants": "hampshire",
    "herts": "hertfordshire", "hunts": "huntingdonshire", "lancs": "lancashire",
    "leics": "leicestershire", "lincs": "lincolnshire", "mddx": "middlesex", "middx": "middlesex",
    "northants": "northamptonshire", "northumb": "northumberland", "notts": "nottinghamshire",
    "oxon": "oxfordshire", "salop": "shropshire", "staffs": "staffordshire",
    "warks": "warwickshire", "wilts": "wiltshire", "worcs": "worcestershire",
    "yorks": "yorkshire",
}  # fmt: skip
# Those that are written in full; the gazetteer has not all of them.
_SHIRES = frozenset(
    f"{name}shire"
    for name in (
        "aberdeen argyll ayr banff bedford berk berwick brecknock brecon buckingham caernarfon"
        " cambridge cardigan carmarthen che clackmannan denbigh derby dumfries dunbarton flint"
        " gloucester hamp hereford hertford huntingdon inverness kincardine kinross kirkcudbright"
        " lanark lanca leicester lincoln merioneth monmouth montgomery moray nairn northampton"
        " nottingham oxford peebles pembroke perth radnor renfrew roxburgh rutland selkirk shrop"
        " stafford stirling warwick wigtown wilt worcester york"
    ).split()
)
_COUNTY_PREFIXES = {"n": "north", "s": "south", "e": "east", "w": "west"}
_COUNTIES_IN_TWO = {
    "e sussex": "east sussex", "w sussex": "west sussex", "west mids": "west midlands",
    "w mids": "west midlands", "w midlands": "west midlands", "tyne wear": "tyne and wear",
    "gtr manchester": "greater manchester", "gt manchester": "greater manchester",
    "gtr london": "greater london", "co durham": "county durham",
}  # fmt: skip
_OWN_NAME = 100  # not Cheshire West and Chester, which is half of Cheshire
_COUNTY_EDGE_KM = 3.0  # beyond its outermost large town
_OLD_EDGE_KM = 25.0  # that it had before cities and counties were cut out of it
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
_LAST_WORDS = _SHIRES.union(
    _COUNTIES, *_SIGNS.values(), (two.split()[-1] for two in _COUNTIES_IN_TWO)
)


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
    return word in _LAST_WORDS


def is_british_county(name: str) -> bool:
    """Returns whether folded words are a British county's abbreviation, or a shire.

    Not where a town has the same name, as Cheshire in Connecticut.
    """
    county = _county(name)
    return bool(county) and (
        county != name or not any(city.population for city in cities_named_in(name, []))
    )


def towns_of_county(towns: Sequence[Entry], name: str) -> list[Entry]:
    """Returns those of the towns that are in a county, by its folded name or abbreviation.

    All of them where the gazetteer does not know how far the county reaches. A town that is alone
    in its name may be in what the county once was: "Bournemouth, Hants".
    """
    areas = [
        area
        for area in areas_with_key(_county(name))
        if area.country == "GB"
        and area.kind in (Kind.COUNTY, Kind.REGION)
        and area.weight >= _OWN_NAME
    ]
    if not areas:
        return list(towns)
    edge_km = _COUNTY_EDGE_KM if len(towns) > 1 else _OLD_EDGE_KM
    return [
        town
        for town in towns
        if any(distance_km(area.point, town.point) <= area.radius_km + edge_km for area in areas)
    ]


def _county(name: str) -> str:
    """Returns the whole folded name of the British county that words are, or ""."""
    if name in _COUNTIES_IN_TWO:
        return _COUNTIES_IN_TWO[name]
    first, _, last = name.rpartition(" ")
    county = _COUNTIES.get(last) or (last if last in _SHIRES else "")
    if not county or not first:
        return county
    first = _COUNTY_PREFIXES.get(first, first)
    return f"{first} {county}" if first in _COUNTY_PREFIXES.values() else ""
