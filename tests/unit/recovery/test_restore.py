"""What a restore puts back and what it is refused for, and in which order an export is written."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from chalicelib.commands.export import service
from chalicelib.geo.point import Point
from chalicelib.meetings.storage.table import open_table
from chalicelib.recovery import lines
from chalicelib.recovery.export import export
from chalicelib.recovery.file import ExportFile, ExportWriter, UnusableExport, open_export
from chalicelib.recovery.lines import MonthOfWithdrawals
from chalicelib.recovery.restore import NotEmpty, Restored, restore, secrets_of
from chalicelib.recovery.sealed import new_private_key
from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.key_recovery import KeyRecovery, KeySecrets
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.vault import KeysUnavailable
from tests.conftest import Tables
from tests.contracts.whole_service import stored
from tests.unit.meetings.factories import NOW, meeting
from tests.unit.recovery.samples import ACCOUNT, KEYS, SEED, put

SECRETS = KeySecrets(dict.fromkeys(KEYS.keys, SEED), bytes(32))


def written(
    *,
    sources: Sequence[str] = (),
    withdrawn: Sequence[MonthOfWithdrawals] = (),
    sealed: Sequence[bytes] = (),
) -> ExportFile:
    """An export that is read."""
    file = io.BytesIO()
    writer = ExportWriter(file, NOW)
    writer.add(lines.MEETINGS, [lines.meeting_line(put())])
    writer.add(lines.SOURCES, map(lines.source_line, sources))
    writer.add(lines.ACCOUNTS, [lines.account_line(ACCOUNT)])
    writer.add(lines.WITHDRAWALS, map(lines.withdrawals_line, withdrawn))
    writer.add(lines.KEYS, [lines.keys_line(KEYS)])
    writer.add(lines.SEEDS, sealed)
    writer.close("https://a.example", "")
    return ExportFile(file)


def restored(file: ExportFile) -> Restored:
    return restore(file, service(), open_table(), NOW, secrets=SECRETS)


def test_sources_stay_in_the_order_in_which_they_came(moto_tables: Tables) -> None:
    names = ("springfield", "test", "albany")
    restored(written(sources=names))
    assert open_table().sources() == names
    assert service().listing.restoring() == ""


def test_withdrawn_codes_come_back_all_of_them_but_those_of_months_that_are_over(
    moto_tables: Tables,
) -> None:
    """More of one month than fit into a transaction."""
    many = sorted(reference_text(number.to_bytes(10)) for number in range(205))
    months = (MonthOfWithdrawals("2026-02", many[:3]), MonthOfWithdrawals("2026-03", many))
    assert restored(written(withdrawn=months)).withdrawals == 205
    assert service().withdrawals.withdrawn(int(NOW.timestamp())) == ({"2026-03": many}, [])
    assert len(stored(moto_tables.settings.verification_table)) == 205 + 2
    after = NOW + timedelta(days=31)
    assert service().withdrawals.withdrawn(int(after.timestamp())) == ({}, [])


def test_withdrawn_codes_are_there_before_the_keys_by_which_they_would_be_genuine(
    moto_tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    withdrawn = MonthOfWithdrawals("2026-03", [reference_text(bytes(10))])

    def gone(*arguments: object) -> NoReturn:
        raise KeysUnavailable("gone")

    monkeypatch.setattr(KeyRecovery, "restore", gone)
    with pytest.raises(KeysUnavailable):
        restored(written(withdrawn=(withdrawn,)))
    found = service().withdrawals.withdrawn(int(NOW.timestamp()))
    assert found.by_month == dict([withdrawn])


def test_a_part_of_seeds_that_is_none_is_a_damage() -> None:
    for box in ([b"AAAA", b"AAAA"], [b"%"], []):
        with pytest.raises(UnusableExport, match="damaged"):
            secrets_of(written(sealed=box), new_private_key())


@pytest.mark.parametrize("part", ["verification", "facilitators"])
def test_one_row_of_any_table_is_enough_to_be_refused(moto_tables: Tables, part: str) -> None:
    if part == "verification":
        service().withdrawals.restore("2026-03", [reference_text(bytes(10))])
    else:
        service().accounts.add(replace(ACCOUNT, id="another"))
    with pytest.raises(NotEmpty, match=f"the table of {part} "):
        restored(written())
    assert stored(moto_tables.settings.meetings_table) == []


def test_keys_that_were_rotated_since_stay_where_only_the_tables_were_lost(
    moto_tables: Tables, tmp_path: Path
) -> None:
    open_key_store().ensure_signing_key(NOW)
    export(service(), tmp_path / "export.zip", "https://a.example", NOW)
    rotated = open_key_store().rotate(NOW + timedelta(days=31))
    with open_export(tmp_path / "export.zip") as file:
        found = restore(file, service(), open_table(), NOW + timedelta(days=40))
    assert found.keys == rotated == service().keys.registry()


def test_meetings_are_written_near_ones_together(moto_tables: Tables, tmp_path: Path) -> None:
    """As searches read them, so that a restore of many is no writing here and there."""
    far = Point(51.5, -0.12)
    for number in range(6):
        at = {"point": far, "timezone": "Europe/London"} if number % 2 else {}
        open_table().put(meeting(f"m{number}", **at), NOW)
    open_table().put(meeting("m0"), NOW)
    export(service(), tmp_path / "export.zip", "https://a.example", NOW)
    with open_export(tmp_path / "export.zip") as file:
        slugs = [lines.read_meeting(line).slug for line in file.lines(lines.MEETINGS)]
    of_london = [int(slug[1]) % 2 for slug in slugs]
    assert sorted(slugs) == [f"m{number}" for number in range(6)]
    assert of_london in ([0, 0, 0, 1, 1, 1], [1, 1, 1, 0, 0, 0])


def test_a_meeting_under_the_key_of_another_is_left_out_and_named(
    moto_tables: Tables, tmp_path: Path
) -> None:
    open_table().put(meeting(), NOW)
    table = moto_tables.settings.meetings_table
    (item,) = [each for each in stored(table) if each["pk"]["S"].startswith("M#")]
    moto_tables.client.put_item(TableName=table, Item={**item, "pk": {"S": "M#another"}})
    found = export(service(), tmp_path / "export.zip", "https://a.example", NOW)
    assert (found.meetings, found.unreadable) == (1, ("M#another",))
