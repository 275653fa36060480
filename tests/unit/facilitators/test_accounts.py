"""Accounts: a label, the meetings held, and changes that do not undo each other."""

import pytest

from chalicelib.facilitators import accounts
from chalicelib.facilitators.accounts import InvalidLabel, LabelTaken, UnknownFacilitator
from chalicelib.facilitators.items import Facilitator
from chalicelib.facilitators.sessions import session_of, sign_in
from chalicelib.facilitators.table import FacilitatorsTable
from tests.conftest import Tables
from tests.unit.facilitators.sign_in import NOW


def test_changes_made_at_the_same_time_are_all_there(
    table: FacilitatorsTable, account: Facilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    replacing, others = table.replace, [1]

    def late(old: Facilitator, new: Facilitator) -> bool:
        if others.pop(0) if others else 0:
            accounts.set_meetings(account.label, ["z9"], table)
        return replacing(old, new)

    monkeypatch.setattr(table, "replace", late)
    accounts.revoke(account.label, table)
    changed = accounts.find(account.label, table)
    assert (changed.version, changed.meeting_ids) == (account.version + 1, frozenset({"z9"}))


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


def test_enrolling_again_gives_a_link_for_the_same_account(moto_tables: Tables) -> None:
    name = moto_tables.settings.facilitators_table
    table = FacilitatorsTable(moto_tables.client, name)
    first = accounts.enrol_link("Tuesday group", ["a1"], NOW)
    second = accounts.enrol_link("Tuesday group", ["b2"], NOW)
    assert first != second
    (account,) = table.all()
    assert account.meeting_ids == {"b2"}
    for address in (first, second):
        cookie = sign_in(address.partition("#")[2], table, moto_tables.settings, NOW)
        assert session_of(cookie, table, moto_tables.settings, NOW).facilitator == account
