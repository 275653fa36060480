"""Names of cities and countries in the languages of the pages, for `tools.build_places`."""

from collections.abc import Iterable, Iterator, Sequence

from babel import Locale

from chalicelib.gazetteer.folding import fold
from tools.place_cities import City
from tools.place_names import EXTRA_NAMES, SCRIPTS

KNOWN_TOWN = 300_000  # people of a town whose other names go before a country's
LANGUAGES = ("ar", "de", "en", "es", "fr", "pt")
# CLDR has the cities that zones are named after; these are others that are called otherwise abroad:
# country, name here, then English, German, Spanish, French, Portuguese and Arabic; "-" where it is
# the city's own.
EXONYMS = """
    DE:Köln:Cologne:-:Colonia:Cologne:Colônia:كولونيا
    DE:Munich:-:München:Múnich:-:Munique:ميونخ
    DE:Nürnberg:Nuremberg:-:Núremberg:Nuremberg:Nuremberga:نورمبرغ
    DE:Hannover:Hanover:-:Hanóver:Hanovre:Hanôver:هانوفر
    DE:Frankfurt am Main:Frankfurt:-:Fráncfort:Francfort:Frankfurt:فرانكفورت
    DE:Hamburg:-:-:Hamburgo:Hambourg:Hamburgo:هامبورغ
    DE:Dresden:-:-:Dresde:Dresde:-:درسدن
    DE:Stuttgart:-:-:-:-:Estugarda:شتوتغارت
    DE:Aachen:-:-:Aquisgrán:Aix-la-Chapelle:-:آخن
    AT:Graz:-:-:-:-:-:غراتس
    AT:Salzburg:-:-:Salzburgo:Salzbourg:Salzburgo:سالزبورغ
    CH:Genève:Geneva:Genf:Ginebra:Genève:Genebra:جنيف
    CH:Geneva:-:Genf:Ginebra:Genève:Genebra:جنيف
    CH:Basel:-:-:Basilea:Bâle:Basileia:بازل
    CH:Bern:-:-:Berna:Berne:Berna:برن
    CH:Lausanne:-:-:Lausana:-:-:لوزان
    IT:Milan:-:Mailand:Milán:-:Milão:ميلانو
    IT:Florence:-:Florenz:Florencia:-:Florença:فلورنسا
    IT:Venice:-:Venedig:Venecia:Venise:Veneza:البندقية
    IT:Naples:-:Neapel:Nápoles:-:Nápoles:نابولي
    IT:Turin:-:-:Turín:-:Turim:تورينو
    IT:Genoa:-:Genua:Génova:Gênes:Génova:جنوة
    IT:Bologna:-:-:Bolonia:Bologne:Bolonha:بولونيا
    FR:Marseille:-:-:Marsella:-:Marselha:مرسيليا
    FR:Lyon:-:-:-:-:-:ليون
    FR:Nice:-:Nizza:Niza:-:-:نيس
    FR:Strasbourg:-:Straßburg:Estrasburgo:-:Estrasburgo:ستراسبورغ
    FR:Bordeaux:-:-:Burdeos:-:Bordéus:بوردو
    FR:Toulouse:-:-:Tolosa:-:-:تولوز
    BE:Antwerpen:Antwerp:-:Amberes:Anvers:Antuérpia:أنتويرب
    BE:Gent:Ghent:-:Gante:Gand:Gante:خنت
    BE:Brugge:Bruges:-:Brujas:Bruges:Bruges:بروج
    NL:The Hague:-:Den Haag:La Haya:La Haye:Haia:لاهاي
    ES:Sevilla:Seville:-:-:Séville:Sevilha:إشبيلية
    ES:Barcelona:-:-:-:Barcelone:-:برشلونة
    ES:Valencia:-:-:-:Valence:Valência:بلنسية
    ES:Zaragoza:-:Saragossa:-:Saragosse:Saragoça:سرقسطة
    ES:Córdoba:-:-:-:Cordoue:Córdova:قرطبة
    ES:Granada:-:-:-:Grenade:-:غرناطة
    PT:Porto:-:-:Oporto:-:-:بورتو
    GB:Edinburgh:-:-:Edimburgo:Édimbourg:Edimburgo:إدنبرة
    GB:Birmingham:-:-:-:-:-:برمنغهام
    GB:Manchester:-:-:-:-:-:مانشستر
    US:Philadelphia:-:-:Filadelfia:Philadelphie:Filadélfia:فيلادلفيا
    US:New Orleans:-:-:Nueva Orleans:La Nouvelle-Orléans:Nova Orleães:نيو أورلينز
    US:San Francisco:-:-:-:-:São Francisco:سان فرانسيسكو
    US:Houston:-:-:-:-:-:هيوستن
    US:Boston:-:-:-:-:-:بوسطن
    US:Dearborn:-:-:-:-:-:ديربورن
    US:Washington:-:-:-:-:-:واشنطن
    US:Miami:-:-:-:-:-:ميامي
    EG:Alexandria:-:Alexandria:Alejandría:Alexandrie:Alexandria:الإسكندرية
    SA:Mecca:-:Mekka:La Meca:La Mecque:Meca:مكة
    SA:Medina:-:-:-:Médine:-:المدينة المنورة
    SY:Aleppo:-:-:Alepo:Alep:Alepo:حلب
    MA:Fès:Fez:Fes:Fez:Fès:Fez:فاس
    MA:Tangier:-:Tanger:Tánger:Tanger:Tânger:طنجة
    MA:Marrakesh:-:Marrakesch:Marrakech:Marrakech:Marraquexe:مراكش
    RU:Saint Petersburg:-:Sankt Petersburg:San Petersburgo:Saint-Pétersbourg:-:سانت بطرسبرغ
    PL:Kraków:Krakow:Krakau:Cracovia:Cracovie:Cracóvia:كراكوف
    PL:Wrocław:-:Breslau:Breslavia:-:Breslávia:فروتسواف
    TR:İzmir:Izmir:-:Esmirna:Smyrne:Esmirna:إزمير
    CN:Beijing:-:Peking:Pekín:Pékin:Pequim:بكين
    IN:Delhi:-:-:-:-:Déli:دلهي
    IN:Mumbai:-:-:Bombay:-:Bombaim:مومباي
"""  # fmt: skip


def read_spellings(cities: Sequence[City]) -> Iterator[tuple[int, str, str]]:
    """Yields (number, language, name) where a city, numbered from 1, has another name there.

    The most populous city is the one that is meant, and a name is given once a language.
    """
    by_name: dict[tuple[str, str], int] = {}
    by_zone: dict[tuple[str, str], int] = {}
    for number, city in enumerate(cities, 1):
        by_name.setdefault((city.country, city.name), number)
        for name in (city.name, *EXTRA_NAMES.get((city.name, city.country), ())):
            by_zone.setdefault((city.timezone, fold(name)), number)
    found: dict[tuple[int, str], str] = {}
    for line in " ".join(EXONYMS.split("\n")).split("     "):
        entry = line.strip()
        if not entry:
            continue
        country, name, *spellings = entry.split(":")
        number = by_name.get((country, name), 0)
        for language, spelling in zip(("en", "de", "es", "fr", "pt", "ar"), spellings, strict=True):
            if number and spelling != "-":
                found[number, language] = spelling.replace(",", "")
    english = Locale("en").time_zones
    for language in LANGUAGES:
        for zone, names in Locale(language).time_zones.items():
            exemplar = english.get(zone, {}).get("city") or zone.rpartition("/")[2]
            number = by_zone.get((zone, fold(exemplar.replace("_", " "))), 0)
            if number and "city" in names and "," not in names["city"]:
                found.setdefault((number, language), names["city"])
    for number, city in enumerate(cities, 1):
        if "ARABIC" in SCRIPTS.get(city.country, ()) and city.country not in NOT_ARABIC:
            arabic = next(filter(_is_arabic, city.other_names), "")
            if arabic:
                found.setdefault((number, "ar"), arabic)
    for (number, language), name in sorted(found.items()):
        if name != cities[number - 1].name:
            yield number, language, name


NOT_ARABIC = frozenset(("AF", "IR", "PK", "IN"))  # they write otherwise in the same script


def _is_arabic(name: str) -> bool:
    return all("\u0621" <= character <= "\u064a" or character == " " for character in name)


def read_country_names(countries: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yields (country, language, name)."""
    for language in LANGUAGES:
        territories = Locale(language).territories
        for country in countries:
            if country in territories:
                yield country, language, territories[country].split(",")[0]


def keys_of_towns(cities: Iterable[City]) -> set[str]:
    """Returns the folded names that are a town's before a country's, in whatever language.

    "Island", which is Iceland in German, is what many places end in.
    """
    keys = {"island"}
    for city in cities:
        keys.add(fold(city.name))
        if city.population >= KNOWN_TOWN:
            keys.update(map(fold, city.other_names))
    return keys
