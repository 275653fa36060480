"""Everything destroyed and restored: the same answers, and old codes are checked as before."""

import base64
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from chalicelib import dynamodb, settings
from chalicelib.dynamodb import StorageUnavailable, Table
from chalicelib.meetings.storage.table import open_table
from chalicelib.recovery import restore as restoring
from chalicelib.verification.core.public_keys import PublicKey
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.signers import SeedSigner
from chalicelib.verification.vault import FileVault, KeysUnavailable
from local import sample
from tests.conftest import Tables
from tests.contracts.whole_service import (
    LABEL,
    Filled,
    answers,
    done,
    elsewhere,
    fill,
    give,
    held_by,
    mount,
    nothing_is_stored,
    outcome,
    outcomes,
    run,
    stored,
)

pytestmark = pytest.mark.slow

SAID = {
    "of a revoked key": "withdrawn",
    "of an earlier key": "genuine",
    "of this key": "genuine",
    "withdrawn": "withdrawn",
}
KEY_SET = "/.well-known/jwks.json"


@pytest.fixture
def filled(dynoxide_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> Filled:
    """A service with something of everything."""
    return fill(monkeypatch)


@pytest.mark.parametrize("with_seeds", [True, False])
def test_a_service_that_was_destroyed_is_restored(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_seeds: bool
) -> None:
    before, manifest = answers(filled.site, filled.held), open_table().manifest(sample.SOURCE)
    file, private = tmp_path / "export.zip", tmp_path / "private"
    assert outcomes(filled) == SAID
    seeds = ["--seeds-for", done("backup-key", str(private)).strip()] if with_seeds else []
    options = ["--private-key", str(private)] if with_seeds else []
    assert "310 meetings" in done("export", str(file), *seeds)
    assert {one.stat().st_mode & 0o777 for one in (file, *tmp_path.glob("private"))} == {0o600}

    with elsewhere(monkeypatch, tmp_path / "new"):
        said = done("restore", str(file), *options)
        assert "310 meetings" in said and "1 accounts" in said and "1 withdrawn codes" in said
        assert ("a new key signs from now on" in said) != with_seeds
        after = answers(filled.site, filled.held)
        changed = [path for path in before if before[path] != after[path]]
        assert changed == ([] if with_seeds else [KEY_SET])
        assert outcomes(filled) == SAID
        assert held_by(LABEL) == filled.held
        assert open_table().manifest(sample.SOURCE) == manifest
        assert "Everything is what the meetings say" in done("meeting", "verify")
        code = give(filled.site, filled.ids)
        assert outcome(filled.site, code) == "genuine"
        assert "http" in done("facilitator", "link", "--label", LABEL)

        filled.site.clock.wait(days=92)
        done("keys", "rotate")
        filled.site.clock.wait(minutes=11)
        assert outcomes(filled) == SAID
        assert outcome(filled.site, code) == "genuine"
        assert outcome(filled.site, give(filled.site, filled.ids)) == "genuine"
        again = done("import", str(sample.LISTING), "--source", sample.SOURCE)
        assert "310 unchanged" in again
        refused = run("restore", str(file), *options)
        assert refused.exit_code == 2 and "not empty" in refused.stderr


def test_a_restore_that_breaks_off_anywhere_goes_on(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, file = answers(filled.site, filled.held), str(tmp_path / "export.zip")
    done("export", file)
    monkeypatch.setattr(restoring, "_MEETINGS_AT_ONCE", 60)
    with elsewhere(monkeypatch, tmp_path / "new"):
        for operation in ("create", "write"):  # of keys, once withdrawals are there
            with monkeypatch.context() as broken:
                broken.setattr(FileVault, operation, unavailable)
                result = run("restore", file)
                assert result.exit_code == 1 and "keys could not be" in result.stderr
                assert outcomes(filled) == dict.fromkeys(SAID, "unknown_issuer")
        with monkeypatch.context() as broken:
            for writes in (1, 2, 3, 5, 8, 13, 21, 34):
                broken.setattr(Table, "_write", failing_after(writes))
                result = run("restore", file)
                assert result.exit_code == 1, result.output
                assert "run it again and it goes on" in result.stderr
        done("restore", file)
        after = answers(filled.site, filled.held)
        assert [path for path in before if before[path] != after[path]] == [KEY_SET]
        assert outcomes(filled) == SAID
        assert len(open_key_store().ring().keys) == 4  # the one of now was made once, and standby
        assert "Everything is what the meetings say" in done("meeting", "verify")
        rows = stored(settings.current().meetings_table)
        assert "RESTORE" not in [row["pk"]["S"] for row in rows]


def failing_after(writes: int) -> Callable[..., None]:
    """What writes to a table so many times, and then reaches it no more."""
    write, count = WRITE, iter(range(writes))

    def failing(self: Table, operation: str, **arguments: object) -> None:
        if next(count, None) is None:
            raise StorageUnavailable("gone")
        write(self, operation, **arguments)

    return failing


WRITE = Table._write


def unavailable(self: FileVault, name: str, value: bytes) -> bool:
    raise KeysUnavailable("gone")


def test_another_export_is_not_mixed_with_one_that_broke_off(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, other = str(tmp_path / "export.zip"), str(tmp_path / "other.zip")
    done("export", file)
    filled.site.clock.wait(minutes=1)
    done("export", other)
    with elsewhere(monkeypatch, tmp_path / "new"):
        with monkeypatch.context() as broken:
            broken.setattr(Table, "_write", failing_after(5))
            assert run("restore", file).exit_code == 1
        result = run("restore", other)
        assert result.exit_code == 2 and "another export was begun" in result.stderr
        done("restore", file)


def test_no_export_holds_a_secret_that_can_be_read(filled: Filled, tmp_path: Path) -> None:
    public = done("backup-key", str(tmp_path / "private")).strip()
    done("export", str(tmp_path / "plain.zip"))
    done("export", str(tmp_path / "sealed.zip"), "--seeds-for", public)
    vault = FileVault(settings.current().data_dir / "keys")
    secrets = [vault.read(name) for name in vault.names() if name != "registry"]
    assert len(secrets) == 4  # of three keys that are not revoked, and the ticket key
    private = base64.b64decode((tmp_path / "private").read_text().removeprefix("private:"))
    for name in ("plain.zip", "sealed.zip"):
        content = (tmp_path / name).read_bytes() + everything_in(tmp_path / name)
        for secret in (*secrets, private):
            assert secret and [form for form in forms(secret) if form in content] == []


def everything_in(file: Path) -> bytes:
    """All parts of an archive, and what any of them is in base64."""
    with zipfile.ZipFile(file) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    sealed = (base64.b64decode(part) for part in parts if b"{" not in part and b'"' not in part)
    return b"\n".join([*parts, *sealed])


def forms(secret: bytes) -> list[bytes]:
    """A secret as it is, in hexadecimal and base32, and in base64 wherever that begins."""
    shifted = (base64.b64encode(bytes(shift) + secret)[4:-4] for shift in range(3))
    either = [
        form for text in shifted for form in (text, text.translate(bytes.maketrans(b"+/", b"-_")))
    ]
    hexadecimal = secret.hex().encode()
    return [secret, hexadecimal, hexadecimal.upper(), base64.b32encode(secret)[:48], *either]


def test_keys_that_were_rotated_after_the_export_come_from_a_saved_key_set(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, private, saved = (tmp_path / name for name in ("export.zip", "private", "jwks.json"))
    public = done("backup-key", str(private)).strip()
    done("export", str(file), "--seeds-for", public)
    filled.site.clock.wait(days=31)
    done("keys", "rotate")
    filled.site.clock.wait(minutes=11)
    later = give(filled.site, filled.ids)
    saved.write_bytes(filled.site.get(KEY_SET).body)
    restored = ("restore", str(file), "--private-key", str(private))
    with elsewhere(monkeypatch, tmp_path / "without"):
        done(*restored)
        assert outcome(filled.site, later) == "not_genuine"  # its key was only on standby
    with elsewhere(monkeypatch, tmp_path / "with"):
        done(*restored, "--keys", str(saved))
        assert outcome(filled.site, later) == "genuine"
        assert outcomes(filled) == SAID
        assert outcome(filled.site, give(filled.site, filled.ids)) == "genuine"
    with elsewhere(monkeypatch, tmp_path / "older") as tables:
        filled.site.clock.wait(minutes=1)
        saved.write_text('{"keys": []}')
        assert "has no keys" in run(*restored, "--keys", str(saved)).stderr
        other = {"keys": [PublicKey(SeedSigner(bytes(32)).public, 1, None, 1).jwk()]}
        saved.write_text(json.dumps(other))
        assert "not newer than the export" in run(*restored, "--keys", str(saved)).stderr
        assert nothing_is_stored(tables)


def test_codes_that_were_withdrawn_after_the_export_come_from_a_saved_list(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, saved = tmp_path / "export.zip", tmp_path / "withdrawals.json"
    done("export", str(file))
    done("withdraw", filled.codes["of this key"])
    withdrawn = filled.site.get("/v1/withdrawals.json")
    saved.write_bytes(withdrawn.body)
    with elsewhere(monkeypatch, tmp_path / "new") as tables:
        for other in ("{}", '{"references": ["A"]}', '{"references": [1]}', "[]", "none"):
            (tmp_path / "other").write_text(other)
            refused = run("restore", str(file), "--withdrawals", str(tmp_path / "other"))
            assert refused.exit_code == 2 and "Nothing was restored" in refused.stderr
        assert nothing_is_stored(tables)
        assert "2 withdrawn codes" in done("restore", str(file), "--withdrawals", str(saved))
        assert outcomes(filled) == SAID | {"of this key": "withdrawn"}
        listed = filled.site.get("/v1/withdrawals.json")
        assert listed.json["references"] == withdrawn.json["references"]
        filled.site.clock.wait(days=366)
        done("sweep")
        assert len(filled.site.get("/v1/withdrawals.json").json["references"]) == 1
        filled.site.clock.wait(days=31)
        done("sweep")
        assert filled.site.get("/v1/withdrawals.json").json["references"] == []


def test_tables_that_were_lost_alone_go_on_with_the_keys_that_are_there(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, ring = str(tmp_path / "export.zip"), open_key_store().ring()
    done("export", file)
    keys = settings.current().data_dir / "keys"
    (tmp_path / "new").mkdir()
    with elsewhere(monkeypatch, tmp_path / "new") as tables:
        keys.rename(tables.settings.data_dir / "keys")
        done("restore", file)
        assert open_key_store().ring() == ring
        assert outcomes(filled) == SAID
        assert outcome(filled.site, give(filled.site, filled.ids)) == "genuine"


def test_nothing_is_restored_beside_other_keys_or_of_a_damaged_file(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "export.zip"
    done("export", str(file))
    with elsewhere(monkeypatch, tmp_path / "new") as tables:
        whole = file.read_bytes()
        for damaged in (whole[:-30], whole[: len(whole) // 2], whole[:200] + b"\0\0" + whole[202:]):
            file.write_bytes(damaged)
            refused = run("restore", str(file))
            assert refused.exit_code == 2 and "damaged" in refused.stderr
        file.write_bytes(whole)
        assert nothing_is_stored(tables)
        done("keys", "create")
        other = run("restore", str(file))
        assert other.exit_code == 2 and "other keys are stored already" in other.stderr
        assert stored(tables.settings.meetings_table) == []


def test_a_copy_of_a_moment_answers_the_same_where_it_is_mounted(
    moto_tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DynamoDB restores a point in time into a table of another name."""
    filled = fill(monkeypatch, rows=20)
    before, client, current = (
        answers(filled.site, filled.held),
        dynamodb.client(),
        settings.current(),
    )
    lost = {
        "MEETINGS_TABLE": current.meetings_table,
        "FACILITATORS_TABLE": current.facilitators_table,
    }
    for table in lost.values():
        client.update_continuous_backups(
            TableName=table,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        )
        client.restore_table_to_point_in_time(
            SourceTableName=table, TargetTableName=f"{table}-copy", UseLatestRestorableTime=True
        )
        for item in stored(table):
            client.delete_item(TableName=table, Key={"pk": item["pk"]})
    mount(monkeypatch, {variable: f"{table}-copy" for variable, table in lost.items()})
    assert answers(filled.site, filled.held) == before
    assert outcomes(filled) == SAID
    assert held_by(LABEL) == filled.held
    assert "Everything is what the meetings say" in done("meeting", "verify")
