"""A service with something of everything that there is, and what anybody gets of it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import app as front_door
from chalicelib import dynamodb, settings
from chalicelib.__main__ import main
from chalicelib.facilitators.accounts import find
from chalicelib.facilitators.table import open_table as open_accounts
from chalicelib.meetings.meeting import meeting_id
from chalicelib.meetings.schedule.occurrences import latest_started
from chalicelib.meetings.storage.table import open_table
from chalicelib.verification import service
from chalicelib.verification.detail import Detail
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.tickets import new_ticket
from local import sample
from tests.conftest import ENDPOINT, Tables, forget, open_tables
from tests.unit.web.site import Site, freeze_clock

LABEL = "Tuesday team"
_QUARTER = timedelta(days=31)
_PATHS = (
    "/",
    "/?place=Chicago",
    "/?place=London&days=2",
    "/?place=New+York&when=evening&language=es",
    "/?attendance=online",
    "/?place=choices",
    "/print?place=Boston",
    "/embed?near=41.88,-87.63",
    "/results.geojson?near=41.88,-87.63",
    "/v1/meetings?near=41.88,-87.63&radius_km=50",
    "/v1/meetings?attendance=online",
    "/v1/meetings?words=library",
    "/feeds/meeting-guide.json",
    "/feeds/meetings.csv",
    "/feeds/meetings.geojson",
    "/feeds/meetings.ics?near=41.88,-87.63",
    "/.well-known/jwks.json",
    "/v1/withdrawals.json",
)


@dataclass(frozen=True)
class Filled:
    """A service that was filled, and its codes, each by what becomes of it."""

    site: Site
    ids: list[str]
    held: tuple[str, ...]
    codes: Mapping[str, str]


def run(*arguments: str) -> Result:
    """A command, as an operator runs it."""
    return CliRunner().invoke(main, arguments)


def done(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@contextmanager
def elsewhere(patched: pytest.MonkeyPatch, folder: Path) -> Iterator[Tables]:
    """New empty tables and an empty place of keys, on the same database."""
    with open_tables(patched, folder, dynamodb_endpoint()) as tables:
        as_local(patched)
        yield tables


def dynamodb_endpoint() -> str | None:
    url: str = dynamodb.client().meta.endpoint_url
    return None if "amazonaws" in url else url


def as_local(patched: pytest.MonkeyPatch) -> None:
    """Lets commands see a local database, where keys may be files."""
    if dynamodb_endpoint() is None:  # moto answers for AWS, and the client is there already
        patched.setenv(ENDPOINT, "http://127.0.0.1:8001")


def mount(patched: pytest.MonkeyPatch, names: Mapping[str, str]) -> None:
    """Points this process's settings at other tables, by the variables of their names."""
    endpoint = dynamodb_endpoint()
    for variable, name in names.items():
        patched.setenv(variable, name)
    if endpoint is None:
        patched.delenv(ENDPOINT)
    forget()
    dynamodb.client()
    as_local(patched)


def fill(patched: pytest.MonkeyPatch, rows: int = 310) -> Filled:
    """The sample listing, an account, codes of three keys, a withdrawn one, a cancelled time."""
    as_local(patched)
    feed = settings.current().data_dir / "feed.json"
    feed.write_text(json.dumps(json.loads(sample.LISTING.read_text("utf-8"))[:rows]), "utf-8")
    site = Site(front_door.app, freeze_clock(patched))
    done("keys", "create")
    done("import", str(feed), "--source", sample.SOURCE)
    listing = open_table()
    ids = [meeting_id(sample.SOURCE, slug) for slug in listing.manifest(sample.SOURCE)]
    codes = {"of a revoked key": give(site, ids)}
    revoked = open_key_store().ring().signing(int(site.clock.moment.timestamp())).kid
    for name in ("of an earlier key", "of this key"):
        site.clock.wait(days=_QUARTER.days)
        done("keys", "rotate")
        site.clock.wait(minutes=11)
        codes[name] = give(site, ids)
    codes["withdrawn"] = give(site, ids)
    done("withdraw", codes["withdrawn"])
    done("keys", "revoke", revoked, "--yes")
    held = tuple(sorted(sample.choose_meetings(listing.get_many(ids).values(), site.clock.moment)))
    done("facilitator", "add", "--label", LABEL, "--meeting", *held)
    cancel_next(site, held[0])
    return Filled(site, ids, held, codes)


def give(site: Site, ids: list[str]) -> str:
    """A code of a meeting that has begun."""
    now = site.clock.moment
    meetings = [one for one in open_table().get_many(ids).values() if one.schedule]
    started = [(latest_started(one.schedule, now), one) for one in meetings if one.schedule]
    _, meeting = max(
        ((start.start, one) for start, one in started if start), key=lambda pair: pair[0]
    )
    given = service.issuer().give(meeting, {meeting.id}, new_ticket(), Detail.FULL, now)
    return given.token


def cancel_next(site: Site, meeting: str) -> None:
    said = done("meeting", "show", meeting)
    next_time = said.rpartition("Next: ")[2].split()[1]
    done("meeting", "cancel", meeting, next_time)


def answers(site: Site, ids: tuple[str, ...]) -> dict[str, bytes]:
    """What anybody gets, by address."""
    paths = [
        *_PATHS,
        *(f"/meetings/{one}" for one in ids),
        *(f"/v1/meetings/{one}" for one in ids),
        *(f"/meetings/{one}/calendar.ics" for one in ids),
    ]
    found = {path: site.get(path) for path in paths}
    assert {path: one.status for path, one in found.items() if one.status != 200} == {}
    return {path: one.body for path, one in found.items()}


def outcomes(filled: Filled) -> dict[str, str]:
    """What is said of each code."""
    return {name: outcome(filled.site, code) for name, code in filled.codes.items()}


def outcome(site: Site, code: str) -> str:
    answer = site.post("/v1/verifications/check", {"token": code})
    assert answer.status == 200
    return str(answer.json["outcome"])


def stored(name: str) -> list[Any]:
    """All items of a table, by key."""
    items: list[Any] = []
    for page in dynamodb.client().get_paginator("scan").paginate(TableName=name):
        items += page["Items"]
    return sorted(items, key=lambda item: str(item["pk"]["S"]))


def nothing_is_stored(tables: Tables) -> bool:
    current = tables.settings
    names = (current.meetings_table, current.verification_table, current.facilitators_table)
    keys = current.data_dir / "keys"
    return not any(map(stored, names)) and not (keys.exists() and [*keys.iterdir()])


def held_by(label: str) -> tuple[str, ...]:
    return tuple(sorted(find(label, open_accounts()).meeting_ids))
