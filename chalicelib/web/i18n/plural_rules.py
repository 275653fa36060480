"""Plural categories of whole numbers, by language: written by tools/build_cldr.py."""

from collections.abc import Callable, Mapping


def _en(n: int) -> str:
    if n == 1:
        return "one"
    return "other"


def _es(n: int) -> str:
    if n != 0 and n % 1000000 == 0:
        return "many"
    if n == 1:
        return "one"
    return "other"


def _fr(n: int) -> str:
    if n != 0 and n % 1000000 == 0:
        return "many"
    if n in (0, 1):
        return "one"
    return "other"


def _de(n: int) -> str:
    if n == 1:
        return "one"
    return "other"


def _pt(n: int) -> str:
    if n != 0 and n % 1000000 == 0:
        return "many"
    if 0 <= n <= 1:
        return "one"
    return "other"


def _ar(n: int) -> str:
    if 3 <= n % 100 <= 10:
        return "few"
    if 11 <= n % 100 <= 99:
        return "many"
    if n == 1:
        return "one"
    if n == 2:
        return "two"
    if n == 0:
        return "zero"
    return "other"


RULES: Mapping[str, Callable[[int], str]] = {
    "en": _en,
    "es": _es,
    "fr": _fr,
    "de": _de,
    "pt": _pt,
    "ar": _ar,
}
