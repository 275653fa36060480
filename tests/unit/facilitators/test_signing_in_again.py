"""A sign-in whose answer was lost is repeated by the browser that made its session's secret, and by
nobody else; and a new sign-in ends what it takes the place of."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.dynamodb import StorageUnavailable
from chalicelib.facilitators import accounts, sessions
from chalicelib.facilitators.items import Facilitator
from chalicelib.facilitators.sessions import (
    MAX_SESSIONS,
    InvalidLink,
    SessionSecretUsed,
    SignInNeeded,
    end_other_sessions,
    end_session,
    open_sessions,
    session_of,
    sign_in,
)
from chalicelib.facilitators.table import FacilitatorsTable
from tests.conftest import PATIENCE_S, Tables
from tests.unit.facilitators.sign_in import NOW, SECOND, SETTINGS, link, signed_in

DAY = timedelta(days=1)


@pytest.fixture
def table(tables: Tables) -> FacilitatorsTable:
    """On both databases: the transactions are what this is about."""
    name = tables.settings.facilitators_table
    return FacilitatorsTable(tables.client, name, deadline_s=PATIENCE_S)


def own_secret() -> str:
    """As a browser makes it."""
    return secrets.token_urlsafe(32)


def is_open(cookie: str, table: FacilitatorsTable) -> bool:
    try:
        return bool(session_of(cookie, table, SETTINGS, NOW))
    except SignInNeeded:
        return False


def listed(cookie: str, table: FacilitatorsTable) -> int:
    """How many browsers are signed in, as the one of that cookie sees it."""
    return len(open_sessions(session_of(cookie, table, SETTINGS, NOW), table, NOW))


def test_the_same_browser_is_answered_again_as_the_first_time(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    secret, own = link(account, table), own_secret()
    for _ in range(3):
        assert sign_in(secret, table, SETTINGS, NOW, session_secret=own) == own
    assert session_of(own, table, SETTINGS, NOW).facilitator == account
    assert listed(own, table) == 1


def test_anybody_else_finds_the_link_used(table: FacilitatorsTable, account: Facilitator) -> None:
    secret, own = link(account, table), own_secret()
    sign_in(secret, table, SETTINGS, NOW, session_secret=own)
    for other in ("", own_secret(), sessions.hash_secret(own), secret):
        with pytest.raises(InvalidLink):
            sign_in(secret, table, SETTINGS, NOW, session_secret=other)
    assert listed(own, table) == 1


def test_a_link_is_repeated_within_its_own_day_only(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    secret, own = link(account, table), own_secret()
    sign_in(secret, table, SETTINGS, NOW, session_secret=own)
    sign_in(secret, table, SETTINGS, NOW + DAY - SECOND, session_secret=own)
    with pytest.raises(InvalidLink):
        sign_in(secret, table, SETTINGS, NOW + DAY, session_secret=own)


def test_a_session_that_was_ended_is_not_begun_again(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    secret, own = link(account, table), own_secret()
    sessions.sign_out(sign_in(secret, table, SETTINGS, NOW, session_secret=own), table)
    with pytest.raises(InvalidLink):
        sign_in(secret, table, SETTINGS, NOW, session_secret=own)
    assert not is_open(own, table)
    secret = link(account, table)
    own = sign_in(secret, table, SETTINGS, NOW, session_secret=own_secret())
    accounts.revoke(account.label, table)
    with pytest.raises(InvalidLink):
        sign_in(secret, table, SETTINGS, NOW, session_secret=own)


def test_a_session_never_passes_to_another_link(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    other = accounts.add("Thursday group", [], table)
    own = sign_in(link(account, table), table, SETTINGS, NOW, session_secret=own_secret())
    second = link(other, table)
    with pytest.raises(SessionSecretUsed):
        sign_in(second, table, SETTINGS, NOW, session_secret=own)
    assert session_of(own, table, SETTINGS, NOW).facilitator == account
    assert sign_in(second, table, SETTINGS, NOW)  # it was not used up


def test_a_sign_in_whose_answer_the_database_lost_is_repeated(
    table: FacilitatorsTable, account: Facilitator, monkeypatch: pytest.MonkeyPatch, tables: Tables
) -> None:
    secret, own = link(account, table), own_secret()
    transact = tables.client.transact_write_items

    def losing(**arguments: Any) -> None:
        transact(**arguments)
        raise ReadTimeoutError(endpoint_url="http://nowhere")

    with monkeypatch.context() as patched:
        patched.setattr(tables.client, "transact_write_items", losing)
        with suppress(StorageUnavailable):  # unless another attempt of the same tells
            sign_in(secret, table, SETTINGS, NOW, session_secret=own)
    assert sign_in(secret, table, SETTINGS, NOW, session_secret=own) == own
    assert listed(own, table) == 1


def test_the_same_sent_many_times_at_once_is_one_session(dynoxide_tables: Tables) -> None:
    name = dynoxide_tables.settings.facilitators_table
    table = FacilitatorsTable(dynoxide_tables.another_client(), name, deadline_s=PATIENCE_S)
    secret, own = link(accounts.add("Tuesday group", [], table), table), own_secret()
    with ThreadPoolExecutor(8) as threads:
        cookies = threads.map(
            lambda _: sign_in(secret, table, SETTINGS, NOW, session_secret=own), range(8)
        )
        assert set(cookies) == {own}
    assert listed(own, table) == 1


def test_a_new_sign_in_ends_the_browsers_old_session(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    elsewhere, old = signed_in(account, table), signed_in(account, table)
    new = sign_in(link(account, table), table, SETTINGS, NOW, old_cookie=old)
    assert [is_open(one, table) for one in (elsewhere, old, new)] == [True, False, True]
    assert listed(new, table) == 2
    other = accounts.add("Thursday group", [], table)
    as_other = sign_in(link(other, table), table, SETTINGS, NOW, old_cookie=new)
    assert [is_open(one, table) for one in (elsewhere, new, as_other)] == [True, False, True]
    assert (listed(elsewhere, table), listed(as_other, table)) == (1, 1)


def test_an_old_session_that_is_over_hinders_no_new_one(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    gone = accounts.add("Thursday group", [], table)
    revoked, ended = signed_in(gone, table), signed_in(account, table)
    sessions.sign_out(ended, table)
    accounts.remove(gone.label, table)
    for old in (revoked, ended, "never one"):
        assert is_open(sign_in(link(account, table), table, SETTINGS, NOW, old_cookie=old), table)


def test_a_refused_sign_in_leaves_the_old_session(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    old = signed_in(account, table)
    with pytest.raises(InvalidLink):
        sign_in("unknown", table, SETTINGS, NOW, old_cookie=old)
    assert is_open(old, table)


def test_of_too_many_sessions_the_one_unused_for_longest_gives_way(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    cookies = [signed_in(account, table) for _ in range(MAX_SESSIONS)]
    tomorrow = NOW + DAY
    for number, cookie in enumerate(cookies):
        if number != 7:
            session_of(cookie, table, SETTINGS, tomorrow)
    newest = sign_in(link(account, table, tomorrow), table, SETTINGS, tomorrow)
    assert not is_open(cookies[7], table)
    assert sum(is_open(cookie, table) for cookie in (*cookies, newest)) == MAX_SESSIONS
    assert listed(newest, table) == MAX_SESSIONS
    # those that have expired and were not swept give way first
    much_later = NOW + timedelta(days=60)
    session_of(newest, table, SETTINGS, much_later)
    latest = NOW + timedelta(days=100)
    again = sign_in(link(account, table, latest), table, SETTINGS, latest)
    for cookie in (newest, again):
        assert session_of(cookie, table, SETTINGS, latest)


def test_however_many_sign_in_at_once_an_account_has_no_more_sessions(
    dynoxide_tables: Tables,
) -> None:
    name = dynoxide_tables.settings.facilitators_table
    table = FacilitatorsTable(dynoxide_tables.another_client(), name, deadline_s=PATIENCE_S)
    account = accounts.add("Tuesday group", [], table)
    for _ in range(MAX_SESSIONS - 2):
        signed_in(account, table)
    with ThreadPoolExecutor(8) as threads:
        cookies = list(threads.map(lambda _: signed_in(account, table), range(8)))
    (stored,) = table.all()
    assert len(stored.sessions) == MAX_SESSIONS
    assert sum(is_open(cookie, table) for cookie in cookies) >= 1


def test_sessions_are_listed_with_their_days_this_one_first(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    here, there, unused = (signed_in(account, table) for _ in range(3))
    session_of(there, table, SETTINGS, NOW + 2 * DAY)
    session = session_of(here, table, SETTINGS, NOW + DAY)
    found = open_sessions(session, table, NOW + 2 * DAY)
    day = NOW.date()
    assert [(one.is_this, one.began, one.used) for one in found] == [
        (True, day, day + DAY),
        (False, day, day + 2 * DAY),
        (False, day, day),
    ]
    assert unused


def test_a_session_is_ended_by_an_id_that_opens_nothing(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    here, there, third = (signed_in(account, table) for _ in range(3))
    session = session_of(here, table, SETTINGS, NOW)
    there_id = session_of(there, table, SETTINGS, NOW).id
    assert not is_open(there_id, table)
    for _ in range(2):  # twice is no mistake
        end_session(session, there_id, table)
        end_session(session, "unknown", table)
    assert [is_open(one, table) for one in (here, there, third)] == [True, False, True]
    assert listed(here, table) == 2


def test_nobody_ends_a_session_of_another_account(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    other = accounts.add("Thursday group", [], table)
    theirs, here = signed_in(other, table), signed_in(account, table)
    session = session_of(here, table, SETTINGS, NOW)
    end_session(session, session_of(theirs, table, SETTINGS, NOW).id, table)
    end_other_sessions(session, table)
    assert is_open(theirs, table)


def test_all_others_are_ended_at_once(table: FacilitatorsTable, account: Facilitator) -> None:
    here, *others = (signed_in(account, table) for _ in range(4))
    end_other_sessions(session_of(here, table, SETTINGS, NOW), table)
    assert is_open(here, table)
    assert not any(is_open(other, table) for other in others)
    end_other_sessions(session_of(here, table, SETTINGS, NOW), table)
    assert listed(here, table) == 1


def test_a_change_of_the_account_keeps_its_sessions_and_a_revocation_lists_none(
    table: FacilitatorsTable, account: Facilitator
) -> None:
    here = signed_in(account, table)
    signed_in(account, table)
    accounts.set_meetings(account.label, ["z9"], table)
    assert listed(here, table) == 2
    revoked = accounts.revoke(account.label, table)
    assert listed(signed_in(revoked, table), table) == 1
