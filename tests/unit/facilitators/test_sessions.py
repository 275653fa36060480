"""Signing in: a link works once, a session rolls on while it is used, and both can be ended."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from chalicelib.aws.calls import MAX_ATTEMPTS
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.facilitators import accounts, sessions
from chalicelib.facilitators.items import Facilitator
from chalicelib.facilitators.sessions import InvalidLink, SignInNeeded, session_of, sign_in
from chalicelib.facilitators.table import FacilitatorsTable
from tests.conftest import PATIENCE_S, Tables
from tests.contracts import faults
from tests.unit.facilitators.sign_in import NOW, SECOND, SETTINGS, link, signed_in


def test_a_link_signs_in_who_holds_the_account(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    cookie = signed_in(account, table)
    session = session_of(cookie, table, SETTINGS, NOW)
    assert session.facilitator == account
    assert session.facilitator.meeting_ids == {"a1b2c3d4e5", "f6g7h8i9j0"}


def test_a_link_works_once(table: FacilitatorsTable, account: Facilitator) -> None:
    secret = link(account, table)
    assert sign_in(secret, table, SETTINGS, NOW)
    with pytest.raises(InvalidLink):
        sign_in(secret, table, SETTINGS, NOW)


def test_of_many_who_use_a_link_at_once_one_is_signed_in(dynoxide_tables: Tables) -> None:
    name = dynoxide_tables.settings.facilitators_table
    table = FacilitatorsTable(dynoxide_tables.another_client(), name, deadline_s=PATIENCE_S)
    account = accounts.add("Tuesday group", [], table)

    def attempt(secret: str) -> str | None:
        try:
            return sign_in(secret, table, SETTINGS, NOW)
        except InvalidLink:
            return None

    for _ in range(5):
        with ThreadPoolExecutor(8) as threads:
            cookies = list(threads.map(attempt, [link(account, table)] * 8))
        assert sum(cookie is not None for cookie in cookies) == 1


def test_a_link_still_works_where_the_session_could_not_be_kept(
    table: FacilitatorsTable, account: Facilitator, moto_tables: Tables
) -> None:
    secret = link(account, table)

    def unreachable_at_first(call: int) -> faults.Answer:
        if call < MAX_ATTEMPTS:
            raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")
        return None

    faults.on(moto_tables.client, "TransactWriteItems", unreachable_at_first)
    with pytest.raises(StorageUnavailable):
        sign_in(secret, table, SETTINGS, NOW)
    cookie = sign_in(secret, table, SETTINGS, NOW)
    assert session_of(cookie, table, SETTINGS, NOW).facilitator == account


def test_a_link_lasts_24_hours(table: FacilitatorsTable, account: Facilitator) -> None:
    first, second = link(account, table), link(account, table)
    day = timedelta(hours=24)
    assert sign_in(first, table, SETTINGS, NOW + day - SECOND)
    with pytest.raises(InvalidLink):
        sign_in(second, table, SETTINGS, NOW + day)


def test_what_is_no_link_or_session_opens_nothing(table: FacilitatorsTable) -> None:
    for secret in ("", "unknown", "\ud800", "L#" + "0" * 64, "x" * 10_000):
        with pytest.raises(InvalidLink):
            sign_in(secret, table, SETTINGS, NOW)
        with pytest.raises(SignInNeeded):
            session_of(secret, table, SETTINGS, NOW)
        sessions.sign_out(secret, table)


def test_a_link_is_no_session_and_a_session_no_link(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    secret, cookie = link(account, table), signed_in(account, table)
    with pytest.raises(SignInNeeded):
        session_of(secret, table, SETTINGS, NOW)
    with pytest.raises(InvalidLink):
        sign_in(cookie, table, SETTINGS, NOW)


def test_a_session_unused_for_90_days_ends_with_the_last_of_them(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    first, second = signed_in(account, table), signed_in(account, table)
    end = datetime.combine(NOW.date() + timedelta(days=91), time.min, UTC)
    assert session_of(first, table, SETTINGS, end - SECOND)
    with pytest.raises(SignInNeeded):
        session_of(second, table, SETTINGS, end)


def test_a_session_rolls_on_while_it_is_used(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    cookie = signed_in(account, table)
    for days in range(80, 800, 80):
        assert session_of(cookie, table, SETTINGS, NOW + timedelta(days=days)).renewed
    with pytest.raises(SignInNeeded):
        session_of(cookie, table, SETTINGS, NOW + timedelta(days=720 + 91))


def test_a_session_is_written_at_most_once_a_day(
    table: FacilitatorsTable, account: Facilitator, items: Callable[[], list[dict[str, Any]]]
) -> None:
    cookie = signed_in(account, table)
    kept, renewals = items(), 0
    for hours in range(3, 24 * 4, 3):
        session = session_of(cookie, table, SETTINGS, NOW + timedelta(hours=hours))
        assert (items() != kept) == session.renewed
        kept, renewals = items(), renewals + session.renewed
    assert renewals == 4  # NOW is an evening


def test_signing_out_ends_one_session(table: FacilitatorsTable, account: Facilitator) -> None:
    here, there = signed_in(account, table), signed_in(account, table)
    sessions.sign_out(here, table)
    with pytest.raises(SignInNeeded):
        session_of(here, table, SETTINGS, NOW)
    assert session_of(there, table, SETTINGS, NOW)


def test_a_session_ended_while_it_is_being_renewed_stays_ended(
    table: FacilitatorsTable, account: Facilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = signed_in(account, table)
    read = table.get

    def sign_out_meanwhile(account_id: str) -> Facilitator | None:
        sessions.sign_out(cookie, table)
        return read(account_id)

    tomorrow = NOW + timedelta(days=2)
    with monkeypatch.context() as patched:
        patched.setattr(table, "get", sign_out_meanwhile)
        with pytest.raises(SignInNeeded):
            session_of(cookie, table, SETTINGS, tomorrow)
    with pytest.raises(SignInNeeded):
        session_of(cookie, table, SETTINGS, tomorrow)


def test_revoking_ends_links_and_sessions_made_before_it(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    cookie, secret = signed_in(account, table), link(account, table)
    other = accounts.add("Thursday group", [], table)
    elsewhere = signed_in(other, table)
    revoked = accounts.revoke("Tuesday group", table)
    assert revoked.meeting_ids == account.meeting_ids
    with pytest.raises(SignInNeeded):
        session_of(cookie, table, SETTINGS, NOW)
    with pytest.raises(InvalidLink):
        sign_in(secret, table, SETTINGS, NOW)
    assert session_of(elsewhere, table, SETTINGS, NOW).facilitator == other
    again = signed_in(revoked, table)
    assert session_of(again, table, SETTINGS, NOW).facilitator == revoked
