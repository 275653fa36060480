"""What an earlier version stored, as those meet it who start this one with the same folder."""

from collections.abc import Iterator
from typing import Any

import pytest

import app as front_door
from chalicelib import dynamodb, settings
from chalicelib.meetings.storage.table import open_table
from chalicelib.verification.keystore import open_key_store
from local.earlier_folder import bring_up_to_date
from tests.conftest import Tables
from tests.unit.web.site import NOW, Site, freeze_clock
from tests.unit.web.ticket_requests import TONIGHT, facilitator_at_the_end, register, withdraw

LATER_MADE = ("LISTING", "W#", "F#", "H#"), ("C#", "I#", "X#")  # of meetings and of tickets


@pytest.fixture
def site(moto_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> Site:
    open_key_store().ensure_signing_key(NOW)
    return facilitator_at_the_end(Site(front_door.app, freeze_clock(monkeypatch)))


def stored(table: str) -> Iterator[dict[str, Any]]:
    yield from dynamodb.client().scan(TableName=table)["Items"]


def make_earlier() -> None:
    """Takes away all that earlier versions did not store."""
    current, client = settings.current(), dynamodb.client()
    tables = current.meetings_table, current.verification_table
    for table, beginnings in zip(tables, LATER_MADE, strict=True):
        for item in stored(table):
            if item["pk"]["S"].startswith(beginnings):
                client.delete_item(TableName=table, Key={"pk": item["pk"]})
            elif "ended" in item:
                client.put_item(TableName=table, Item={k: item[k] for k in item if k != "ended"})
    for item in stored(current.facilitators_table):
        kept = {k: item[k] for k in item if k not in ("sessions", "id", "began", "used")}
        client.put_item(TableName=current.facilitators_table, Item=kept)


def tickets(site: Site) -> Any:
    return site.get("/v1/tickets", {"meeting_id": TONIGHT.id}).json["tickets"]


def test_what_an_earlier_version_stored_is_all_there(site: Site) -> None:
    references = list(register(site, "K7QX2-M9P4T", "K7QX2-M9P4V").json["references"].values())
    withdraw(site, references[0])
    withdrawn = site.get("/v1/withdrawals.json").json["references"]
    feed, listed = site.get("/feeds/meetings.csv").text, tickets(site)
    make_earlier()
    said: list[str] = []
    for _ in range(2):
        bring_up_to_date(settings.current(), site.clock.moment, said.append)
    assert len(said) == 1
    assert open_table().verify(site.clock.moment) == []
    assert site.get("/feeds/meetings.csv").text == feed
    assert site.get("/v1/withdrawals.json").json["references"] == withdrawn == references[:1]
    assert site.get("/facilitate").status == 401  # that session can't be ended singly
    site.sign_in(TONIGHT)
    assert tickets(site) == listed
    assert withdraw(site, references[1]).status == 200


def test_what_this_version_stored_is_left_as_it_is(site: Site) -> None:
    register(site, "K7QX2-M9P4T")
    said: list[str] = []
    bring_up_to_date(settings.current(), site.clock.moment, said.append)
    assert not said
    assert site.get("/facilitate").status == 200


def test_an_empty_folder_needs_nothing(moto_tables: Tables) -> None:
    said: list[str] = []
    bring_up_to_date(settings.current(), NOW, said.append)
    assert not said
