"""The front door: one Chalice application over the routes of `chalicelib.web`."""

import gc
from collections.abc import Callable
from functools import cache
from logging import LogRecord

# A start keeps nearly all that it makes: looking through it every 700 objects finds nothing.
gc.set_threshold(100_000, 10, 10)

from chalice.app import Chalice, Rate, Request, Response

from chalicelib.web.http.dispatch import final_response, log_framework_failure
from chalicelib.web.http.responses import COSE_KEY_SET
from chalicelib.web.routes import OPEN_PATHS, ROUTES, blueprint

app = Chalice(app_name="waypost")
app.api.binary_types = [COSE_KEY_SET]
for module in ROUTES:
    app.register_blueprint(blueprint(module))


@app.log.addFilter
def one_line(record: LogRecord) -> bool:
    """What fails in Chalice itself is logged as what fails in a view, in one line."""
    return log_framework_failure(record, app.current_request)


@app.middleware("http")
def one_shape(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Chalice's own refusals leave in the same shape as ours, and HEAD is GET without a body."""
    response = final_response(get_response(request), request, OPEN_PATHS)
    keep_what_a_start_made()
    return response


@cache  # after a process's first answer: modules, clients and templates stay until it ends
def keep_what_a_start_made() -> None:
    """Spares every later collection a look at what a start made: 13 ms each time."""
    gc.freeze()


@app.schedule(Rate(15, unit=Rate.MINUTES))
def sweep(event: object) -> None:
    """Deletes what has expired (policy rule 3), and rotates the keys where that is due.

    Then copies what checking needs to where a CDN finds it, and says how old all of it is.
    """
    from chalicelib import scheduled

    scheduled.run_now()
