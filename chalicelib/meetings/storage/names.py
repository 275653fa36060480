"""The index of names: from the words of a meeting's name, group, venue, street and town to its id.

It is an inverted index in a fixed number of parts. A word is in the part that the hash of its first
three characters says, so that all words with one beginning are read together. What most meetings
have is not in it, and neither are numbers: such words narrow a search, and can't be all of it.

The index may hold more than the meetings say, never less: who searches looks at each meeting that
it names. So a write that is stopped between the index and the meetings spoils no search.
"""

import json
import re
import zlib
from collections.abc import Iterable, Mapping, MutableMapping
from functools import lru_cache
from typing import TYPE_CHECKING

from chalicelib.gazetteer.folding import fold
from chalicelib.meetings.attendance import AttendanceOption

if TYPE_CHECKING:
    from chalicelib.meetings.meeting import Meeting, Venue

PARTS = 512
MAX_IDS = 5_000  # of a word; one that more meetings have finds none of them
MAX_PART_BYTES = 200_000  # packed; a part that grows larger gives up its commonest words
MAX_WORDS = 30  # of a meeting, so that its parts fit a transaction with its buckets
BEGINNING = 3  # characters; a shorter word is found whole only
TOWN = "@"  # before a word that only the town of a meeting has
COMMON = frozenset(
    "a and at for group in meeting meetings of on the to "
    "st street ave avenue rd road dr drive ln lane blvd boulevard "
    "calle de del el en grupo la las los reunion y "
    "au aux des du et groupe le les rue "
    "am an das der die gruppe im strasse treffen und von zu "
    "avenida da das do dos e na no os rua reuniao um uma "
    "اجتماع شارع في مجموعه من".split()
)
_WORD_LENGTH = 12  # characters of a word that the index keeps
_NUMBER = re.compile(r"\d+")

Postings = MutableMapping[str, set[str] | None]
"""The ids of the meetings that have a word; None where they are too many to be kept."""


def is_unspaced(text: str) -> bool:
    """Returns whether a text begins with a letter of a script that has no spaces between words."""
    letter = text[:1]
    return letter >= "\u0e00" and (
        letter <= "\u0eff"  # Thai and Lao
        or "\u1000" <= letter <= "\u109f"  # Burmese
        or "\u1780" <= letter <= "\u17ff"  # Khmer
        or "\u3040" <= letter <= "\u312f"  # kana and bopomofo
        or "\u3400" <= letter <= "\u9fff"  # ideographs
    )


def part_of(word: str) -> int:
    """Returns the number of the part that a word is in, with all that share its beginning."""
    return _part_of_beginning(beginning(word))


def beginning(word: str) -> str:
    """Returns the beginning by which a word's part is found."""
    word = word.removeprefix(TOWN)
    return word[: 1 if is_unspaced(word) else BEGINNING]


@lru_cache(maxsize=32_768)
def _part_of_beginning(beginning: str) -> int:
    return zlib.crc32(beginning.encode()) % PARTS


def names_of(meeting: "Meeting") -> str:
    """Returns what a meeting is found by without a place, its town left out, folded.

    Venue and street are those of a room that is open.
    """
    parts = [meeting.name, meeting.group]
    if meeting.attendance.has_room:
        venue = meeting.venue
        parts.append(street(venue))
        if fold(venue.location) not in map(_fold_area, (venue.town, *venue.regions)):
            parts.append(venue.location)
    return " ".join(filter(None, map(fold, parts)))


_fold_area = lru_cache(maxsize=4096)(fold)  # few towns have most meetings


def street(venue: "Venue") -> str:
    """Returns the part of an address before its town; all before the first comma without one."""
    parts = [part.strip() for part in venue.formatted_address.split(",")]
    town = _fold_area(venue.town)
    if not town:
        return parts[0]
    for number, part in enumerate(parts):
        before, found, after = f" {fold(part)} ".rpartition(f" {town} ")
        if not found:
            continue
        if len(parts) == 1:  # written without commas
            return before.strip()
        if number or not (after or before.strip(" 0123456789")):  # not "5 Berlin St, Berlin"
            return " ".join(parts[:number])
    return parts[0]


def is_findable(meeting: "Meeting") -> bool:
    """Returns whether a search may find a meeting."""
    is_active = meeting.attendance is not AttendanceOption.INACTIVE
    return is_active and meeting.is_public and meeting.schedule is not None


def words_of(meeting: "Meeting") -> frozenset[str]:
    """Returns the words that the index has of a meeting; none where no search may find it.

    A name or a group of more than thirty words is found by the first of them.
    """
    if not is_findable(meeting):
        return frozenset()
    words = dict.fromkeys(words_in(names_of(meeting)))
    town = [word for word in words_in(fold(meeting.venue.town)) if word not in words]
    kept = list(words)[: MAX_WORDS - min(len(town), 3)]
    return frozenset((*kept, *(f"{TOWN}{word}" for word in town[:3])))


def by_part(words_of_meetings: Mapping[str, Iterable[str]]) -> dict[int, dict[str, set[str]]]:
    """Returns the ids of the meetings by word, by part; `words_of_meetings` has words by id."""
    parts: dict[int, dict[str, set[str]]] = {}
    for meeting_id, words in words_of_meetings.items():
        for word in words:
            parts.setdefault(part_of(word), {}).setdefault(word, set()).add(meeting_id)
    return parts


def words_in(folded: str) -> list[str]:
    """Returns the words of a folded text that the index keeps, each as long as it keeps them.

    Of what is written without spaces, whatever is left of it from each character on is a word.
    """
    words = []
    for word in folded.split():
        starts = [0]
        if not word.isascii():
            starts += [place for place, letter in enumerate(word) if place and is_unspaced(letter)]
        words += [as_kept(word[start:]) for start in starts]
    return [word for word in words if is_kept(word)]


def as_kept(word: str) -> str:
    """Returns as much of a word as the index keeps."""
    return word[:_WORD_LENGTH]


def is_kept(word: str) -> bool:
    """Returns whether the index keeps a word of a meeting."""
    if word in COMMON or _NUMBER.fullmatch(word):
        return False
    return len(word) > 1 or is_unspaced(word)


def is_beginning(word: str) -> bool:
    """Returns whether a word that somebody looks for may be the beginning of a longer one."""
    return len(word) >= BEGINNING or is_unspaced(word)


def add(postings: Postings, word: str, meeting_ids: set[str]) -> bool:
    """Adds meetings to those that have a word; returns whether that changed anything."""
    known = postings.setdefault(word, set())
    if known is None or meeting_ids <= known:
        return False
    known |= meeting_ids
    if len(known) > MAX_IDS:
        postings[word] = None
    return True


def discard(postings: Postings, word: str, meeting_ids: set[str]) -> bool:
    """Takes meetings out of those that have a word; returns whether that changed anything."""
    known = postings.get(word)
    if known is None or known.isdisjoint(meeting_ids):
        return False
    known -= meeting_ids
    if not known:
        del postings[word]
    return True


def pack(postings: Postings) -> bytes:
    """Returns a part as it is stored, the same bytes for the same words and meetings.

    Where that is too large, its commonest words give up their meetings.
    """
    while True:
        lines: Mapping[str, str] = {
            word: "" if ids is None else " ".join(sorted(ids))
            for word, ids in sorted(postings.items())
        }
        text = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
        packed = zlib.compress(text.encode(), 6)
        if len(packed) <= MAX_PART_BYTES:
            return packed
        commonest = max(postings, key=lambda word: len(postings[word] or ()))
        if not postings[commonest]:  # nothing but words: a million of them
            return packed
        postings[commonest] = None


def unpack(packed: bytes, start: str = "") -> Postings:
    """Returns the words and meetings of a stored part, of those words that begin so."""
    lines: dict[str, str] = json.loads(zlib.decompress(packed))
    return {
        word: set(ids.split(" ")) if ids else None
        for word, ids in lines.items()
        if word.removeprefix(TOWN).startswith(start)
    }
