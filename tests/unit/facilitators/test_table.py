"""What the facilitators table holds, and for how long."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from chalicelib.facilitators import sessions
from chalicelib.facilitators.items import Facilitator
from chalicelib.facilitators.sessions import DAY_S, session_of, sign_in
from chalicelib.facilitators.table import FacilitatorsTable
from tests.unit.facilitators.sign_in import NOW, SETTINGS, link, signed_in


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
        frozenset({"pk", "label", "meetings", "version", "sessions"}),
        frozenset({"pk", "facilitator", "version", "expires"}),  # a link,
        frozenset({"pk", "facilitator", "version", "expires", "session_hash"}),  # used
        frozenset({"pk", "id", "facilitator", "version", "began", "used", "expires"}),
    }


def test_no_session_keeps_a_time_finer_than_the_day(
    table: FacilitatorsTable, account: Facilitator, items: Callable[[], list[dict[str, Any]]]
) -> None:
    morning, evening = NOW.replace(hour=7, minute=31), NOW.replace(hour=21, minute=8)
    kept = []
    for moment in (morning, evening):
        cookie = sign_in(link(account, table, moment), table, SETTINGS, moment)
        session_of(cookie, table, SETTINGS, moment + timedelta(days=3, hours=1, minutes=7))
        own = f"S#{sessions.hash_secret(cookie)}"
        (item,) = (item for item in items() if item["pk"]["S"] == own)
        kept.append({name: value for name, value in item.items() if name not in ("pk", "id")})
    assert kept[0] == kept[1]
    assert kept[0]["began"] == {"S": "2026-11-17"}
    assert kept[0]["used"] == {"S": "2026-11-20"}
    assert int(kept[0]["expires"]["N"]) % DAY_S == 0


def test_a_used_link_leaves_nothing_after_its_day(
    table: FacilitatorsTable, account: Facilitator, items: Callable[[], list[dict[str, Any]]]
) -> None:
    before = items()
    sessions.sign_out(signed_in(account, table), table)
    table.sweep(int(NOW.timestamp()) + DAY_S)
    assert items() == before


def test_a_sweep_deletes_links_and_sessions_that_are_over(
    table: FacilitatorsTable, account: Facilitator, items: Callable[[], list[dict[str, Any]]]
) -> None:
    signed_in(account, table)
    link(account, table)
    moment = int(NOW.timestamp())
    assert table.sweep(moment + DAY_S - 1) == 0
    assert table.sweep(moment + DAY_S) == 2  # the used one, too
    midnight = moment - moment % DAY_S
    assert table.sweep(midnight + 91 * DAY_S - 1) == 0
    assert table.sweep(midnight + 91 * DAY_S) == 1
    assert [item["pk"]["S"] for item in items()] == [f"F#{account.id}"]
