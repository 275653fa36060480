"""`keys`: what an operator sees of each step, and what is said before a key is taken away."""

import itertools
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import boto3
import pytest
from click.testing import CliRunner, Result
from nacl.signing import SigningKey

from chalicelib import settings
from chalicelib.__main__ import main
from chalicelib.commands import clock
from chalicelib.verification import private_keys
from chalicelib.verification.core.public_keys import PublicKey
from chalicelib.verification.keystore import KeyStore, open_key_store
from chalicelib.verification.kms import KmsKeys
from chalicelib.verification.vault import FileVault
from tests.conftest import Tables
from tests.unit.verification.fake_kms import FakeKms

NOW = datetime(2026, 11, 18, 2, 30, tzinfo=UTC)
Wait = Callable[..., None]


@pytest.fixture(autouse=True)
def wait(moto_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Lets the commands' time pass."""
    present = SimpleNamespace(moment=NOW)
    monkeypatch.setattr(clock, "now", lambda: present.moment)
    # As of a local service; the client that is there already is of the tables of this test.
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8001")

    def waiting(**time: float) -> None:
        present.moment += timedelta(**time)

    return waiting


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["keys", *arguments])


def done(*arguments: str) -> list[list[str]]:
    """The keys that a command prints, each as kid, state and times."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0].startswith("Database: ")
    return [line.split(maxsplit=2) for line in lines[1:] if line.count("  ")]


def refusal(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    (line,) = result.stderr.strip().splitlines()
    return line


def states(printed: list[list[str]]) -> list[str]:
    return [state for _, state, _ in printed]


def store() -> KeyStore:
    return open_key_store(settings.current())


def vault() -> FileVault:
    """The files in which the store has its keys."""
    return FileVault(settings.current().data_dir / "keys")


def test_the_first_keys_are_made_once() -> None:
    assert done("list") == []
    assert "`keys create` makes the first" in run("list").stdout
    made = done("create")
    assert "`keys create`" not in run("list").stdout
    assert states(made) == ["signing", "standby"]
    assert "published 2026-11-18 02:30" in made[0][2]
    assert "keys already" in refusal("create")
    assert done("list") == made


def test_where_the_list_of_keys_is_lost_others_are_made_only_when_that_is_asked_for() -> None:
    vault().create("seed-abcdefgh", secrets.token_bytes(32))
    said = refusal("create")
    assert "abcdefgh" in said and "`keys rebuild`" in said
    assert done("list") == []
    assert states(done("create", "--anew")) == ["signing", "standby"]


@pytest.mark.parametrize("step", ["standby", "rotate"])
def test_before_the_first_key_a_step_says_how_to_make_it(step: str) -> None:
    assert "`keys create`" in refusal(step)
    assert done("list") == []


def test_a_rotation_is_refused_for_thirty_days_then_shown_as_it_goes(wait: Wait) -> None:
    first, standby = done("create")
    assert "until 2026-12-18" in refusal("rotate")
    assert done("list") == [first, standby]
    wait(days=30)
    rotated = done("rotate")
    assert [kid for kid, *_ in rotated][:2] == [first[0], standby[0]]
    assert states(rotated) == ["signing", "standby", "standby"]
    assert "until 2026-12-18 02:40" in rotated[0][2]
    assert "signs from 2026-12-18 02:40" in rotated[1][2]
    assert "a rotation is under way" in refusal("rotate")
    wait(minutes=11)
    assert states(done("list")) == ["verify-only", "signing", "standby"]
    wait(days=367)
    assert states(done("list")) == ["retired", "signing", "standby"]
    assert "a standby key already" in refusal("standby")


def test_the_schedules_step_is_done_once_it_is_due_and_says_until_then_when(wait: Wait) -> None:
    assert "`keys create`" in refusal("rotate", "--if-due")
    made = done("create")
    told = run("rotate", "--if-due")
    assert told.exit_code == 0
    assert "Nothing was changed: a rotation is due from 2027-02-17 02:25" in told.stdout
    assert done("list") == made
    wait(days=91)
    rotated = done("rotate", "--if-due")
    assert states(rotated) == ["signing", "standby", "standby"]
    assert done("rotate", "--if-due") == []
    assert done("list") == rotated


def test_where_there_is_little_room_for_more_keys_list_and_rotation_say_so(wait: Wait) -> None:
    done("create")
    assert run("list").stderr == ""
    for _ in range(48):
        wait(days=31)
        result = run("rotate")
    assert result.stderr == "50 of 60 keys are published: with 60, rotation ends\n"
    assert run("list").stderr == result.stderr


def test_a_revocation_first_says_what_it_breaks_and_changes_nothing() -> None:
    first, standby = done("create")
    told = run("revoke", first[0])
    assert told.exit_code == 2
    assert f"Every code signed with {first[0]} (2026-11-18 02:25 to now) will read withdrawn" in (
        told.stdout
    )
    assert "the standby key signs from now on" in told.stdout
    assert "Nothing was changed: --yes does it" in told.stderr
    assert done("list") == [first, standby]
    assert store().signer(NOW).kid == first[0]


def test_a_revoked_key_is_gone_at_once_and_the_next_one_signs() -> None:
    first, standby = done("create")
    after = done("revoke", first[0], "--yes")
    assert after[0][0] == standby[0]
    assert states(after) == ["signing", "standby", "revoked"]
    assert after[2][0] == first[0]
    assert store().signer(NOW).kid == standby[0]
    assert f"{first[0]} is revoked already" in refusal("revoke", first[0], "--yes")
    assert done("list") == after


@pytest.mark.parametrize("beginning", ["-", "--"])
def test_a_key_whose_id_begins_with_a_dash_is_revoked_like_any_other(
    beginning: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = (number.to_bytes(32, "big") for number in itertools.count())
    dashed = next(
        seed
        for seed in seeds
        if PublicKey(bytes(SigningKey(seed).verify_key)).kid.startswith(beginning)
    )
    drawn = iter([dashed])
    random = SimpleNamespace(
        token_bytes=lambda size: next(drawn, None) or secrets.token_bytes(size)
    )
    monkeypatch.setattr(private_keys, "secrets", random)
    first, standby = done("create")
    assert first[0].startswith(beginning)
    after = done("revoke", first[0], "--yes")
    assert [kid for kid, *_ in after][::2] == [standby[0], first[0]]
    assert run("revoke", standby[0], "--yse").exit_code == 2
    assert done("list") == after


def test_a_revoked_standby_key_costs_no_code() -> None:
    first, standby = done("create")
    result = run("revoke", standby[0])
    assert "signed nothing: no code is lost" in result.stdout
    assert states(done("revoke", standby[0], "--yes")) == ["signing", "standby", "revoked"]
    assert store().signer(NOW).kid == first[0]


def test_an_old_key_s_revocation_says_from_when_to_when_it_signed(wait: Wait) -> None:
    first, _ = done("create")
    wait(days=30)
    done("rotate")
    wait(days=1)
    result = run("revoke", first[0])
    assert "(2026-11-18 02:25 to 2026-12-18 02:40) will read withdrawn" in result.stdout
    assert "standby" not in result.stdout
    assert states(done("revoke", first[0], "--yes")) == ["signing", "standby", "revoked"]


def test_an_unknown_key_and_another_operators_step_are_refused_in_one_line() -> None:
    done("create")
    assert "No published key is nosuchid: `keys list` shows them" in refusal("revoke", "nosuchid")
    vault().create("step", str(int(NOW.timestamp())).encode())
    kid = done("list")[0][0]
    assert "another step is under way" in refusal("revoke", kid, "--yes")


def test_no_command_prints_a_secret(wait: Wait) -> None:
    done("create")
    wait(days=30)
    kid = store().signer(NOW).kid
    outputs = [run("list"), run("rotate"), run("revoke", kid), run("revoke", kid, "--yes")]
    printed = "".join(result.output for result in outputs).encode()
    for name in [f"seed-{kid}" for kid in store().ring().keys] + ["ticket-key"]:
        secret = vault().read(name)
        assert secret is not None
        assert secret not in printed and secret.hex().encode() not in printed


@pytest.mark.parametrize("command", [["create"], ["list"], ["rotate"], ["revoke", "x", "--yes"]])
def test_with_aws_keys_are_never_in_a_folder_of_this_machine(
    moto_tables: Tables, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL_DYNAMODB")
    line = refusal(*command)
    assert "KEY_PARAMETERS" in line and "Parameter Store" in line
    assert not any(settings.current().data_dir.rglob("*"))


def test_with_aws_keys_are_where_the_setting_says(
    moto_tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL_DYNAMODB")
    monkeypatch.setenv("KEY_PARAMETERS", "/waypost/keys")
    settings.current.cache_clear()
    assert states(done("create")) == ["signing", "standby"]
    assert not any(settings.current().data_dir.rglob("*"))
    where = "Keys: seeds in Parameter Store below /waypost/keys in us-east-1\n"
    assert where in run("list").stdout


def test_where_new_keys_go_is_said_before_there_is_one() -> None:
    folder = settings.current().data_dir / "keys"
    assert f"Keys: seeds in the folder {folder}\n" in run("list").stdout


def test_with_kms_every_step_is_the_same_and_no_seed_is_kept(
    monkeypatch: pytest.MonkeyPatch, wait: Wait, kms: FakeKms
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL_DYNAMODB")
    for name, value in {
        "KEY_KIND": "kms",
        "KEY_PARAMETERS": "/waypost/keys",
        "STACK_NAME": "waypost-test",
    }.items():
        monkeypatch.setenv(name, value)
    settings.current.cache_clear()
    monkeypatch.setattr(KmsKeys, "_client", kms.client)
    where = "AWS KMS in us-east-1, listed in Parameter Store below /waypost/keys in us-east-1"
    assert f"Keys: {where}\n" in run("list").stdout
    first, _ = done("create")
    wait(days=30)
    assert states(done("rotate")) == ["signing", "standby", "standby"]
    wait(minutes=11)
    assert states(done("revoke", first[0], "--yes")) == ["signing", "standby", "revoked"]
    assert list(kms.states.values()) == ["Disabled", "Enabled", "Enabled"]
    ssm = boto3.client("ssm", region_name="us-east-1")
    names = {each["Name"].partition("-")[0] for each in ssm.describe_parameters()["Parameters"]}
    assert names == {f"/waypost/keys/{name}" for name in ("registry", "ticket", "kms")}
