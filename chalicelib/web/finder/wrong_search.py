"""A search with a value that it can't have: what of it can still be searched for."""

from urllib.parse import urlencode

from chalicelib.web.http import params
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.request import Request

_NOT_CARRIED_ON = ("limit", "cursor", "timezone")
_ANY_WEEKDAY = 0


def path_without(request: Request, field: str) -> str:
    """Returns the finder's path for the same search without that field and all else that is wrong.

    "" where nothing is left of it.
    """
    kept = {}
    for parameter in params.SEARCH:
        if parameter.name != field and parameter.name not in _NOT_CARRIED_ON:
            text = _readable_text(parameter, request)
            if text:
                kept[parameter.name] = text
    if "place" in kept:
        kept.pop("near", None)
    if not kept.keys() & {"place", "near"}:
        kept.pop("radius", None)
        kept.pop("sort", None)
        if kept.get("attendance") == "in_person" and "words" not in kept:
            del kept["attendance"]
    elif kept.get("attendance") == "online":
        kept.pop("sort", None)
    return f"/?{urlencode(kept)}" if kept else ""


def _readable_text(
    parameter: params.QueryParameter[object] | params.RepeatableParameter[object],
    request: Request,
) -> str:
    """The text of a value as an address carries it; "" where it is absent or can't be read."""
    try:
        value = parameter.of(request)
        texts = request.queries(parameter.name)
        if parameter is params.DAY:
            params.day(texts, _ANY_WEEKDAY)
    except InvalidField:
        return ""
    return "" if value is None else ",".join(text.strip() for text in texts if text.strip())
