"""Alive, and ready: what a monitor is told, and how little it can have asked."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from chalicelib import dynamodb, settings
from chalicelib.gazetteer import tables as places
from chalicelib.readiness import AGAIN_S
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.vault import FileVault, KeysUnavailable
from chalicelib.version import VERSION, build
from tests.unit.web.site import Response, Site

PROJECT = Path(__file__).parents[4]
WHICH = {"version": VERSION, "build": build()}
FINE = dict.fromkeys(("meetings", "verification", "facilitators", "keys", "places"), "ok")


def unreachable(**arguments: object) -> None:
    raise EndpointConnectionError(endpoint_url="http://nowhere")


def test_alive_is_said_without_anything_that_could_fail(
    bare_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dynamodb.client(), "get_item", unreachable)
    monkeypatch.delattr(FileVault, "read")
    answer = bare_site.get("/health")
    assert (answer.status, answer.json) == (200, {"status": "ok", **WHICH})
    assert answer.header("Cache-Control") == "no-store"
    assert bare_site.request("HEAD", "/health").status == 200


def test_alive_is_said_at_once_at_a_cold_start() -> None:
    code = "import sys, app, chalicelib.web.api.health; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    imported = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    known = set(imported.stdout.split())
    assert not known & {"jinja2", "nacl", "sqlite3", "botocore", "chalicelib.readiness"}


def test_ready_is_said_where_everything_answers(site: Site) -> None:
    answer = site.get("/health/ready")
    assert (answer.status, answer.json) == (200, {"status": "ok", "checks": FINE, **WHICH})
    assert answer.header("Cache-Control") == "no-store"
    assert site.request("HEAD", "/health/ready").status == 200


def require_failing(answer: Response, **checks: str) -> None:
    assert answer.status == 503
    assert answer.json["checks"] == FINE | checks
    assert answer.error["message"] == f"Not ready: {', '.join(checks)}."
    assert int(answer.header("Retry-After")) > 0
    assert {name: answer.json[name] for name in WHICH} == WHICH


def test_before_the_first_key_nothing_is_ready_that_signs(bare_site: Site) -> None:
    require_failing(bare_site.get("/health/ready"), keys="no_key")
    assert bare_site.request("HEAD", "/health/ready").status == 503


def test_a_seed_that_is_gone_is_no_signing_key(site: Site) -> None:
    for seed in (settings.current().data_dir / "keys").glob("seed-*"):
        seed.unlink()
    require_failing(site.get("/health/ready"), keys="no_key")


def keys_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: object, name: str) -> bytes:
        raise KeysUnavailable("away")

    monkeypatch.setattr(FileVault, "read", away)


def places_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise FileNotFoundError

    monkeypatch.setattr(places, "database", missing)


def no_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "cities_with_key", lambda key, country: [])


def places_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(key: str, country: str) -> None:
        raise sqlite3.DatabaseError("file is not a database")

    monkeypatch.setattr(places, "cities_with_key", damaged)


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        (keys_away, "keys"),
        (places_missing, "places"),
        (places_damaged, "places"),
        (no_places, "places"),
    ],
)
def test_what_fails_is_named(
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    broken: Callable[[pytest.MonkeyPatch], None],
    name: str,
) -> None:
    broken(monkeypatch)
    require_failing(site.get("/health/ready"), **{name: "unavailable"})


@pytest.mark.parametrize("name", ["meetings", "verification", "facilitators"])
def test_a_table_that_does_not_answer_is_named_by_what_is_in_it(
    site: Site, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """And nothing tells what it is called, or where it is."""
    table, get_item = getattr(settings.current(), f"{name}_table"), dynamodb.client().get_item

    def one_is_away(**arguments: Any) -> Any:
        return unreachable() if arguments["TableName"] == table else get_item(**arguments)

    monkeypatch.setattr(dynamodb.client(), "get_item", one_is_away)
    answer = site.get("/health/ready")
    require_failing(answer, **{name: "unavailable"})
    assert table not in answer.text


def test_nobody_can_have_the_database_or_the_keys_asked_more_often(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    get_item, read = dynamodb.client().get_item, FileVault.read

    def noting(**arguments: Any) -> Any:
        asked.append("table")
        return get_item(**arguments)

    def noting_key(self: FileVault, name: str) -> bytes | None:
        asked.append("key")
        return read(self, name)

    open_key_store.cache_clear()
    monkeypatch.setattr(dynamodb.client(), "get_item", noting)
    monkeypatch.setattr(FileVault, "read", noting_key)
    assert {site.get("/health/ready").status for _ in range(50)} == {200}
    assert sorted(asked) == ["key", "key", "table", "table", "table"]
    site.clock.wait(seconds=AGAIN_S)
    assert {site.get("/health/ready").status for _ in range(50)} == {200}
    assert asked.count("table") == 6
    assert asked.count("key") == 2  # they are held for longer


def test_what_fails_is_held_as_long_and_logged_once(
    site: Site, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dynamodb.client(), "get_item", unreachable)
    for _ in range(5):
        assert site.get("/health/ready").status == 503
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [(line["event"], line["code"]) for line in lines] == [
        ("not_ready", "EndpointConnectionError")
    ] * 3
    monkeypatch.undo()
