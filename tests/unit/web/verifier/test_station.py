"""The checking desk as it was built, and what keeps it on a device."""

import json

from chalicelib import settings
from chalicelib.web.verifier import station
from tests.unit.web.site import Site


def test_the_desk_may_run_its_reader_of_pictures_and_nothing_else(bare_site: Site) -> None:
    answer = bare_site.get("/station")
    assert answer.status == 200
    assert answer.header("Content-Security-Policy") == station.policy()
    assert "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self';" in station.policy()


def test_the_desk_knows_its_public_address_at_any_host(bare_site: Site) -> None:
    page = bare_site.get("/station", host="second.example")
    assert page.page.all("script", id="script")[0]["data-address"] == settings.current().public_url


def test_the_worker_is_asked_for_anew_each_time(bare_site: Site) -> None:
    answer = bare_site.get("/station-worker.js")
    assert answer.header("Cache-Control") == "private, no-cache"
    assert answer.header("Content-Type").startswith("text/javascript")


def test_the_manifest_installs_the_desk_alone(bare_site: Site) -> None:
    manifest = json.loads(bare_site.get("/station.webmanifest").text)
    assert manifest["start_url"] == manifest["scope"] == "./station"
