"""Writes chalicelib/web/languages/*/cldr.json: how each language says dates, times and numbers.

    python -m tools.build_dates

The source is Unicode CLDR as Babel carries it. Babel itself stays on this machine: it is larger
than the rest of the service, and its import takes longer than the framework's. Patterns of CLDR
become texts of the catalogue ("E, d MMM" is "{weekday}, {day} {month}"), which Python and the
browser fill alike; digits are Western in every language, so that a time and a code can be compared.
English takes its names from CLDR and has patterns of its own (`ENGLISH`): "Tue 17 Nov",
"7:00–8:30 pm".
"""

import json
import re
from pathlib import Path

from babel import Locale

from chalicelib.web.files import LANGUAGES
from chalicelib.web.i18n.catalogue import OWN_NAMES

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
    """The texts of that language, by their keys."""
    locale = Locale.parse(language)
    days, months = locale.days["format"], locale.months["format"]
    found = {"time.clock": clock_of(locale), **_halves(locale), "time.range": _range(locale)}
    for key, skeleton in DATES.items():
        found[key] = _filled(locale.datetime_skeletons[skeleton].pattern)
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
    """`h` for hours from 1 to 12, `H` from 0, `HH` with two digits: CLDR's own letters."""
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


def _filled(pattern: str) -> str:
    """A CLDR pattern as a text with placeholders; words stand between apostrophes in it."""
    parts = re.findall(r"'([^']*)'|([A-Za-z]+)|([^'A-Za-z]+)", pattern)
    return "".join(word or (_FIELDS[field] if field else sign) for word, field, sign in parts)


def main() -> None:
    for language in OWN_NAMES:
        folder = LANGUAGES / language
        folder.mkdir(exist_ok=True)
        written = json.dumps(texts(language), ensure_ascii=False, indent=0)
        path: Path = folder / "cldr.json"
        path.write_text(f"{written}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
