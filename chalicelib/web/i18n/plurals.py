"""Plural categories of whole numbers (Unicode CLDR); browsers have their own."""

from chalicelib.web.i18n.plural_rules import RULES

OTHER = "other"
CATEGORIES = ("zero", "one", "two", "few", "many", OTHER)


def category_of(language: str, count: int) -> str:
    """Returns the plural category of `count`, which is not negative, in a language.

    Raises KeyError for a language that has no folder below `languages/`.
    """
    return RULES[language](count)
