"""Figures: what was measured, in which unit, and the limit that it is held to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `most` and `least` are the limits that it must keep, None where there is none."""

    subject: str
    what: str
    value: float
    unit: str = ""
    most: float | None = None
    least: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the limit is kept; None where there is none."""
        if self.most is None and self.least is None:
            return None
        above = self.least is None or self.value >= self.least
        return above and (self.most is None or self.value <= self.most)

    @property
    def limit(self) -> str:
        """The limit in words; "" where there is none."""
        parts = [] if self.most is None else [f"at most {self.most:.4g}"]
        parts += [] if self.least is None else [f"at least {self.least:.4g}"]
        return ", ".join(parts)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least that share (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
