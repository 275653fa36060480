"""Search by name, without a place: by the words of name, group, venue, street and town.

The index of names gives the ids of all that may have the words, each meeting is read and looked at,
and what has them comes at its next occurrence. A word of three characters or more is found where a
word begins with it, a shorter one as a whole word. Those that match best are read first, a portion
at a time; within a portion they are in the order of their starts.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from chalicelib.gazetteer.folding import fold
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.occurrences import Occurrence, unfinished, weekday_of
from chalicelib.meetings.schedule.schedule import Schedule, zone
from chalicelib.meetings.search import pages
from chalicelib.meetings.search.changed_times import changed_times
from chalicelib.meetings.search.coming_days import ComingDays
from chalicelib.meetings.search.facets import count
from chalicelib.meetings.search.filters import EVERYTHING, Filter
from chalicelib.meetings.search.query import (
    Cursor,
    Day,
    Found,
    Position,
    Results,
    Sort,
)
from chalicelib.meetings.search.text import Words
from chalicelib.meetings.storage import names
from chalicelib.meetings.storage.rows import Row, row

PORTION = 50  # meetings that are read together: 25 read units
MAX_PORTIONS = 4  # read for a page; where they hold nothing, it goes on with the next
MAX_LOOKED_UP = 4  # words whose meetings are asked for, the longest; the others are looked at
_WEEK = timedelta(days=7)
_TOWN, _BEGINNING, _WHOLE = 0, 1, 2  # how well a word matches

WordIds = Mapping[str, AbstractSet[str] | None]  # None: too many to be listed


class NamedQuery(NamedTuple):
    """Meetings anywhere by the words of their names, groups, venues, streets and towns.

    `filter` narrows them further; days and hours are meant where each meeting is. `with_room`:
    only those that people can come to.
    """

    words: Words
    with_room: bool = False
    day: Day | None = None
    filter: Filter = EVERYTHING
    limit: int = 25
    cursor: Cursor | None = None
    with_counts: bool = False


class NamesReader(Protocol):
    """What a search by name needs of the meetings table."""

    def names(self, words: Iterable[str]) -> Mapping[str, WordIds]:
        """Returns, by word, all indexed words that share its beginning, with their meetings."""
        ...

    def get_many(self, ids: Iterable[str]) -> dict[str, Meeting]:
        """Returns those of the meetings that exist, by id."""
        ...


# What streets are called in full and in short; either is found by the other.
_SHORT = {
    "street": "st", "avenue": "ave", "road": "rd", "drive": "dr", "lane": "ln", "boulevard": "blvd",
    "north": "n", "south": "s", "east": "e", "west": "w", "place": "pl", "court": "ct",
    "square": "sq", "highway": "hwy", "parkway": "pkwy", "straße": "str", "strasse": "str",
}  # fmt: skip


class _Candidates(NamedTuple):
    """The ids of the meetings that may have the words, the best match first."""

    ids: Sequence[str]

    def portion(self, number: int) -> Sequence[str]:
        return self.ids[number * PORTION : (number + 1) * PORTION]

    @property
    def portions(self) -> int:
        return -(-len(self.ids) // PORTION)


def search_named(query: NamedQuery, reader: NamesReader, now: datetime) -> Results:
    """Returns one page of meetings that have the words in their names.

    Nothing is found by numbers alone, and by words that thousands of meetings have.
    """
    as_of = pages.moment_of(query.cursor, now)
    candidates = _candidates(query.words, reader)
    number, cursor = _split(query.cursor)
    page: list[Found] = []
    everything: list[Found] = []
    rows: list[Row] = []
    last = min(candidates.portions, number + MAX_PORTIONS)
    while number < last:
        rows = _having_words(candidates.portion(number), query, reader)
        everything = _on_their_day(rows, query.day, as_of)
        matching = [f for f in everything if query.filter.matches(f.row, f.occurrence.start)]
        page = pages.first_results(matching, cursor, query.limit, Sort.START)
        if page:
            break
        number, cursor = number + 1, None
    results = pages.page_of(page, query.limit, Sort.START, as_of, None)
    changed = changed_times(
        ((listed, None) for listed in rows),
        lambda schedule: _occurrence(schedule, query.day, as_of),
    )
    matching = [f for f in changed if query.filter.matches(f.row, f.occurrence.start)]
    results = pages.with_changed(results, matching, cursor, Sort.START)
    following = None
    if results.next:
        following = _in_numbered(number, results.next)
    elif (unread := number + bool(page)) < candidates.portions:
        beginning = Cursor(int(as_of.timestamp()), Position(0.0, False, 0.0, ""))
        following = _in_numbered(unread, beginning)
    results = results._replace(next=following)
    if not query.with_counts or query.cursor:
        return results
    days_of = ComingDays(as_of, query.filter.matches_time).of if query.day is None else None
    with_starts = ((found.row, found.occurrence.start) for found in everything)
    counts = count(with_starts, query.filter.unmet, days_of)
    return results._replace(counts=counts, counts_complete=candidates.portions <= 1)


def first_named(words: Words, limit: int, reader: NamesReader) -> list[Meeting]:
    """Returns the meetings that match best by their own words, not by their towns', a few at most.

    Only the ids that match best are looked at.
    """
    ids = _candidates(words, reader).ids[:limit]
    found = reader.get_many(ids) if ids else {}
    return [
        found[meeting_id]
        for meeting_id in ids
        if meeting_id in found
        and names.is_findable(found[meeting_id])
        and _has(names.names_of(found[meeting_id]), words)
    ]


def _having_words(ids: Sequence[str], query: NamedQuery, reader: NamesReader) -> list[Row]:
    """Returns what of a portion has the words, whatever narrows it further."""
    found = []
    for meeting in reader.get_many(ids).values():
        if not names.is_findable(meeting) or (query.with_room and not meeting.attendance.has_room):
            continue
        text = " ".join((names.names_of(meeting), fold(meeting.venue.town)))
        if _has(text, query.words):
            found.append(row(meeting))
    return found


def _on_their_day(rows: Iterable[Row], day: Day | None, as_of: datetime) -> list[Found]:
    """Returns those that take place on that day, or at all, each at its next occurrence then."""
    with_occurrences = ((listed, _occurrence(listed.schedule, day, as_of)) for listed in rows)
    return [Found(listed, occurrence) for listed, occurrence in with_occurrences if occurrence]


def _split(cursor: Cursor | None) -> tuple[int, Cursor | None]:
    """Returns which portion a cursor is in, and where in that; None at its beginning."""
    if cursor is None:
        return 0, None
    number, _, meeting_id = cursor.position.id.partition(" ")
    portion = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0
    position = cursor.position._replace(id=meeting_id)
    return portion, cursor._replace(position=position) if meeting_id else None


def _in_numbered(number: int, cursor: Cursor) -> Cursor:
    """Returns a cursor that says which portion it is in."""
    position = cursor.position._replace(id=f"{number} {cursor.position.id}")
    return cursor._replace(position=position)


# which meetings may have the words


def _candidates(words: Words, reader: NamesReader) -> _Candidates:
    """Returns the meetings that may have the words; none where each is too common to tell."""
    looked_up = _looked_up(words)
    known = reader.names(looked_up) if looked_up else {}
    scores: dict[str, int] | None = None
    for group in words.groups:
        in_group = _of_group(group, known)
        if in_group is None:
            continue
        if scores is None:
            scores = in_group
        else:
            scores = {i: scores[i] + in_group[i] for i in scores.keys() & in_group.keys()}
    ids = sorted(scores or {}, key=lambda meeting_id: (-(scores or {})[meeting_id], meeting_id))
    return _Candidates(ids)


def _looked_up(words: Words) -> list[str]:
    """Returns the words to ask the index for, the longest that tell meetings apart."""
    telling = {
        word
        for group in words.groups
        for phrase in group
        for word in phrase.split()
        if _tells(word)
    }
    return sorted(telling, key=lambda word: (-len(word), word))[:MAX_LOOKED_UP]


def _tells(word: str) -> bool:
    """Returns whether the index has all meetings that a word may mean."""
    if not names.is_kept(word):
        return False
    return not (names.is_beginning(word) and any(c.startswith(word) for c in names.COMMON))


def _of_group(group: Iterable[str], known: Mapping[str, WordIds]) -> dict[str, int] | None:
    """Returns the meetings of any of the phrases; None where one may be in any meeting."""
    best: dict[str, int] = {}
    for phrase in group:
        scores: dict[str, int] | None = None
        for word in phrase.split():
            of_word = _of_word(word, known[word]) if word in known else None
            if of_word is None:
                continue
            if scores is None:
                scores = of_word
            else:
                scores = {i: scores[i] + of_word[i] for i in scores.keys() & of_word.keys()}
        if scores is None:
            return None
        for meeting_id, score in scores.items():
            best[meeting_id] = max(score, best.get(meeting_id, 0))
    return best


def _of_word(word: str, known: WordIds) -> dict[str, int] | None:
    """Returns the meetings that have a word, with how well; None where they are too many."""
    kept = names.as_kept(word)
    scores: dict[str, int] = {}
    for stored, ids in known.items():
        plain = stored.removeprefix(names.TOWN)
        if plain != kept and not (names.is_beginning(kept) and plain.startswith(kept)):
            continue
        if ids is None:
            return None
        score = _TOWN if plain != stored else _WHOLE if plain == kept else _BEGINNING
        for meeting_id in ids:
            scores[meeting_id] = max(score, scores.get(meeting_id, 0))
    return scores


# which of them do


def _has(text: str, words: Words) -> bool:
    """Returns whether a folded text has one of each group of words."""
    short = _in_short(text)
    return all(
        any(_within(phrase, text) or _within(_in_short(phrase), short) for phrase in group)
        for group in words.groups
    )


def _in_short(text: str) -> str:
    return " ".join(_SHORT.get(word, word) for word in text.split())


def _within(phrase: str, text: str) -> bool:
    if names.is_unspaced(phrase):
        return phrase in text
    end = "" if names.is_beginning(phrase.split()[-1]) else " "
    return f" {phrase}{end}" in f" {text} "


def _occurrence(schedule: Schedule, day: Day | None, as_of: datetime) -> Occurrence | None:
    """Returns the next occurrence that is not over, of that day by the meeting's own clock."""
    today = as_of.astimezone(zone(schedule.timezone)).date()
    for occurrence in unfinished(schedule, as_of):
        date = occurrence.start.date()
        if day is None:
            return occurrence
        if date > today + _WEEK:
            return None
        if day == "today":
            is_meant = occurrence.start <= as_of or date == today
        elif day == "tomorrow":
            is_meant = date == today + timedelta(days=1)
        else:
            is_meant = weekday_of(date) in day
        if is_meant:
            return occurrence
    return None
