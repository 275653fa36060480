"""A point on Earth."""

from dataclasses import dataclass


class InvalidPoint(ValueError):
    """No such place on Earth; `field` is latitude or longitude, `reason` what it must be."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Point:
    """A place on Earth in WGS 84 degrees."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        """Raises InvalidPoint where it is not on Earth."""
        if not -90 <= self.lat <= 90:
            raise InvalidPoint("latitude", "must be between -90 and 90")
        if not -180 <= self.lon <= 180:
            raise InvalidPoint("longitude", "must be between -180 and 180")
