"""The radii to choose from near a place, in miles or in kilometres, as people there count."""

from typing import NamedTuple

from chalicelib.geo.distance import KM_PER_MILE

MAX_RADIUS_KM = 100.0


class Ladder(NamedTuple):
    """Radii from the smallest to the widest, as numbers of a unit.

    `first`: the rung whose circle is read at once, so that it and all below it are chosen from in
    memory; the wider ones are read one after the other.
    """

    unit: str
    km_per_unit: float
    rungs: tuple[int, ...]
    first: int

    @property
    def rungs_km(self) -> tuple[float, ...]:
        """Returns the rungs in kilometres, exactly as a query's text of them is read."""
        return tuple(rung * self.km_per_unit for rung in self.rungs)

    @property
    def first_km(self) -> float:
        """Returns the first radius that is read, in kilometres."""
        return self.first * self.km_per_unit

    def wider_km(self, radius_km: float) -> tuple[float, ...]:
        """Returns the rungs that are wider than a radius, in kilometres."""
        return tuple(rung for rung in self.rungs_km if rung > radius_km)

    def text(self, radius_km: float) -> str:
        """Returns a radius as a query has it: "10mi" for a rung, else kilometres to the metre."""
        for rung, rung_km in zip(self.rungs, self.rungs_km, strict=True):
            if rung_km == radius_km:
                return f"{rung}{self.unit}"
        return f"{radius_km:.3f}".rstrip("0").rstrip(".") + "km"


KILOMETRES = Ladder("km", 1.0, (2, 5, 10, 25, 50, 100), first=25)
# 25 mi are 40 km: two and a half times the area of the 25 km that are read at once elsewhere
MILES = Ladder("mi", KM_PER_MILE, (2, 5, 10, 25, 50), first=10)
