"""After the sweep that follows a redeem window the data folder has no byte of an occurrence."""

import base64
import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from chalicelib import sweeping
from chalicelib.verification import service
from chalicelib.verification.core.claims import reference_bytes
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.slips import Slips
from chalicelib.verification.tickets import new_ticket, stored_id, ticket_hash
from local import database, database_file
from local.database import Engine
from tests.conftest import Tables, open_tables
from tests.local.conftest import PATIENCE_S
from tests.unit.verification.sample_meeting import (
    HELD,
    MEETING,
    NOW,
    REDEEMED_UNTIL,
    SETTINGS,
    START,
    redeem,
    register,
)


def test_the_files_hold_withdrawn_references_and_these_until_their_end(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit in ("_LIMIT_S", "_WAIT_S"):
        monkeypatch.setattr(database_file, limit, PATIENCE_S)
    with (
        database.run(engine, os.environ) as running,
        open_tables(monkeypatch, tmp_path, running.endpoint) as tables,
    ):
        told, withdrawn, until = give_redeem_and_withdraw(tables)
        assert {what for what in told if found(tmp_path, told[what])} >= {
            "reference 0",
            "stored id 0",
            "the meeting's name",
            "the meeting's id",
            "the occurrence's start",
            "stored id 3",
            "stored id 4",  # of the slip that nobody marked
            "reference 2",
        }  # else this proves nothing

        assert sweeping.sweep(REDEEMED_UNTIL)
        assert database_file.erase_deleted(running)
        assert [what for what in told if found(tmp_path, told[what])] == []
        assert found(tmp_path, withdrawn)

        assert sweeping.sweep(until)
        assert database_file.erase_deleted(running)
        assert not found(tmp_path, withdrawn)


def give_redeem_and_withdraw(
    tables: Tables,
) -> tuple[dict[str, list[bytes]], list[bytes], datetime]:
    """Three people's codes, of which one is withdrawn; and two slips, of which one was marked.

    Returns what the service was told of them, the withdrawn reference, and a time after the month
    in which its code ends.
    """
    store = open_key_store(tables.settings)
    store.ensure_signing_key(NOW)
    issuer = replace(service.issuer(), settings=SETTINGS)
    tickets = [new_ticket() for _ in range(3)]
    register(issuer, *tickets)
    codes = [redeem(issuer, ticket) for ticket in tickets]
    taken_back = codes.pop()
    issuer.withdraw(HELD, taken_back.reference, NOW)
    slips = {number: new_ticket() for number in (1, 2)}
    hashes = {number: ticket_hash(slip) for number, slip in slips.items()}
    Slips(issuer).prepare(MEETING, HELD, START, hashes, NOW)
    Slips(issuer).give(MEETING, HELD, START, (1,), NOW)
    codes.append(redeem(issuer, slips[1]))
    tickets += slips.values()
    told = {
        "the meeting's name": [MEETING.name.encode()],
        "the meeting's id": [MEETING.id.encode()],
        "the occurrence's start": [str(int(START.timestamp())).encode()],
    }
    for number, ticket in enumerate(tickets):
        digest = ticket_hash(ticket)
        told[f"ticket {number}"] = [ticket.encode()]
        told[f"hash {number}"] = [digest.encode(), bytes.fromhex(digest)]
        told[f"stored id {number}"] = [stored_id(digest, store.ticket_key()).encode()]
    for number, code in enumerate(codes):
        told[f"reference {number}"] = forms(code.reference)
        told[f"code {number}"] = [code.token.encode()]
    ends = taken_back.claims.hand_in_by
    return told, forms(taken_back.reference), ends.replace(day=1) + timedelta(days=32)


def forms(reference: str) -> list[bytes]:
    """A reference as people and lists write it, and as a ticket holds it."""
    raw = reference_bytes(reference)
    return [reference.encode(), raw, raw.hex().encode(), base64.b64encode(raw).rstrip(b"=")]


def found(folder: Path, forms: list[bytes]) -> list[str]:
    """The files below a folder that hold one of these."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if any(form in file.read_bytes() for form in forms)]
