"""Whether the service is alive, and whether it could do its work: for monitors."""

from chalice.app import Response

from chalicelib.version import VERSION, build
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import json_response


def live(request: Request) -> Response:
    """Returns that this process answers, and which version it is; nothing else is touched."""
    return json_response({"status": "ok", **_which()})


def ready(request: Request) -> Response:
    """Returns what was found of each thing that the service depends on; 503 where one fails."""
    from chalicelib.readiness import open_readiness
    from chalicelib.web.http.errors import RETRY_AFTER_S

    found = open_readiness().at(request.now)
    if not found.failing:
        return json_response({"status": "ok", "checks": found.checks, **_which()})
    error = {"code": "unavailable", "message": f"Not ready: {', '.join(found.failing)}."}
    return json_response(
        {"error": error, "checks": found.checks, **_which()},
        503,
        {"Retry-After": str(RETRY_AFTER_S)},
    )


def _which() -> dict[str, str]:
    return {"version": VERSION, "build": build()}
