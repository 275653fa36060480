"""What people mean by the names that they write most: the first place of each."""

import pytest

from chalicelib.gazetteer.lookup import candidates
from tests.unit.gazetteer.lookups import find

MEANT = """
    Springfield, IL: Springfield, Illinois, US
    Paris: Paris, Île-de-France, FR
    Paris, TX: Paris, Texas, US
    London: London, England, GB
    London, ON: London, Ontario, CA
    köln: Köln, Nordrhein-Westfalen, DE
    Sao Paulo: São Paulo, BR
    東京: Tokyo, JP
    Москва: Moscow, Russia
    القاهرة: Cairo, Egypt
    Londn: London, England, GB
    nyc: New York City, New York, US
    new york city: New York City, New York, US
    LA: Los Angeles, California, US
    DC: Washington, District of Columbia, US
    st louis: St. Louis, Missouri, US
    saint-denis: Saint-Denis, Reunion
    mexico city: Mexico City, Ciudad de México, MX
    Portland: Portland, Oregon, US
    Portland, ME: Portland, Maine, US
    Birmingham: Birmingham, England, GB
    Cambridge: Cambridge, England, GB
    Cambridge, MA: Cambridge, Massachusetts, US
    Richmond: Richmond, Virginia, US
    Victoria: Victoria, AU
    Georgetown: Georgetown, Guyana
    San José: San Jose, California, US
    Washington: Washington, District of Columbia, US
    Washington, DC: Washington, District of Columbia, US
    Frankfurt: Frankfurt am Main, Hessen, DE
    Genf: Geneva, Switzerland
    Ginebra: Geneva, Switzerland
    Venedig: Venice, Veneto, IT
    Wien: Vienna, Wien, AT
    Vienna: Vienna, Wien, AT
    Lisboa: Lisbon, Lisboa, PT
    Praha: Prague, Czechia
    Kiew: Kyiv, Ukraine
    Odessa: Odesa, Ukraine
    San Sebastian: Donostia / San Sebastián, País Vasco, ES
    Donostia: Donostia / San Sebastián, País Vasco, ES
    Las Palmas: Las Palmas de Gran Canaria, Canarias, ES
    Halle: Halle (Saale), Sachsen-Anhalt, DE
    León: León de los Aldama, Guanajuato, MX
    Santa Cruz: Santa Cruz de la Sierra, Bolivia
    Hull: Kingston upon Hull, England, GB
    Stoke: Stoke-on-Trent, England, GB
    Newcastle: Newcastle, New South Wales, AU
    Marburg: Marburg an der Lahn, Hessen, DE
    Bad Homburg: Bad Homburg vor der Höhe, Hessen, DE
    Kempten: Kempten (Allgäu), Bayern, DE
    Bruges: Brugge, Flanders, BE
    Gerona: Girona, Catalunya, ES
    Lérida: Lleida, Catalunya, ES
    La Coruña: A Coruña, Galicia, ES
    Jerez: Jerez de la Frontera, Andalucía, ES
    Palma: Palma, Illes Balears, ES
    Barcelona: Barcelona, Catalunya, ES
    Santiago: Santiago, Chile
    Guadalajara: Guadalajara, Jalisco, MX
    Mérida: Mérida, Yucatán, MX
    La Paz: La Paz, Bolivia
    Rio: Rio de Janeiro, BR
    Trinidad: Trinidad, Bolivia
    Waterloo: Waterloo, Ontario, CA
    Hamilton: Hamilton, Ontario, CA
    Kingston: Kingston, Jamaica
    Islamabad: Islamabad, Pakistan
    Cancun: Cancún, Quintana Roo, MX
    Perth: Perth, Western Australia, AU
    Melbourne: Melbourne, Victoria, AU
    Sydney: Sydney, New South Wales, AU
    Wellington: Wellington, NZ
    Dublin: Dublin, Leinster, IE
    Boston: Boston, Massachusetts, US
    Manchester: Manchester, England, GB
    Bath: Bath, England, GB
    York: York, England, GB
    Aix: Aix-en-Provence, Provence-Alpes-Côte d'Azur, FR
    Lyons: Lyon, Auvergne-Rhône-Alpes, FR
    Florenz: Florence, Toscana, IT
    Neapel: Naples, Campania, IT
    Roma: Rome, Lazio, IT
    Bombay: Mumbai, Maharashtra, IN
    Saigon: Ho Chi Minh City, Vietnam
    Nara: Nara-shi, Nara, JP
    Ise: Ise, Mie, JP
    München: Munich, Bayern, DE
    The Hague: The Hague, Zuid-Holland, NL
    Bern: Bern, Switzerland
"""
AT_HOME = """
    ES Santa Cruz: Santa Cruz de Tenerife, Canarias, ES
    ES León: León, Castilla y León, ES
    ES Valencia: Valencia, Comunitat Valenciana, ES
    ES Córdoba: Córdoba, Andalucía, ES
    ES Toledo: Toledo, Castilla-La Mancha, ES
    ES Vitoria: Gasteiz / Vitoria, País Vasco, ES
    GB Newcastle: Newcastle upon Tyne, England, GB
    AU Newcastle: Newcastle, New South Wales, AU
    GB Cambridge: Cambridge, England, GB
    US Cambridge: Cambridge, Massachusetts, US
    US Santa Cruz: Santa Cruz, California, US
    US Birmingham: Birmingham, Alabama, US
    US Odessa: Odessa, Texas, US
    US Nome: Nome, Alaska, US
    FR Saint-Denis: Saint-Denis, Île-de-France, FR
    CR San José: San José, Costa Rica
    US Paris: Paris, Île-de-France, FR
    US London: London, England, GB
    CA London: London, Ontario, CA
    CA Victoria: Victoria, British Columbia, CA
    US Rome: Rome, Lazio, IT
    US Melbourne: Melbourne, Victoria, AU
    GB Boston: Boston, England, GB
    MX Mérida: Mérida, Yucatán, MX
    DE Halle: Halle (Saale), Sachsen-Anhalt, DE
"""


def pairs(table: str) -> list[tuple[str, str]]:
    return [
        (row[0].strip(), row[2].strip())
        for line in table.split("\n")
        if (row := line.partition(": "))[1]
    ]


@pytest.mark.parametrize(("text", "label"), pairs(MEANT))
def test_a_well_known_name_is_the_place_that_people_mean(text: str, label: str) -> None:
    assert find(text).label == label


@pytest.mark.parametrize(("text", "label"), pairs(AT_HOME))
def test_a_name_is_rather_a_place_of_the_visitors_country_but_not_a_small_one(
    text: str, label: str
) -> None:
    country, name = text.split(" ", 1)
    assert find(name, country).label == label
    assert set(candidates(name, country)) == set(candidates(name))


@pytest.mark.parametrize(
    "text", ["Santa Cruz, California", "Paris, TX", "Cambridge MA", "10001, NY"]
)
def test_a_visitors_country_changes_nothing_where_the_text_says_which(text: str) -> None:
    assert candidates(text, "ES") == candidates(text)
