"""Great-circle distance on a sphere of 6371.0088 km (IUGG mean radius).

The error against the ellipsoid is below 0.6 %.
"""

import math

from chalicelib.geo.point import Point

EARTH_RADIUS_KM = 6371.0088
KM_PER_MILE = 1.609344


def distance_km(a: Point, b: Point) -> float:
    """Returns the great-circle distance in kilometres (haversine)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
