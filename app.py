"""The front door: one Chalice application over the rooms of `chalicelib.web`."""

from collections.abc import Callable

from chalice.app import Chalice, Rate, Request, Response

from chalicelib.web import edge, site

app = Chalice(app_name="waypost")
app.api.binary_types = [edge.COSE_KEY_SET]
for room in site.ROOMS:
    app.register_blueprint(site.blueprint(room))


@app.middleware("http")
def one_shape(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Chalice's own refusals leave in the same shape as ours."""
    return edge.restyled(get_response(request), request)


@app.schedule(Rate(15, unit=Rate.MINUTES))
def sweep(event: object) -> None:
    """Deletes what is over (3-VERIFICATION: no trace)."""
    from chalicelib import sweeping

    sweeping.sweep_now()
