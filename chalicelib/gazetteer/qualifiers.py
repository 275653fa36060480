"""What an address says of its country and region: qualifiers that narrow each other."""

from chalicelib.gazetteer.places import TERRITORIES, Meanings, Qualifier

# Places with a country code of their own, after which addresses may write another country.
WRITTEN_BELOW = {"US": TERRITORIES, "GB": frozenset({"GG", "IM", "JE"})}

# How Mexico shortens its states, where maps write them: "Guadalajara, Jal."
MEXICAN_STATES_WITH_DOT = {
    "ags": "aguascalientes", "b c": "baja california", "b c s": "baja california sur",
    "camp": "campeche", "chih": "chihuahua", "chis": "chiapas", "coah": "coahuila",
    "col": "colima", "dgo": "durango", "gro": "guerrero", "gto": "guanajuato", "hgo": "hidalgo",
    "jal": "jalisco", "mich": "michoacan", "mor": "morelos", "n l": "nuevo leon", "nay": "nayarit",
    "oax": "oaxaca", "pue": "puebla", "q r": "quintana roo", "qro": "queretaro",
    "s l p": "san luis potosi", "sin": "sinaloa", "slp": "san luis potosi", "son": "sonora",
    "tab": "tabasco", "tamps": "tamaulipas", "tlax": "tlaxcala", "ver": "veracruz",
    "yuc": "yucatan", "zac": "zacatecas",
}  # fmt: skip


def narrow(known: Meanings | None, meanings: Meanings) -> Meanings:
    """Returns what both can mean; empty where they contradict each other.

    `known` is what stands further right, or in a field of its own; None where nothing is known.
    """
    if known is None:
        return meanings
    both = (_common(first, second) for first in known for second in meanings)
    return tuple(dict.fromkeys(area for area in both if area))


def countries_of(areas: Meanings | None) -> frozenset[str] | None:
    """Returns the countries that they can be in; None where nothing is known."""
    return None if areas is None else frozenset(area.country for area in areas)


def names_region(areas: Meanings | None) -> bool:
    """Returns whether they can say more than a country."""
    return any(area.region or area.country in TERRITORIES for area in areas or ())


def _common(first: Qualifier, second: Qualifier) -> Qualifier | None:
    """Returns the narrower one of two that can both be right, or None."""
    if first.country != second.country:
        for below, above in ((first, second), (second, first)):
            if not above.region and below.country in WRITTEN_BELOW.get(above.country, ()):
                return below
        return None
    if first.region and second.region:
        return first if first.region == second.region else None
    return first if first.region else second
