"""Writes what Unicode CLDR says of each language: its dates, times, numbers and plurals.

    make cldr

chalicelib/web/languages/*/cldr.json and chalicelib/web/i18n/plural_rules.py. The source is CLDR as
Babel carries it. Babel itself stays on this machine: it is larger than the rest of the service, and
its import takes longer than the framework's. Patterns of CLDR become texts of the catalogue
("E, d MMM" is "{weekday}, {day} {month}"), which Python and the browser fill alike; digits are
Western in every language, so that a time and a code can be compared. English takes its names from
CLDR and has patterns of its own (`ENGLISH`): "Tue 17 Nov", "7:00–8:30 pm".
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from babel import Locale

from chalicelib.web.files import LANGUAGES
from chalicelib.web.i18n.catalogue import OWN_NAMES

PLURAL_RULES = LANGUAGES.parent / "i18n" / "plural_rules.py"
NO_BREAK, NARROW_NO_BREAK = "\u00a0", "\u202f"
DATES = {"date.short": "MMMEd", "date.short_year": "yMMMEd", "date.plain": "yMMMd"}
_FIELDS = {
    "E": "{weekday}",
    "EEE": "{weekday}",
    "d": "{day}",
    "MMM": "{month}",
    "y": "{year}",
}
ENGLISH = {
    "date.short": "{weekday} {day} {month}",
    "date.short_year": "{weekday} {day} {month} {year}",
    "date.plain": "{day} {month} {year}",
    "time.am": f"{{time}}{NO_BREAK}am",
    "time.pm": f"{{time}}{NO_BREAK}pm",
    "time.range": "{since}–{until}",
}


def texts(language: str) -> dict[str, str]:
    """Returns the texts of that language, by their keys."""
    locale = Locale.parse(language)
    days, months = locale.days["format"], locale.months["format"]
    found = {"time.clock": clock_of(locale), **_halves(locale), "time.range": _range(locale)}
    for key, skeleton in DATES.items():
        found[key] = _text_of(locale.datetime_skeletons[skeleton].pattern)
    found["list.and"] = locale.list_patterns["standard"]["end"].format("{some}", "{last}")
    found["number.decimal"] = locale.number_symbols["latn"]["decimal"]
    for number in range(7):  # from Sunday; CLDR counts from Monday
        found[f"weekday.{number}"] = days["wide"][(number + 6) % 7]
        found[f"weekday.short.{number}"] = days["abbreviated"][(number + 6) % 7]
    for number in range(1, 13):
        found[f"month.short.{number}"] = months["abbreviated"][number]
    if language == "en":
        found |= ENGLISH | {
            "list.and": locale.list_patterns["standard"]["2"].format("{some}", "{last}")
        }
    return found


def clock_of(locale: Locale) -> str:
    """Returns `h` for hours from 1 to 12, `H` from 0, `HH` with two digits: CLDR's own letters."""
    hours = re.search(r"h|H+", locale.time_formats["short"].pattern)
    assert hours, locale
    return hours[0]


def _halves(locale: Locale) -> dict[str, str]:
    if clock_of(locale) != "h":
        return {"time.am": "{time}", "time.pm": "{time}"}
    names = locale.day_periods["format"]["abbreviated"]
    return {f"time.{half}": f"{{time}}{NO_BREAK}{names[half]}" for half in ("am", "pm")}


def _range(locale: Locale) -> str:
    clock = clock_of(locale)
    first, second = locale.interval_formats["hm" if clock == "h" else "Hm"][clock[0]]
    time = re.compile(r"(?:h|H+):mm(?:\s*a)?")
    joined = time.sub("{since}", first) + time.sub("{until}", second)
    return joined.replace("'", "").replace("\u2009", NARROW_NO_BREAK).replace(" ", NO_BREAK)


def _text_of(pattern: str) -> str:
    """A CLDR pattern as a text with placeholders; words stand between apostrophes in it."""
    parts = re.findall(r"'([^']*)'|([A-Za-z]+)|([^'A-Za-z]+)", pattern)
    return "".join(word or (_FIELDS[field] if field else sign) for word, field, sign in parts)


# Plurals

_HEAD = '''"""Plural categories of whole numbers, by language: written by tools/build_cldr.py."""

from collections.abc import Callable, Mapping
'''
_RELATION = re.compile(
    r"(?P<operand>[nivwftce])(?: mod (?P<modulus>\d+))? (?P<no>not )?in (?P<ranges>.+)"
)


def plural_rules() -> str:
    """Returns the module of plural rules: a function for each language."""
    functions = [_function(tag, Locale.parse(tag).plural_form.rules) for tag in OWN_NAMES]
    names = "".join(f'    "{tag}": {_name(tag)},\n' for tag in OWN_NAMES)
    table = f"RULES: Mapping[str, Callable[[int], str]] = {{\n{names}}}\n"
    return "\n\n".join([_HEAD, *functions, table])


def _name(tag: str) -> str:
    return f"_{tag.replace('-', '_').lower()}"


def _function(tag: str, rules: Mapping[str, str]) -> str:
    lines = [f"def {_name(tag)}(n: int) -> str:"]
    for category, rule in sorted(rules.items()):
        if condition := whole_number_condition(rule):
            lines += [f"    if {condition}:", f'        return "{category}"']
    return "\n".join([*lines, '    return "other"', ""])


def whole_number_condition(rule: str) -> str:
    """Returns a CLDR rule (UTS #35, part 3, section 5) as a Python condition of the number `n`.

    Whole numbers have no fraction and no exponent, so that only `n` and `i`, which are the number
    itself, may be anything but 0. Returns "" for a rule that no whole number meets.
    """
    alternatives = []
    for alternative in rule.split(" or "):
        relations = [_relation(text) for text in alternative.split(" and ")]
        if "False" not in relations:
            alternatives.append(" and ".join(text for text in relations if text != "True"))
    return " or ".join(alternatives)


def _relation(text: str) -> str:
    """Returns one relation in Python; "True" or "False" where it does not depend on the number."""
    found = _RELATION.fullmatch(text)
    assert found, text
    ranges = [
        tuple(int(end) for end in part.partition("..")[::2] if end)
        for part in found["ranges"].split(",")
    ]
    if found["operand"] not in "ni":
        return str(any(ends[0] <= 0 <= ends[-1] for ends in ranges) != bool(found["no"]))
    number = f"n % {found['modulus']}" if found["modulus"] else "n"
    if len(ranges) == 1 and len(ranges[0]) == 2:
        within = f"{ranges[0][0]} <= {number} <= {ranges[0][1]}"
        return f"not {within}" if found["no"] else within
    values = [value for ends in ranges for value in range(ends[0], ends[-1] + 1)]
    if len(values) == 1:
        return f"{number} {'!=' if found['no'] else '=='} {values[0]}"
    return f"{number} {found['no'] or ''}in {tuple(values)}"


def main() -> None:
    """Writes the texts of each language, and the plural rules of all."""
    for language in OWN_NAMES:
        folder = LANGUAGES / language
        folder.mkdir(exist_ok=True)
        written = json.dumps(texts(language), ensure_ascii=False, indent=0)
        path: Path = folder / "cldr.json"
        path.write_text(f"{written}\n", encoding="utf-8")
    PLURAL_RULES.write_text(plural_rules(), encoding="utf-8")


if __name__ == "__main__":
    main()
