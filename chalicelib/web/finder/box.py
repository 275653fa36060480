"""The one box of the finder: what is typed is a place, or the name of a meeting, group or street.

A text that the gazetteer knows is a place; where meetings elsewhere go by it too, they are offered
beside. One that is no place is looked for in names.
"""

from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.lookup import Reading
from chalicelib.gazetteer.places import Place
from chalicelib.geo.distance import distance_km
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.search.named import PORTION, first_named
from chalicelib.meetings.search.text import MAX_WORDS, Words
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.finder import search_request
from chalicelib.web.finder.search_request import SearchRequest
from chalicelib.web.http import params
from chalicelib.web.http.request import Request

_LOOKED_AT = 10  # meetings, before some that match better than a place are offered: 5 read units
_ELSEWHERE_KM = 50.0  # a meeting that is nearer to a town is among its results anyway


def words_text(text: str) -> str:
    """Returns what is typed as `words` takes it: no word of it joins others."""
    plain = " ".join(text.replace('"', " ").replace("|", " ").split())
    plain = " ".join(word.lower() if word == "OR" else word for word in plain.split())
    return plain[: params.MAX_WORDS_TEXT].rstrip()


def search_by_name(request: Request, text: str) -> SearchRequest | None:
    """Returns the search for meetings that have what is typed in their names, online if asked so.

    It is narrowed as the request says; None where there is no word in it. Raises InvalidField.
    """
    words = _words(text)
    if words is None:
        return None
    return search_request.parse_by_name(request, words)


def is_a_name(text: str) -> bool:
    """Returns whether any meeting has what is typed in its name, however a search is narrowed."""
    words = _words(text)
    return words is not None and bool(first_named(words, PORTION, open_table()))


def is_far_fetched(text: str, search: SearchRequest) -> bool:
    """Returns whether the place found is spelled otherwise than what is typed, or only its town.

    So it is, too, where it leaves out a number, as that of a street would be. Meetings that have
    all that is typed are meant rather than such a place.
    """
    if search.place is None or search.reading is not Reading.AS_TYPED:
        return search.place is not None
    label = fold(search.place.label).split()
    numbers = [word for word in fold(text).split() if any(map(str.isdigit, word))]
    has_letters = any(map(str.isalpha, text))
    return has_letters and any(number not in label for number in numbers)


def offered_name(text: str, place: Place) -> str:
    """Returns the words to offer beside a place; "" where they would find nothing but its own.

    Offered is what some meeting goes by that is not around that place.
    """
    words = _words(text)
    is_label = fold(text) == fold(place.label)
    if words is None or is_label or not any(map(str.isalpha, text)):
        return ""
    named = first_named(words, _LOOKED_AT, open_table())
    return words_text(text) if any(_is_elsewhere(meeting, place) for meeting in named) else ""


def _words(text: str) -> Words | None:
    folded = fold(words_text(text)).split()
    return Words(tuple((word,) for word in folded)) if 0 < len(folded) <= MAX_WORDS else None


def _is_elsewhere(meeting: Meeting, place: Place) -> bool:
    point = meeting.venue.point
    reach_km = max(_ELSEWHERE_KM, place.radius_km)
    return point is None or distance_km(point, place.point) > reach_km
