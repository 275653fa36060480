"""The line of chips above the results: what is searched for, in a few words."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from chalicelib.web.finder.filter_controls import ActiveFilter, Control, Query
from chalicelib.web.finder.search_request import SearchRequest
from chalicelib.web.i18n import formatting
from chalicelib.web.i18n.catalogue import Translator

_ALWAYS_SHOWN = ("day", "time", "attendance")


class Chip(NamedTuple):
    """One of them; it leads to the controls, or with `query_without` to the search without it.

    `is_selected`: whether it narrows the search.
    """

    text: str
    is_selected: bool
    query_without: dict[str, str] | None = None


def chips(
    t: Translator,
    search: SearchRequest,
    query: Query,
    controls: Sequence[Control],
    active: Iterable[ActiveFilter],
) -> list[Chip]:
    """Returns day, time and way to take part as they are, then all else that narrows the search."""
    selected = {name: _selected(t, controls, name) for name in _ALWAYS_SHOWN}
    way = t("finder.online_only") if search.online else selected["attendance"]
    shown = [
        Chip(selected["day"] or t("finder.from_today"), bool(selected["day"])),
        Chip(selected["time"] or t("finder.time.any"), bool(selected["time"])),
        Chip(way or t("finder.in_person"), bool(way)),
    ]
    others = [
        Chip(part.text, True, part.query_without)
        for part in active
        if all(part.query_without[name] == query[name] for name in _ALWAYS_SHOWN)
    ]
    return shown + others


def _selected(t: Translator, controls: Sequence[Control], name: str) -> str:
    options = (option for control in controls if control.name == name for option in control.options)
    return formatting.comma_list(t, (option.text for option in options if option.is_selected))
