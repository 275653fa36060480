"""The headers of a request, of which API Gateway gives only the last one of each name by itself.

A browser, or TLS in front of the service, may send a field several times: cookies often (RFC 9113
section 8.2.3). All of them are in the event's `multiValueHeaders`.
"""

from chalice.app import Request as ChaliceRequest


def header_of(request: ChaliceRequest, name: str) -> str:
    """Returns a header; "" where absent.

    Several of one name are one list (RFC 9110 section 5.3), with semicolons in cookies.
    """
    return ("; " if name.lower() == "cookie" else ", ").join(header_lines(request, name))


def header_lines(request: ChaliceRequest, name: str) -> list[str]:
    """Returns each header of that name, in the order in which they came."""
    by_name = request.to_original_event().get("multiValueHeaders") or {}
    lines = [
        str(line)
        for sent, values in by_name.items()
        if sent.lower() == name.lower()
        for line in values
    ]
    single = request.headers.get(name)
    return lines or ([] if single is None else [str(single)])
