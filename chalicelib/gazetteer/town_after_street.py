"""A town at the end of a street's words, where only the country is known: "5 High Street Leeds"."""

from chalicelib.gazetteer.address_parts import towns_and_size_at_end
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import City, Meanings
from chalicelib.gazetteer.typed_text import STREET_WORDS

_POPULATION = 50_000  # of a town that nobody takes for the end of a street's name
_STREET_TYPES = STREET_WORDS | frozenset(
    "c cd corso gata gatan gt jalan jl piazza str ul ulica via viale".split()
)
# "Rue de Paris" may be anywhere in France.
_JOINTS = frozenset(
    "a al am an au da das de del della der di do dos du la le of the to van".split()
)


def towns_after_street(words: list[str], areas: Meanings) -> tuple[list[City], int]:
    """Returns the large towns that a street's words end in, and how many words name them.

    None where the town's name may be that of the street: "5 Rue de Paris", "5 Via Roma".
    """
    cities, size = towns_and_size_at_end(words, areas)
    street = [name for word in words[: len(words) - size] if (name := fold(word))]
    names = [name for name in street if not any(letter.isdigit() for letter in name)]
    is_named = any(name not in _STREET_TYPES for name in names)
    if not cities or cities[0].population < _POPULATION or not is_named or street[-1] in _JOINTS:
        return [], 0
    return cities, size
