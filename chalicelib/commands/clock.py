"""The time at which an operator's command runs; read here and handed on."""

from datetime import UTC, datetime


def now() -> datetime:
    """Returns the present moment, in UTC."""
    return datetime.now(UTC)
