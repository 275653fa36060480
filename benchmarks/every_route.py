"""Read and written units of every request: in a small service, and in one a hundred times as large.

A facilitator gives a code, prepares slips, and asks for all that there is; the tickets of others
are none or 100,000. What is searched for lies around a city, and as many meetings are near it in
both listings.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from benchmarks import issuance, world
from benchmarks.databases import CORNERS, WORLD, Contents, copy_of, corner_cities
from benchmarks.figures import Figure
from benchmarks.issuance import OTHERS
from benchmarks.units import Units
from local.database import RunningDatabase

PAGE_UNITS = 320  # of a feed's page of 5,000 meetings, which the smaller listing does not fill
_FEEDS = ("meeting-guide.json", "meetings.csv", "meetings.geojson", "meetings.ics")
CELL_UNITS = 26  # of a cell's file: a directory, and a shard of at most 200 KB
TIMES_UNITS = 90  # of a time that a facilitator changes: the rows that stand with it are written
_GROWS = {
    **{f"GET /feeds/{feed}": PAGE_UNITS for feed in _FEEDS},
    "GET /cells/{name}/{file}": CELL_UNITS,
    "POST /facilitate/times/{meeting_id}": TIMES_UNITS,
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What a request came to: its status, units and round trips."""

    status: int
    units: float
    calls: int


def measure(
    running: RunningDatabase, contents: Contents, announce: Callable[[str], None]
) -> list[Figure]:
    """Returns the units of each request that takes any."""
    with copy_of(running) as copy:
        announce("Every request: a small service")
        small = _in_new_process(copy.endpoint, CORNERS, 0)
        announce(f"Every request: beside {OTHERS:,} tickets and {contents.world_meetings:,}")
        large = _in_new_process(copy.endpoint, WORLD, OTHERS)
    return [figure for name in small for figure in _figures(name, small[name], large[name])]


def _figures(name: str, small: Taken, large: Taken) -> list[Figure]:
    return [
        Figure(name, "status", large.status, "", small.status, small.status),
        Figure(name, "units, small", small.units),
        Figure(name, "units, large", large.units, "", max(small.units, _GROWS.get(name, 0))),
        Figure(name, "round trips, large", large.calls),
    ]


def _in_new_process(endpoint: str, meetings: str, others: int) -> Mapping[str, Taken]:
    """Returns what each request takes of a process that has nothing from before.

    Each is one that is answered with what it asks for: what is refused would read next to nothing.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as processes:
        return processes.submit(_every_request, endpoint, meetings, others).result()


def _every_request(endpoint: str, meetings: str, others: int) -> dict[str, Taken]:
    # imported here: it takes the environment as it is when it is imported
    import app
    from chalicelib import dynamodb, settings
    from chalicelib.verification.keystore import open_key_store
    from tests.conftest import open_tables
    from tests.unit.meetings.factories import meeting
    from tests.unit.web import every_route
    from tests.unit.web.site import NOW, Site, freeze_clock, put_meetings
    from tests.unit.web.ticket_requests import TONIGHT

    city = corner_cities(world.cities())[0]
    near = f"near={city.point.lat:.3f},{city.point.lon:.3f}"
    taken = {}
    with (
        TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patched,
        open_tables(patched, Path(folder), endpoint),
    ):
        patched.setenv("MEETINGS_TABLE", meetings)
        settings.current.cache_clear()
        open_key_store().ensure_signing_key(NOW)
        client, verification = dynamodb.client(), settings.current().verification_table
        issuance.write(client, verification, issuance.others(others))
        put_meetings(beside := meeting("beside", point=city.point))
        desk = every_route.Desk(Site(app.app, freeze_clock(patched)))
        units = Units(client)
        for method, path in sorted(every_route.ALL, key=_ends_something):
            # a request before it may have ended the session, or used up the link
            desk.site.sign_in(TONIGHT)
            desk.renew_link()
            units.start()
            if "place=" in every_route.PATHS.get(path, ""):
                response = desk.get(f"{path}?{near}")
            elif path.startswith("/meetings/") and method == "GET":  # says what is near it
                response = desk.get(path.replace("{meeting_id}", beside.id))
            else:
                response = every_route.send(desk, method, path)
            assert response.status < 400, f"{method} {path} is refused: {response.text}"
            taken[f"{method} {path}"] = Taken(response.status, units.units, units.calls)
    return taken


def _ends_something(route: tuple[str, str]) -> bool:
    """Tells of requests after which others would be refused."""
    method, path = route
    return method == "DELETE" or path in ("/sign-out", "/facilitate/sessions")
