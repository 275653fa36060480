"""`/robots.txt`: what search engines may ask for (RFC 9309).

They may know the front page, meetings, what to expect, and what stands in one town, as people ask
them for it. All other searches are left out: each choice on a page of results is a link, so that
there are more of them than any crawler can count, and each reads the database. What is one
person's, or for software, is of no use to find.
"""

from chalice.app import Response

from chalicelib.web.http.request import Request

_RULES = (  # of two that fit, the longer one counts
    "Disallow: /*?",
    "Allow: /?place=",
    "Disallow: /?place=*&",
    "Disallow: /v$",
    "Disallow: /v/",
    "Disallow: /t$",
    "Disallow: /mine",
    "Disallow: /saved",
    "Disallow: /station",
    "Disallow: /facilitate",
    "Disallow: /sign-",
    "Disallow: /embed",
    "Disallow: /print",
    "Disallow: /results.geojson",
    "Disallow: /meetings/*/",
    "Disallow: /v1/",
    "Disallow: /feeds/",
    "Disallow: /cells/",
    "Disallow: /pages/",
    "Disallow: /health",
    "Disallow: /.well-known/",
)


def robots(request: Request) -> Response:
    """Returns the rules, which count only where this address is at the root of its host."""
    rules = (rule.replace(": /", f": {request.base}/") for rule in _RULES)
    text = "\n".join(("User-agent: *", *rules, ""))
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/plain; charset=utf-8",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(text, headers)
