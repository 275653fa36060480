"""Signing in: a link works once, a session rolls on while it is used, and both can be ended."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import EndpointConnectionError

from chalicelib.dynamodb import StorageUnavailable
from chalicelib.facilitators import accounts, sessions
from chalicelib.facilitators.accounts import InvalidLabel, LabelTaken, UnknownFacilitator
from chalicelib.facilitators.sessions import LinkOver, SignInNeeded, make_link, session_of, sign_in
from chalicelib.facilitators.table import Facilitator, FacilitatorsTable
from chalicelib.settings import Settings

if TYPE_CHECKING:
    from tests.conftest import Tables

NOW = datetime(2026, 11, 17, 20, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SETTINGS = Settings(public_url="https://waypost.example.org")


@pytest.fixture
def table(moto_tables: "Tables") -> FacilitatorsTable:
    return FacilitatorsTable(moto_tables.client, moto_tables.settings.facilitators_table)


@pytest.fixture
def account(table: FacilitatorsTable) -> Facilitator:
    return accounts.add("Tuesday group", ["a1b2c3d4e5", "f6g7h8i9j0"], table)


@pytest.fixture
def items(moto_tables: "Tables") -> Callable[[], list[dict[str, Any]]]:
    """Everything in the facilitators table."""

    def dump() -> list[dict[str, Any]]:
        answer = moto_tables.client.scan(TableName=moto_tables.settings.facilitators_table)
        found: list[dict[str, Any]] = answer["Items"]
        return found

    return dump


def link(account: Facilitator, table: FacilitatorsTable, now: datetime = NOW) -> str:
    """The secret of a new sign-in link."""
    address, _, secret = make_link(account, table, SETTINGS, now).partition("#")
    assert address == "https://waypost.example.org/sign-in"
    return secret


def signed_in(account: Facilitator, table: FacilitatorsTable) -> str:
    return sign_in(link(account, table), table, SETTINGS, NOW)


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
    with pytest.raises(LinkOver):
        sign_in(secret, table, SETTINGS, NOW)


def test_of_many_who_use_a_link_at_once_one_is_signed_in(dynoxide_tables: "Tables") -> None:
    name = dynoxide_tables.settings.facilitators_table
    table = FacilitatorsTable(dynoxide_tables.another_client(), name)
    account = accounts.add("Tuesday group", [], table)

    def attempt(secret: str) -> str | None:
        try:
            return sign_in(secret, table, SETTINGS, NOW)
        except LinkOver:
            return None

    for _ in range(5):
        with ThreadPoolExecutor(8) as threads:
            cookies = list(threads.map(attempt, [link(account, table)] * 8))
        assert sum(cookie is not None for cookie in cookies) == 1


def test_a_link_still_works_where_the_session_could_not_be_kept(
    table: FacilitatorsTable, account: Facilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = link(account, table)
    with monkeypatch.context() as away:
        for operation in ("put_item", "transact_write_items"):
            away.setattr(table._table._client, operation, _unreachable)
        with pytest.raises(StorageUnavailable):
            sign_in(secret, table, SETTINGS, NOW)
    cookie = sign_in(secret, table, SETTINGS, NOW)
    assert session_of(cookie, table, SETTINGS, NOW).facilitator == account


def _unreachable(**arguments: Any) -> None:
    raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")


def test_changes_made_at_the_same_time_are_all_there(
    table: FacilitatorsTable, account: Facilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    replacing, others = table.replace, [1]

    def late(old: Facilitator, new: Facilitator) -> bool:
        if others.pop(0) if others else 0:
            accounts.hold(account.label, ["z9"], table)
        return replacing(old, new)

    monkeypatch.setattr(table, "replace", late)
    accounts.revoke(account.label, table)
    changed = accounts.find(account.label, table)
    assert (changed.version, changed.meeting_ids) == (account.version + 1, frozenset({"z9"}))


def test_a_link_lasts_24_hours(table: FacilitatorsTable, account: Facilitator) -> None:
    first, second = link(account, table), link(account, table)
    day = timedelta(hours=24)
    assert sign_in(first, table, SETTINGS, NOW + day - SECOND)
    with pytest.raises(LinkOver):
        sign_in(second, table, SETTINGS, NOW + day)


def test_what_is_no_link_or_session_opens_nothing(table: FacilitatorsTable) -> None:
    for secret in ("", "unknown", "\ud800", "L#" + "0" * 64, "x" * 10_000):
        with pytest.raises(LinkOver):
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
    with pytest.raises(LinkOver):
        sign_in(cookie, table, SETTINGS, NOW)


def test_a_session_unused_for_90_days_ends(table: FacilitatorsTable, account: Facilitator) -> None:
    first, second = signed_in(account, table), signed_in(account, table)
    life = timedelta(days=90)
    assert session_of(first, table, SETTINGS, NOW + life - SECOND)
    with pytest.raises(SignInNeeded):
        session_of(second, table, SETTINGS, NOW + life)


def test_a_session_rolls_on_while_it_is_used(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    cookie = signed_in(account, table)
    for days in range(80, 800, 80):
        assert session_of(cookie, table, SETTINGS, NOW + timedelta(days=days)).renewed
    with pytest.raises(SignInNeeded):
        session_of(cookie, table, SETTINGS, NOW + timedelta(days=720 + 90))


def test_a_session_is_written_at_most_once_a_day(
    table: FacilitatorsTable, account: Facilitator, items: Callable[[], list[dict[str, Any]]]
) -> None:
    cookie = signed_in(account, table)
    kept, renewals = items(), 0
    for hours in range(3, 24 * 4, 3):
        session = session_of(cookie, table, SETTINGS, NOW + timedelta(hours=hours))
        assert (items() != kept) == session.renewed
        kept, renewals = items(), renewals + session.renewed
    assert renewals == 3


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

    def sign_out_meanwhile(id: str) -> Facilitator | None:
        sessions.sign_out(cookie, table)
        return read(id)

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
    with pytest.raises(LinkOver):
        sign_in(secret, table, SETTINGS, NOW)
    assert session_of(elsewhere, table, SETTINGS, NOW).facilitator == other
    again = signed_in(revoked, table)
    assert session_of(again, table, SETTINGS, NOW).facilitator == revoked


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


def test_accounts_are_listed_by_label(table: FacilitatorsTable) -> None:
    for label in ("C", "A", "B"):
        accounts.add(label, [], table)
    assert [account.label for account in table.all()] == ["A", "B", "C"]


def test_a_label_has_1_to_60_characters(table: FacilitatorsTable) -> None:
    for label in ("", "   ", "x" * 61, "x" + " " * 60 + "x"):
        with pytest.raises(InvalidLabel):
            accounts.add(label, [], table)
    assert accounts.add("x" * 60, [], table).label == "x" * 60


def test_white_space_around_a_label_does_not_matter(table: FacilitatorsTable) -> None:
    account = accounts.add("  Tuesday group ", [], table)
    assert account.label == "Tuesday group"
    assert accounts.find("Tuesday group  ", table) == account
    with pytest.raises(LabelTaken):
        accounts.add("Tuesday group\n", [], table)


def test_a_label_belongs_to_one_account(table: FacilitatorsTable, account: Facilitator) -> None:
    with pytest.raises(LabelTaken):
        accounts.add(account.label, [], table)
    with pytest.raises(UnknownFacilitator):
        accounts.find("another", table)
    with pytest.raises(UnknownFacilitator):
        accounts.revoke("another", table)


def test_enrolling_again_gives_a_link_for_the_same_account(moto_tables: "Tables") -> None:
    name = moto_tables.settings.facilitators_table
    table = FacilitatorsTable(moto_tables.client, name)
    first = accounts.enrol_link("Tuesday group", ["a1"], NOW)
    second = accounts.enrol_link("Tuesday group", ["b2"], NOW)
    assert first != second
    (account,) = table.all()
    assert account.meeting_ids == {"b2"}
    for one in (first, second):
        cookie = sign_in(one.partition("#")[2], table, moto_tables.settings, NOW)
        assert session_of(cookie, table, moto_tables.settings, NOW).facilitator == account
