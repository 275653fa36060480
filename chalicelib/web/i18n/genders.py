"""Grammatical gender, where "first", "last" and "every" have to agree with a weekday."""

FEMININE = "feminine"
# In Portuguese Monday to Friday are a "-feira"; in our other languages all seven are alike.
_FEMININE_WEEKDAYS = {"pt": frozenset(range(1, 6))}


def of_weekday(language: str, weekday: int) -> str:
    """Returns `feminine`, or "" where the text as it is agrees with a weekday (Sunday is 0)."""
    return FEMININE if weekday in _FEMININE_WEEKDAYS.get(language, ()) else ""
