"""Synthetic meetings, spread as the world's people are: the same ones for the same seed.

Cities and their populations are the gazetteer's. A city's radius is that of a disc of its people at
3,000 a square kilometre, and meetings thin out towards its edge. Names of streets and rooms are
names of places of the same country, so that rows compress as real ones do (61 to 101 bytes) or
worse, and never better.
"""

import math
import random
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate

from chalicelib.gazetteer.tables import DATABASE
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Conference, Meeting, Venue, meeting_id
from chalicelib.meetings.schedule.schedule import Schedule

PEOPLE_PER_KM2 = 3000
KM_PER_DEGREE = 111.195
ONLINE_SHARE, HYBRID_SHARE = 0.30, 0.08
_LENGTHS = (60, 60, 60, 60, 90, 90, 75, 45, 120)
# Starts by hour, as listings have them: before work, at noon, and most of all in the evening.
_HOURS = {6: 4, 7: 7, 8: 6, 9: 6, 10: 8, 11: 4, 12: 14, 13: 2, 14: 2, 15: 2, 16: 3, 17: 10}
_HOURS |= {18: 19, 19: 34, 20: 18, 21: 3, 22: 2, 23: 1, 0: 1}
_FIRST = (
    "Morning Evening Saturday Sunday Early Late Quiet Open Steady Gentle Bright New Second Fresh "
    "Simple Patient Honest Daily Living Shared Common Hopeful Warm Kind Rising Turning Growing "
    "Winding Hillside Riverside Lakeside Harbour Downtown Uptown Northside Southside Eastside"
).split()
_SECOND = (
    "Circle Steps Lantern Candle Bridge Path Table Window Door Garden Harbour Reading Study "
    "Reflections Beginnings Discussion Speakers Topic Serenity Courage Fellowship Gathering Hour "
    "Footsteps Lighthouse Oasis Journey Compass Anchor Kitchen Porch Corner Branch Roots Sunrise"
).split()
_ROOMS = (
    "Church|Hall|Library|Community Centre|Clinic|School|Chapel|Club|Parish House|Annexe"
).split("|")
_STREETS = "Street Road Avenue Lane Boulevard Way Square Drive Place Terrace".split()
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_NO_LETTER = re.compile(r"\W+")
_TYPES = "O C D B ST TR X SP M W LGBTQ Y BE LIT MED NS BT CF DB EN ES FR".split()


@dataclass(frozen=True, slots=True)
class City:
    """A city of the gazetteer."""

    number: int
    name: str
    country: str
    population: int
    point: Point
    timezone: str

    @property
    def radius_km(self) -> float:
        """Returns the radius of the disc that its people fill."""
        return math.sqrt(max(self.population, 1000) / PEOPLE_PER_KM2 / math.pi)


def cities() -> list[City]:
    """Returns the cities in the order of their population, the largest first."""
    with closing(sqlite3.connect(DATABASE)) as database:
        rows = database.execute(
            "SELECT place.id, place.name, country, population, lat_e3, lon_e3, zone.name"
            " FROM place JOIN zone ON zone.id = place.zone WHERE cell IS NOT NULL"
            " ORDER BY population DESC, place.id"
        )
        return [
            City(number, name, country, population, Point(lat_e3 / 1e3, lon_e3 / 1e3), zone)
            for number, name, country, population, lat_e3, lon_e3, zone in rows
        ]


def draw_by_population(among: Sequence[City], count: int, chance: random.Random) -> list[City]:
    """Returns cities drawn in proportion to their people."""
    weights = list(accumulate(city.population for city in among))
    return chance.choices(among, cum_weights=weights, k=count)


def meetings(among: Sequence[City], count: int, seed: str) -> Iterator[list[Meeting]]:
    """Yields the meetings country by country, `count` of them in all."""
    by_country: dict[str, list[City]] = {}
    for city in draw_by_population(among, count, random.Random(seed)):
        by_country.setdefault(city.country, []).append(city)
    names: dict[str, list[str]] = {}
    for city in among:
        names.setdefault(city.country, []).append(city.name)
    everywhere = [city.name for city in among]
    for country, chosen in sorted(by_country.items()):
        # no country has as many cities as a city has names of streets
        pool = names[country] + everywhere[::12]
        chance = random.Random(f"{seed} {country}")
        chosen.sort(key=lambda city: city.number)
        yield [_meeting(city, i, pool, chance) for i, city in enumerate(chosen)]


def near_any(points: Sequence[Point], reach_km: float, listed: Sequence[Meeting]) -> list[Meeting]:
    """Returns the meetings whose room (online: whose town) is in reach of one of the points."""
    return [
        meeting
        for meeting in listed
        if meeting.venue.point
        and any(
            abs(point.lat - meeting.venue.point.lat) * KM_PER_DEGREE <= reach_km
            and distance_km(point, meeting.venue.point) <= reach_km
            for point in points
        )
    ]


def _meeting(city: City, number: int, names: Sequence[str], chance: random.Random) -> Meeting:
    source = f"feed-{city.country.lower()}"
    name = f"{chance.choice(_FIRST)} {chance.choice(_SECOND)}"
    if chance.random() < 0.5:
        name = f"{chance.choice(names)} {name}"
    words = _NO_LETTER.sub("-", name.lower())
    slug = f"{words[:40]}-{number}-{chance.randrange(16**5):x}"
    share = chance.random()
    attendance = AttendanceOption.IN_PERSON
    if share < ONLINE_SHARE:
        attendance = AttendanceOption.ONLINE
    elif share < ONLINE_SHARE + HYBRID_SHARE:
        attendance = AttendanceOption.HYBRID
    conference = Conference()
    if attendance.has_link:
        secret = "".join(chance.choices(_LETTERS + _LETTERS.lower() + "0123456789", k=32))
        conference = Conference(
            f"https://zoom.us/j/{chance.randrange(10**10, 10**11)}?pwd={secret}"
        )
    room = f"{chance.choice(names)} {chance.choice(_ROOMS)}, room {chance.randrange(1, 300)}"
    street = f"{chance.choice(names)} {chance.choice(_STREETS)}"
    code = "".join(chance.choices(_LETTERS, k=5)) + f" {chance.randrange(10_000)}"
    address = f"{chance.randrange(1, 4000)} {street}, {city.name} {code}, {city.country}"
    return Meeting(
        id=meeting_id(source, slug),
        source=source,
        slug=slug,
        name=name,
        attendance=attendance,
        verification=VerificationPolicy.OFFERED,
        schedule=_schedule(city, chance),
        venue=Venue(
            location=room if attendance.has_room else "",
            formatted_address=address if attendance.has_room else f"{city.name}, {city.country}",
            regions=(city.country, city.name),
            point=_around(city, chance),
        ),
        conference=conference,
        types=tuple(sorted(set(chance.choices(_TYPES, k=chance.randrange(1, 5))))),
    )


def _schedule(city: City, chance: random.Random) -> Schedule:
    (hour,) = chance.choices(tuple(_HOURS), weights=tuple(_HOURS.values()))
    minute = chance.choice((0, 0, 0, 0, 30, 30, 15, 45))
    several = chance.random() < 0.08
    days = chance.sample(range(7), chance.choice((2, 3, 5, 7)) if several else 1)
    length = chance.choice(_LENGTHS)
    return Schedule(tuple(sorted(days)), hour * 60 + minute, length, city.timezone)


def _around(city: City, chance: random.Random) -> Point:
    distance = city.radius_km * chance.random()
    bearing = chance.random() * math.tau
    lat = city.point.lat + distance * math.cos(bearing) / KM_PER_DEGREE
    lat = max(-89.0, min(89.0, lat))
    east = distance * math.sin(bearing) / KM_PER_DEGREE / math.cos(math.radians(lat))
    lon = (city.point.lon + east + 180) % 360 - 180
    return Point(round(lat, 5), round(lon, 5))
