"""Crisis lines by country: free or at a local call's price, by telephone, for anybody of any age.

Each was looked up at those who run it, whose address stands beside it. What is not known for sure
is not here: there the directory of all lines is named instead (`crisis.DIRECTORY`).
"""

from typing import NamedTuple


class Entry(NamedTuple):
    """One line: the countries it is for (ISO 3166-1 alpha-2), its number as it is written there.

    `note` is a key of the catalogue below `crisis.`, or "".
    """

    countries: tuple[str, ...]
    number: str
    note: str
    source: str


ENTRIES = (
    Entry(("US", "CA"), "988", "call_or_text", "988lifeline.org, 988.ca"),
    Entry(("PR",), "988", "call_or_text", "988lifeline.org"),
    Entry(("GB", "IE"), "116 123", "", "samaritans.org"),
    Entry(("AU",), "13 11 14", "", "lifeline.org.au"),
    Entry(("NZ",), "1737", "call_or_text", "1737.org.nz"),
    Entry(("ZA",), "0800 567 567", "", "sadag.org"),
    Entry(("IN",), "14416", "", "telemanas.mohfw.gov.in"),
    Entry(("SG",), "1767", "", "sos.org.sg"),
    Entry(("DE",), "0800 111 0 111", "", "telefonseelsorge.de"),
    Entry(("AT",), "142", "", "telefonseelsorge.at"),
    Entry(("CH", "LI"), "143", "", "143.ch"),
    Entry(("LU",), "454545", "", "454545.lu"),
    Entry(("FR",), "3114", "", "3114.fr"),
    Entry(("BE",), "0800 32 123", "in_french", "preventionsuicide.be"),
    Entry(("BE",), "1813", "in_dutch", "zelfmoord1813.be"),
    Entry(("NL",), "0800 0113", "", "113.nl"),
    Entry(("ES",), "024", "", "sanidad.gob.es"),
    Entry(("MX",), "800 911 2000", "", "gob.mx/conasama"),
    Entry(("AR",), "0800 345 1435", "", "asistenciaalsuicida.org.ar"),
    Entry(("CL",), "*4141", "from_mobiles", "minsal.cl"),
    Entry(("PT",), "1411", "", "sns24.gov.pt"),
    Entry(("BR",), "188", "", "cvv.org.br"),
    Entry(("IT",), "02 2327 2327", "", "telefonoamico.it"),
    Entry(("PL",), "116 123", "", "116sos.pl"),
    Entry(("CZ",), "116 123", "", "linkaprvnipsychickepomoci.cz"),
    Entry(("DK",), "70 201 201", "", "livslinien.dk"),
    Entry(("SE",), "90101", "", "mind.se"),
    Entry(("NO",), "116 123", "", "mentalhelse.no"),
    Entry(("FI",), "09 2525 0111", "", "mieli.fi"),
    Entry(("IL",), "1201", "", "eran.org.il"),
    Entry(("EG",), "16328", "", "mentalhealth.mohp.gov.eg"),
    Entry(("SA",), "920033360", "", "ncmh.org.sa"),
    Entry(("LB",), "1564", "", "embracelebanon.org"),
)
# Where a visitor most likely is whose device tells a language and no country.
OF_LANGUAGE = {
    "en": ("US", "GB", "AU"),
    "es": ("ES", "MX", "AR", "CL"),
    "fr": ("FR", "BE", "CH", "CA"),
    "de": ("DE", "AT", "CH"),
    "pt": ("BR", "PT"),
    "ar": ("EG", "SA", "LB"),
}
