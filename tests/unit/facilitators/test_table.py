"""What the facilitators table holds, and for how long."""

import json
from collections.abc import Callable
from typing import Any

from chalicelib.facilitators import sessions
from chalicelib.facilitators.table import Facilitator, FacilitatorsTable
from tests.unit.facilitators.sign_in import NOW, link, signed_in


def test_secrets_rest_only_as_hashes(
    table: FacilitatorsTable, account: Facilitator, items: Callable[[], list[dict[str, Any]]]
) -> None:
    secret, cookie = link(account, table), signed_in(account, table)
    dump = json.dumps(items())
    for kept in (secret, cookie):
        assert kept not in dump
        assert sessions.hash_secret(kept) in dump
    assert len(secret) == len(cookie) == 43  # 256 bits
    assert {frozenset(item) for item in items()} == {
        frozenset({"pk", "label", "meetings", "version"}),
        frozenset({"pk", "facilitator", "version", "expires"}),
    }


def test_a_used_link_leaves_nothing(
    table: FacilitatorsTable, account: Facilitator, items: Callable[[], list[dict[str, Any]]]
) -> None:
    sessions.sign_out(signed_in(account, table), table)
    assert [item["pk"]["S"] for item in items()] == [f"F#{account.id}"]


def test_a_sweep_deletes_links_and_sessions_that_are_over(
    table: FacilitatorsTable, account: Facilitator, items: Callable[[], list[dict[str, Any]]]
) -> None:
    signed_in(account, table)
    link(account, table)
    moment = int(NOW.timestamp())
    assert table.sweep(moment + 24 * 3600 - 1) == 0
    assert table.sweep(moment + 24 * 3600) == 1
    assert table.sweep(moment + 90 * 24 * 3600 - 1) == 0
    assert table.sweep(moment + 90 * 24 * 3600) == 1
    assert [item["pk"]["S"] for item in items()] == [f"F#{account.id}"]
