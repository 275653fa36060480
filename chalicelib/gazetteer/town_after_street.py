"""A town at the end of a street's words, where only the country is known: "5 High Street Leeds"."""

from collections.abc import Sequence

from chalicelib.gazetteer.address_towns import towns_and_size_at_end
from chalicelib.gazetteer.city_names import cities_named_in
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import City, Meanings
from chalicelib.gazetteer.tables import meanings_of
from chalicelib.gazetteer.typed_text import STREET_ENDS, STREET_WORDS

_POPULATION = 50_000  # of a town that nobody takes for the end of a street's name
_STREET_TYPES = STREET_WORDS | frozenset(
    "c cd corso gata gatan gt jalan jl piazza str ul ulica via viale".split()
)
# Those that a street ends in; "Rue", "Calle" and the like begin one, whose end nobody sees.
_LAST_OF_STREET = frozenset(
    "street st avenue ave road rd boulevard blvd lane ln drive dr court ct place pl square sq"
    " highway hwy parkway pkwy way terrace crescent close gata gatan str strasse weg platz gasse"
    " ufer".split()
)
_MIN_LETTERS = 6  # of a German street in one word: "Seestr."
# "100 W Lincoln" is a street in some town.
_SIDES = frozenset("n ne nw s se sw e w".split())
# "Room 5 Houston" is in a house.
_IN_HOUSE = frozenset("apt floor group room suite unit".split())
# "Rue de Paris" may be anywhere in France.
_JOINTS = frozenset(
    "a al am an au da das de del della den der des di do dos du el la las le les los of the to"
    " van".split()
)


def towns_after_street(words: list[str], areas: Meanings) -> tuple[list[City], int]:
    """Returns the large towns that a street's words end in, and how many words name them.

    Right before the town stands a house's number, or a word that ends a street. None where the
    town's name may be that of the street: "5 Rue de Paris", "5 Via Roma", or the end of a longer
    name: "Nuevo León".
    """
    cities, size = towns_and_size_at_end(words, areas)
    street = [name for word in words[: len(words) - size] if (name := fold(word))]
    if not cities or cities[0].population < _POPULATION or not _is_whole_street(street):
        return [], 0
    return ([], 0) if _is_of_longer_name(street, words[len(words) - size :]) else (cities, size)


def _is_whole_street(street: Sequence[str]) -> bool:
    """Returns whether folded words are a street to its end, with a name: "high street"."""
    names = [name for name in street if not _has_digit(name)]
    if not _IN_HOUSE.isdisjoint(names):
        return False
    if not any(name not in _STREET_TYPES | _SIDES | _JOINTS for name in names):
        return False
    last = street[-1]
    is_german = len(last) >= _MIN_LETTERS and last.endswith(STREET_ENDS)
    return _has_digit(last) or last in _LAST_OF_STREET or is_german


def _is_of_longer_name(street: Sequence[str], town: Sequence[str]) -> bool:
    """Returns whether words before a town are of a known name with it, wherever that is."""
    name = fold(" ".join(town))
    for word in reversed(street):
        if _has_digit(word):
            return False
        name = f"{word} {name}"
        if meanings_of(name) or cities_named_in(name, []):
            return True
    return False


def _has_digit(name: str) -> bool:
    return any(letter.isdigit() for letter in name)
