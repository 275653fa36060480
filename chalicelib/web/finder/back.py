"""The way back from a meeting to the results in which a visitor found it."""

from urllib.parse import parse_qs, urlsplit

from chalicelib.web.finder import search_request
from chalicelib.web.http.request import Request

_MAX_QUERY = 1000  # characters; no search that the page itself links to is longer
_MAX_FIELDS = 40


def results_query(request: Request) -> dict[str, str]:
    """Returns the query of the results that a visitor comes from, as the browser says.

    {} where they come from elsewhere, or the browser says nothing. So no link to a meeting has to
    carry a search, which would then be in every address that somebody passes on.
    """
    try:
        address = urlsplit(request.header("referer"))
        fields = parse_qs(address.query[:_MAX_QUERY], max_num_fields=_MAX_FIELDS)
    except ValueError:
        return {}
    is_own = f"{address.scheme}://{address.netloc}" in request.own_origins
    if not is_own or address.path != f"{request.base}/":
        return {}
    return {name: ",".join(fields[name]) for name in search_request.FIELDS if name in fields}
