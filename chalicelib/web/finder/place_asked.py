"""What a visitor typed as a place -> where to search, and what else was to be had by that name.

An area that no search covers has its towns instead, those first where most is listed.
"""

from collections.abc import Callable
from typing import NamedTuple

from chalicelib.gazetteer import lookup, nearest_towns, typed_text
from chalicelib.gazetteer.lookup import Reading
from chalicelib.gazetteer.places import Place
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point
from chalicelib.meetings.search.density import listings_around
from chalicelib.meetings.search.ladder import MAX_RADIUS_KM
from chalicelib.meetings.search.query import Reader

MAX_OTHER_PLACES = 8  # of the same name
MAX_TOWNS = 12  # of an area that are offered
MAX_LISTED_TOWNS = 60  # of an area that are looked at for listings, the most populous ones
APART_KM = 30.0  # two towns nearer than this have the same meetings around them
AROUND_KM, IN_TOWN_KM = 15.0, 2.0  # where listings of a place count as its own
# How many times less likely another place of a name may be, to come first for its listings.
IN_DOUBT = 50
MAX_IN_DOUBT = 6


class PlaceAsked(NamedTuple):
    """A place as it was understood.

    `place` is the likeliest, or the town nearest to the `point` where a point was typed. `others`
    go by the same text. `towns` are those of an area too wide for a search. `reading` says how far
    the text was taken for another.
    """

    point: Point
    place: Place
    others: tuple[Place, ...] = ()
    towns: tuple[Place, ...] = ()
    reading: Reading = Reading.AS_TYPED


def read(text: str, country: str, language: str, open_reader: Callable[[], Reader]) -> PlaceAsked:
    """Returns what a text means to a visitor of `country`, labels in `language`.

    A reader is opened only where listings decide. A name that only small places in other countries
    have leads to one where something is listed. Raises PlaceNotFound.
    """
    typed = typed_text.point_of(text)
    if typed:
        point = Point(*typed)
        return PlaceAsked(point, nearest_towns.nearest(point))
    answer = lookup.find(text, country, language)
    places = _where_listed(_each_once(answer.places), country, open_reader)
    place, *others = places
    point, reading = place.point, answer.reading
    if reading is Reading.SMALL_ABROAD:
        # to a visitor whose phone speaks another country's language it may be the next village
        if not any(listings_around([point], AROUND_KM, open_reader())):
            raise lookup.not_found(text, places)
        reading = Reading.AS_TYPED
    if reading is Reading.TOWN_OF_STREET:
        from chalicelib.gazetteer import geocoding  # few searches need it

        found = geocoding.locate(text, place)
        if found:
            point, reading = found, Reading.AS_TYPED
    towns = _towns(place, language, open_reader) if place.radius_km > MAX_RADIUS_KM else ()
    return PlaceAsked(point, place, tuple(others[:MAX_OTHER_PLACES]), towns, reading)


def at_home(label: str, place: Place | None, country: str) -> str:
    """Returns a place's name as it is said in a country, whose code it then need not carry."""
    is_at_home = place is not None and place.country == country
    return label.removesuffix(f", {country}") if is_at_home else label


def _each_once(places: tuple[Place, ...]) -> list[Place]:
    by_label: dict[str, Place] = {}
    for place in places:
        by_label.setdefault(place.label, place)
    return list(by_label.values())


def _where_listed(
    places: list[Place], country: str, open_reader: Callable[[], Reader]
) -> list[Place]:
    """Returns the places, one where anything is listed before the first.

    Only among those that may well be meant, and only where nothing is listed around the first. The
    first of the visitor's country gives way to another there alone.
    """
    first = places[0]
    if not first.likelihood or first.radius_km > MAX_RADIUS_KM:
        return places
    in_doubt = [
        place
        for place in places
        if (place.country == first.country or first.country != country)
        and place.radius_km <= MAX_RADIUS_KM
        and place.likelihood * IN_DOUBT >= first.likelihood
    ][:MAX_IN_DOUBT]
    if len(in_doubt) < 2:
        return places
    counts = listings_around([place.point for place in in_doubt], AROUND_KM, open_reader())
    if counts[0] or not any(counts):
        return places
    chosen = next(place for place, count in zip(in_doubt, counts, strict=True) if count)
    return [chosen, *(place for place in places if place is not chosen)]


def _towns(area: Place, language: str, open_reader: Callable[[], Reader]) -> tuple[Place, ...]:
    """Returns towns of an area, those first around which most is listed, then the most populous.

    Of several near each other only the most populous: people look for Toronto, not for Willowdale.
    """
    towns = nearest_towns.towns_of(area, MAX_LISTED_TOWNS, language)
    counts = listings_around([town.point for town in towns], IN_TOWN_KM, open_reader())
    listed: dict[int, int] = {}  # by the number of the most populous, which comes first
    for number, town in enumerate(towns):
        is_near = (
            first for first in listed if distance_km(town.point, towns[first].point) < APART_KM
        )
        first = next(is_near, number)
        listed[first] = max(listed.get(first, 0), counts[number])
    order = sorted(listed, key=lambda number: (-listed[number], number))
    return tuple(towns[number] for number in order[:MAX_TOWNS])
