"""`export`, `restore`, `backup-key` and `keys rebuild`: what an operator is told."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chalicelib import settings
from chalicelib.__main__ import main
from chalicelib.commands import clock
from chalicelib.meetings.errors import CannotBeListed
from chalicelib.meetings.storage.recovery import ListingRecovery
from chalicelib.meetings.storage.table import open_table
from chalicelib.verification.key_recovery import KeyRecovery, KeySecrets
from chalicelib.verification.keystore import open_key_store
from tests.conftest import Tables
from tests.contracts.whole_service import stored
from tests.unit.meetings.factories import NOW, meeting
from tests.unit.recovery.samples import KEYS, written


@pytest.fixture(autouse=True)
def service(moto_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service with one meeting and its first keys."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    # As of a local service; the client that is there already is of the tables of this test.
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8001")
    open_table().put(meeting(), NOW)
    open_key_store().ensure_signing_key(NOW)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


def done(*arguments: str | Path) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def refusal(*arguments: str | Path) -> str:
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    *_, line = result.stderr.strip().splitlines()
    return line


def registry() -> Path:
    return settings.current().data_dir / "keys" / "registry"


def test_an_export_says_what_is_in_it_and_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "export.zip"
    said = [line.split(maxsplit=1) for line in done("export", file).splitlines()[2:7]]
    assert {what: int(count) for count, what in said} == {
        "meetings": 1, "accounts": 0, "keys": 2, "withdrawn codes": 0, "seeds, encrypted": 0,
    }  # fmt: skip
    before = file.read_bytes()
    assert "already" in refusal("export", file)
    assert file.read_bytes() == before


def test_an_export_names_the_rows_that_it_lacks(moto_tables: Tables, tmp_path: Path) -> None:
    current = moto_tables.settings
    broken = {
        "M#broken": current.meetings_table,
        "SOURCES": current.meetings_table,
        "F#broken": current.facilitators_table,
        "X#2026-09": current.verification_table,
    }
    done("facilitator", "add", "--label", "مساء الثلاثاء", "--meeting", meeting().id)
    months = {"pk": {"S": "X#months"}, "months": {"SS": ["2026-09", "2026-10"]}}
    moto_tables.client.put_item(TableName=current.verification_table, Item=months)
    whole = {"pk": {"S": "X#2026-10"}, "references": {"BS": [bytes(10)]}}
    moto_tables.client.put_item(TableName=current.verification_table, Item=whole)
    for key, table in broken.items():
        item = {"pk": {"S": key}, "body": {"B": b"broken"}}
        moto_tables.client.put_item(TableName=table, Item=item)
    result = run("export", tmp_path / "export.zip")
    assert result.exit_code == 1 and f"4 rows that can't be read: {', '.join(broken)}" in (
        result.stderr
    )
    for count in ("1 meetings", "1 accounts", "2 keys", "1 withdrawn codes"):
        assert f" {count}\n" in result.stdout
    listed = run("facilitator", "list")
    assert listed.exit_code == 1 and "1 accounts can't be read: F#broken" in listed.stderr
    assert "مساء الثلاثاء" in listed.stdout

    months["months"] = {"SS": ["soon"]}
    moto_tables.client.put_item(TableName=current.verification_table, Item=months)
    assert "F#broken, X#months" in run("export", tmp_path / "other.zip").stderr


@pytest.mark.parametrize(
    ("registry_left", "seeds_left"), [("", True), ("bad", True), ("bad", False)]
)
def test_an_export_says_that_the_list_of_keys_is_lost(
    tmp_path: Path, registry_left: str, seeds_left: bool
) -> None:
    for file in registry().parent.iterdir():
        if file == registry() or not seeds_left:
            file.unlink()
    if registry_left:
        registry().write_text(registry_left)
    result = run("export", tmp_path / "export.zip")
    assert result.exit_code == 1 and "lacks something" in result.stderr
    assert "`keys rebuild`" in result.stderr and " 0 keys\n" in result.stdout


def test_a_service_that_never_had_keys_lacks_nothing(tmp_path: Path) -> None:
    for file in registry().parent.iterdir():
        file.unlink()
    assert " 0 keys\n" in done("export", tmp_path / "export.zip")


def test_a_folder_that_is_not_there_is_no_traceback(tmp_path: Path) -> None:
    result = run("export", tmp_path / "none" / "export.zip")
    assert result.exit_code == 1 and "No such file" in result.stderr
    assert "No such file" in refusal("restore", tmp_path / "none.zip")
    assert "No such file" in refusal("backup-key", tmp_path / "none" / "key")


def test_a_backup_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    public = done("backup-key", tmp_path / "key").strip()
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert public not in (tmp_path / "key").read_text()
    assert "already" in refusal("backup-key", tmp_path / "key")
    assert "2 seeds, encrypted" in done("export", tmp_path / "export.zip", "--seeds-for", public)
    for none in ("key", ""):  # as of a variable that is not set
        said = refusal("export", tmp_path / "other.zip", "--seeds-for", none)
        assert "--seeds-for must be" in said
    private = (tmp_path / "key").read_text().strip()
    assert "public half" in refusal("export", tmp_path / "other.zip", "--seeds-for", private)
    assert not (tmp_path / "other.zip").exists()


def test_seeds_are_neither_forgotten_nor_opened_by_another_key(tmp_path: Path) -> None:
    file = tmp_path / "export.zip"
    done("backup-key", tmp_path / "other")
    done("export", file, "--seeds-for", public := done("backup-key", tmp_path / "key").strip())
    assert f"for the key {public}" in refusal("restore", file)
    assert public in refusal("restore", file, "--private-key", tmp_path / "other")
    assert "can't be read" in refusal("restore", file, "--private-key", tmp_path / "none")
    (tmp_path / "text").write_text("key")
    assert "no key of `backup-key`" in refusal("restore", file, "--private-key", tmp_path / "text")
    assert "not empty" in refusal("restore", file, "--private-key", tmp_path / "key")
    assert "not empty" in refusal("restore", file, "--without-seeds")
    done("export", tmp_path / "plain.zip")
    plain = refusal("restore", tmp_path / "plain.zip", "--private-key", tmp_path / "key")
    assert "no seeds in it" in plain


def test_what_is_stored_already_is_named(tmp_path: Path) -> None:
    done("export", tmp_path / "export.zip")
    assert "not empty: the table of meetings (" in refusal("restore", tmp_path / "export.zip")


def lose_tables(tables: Tables) -> None:
    current = tables.settings
    for table in (current.meetings_table, current.verification_table, current.facilitators_table):
        for item in stored(table):
            tables.client.delete_item(TableName=table, Key={"pk": item["pk"]})


def test_a_stack_whose_schedule_has_run_is_still_empty(moto_tables: Tables, tmp_path: Path) -> None:
    done("export", tmp_path / "export.zip")
    lose_tables(moto_tables)
    done("sweep")
    assert "1 meetings" in done("restore", tmp_path / "export.zip")


def test_an_export_from_before_a_rotation_is_refused_where_later_keys_are_there(
    moto_tables: Tables, tmp_path: Path
) -> None:
    done("export", tmp_path / "export.zip")
    *_, newest = open_key_store().rotate(NOW + timedelta(days=31)).keys
    (tmp_path / "jwks.json").write_text(json.dumps(open_key_store().ring().jwks()))
    ring = open_key_store().ring()
    registry().unlink()
    lose_tables(moto_tables)
    said = refusal("restore", tmp_path / "export.zip")
    assert "Nothing was restored" in said and f"{newest}; it is from before a rotation" in said
    assert not registry().exists() and stored(moto_tables.settings.meetings_table) == []
    done("restore", tmp_path / "export.zip", "--keys", tmp_path / "jwks.json")
    open_key_store.cache_clear()
    assert open_key_store().ring() == ring


def test_a_restore_beside_another_step_of_the_keys_goes_on_later(
    moto_tables: Tables, tmp_path: Path
) -> None:
    done("export", tmp_path / "export.zip")
    lose_tables(moto_tables)
    registry().unlink()
    step = registry().with_name("step")
    step.write_text(str(int(NOW.timestamp())))
    result = run("restore", tmp_path / "export.zip")
    assert result.exit_code == 1 and "another step is under way" in result.stderr
    assert "Nothing was restored" not in result.stderr
    step.unlink()
    assert "1 meetings" in done("restore", tmp_path / "export.zip")


def test_seeds_that_are_not_those_of_the_keys_are_refused_before_anything_is_written(
    moto_tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = done("backup-key", tmp_path / "key").strip()
    other = KeySecrets({next(iter(open_key_store().ring().keys)): bytes(32)})
    with monkeypatch.context() as patched:
        patched.setattr(KeyRecovery, "secrets", lambda self, ring: other)
        done("export", tmp_path / "export.zip", "--seeds-for", public)
    lose_tables(moto_tables)
    registry().unlink()
    said = refusal("restore", tmp_path / "export.zip", "--private-key", tmp_path / "key")
    assert "Nothing was restored: the seed of" in said
    assert stored(moto_tables.settings.meetings_table) == []


def test_meetings_that_cannot_be_listed_any_more_are_named(
    moto_tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done("export", tmp_path / "export.zip")
    lose_tables(moto_tables)
    refused = [CannotBeListed(meeting().id, "its row is too large")]
    monkeypatch.setattr(ListingRecovery, "put_meetings", lambda self, put, now: refused)
    result = run("restore", tmp_path / "export.zip")
    assert result.exit_code == 1 and f"1 meetings could not be listed: {meeting().id}" in (
        result.stderr
    )
    assert "0 meetings" in result.stdout


def test_an_export_of_another_service_is_said_to_be_that(tmp_path: Path) -> None:
    (tmp_path / "export.zip").write_bytes(written())
    result = run("restore", tmp_path / "export.zip")
    assert "codes of https://a.example don't lead here" in result.stderr
    assert "other keys are stored already" in result.stderr


# keys rebuild


def test_a_lost_registry_is_made_anew_of_an_export_or_of_a_saved_key_set(tmp_path: Path) -> None:
    ring = open_key_store().ring()
    done("export", tmp_path / "export.zip")
    (tmp_path / "jwks.json").write_text(json.dumps(ring.jwks()))
    for source in ("export.zip", "jwks.json"):
        registry().unlink()
        said = done("keys", "rebuild", tmp_path / source)
        assert all(kid in said for kid in ring.keys)
        open_key_store.cache_clear()
        assert open_key_store().ring() == ring
    assert "Every code" in done("keys", "rebuild", tmp_path / "jwks.json")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no list", "is no JSON"),
        ("[]", "no export and no JWK set"),
        ('{"keys": []}', "has no keys"),
        ('{"keys": [{"kty": "EC", "kid": "other"}]}', "keys that can't be read"),
        (json.dumps(KEYS.jwks() | {"revoked": [{"kid": "k"}]}), "keys that can't be read"),
    ],
)
def test_what_is_no_list_of_keys_is_refused(tmp_path: Path, text: str, why: str) -> None:
    registry().unlink()
    (tmp_path / "list").write_text(text)
    assert why in refusal("keys", "rebuild", tmp_path / "list")
    assert not registry().exists()


def test_a_key_set_without_times_is_refused_and_none_is_made_up(tmp_path: Path) -> None:
    ring = open_key_store().ring().jwks()
    bare = [{name: key[name] for name in ("kty", "crv", "x", "kid")} for key in ring["keys"]]
    (tmp_path / "list").write_text(json.dumps({"keys": bare}))
    registry().unlink()
    assert "does not say when keys signed" in refusal("keys", "rebuild", tmp_path / "list")


def test_a_key_under_the_name_of_another_is_refused(tmp_path: Path) -> None:
    ring = open_key_store().ring().jwks()
    first, second = ring["keys"]
    first["kid"], second["kid"] = second["kid"], first["kid"]
    (tmp_path / "list").write_text(json.dumps(ring))
    registry().unlink()
    assert "keys that can't be read" in refusal("keys", "rebuild", tmp_path / "list")
    assert not registry().exists()


def test_a_seed_that_is_gone_is_named_with_the_way_on(tmp_path: Path) -> None:
    ring = open_key_store().ring()
    (tmp_path / "list").write_text(json.dumps(ring.jwks()))
    signing, _ = ring.keys
    registry().unlink()
    (registry().parent / f"seed-{signing}").unlink()
    assert f"no private half of {signing}: --new-key" in refusal(
        "keys", "rebuild", tmp_path / "list"
    )
    assert signing in done("keys", "rebuild", tmp_path / "list", "--new-key")
    open_key_store.cache_clear()
    assert open_key_store().signer(NOW).kid != signing
