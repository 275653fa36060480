"""Names that are spelled nearly so: one that is near-certain, and others to be offered."""

from chalicelib.gazetteer.areas import Kind
from chalicelib.gazetteer.named import Qualification, likelihood, named_in
from chalicelib.gazetteer.places import Entry
from chalicelib.gazetteer.tables import (
    area_names_with_initial,
    names_beginning,
    names_with_initial,
)

MAX_NAMES = 1500  # of those with that first letter that are compared, the greatest first
MAX_BEGINNINGS = 12
LEAST_LETTERS = 4  # shorter names are each other's neighbours
LEAST_BEGINNING = 5  # letters of a name that is not yet all typed
DIRECTIONS = frozenset("east west north south upper lower new old nord norte sur sud".split())
GUESSED = (Kind.TOWN, Kind.COUNTY, Kind.REGION, Kind.COUNTRY)
# Ends that sound alike and are taken for each other: "Edinborough".
ENDS = ("borough", "brough", "burgh", "boro", "burg")
# Letters of a name for one and for two slips of the hand.
ONE_SLIP, TWO_SLIPS = 4, 8
PER_SLIP = 30  # how many times likelier a name is with one slip fewer
CERTAIN = 5  # how many times likelier the first is than the next, to be simply taken
# People of a place that is simply taken: "Midday" is a group rather than Midway, Florida.
KNOWN_AT_HOME, KNOWN_ABROAD = 25_000, 300_000
SHORT, GREAT_ABROAD = 5, 2_000_000  # letters; "Minn" is not Minna in Nigeria
WORTH = 50_000  # likelihood, in people, of a place that is guessed at all


def corrected(
    name: str, qualifiers: list[Qualification], country: str
) -> tuple[list[Entry], tuple[Entry, ...]]:
    """Returns what a folded name that is nobody's surely means, and what it may mean.

    The first list is empty where nothing is near-certain; its own others follow its first.
    """
    scored: dict[str, tuple[float, list[Entry]]] = {}
    if len(name) < LEAST_LETTERS:
        return [], ()
    keys = dict.fromkeys(
        names_beginning(name, MAX_BEGINNINGS) if len(name) >= LEAST_BEGINNING else ()
    )
    slips_of = dict.fromkeys((*keys, *_other_ends(name)), 1)
    most = 2 if len(name) >= TWO_SLIPS else 1
    lengths = range(len(name) - most, len(name) + most + 1)
    alike = [key for key, _ in names_with_initial(name[0], lengths, MAX_NAMES)]
    letters = frozenset(name)
    for key in (*alike, *area_names_with_initial(name[0], lengths)):
        if len(key) < LEAST_LETTERS:
            continue
        if len(letters.symmetric_difference(key)) > 2 * most:  # quick, and most are far away
            continue
        slips = slips_between(name, key, most)
        if slips <= most and not _is_beside(name, key):
            slips_of[key] = min(slips, slips_of.get(key, slips))
    for key, slips in slips_of.items():
        entries = [entry for entry in named_in(key, qualifiers, country) if entry.kind in GUESSED]
        if entries:
            score = likelihood(entries[0], country) / PER_SLIP ** (slips - 1)
            if score >= WORTH:
                scored[key] = score, entries
    ordered = sorted(scored.values(), key=lambda found: -found[0])
    offered = {(entry.kind, entry.id): entry for _, entries in ordered for entry in entries[:1]}
    if not ordered:
        return [], ()
    first, entries = ordered[0]
    best = entries[0]
    rivals = [
        score
        for score, others in ordered[1:]
        if (others[0].kind, others[0].id) != (best.kind, best.id)
    ]
    at_home = country in ("", best.country)
    abroad = KNOWN_ABROAD if len(name) > SHORT else GREAT_ABROAD
    known = best.population >= (KNOWN_AT_HOME if at_home else abroad)
    if known and (not rivals or first >= CERTAIN * rivals[0]):
        return entries, tuple(offered.values())
    return [], tuple(offered.values())


def _other_ends(name: str) -> list[str]:
    end = next(filter(name.endswith, ENDS), "")
    return [name.removesuffix(end) + other for other in ENDS if end and other != end]


def _is_beside(name: str, other: str) -> bool:
    """Returns whether two names differ in a direction: the Upper East and the Upper West Side."""
    words, others = name.split(), other.split()
    return len(words) == len(others) and any(
        word != another and word in DIRECTIONS and another in DIRECTIONS
        for word, another in zip(words, others, strict=True)
    )


def slips_between(first: str, second: str, most: int) -> int:
    """Returns how many letters are wrong, missing, too many or have changed places.

    `most` + 1 for more than that.
    """
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        two_before, before = before, row
        row = [i] + [0] * len(second)
        for j, other in enumerate(second, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                row[j] = min(row[j], two_before[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
