"""What the type codes of the Meeting Guide format are called there, and in feeds."""

from collections.abc import Mapping
from types import MappingProxyType

from chalicelib.meetings.meeting import PRIVATE

# Code to English name, as published with the format. LS, a reading of one fellowship, is known by
# its code alone.
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "11": "11th Step Meditation",
        "12x12": "12 Steps & 12 Traditions",
        "A": "Secular",
        "ABSI": "As Bill Sees It",
        "AF": "Afrikaans",
        "AL": "Concurrent with Alateen",
        "AL-AN": "Concurrent with Al-Anon",
        "AM": "Amharic",
        "AR": "Arabic",
        "ASL": "American Sign Language",
        "B": "Big Book",
        "BA": "Babysitting Available",
        "BE": "Newcomer",
        "BG": "Bulgarian",
        "BI": "Bisexual",
        "BRK": "Breakfast",
        "BV-I": "Blind / Visually Impaired",
        "C": "Closed",
        "CAN": "Candlelight",
        "CF": "Child-Friendly",
        "D": "Discussion",
        "D-HOH": "Deaf / Hard of Hearing",
        "DA": "Danish",
        "DB": "Digital Basket",
        "DD": "Dual Diagnosis",
        "DE": "German",
        "DR": "Daily Reflections",
        "EL": "Greek",
        "EN": "English",
        "FA": "Persian",
        "FF": "Fragrance Free",
        "FI": "Finnish",
        "FR": "French",
        "G": "Gay",
        "GR": "Grapevine",
        "H": "Birthday",
        "HE": "Hebrew",
        "HI": "Hindi",
        "HR": "Croatian",
        "HU": "Hungarian",
        "IS": "Icelandic",
        "ITA": "Italian",
        "JA": "Japanese",
        "KA": "Georgian",
        "KOR": "Korean",
        "L": "Lesbian",
        "LGBTQ": "LGBTQ",
        "LIT": "Literature",
        "LO-I": "Loners / Isolationists",
        "LS": "",
        "LT": "Lithuanian",
        "M": "Men",
        "MED": "Meditation",
        "ML": "Malayalam",
        "MT": "Maltese",
        "N": "Native American",
        "NB": "Non-Binary",
        "NDG": "Indigenous",
        "NE": "Nepali",
        "NL": "Dutch",
        "NO": "Norwegian",
        "O": "Open",
        "OUT": "Outdoor",
        "P": "Professionals",
        "POA": "Proof of Attendance",
        "POC": "People of Color",
        "POL": "Polish",
        "POR": "Portuguese",
        "PUN": "Punjabi",
        "QSL": "Quebec Sign Language",
        "RSL": "Russian Sign Language",
        "RUS": "Russian",
        "S": "Spanish",
        "SEN": "Seniors",
        "SK": "Slovak",
        "SL": "Slovenian",
        "SM": "Smoking Permitted",
        "SP": "Speaker",
        "ST": "Step Study",
        "SV": "Swedish",
        "T": "Transgender",
        "TC": "Location Temporarily Closed",
        "TH": "Thai",
        "TL": "Tagalog",
        "TR": "Tradition Study",
        "TUR": "Turkish",
        "UK": "Ukrainian",
        "W": "Women",
        "X": "Wheelchair Access",
        "XB": "Wheelchair-Accessible Bathroom",
        "XT": "Cross Talk Permitted",
        "Y": "Young People",
    }
)
# The movement's own kinds, which the format has no codes for.
OWN_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "FAM": "Family & Friends",
        "VET": "Veterans and First Responders",
        "TRAINING": "Facilitator Training",
        PRIVATE: "Private",
    }
)

ONLINE = "ONL"  # implied by a link, never trusted

# What feeds call them besides: in small letters, without punctuation, and without such as "meeting"
# at the end (`meeting_types` takes all of that away before it looks here).
OTHER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        name: code
        for code, names in {
            "11": "11th step|eleventh step|eleventh step meditation|step 11|11 step",
            "12x12": "12 and 12|12 steps and 12 traditions|twelve and twelve"
            "|twelve steps and twelve traditions|12 step and 12 tradition",
            "A": "agnostic|atheist|atheist agnostic|freethinker|freethinkers|nonreligious",
            "AL": "alateen",
            "AL-AN": "al anon|alanon|al anon family groups",
            "ASL": "sign language|asl interpreted|asl interpreter|american sign language asl"
            "|sign language interpreted|sign language interpreter|signed|sign interpreted",
            "B": "book|book study|big book study|big book step study",
            "BA": "babysitting|child care|childcare|child care available|childcare available"
            "|childcare provided|child care provided|babysitter|nursery|creche",
            "BE": "beginner|beginners|newcomers|newcomers welcome|beginners welcome|new comer",
            "BI": "bisexuals|bi",
            "BV-I": "blind|visually impaired|blind or visually impaired|low vision",
            "C": "closed to the public|members|cerrada|cerrado|reunion cerrada|fechada|fechado"
            "|reuniao fechada|ferme|fermee|reunion fermee|geschlossen|geschlossene|geschlossenes"
            "|geschlossenes treffen|مغلق|مغلقة|اجتماع مغلق",
            "DE": "deutsch|auf deutsch",
            "CAN": "candle light|candlelit|candles",
            "CF": "child friendly|children welcome|kid friendly|kids welcome|family friendly"
            "|children",
            "D": "topic|topic discussion|participation|sharing|round robin",
            "D-HOH": "deaf|hard of hearing|deaf or hard of hearing|hearing impaired",
            "DB": "online collection|7th tradition online",
            "DD": "dual disorder|double trouble|co occurring",
            "DR": "daily reflection",
            "FAM": "family and friends|friends and family|family|friends and families",
            "FF": "fragrance free|scent free|no fragrance|no scents|unscented",
            "FR": "francais|en francais",
            "G": "gays|gay men",
            "ITA": "italiano",
            "POL": "polski",
            "POR": "portugues|em portugues",
            "GR": "magazine",
            "H": "birthdays|anniversary|anniversaries|birthday celebration|celebration",
            "L": "lesbians",
            "LGBTQ": "lgbt|lgbtq|lgbtqi|lgbtqia|lgbtqia2s|lgbtq2s|2slgbtq|2slgbtqia|queer"
            "|gay lesbian bisexual transgender|lesbian gay bisexual transgender",
            "LIT": "literature study|reading|book reading",
            "LO-I": "loners|isolationists|loners isolationists",
            "M": "mens|man|men s|men identifying|hombres|solo hombres|para hombres|homens"
            "|so homens|para homens|hommes|pour hommes|manner|nur manner|fur manner|nur fur manner"
            "|رجال|للرجال|رجال فقط|للرجال فقط",
            "MED": "meditative|guided meditation|mindfulness",
            "N": "native americans",
            "NB": "nonbinary|non binary people",
            "NDG": "indigenous people|indigenous peoples|first nations",
            "O": "open to all|open to everyone|open to the public|open to anyone|public|everyone"
            "|everyone welcome|all welcome|abierta|abierto|reunion abierta|aberta|aberto"
            "|reuniao aberta|ouvert|ouverte|reunion ouverte|offen|offene|offenes"
            "|offenes treffen|مفتوح|مفتوحة|اجتماع مفتوح|مفتوح للجميع",
            "OUT": "outdoors|outside|in the park",
            "P": "professional",
            "POA": "attendance slips|signs attendance slips|court slips|court cards",
            "POC": "people of colour|persons of color|bipoc",
            "QSL": "lsq|langue des signes quebecoise",
            "S": "espanol|en espanol|castellano|spanish speakers",
            "SEN": "senior|senior citizens|older people|elders|older adults",
            "SM": "smoking|smoking allowed|smokers",
            "SP": "speakers|speaker tape|guest speaker",
            "ST": "step|steps|12 step|12 steps|twelve step|twelve steps|step work|12 step study",
            "T": "trans|transgendered|transsexual|trans people",
            "TC": "temporarily closed|location closed|temporary closure|closed temporarily"
            "|venue closed|venue temporarily closed|room closed|building closed"
            "|in person closed|closed until further notice|location temporarily closed",
            "TR": "tradition|traditions|traditions study|12 traditions|twelve traditions",
            "VET": "veterans|first responders|veteran|military|veterans and first responders",
            "W": "womens|woman|women s|ladies|women identifying|mujeres|solo mujeres|para mujeres"
            "|mulheres|so mulheres|para mulheres|femmes|pour femmes|frauen|nur frauen|fur frauen"
            "|nur fur frauen|نساء|للنساء|نساء فقط|للنساء فقط",
            "X": "wheelchair|wheelchair accessible|wheel chair|wheel chair accessible|accessible"
            "|wheelchair access|handicap|handicapped|handicap accessible|handicapped accessible"
            "|disabled access|disability access|ada accessible|ada|step free|accessibility",
            "XB": "wheelchair accessible bathroom|wheelchair accessible toilet|accessible bathroom"
            "|accessible restroom|accessible toilet|wheelchair accessible restroom",
            "XT": "cross talk|crosstalk|crosstalk permitted|cross talk allowed",
            "Y": "young peoples|young adult|young adults|youth|young person|teen|teens"
            "|jovenes|para jovenes|jeunes|pour jeunes|jugend|jugendliche|junge leute|jovens"
            "|para jovens|شباب|للشباب",
            ONLINE: "online|virtual|zoom|remote|telephone|phone|video|web|internet|by phone"
            "|video conference|in person|inperson|face to face|hybrid|online or hybrid",
        }.items()
        for name in names.split("|")
    }
)
