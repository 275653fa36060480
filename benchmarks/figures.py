"""Figures: what was measured, in which unit, and the limit that it is held to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, and the limits it is held to; None where there is no limit."""

    subject: str
    what: str
    value: float
    unit: str = ""
    upper_limit: float | None = None
    lower_limit: float | None = None

    @property
    def within_limits(self) -> bool | None:
        """Returns whether the limits are kept; None where there are none."""
        if self.upper_limit is None and self.lower_limit is None:
            return None
        above = self.lower_limit is None or self.value >= self.lower_limit
        return above and (self.upper_limit is None or self.value <= self.upper_limit)

    @property
    def limit(self) -> str:
        """Returns the limits in words; "" where there are none."""
        parts = [] if self.upper_limit is None else [f"at most {self.upper_limit:.4g}"]
        parts += [] if self.lower_limit is None else [f"at least {self.lower_limit:.4g}"]
        return ", ".join(parts)


def percentile(values: Sequence[float], share: float) -> float:
    """Returns the smallest value that at least that share (0 to 1) of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
