"""Plural categories of whole numbers, after CLDR (its plural rules); browsers have their own."""

OTHER = "other"
CATEGORIES = ("zero", "one", "two", "few", "many", OTHER)
_ONE_FOR_NOUGHT = frozenset({"fr", "pt"})


def category(language: str, count: int) -> str:
    """The category of `count`, which is not negative. CLDR's `many` of French, Portuguese and
    Spanish begins at a million, which nothing here reaches.
    """
    if language == "ar":
        return _arabic(count)
    if language in _ONE_FOR_NOUGHT:
        return "one" if count in (0, 1) else OTHER
    return "one" if count == 1 else OTHER


def _arabic(count: int) -> str:
    if count in (0, 1, 2):
        return CATEGORIES[count]
    rest = count % 100
    if 3 <= rest <= 10:
        return "few"
    return "many" if rest >= 11 else OTHER
