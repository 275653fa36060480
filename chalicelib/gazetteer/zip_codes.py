"""US ZIP codes in an address or in what a visitor types, where something else confirms them."""

import re

from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import TERRITORIES, Meanings, ZipCode
from chalicelib.gazetteer.tables import find_zip_code, meanings_of

ZIP = re.compile(r"\d{5}(?:-\d{4})?", re.ASCII)
ZIP_AT_END = re.compile(r"(?:^|\s)(\d{5})(?:-\d{4})?$", re.ASCII)
DIGIT = re.compile(r"\d")


def confirmed_zip_code(
    pieces: list[str], city: str, qualifiers: list[Meanings], postal_code: str
) -> ZipCode | None:
    """Returns the last ZIP code that something else in the listing confirms, or None.

    Nothing in the listing contradicts it. `pieces` are the parts of the address between commas.
    """
    last = len(pieces)
    texts = [(code.group()[:5], last) for code in [ZIP.fullmatch(postal_code)] if code]
    # a number that ends its part; one that begins it is a house or a postal code of elsewhere
    matches = [(ZIP_AT_END.search(piece), number) for number, piece in enumerate(pieces)]
    texts += [(match.group(1), number) for match, number in reversed(matches) if match]
    all_words = f" {fold(' '.join([*pieces, city]))} "
    for code, number in texts:
        found = find_zip_code(code)
        if found is None:
            continue
        around = [*qualifiers, *_qualifiers_around(pieces, number)]
        if not all(agrees(meanings, found) for meanings in around):
            continue
        if around or f" {fold(found.town)} " in all_words:
            return found
        if number == last and not fold(city) and not pieces:
            return found
    return None


def _qualifiers_around(pieces: list[str], number: int) -> list[Meanings]:
    """Returns what is said of region and country where a ZIP code stands.

    That is the word or else the part before it ("NY 10001", "NY, 10001"), and the parts after it.
    Further back are towns and streets.
    """
    found = [meanings_of(fold(piece)) for piece in pieces[number + 1 :]]
    words = fold(pieces[number]).split()[:-1] if number < len(pieces) else []
    if words:
        found.append(meanings_of(words[-1]) or meanings_of(" ".join(words[-2:])))
    elif number > 1:
        found.append(meanings_of(fold(pieces[number - 1])))
    return [meanings for meanings in found if meanings]


def agrees(meanings: Meanings, zip_code: ZipCode) -> bool:
    """Returns whether a stated region or country can be that of a ZIP code."""
    state = zip_code.state
    return any(
        (area.country == "US" and area.region in ("", state))
        or (area.country == state and state in TERRITORIES)
        for area in meanings
    )
